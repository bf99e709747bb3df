//! The same content for those who ask without GraphQL: `/api/v1/doctors?fields=slug,name`. An address becomes a query of the
//! public schema, so that what can be asked, who sees what and what it costs is decided in one place.

mod answer;
mod arguments;
mod condition;
mod fields;
mod openapi;
mod question;
mod resource;
mod schema;

pub use answer::{Listed, Page, listed, single};
pub use openapi::description;
pub use question::{Question, Wrong};
pub use resource::Resource;
