//! Sign-in by a provider of OpenID Connect, as a browser goes through it.

use actix_web::http::StatusCode;
use actix_web::http::header::{COOKIE, LOCATION, SET_COOKIE};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::caching::NO_STORE;
use super::problem::Problem;
use super::visits::visitor;
use crate::App;
use crate::auth::{OpenIdRefused, Origin};

/// Sends a browser to the provider.
pub(super) async fn begin(app: Data<App>) -> Result<HttpResponse, Problem> {
    let (address, flow) = app.auth.begin_open_id().await.map_err(|refused| problem(&refused))?;
    Ok(HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .insert_header((SET_COOKIE, app.auth.cookies().flow(&flow)))
        .insert_header(NO_STORE)
        .finish())
}

/// What the provider adds to the address that it sends a browser back to.
#[derive(Deserialize)]
pub(super) struct Returned {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// Takes in a browser that comes back. Its tokens are kept in cookies.
pub(super) async fn finish(
    app: Data<App>,
    http: HttpRequest,
    returned: Query<Returned>,
) -> Result<HttpResponse, Problem> {
    let Returned { code, state, error } = returned.into_inner();
    if let Some(error) = error {
        return Err(problem(&OpenIdRefused::Provider(
            error.chars().filter(|c| c.is_ascii_graphic()).take(80).collect(),
        )));
    }
    let cookies = app.auth.cookies();
    let kept = cookies.read_flow(http.headers().get_all(COOKIE).filter_map(|value| value.to_str().ok()));
    let (Some(code), Some(state), Some(kept)) = (code, state, kept) else {
        return Err(problem(&OpenIdRefused::Foreign));
    };
    let who = visitor(&app, &http);
    let origin = Origin { address: who.address, agent: who.agent };
    let finished = app.auth.finish_open_id(&kept, &state, &code, &origin).await;
    let (given, device, return_url) = finished.map_err(|refused| problem(&refused))?;
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((LOCATION, return_url)).insert_header(NO_STORE);
    for cookie in cookies.of(&given, Some(&device)) {
        answer.append_header((SET_COOKIE, cookie));
    }
    answer.append_header((SET_COOKIE, cookies.no_flow()));
    Ok(answer.finish())
}

fn problem(refused: &OpenIdRefused) -> Problem {
    let status = match refused {
        OpenIdRefused::Off => StatusCode::NOT_FOUND,
        OpenIdRefused::Foreign => StatusCode::BAD_REQUEST,
        OpenIdRefused::Provider(_) | OpenIdRefused::Untrusted(_) | OpenIdRefused::NoRole | OpenIdRefused::Disabled => {
            StatusCode::FORBIDDEN
        }
        OpenIdRefused::Unreachable(_) => {
            tracing::error!(%refused, "nobody can sign in by the provider");
            return Problem::new(StatusCode::BAD_GATEWAY, "The provider does not answer as it should. Try again.");
        }
        OpenIdRefused::Failed(error) => {
            tracing::error!(%error, "nobody can sign in by the provider");
            let detail = "You cannot be signed in at the moment. Try again.";
            return Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).header("retry-after", "2");
        }
    };
    let said = refused.to_string();
    let mut letters = said.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    Problem::new(status, format!("{first}{}.", letters.as_str()))
}
