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

/// The process can answer: its database does, and there is an index to search in.
pub(super) async fn ready(app: Data<App>) -> Result<HttpResponse, Problem> {
    if !app.search.is_made() {
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "The search index is being made."));
    }
    match app.database.ping().await {
        Ok(()) => Ok(HttpResponse::Ok().insert_header(NO_STORE).body("ready\n")),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the database does not answer");
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "The database does not answer."))
        }
    }
}
