//! Files that come in pieces, by tus 1.0 with the extensions creation, expiration, termination and checksum
//! (<https://tus.io/protocols/resumable-upload>). Whoever may save pictures may send them, and sees their own alone.

mod checksum;
mod headers;

use std::time::Duration;

use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes, BytesMut, Data, Payload};
use actix_web::{HttpRequest, HttpResponse, Resource, ResponseError as _, guard};
use futures_util::StreamExt as _;
use shanghaidoctor_domain::Actor;
use shanghaidoctor_persistence::{Upload, UploadError, Uploads};
use uuid::Uuid;

use self::checksum::Checksum;
use self::headers::{
    EXTENSIONS, MAX_SIZE, METADATA, OFFSET, RESUMABLE, UPLOAD_LENGTH, VERSION, VERSIONS, expires, number, text,
};
use super::caching::NO_STORE;
use super::identity;
use super::problem::{self, Problem};
use super::request_log;
use crate::App;

/// The media type of a piece.
const PIECE: &str = "application/offset+octet-stream";

/// As much of a request as is kept at once: what has come before a connection breaks is not lost.
const KEPT_AT_ONCE: usize = 4 * 1024 * 1024;

/// How long files are left alone that nothing was made of in time.
const BETWEEN_SWEEPS: Duration = Duration::from_secs(600);

/// The header by which a client that can send POST alone says what it means (tus 1.0, "X-HTTP-Method-Override").
const OVERRIDE: &str = "x-http-method-override";

/// The place where files are begun.
pub(super) fn all() -> Resource {
    web::resource("/uploads")
        .route(web::method(Method::OPTIONS).to(about))
        .route(web::post().to(begin))
        .default_service(web::to(only_begun))
}

/// One file.
pub(super) fn one() -> Resource {
    let by_post = |method: &'static str| web::post().guard(guard::Header(OVERRIDE, method));
    web::resource("/uploads/{id}")
        .route(web::method(Method::OPTIONS).to(about))
        .route(web::head().to(progress))
        .route(web::patch().to(append))
        .route(web::delete().to(end))
        .route(by_post("PATCH").to(append))
        .route(by_post("DELETE").to(end))
        .default_service(web::to(only_appended))
}

/// Tells what this server can do.
async fn about(app: Data<App>) -> HttpResponse {
    let mut answer = HttpResponse::NoContent();
    answer.insert_header(RESUMABLE).insert_header(VERSIONS).insert_header(EXTENSIONS).insert_header(NO_STORE);
    answer.insert_header((MAX_SIZE, app.intake.limits().bytes.to_string()));
    answer.insert_header((checksum::ALGORITHMS_HEADER, checksum::ALGORITHMS));
    answer.finish()
}

/// Begins a file.
async fn begin(app: Data<App>, http: HttpRequest) -> HttpResponse {
    finish(&http, begun(&app, &http).await)
}

async fn begun(app: &App, http: &HttpRequest) -> Result<HttpResponse, Problem> {
    check_version(http)?;
    let length =
        number(http, UPLOAD_LENGTH)?.ok_or_else(|| bad("Say in `Upload-Length` how many bytes the file has."))?;
    let most = app.intake.limits().bytes;
    if length > most {
        let detail = format!("A file may have no more than {most} bytes.");
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail));
    }
    let metadata = headers::metadata(http)?;
    let upload = app.uploads.begin(&actor(http), length, metadata).await.map_err(refused)?;
    let mut answer = HttpResponse::Created();
    // Relative to this address (RFC 9110, section 10.2.2): whatever stands before it on the way here.
    answer.insert_header((LOCATION, format!("uploads/{}", upload.id))).insert_header(expires(&upload));
    Ok(answer.finish())
}

/// Tells how much of a file has come.
async fn progress(app: Data<App>, http: HttpRequest, id: web::Path<String>) -> HttpResponse {
    finish(&http, progressed(&app, &http, &id).await)
}

async fn progressed(app: &App, http: &HttpRequest, id: &str) -> Result<HttpResponse, Problem> {
    check_version(http)?;
    let upload = app.uploads.find(&actor(http), named(id)?).await.map_err(refused)?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((OFFSET, upload.received.to_string()));
    answer.insert_header((UPLOAD_LENGTH, upload.length.to_string())).insert_header(expires(&upload));
    if let Some(metadata) = &upload.metadata {
        answer.insert_header((METADATA, metadata.as_str()));
    }
    Ok(answer.finish())
}

/// Takes the next piece.
async fn append(app: Data<App>, http: HttpRequest, id: web::Path<String>, payload: Payload) -> HttpResponse {
    finish(&http, appended(&app, &http, &id, payload).await)
}

async fn appended(app: &App, http: &HttpRequest, id: &str, payload: Payload) -> Result<HttpResponse, Problem> {
    check_version(http)?;
    if !text(http, CONTENT_TYPE.as_str()).is_some_and(|given| given.eq_ignore_ascii_case(PIECE)) {
        let detail = format!("Send a piece with the header `Content-Type: {PIECE}`.");
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let at = number(http, OFFSET)?.ok_or_else(|| bad("Say in `Upload-Offset` at which byte the piece begins."))?;
    let checksum = Checksum::of(http)?;
    let (actor, id) = (actor(http), named(id)?);
    let upload = app.uploads.find(&actor, id).await.map_err(refused)?;
    if upload.received != at {
        return Err(refused(UploadError::Elsewhere { received: upload.received }));
    }
    let announced = number(http, CONTENT_LENGTH.as_str())?.unwrap_or_default();
    if announced > upload.length - at {
        return Err(refused(UploadError::TooLong { length: upload.length }));
    }
    let receiving = Receiving { uploads: &app.uploads, actor: &actor, upload };
    let upload = receiving.receive(payload, checksum).await?;
    let mut answer = HttpResponse::NoContent();
    answer.insert_header((OFFSET, upload.received.to_string())).insert_header(expires(&upload));
    Ok(answer.finish())
}

/// Takes a file away.
async fn end(app: Data<App>, http: HttpRequest, id: web::Path<String>) -> HttpResponse {
    finish(&http, ended(&app, &http, &id).await)
}

async fn ended(app: &App, http: &HttpRequest, id: &str) -> Result<HttpResponse, Problem> {
    check_version(http)?;
    app.uploads.end(&actor(http), named(id)?).await.map_err(refused)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes away now and then what nothing was made of in time.
pub(super) async fn sweep(uploads: Uploads) {
    loop {
        match uploads.sweep().await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "files that came in pieces were not used in time and are gone"),
            Err(error) => tracing::warn!(%error, "files that came in pieces cannot be looked through"),
        }
        tokio::time::sleep(BETWEEN_SWEEPS).await;
    }
}

/// A file whose next bytes are coming.
struct Receiving<'a> {
    uploads: &'a Uploads,
    actor: &'a Actor,
    upload: Upload,
}

impl Receiving<'_> {
    /// Keeps what comes. Without a checksum, also what came before a connection broke; with one, all or nothing.
    async fn receive(mut self, mut payload: Payload, checksum: Option<Checksum>) -> Result<Upload, Problem> {
        let mut waiting = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let Ok(chunk) = chunk else {
                if checksum.is_none() {
                    self.keep(waiting.freeze()).await?;
                }
                return Err(bad("The piece ended too early. Ask with HEAD how much of it has come, and go on there."));
            };
            waiting.extend_from_slice(&chunk);
            if self.upload.received + waiting.len() as u64 > self.upload.length {
                return Err(refused(UploadError::TooLong { length: self.upload.length }));
            }
            if checksum.is_none() && waiting.len() >= KEPT_AT_ONCE {
                self.keep(waiting.split().freeze()).await?;
            }
        }
        if let Some(checksum) = checksum {
            checksum.check(&waiting)?;
        }
        self.keep(waiting.freeze()).await?;
        Ok(self.upload)
    }

    async fn keep(&mut self, piece: Bytes) -> Result<(), Problem> {
        let (id, at) = (self.upload.id, self.upload.received);
        self.upload = self.uploads.append(self.actor, id, at, piece).await.map_err(refused)?;
        Ok(())
    }
}

fn actor(http: &HttpRequest) -> Actor {
    identity::of(http).actor()
}

fn named(id: &str) -> Result<Uuid, Problem> {
    id.parse().map_err(|_| refused(UploadError::Missing))
}

/// Who speaks another version is told which one is spoken here (tus 1.0, "Tus-Version").
fn check_version(http: &HttpRequest) -> Result<(), Problem> {
    if text(http, RESUMABLE.0) == Some(VERSION) {
        return Ok(());
    }
    let detail = format!("Send the header `Tus-Resumable: {VERSION}`: this server speaks no other version.");
    Err(Problem::new(StatusCode::PRECONDITION_FAILED, detail).header(VERSIONS.0, VERSIONS.1))
}

fn bad(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, detail)
}

fn refused(error: UploadError) -> Problem {
    let status = match &error {
        UploadError::Forbidden(forbidden) => return problem::forbidden(forbidden),
        UploadError::Missing => StatusCode::NOT_FOUND,
        UploadError::Expired => StatusCode::GONE,
        UploadError::Elsewhere { .. } | UploadError::Unfinished { .. } => StatusCode::CONFLICT,
        UploadError::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        UploadError::TooMany => StatusCode::TOO_MANY_REQUESTS,
        UploadError::Content(_) | UploadError::Media(_) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a file that comes in pieces cannot be kept");
            let detail = "The file cannot be kept at the moment. Try again.";
            return Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).header("retry-after", "5");
        }
    };
    Problem::new(status, format!("{error}."))
}

async fn only_begun(http: HttpRequest) -> HttpResponse {
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Begin a file with POST at this address.");
    finish(&http, Err(problem.header("allow", "OPTIONS, POST")))
}

async fn only_appended(http: HttpRequest) -> HttpResponse {
    let detail = "A file is asked about with HEAD, sent with PATCH and taken away with DELETE.";
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail);
    finish(&http, Err(problem.header("allow", "OPTIONS, HEAD, PATCH, DELETE")))
}

/// Every answer says which version of the protocol it speaks, errors included, and none is kept by a cache.
fn finish(http: &HttpRequest, answered: Result<HttpResponse, Problem>) -> HttpResponse {
    let mut answer = answered.unwrap_or_else(|problem| request_log::named(http, problem).error_response());
    for (name, value) in [headers::value(RESUMABLE), headers::no_store()] {
        answer.headers_mut().insert(name, value);
    }
    answer
}
