//! The server: every address on one screen, and what all answers share.

mod accept;
mod explorer;
pub mod graphql;
mod health;
mod media;
mod problem;
mod publication;
mod request_log;

use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, HttpServer, Resource, Route, guard};
use async_graphql::Request;
use tracing_actix_web::TracingLogger;

use crate::App;
use crate::graphql::Loaders;

/// How long requests under way may take to end when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Every address.
pub fn configure(service: &mut ServiceConfig, app: &App) {
    let wants_page = guard::fn_guard(|context| explorer::is_wanted(context.head()));
    service
        .app_data(Data::new(app.clone()))
        .service(
            web::resource("/graphql")
                .route(reading().guard(wants_page).to(explorer::page))
                .route(reading().to(graphql_get))
                .route(web::post().to(graphql_post))
                .default_service(web::to(graphql::method_not_allowed)),
        )
        .service(readable("/", reading().to(explorer::to_explorer)))
        .service(readable("/graphiql", reading().to(explorer::page)))
        .service(readable("/graphiql/", reading().to(explorer::page)))
        .service(readable("/graphiql/{path:.*}", reading().to(explorer::file)))
        .service(readable("/schema.graphql", reading().to(explorer::schema)))
        .service(readable("/media/{name}", reading().to(media::file)))
        .service(readable("/publications/{id}", reading().to(publication::cited)))
        .service(readable("/healthz", reading().to(health::live)))
        .service(readable("/readyz", reading().to(health::ready)))
        .default_service(web::to(problem::not_found));
}

/// An address that can be read and nothing else.
fn readable(path: &str, route: Route) -> Resource {
    web::resource(path).route(route).default_service(web::to(problem::only_readable))
}

/// GET, and HEAD, which whatever can be read answers too (RFC 9110, section 9.1).
fn reading() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// The server on an open socket. It runs while it is awaited, and ends gracefully when told to stop.
pub fn serve(app: App, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        let app = app.clone();
        actix_web::App::new()
            .wrap(from_fn(request_log::name_answer))
            .wrap(Compress::default())
            .wrap(TracingLogger::<request_log::RequestSpan>::new())
            .configure(move |service| configure(service, &app))
    });
    Ok(server.workers(workers).shutdown_timeout(GRACE.as_secs()).listen(listener)?.run())
}

async fn graphql_get(app: Data<App>, http: HttpRequest) -> HttpResponse {
    graphql::get(&app.schema, &app.graphql, &http, |request| attach(&app, request)).await
}

async fn graphql_post(app: Data<App>, http: HttpRequest, payload: Payload) -> HttpResponse {
    graphql::post(&app.schema, &app.graphql, &http, payload, |request| attach(&app, request)).await
}

/// What the resolvers of one request share.
fn attach(app: &App, request: Request) -> Request {
    request.data(Loaders::new(app.reader()))
}
