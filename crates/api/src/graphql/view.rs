use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::ContainerType;
use async_graphql::{
    Context, ContextSelectionSet, ObjectType, OutputType, Positioned, Result, ServerResult, SimpleObject, Value,
};
use shanghaidoctor_domain::content::{Content, PersonName};
use shanghaidoctor_domain::text::{Localised, NameOrder};
use shanghaidoctor_domain::{Actor, DateTime, Locale};
use shanghaidoctor_persistence::{Entry, Scope};

use super::error::content_error;
use super::items::Items;
use super::languages::Languages;
use super::plain::{self, Plain};
use super::text_rights::TextRights;

/// How a part of an answer is seen: at which stage, in which languages, and by which rights to whole texts. Set at the root
/// field, handed down to everything below it; two root fields do not touch each other.
#[derive(Clone)]
pub(super) struct View {
    pub(super) scope: Scope,
    pub(super) rights: TextRights,
    languages: Arc<Languages>,
}

impl View {
    /// What the request sees, in the languages that the argument names, best first; without it in those of the request.
    pub(super) fn of(ctx: &Context<'_>, locales: Option<Vec<Locale>>) -> Result<Self> {
        Ok(Self { scope: *ctx.data::<Scope>()?, ..Self::public(ctx, locales)? })
    }

    /// What everybody sees, in the same languages.
    pub(super) fn public(ctx: &Context<'_>, locales: Option<Vec<Locale>>) -> Result<Self> {
        let of_request = ctx.data::<Arc<Languages>>()?;
        let languages = match locales {
            Some(locales) => Arc::new(of_request.by_argument(locales)),
            None => Arc::clone(of_request),
        };
        Ok(Self { scope: Scope::published(), rights: ctx.data::<TextRights>()?.clone(), languages })
    }

    /// What everybody sees of the same, in the same languages.
    pub(super) fn published(&self) -> Self {
        Self { scope: Scope::published(), ..self.clone() }
    }

    /// What those see who write drafts, in the languages of the request: what an act left.
    pub(super) fn of_draft(ctx: &Context<'_>) -> Result<Self> {
        let scope = Scope::draft(ctx.data::<Actor>()?).map_err(|error| content_error(&error.into()))?;
        Ok(Self { scope, ..Self::public(ctx, None)? })
    }

    /// The wording that serves the reader best.
    pub(super) fn text<'a>(&self, text: &'a Localised) -> &'a str {
        self.shown(text).map_or("", |(_, text)| text)
    }

    /// The wording that serves the reader best, of a text that may be missing.
    pub(super) fn text_of<'a>(&self, text: Option<&'a Localised>) -> Option<&'a str> {
        text.map(|text| self.text(text))
    }

    /// That wording with its language; nothing only when no language is known.
    fn shown<'a>(&self, text: &'a Localised) -> Option<(&'a Locale, &'a str)> {
        let shown = text.shown(self.languages.locales())?;
        if text.is_translated() {
            self.languages.chose();
        }
        self.languages.showed(shown.0);
        Some(shown)
    }

    /// A person's name as the reader sees it.
    pub(super) fn name(&self, name: &PersonName) -> String {
        self.name_locale(name);
        name.display(self.languages.locales())
    }

    /// The language that a person's name is in, as the reader sees it.
    pub(super) fn name_locale(&self, name: &PersonName) -> Locale {
        if name.native.is_some() {
            self.languages.chose();
        }
        let locale = name.display_locale(self.languages.locales());
        self.languages.showed(&locale);
        locale
    }

    /// By whose names lists are ordered.
    pub(super) fn names(&self) -> NameOrder {
        self.languages.chose();
        NameOrder::of(self.languages.locales())
    }

    /// The languages, for what is made of many texts in ways of its own.
    pub(super) fn locales(&self) -> &[Locale] {
        self.languages.chose();
        self.languages.showed_several();
        self.languages.locales()
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
    pub(super) fn new(view: View, entry: Arc<Entry<T>>) -> Self
    where
        T: Content,
    {
        if let Some(locale) = entry.content.written_in() {
            view.languages.showed(locale);
        }
        Self { view, entry }
    }
}

impl<T: Content> Node<T> {
    /// When it was first published; for a draft that never was, when it was first saved.
    pub(super) fn first_published_at(&self) -> DateTime {
        self.entry.published_at.unwrap_or(self.entry.created_at)
    }

    /// In which language each text of this document is shown that stands in several.
    pub(super) fn shown_locales(&self) -> Vec<TextLocale> {
        let shown = |(field, text): (String, &Localised)| {
            let (locale, _) = self.view.shown(text)?;
            Some(TextLocale { field, locale: locale.clone(), known: text.locales().cloned().collect() })
        };
        self.entry.content.localised().each().filter_map(shown).collect()
    }
}

/// The names of all documents in the schema.
pub(super) const DOCUMENTS: &[&str] =
    &["Doctor", "Appointment", "Publication", "Article", "Organisation", "Journal", "Specialty", "Image"];

/// The fields of a document, each of which can wait: where the engine is asked for them.
pub(super) struct Fields<T>(Node<T>);

impl<T> Deref for Fields<T> {
    type Target = Node<T>;

    fn deref(&self) -> &Node<T> {
        &self.0
    }
}

impl<T> Node<T> {
    fn fields(&self) -> Fields<T> {
        Fields(Self { view: self.view.clone(), entry: Arc::clone(&self.entry) })
    }
}

impl<T> OutputType for Node<T>
where
    T: Send + Sync,
    Self: Plain,
    Fields<T>: ObjectType,
{
    fn type_name() -> Cow<'static, str> {
        Fields::<T>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Fields::<T>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        plain::document(self, &self.fields(), ctx).await
    }
}

impl<T> ContainerType for Node<T>
where
    T: Send + Sync,
    Self: Plain,
    Fields<T>: ObjectType,
{
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        self.fields().resolve_field(ctx).await
    }
}

impl<T> ObjectType for Node<T>
where
    T: Send + Sync,
    Self: Plain,
    Fields<T>: ObjectType,
{
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
