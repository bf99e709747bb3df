//! By which headers of the request an answer may differ (RFC 9110, section 12.5.5): one line, whoever named them. Caches
//! and middleware are known that read the first line alone.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderValue, VARY};
use actix_web::middleware::Next;
use actix_web::web::Data;

use crate::App;

/// Tells on one line what the answer and the layers around it named.
pub(super) async fn on_one_line<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let by_page = request.app_data::<Data<App>>().is_some_and(|app| app.browsers.tells_pages_apart());
    let mut answer = next.call(request).await?;
    let own = by_page.then_some("Origin");
    if let Some(line) = joined(answer.headers(), own) {
        answer.headers_mut().insert(VARY, line);
    }
    Ok(answer)
}

/// All names, each once, in any case of letters.
fn joined(headers: &HeaderMap, own: Option<&str>) -> Option<HeaderValue> {
    let mut names: Vec<&str> = Vec::new();
    let told = headers.get_all(VARY).filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(','));
    for name in told.chain(own).map(str::trim).filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            names.push(name);
        }
    }
    if names.is_empty() { None } else { HeaderValue::from_str(&names.join(", ")).ok() }
}
