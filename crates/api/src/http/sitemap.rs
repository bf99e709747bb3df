//! The map of the site at its addresses: a list of parts, each of which is what was first published in a month.

use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Variables;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shanghaidoctor_domain::{DateTime, Locale, Url};
use url::form_urlencoded;

use super::graphql::ask;
use super::kept::{LastChange, Made, given_or_made};
use super::problem::{self, Problem};
use crate::App;
use crate::answer::MediaType;
use crate::feeds::Month;
use crate::graphql::languages::Wanted;
use crate::sitemap::{self, News, Page, Part};
use crate::tags::Noted;

/// Pages that one part has at most. The protocol allows 50,000; a month that has more than these is several parts.
const LARGEST: usize = 10_000;

/// So long an article is news to search engines.
const NEWS: Duration = Duration::from_secs(2 * 86_400);

const NEWEST: &str =
    "{ articles(first: 1, orderBy: { field: PUBLISHED_AT, direction: DESC }) { nodes { publishedAt } } }";

const MONTH: &str = "query ($within: ArticleFilter, $before: ArticleFilter) {
    articles(first: 1, where: $within, orderBy: { field: UPDATED_AT, direction: DESC }) {
        totalCount nodes { updatedAt }
    }
    earlier: articles(first: 1, where: $before, orderBy: { field: PUBLISHED_AT, direction: DESC }) {
        nodes { publishedAt }
    }
}";

const PLACES: &str = "query ($within: ArticleFilter, $after: String) {
    articles(first: 100, after: $after, where: $within, orderBy: { field: PUBLISHED_AT }) {
        pageInfo { hasNextPage endCursor }
    }
}";

const PAGES: &str = "query ($within: ArticleFilter, $after: String) {
    site { name }
    articles(first: 100, after: $after, where: $within, orderBy: { field: PUBLISHED_AT }) {
        pageInfo { hasNextPage endCursor }
        nodes {
            title locale canonicalUrl publishedAt updatedAt
            cover { url(width: 1280) }
            translations { locale canonicalUrl }
        }
    }
}";

/// Where a list goes on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

/// An article, as the query gives it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Article {
    title: String,
    locale: Locale,
    canonical_url: Url,
    published_at: DateTime,
    updated_at: DateTime,
    cover: Option<Cover>,
    translations: Vec<Translation>,
}

#[derive(Deserialize)]
struct Cover {
    url: Url,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Translation {
    locale: Locale,
    canonical_url: Url,
}

/// What is gathered for an answer, and what it depends on.
struct Gathering<'a> {
    app: &'a App,
    noted: Noted,
}

/// The list of parts.
pub(super) async fn index(app: Data<App>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    given_or_made(&app, &http, MediaType::Xml, made_index(&app)).await
}

/// What was first published in a month.
pub(super) async fn part(app: Data<App>, month: Path<String>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    let month = month.parse().map_err(|()| problem::no_such_address())?;
    given_or_made(&app, &http, MediaType::Xml, made_part(&app, month, http.query_string())).await
}

async fn made_index(app: &App) -> Result<Made, Problem> {
    let last = LastChange::read(app).await?;
    let mut gathering = Gathering { app, noted: Noted::default() };
    let newest = gathering.ask(NEWEST, json!({})).await?;
    let mut next = month_of(&newest, "/articles/nodes/0/publishedAt");
    let mut parts = Vec::new();
    while let Some(month) = next {
        let around = gathering.ask(MONTH, json!({ "within": within(month), "before": before(month) })).await?;
        let modified: Option<DateTime> = read(around.pointer("/articles/nodes/0/updatedAt"))?;
        let count: usize = read(around.pointer("/articles/totalCount"))?;
        let places = if count > LARGEST { gathering.places(month).await? } else { vec![None] };
        let modified = modified.unwrap_or(month.end());
        parts.extend(places.into_iter().map(|after| Part { location: location(app, month, after), modified }));
        next = month_of(&around, "/earlier/nodes/0/publishedAt");
    }
    let body = sitemap::index(&parts).map_err(unwritable)?;
    Ok(Made::new(app, body, gathering.noted, last))
}

async fn made_part(app: &App, month: Month, sent: &str) -> Result<Made, Problem> {
    let last = LastChange::read(app).await?;
    let mut after = after(sent)?;
    let mut gathering = Gathering { app, noted: Noted::default() };
    let mut pages = Vec::new();
    loop {
        let found = gathering.ask(PAGES, json!({ "within": within(month), "after": after })).await?;
        let publication: String = read(found.pointer("/site/name"))?;
        let articles: Vec<Article> = read(found.pointer("/articles/nodes"))?;
        pages.extend(articles.into_iter().map(|article| page(app, &publication, article)));
        let around: PageInfo = read(found.pointer("/articles/pageInfo"))?;
        after = around.end_cursor.filter(|_| around.has_next_page && pages.len() < LARGEST);
        if after.is_none() {
            break;
        }
    }
    // News grow old without a change.
    if pages.iter().any(|page: &Page| page.news.is_some()) {
        gathering.noted.counted_at = Some(Instant::now());
    }
    let body = sitemap::part(&pages).map_err(unwritable)?;
    Ok(Made::new(app, body, gathering.noted, last))
}

impl Gathering<'_> {
    async fn ask(&mut self, query: &str, variables: Value) -> Result<Value, Problem> {
        let (answer, noted) = ask(self.app, query, Variables::from_json(variables), &Wanted::default()).await?;
        self.noted = std::mem::take(&mut self.noted).and(noted);
        Ok(answer)
    }

    /// Where the parts of a month begin that is more than one.
    async fn places(&mut self, month: Month) -> Result<Vec<Option<String>>, Problem> {
        let mut places = vec![None];
        let (mut after, mut read_up_to) = (None, 0);
        loop {
            let found = self.ask(PLACES, json!({ "within": within(month), "after": after })).await?;
            let around: PageInfo = read(found.pointer("/articles/pageInfo"))?;
            after = around.end_cursor.filter(|_| around.has_next_page);
            if after.is_none() {
                return Ok(places);
            }
            read_up_to += 100;
            if read_up_to % LARGEST == 0 {
                places.push(after.clone());
            }
        }
    }
}

fn page(app: &App, publication: &str, article: Article) -> Page {
    let Article { title, locale, canonical_url, published_at, updated_at, cover, translations } = article;
    let is_news = published_at.after(NEWS) > app.clock.now();
    let news = is_news.then(|| News {
        publication: publication.to_owned(),
        language: locale.clone(),
        published: published_at,
        title,
    });
    let mut alternates: Vec<_> = translations.into_iter().map(|other| (other.locale, other.canonical_url)).collect();
    if !alternates.is_empty() {
        alternates.insert(0, (locale, canonical_url.clone()));
    }
    Page { location: canonical_url, modified: updated_at, alternates, picture: cover.map(|cover| cover.url), news }
}

fn within(month: Month) -> Value {
    json!({ "publishedAt": { "gte": month.start(), "lt": month.end() } })
}

fn before(month: Month) -> Value {
    json!({ "publishedAt": { "lt": month.start() } })
}

fn month_of(answer: &Value, pointer: &str) -> Option<Month> {
    Some(Month::of(answer.pointer(pointer)?.as_str()?.parse().ok()?))
}

fn location(app: &App, month: Month, after: Option<String>) -> String {
    let address = app.public_url.join(&format!("sitemap/articles/{month}.xml"));
    match after {
        Some(after) => {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("after", &after).finish();
            format!("{address}?{query}")
        }
        None => address.to_string(),
    }
}

/// The place behind which a part begins; no address says anything else.
fn after(sent: &str) -> Result<Option<String>, Problem> {
    let mut after = None;
    for (name, value) in form_urlencoded::parse(sent.as_bytes()) {
        if name != "after" || after.is_some() {
            let detail = "A part of the map takes `after`, as /sitemap.xml gives it, and nothing else.";
            return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
        }
        after = Some(value.into_owned());
    }
    Ok(after)
}

fn read<T: DeserializeOwned>(found: Option<&Value>) -> Result<T, Problem> {
    serde_json::from_value(found.cloned().unwrap_or_default()).map_err(unwritable)
}

fn unwritable(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "the map of the site cannot be made");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The map cannot be made at the moment.")
}
