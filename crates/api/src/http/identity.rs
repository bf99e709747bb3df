//! Who sends a request, told by its bearer token, or by cookies of this server's. One that is not good is refused before anything else is looked at, whatever
//! is asked for: it is never taken for nobody's.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, COOKIE, HeaderName, HeaderValue, ORIGIN, SET_COOKIE};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _, HttpRequest, HttpResponse};
use shanghaidoctor_domain::Actor;

use super::problem::Problem;
use crate::App;
use crate::auth::{Identity, Untrusted};

/// For how long others may keep the public keys: less than a key is believed after it was replaced.
const KEYS_HOLD: &str = "public, max-age=300";

/// Whose page a request comes from, as browsers say (W3C Fetch Metadata).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What a browser wants an answer for, as it says itself: `document` is a page that its user is led to.
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Finds out who sends a request, for all that answers it.
pub(super) async fn identify(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match identity_of(request.request()).await {
        Ok(identity) => {
            request.extensions_mut().insert(identity);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        // As an answer and not as an error, so that the layers around see it as any other.
        Err(Refused { problem, cookie }) => {
            let mut answer = HttpResponse::from_error(problem);
            if let Some(value) = cookie.and_then(|cookie| HeaderValue::from_str(&cookie).ok()) {
                answer.headers_mut().append(SET_COOKIE, value);
            }
            Ok(request.into_response(answer))
        }
    }
}

/// Why a request is not answered, and the cookie that is taken away for it.
struct Refused {
    problem: Problem,
    cookie: Option<String>,
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self { problem, cookie: None }
    }
}

/// Who sent a request, as was found out before.
pub(super) fn of(http: &HttpRequest) -> Identity {
    http.extensions().get::<Identity>().cloned().unwrap_or_default()
}

async fn identity_of(http: &HttpRequest) -> Result<Identity, Refused> {
    let mut given = http.headers().get_all(AUTHORIZATION);
    let app = http.app_data::<Data<App>>().ok_or_else(unavailable)?;
    let Some(header) = given.next() else { return by_cookies(app, http).await };
    let only = given.next().is_none();
    let token = header.to_str().ok().filter(|_| only).and_then(bearer).ok_or_else(not_bearer)?;
    Ok(by_token(app, token).await?)
}

/// A page of another site may cause a request, and the browser sends cookies along: they are taken from pages alone that
/// may act for whoever is signed in.
async fn by_cookies(app: &App, http: &HttpRequest) -> Result<Identity, Refused> {
    let headers = http.headers().get_all(COOKIE).filter_map(|value| value.to_str().ok());
    let cookies = app.auth.cookies().read(headers);
    if !cookies.tell_who() {
        return Ok(Identity { signed: None, cookies });
    }
    if !app.browsers.may_act(header(http, &ORIGIN), header(http, &SEC_FETCH_SITE)) {
        // Led here from another site, such as back from a provider of OpenID Connect: the page is shown as to nobody, and asks
        // for the rest itself.
        let is_led = http.method().is_safe() && header(http, &SEC_FETCH_DEST) == Some("document");
        return if is_led { Ok(Identity::default()) } else { Err(foreign_page().into()) };
    }
    let Some(token) = &cookies.access else { return Ok(Identity { signed: None, cookies }) };
    match by_token(app, token).await {
        Ok(identity) => Ok(Identity { cookies, ..identity }),
        Err(problem) => Err(Refused { problem, cookie: Some(app.auth.cookies().no_access()) }),
    }
}

fn header<'h>(http: &'h HttpRequest, name: &HeaderName) -> Option<&'h str> {
    http.headers().get(name)?.to_str().ok()
}

/// Whose token this is. That of a partner is counted as used.
pub(super) async fn by_token(app: &App, token: &str) -> Result<Identity, Problem> {
    match app.auth.identify(token).await {
        Ok(signed) => {
            if let Actor::Partner { id, key, .. } = signed.actor {
                app.uses.take(id, key);
            }
            Ok(Identity { signed: Some(signed), ..Identity::default() })
        }
        Err(Untrusted::Invalid) => Err(invalid()),
        Err(Untrusted::Failed(error)) => {
            tracing::error!(%error, "a token cannot be looked at");
            Err(unavailable())
        }
    }
}

/// Looks again at who sends a request that has waited: rights are taken away meanwhile, and tokens end.
pub(super) async fn renew(app: &App, http: &HttpRequest) -> Result<(), Problem> {
    let identity = of(http);
    let Some(signed) = &identity.signed else { return Ok(()) };
    match app.auth.renew(signed).await {
        Ok(Some(signed)) => {
            http.extensions_mut().insert(Identity { signed: Some(signed), ..identity });
            Ok(())
        }
        Ok(None) => Err(invalid()),
        Err(error) => {
            tracing::error!(%error, "who waits cannot be looked at");
            Err(unavailable())
        }
    }
}

/// The token in the value of the header `Authorization` (RFC 6750, section 2.1).
pub(super) fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(' ')?;
    Some(token.trim()).filter(|token| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty())
}

fn invalid() -> Problem {
    let detail = "This token is none of this server's, its time is over, or it was ended: refresh the session, or sign in again; \
        programs need another token or key.";
    Problem::new(StatusCode::UNAUTHORIZED, detail).header("www-authenticate", "Bearer error=\"invalid_token\"")
}

fn foreign_page() -> Problem {
    let detail = "Cookies are taken from this server's own pages, and from those of CORS_ORIGINS where CORS_CREDENTIALS is set: \
        send `Origin` or `Sec-Fetch-Site` as browsers do, or a bearer token.";
    Problem::new(StatusCode::FORBIDDEN, detail)
}

fn not_bearer() -> Problem {
    let detail = "Send the token once, as `Authorization: Bearer …`: no other scheme is known here.";
    Problem::new(StatusCode::UNAUTHORIZED, detail).header("www-authenticate", "Bearer")
}

fn unavailable() -> Problem {
    let detail = "Who you are cannot be looked up at the moment. Try again.";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).header("retry-after", "2")
}

/// The keys that access tokens are signed with (RFC 7517).
pub(super) async fn keys(app: Data<App>) -> Result<HttpResponse, Problem> {
    let keys = app.auth.public_keys().await.map_err(|error| {
        tracing::error!(%error, "the public keys cannot be read");
        unavailable()
    })?;
    Ok(HttpResponse::Ok()
        .content_type("application/jwk-set+json")
        .insert_header((CACHE_CONTROL, KEYS_HOLD))
        .body(keys.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_token_is_read_and_no_other_scheme() {
        assert_eq!(bearer("Bearer abc"), Some("abc"));
        assert_eq!(bearer("bearer  abc "), Some("abc"));
        for wrong in ["", "Bearer", "Bearer ", "Basic YTpi", "abc", "Bearerabc"] {
            assert_eq!(bearer(wrong), None, "{wrong}");
        }
    }
}
