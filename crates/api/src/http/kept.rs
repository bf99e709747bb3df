//! What is read at an address and is no GraphQL, kept among the answers as those are.

use std::future::Future;

use actix_web::http::header::{
    CACHE_CONTROL, ContentEncoding, HeaderValue, HttpDate, LAST_MODIFIED, TryIntoHeaderValue as _, VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use super::graphql::kept;
use super::problem::Problem;
use crate::App;
use crate::answer::{Answer, MediaType};
use crate::cache::{Asked, Begun, Via};
use crate::tags::Noted;

/// What was made for an address.
pub(super) struct Made {
    /// What goes out.
    pub(super) body: Bytes,
    /// What it was made of.
    pub(super) noted: Noted,
    /// When anything that it could be made of changed last; none where that is not known to the second.
    pub(super) modified: Option<HttpDate>,
}

/// Gives what is kept, and else makes it, once for all who ask at the same time. The whole address tells it apart: in no
/// GraphQL request stands such a one with such a media type.
pub(super) async fn given_or_made(
    app: &App,
    http: &HttpRequest,
    media: MediaType,
    make: impl Future<Output = Result<Made, Problem>>,
) -> Result<HttpResponse, Problem> {
    let sent = http.uri().path_and_query().map_or(http.path(), |address| address.as_str());
    let asked =
        Asked { media, coding: ContentEncoding::Identity, via: Via::Address, sent: sent.as_bytes(), locales: &[] };
    if let Some(kept) = kept(app, http, asked).await {
        return Ok(kept);
    }
    match app.caches.answers.begin(asked).await {
        Begun::Given(held) => Ok(held.answer.respond(http, held.age())),
        Begun::Alone => {
            let made = make.await?;
            Ok(answer(app, media, &made).respond(http, None))
        }
        Begun::Yours(making) => match make.await {
            Ok(made) => {
                let answer = answer(app, media, &made);
                Ok(making.keep(answer, made.noted).answer.respond(http, None))
            }
            Err(problem) => {
                making.give_up();
                Err(problem)
            }
        },
    }
}

fn answer(app: &App, media: MediaType, made: &Made) -> Answer {
    let Made { body, noted, modified } = made;
    let mut headers = vec![(VARY, HeaderValue::from_static("Accept-Encoding"))];
    match noted.behind {
        // A purge at the moment of the change would not reach it: who holds it asks whether it still is so.
        true => headers.push((CACHE_CONTROL, HeaderValue::from_static("no-cache"))),
        false => headers.extend(app.caching.headers(&noted.tags)),
    }
    headers.extend(modified.and_then(|modified| Some((LAST_MODIFIED, modified.try_into_value().ok()?))));
    let content_type = HeaderValue::from_static(media.content_type());
    let (coding, modified) = (ContentEncoding::Identity, *modified);
    Answer { content_type, coding, headers, etag: None, modified, body: body.clone() }.named()
}
