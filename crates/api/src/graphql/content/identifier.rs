use async_graphql::Object;
use shanghaidoctor_domain::Url;
use shanghaidoctor_domain::content::{self, IdentifierScheme};

use crate::graphql::view::Part;

/// A number in a public register.
#[Object(name = "Identifier")]
impl Part<'_, content::Identifier> {
    /// Which register.
    async fn scheme(&self) -> IdentifierScheme {
        self.value.scheme()
    }

    /// The number there, bare.
    async fn value(&self) -> &str {
        self.value.value()
    }

    /// The address of the entry.
    async fn url(&self) -> Option<Url> {
        self.value.url().parse().ok()
    }
}
