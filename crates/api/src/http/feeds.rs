//! Feeds and their archives at addresses of their own. Each is gathered by a query of the server's own, so it is what the
//! API says to everybody, with its tags; kept in memory and named, so that who asks again whether anything is new costs
//! next to nothing.

mod enclosures;
mod index;
mod look_up;
mod parameters;
mod tombstones;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Variables;
use serde_json::{Value, json};
use shanghaidoctor_domain::Actor;
use shanghaidoctor_persistence::Error;
use shanghaidoctor_persistence::withdrawn::Removed;

pub(super) use self::index::index;
use self::parameters::Parameters;
use super::graphql::{Asker, ask_for};
use super::identity;
use super::kept::{LastChange, Made, given_or_made, made_for_one};
use super::problem::{self, Problem};
use crate::App;
use crate::answer::MediaType;
use crate::feeds::{self, Address, Feed, Filters, Format, Gathered, Month, Places, Subject, Window, gives_whole};
use crate::graphql::languages::Wanted;
use crate::tags::Noted;

/// Entries of a page of the feed itself where nothing else is asked for.
const PAGE: i32 = 20;

/// Entries of a page of an archive: as many as a list of the API has at most.
const ARCHIVE_PAGE: i32 = 100;

/// Which feed is asked for, and which part of it.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    subject: Subject,
    format: Format,
    /// The archive of this month; none for the feed itself.
    month: Option<Month>,
}

/// A feed.
pub(super) async fn feed(
    app: Data<App>,
    path: Path<(String, String)>,
    http: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (subject, format) = path.into_inner();
    let (subject, format) = named(&subject, &format).ok_or_else(problem::no_such_address)?;
    answer(&app, &http, Asked { subject, format, month: None }).await
}

/// What of a feed was first published in a month.
pub(super) async fn archive(
    app: Data<App>,
    path: Path<(String, String, String)>,
    http: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (subject, month, format) = path.into_inner();
    let (subject, format) = named(&subject, &format).ok_or_else(problem::no_such_address)?;
    let month = month.parse().map_err(|()| problem::no_such_address())?;
    answer(&app, &http, Asked { subject, format, month: Some(month) }).await
}

fn named(subject: &str, format: &str) -> Option<(Subject, Format)> {
    let subject = Subject::ALL.into_iter().find(|known| known.name() == subject)?;
    Some((subject, Format::ALL.into_iter().find(|known| known.ending() == format)?))
}

impl Asked {
    /// The feed itself that a path below `/feeds/` names.
    pub(super) fn feed(path: &str) -> Option<Self> {
        let (subject, format) = path.split_once('.')?;
        named(subject, format).map(|(subject, format)| Self { subject, format, month: None })
    }

    pub(super) const fn media(self) -> MediaType {
        match self.format {
            Format::Rss => MediaType::Rss,
            Format::Atom => MediaType::Atom,
            Format::JsonFeed => MediaType::JsonFeed,
        }
    }

    /// Refuses what is no address of its first page, where all that is new stands.
    pub(super) fn check_first_page(self, sent: &str) -> Result<(), Problem> {
        let Window { first: _, after, last, before } = Parameters::read(sent, self.subject)?.window;
        if after.is_some() || last.is_some() || before.is_some() {
            let detail = "What is new stands on the first page of a feed: leave out `after`, `last` and `before`.";
            return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
        }
        Ok(())
    }
}

/// A feed as everybody reads it.
pub(super) async fn written(app: &App, asked: Asked, sent: &str) -> Result<Bytes, Problem> {
    Ok(made(app, Asker::everybody(app), asked, sent).await?.into_body())
}

async fn answer(app: &App, http: &HttpRequest, asked: Asked) -> Result<HttpResponse, Problem> {
    let media = asked.media();
    let identity = identity::of(http);
    let sent = http.query_string();
    // What a partner is given goes by its licences and the second.
    match identity.actor() {
        Actor::Partner { .. } => made_for_one(http, media, made(app, Asker::of(app, identity), asked, sent)).await,
        _ => given_or_made(app, http, media, made(app, Asker::everybody(app), asked, sent)).await,
    }
}

async fn made(app: &App, asker: Asker, asked: Asked, sent: &str) -> Result<Made, Problem> {
    let Parameters { named, window } = Parameters::read(sent, asked.subject)?;
    let last = LastChange::read(app).await?;
    let (filters, looked_up) = look_up::filters(app, named).await?;
    let window = completed(window, asked.month);
    let (mut gathered, noted) = gathered(app, &asker, asked, &filters, &window).await?;
    let mut noted = looked_up.and(noted);
    noted = noted.and(with_whole_texts(app, &asker, asked.subject, &mut gathered).await?);
    noted.behind |= !enclosures::measured(app, &mut gathered.entries).await;
    let removed = tombstones::removed(app, &asker, asked, &filters, &gathered, &window).await?;
    // A tombstone stands in the place of what may be shown to everybody.
    gathered.entries.retain(|entry| removed.iter().all(|removed| removed.node != entry.id));
    let feed = shaped(app, asked, filters, gathered, removed, &window);
    let links = feed.places.hub.as_ref().map(|hub| format!(r#"<{hub}>; rel="hub", <{}>; rel="self""#, feed.places.own));
    Ok(Made::new(app, asked.format.write(&feed), noted, last).linked(links))
}

/// The window with the size that it has where none is said.
fn completed(window: Window, month: Option<Month>) -> Window {
    let size = if month.is_some() { ARCHIVE_PAGE } else { PAGE };
    match (window.first, window.last, &window.before) {
        (None, None, None) => Window { first: Some(size), ..window },
        (None, None, Some(_)) => Window { last: Some(size), ..window },
        _ => window,
    }
}

async fn gathered(
    app: &App,
    asker: &Asker,
    Asked { subject, month, .. }: Asked,
    filters: &Filters,
    window: &Window,
) -> Result<(Gathered, Noted), Problem> {
    let (condition, order) = match month {
        // What changed last comes first, so whoever asks now and then meets every change.
        None => (filters.condition(subject), "UPDATED_AT"),
        Some(month) => (filters.within(subject, month), "PUBLISHED_AT"),
    };
    let variables = json!({
        "first": window.first, "after": window.after, "last": window.last, "before": window.before,
        "where": condition,
        "orderBy": { "field": order, "direction": "DESC" },
        "isArchive": month.is_some(),
        "earlier": month.map_or_else(|| filters.condition(subject), |month| filters.before(subject, month)),
        "later": month.map(|month| filters.behind(subject, month)),
        "locales": filters.locale.as_ref().map(|locale| [locale]),
    });
    let (query, variables) = (subject.query(), Variables::from_json(variables));
    let (answer, noted) = ask_for(app, asker, &query, variables, &Wanted::default()).await?;
    Ok((feeds::read(subject, answer, &app.public_url).map_err(|error| misread(&error))?, noted))
}

/// Fills in the whole texts of those that are given whole.
async fn with_whole_texts(
    app: &App,
    asker: &Asker,
    subject: Subject,
    gathered: &mut Gathered,
) -> Result<Noted, Problem> {
    let whole = gathered.entries.iter_mut().filter(|entry| gives_whole(entry));
    let mut whole: Vec<_> = whole.map(|entry| (entry.id.to_string(), entry)).collect();
    let Some(query) = subject.whole_texts().filter(|_| !whole.is_empty()) else { return Ok(Noted::default()) };
    let ids: Vec<&str> = whole.iter().map(|(id, _)| id.as_str()).collect();
    let variables = Variables::from_json(json!({ "ids": ids }));
    let (answer, noted) = ask_for(app, &asker.for_whole_texts(), query, variables, &Wanted::default()).await?;
    for node in answer.get("nodes").and_then(Value::as_array).into_iter().flatten() {
        let text = |name| node.get(name).and_then(Value::as_str);
        let (Some(id), Some(html)) = (text("id"), text("html")) else { continue };
        if let Some((_, entry)) = whole.iter_mut().find(|(known, _)| known == id) {
            entry.text = entry.text.clone().whole(html.to_owned());
        }
    }
    Ok(noted)
}

fn shaped(
    app: &App,
    asked: Asked,
    filters: Filters,
    gathered: Gathered,
    removed: Vec<Removed>,
    window: &Window,
) -> Feed {
    let places = places(app, asked, &filters, &gathered, window);
    let Gathered { site, entries, .. } = gathered;
    let title = feeds::title(&site, asked.subject, &filters);
    let told = entries.iter().map(|entry| entry.updated).chain(removed.iter().map(|removed| removed.at)).max();
    Feed {
        id: filters.urn(asked.subject),
        title,
        subtitle: site.tagline,
        home: site.url,
        publisher: site.name,
        contact: site.contact,
        language: filters.locale.or_else(|| site.locales.into_iter().next()),
        rights: site.rights,
        // A feed that is empty never changed.
        updated: told.unwrap_or_else(|| chrono::DateTime::UNIX_EPOCH.into()),
        entries,
        removed,
        places,
    }
}

fn places(app: &App, asked: Asked, filters: &Filters, gathered: &Gathered, window: &Window) -> Places {
    let Asked { subject, format, month } = asked;
    let address = Address { server: &app.public_url, subject, format, filters };
    let (all, page) = (Window::default(), &gathered.page);
    let behind = page.end_cursor.clone().filter(|_| page.has_next_page);
    let ahead = page.start_cursor.clone().filter(|_| page.has_previous_page);
    let said = said(window, month);
    let own = address.of(month, &said);
    let archive = |month: Option<Month>, window: &Window| month.map(|month| address.of(Some(month), window));
    if month.is_none() {
        let next = behind.map(|after| Window { first: said.first, after: Some(after), ..Window::default() });
        let next = next.map(|window| address.of(None, &window));
        let is_first = window.after.is_none() && window.last.is_none() && window.before.is_none();
        let hub = is_first.then(|| app.public_url.join("websub").to_string());
        return Places { own, hub, current: None, next, earlier: archive(gathered.earlier, &all), later: None };
    }
    // An archive that is long goes on before the next one.
    let earlier = match behind {
        Some(after) => archive(month, &Window { after: Some(after), ..Window::default() }),
        None => archive(gathered.earlier, &all),
    };
    let later = match ahead {
        Some(before) => archive(month, &Window { before: Some(before), ..Window::default() }),
        None => archive(gathered.later, &Window { last: Some(ARCHIVE_PAGE), ..Window::default() }),
    };
    Places { own, hub: None, current: Some(address.of(None, &all)), next: None, earlier, later }
}

/// The window as an address says it: a size that is meant without a word is not said.
fn said(window: &Window, month: Option<Month>) -> Window {
    let size = if month.is_some() { ARCHIVE_PAGE } else { PAGE };
    let last = window.last.filter(|last| *last != size || window.before.is_none());
    Window { first: window.first.filter(|first| *first != size), last, ..window.clone() }
}

fn unreadable(error: &Error) -> Problem {
    tracing::error!(%error, "a feed cannot be read");
    cannot_be_read()
}

fn misread(error: &serde_json::Error) -> Problem {
    tracing::error!(%error, "what was gathered for a feed is not as it was asked for");
    cannot_be_read()
}

fn cannot_be_read() -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The feed cannot be read at the moment.")
}
