//! What search engines read: JSON-LD in the words of schema.org (version 29), one file a type.
//!
//! Pure shaping: each function gets the documents that its reader may see, and names no other. What a document links to
//! and the reader may not see is simply absent, as in the rest of an answer.

mod article;
mod doctor;
mod image;
mod organisation;
mod publication;

use std::fmt::Display;

use serde_json::{Value, json};
use shanghaidoctor_domain::content::Site;
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_domain::{Locale, Url};

pub(crate) use article::{ArticleParts, article};
pub(crate) use doctor::{DoctorParts, profile_page};
pub(crate) use organisation::Organisations;
pub(crate) use publication::{PublicationParts, scholarly_article};

/// Who publishes, where, and in which languages the reader wants it.
#[derive(Clone, Copy)]
pub(crate) struct Publisher<'a> {
    /// The publication itself.
    pub site: &'a Site,
    /// Where the world reaches this server.
    pub server: &'a Url,
    /// The reader's languages, best first.
    pub locales: &'a [Locale],
}

impl Publisher<'_> {
    fn text<'t>(&self, text: &'t Localised) -> &'t str {
        text.pick(self.locales)
    }

    /// The name by which what has no page of its own is one thing in every answer: `https://example.org/#doctor_01k…`.
    fn identity(&self, id: impl Display) -> String {
        format!("{}#{id}", self.site.url)
    }

    fn website(&self) -> Value {
        json!({ "@type": "WebSite", "name": self.text(&self.site.name), "url": self.site.url })
    }

    fn organisation(&self) -> Value {
        let accounts: Vec<&Url> = self.site.accounts.iter().filter_map(|account| account.url.as_ref()).collect();
        json!({
            "@type": "Organization",
            "@id": self.identity("publisher"),
            "name": self.text(&self.site.name),
            "url": self.site.url,
            "sameAs": accounts,
        })
    }
}

/// The document without what is not known: members that are null, and empty lists.
fn known(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, member)| (name, known(member)));
            Value::Object(members.filter(|(_, member)| !is_blank(member)).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(known).filter(|item| !is_blank(item)).collect()),
        other => other,
    }
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_has_no_member() {
        let document = json!({ "a": null, "b": [null, { "c": [] , "d": 0 }], "e": [[]], "f": "" });
        assert_eq!(known(document), json!({ "b": [{ "d": 0 }] }));
    }
}
