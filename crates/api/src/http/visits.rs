//! A page tells that it was read: `navigator.sendBeacon` from a front end, without a body that matters.

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::USER_AGENT;
use actix_web::web::{Data, Path};
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_domain::text::has_null;
use shanghaidoctor_persistence::Scope;

use super::caching::NO_STORE;
use super::moved::moved;
use super::problem::{self, Problem};
use crate::App;
use crate::visits::Visitor;

/// Takes in a visit of a published article: 204, whether it counts or not, since that tells of other readers. Who comes
/// by a former slug is sent to the one of today.
pub(super) async fn record(app: Data<App>, slug: Path<String>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    // No name holds it, and PostgreSQL takes no text that does.
    if has_null(&slug) {
        return Err(problem::no_such_address());
    }
    let (article, _) = app.reader().by_slug::<Article>(Scope::published(), &slug, &[]).await.map_err(|error| {
        tracing::error!(%error, slug = %*slug, "an article that was visited cannot be read");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The visit cannot be counted at the moment.")
    })?;
    let article = article.ok_or_else(problem::no_such_address)?;
    if article.content.slug != *slug {
        return Ok(moved(&format!("../{}/visits", article.content.slug)));
    }
    app.visits.take(Id::<Article>::new(article.id), visitor(&app, &http));
    Ok(HttpResponse::NoContent().insert_header(NO_STORE).finish())
}

/// Who asks.
pub(super) fn visitor(app: &App, http: &HttpRequest) -> Visitor {
    let agent = http.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Visitor { address: app.proxies.client(http), agent: agent.to_owned() }
}
