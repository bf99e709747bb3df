//! GraphiQL, built into the binary: nothing of it is fetched from elsewhere.

use actix_web::HttpResponse;
use actix_web::dev::RequestHead;
use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, LOCATION, VARY, X_CONTENT_TYPE_OPTIONS};
use actix_web::web::{Data, Path};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::graphql::prefers_html;
use super::problem::{self, Problem};
use crate::{App, graphql};

#[derive(RustEmbed)]
#[folder = "../../explorer/dist"]
#[allow_missing = true]
struct Explorer;

/// What the page may do: run its own scripts and workers, talk to this server, nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

/// Whether a browser asks for a page to look at, and not for an answer to a query.
pub(super) fn is_wanted(head: &RequestHead) -> bool {
    let accept = head.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let is_query = head.uri.query().is_some_and(|query| query.contains("query="));
    !is_query && prefers_html(accept)
}

/// The page itself.
pub(super) async fn page() -> HttpResponse {
    match Explorer::get("index.html") {
        Some(file) => answer(file, "no-cache"),
        // A binary built without Node is whole but for this page.
        None => HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body("This binary was built without the explorer: run `make explorer`, then build it again.\n"),
    }
}

/// One of the page's files. Those among the assets are named by the hash of their content.
pub(super) async fn file(path: Path<String>) -> Result<HttpResponse, Problem> {
    let file = Explorer::get(&path).ok_or_else(problem::no_such_address)?;
    let named_by_hash = path.starts_with("assets/");
    Ok(answer(file, if named_by_hash { "public, max-age=31536000, immutable" } else { "no-cache" }))
}

/// The way in for somebody who opens the bare address.
pub(super) async fn to_explorer() -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, "/graphql")).finish()
}

/// The public schema as text.
pub(super) async fn schema(app: Data<App>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/graphql; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(graphql::sdl(&app.schema))
}

fn answer(file: EmbeddedFile, caching: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(file.metadata.mimetype())
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .append_header((VARY, "Accept"))
        .body(file.data)
}
