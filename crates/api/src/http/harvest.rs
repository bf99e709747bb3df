//! Papers as libraries harvest them (OAI-PMH 2.0), at one address. Which papers there are, and when each changed last, is
//! what the log of changes says; what is told of a paper is what the API says to everybody.

mod papers;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, VARY};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Variables;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::Journal;
use shanghaidoctor_domain::{EmailAddress, Id, Url};
use shanghaidoctor_persistence::Error;
use shanghaidoctor_persistence::changes::harvest as log;

use super::caching::NO_STORE;
use super::graphql::ask;
use super::problem::Problem;
use crate::App;
use crate::answer::MediaType;
use crate::graphql::languages::Wanted;
use crate::harvest::{Asked, Code, Content, Continued, List, Refused, Repository, Request, Response, Set, Token};

const SITE: &str = "{ site { name contact url } }";

const SETS: &str = "query ($after: String) {
    journals(first: 100, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { id name } }
}";

/// Why there is no answer, or one that says what is wrong with the question.
enum Unmet {
    Refused(Refused),
    Problem(Problem),
}

impl From<Problem> for Unmet {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Refused> for Unmet {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Error> for Unmet {
    fn from(error: Error) -> Self {
        Self::Problem(unreadable(error))
    }
}

/// A question in the address.
pub(super) async fn get(app: Data<App>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    answer(&app, http.query_string()).await
}

/// A question in a form (section 3.1.1.2).
pub(super) async fn post(app: Data<App>, http: HttpRequest, form: Bytes) -> Result<HttpResponse, Problem> {
    let media = http.headers().get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        let detail = "Send the arguments as application/x-www-form-urlencoded.";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let form = std::str::from_utf8(&form);
    let form = form.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "The form is not in UTF-8."))?;
    answer(&app, form).await
}

/// Answers every other method.
pub(super) async fn method_not_allowed() -> Result<HttpResponse, Problem> {
    let detail = "Use GET, HEAD or POST at this address.";
    Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail).header("allow", "GET, HEAD, POST"))
}

async fn answer(app: &App, sent: &str) -> Result<HttpResponse, Problem> {
    // Whoever harvests asks next time for what changed from this moment on: all that is read comes after it.
    let at = app.clock.now();
    let Asked { request, named } = Asked::read(sent);
    let found = match request {
        Ok(request) => content(app, request).await,
        Err(refused) => Err(refused.into()),
    };
    let content = match found {
        Ok(content) => Ok(content),
        Err(Unmet::Refused(refused)) => Err(refused),
        Err(Unmet::Problem(problem)) => return Err(problem),
    };
    let body = Response { server: &app.public_url, at, named, content }.write().map_err(unreadable)?;
    let mut response = HttpResponse::Ok();
    // It says when it was made.
    response.insert_header(NO_STORE).append_header((VARY, "Accept-Encoding"));
    Ok(response.content_type(MediaType::TextXml.content_type()).body(body))
}

async fn content(app: &App, request: Request) -> Result<Content, Unmet> {
    match request {
        Request::Identify => repository(app).await.map(Content::Identify),
        Request::ListMetadataFormats { identifier } => {
            if let Some(identifier) = identifier {
                papers::named(app, &identifier).await?;
            }
            Ok(Content::ListMetadataFormats)
        }
        Request::List(token) if token.list == List::Sets => sets(app, &token).await,
        Request::List(token) => papers::list(app, &token).await,
        Request::GetRecord { identifier } => papers::record(app, &identifier).await.map(Content::GetRecord),
    }
}

#[derive(Deserialize)]
struct Site {
    name: String,
    contact: Option<EmailAddress>,
    url: Url,
}

async fn repository(app: &App) -> Result<Repository, Unmet> {
    let site: Site = asked(app, SITE, json!({}), "/site").await?;
    let earliest = log::earliest(&app.database).await?.unwrap_or_else(|| app.clock.now());
    // A repository must say where to write to; RFC 2142 has a name for whoever keeps a site.
    let host = url::Url::parse(site.url.as_str()).ok().and_then(|url| url.host_str().map(str::to_owned));
    let contact = site.contact.map(|contact| contact.to_string());
    let contact = contact.unwrap_or_else(|| format!("webmaster@{}", host.unwrap_or_default()));
    Ok(Repository { name: site.name, contact, earliest })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Journals {
    total_count: u64,
    page_info: PageInfo,
    nodes: Vec<Named>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    id: Id<Journal>,
    name: String,
}

async fn sets(app: &App, token: &Token) -> Result<Content, Unmet> {
    let after = Some(&token.place).filter(|place| !place.is_empty());
    let found = asked(app, SETS, json!({ "after": after }), "/journals").await;
    let found: Journals = found.map_err(|problem| match after {
        // The cursor in the token is none of that list.
        Some(_) if problem.is_bad_request() => Unmet::from(Refused::token()),
        _ => problem.into(),
    })?;
    if found.nodes.is_empty() {
        return Err(Refused::new(Code::NoSetHierarchy, "There are no journals, and so no sets.").into());
    }
    let size = token.size.unwrap_or(found.total_count);
    let next = found.page_info.end_cursor.filter(|_| found.page_info.has_next_page);
    let next = next.map(|cursor| token.further(cursor, found.nodes.len(), size));
    let sets = found.nodes.into_iter().map(|Named { id, name }| Set { journal: id, name }).collect();
    Ok(Content::ListSets(sets, Continued { next, given: token.given, size }))
}

/// A part of what the API says to everybody.
async fn asked<T: DeserializeOwned>(app: &App, query: &str, variables: Value, part: &str) -> Result<T, Problem> {
    let (answer, _) = ask(app, query, Variables::from_json(variables), &Wanted::default()).await?;
    serde_json::from_value(answer.pointer(part).cloned().unwrap_or_default()).map_err(unreadable)
}

fn unreadable(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "what is harvested cannot be read");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The repository cannot be read at the moment.")
}
