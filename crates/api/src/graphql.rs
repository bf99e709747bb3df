//! How the publication is asked for in GraphQL. A resolver only picks what to show; what is read, and at which stage,
//! is persistence's business, and how texts and citations look is the domain's.

mod account;
mod audit_log;
mod change;
mod connection;
mod content;
pub mod cost;
pub mod documents;
mod editing;
pub mod engine;
mod enquiry;
pub mod error;
mod filter_size;
mod filtered;
pub mod guard;
mod history;
mod input_types;
mod items;
mod json;
pub mod languages;
mod loaders;
mod mail;
mod mutation;
mod node;
mod partner;
mod plain;
pub mod preview;
mod publishing;
mod query;
mod queue;
mod release;
mod reprint;
mod search;
mod searched;
mod sign_off;
pub mod subscription;
mod text_rights;
pub mod upload;
mod view;
mod webhook;

use async_graphql::registry::Registry;
use async_graphql::{OutputType, SDLExportOptions, SubscriptionType, ValidationMode};
use shanghaidoctor_domain::Url;

pub use loaders::Loaders;
pub use mutation::{Acting, Bounded, Mutation};
pub use query::Query;
pub use subscription::Subscription;
pub use text_rights::TextRights;

/// The public schema.
pub type Schema = async_graphql::Schema<Query, Bounded<Mutation>, Subscription>;

/// Where the world reaches this server: what addresses in answers begin with.
#[derive(Clone, Debug)]
pub(crate) struct PublicUrl(pub(crate) Url);

/// The public schema as text, as it is printed in the repository and served.
pub fn sdl(schema: &Schema) -> String {
    schema.sdl_with_options(SDLExportOptions::new().include_specified_by().prefer_single_line_descriptions())
}

/// Builds the schema. `public_url` is where the world reaches this server.
pub fn schema(public_url: Url) -> Schema {
    schema_with(public_url, ValidationMode::Strict)
}

/// All types of the public schema.
pub(crate) fn registry() -> Registry {
    let mut registry = Registry::default();
    Query::create_type_info(&mut registry);
    Mutation::create_type_info(&mut registry);
    Subscription::create_type_info(&mut registry);
    registry
}

fn schema_with(public_url: Url, mode: ValidationMode) -> Schema {
    Schema::build(Query::default(), Bounded::<Mutation>::default(), Subscription)
        .data(PublicUrl(public_url))
        .validation_mode(mode)
        .finish()
}
