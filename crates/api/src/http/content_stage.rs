//! Which stage a request reads: a property of the whole request, told by a header, and never of a type or a field.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use shanghaidoctor_domain::Actor;
use shanghaidoctor_persistence::Scope;

use super::problem::Problem;

/// The header: `DRAFT`, or `PUBLISHED`, which is meant where it is not sent.
pub(super) const CONTENT_STAGE: HeaderName = HeaderName::from_static("content-stage");

/// What a request sees. Drafts are for those who write them.
pub(super) fn scope(http: &HttpRequest, actor: &Actor) -> Result<Scope, Problem> {
    let mut given = http.headers().get_all(CONTENT_STAGE);
    let Some(stage) = given.next() else { return Ok(Scope::published()) };
    match stage.as_bytes() {
        _ if given.next().is_some() => Err(unknown()),
        b"PUBLISHED" => Ok(Scope::published()),
        b"DRAFT" => Scope::draft(actor).map_err(|forbidden| {
            if forbidden.is_anonymous() {
                let detail = "Drafts are for those who write them: sign in, and send your token with the request.";
                return Problem::new(StatusCode::UNAUTHORIZED, detail).header("www-authenticate", "Bearer");
            }
            Problem::new(StatusCode::FORBIDDEN, format!("{forbidden}."))
        }),
        _ => Err(unknown()),
    }
}

fn unknown() -> Problem {
    let detail = "Send `Content-Stage` once: `DRAFT`, or `PUBLISHED`, which is meant without it.";
    Problem::new(StatusCode::BAD_REQUEST, detail)
}
