//! What somebody saw of documents before they act on them: where a draft is at another revision by now, the act is refused,
//! and the error says what changed since.

use async_graphql::Result;
use shanghaidoctor_domain::NodeId;
use shanghaidoctor_persistence::write::Writing;

use super::drafts::told;
use super::user_error::{UserError, UserErrorCode};

/// Where an input gives the revisions of a list of documents.
const REVISIONS: &[&str] = &["input", "revisions"];

/// What is stale of a list of documents, each at the place of its revision. Who gives no revisions takes all as it is.
pub(super) async fn all(writing: &Writing, nodes: &[NodeId], revisions: Option<&[i32]>) -> Result<Vec<UserError>> {
    let Some(revisions) = revisions else { return Ok(Vec::new()) };
    if revisions.len() != nodes.len() {
        let message = format!("Give none, or one for each of the {} documents, in their order.", nodes.len());
        return Ok(vec![UserError::new(UserErrorCode::Invalid, REVISIONS, message)]);
    }
    let mut errors = Vec::new();
    for (index, (node, seen)) in nodes.iter().zip(revisions).enumerate() {
        let stale = one(writing, *node, Some(*seen), REVISIONS).await?;
        errors.extend(stale.into_iter().map(|error| error.in_item(index)));
    }
    Ok(errors)
}

/// What is stale of a document, whose revision stands `at` a place in the arguments.
pub(super) async fn one(writing: &Writing, node: NodeId, seen: Option<i32>, at: &[&str]) -> Result<Vec<UserError>> {
    let Some(seen) = seen else { return Ok(Vec::new()) };
    match writing.expect_seen(node, seen).await {
        Ok(()) => Ok(Vec::new()),
        Err(error) => {
            let errors = told(writing, error.into()).await?;
            Ok(errors.into_iter().map(|error| error.moved_to(at)).collect())
        }
    }
}
