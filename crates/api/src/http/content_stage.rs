//! What a request reads: a property of the whole request, told by a header, and never of a type or a field.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use shanghaidoctor_domain::Actor;
use shanghaidoctor_persistence::Scope;

use super::preview;
use super::problem::Problem;

/// The header: `DRAFT`, or `PUBLISHED`, which is meant where it is not sent.
pub(super) const CONTENT_STAGE: HeaderName = HeaderName::from_static("content-stage");

/// What a request sees: what its link shows, where it came by one, and else what its stage does.
pub(super) fn scope(http: &HttpRequest, actor: &Actor) -> Result<Scope, Problem> {
    let mut given = http.headers().get_all(CONTENT_STAGE);
    let link = preview::of(http).map(|link| link.scope);
    let Some(stage) = given.next() else { return Ok(link.unwrap_or_else(Scope::published)) };
    if given.next().is_some() {
        return Err(unknown());
    }
    at(stage.to_str().map_err(|_| unknown())?, link, actor)
}

/// What is seen at a stage by its name. Drafts are for those who write them.
pub(super) fn at(stage: &str, link: Option<Scope>, actor: &Actor) -> Result<Scope, Problem> {
    match stage {
        "PUBLISHED" | "DRAFT" if link.is_some() => Err(both()),
        "PUBLISHED" => Ok(Scope::published()),
        "DRAFT" => Scope::draft(actor).map_err(|forbidden| {
            if forbidden.is_anonymous() {
                let detail = "Drafts are for those who write them: sign in, and send your token with the request.";
                return Problem::new(StatusCode::UNAUTHORIZED, detail).header("www-authenticate", "Bearer");
            }
            Problem::new(StatusCode::FORBIDDEN, format!("{forbidden}."))
        }),
        _ => Err(unknown()),
    }
}

fn both() -> Problem {
    let detail = "A link shows what it shows: send `Preview-Token` or `Content-Stage`, not both.";
    Problem::new(StatusCode::BAD_REQUEST, detail)
}

fn unknown() -> Problem {
    let detail = "Send `Content-Stage` once: `DRAFT`, or `PUBLISHED`, which is meant without it.";
    Problem::new(StatusCode::BAD_REQUEST, detail)
}
