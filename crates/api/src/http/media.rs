use std::sync::Arc;

use actix_web::body::SizedStream;
use actix_web::http::header::{CACHE_CONTROL, ETAG, EntityTag, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use futures_util::{StreamExt as _, stream};
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_domain::rendition::Rendition;
use shanghaidoctor_persistence::{Entry, Kept, Scope};

use super::caching::is_held;
use super::problem::{self, Problem};
use super::{content_stage, identity};
use crate::App;
use crate::pictures::Undelivered;

/// Where the original of a picture once was. Nobody gets it: it tells where, when and with what it was taken.
pub(super) async fn original(app: Data<App>, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let media = shown(&app, Scope::published(), name.split('.').next().unwrap_or_default()).await?;
    if media.content.file_name() != *name {
        return Err(problem::no_such_address());
    }
    let instead = Rendition::largest(&media.content).file_name();
    Ok(moved_to(&format!("{}/{instead}", media.content.hash)))
}

/// A rendition of a picture. Its name says all of how it is drawn, so it never changes either.
pub(super) async fn rendition(
    app: Data<App>,
    names: web::Path<(String, String)>,
    http: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (hash, name) = names.into_inner();
    let rendition = Rendition::parse(&name).ok_or_else(problem::no_such_address)?;
    let scope = content_stage::scope(&http, &identity::of(&http).actor())?;
    let is_public = scope.is_public();
    let media = shown(&app, scope, &hash).await?;
    if !rendition.is_of(&media.content) {
        return Err(not_on_the_ladder());
    }
    let now = rendition.centred(&media.content);
    if now != rendition {
        return Ok(moved_to(&now.file_name()));
    }
    let tag = EntityTag::new_strong(format!("{hash}-{name}"));
    // It is what its name says: who holds the name holds the picture, and nothing need be read.
    if is_held(&http, &tag) {
        return Ok(unchanging(StatusCode::NOT_MODIFIED, is_public, &tag).finish());
    }
    let Kept { size, bytes } = found(&app, &media.content, rendition, http.method()).await?;
    let mut answer = unchanging(StatusCode::OK, is_public, &tag);
    Ok(answer.content_type(rendition.format.mime_type()).body(SizedStream::new(size, bytes)))
}

/// The rendition; where nobody wants the body, none of it is read.
async fn found(app: &App, media: &Media, rendition: Rendition, method: &Method) -> Result<Kept, Problem> {
    let found = if *method == Method::HEAD {
        app.renditions.size(media, rendition).await.map(|size| Kept { size, bytes: stream::empty().boxed() })
    } else {
        app.renditions.open(media, rendition).await
    };
    found.map_err(|reason| undelivered(&reason))
}

/// The record of a picture as far as a scope shows it: to the public a draft's file has no address.
async fn shown(app: &App, scope: Scope, hash: &str) -> Result<Arc<Entry<Media>>, Problem> {
    if !Media::is_hash(hash) {
        return Err(problem::no_such_address());
    }
    let found = app.reader().picture_by_hash(scope, hash).await.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "the record of a picture cannot be read");
        unreadable()
    })?;
    found.ok_or_else(problem::no_such_address)
}

/// What is asked for is at another address, relative to this one. For a minute only: editors move focal points.
fn moved_to(place: &str) -> HttpResponse {
    HttpResponse::TemporaryRedirect()
        .insert_header((LOCATION, place))
        .insert_header((CACHE_CONTROL, "public, max-age=60"))
        .finish()
}

fn not_on_the_ladder() -> Problem {
    let detail =
        "The picture is not drawn in this size or shape. Ask for addresses: Image.url and Image.srcset at /graphql.";
    Problem::new(StatusCode::NOT_FOUND, detail)
}

fn undelivered(reason: &Undelivered) -> Problem {
    match reason {
        Undelivered::Missing => problem::no_such_address(),
        Undelivered::Undrawable(why) => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, format!("The picture cannot be drawn: {why}."))
        }
        Undelivered::Busy => {
            let detail = "More pictures are asked for than can be drawn at once. Try again.";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).header("retry-after", "2")
        }
        Undelivered::Unreachable => {
            let detail = "The place where pictures are kept does not answer. Try again.";
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).header("retry-after", "10")
        }
        Undelivered::Failed => unreadable(),
    }
}

fn unreadable() -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The picture cannot be read at the moment.")
}

/// The answer about a file that is forever what it is. Of a draft's no cache keeps it.
fn unchanging(status: StatusCode, is_public: bool, tag: &EntityTag) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    let kept = if is_public { "public, max-age=31536000, immutable" } else { "no-store" };
    answer.insert_header((ETAG, tag.to_string())).insert_header((CACHE_CONTROL, kept));
    answer
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError as _;

    use super::*;

    #[test]
    fn who_finds_the_queue_full_is_told_when_to_come_again() {
        let answer = undelivered(&Undelivered::Busy).error_response();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.headers().get("retry-after").unwrap(), "2");
        assert_eq!(answer.headers().get("content-type").unwrap(), "application/problem+json");
    }
}
