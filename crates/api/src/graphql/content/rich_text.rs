use async_graphql::{ContextSelectionSet, Object, Value};
use shanghaidoctor_domain::text;

use crate::graphql::plain::Plain;

/// A text with emphasis and links, in the form that suits the reader.
pub(super) struct RichText<'a>(pub(super) &'a text::RichText);

/// A text with emphasis and links, in the form that suits the reader.
#[Object]
impl RichText<'_> {
    /// The text alone.
    async fn text(&self) -> String {
        self.0.text()
    }

    /// The text as HTML that needs no cleaning: paragraphs, emphasis, links.
    async fn html(&self) -> String {
        self.0.html()
    }

    /// The text as CommonMark.
    async fn markdown(&self) -> &str {
        self.0.markdown()
    }
}

impl Plain for RichText<'_> {
    const TYPE: &'static str = "RichText";

    fn field(&self, name: &str, _: &ContextSelectionSet<'_>) -> Option<Value> {
        match name {
            "text" => Some(self.0.text().into()),
            "html" => Some(self.0.html().into()),
            "markdown" => Some(self.0.markdown().into()),
            _ => None,
        }
    }
}
