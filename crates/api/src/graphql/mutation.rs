//! Everything that can be changed, one file a mutation. Each takes one `input`, and gives a payload of the thing and of
//! what is wrong with the input; what the caller cannot mend is an error of the field.

mod record_visit;
mod user_error;

use async_graphql::{Context, Object, Result};

use self::record_visit::{RecordVisitInput, RecordVisitPayload};

/// Everything that can be changed.
pub struct Mutation;

/// Everything that can be changed.
#[Object]
impl Mutation {
    /// Tells that an article was read. A reader counts once a day for each article, without anything being kept that
    /// leads to a person; programs that nobody reads with do not count. The answer is the same either way, and comes
    /// before the visit is counted.
    async fn record_visit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which article was read.")] input: RecordVisitInput,
    ) -> Result<RecordVisitPayload> {
        record_visit::record_visit(ctx, input).await
    }
}
