//! What those who decide what the public sees look at.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use shanghaidoctor_domain::{Actor, NodeId};
use shanghaidoctor_persistence::Database;
use shanghaidoctor_persistence::write::{Blocker, publish_blockers};

use super::error::{bad_input, content_error};
use super::mutation::UserErrorCode;

/// At most this many documents at once.
const MOST: usize = 100;

/// What those who decide what the public sees look at.
#[derive(Default)]
pub struct PublishingQuery;

/// What those who decide what the public sees look at.
#[Object]
impl PublishingQuery {
    /// What stands in the way of publishing some documents together; nothing when they can be published. For people who
    /// are signed in.
    async fn publish_blockers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The documents; 100 at most.")] ids: Vec<NodeId>,
    ) -> Result<Vec<PublishBlocker>> {
        if ids.len() > MOST {
            return Err(bad_input(format!("`ids`: ask for {MOST} at most, got {}", ids.len())));
        }
        let blockers = publish_blockers(ctx.data::<Database>()?, ctx.data::<Actor>()?, &ids).await;
        Ok(blockers.map_err(|error| content_error(&error))?.into_iter().map(PublishBlocker::from).collect())
    }
}

/// Something that stands in the way of publishing a document.
#[derive(SimpleObject)]
pub(super) struct PublishBlocker {
    /// The id of the document that is to be published.
    asked_for: ID,
    /// The id of the document that something is wrong with: itself, or one that is published with it.
    document: ID,
    /// What to change.
    message: String,
    /// What kind of rule is broken, for programs.
    code: UserErrorCode,
    /// Which field of that document: `["positions", "0", "role"]`; empty where it is the document as a whole.
    path: Vec<String>,
}

impl From<Blocker> for PublishBlocker {
    fn from(Blocker { asked, node, violation }: Blocker) -> Self {
        let path = violation.path.split('.').filter(|part| !part.is_empty()).map(str::to_owned);
        Self {
            asked_for: ID(asked.to_string()),
            document: ID(node.to_string()),
            message: violation.message,
            code: violation.code.into(),
            path: path.collect(),
        }
    }
}
