use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, EntityTag};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::caching::is_held;
use super::problem::{self, Problem};
use crate::App;

/// The original of a picture. Its name is the hash of its content, so it never changes.
pub(super) async fn file(app: Data<App>, name: Path<String>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    let path = app.media.find(&name).ok_or_else(problem::no_such_address)?;
    let tag = EntityTag::new_strong(name.split('.').next().unwrap_or_default().to_owned());
    let held = is_held(&http, &tag);
    // Who holds the picture is answered without reading it again.
    let read = if held { tokio::fs::metadata(path).await.map(|_| Vec::new()) } else { tokio::fs::read(path).await };
    let bytes = read.map_err(|error| unreadable(&name, &error))?;
    let mut answer = HttpResponse::build(if held { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    answer.insert_header((ETAG, tag.to_string())).insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"));
    Ok(if held { answer.finish() } else { answer.content_type(media_type(&name)).body(bytes) })
}

fn unreadable(name: &str, error: &std::io::Error) -> Problem {
    if error.kind() == std::io::ErrorKind::NotFound {
        return problem::no_such_address();
    }
    tracing::error!(%error, name, "a picture cannot be read");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "The picture cannot be read at the moment.")
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("jpg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("gif") => "image/gif",
        _ => "image/png",
    }
}
