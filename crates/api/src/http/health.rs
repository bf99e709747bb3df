use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;

use super::caching::NO_STORE;
use super::problem::Problem;
use crate::App;

/// The process runs.
pub(super) async fn live() -> HttpResponse {
    HttpResponse::Ok().insert_header(NO_STORE).body("ok\n")
}

/// The process can answer: its database does, and there is an index to search in. Tells since when the oldest job waits
/// that should have run, and not what it is.
pub(super) async fn ready(app: Data<App>) -> Result<HttpResponse, Problem> {
    if !app.search.is_made() {
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "The search index is being made."));
    }
    match app.scheduler.overdue().await {
        Ok(overdue) => {
            let late = overdue.map(|due_at| format!("the oldest overdue job was due at {due_at}\n"));
            Ok(HttpResponse::Ok().insert_header(NO_STORE).body(format!("ready\n{}", late.unwrap_or_default())))
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the database does not answer");
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "The database does not answer."))
        }
    }
}
