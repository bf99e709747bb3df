//! `/api/v1`: lists and records without GraphQL. The address is made a query (`crate::rest`), which runs as one that a client
//! sends to `/graphql`: with its rights, its languages, the limits of cost and time, and the tags of what it read.

use std::pin::pin;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LINK, VARY};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::{Name, ServerError, Value};
use serde::Serialize;
use shanghaidoctor_domain::Kind;
use shanghaidoctor_domain::query::Window;
use shanghaidoctor_persistence::changes::sync::Place;
use tokio::time::{Instant, timeout_at};
use url::form_urlencoded;

use super::accept;
use super::accept_language;
use super::caching::{NO_STORE, revalidated};
use super::graphql::{self, Asking, Found};
use super::identity;
use super::json_ld;
use super::moved::moved;
use super::problem::{self, Problem};
use super::publication;
use crate::App;
use crate::rest::{self, Listed, Page, Question, Resource, Wrong};

const JSON: &str = "application/json";

/// How soon a partner who waits is looked at again: of a licence that begins or ends the log of changes does not tell.
const PATIENCE: Duration = Duration::from_secs(1);

/// What an answer depends on beside its address.
const VARIES: &str = "Accept, Accept-Encoding, Authorization, Content-Stage, Preview-Token";

/// A page of a list.
pub(super) async fn list(app: Data<App>, name: Path<String>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    let resource = Resource::named(&name).ok_or_else(problem::no_such_address)?;
    if !accepts_json(&http) {
        return Err(not_acceptable());
    }
    let question = Question::list(resource, http.query_string()).map_err(wrong)?;
    let (listed, asking) = match question.wait {
        Duration::ZERO => page(&app, &http, resource, question).await?,
        _ => awaited(&app, &http, resource, question).await?,
    };
    let links = links(http.path(), http.query_string(), &listed.page);
    answer(&app, &http, &asking, &listed, links)
}

async fn page(
    app: &App,
    http: &HttpRequest,
    resource: Resource,
    question: Question,
) -> Result<(Listed, Asking), Problem> {
    let (found, asking) = ask(app, http, question).await?;
    Ok((rest::listed(found, resource.ends()).ok_or_else(unreadable)?, asking))
}

/// The same of what becomes of documents, once there is something or the client's patience is over. It takes a place among
/// the connections that stay open.
async fn awaited(
    app: &App,
    http: &HttpRequest,
    resource: Resource,
    question: Question,
) -> Result<(Listed, Asking), Problem> {
    let _slot = graphql::open(app, http)?;
    let until = Instant::now() + question.wait;
    let patience = if identity::of(http).actor().licensed().is_some() { PATIENCE } else { question.wait };
    let mut stopping = pin!(app.live.stopping());
    loop {
        let (listed, asking) = page(app, http, resource, question.clone()).await?;
        let reached = listed.page.after.as_deref().and_then(|cursor| cursor.parse::<Place>().ok());
        let Some(reached) = reached.filter(|_| listed.is_empty()) else { return Ok((listed, asking)) };
        let is_over = tokio::select! {
            came = timeout_at(until.min(Instant::now() + patience), app.live.feed.after(reached.sequence(), 1)) => {
                came.is_err() && until <= Instant::now()
            }
            () = &mut stopping => true,
        };
        if is_over {
            return Ok((listed, asking));
        }
        identity::renew(app, http).await?;
    }
}

/// One record. Papers, doctors and articles are here in the other forms, too, that they have at addresses of their own.
pub(super) async fn one(
    app: Data<App>,
    path: Path<(String, String)>,
    http: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (resource, name) = path.into_inner();
    let resource = Resource::named(&resource).ok_or_else(problem::no_such_address)?;
    let Some(kind) = resource.kind() else { return Err(problem::no_such_address()) };
    // No name holds it, and PostgreSQL takes no text that does.
    if name.contains('\0') {
        return Err(problem::no_such_address());
    }
    if !accepts_json(&http) {
        return otherwise(app, http, kind, name).await;
    }
    let question = Question::one(resource, &name, http.query_string()).map_err(wrong)?;
    let (found, asking) = ask(&app, &http, question).await?;
    let Some((single, today)) = rest::single(found) else { return Err(json_ld::missing(&app, kind, &name).await) };
    let is_elsewhere = resource != Resource::Publications || name.starts_with(kind.prefix());
    match today.filter(|today| is_elsewhere && *today != name) {
        Some(today) => Ok(moved(&with_parameters(&today, http.query_string()))),
        None => answer(&app, &http, &asking, &single, None),
    }
}

/// A record for a client that wants no JSON.
async fn otherwise(app: Data<App>, http: HttpRequest, kind: Kind, name: String) -> Result<HttpResponse, Problem> {
    match kind {
        Kind::Publication => publication::read(app, Path::from(name), http).await,
        Kind::Doctor => json_ld::doctor(app, Path::from(name), http).await,
        Kind::Article => json_ld::article(app, Path::from(name), http).await,
        _ => Err(not_acceptable()),
    }
}

fn accepts_json(http: &HttpRequest) -> bool {
    let accept = accept::of(http);
    accept.trim().is_empty() || accept::preference(&accept, "application", "json").accepted()
}

fn not_acceptable() -> Problem {
    Problem::new(StatusCode::NOT_ACCEPTABLE, "Accept application/json: there is no other answer.")
        .header("vary", "Accept")
}

/// What there is, in the words of OpenAPI.
pub(super) async fn description(http: HttpRequest) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, "public, max-age=300")).append_header((VARY, "Accept-Encoding"));
    revalidated(answer, &http, JSON, rest::description())
}

/// Runs the query as the client.
async fn ask(app: &App, http: &HttpRequest, question: Question) -> Result<(Value, Asking), Problem> {
    let wanted = accept_language::of(app, http).await?;
    let Found { mut answer, asking } =
        graphql::ask_as_client(app, http, wanted, question.text, question.variables).await?;
    if !answer.errors.is_empty() {
        return Err(failed(&answer.errors));
    }
    let found = match &mut answer.data {
        Value::Object(data) => data.swap_remove(&Name::new("found")),
        _ => None,
    };
    Ok((found.unwrap_or_default(), asking))
}

/// An answer for everybody may be kept; one for those who say who they are may not.
fn answer(
    app: &App,
    http: &HttpRequest,
    asking: &Asking,
    body: &impl Serialize,
    links: Option<HeaderValue>,
) -> Result<HttpResponse, Problem> {
    let body = serde_json::to_vec(body).map_err(|_| unreadable())?;
    let mut response = HttpResponse::Ok();
    response.append_header((VARY, VARIES));
    for header in &asking.headers {
        response.append_header(header.clone());
    }
    if let Some(links) = links {
        response.insert_header((LINK, links));
    }
    match &asking.noted {
        Some(noted) if !noted.behind => {
            for header in app.caching.headers(&noted.tags) {
                response.insert_header(header);
            }
        }
        _ => {
            response.insert_header(NO_STORE);
        }
    }
    Ok(revalidated(response, http, JSON, body))
}

/// Where the pages beside this one are (RFC 8288).
fn links(path: &str, parameters: &str, page: &Page) -> Option<HeaderValue> {
    let next = page.after.as_deref().filter(|_| page.more).map(|cursor| ("next", "first", "after", cursor));
    let before = page.before.as_deref().map(|cursor| ("prev", "last", "before", cursor));
    let links: Vec<String> = [next, before]
        .into_iter()
        .flatten()
        .map(|(relation, size, place, cursor)| {
            let parameters = page_parameters(parameters, size, place, cursor);
            format!(r#"<{path}?{parameters}>; rel="{relation}""#)
        })
        .collect();
    HeaderValue::from_str(&links.join(", ")).ok().filter(|links| !links.is_empty())
}

/// The parameters of another page: of the same size, behind or before a cursor.
fn page_parameters(parameters: &str, size: &str, place: &str, cursor: &str) -> String {
    let mut other = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(parameters.as_bytes()) {
        match name.as_ref() {
            "after" | "before" => {}
            "first" | "last" => {
                other.append_pair(size, &value);
            }
            _ => {
                other.append_pair(&name, &value);
            }
        }
    }
    let has_size = form_urlencoded::parse(parameters.as_bytes()).any(|(name, _)| name == "first" || name == "last");
    // A page that is counted from the end has no usual size.
    if !has_size && size == "last" {
        other.append_pair(size, &Window::USUAL.to_string());
    }
    other.append_pair(place, cursor);
    other.finish()
}

fn with_parameters(place: &str, parameters: &str) -> String {
    if parameters.is_empty() { place.to_owned() } else { format!("{place}?{parameters}") }
}

fn wrong(wrong: Wrong) -> Problem {
    match wrong {
        Wrong::NoSuchRecord => problem::no_such_address(),
        wrong => Problem::new(StatusCode::BAD_REQUEST, wrong.to_string()),
    }
}

/// What the query was answered with, as a status. Parameters are variables of the query, without its mark.
fn failed(errors: &[ServerError]) -> Problem {
    let code = errors.iter().find_map(|error| error.extensions.as_ref()?.get("code"));
    let code = match code {
        Some(Value::String(code)) => code.as_str(),
        _ => "",
    };
    let status = match code {
        "INTERNAL_SERVER_ERROR" => StatusCode::INTERNAL_SERVER_ERROR,
        "UNAUTHENTICATED" => StatusCode::UNAUTHORIZED,
        "FORBIDDEN" => StatusCode::FORBIDDEN,
        "RATE_LIMITED" => StatusCode::TOO_MANY_REQUESTS,
        "CURSOR_EXPIRED" => StatusCode::GONE,
        "OPERATION_TIMEOUT" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    };
    let told: Vec<String> = errors.iter().map(|error| error.message.replace("`$", "`")).collect();
    Problem::new(status, told.join(" "))
}

fn unreadable() -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "It cannot be read at the moment.")
}
