//! Who asks too often is refused for the rest of the minute, and everybody whose requests are counted is told how many are
//! left: `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10).

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse};
use serde::Serialize;
use shanghaidoctor_domain::Actor;

use super::caching::NO_STORE;
use super::problem::{PROBLEM_JSON, Problem};
use super::request_log::named;
use crate::App;
use crate::auth::Identity;
use crate::rate_limits::{Caller, Standing, WINDOW};

/// How who asks stands.
pub(super) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// Which limit holds.
pub(super) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// What says whether this server can answer is asked for by those who keep it running.
const NOT_COUNTED: [&str; 2] = ["/healthz", "/readyz"];

/// That a limit was passed, as a problem of the registered type.
#[derive(Serialize)]
struct QuotaExceeded {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    problem: Problem,
    #[serde(rename = "violated-policies")]
    violated_policies: [&'static str; 1],
}

/// Counts a request, of whom it was found out who sends it.
pub(super) async fn count(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(standing) = standing(request.request()) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let mut answer = if standing.is_over {
        // As an answer and not as an error, so that the layers around see it as any other.
        let refused = refused(request.request(), standing);
        request.into_response(refused)
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    let Standing { policy, quota, left, resets_in, .. } = standing;
    for (name, value) in [
        (RATE_LIMIT_POLICY, format!("\"{policy}\";q={quota};w={WINDOW}")),
        (RATE_LIMIT, format!("\"{policy}\";r={left};t={resets_in}")),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            answer.headers_mut().insert(name, value);
        }
    }
    Ok(answer)
}

/// How who sends a request stands; none for those who are not limited: people who are signed in, and programs of the site's own.
fn standing(http: &HttpRequest) -> Option<Standing> {
    let app = http.app_data::<Data<App>>()?;
    let extensions = http.extensions();
    let signed = extensions.get::<Identity>().and_then(|identity| identity.signed.as_ref());
    let (caller, own) = match signed {
        Some(signed) => match signed.actor {
            Actor::Partner { key, .. } => (Caller::Key(key), signed.requests_per_minute),
            _ => return None,
        },
        None if app.rate_limits.limit_anybody() => (Caller::at(app.proxies.client(http)?), None),
        None => return None,
    };
    if NOT_COUNTED.contains(&http.path()) {
        return None;
    }
    app.rate_limits.take(caller, own)
}

fn refused(http: &HttpRequest, standing: Standing) -> HttpResponse {
    let Standing { policy, quota, resets_in, .. } = standing;
    let detail = format!(
        "You may send {quota} requests in a minute, and have sent them: go on in {resets_in} seconds. `RateLimit` tells how \
            many are left."
    );
    let refused = QuotaExceeded {
        kind: "https://iana.org/assignments/http-problem-types#quota-exceeded",
        problem: named(http, Problem::new(StatusCode::TOO_MANY_REQUESTS, detail)),
        violated_policies: [policy],
    };
    HttpResponse::TooManyRequests()
        .content_type(PROBLEM_JSON)
        .insert_header(NO_STORE)
        .insert_header((RETRY_AFTER, resets_in))
        // Text and numbers alone always serialise; an empty body would still carry the status.
        .body(serde_json::to_vec(&refused).unwrap_or_default())
}
