use async_graphql::{Context, ContextSelectionSet, ID, Object, Result, Value};
use shanghaidoctor_domain::citation::{self, CitationStyle, Reference};
use shanghaidoctor_domain::content::{self, AuthorRole, CitationIndex, Doctor, Journal, Publication, Source};
use shanghaidoctor_domain::{DateTime, Doi, Id, Locale, Url};

use super::json_ld;
use crate::graphql::editing::Editing;
use crate::graphql::items::Items;
use crate::graphql::json::Json;
use crate::graphql::loaders::{at_hand, many, one};
use crate::graphql::plain::{Plain, object, scalar, text};
use crate::graphql::view::{DOCUMENTS, Fields, Node, Part};

/// A paper; or, where the source names no more, only the journal it appeared in (`title` is null).
#[Object(name = "Publication")]
impl Fields<Publication> {
    /// The id, opaque and stable for life.
    async fn id(&self) -> ID {
        self.public_id()
    }

    /// Its title; null when the source names only the journal.
    async fn title(&self) -> Option<&str> {
        self.entry.content.title.as_deref()
    }

    /// Where it appeared.
    async fn journal(&self, ctx: &Context<'_>) -> Option<Result<Node<Journal>>> {
        one(ctx, &self.view, self.entry.content.journal?).await.transpose()
    }

    /// Its authors in order, as far as the source names them.
    async fn authors(&self) -> Items<Part<'_, content::Author>> {
        self.parts(&self.entry.content.authors)
    }

    /// The year it appeared in.
    async fn year(&self) -> Option<u16> {
        self.entry.content.year
    }

    /// The journal's volume.
    async fn volume(&self) -> Option<&str> {
        self.entry.content.volume.as_deref()
    }

    /// The volume's issue.
    async fn issue(&self) -> Option<&str> {
        self.entry.content.issue.as_deref()
    }

    /// Its pages or article number.
    async fn pages(&self) -> Option<&str> {
        self.entry.content.pages.as_deref()
    }

    /// Its DOI.
    async fn doi(&self) -> Option<&Doi> {
        self.entry.content.doi.as_ref()
    }

    /// Its number in PubMed.
    async fn pmid(&self) -> Option<&str> {
        self.entry.content.pmid.as_deref()
    }

    /// Where it can be read: the address its DOI resolves to, or the one the source gives.
    async fn url(&self) -> Option<Url> {
        let content = &self.entry.content;
        content.doi.as_ref().and_then(|doi| doi.url().parse().ok()).or_else(|| content.url.clone())
    }

    /// Its abstract.
    #[graphql(name = "abstract")]
    async fn abstract_text(&self) -> Option<&str> {
        self.entry.content.abstract_text.as_deref()
    }

    /// The citation indexes that hold it, as far as the source says.
    async fn indexed_in(&self) -> &[CitationIndex] {
        &self.entry.content.indexed_in
    }

    /// The paper as other papers cite it, on one line. What the record does not say is left out.
    async fn citation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How it is written.", default)] style: CitationStyle,
        #[graphql(
            desc = "The language of the journal's name and of the words between (`et al.`, `等`); without it, the \
                style's own: English, but the paper's own language for `GB_T_7714`."
        )]
        locale: Option<Locale>,
    ) -> Result<String> {
        let journal = self.journal_record(ctx).await?;
        Ok(citation::cite(self.reference(journal.as_ref()), style, locale.as_ref()))
    }

    /// The paper as a BibTeX entry.
    async fn bibtex(&self, ctx: &Context<'_>) -> Result<String> {
        let journal = self.journal_record(ctx).await?;
        Ok(citation::bibtex(self.reference(journal.as_ref())))
    }

    /// The paper as a RIS entry.
    async fn ris(&self, ctx: &Context<'_>) -> Result<String> {
        let journal = self.journal_record(ctx).await?;
        Ok(citation::ris(self.reference(journal.as_ref())))
    }

    /// The paper as an item of CSL-JSON, which citation processors read.
    async fn csl_json(&self, ctx: &Context<'_>) -> Result<Json> {
        let journal = self.journal_record(ctx).await?;
        Ok(Json(citation::csl_json(self.reference(journal.as_ref()), &self.entry.id().to_string())))
    }

    /// The paper for search engines, as JSON-LD in the words of schema.org: a `ScholarlyArticle` in its issue, volume and
    /// journal.
    #[graphql(complexity = "json_ld::COST")]
    async fn json_ld(&self, ctx: &Context<'_>) -> Result<Json> {
        json_ld::publication(ctx, self).await
    }

    /// The portrayed doctors among its authors.
    async fn doctors(&self, ctx: &Context<'_>) -> Result<Items<Node<Doctor>>> {
        let ids: Vec<Id<Doctor>> = self.entry.content.authors.iter().filter_map(|author| author.doctor).collect();
        many(ctx, &self.view, &ids).await
    }

    /// Where the fact comes from.
    async fn source(&self) -> Option<&Source> {
        self.entry.content.source.as_ref()
    }

    /// When the record was first published here.
    async fn published_at(&self) -> DateTime {
        self.first_published_at()
    }

    /// When the record was last changed here.
    async fn updated_at(&self) -> DateTime {
        self.entry.updated_at
    }

    /// What those who write drafts need to know of it; null for those who read what is published.
    async fn editing(&self, ctx: &Context<'_>) -> Option<Result<Editing>> {
        self.editing_state(ctx).await
    }
}

impl Plain for Node<Publication> {
    const TYPE: &'static str = "Publication";
    const OTHERS: &'static [&'static str] = DOCUMENTS;

    fn field(&self, name: &str, below: &ContextSelectionSet<'_>) -> Option<Value> {
        let content = &self.entry.content;
        Some(match name {
            "id" => self.public_id().0.into(),
            "title" => text(content.title.as_deref()),
            "journal" => match content.journal {
                Some(id) => {
                    return at_hand(below, &self.view, id)?.map_or(Some(Value::Null), |node| object(&node, below));
                }
                None => Value::Null,
            },
            "year" => content.year.map_or(Value::Null, Value::from),
            "volume" => text(content.volume.as_deref()),
            "issue" => text(content.issue.as_deref()),
            "pages" => text(content.pages.as_deref()),
            "doi" => scalar(content.doi.as_ref()),
            "pmid" => text(content.pmid.as_deref()),
            _ => return None,
        })
    }
}

impl Node<Publication> {
    pub(super) async fn journal_record(&self, ctx: &Context<'_>) -> Result<Option<Node<Journal>>> {
        match self.entry.content.journal {
            Some(id) => one(ctx, &self.view, id).await,
            None => Ok(None),
        }
    }

    fn reference<'a>(&'a self, journal: Option<&'a Node<Journal>>) -> Reference<'a> {
        Reference { publication: &self.entry.content, journal: journal.map(|node| &node.entry.content) }
    }
}

/// One of a paper's authors.
#[Object(name = "Author")]
impl Part<'_, content::Author> {
    /// The name as the paper prints it.
    async fn name(&self) -> &str {
        &self.value.name
    }

    /// The doctor it is, when the publication has portrayed them.
    async fn doctor(&self, ctx: &Context<'_>) -> Option<Result<Node<Doctor>>> {
        one(ctx, self.view, self.value.doctor?).await.transpose()
    }

    /// What part the author had, as far as the source says.
    async fn roles(&self) -> &[AuthorRole] {
        &self.value.roles
    }
}
