//! The searches that the filters of lists ask for: each text is looked for once in a request, so that a list, its total
//! and the same list below other parents see one result.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{InputType, Result, Value};
use shanghaidoctor_domain::Kind;
use shanghaidoctor_persistence::Error as ContentError;
use shanghaidoctor_persistence::search::{Ranking, SearchIndex, Searched};
use tokio::sync::OnceCell;

use super::error::{bad_input, content_error};
use super::filtered::{kind_of, searches_of};

type Found = Arc<OnceCell<Arc<Ranking>>>;

/// What the searches of one request met.
#[derive(Default)]
pub(super) struct Searches(Mutex<HashMap<(Kind, String), Found>>);

impl Searches {
    /// What the searches of a filter meet; `order` says whether the list is ordered by the one beside the other
    /// conditions.
    pub(super) async fn of<F: InputType>(&self, index: &SearchIndex, filter: &F, order: bool) -> Result<Searched> {
        let mut searched = Searched::default();
        for (kind, text) in searches_of(filter) {
            let ranking = self.rank(index, kind, &text).await?;
            searched.add(kind, text, ranking);
        }
        if order {
            let (kind, text) = beside(filter).ok_or_else(|| {
                bad_input(
                    "`orderBy`: RELEVANCE orders by a search: give `search` in `where`, beside its other conditions",
                )
            })?;
            searched.order_by(kind, &text);
        }
        Ok(searched)
    }

    async fn rank(&self, index: &SearchIndex, kind: Kind, text: &str) -> Result<Arc<Ranking>> {
        let found = {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry((kind, text.to_owned())).or_default())
        };
        let ranking = found.get_or_try_init(async || index.rank(kind, text.to_owned()).await.map(Arc::new)).await;
        ranking.cloned().map_err(|error| match error {
            ContentError::TooMuchFound { .. } => bad_input(format!("`search`: {error}")),
            other => content_error(&other),
        })
    }
}

/// The search that stands beside the other conditions of a filter, not inside one of them.
fn beside<F: InputType>(filter: &F) -> Option<(Kind, String)> {
    let Value::Object(fields) = filter.to_value() else { return None };
    let Some(Value::String(text)) = fields.get("search") else { return None };
    searches_of(filter).into_iter().find(|(kind, found)| found == text && is_filter_of::<F>(*kind))
}

fn is_filter_of<F: InputType>(kind: Kind) -> bool {
    kind_of(&F::type_name()) == Some(kind)
}
