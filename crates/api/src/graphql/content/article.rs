use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ContextSelectionSet, ID, Object, Result, Value};
use shanghaidoctor_domain::content::{
    self, Article, Block, Body, Correction, Credit, Doctor, Figure, Media, Paragraph, Rights, Source, Specialty,
    TocEntry,
};
use shanghaidoctor_domain::{DateTime, Id, Locale, PartialDate, TextAccess, Url, text};

use super::article_licence::ArticleLicence;
use super::block::Blocks;
use super::image::{alt, largest_url};
use super::json_ld;
use super::related::related;
use super::site::Channel;
use crate::graphql::editing::Editing;
use crate::graphql::items::Items;
use crate::graphql::json::Json;
use crate::graphql::loaders::{all_at_hand, body, body_at_hand, former_slugs, many, one, site, translations, visits};
use crate::graphql::plain::{Plain, list, scalar};
use crate::graphql::view::{DOCUMENTS, Fields, Node, Part};

/// What the publication itself publishes: a portrait of one or more doctors, or a report with no subject.
#[Object(name = "Article")]
impl Fields<Article> {
    /// The id, opaque and stable for life.
    async fn id(&self) -> ID {
        self.public_id()
    }

    /// Its name in addresses.
    async fn slug(&self) -> &str {
        &self.entry.content.slug
    }

    /// Names that it had in addresses before and that still lead here, the latest first: whoever asks for one of them is
    /// to be sent to `slug` (301).
    async fn former_slugs(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        former_slugs(ctx, &self.view, self.entry.id()).await
    }

    /// The language it is written in.
    async fn locale(&self) -> &Locale {
        &self.entry.content.locale
    }

    /// The same article in other languages.
    async fn translations(&self, ctx: &Context<'_>) -> Result<Items<Node<Article>>> {
        let Some(group) = self.entry.content.translation_group else { return Ok(Items::default()) };
        let mut articles = translations(ctx, &self.view, group).await?;
        articles.retain(|article| article.entry.id != self.entry.id);
        Ok(Items(articles))
    }

    /// The title as printed, with the subject's name.
    async fn title(&self) -> &str {
        &self.entry.content.title
    }

    /// The title without the subject's name.
    async fn headline(&self) -> &str {
        &self.entry.content.headline
    }

    /// The preface as text; null when it has none.
    async fn standfirst(&self) -> Option<String> {
        self.entry.content.standfirst.as_ref().map(text::RichText::text)
    }

    /// What anybody may show of it elsewhere, as text in one line: the beginning of the preface, or of the text where it
    /// has no preface; 300 characters at most, and an ellipsis.
    async fn excerpt(&self, ctx: &Context<'_>) -> Result<String> {
        match &self.entry.content.standfirst {
            Some(preface) => Ok(text::excerpt(&preface.text())),
            None => Ok(text::excerpt(&body(ctx, &self.view, self.entry.id).await?.plain_text())),
        }
    }

    /// How much of its text this answer has: `body`, `html`, `plainText` and `tableOfContents`. Everybody is given all of it
    /// but partners, who are given its excerpt where no licence of theirs gives them more; and, where the operator of this server
    /// says so, but those who do not say who they are.
    async fn access(&self) -> TextAccess {
        self.view.rights.access(&self.entry)
    }

    /// On what terms the partner who asks may show it elsewhere; null where no licence says so, and for all who are no partner.
    async fn licence(&self, ctx: &Context<'_>) -> Result<Option<ArticleLicence>> {
        let Some(licence) = self.view.rights.licence(&self.entry) else { return Ok(None) };
        let site = site(ctx, &self.view).await?;
        Ok(Some(ArticleLicence::of(licence, &site.entry.content, &self.entry.content)))
    }

    /// What it says, piece by piece; a paragraph with its excerpt where `access` says so.
    async fn body(&self, ctx: &Context<'_>) -> Result<Blocks> {
        Ok(Blocks { view: self.view.clone(), body: self.given_text(ctx).await? })
    }

    /// The body as HTML that needs no cleaning.
    async fn html(&self, ctx: &Context<'_>) -> Result<String> {
        let body = self.given_text(ctx).await?;
        let pictures = self.pictures(ctx, &body).await?;
        Ok(body.html(&|figure: &Figure| pictures.get(&figure.image?).cloned()))
    }

    /// The body as text, questions and answers with their speakers' names.
    async fn plain_text(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(self.given_text(ctx).await?.plain_text())
    }

    /// Its headings and questions, each with the anchor that leads there.
    async fn table_of_contents(&self, ctx: &Context<'_>) -> Result<Vec<TocEntry>> {
        Ok(self.given_text(ctx).await?.table_of_contents())
    }

    /// How many words it has; Chinese is counted by character.
    async fn word_count(&self, ctx: &Context<'_>) -> Result<usize> {
        Ok(body(ctx, &self.view, self.entry.id).await?.word_count())
    }

    /// How many minutes a reader takes, at least one.
    async fn reading_minutes(&self, ctx: &Context<'_>) -> Result<usize> {
        Ok(body(ctx, &self.view, self.entry.id).await?.reading_minutes())
    }

    /// Whom it portrays, in order.
    async fn subjects(&self, ctx: &Context<'_>) -> Result<Items<Node<Doctor>>> {
        many(ctx, &self.view, &self.entry.content.subjects).await
    }

    /// Who else appears in it.
    async fn mentions(&self) -> Items<Part<'_, content::Mention>> {
        self.parts(&self.entry.content.mentions)
    }

    /// Who made it.
    async fn credits(&self) -> &[Credit] {
        &self.entry.content.credits
    }

    /// The picture that stands for it.
    async fn cover(&self, ctx: &Context<'_>) -> Option<Result<Node<Media>>> {
        one(ctx, &self.view, self.entry.content.cover?).await.transpose()
    }

    /// The medical specialties it is about.
    async fn specialties(&self, ctx: &Context<'_>) -> Result<Items<Node<Specialty>>> {
        many(ctx, &self.view, &self.entry.content.specialties).await
    }

    /// The section of the site it stands in.
    async fn channel(&self, ctx: &Context<'_>) -> Result<Channel> {
        Ok(site(ctx, &self.view).await?.channel_of(&self.entry.content.channel))
    }

    /// Who owns it, how to name them, and whether others may print it.
    async fn rights(&self, ctx: &Context<'_>) -> Result<Rights> {
        match &self.entry.content.rights {
            Some(own) => Ok(own.clone()),
            None => Ok(site(ctx, &self.view).await?.entry.content.rights.clone()),
        }
    }

    /// Its address on the site that readers see.
    async fn canonical_url(&self, ctx: &Context<'_>) -> Result<Url> {
        Ok(site(ctx, &self.view).await?.entry.content.address_of(&self.entry.content))
    }

    /// The article for search engines, as JSON-LD in the words of schema.org: `Article`, or `NewsArticle` where it
    /// portrays nobody.
    #[graphql(complexity = "json_ld::COST")]
    async fn json_ld(&self, ctx: &Context<'_>) -> Result<Json> {
        json_ld::article(ctx, self).await
    }

    /// Other articles in the same language, from among the latest about each of its specialties: those that share most
    /// of these first.
    async fn related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most; 20 at most.", default = 4)] first: i32,
    ) -> Result<Items<Node<Article>>> {
        related(ctx, self, first).await
    }

    /// What was corrected in it after it was published.
    async fn corrections(&self) -> &[Correction] {
        &self.entry.content.corrections
    }

    /// The date of its last update that the page itself prints; null when it prints none.
    async fn updated_on(&self) -> Option<PartialDate> {
        self.entry.content.updated_on
    }

    /// How often it was read.
    async fn visits(&self, ctx: &Context<'_>) -> Result<i64> {
        visits(ctx, &self.view, self.entry.id).await
    }

    /// Where it was read, when it was imported.
    async fn source(&self) -> Option<&Source> {
        self.entry.content.source.as_ref()
    }

    /// Where each of its facts comes from: title, preface, every piece of the body, mentions, credits and rights, in the
    /// order of the page; none for an article that was not imported.
    async fn sources(
        &self,
        #[graphql(desc = "Only those of this fact and its parts, by its path: `body`, `body.3`.")] fact: Option<String>,
    ) -> Vec<Source> {
        let each = self.entry.content.source.iter().flat_map(Source::each);
        each.filter(|source| fact.as_deref().is_none_or(|fact| source.supports(fact))).collect()
    }

    /// When it was first published here.
    async fn published_at(&self) -> DateTime {
        self.first_published_at()
    }

    /// When it was last changed here.
    async fn updated_at(&self) -> DateTime {
        self.entry.updated_at
    }

    /// What those who write drafts need to know of it; null for those who read what is published.
    async fn editing(&self, ctx: &Context<'_>) -> Option<Result<Editing>> {
        self.editing_state(ctx).await
    }
}

impl Fields<Article> {
    /// What it says, as far as whoever asks is given it.
    async fn given_text(&self, ctx: &Context<'_>) -> Result<Arc<Body>> {
        match self.view.rights.access(&self.entry) {
            TextAccess::FullText => body(ctx, &self.view, self.entry.id).await,
            TextAccess::Excerpt => {
                let text = text::RichText::from_plain(&self.excerpt(ctx).await?);
                Ok(Arc::new(Body(vec![Block::Paragraph(Paragraph { text })])))
            }
        }
    }
}

impl Plain for Node<Article> {
    const TYPE: &'static str = "Article";
    const OTHERS: &'static [&'static str] = DOCUMENTS;

    fn field(&self, name: &str, below: &ContextSelectionSet<'_>) -> Option<Value> {
        let content = &self.entry.content;
        Some(match name {
            "id" => self.public_id().0.into(),
            "slug" => content.slug.as_str().into(),
            "locale" => scalar(Some(&content.locale)),
            "title" => content.title.as_str().into(),
            "headline" => content.headline.as_str().into(),
            "standfirst" => content.standfirst.as_ref().map_or(Value::Null, |text| text.text().into()),
            // The engine is asked for an excerpt.
            "body" if self.view.rights.access(&self.entry) == TextAccess::FullText => {
                let body = body_at_hand(below, &self.view, self.entry.id)?;
                return Blocks { view: self.view.clone(), body }.plain(below);
            }
            "subjects" => return list(all_at_hand(below, &self.view, &content.subjects)?, below),
            "updatedOn" => scalar(content.updated_on.as_ref()),
            _ => return None,
        })
    }
}

impl Node<Article> {
    /// The addresses of the body's pictures and what they show.
    async fn pictures(&self, ctx: &Context<'_>, body: &Body) -> Result<HashMap<Id<Media>, content::Picture>> {
        let figures = body.0.iter().filter_map(|block| match block {
            Block::Figure(figure) => figure.image,
            _ => None,
        });
        let ids: Vec<Id<Media>> = figures.collect();
        let mut pictures = HashMap::with_capacity(ids.len());
        for picture in many(ctx, &self.view, &ids).await?.0 {
            let media = &picture.entry.content;
            let shown = content::Picture {
                url: largest_url(ctx, media)?.to_string(),
                alt: alt(&self.view, media).to_owned(),
                credit: media.credit.clone(),
            };
            pictures.insert(picture.entry.id(), shown);
        }
        Ok(pictures)
    }
}

/// A person who appears in an article without being its subject.
#[Object(name = "Mention")]
impl Part<'_, content::Mention> {
    /// The name as printed, without its title.
    async fn name(&self) -> &str {
        &self.value.name
    }

    /// The title or role it is printed with.
    async fn role(&self) -> Option<&str> {
        self.value.role.as_deref()
    }

    /// The doctor it is, when the publication has portrayed them.
    async fn doctor(&self, ctx: &Context<'_>) -> Option<Result<Node<Doctor>>> {
        one(ctx, self.view, self.value.doctor?).await.transpose()
    }
}
