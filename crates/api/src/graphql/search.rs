//! Search over all kinds of records, and suggestions while somebody types.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result, SimpleObject, Union};
use shanghaidoctor_domain::content::{Article, Doctor, Journal, Organisation, Publication, Specialty};
use shanghaidoctor_domain::query::{Cursor, CursorError, Key, KeyKind, PageArguments, Window, WindowError};
use shanghaidoctor_domain::{Id, Kind, Locale};
use shanghaidoctor_persistence::search::{self, Facet, Found, Hit, Meant, Place, Search, facet};
use tokio::sync::OnceCell;

use super::connection::PageInfo;
use super::error::bad_input;
use super::filter_size;
use super::items::Items;
use super::loaders::{body, found, many};
use super::node::{AnyNode, find};
use super::view::{Node, View};

/// The order of results, as cursors name it.
const ORDER: &str = "RELEVANCE";

/// At most this many suggestions: no list that somebody types into is longer.
const MOST_SUGGESTIONS: i32 = 20;

/// Among which records to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(super) enum SearchScope {
    /// Doctors, by name in any spelling, posts, workplaces, specialties.
    Doctors,
    /// Organisations, by name, acronym and former name.
    Organisations,
    /// Papers, by title, author, journal, DOI.
    Publications,
    /// Journals, by name, abbreviation, ISSN.
    Journals,
    /// Articles, by title, text and those they portray.
    Articles,
}

/// What a search can find.
#[derive(Union)]
pub(super) enum SearchResult {
    Doctor(Node<Doctor>),
    Organisation(Node<Organisation>),
    Publication(Node<Publication>),
    Journal(Node<Journal>),
    Article(Node<Article>),
}

/// The results of a search, best first.
pub(super) struct SearchConnection {
    view: View,
    found: Found,
    hits: Vec<SearchHit>,
    first_page: bool,
}

/// A result in its place.
#[derive(Clone, SimpleObject)]
struct SearchEdge {
    /// The place, opaque: pass it as `after`.
    cursor: String,
    /// The result.
    node: SearchHit,
}

/// A result of a search.
#[derive(Clone)]
pub(super) struct SearchHit {
    view: View,
    hit: Hit,
    searched: String,
    /// Cut once, whoever asks first: for its text or for its anchor.
    passage: Arc<OnceCell<Option<search::Snippet>>>,
}

/// A passage that shows why something was found.
struct Snippet(search::Snippet);

/// A part of a text, counted in Unicode characters.
#[derive(SimpleObject)]
struct Span {
    /// Where it begins.
    start: usize,
    /// Right behind its end.
    end: usize,
}

/// What the results can be narrowed by, each with how many it leaves.
#[derive(SimpleObject)]
struct SearchFacets {
    /// Medical specialties, the most frequent first.
    specialties: Items<SpecialtyCount>,
    /// Organisations, the most frequent first.
    organisations: Items<OrganisationCount>,
    /// Sections of the site, by path segment.
    channels: Vec<ChannelCount>,
    /// Years.
    years: Vec<YearCount>,
    /// Languages of articles.
    locales: Vec<LocaleCount>,
}

/// How many results are of a specialty.
#[derive(SimpleObject)]
struct SpecialtyCount {
    /// The specialty.
    specialty: Node<Specialty>,
    /// How many.
    count: u64,
}

/// How many results belong to an organisation.
#[derive(SimpleObject)]
struct OrganisationCount {
    /// The organisation.
    organisation: Node<Organisation>,
    /// How many.
    count: u64,
}

/// How many results are in a section.
#[derive(SimpleObject)]
struct ChannelCount {
    /// The section's path segment.
    channel: String,
    /// How many.
    count: u64,
}

/// How many results are of a year.
#[derive(SimpleObject)]
struct YearCount {
    /// The year.
    year: i32,
    /// How many.
    count: u64,
}

/// How many results are in a language.
#[derive(SimpleObject)]
struct LocaleCount {
    /// The language.
    locale: Locale,
    /// How many.
    count: u64,
}

/// What somebody may be about to type.
#[derive(SimpleObject)]
pub(super) struct Suggestion {
    /// The name or the title, to fill in.
    text: String,
    /// What it is.
    node: SearchResult,
}

impl SearchScope {
    const fn kind(self) -> Kind {
        match self {
            Self::Doctors => Kind::Doctor,
            Self::Organisations => Kind::Organisation,
            Self::Publications => Kind::Publication,
            Self::Journals => Kind::Journal,
            Self::Articles => Kind::Article,
        }
    }
}

/// The results of a search, best first.
#[Object]
impl SearchConnection {
    /// The page's results with their places.
    async fn edges(&self) -> Vec<SearchEdge> {
        self.hits.iter().map(|hit| SearchEdge { cursor: cursor(&hit.hit), node: hit.clone() }).collect()
    }

    /// The page's results.
    async fn nodes(&self) -> &[SearchHit] {
        &self.hits
    }

    /// What lies around the page.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.found.more,
            has_previous_page: !self.first_page,
            start_cursor: self.hits.first().map(|hit| cursor(&hit.hit)),
            end_cursor: self.hits.last().map(|hit| cursor(&hit.hit)),
        }
    }

    /// How many results there are.
    async fn total_count(&self) -> u64 {
        self.found.total
    }

    /// What the results can be narrowed by, over all of them and not only this page.
    async fn facets(&self, ctx: &Context<'_>) -> Result<SearchFacets> {
        let of = |root: &'static str| self.found.facets.iter().filter(move |facet| facet.root == root);
        let specialties = records(ctx, &self.view, of(facet::SPECIALTY)).await?;
        let organisations = records(ctx, &self.view, of(facet::ORGANISATION)).await?;
        Ok(SearchFacets {
            specialties: specialties.map(|(specialty, count)| SpecialtyCount { specialty, count }).collect(),
            organisations: organisations
                .map(|(organisation, count)| OrganisationCount { organisation, count })
                .collect(),
            channels: of(facet::CHANNEL)
                .map(|one| ChannelCount { channel: one.value.clone(), count: one.count })
                .collect(),
            years: read(of(facet::YEAR)).map(|(year, count)| YearCount { year, count }).collect(),
            locales: read(of(facet::LOCALE)).map(|(locale, count)| LocaleCount { locale, count }).collect(),
        })
    }
}

/// A result of a search.
#[Object]
impl SearchHit {
    /// How well it fits: larger is better, to be compared within one search alone.
    async fn score(&self) -> f32 {
        self.hit.score
    }

    /// What was found; null when it was withdrawn a moment ago.
    async fn node(&self, ctx: &Context<'_>) -> Result<Option<SearchResult>> {
        Ok(find(ctx, &self.view, self.hit.node).await?.and_then(result))
    }

    /// The passage of an article that holds what was looked for; null where names or titles alone hold it.
    async fn snippet(&self, ctx: &Context<'_>) -> Result<Option<Snippet>> {
        Ok(self.passage(ctx).await?.cloned().map(Snippet))
    }

    /// The anchor of the chapter or answer that the passage stands in.
    async fn anchor(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.passage(ctx).await?.and_then(|passage| passage.anchor.clone()))
    }
}

impl SearchHit {
    async fn passage(&self, ctx: &Context<'_>) -> Result<Option<&search::Snippet>> {
        Ok(self.passage.get_or_try_init(|| self.cut(ctx)).await?.as_ref())
    }

    async fn cut(&self, ctx: &Context<'_>) -> Result<Option<search::Snippet>> {
        let Some(AnyNode::Article(article)) = find(ctx, &self.view, self.hit.node).await? else { return Ok(None) };
        let body = body(ctx, &self.view, article.entry.id).await?;
        Ok(search::snippet(&article.entry.content, &body, &self.searched))
    }
}

/// A passage that shows why something was found.
#[Object]
impl Snippet {
    /// The passage.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// What was looked for in it.
    async fn highlights(&self) -> Vec<Span> {
        self.0.highlights.iter().map(|span| Span { start: span.start, end: span.end }).collect()
    }

    /// The passage as HTML, what was looked for in `<mark>`; all else is escaped.
    async fn html(&self) -> String {
        self.0.html()
    }
}

/// Searches what everybody may see.
pub(super) async fn search(
    ctx: &Context<'_>,
    view: View,
    text: String,
    scopes: Option<Vec<SearchScope>>,
    page: PageArguments,
) -> Result<SearchConnection> {
    filter_size::check_text(&text)?;
    let window = Window::new(&page, ORDER, KeyKind::Number).map_err(bad_input)?;
    let after = window.after.as_ref().map(place).transpose()?;
    let facets = ctx.look_ahead().field("facets").exists();
    let size = usize::try_from(window.size).unwrap_or(usize::MAX);
    let first_page = after.is_none();
    let search = Search { text: text.clone(), meant: Meant::Sought, kinds: kinds(scopes), size, after };
    let found = found(ctx, search, facets).await?;
    let hit = |hit: &Hit| SearchHit { view: view.clone(), hit: *hit, searched: text.clone(), passage: Arc::default() };
    let hits = found.hits.iter().map(hit).collect();
    Ok(SearchConnection { hits, view, found, first_page })
}

/// What somebody may be about to type.
pub(super) async fn suggestions(
    ctx: &Context<'_>,
    view: View,
    prefix: &str,
    scopes: Option<Vec<SearchScope>>,
    first: i32,
) -> Result<Items<Suggestion>> {
    filter_size::check_text(prefix)?;
    let in_range = (0..=MOST_SUGGESTIONS).contains(&first);
    let size = usize::try_from(first).ok().filter(|_| in_range);
    let size =
        size.ok_or_else(|| bad_input(format!("`first` must be between 0 and {MOST_SUGGESTIONS}, got {first}")))?;
    let search = Search { text: prefix.to_owned(), meant: Meant::Begun, kinds: kinds(scopes), size, after: None };
    let found = found(ctx, search, false).await?;
    let nodes = found.hits.iter().map(|hit| find(ctx, &view, hit.node));
    let nodes = futures_util::future::try_join_all(nodes).await?;
    let shown = nodes.into_iter().flatten().filter_map(result);
    Ok(shown.filter_map(|node| Some(Suggestion { text: label(&view, &node)?, node })).collect())
}

fn kinds(scopes: Option<Vec<SearchScope>>) -> Vec<Kind> {
    match scopes {
        Some(scopes) => scopes.into_iter().map(SearchScope::kind).collect(),
        None => search::kinds().to_vec(),
    }
}

fn result(node: AnyNode) -> Option<SearchResult> {
    Some(match node {
        AnyNode::Doctor(doctor) => SearchResult::Doctor(doctor),
        AnyNode::Organisation(organisation) => SearchResult::Organisation(organisation),
        AnyNode::Publication(publication) => SearchResult::Publication(publication),
        AnyNode::Journal(journal) => SearchResult::Journal(journal),
        AnyNode::Article(article) => SearchResult::Article(article),
        AnyNode::Appointment(_) | AnyNode::Specialty(_) | AnyNode::Image(_) => return None,
    })
}

/// What a reader calls it; nothing where it has no name, as a paper of which only the journal is known.
fn label(view: &View, node: &SearchResult) -> Option<String> {
    Some(match node {
        SearchResult::Doctor(doctor) => view.name(&doctor.entry.content.name),
        SearchResult::Organisation(organisation) => view.text(&organisation.entry.content.name).to_owned(),
        SearchResult::Journal(journal) => view.text(&journal.entry.content.name).to_owned(),
        SearchResult::Publication(paper) => paper.entry.content.title.clone()?,
        SearchResult::Article(article) => article.entry.content.title.clone(),
    })
}

/// The records that facets stand for, with their counts; those no longer to be seen are left out.
async fn records<'a, T: shanghaidoctor_persistence::Stored>(
    ctx: &Context<'_>,
    view: &View,
    facets: impl Iterator<Item = &'a Facet>,
) -> Result<impl Iterator<Item = (Node<T>, u64)>> {
    let counts: Vec<(Id<T>, u64)> = facets.filter_map(|facet| Some((Id::of(facet.node()?)?, facet.count))).collect();
    let ids: Vec<Id<T>> = counts.iter().map(|(id, _)| *id).collect();
    let nodes = many(ctx, view, &ids).await?.0;
    let count = move |node: &Node<T>| counts.iter().find(|(id, _)| *id == node.entry.id()).map(|(_, count)| *count);
    Ok(nodes.into_iter().filter_map(move |node| count(&node).map(|count| (node, count))))
}

fn read<'a, V: std::str::FromStr>(facets: impl Iterator<Item = &'a Facet>) -> impl Iterator<Item = (V, u64)> {
    facets.filter_map(|facet| Some((facet.value.parse().ok()?, facet.count)))
}

fn cursor(hit: &Hit) -> String {
    // Scores are not negative, and numbers of that sort keep their order as bits.
    let key = Key::Number(i64::from(hit.score.to_bits()));
    Cursor { order: ORDER.to_owned(), key, id: hit.node.uuid }.to_string()
}

/// The place that a cursor of this order stands for; one that somebody made up stands for none.
fn place(cursor: &Cursor) -> Result<Place> {
    let bits = match cursor.key {
        Key::Number(number) => u32::try_from(number).ok(),
        Key::Text(_) | Key::Moment(_) => None,
    };
    let score = bits.map(f32::from_bits).filter(|score| score.is_finite());
    let score = score.ok_or_else(|| bad_input(WindowError::Cursor { argument: "after", error: CursorError }))?;
    Ok(Place { score, id: cursor.id })
}
