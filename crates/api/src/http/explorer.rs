//! GraphiQL and the pages at `/docs`, built into the binary: nothing of them is fetched from elsewhere.

use actix_web::dev::RequestHead;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, VARY};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::caching::revalidated;
use super::graphql::prefers_html;
use super::problem::{self, Problem};
use crate::App;

#[derive(RustEmbed)]
#[folder = "../../explorer/dist"]
#[allow_missing = true]
struct Explorer;

/// What a page may do: run its own scripts and workers, talk to this server, nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Whether a browser asks for a page to look at, and not for an answer to a query.
pub(super) fn is_wanted(head: &RequestHead) -> bool {
    let accept = head.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let names =
        head.uri.query().into_iter().flat_map(|query| query.split('&')).filter_map(|pair| pair.split('=').next());
    let is_query = names.into_iter().any(|name| ["query", "documentId", "extensions"].contains(&name));
    !is_query && prefers_html(accept)
}

/// GraphiQL.
pub(super) async fn page(http: HttpRequest) -> Result<HttpResponse, Problem> {
    built("index.html", &http)
}

/// What `/api/v1` has, to be read and tried.
pub(super) async fn docs(http: HttpRequest) -> Result<HttpResponse, Problem> {
    built("docs.html", &http)
}

fn built(page: &str, http: &HttpRequest) -> Result<HttpResponse, Problem> {
    // A binary built without Node is whole but for its pages.
    let without = "This binary was built without the explorer: run `make explorer`, then build it again.";
    let file = Explorer::get(page).ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, without))?;
    Ok(answer(file, "no-cache", http))
}

/// One of the pages' files. Those among the assets are named by the hash of their content.
pub(super) async fn file(path: Path<String>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    let file = Explorer::get(&path).ok_or_else(problem::no_such_address)?;
    let named_by_hash = path.starts_with("assets/");
    Ok(answer(file, if named_by_hash { "public, max-age=31536000, immutable" } else { "no-cache" }, &http))
}

/// The way in for somebody who opens the bare address.
pub(super) async fn to_explorer() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, "/graphql")).finish()
}

/// The public schema as text.
pub(super) async fn schema(app: Data<App>, http: HttpRequest) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, "public, max-age=300")).append_header((VARY, "Accept-Encoding"));
    revalidated(answer, &http, "application/graphql; charset=utf-8", app.engine.sdl())
}

fn answer(file: EmbeddedFile, caching: &'static str, http: &HttpRequest) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .append_header((VARY, "Accept, Accept-Encoding"));
    revalidated(answer, http, file.metadata.mimetype(), file.data.into_owned())
}
