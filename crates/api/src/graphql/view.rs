use std::sync::Arc;

use async_graphql::SimpleObject;
use shanghaidoctor_domain::Locale;
use shanghaidoctor_domain::content::Content;
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_persistence::{Entry, Scope};

use super::items::Items;

/// How a part of an answer is seen: at which stage, and in which languages. Set at the root field, handed down to
/// everything below it; two root fields do not touch each other.
#[derive(Clone)]
pub(super) struct View {
    pub(super) scope: Scope,
    pub(super) locales: Arc<[Locale]>,
}

impl View {
    /// What everybody sees, in the languages asked for, best first.
    pub(super) fn public(locales: Option<Vec<Locale>>) -> Self {
        Self { scope: Scope::published(), locales: locales.unwrap_or_default().into() }
    }

    /// The wording that serves the reader best.
    pub(super) fn text<'a>(&self, text: &'a Localised) -> &'a str {
        text.pick(&self.locales)
    }

    /// The wording that serves the reader best, of a text that may be missing.
    pub(super) fn text_of<'a>(&self, text: Option<&'a Localised>) -> Option<&'a str> {
        text.map(|text| self.text(text))
    }
}

/// In which language one text of a document is shown.
#[derive(SimpleObject)]
pub(super) struct TextLocale {
    /// Which text, as a path from the record: `role`, `positions.0.department`.
    field: String,
    /// The language it is shown in, to be told to screen readers (`lang` of HTML).
    locale: Locale,
    /// All languages it is known in.
    known: Vec<Locale>,
}

/// A document as it is seen.
pub(super) struct Node<T> {
    pub(super) view: View,
    pub(super) entry: Arc<Entry<T>>,
}

impl<T> Node<T> {
    pub(super) const fn new(view: View, entry: Arc<Entry<T>>) -> Self {
        Self { view, entry }
    }
}

impl<T: Content> Node<T> {
    /// In which language each text of this document is shown that stands in several.
    pub(super) fn shown_locales(&self) -> Vec<TextLocale> {
        let shown = |(field, text): (String, &Localised)| {
            let (locale, _) = text.shown(&self.view.locales)?;
            Some(TextLocale { field, locale: locale.clone(), known: text.locales().cloned().collect() })
        };
        self.entry.content.localised().each().filter_map(shown).collect()
    }
}

/// A value inside a document as it is seen.
pub(super) struct Part<'a, T> {
    pub(super) view: &'a View,
    pub(super) value: &'a T,
}

impl<T> Node<T> {
    /// A value of this document, seen as the document is.
    pub(super) const fn part<'a, P>(&'a self, value: &'a P) -> Part<'a, P> {
        Part { view: &self.view, value }
    }

    /// Values of this document, seen as the document is.
    pub(super) fn parts<'a, P>(&'a self, values: &'a [P]) -> Items<Part<'a, P>> {
        values.iter().map(|value| self.part(value)).collect()
    }
}
