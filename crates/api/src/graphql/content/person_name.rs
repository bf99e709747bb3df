use async_graphql::{ContextSelectionSet, Object, Value};
use shanghaidoctor_domain::Locale;
use shanghaidoctor_domain::content;

use crate::graphql::plain::{Plain, text};
use crate::graphql::view::Part;

/// A person's name.
#[Object(name = "PersonName")]
impl Part<'_, content::PersonName> {
    /// The name as a reader of the answer's language sees it, family name first.
    async fn display(&self) -> String {
        self.view.name(self.value)
    }

    /// The family name.
    async fn family(&self) -> &str {
        &self.value.family
    }

    /// The given name.
    async fn given(&self) -> &str {
        &self.value.given
    }

    /// The name in its own script; null when no source gives it.
    async fn native(&self) -> Option<&str> {
        self.value.native.as_deref()
    }

    /// The name as lists are sorted by it: `Li, Ziming`.
    async fn sort(&self) -> String {
        self.value.sort()
    }

    /// Other and former spellings.
    async fn variants(&self) -> &[String] {
        &self.value.variants
    }

    /// The language that `display` is in.
    async fn locale(&self) -> Locale {
        self.view.name_locale(self.value)
    }
}

impl Plain for Part<'_, content::PersonName> {
    const TYPE: &'static str = "PersonName";

    fn field(&self, name: &str, _: &ContextSelectionSet<'_>) -> Option<Value> {
        Some(match name {
            "display" => self.view.name(self.value).into(),
            "family" => self.value.family.as_str().into(),
            "given" => self.value.given.as_str().into(),
            "native" => text(self.value.native.as_deref()),
            "sort" => self.value.sort().into(),
            _ => return None,
        })
    }
}
