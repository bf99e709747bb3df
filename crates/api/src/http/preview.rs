//! Requests that come by a link which shows drafts: the header `Preview-Token`, whatever is asked for.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse};
use shanghaidoctor_persistence::{Scope, previews};

use super::problem::Problem;
use crate::App;
use crate::auth::SecretKind;
use crate::auth::secret::hash;
use crate::graphql::preview::CameBy;

/// The header that holds the token.
pub(super) const PREVIEW_TOKEN: HeaderName = HeaderName::from_static("preview-token");

/// A link that holds, and what it shows.
#[derive(Clone, Copy)]
pub(super) struct Link {
    pub(super) came_by: CameBy,
    pub(super) scope: Scope,
}

/// Looks up the link of a request. One that does not hold is refused before anything else is looked at: it is never taken
/// for none. What is answered to one that holds is for those alone who have it.
pub(super) async fn look_up(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let link = match of_header(request.request()).await {
        Ok(None) => return Ok(next.call(request).await?.map_into_boxed_body()),
        Ok(Some(link)) => link,
        // As an answer and not as an error, so that the layers around see it as any other.
        Err(problem) => return Ok(request.into_response(HttpResponse::from_error(problem))),
    };
    request.extensions_mut().insert(link);
    let mut answer = next.call(request).await?.map_into_boxed_body();
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

async fn of_header(http: &HttpRequest) -> Result<Option<Link>, Problem> {
    let mut given = http.headers().get_all(PREVIEW_TOKEN);
    let Some(token) = given.next() else { return Ok(None) };
    let only = given.next().is_none();
    let token = token.to_str().ok().filter(|_| only).ok_or_else(over)?;
    let app = http.app_data::<Data<App>>().ok_or_else(unavailable)?;
    by_token(app, token).await.map(Some)
}

/// The link with this token.
pub(super) async fn by_token(app: &App, token: &str) -> Result<Link, Problem> {
    if !SecretKind::Preview.is_form_of(token) {
        return Err(over());
    }
    match previews::by_token(&app.database, &hash(token), app.clock.now()).await {
        Ok(Some((id, scope))) => Ok(Link { came_by: CameBy(Some(id)), scope }),
        Ok(None) => Err(over()),
        Err(error) => {
            tracing::error!(%error, "the link of a preview cannot be looked up");
            Err(unavailable())
        }
    }
}

/// The link that a request came by, as was found out before.
pub(super) fn of(http: &HttpRequest) -> Option<Link> {
    http.extensions().get::<Link>().copied()
}

fn over() -> Problem {
    let detail = "The link of this `Preview-Token` is none of this server's, its time is over, or it was ended: ask for \
        another one, or leave the header out.";
    Problem::new(StatusCode::UNAUTHORIZED, detail).header("www-authenticate", "Preview")
}

fn unavailable() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "The link cannot be looked up at the moment. Try again.")
        .header("retry-after", "2")
}
