//! The server: every address on one screen, and what all answers share.

mod accept;
mod accept_encoding;
mod accept_language;
pub mod browsers;
pub mod caching;
pub mod client_address;
mod content_stage;
mod explorer;
mod feeds;
pub mod graphql;
mod harvest;
mod health;
mod identity;
mod invitation;
mod json_ld;
mod kept;
mod media;
mod moved;
mod oembed;
mod open_id;
mod preview;
mod problem;
mod publication;
mod rate_limit;
mod request_log;
mod rest;
mod robots;
mod sitemap;
mod uploads;
mod vary;
mod visits;
mod websub;

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpServer, Resource, Route, guard};
#[cfg(unix)]
use tokio::signal::unix::{SignalKind, signal};
use tracing_actix_web::TracingLogger;

use crate::App;
use crate::live::Live;

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
                .route(reading().to(graphql::get))
                .route(web::post().to(graphql::post))
                .route(web::put().to(graphql::put))
                .route(web::delete().to(graphql::delete))
                .default_service(web::to(graphql::method_not_allowed)),
        )
        .service(readable("/", reading().to(explorer::to_explorer)))
        .service(readable("/graphiql", reading().to(explorer::page)))
        .service(readable("/graphiql/", reading().to(explorer::page)))
        .service(readable("/graphiql/{path:.*}", reading().to(explorer::file)))
        .service(readable("/schema.graphql", reading().to(explorer::schema)))
        .service(readable("/media/{name}", reading().to(media::original)))
        .service(readable("/media/{hash}/{name}", reading().to(media::rendition)))
        .service(uploads::all())
        .service(uploads::one())
        .service(readable("/doctors/{slug}", reading().to(json_ld::doctor)))
        .service(readable("/articles/{slug}", reading().to(json_ld::article)))
        .service(readable("/publications/{id}", reading().to(publication::read)))
        .service(readable("/robots.txt", reading().to(robots::robots)))
        .service(readable("/llms.txt", reading().to(robots::llms)))
        .service(readable("/sitemap.xml", reading().to(sitemap::index)))
        .service(readable("/sitemap/articles/{month}.xml", reading().to(sitemap::part)))
        .service(
            web::resource("/websub")
                .route(web::post().to(websub::subscribe))
                .default_service(web::to(problem::only_posted_to)),
        )
        .service(readable("/oembed", reading().to(oembed::read)))
        .service(
            web::resource("/oai")
                .route(reading().to(harvest::get))
                .route(web::post().to(harvest::post))
                .default_service(web::to(harvest::method_not_allowed)),
        )
        .service(readable("/feeds", reading().to(feeds::index)))
        .service(readable("/feeds/{subject}.{format}", reading().to(feeds::feed)))
        .service(readable("/feeds/{subject}/{month}.{format}", reading().to(feeds::archive)))
        .service(
            web::resource("/api/v1/articles/{slug}/visits")
                .route(web::post().to(visits::record))
                .default_service(web::to(problem::only_posted_to)),
        )
        .service(readable("/openapi.json", reading().to(rest::description)))
        .service(readable("/docs", reading().to(explorer::docs)))
        .service(readable("/api/v1/{resource}", reading().to(rest::list)))
        .service(readable("/api/v1/{resource}/{name:.+}", reading().to(rest::one)))
        .service(readable("/invitation", reading().to(invitation::page)))
        .service(readable("/invitation.js", reading().to(invitation::script)))
        .service(readable("/sign-in/openid", web::get().to(open_id::begin)))
        .service(readable("/sign-in/openid/callback", web::get().to(open_id::finish)))
        .service(readable("/.well-known/jwks.json", reading().to(identity::keys)))
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

/// Ends what stays open when the process is told to stop, as the server itself waits for its connections to end.
async fn end_live(live: Arc<Live>) {
    #[cfg(unix)]
    {
        let Ok(mut terminated) = signal(SignalKind::terminate()) else { return };
        tokio::select! {
            _ = terminated.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
    live.stop();
}

/// The server on an open socket. It runs while it is awaited, and ends gracefully when told to stop.
pub fn serve(app: App, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    serve_with(app, listener, workers, Arc::new(|_| {}))
}

/// The same with addresses of the caller's beside its own, below the same layers: a bench compares the two.
pub fn serve_with(
    app: App,
    listener: TcpListener,
    workers: usize,
    beside: Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>,
) -> std::io::Result<Server> {
    let (search, caches, database) = (app.search.clone(), app.caches.clone(), app.database.clone());
    let (feed, visits, scheduler) = (app.live.feed.clone(), app.visits.clone(), app.scheduler.clone());
    let hub = websub::deliver(app.clone());
    let (uploads, uses, webhooks) = (app.uploads.clone(), app.uses.clone(), app.webhooks.clone());
    let (mailer, retention) = (app.mailer.clone(), app.retention.clone());
    let rate_limits = app.rate_limits.clone();
    // They end with the runtime: what they have not done by then, the next start does.
    tokio::spawn(async move {
        tokio::join!(
            search.follow(&database),
            caches.follow(&database),
            feed.follow(),
            visits.run(),
            uses.run(),
            rate_limits.run(),
            scheduler.run(),
            uploads::sweep(uploads),
            hub,
            webhooks.run(),
            mailer.run(),
            retention.run(),
        )
    });
    tokio::spawn(end_live(Arc::clone(&app.live)));
    let server = HttpServer::new(move || {
        let (app, beside) = (app.clone(), Arc::clone(&beside));
        actix_web::App::new()
            .wrap(from_fn(preview::look_up))
            .wrap(from_fn(rate_limit::count))
            .wrap(from_fn(identity::identify))
            .wrap(from_fn(accept_encoding::refuse))
            .wrap(app.browsers.cors())
            .wrap(from_fn(request_log::name_answer))
            .wrap(app.browsers.headers())
            .wrap(Compress::default())
            .wrap(from_fn(accept_encoding::choose))
            .wrap(from_fn(vary::on_one_line))
            .wrap(TracingLogger::<request_log::RequestSpan>::new())
            .configure(|service| beside(service))
            .configure(move |service| configure(service, &app))
    });
    Ok(server.workers(workers).shutdown_timeout(GRACE.as_secs()).listen(listener)?.run())
}
