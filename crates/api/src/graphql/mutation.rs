//! Everything that can be changed, one object a file, which together are the mutation. Each field takes one `input`, and
//! gives a payload of the thing and of what is wrong with the input; what the caller cannot mend is an error of the field.

mod acting;
mod publish;
mod revision;
mod session;
mod import;
mod user_error;
mod visit;

use async_graphql::MergedObject;

pub use self::acting::Acting;
use self::publish::PublishMutation;
use self::revision::RevisionMutation;
pub(in crate::graphql) use self::user_error::UserErrorCode;
use self::session::SessionMutation;
use self::import::ImportMutation;
use self::visit::VisitMutation;

/// Everything that can be changed.
#[derive(Default, MergedObject)]
pub struct Mutation(VisitMutation, PublishMutation, RevisionMutation, SessionMutation, ImportMutation);
