//! Documents at addresses of their own, as search engines read them: JSON-LD, and nothing else yet. In the language that
//! the address names (`?locale=zh-Hans`), which is how a search engine asks for one, or else in those of the request.

use actix_web::http::StatusCode;
use actix_web::http::header::{LINK, VARY};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::{Variables, value};
use serde_json::Value;
use shanghaidoctor_domain::text::has_null;
use shanghaidoctor_domain::{Kind, Locale, NodeId};
use shanghaidoctor_persistence::withdrawn;
use url::form_urlencoded;

use super::accept;
use super::accept_language;
use super::caching::revalidated;
use super::graphql::ask;
use super::moved::moved;
use super::problem::{self, Problem};
use crate::App;
use crate::graphql::languages::Wanted;
use crate::oembed::discovery;

/// The media type of JSON-LD (JSON-LD 1.1, appendix C).
const LD_JSON: &str = "application/ld+json";

/// How a kind of document is asked for.
#[derive(Clone, Copy)]
struct Asked {
    kind: Kind,
    query: &'static str,
}

const DOCTOR: &str = "query ($name: String!) { found: doctor(slug: $name) { name: slug jsonLd } }";
const ARTICLE: &str = "query ($name: String!) { found: article(slug: $name) { name: slug jsonLd url: canonicalUrl } }";
const PUBLICATION: &str = "query ($name: ID!) { found: publication(id: $name) { name: id jsonLd } }";

/// A published doctor.
pub(super) async fn doctor(app: Data<App>, slug: Path<String>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    negotiated(&app, &http, Asked { kind: Kind::Doctor, query: DOCTOR }, &slug).await
}

/// A published article.
pub(super) async fn article(app: Data<App>, slug: Path<String>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    negotiated(&app, &http, Asked { kind: Kind::Article, query: ARTICLE }, &slug).await
}

/// A published paper, for a client that wants it so.
pub(super) async fn publication(app: &App, http: &HttpRequest, id: &str) -> Result<HttpResponse, Problem> {
    described(app, http, Asked { kind: Kind::Publication, query: PUBLICATION }, id).await
}

/// How a client likes JSON-LD.
pub(super) fn preference(accept: &str) -> accept::Preference {
    accept::preference(accept, "application", "ld+json")
}

async fn negotiated(app: &App, http: &HttpRequest, asked: Asked, name: &str) -> Result<HttpResponse, Problem> {
    let accept = accept::of(http);
    if !accept.trim().is_empty() && !preference(&accept).accepted() {
        let detail = format!("Accept {LD_JSON}. All else there is to read of it is at /graphql.");
        return Err(Problem::new(StatusCode::NOT_ACCEPTABLE, detail).header("vary", "Accept"));
    }
    described(app, http, asked, name).await
}

/// The document as the API shows it to everybody, under the tags of all that it was made of.
async fn described(app: &App, http: &HttpRequest, asked: Asked, name: &str) -> Result<HttpResponse, Problem> {
    // No name holds it, and PostgreSQL takes no text that does.
    if has_null(name) {
        return Err(problem::no_such_address());
    }
    let named = named_locale(http)?;
    let wanted = match named.clone() {
        Some(locale) => Wanted { locales: [locale].into(), matched_with: None },
        None => accept_language::of(app, http).await?,
    };
    let variables = Variables::from_value(value!({ "name": name }));
    let (answer, noted) = ask(app, asked.query, variables, &wanted).await?;
    let part = |pointer| answer.pointer(pointer);
    let (Some(document), Some(today)) = (part("/found/jsonLd"), part("/found/name")) else {
        return Err(missing(app, asked.kind, name).await);
    };
    // It was asked for by a name that it had before, or by that of one which was merged with it.
    if let Some(today) = today.as_str().filter(|today| *today != name) {
        return Ok(match named {
            Some(locale) => moved(&format!("{today}?locale={locale}")),
            None => moved(today),
        });
    }
    let mut response = HttpResponse::Ok();
    response.append_header((VARY, "Accept")).append_header((VARY, "Accept-Encoding"));
    if noted.by_language && named.is_none() {
        response.append_header((VARY, "Accept-Language"));
    }
    if asked.kind == Kind::Doctor {
        for alternate in alternates(app).await? {
            response.append_header((LINK, alternate));
        }
    }
    // Only articles have one here.
    for link in part("/found/url").and_then(Value::as_str).into_iter().flat_map(|url| discovery(&app.public_url, url)) {
        response.append_header((LINK, link));
    }
    for header in app.caching.headers(&noted.tags) {
        response.insert_header(header);
    }
    Ok(revalidated(response, http, LD_JSON, document.to_string().into_bytes()))
}

/// Why there is nothing: it was taken away, or never was.
pub(super) async fn missing(app: &App, kind: Kind, name: &str) -> Problem {
    let gone = match name.parse::<NodeId>() {
        Ok(id) if id.kind == kind => withdrawn::by_id(&app.database, id).await,
        _ => withdrawn::by_slug(&app.database, kind, name).await,
    };
    match gone {
        Ok(Some(gone)) => problem::gone(gone),
        Ok(None) => problem::no_such_address(),
        Err(error) => {
            tracing::error!(%error, name, "what became of a document cannot be read");
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "It cannot be read at the moment.")
        }
    }
}

/// The language that the address names.
fn named_locale(http: &HttpRequest) -> Result<Option<Locale>, Problem> {
    let mut parameters = form_urlencoded::parse(http.query_string().as_bytes());
    let Some((_, locale)) = parameters.find(|(name, _)| name == "locale") else { return Ok(None) };
    let locale = locale.parse().map_err(|error| Problem::new(StatusCode::BAD_REQUEST, format!("`locale`: {error}.")));
    locale.map(Some)
}

/// Where a doctor is described in each language of the publication (RFC 8288). An article stands in one language, and
/// names those that say the same in others itself.
async fn alternates(app: &App) -> Result<Vec<String>, Problem> {
    let known = accept_language::known(app).await?;
    let alternate = |locale| format!(r#"<?locale={locale}>; rel="alternate"; hreflang="{locale}"; type="{LD_JSON}""#);
    Ok(known.locales.iter().map(alternate).collect())
}
