//! What is read at an address and is no GraphQL, kept among the answers as those are.

use std::future::Future;
use std::time::SystemTime;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, ContentEncoding, HeaderName, HeaderValue, HttpDate, LAST_MODIFIED, LINK, TryIntoHeaderValue as _,
    VARY,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use chrono::SubsecRound as _;
use shanghaidoctor_domain::DateTime;
use shanghaidoctor_persistence::changes;

use super::graphql::kept;
use super::problem::Problem;
use crate::App;
use crate::answer::{Answer, MediaType};
use crate::cache::{Asked, Begun, Via};
use crate::tags::Noted;

/// A partner is not given what caches keep for everybody.
const VARIES: (HeaderName, HeaderValue) = (VARY, HeaderValue::from_static("Accept-Encoding, Authorization"));

/// What was made for an address.
pub(super) struct Made {
    body: Bytes,
    noted: Noted,
    /// When anything that it could be made of changed last; none where that is not known to the second.
    modified: Option<HttpDate>,
    /// The value of `Link`.
    links: Option<String>,
}

/// When anything that is public changed last: before that, whatever is made of it was the same.
#[derive(Clone, Copy)]
pub(super) struct LastChange(Option<DateTime>);

impl LastChange {
    /// To be read before all that something is made of: what changes meanwhile is newer.
    pub(super) async fn read(app: &App) -> Result<Self, Problem> {
        changes::last_at(&app.database).await.map(Self).map_err(|error| {
            tracing::error!(%error, "the log of changes cannot be read");
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "Nothing can be read at the moment.")
        })
    }

    /// The moment as HTTP says it, where no other change can have come in the same second.
    fn to_the_second(self, app: &App) -> Option<HttpDate> {
        let changed = chrono::DateTime::<chrono::Utc>::from(self.0?).trunc_subsecs(0);
        let now = chrono::DateTime::<chrono::Utc>::from(app.clock.now()).trunc_subsecs(0);
        (now > changed).then(|| HttpDate::from(SystemTime::from(changed)))
    }
}

impl Made {
    /// What goes out, what it was made of, and when any of that could have changed last.
    pub(super) fn new(app: &App, body: impl Into<Bytes>, mut noted: Noted, last: LastChange) -> Self {
        let modified = last.to_the_second(app).filter(|_| !noted.behind);
        noted.behind |= modified.is_none() && last.0.is_some();
        Self { body: body.into(), noted, modified, links: None }
    }

    /// With links to what belongs to it (RFC 8288).
    pub(super) fn linked(self, links: Option<String>) -> Self {
        Self { links, ..self }
    }

    /// What goes out.
    pub(super) fn into_body(self) -> Bytes {
        self.body
    }
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

/// Makes it for the one who asks, who may keep it and ask whether it still is so. Nobody else may, and no moment of the log says
/// when it changed.
pub(super) async fn made_for_one(
    http: &HttpRequest,
    media: MediaType,
    make: impl Future<Output = Result<Made, Problem>>,
) -> Result<HttpResponse, Problem> {
    let body = make.await?.body;
    let headers = vec![VARIES, (CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))];
    let content_type = HeaderValue::from_static(media.content_type());
    let answer = Answer { content_type, coding: ContentEncoding::Identity, headers, etag: None, modified: None, body };
    Ok(answer.named().respond(http, None))
}

fn answer(app: &App, media: MediaType, made: &Made) -> Answer {
    let Made { body, noted, modified, links } = made;
    let mut headers = vec![VARIES];
    match noted.behind {
        // A purge at the moment of the change would not reach it: who holds it asks whether it still is so.
        true => headers.push((CACHE_CONTROL, HeaderValue::from_static("no-cache"))),
        false => headers.extend(app.caching.headers(&noted.tags)),
    }
    headers.extend(modified.and_then(|modified| Some((LAST_MODIFIED, modified.try_into_value().ok()?))));
    headers.extend(links.as_ref().and_then(|links| Some((LINK, HeaderValue::from_str(links).ok()?))));
    let content_type = HeaderValue::from_static(media.content_type());
    let (coding, modified) = (ContentEncoding::Identity, *modified);
    Answer { content_type, coding, headers, etag: None, modified, body: body.clone() }.named()
}
