use std::path::{Path, PathBuf};
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, EntityTag, LOCATION};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_domain::rendition::Rendition;
use shanghaidoctor_persistence::{Entry, Scope};

use super::caching::is_held;
use super::problem::{self, Problem};
use crate::App;
use crate::pictures::{AT_ONCE, Undelivered};

/// Where the original of a picture once was. Nobody gets it: it tells where, when and with what it was taken.
pub(super) async fn original(app: Data<App>, name: web::Path<String>) -> Result<HttpResponse, Problem> {
    let media = published(&app, name.split('.').next().unwrap_or_default()).await?;
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
    let media = published(&app, &hash).await?;
    if !rendition.is_of(&media.content) {
        return Err(not_on_the_ladder());
    }
    let now = rendition.centred(&media.content);
    if now != rendition {
        return Ok(moved_to(&now.file_name()));
    }
    let path = app.renditions.file(&media.content, rendition).await.map_err(|reason| undelivered(&reason))?;
    let tag = EntityTag::new_strong(format!("{hash}-{name}"));
    unchanging(&http, path, &tag, rendition.format.mime_type()).await
}

/// The record of a picture that the public may see: a draft's file has no address yet.
async fn published(app: &App, hash: &str) -> Result<Arc<Entry<Media>>, Problem> {
    if !Media::is_hash(hash) {
        return Err(problem::no_such_address());
    }
    let found = app.reader().picture_by_hash(Scope::published(), hash).await.map_err(|error| {
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
            let detail = format!("More pictures are asked for than can be drawn, {AT_ONCE} at once. Try again.");
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).header("retry-after", "2")
        }
        Undelivered::Failed => unreadable(),
    }
}

fn unreadable() -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The picture cannot be read at the moment.")
}

/// A file that is forever what it is.
async fn unchanging(
    http: &HttpRequest,
    path: PathBuf,
    tag: &EntityTag,
    media_type: &str,
) -> Result<HttpResponse, Problem> {
    let held = is_held(http, tag);
    // Who holds the picture is answered without reading it again.
    let read = if held { tokio::fs::metadata(&path).await.map(|_| Vec::new()) } else { tokio::fs::read(&path).await };
    let bytes = read.map_err(|error| missing(&path, &error))?;
    let mut answer = HttpResponse::build(if held { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    answer.insert_header((ETAG, tag.to_string())).insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"));
    Ok(if held { answer.finish() } else { answer.content_type(media_type).body(bytes) })
}

fn missing(path: &Path, error: &std::io::Error) -> Problem {
    if error.kind() == std::io::ErrorKind::NotFound {
        return problem::no_such_address();
    }
    tracing::error!(%error, path = %path.display(), "a picture cannot be read");
    unreadable()
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
