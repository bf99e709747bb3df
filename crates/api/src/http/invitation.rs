//! The page that an invitation leads to, where somebody sets a password. It needs nothing but this server.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};

/// What the page may do: run its own script and ask this server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page.
pub(super) async fn page() -> HttpResponse {
    answer("text/html; charset=utf-8", include_str!("invitation/page.html"))
}

/// Its script.
pub(super) async fn script() -> HttpResponse {
    answer("text/javascript; charset=utf-8", include_str!("invitation/page.js"))
}

fn answer(content_type: &str, body: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .body(body)
}
