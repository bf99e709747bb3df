//! The server that is measured: the program's own, with a few addresses beside its own that answer the same from memory
//! and by a statement written by hand. A process of its own, so that what asks is not counted.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, PoisonError, RwLock};

use actix_web::error::ErrorInternalServerError;
use actix_web::web::{self, Bytes, Data, Json, Path, ServiceConfig};
use actix_web::{HttpResponse, Result};
use serde::Deserialize;
use shanghaidoctor_api::{App, Config, http};
use shanghaidoctor_domain::Actor;
use shanghaidoctor_domain::content::Article;
use shanghaidoctor_persistence::Clock;
use shanghaidoctor_persistence::write::Writing;

use super::by_hand::{self, Argument};
use super::queries::Query;

const JSON: &str = "application/json";

/// How the server runs; settings as the program has them.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    config: Config,
    /// Threads that answer.
    #[arg(long, default_value_t = 2)]
    workers: usize,
}

/// Answers that were kept, by query and variant.
#[derive(Clone, Default)]
struct Memory(Arc<RwLock<HashMap<String, Bytes>>>);

/// Serves until it is killed. The first line of standard output is the address.
pub(crate) fn run(Arguments { mut config, workers }: Arguments) -> anyhow::Result<()> {
    actix_web::rt::System::new().block_on(async move {
        let listener = TcpListener::bind(config.listen)?;
        config.listen = listener.local_addr()?;
        let app = App::new(&config, Clock::system()).await?;
        let memory = Memory::default();
        let server = http::serve_with(app, listener, workers, Arc::new(move |service| mount(service, &memory)))?;
        println!("http://{}", config.listen);
        Ok(server.await?)
    })
}

fn mount(service: &mut ServiceConfig, memory: &Memory) {
    service
        .app_data(Data::new(memory.clone()))
        .service(web::resource("/bench/memory/{key}").get(remembered).put(remember))
        .service(web::resource("/bench/by-hand/{query}").get(by_hand))
        .service(web::resource("/bench/headline/{slug}").put(publish));
}

async fn remember(memory: Data<Memory>, key: Path<String>, answer: Bytes) -> HttpResponse {
    memory.0.write().unwrap_or_else(PoisonError::into_inner).insert(key.into_inner(), answer);
    HttpResponse::NoContent().finish()
}

async fn remembered(memory: Data<Memory>, key: Path<String>) -> HttpResponse {
    let found = memory.0.read().unwrap_or_else(PoisonError::into_inner).get(key.as_str()).cloned();
    found.map_or_else(|| HttpResponse::NotFound().finish(), |answer| HttpResponse::Ok().content_type(JSON).body(answer))
}

async fn by_hand(app: Data<App>, query: Path<Query>, argument: web::Query<Argument>) -> Result<HttpResponse> {
    let answer = by_hand::answer(&app.database, query.into_inner(), argument.into_inner()).await;
    Ok(HttpResponse::Ok().content_type(JSON).body(answer.map_err(ErrorInternalServerError)?))
}

/// What is to be changed of an article.
#[derive(Deserialize)]
struct Change {
    headline: String,
}

/// Edits an article and publishes it, in the process that answers.
async fn publish(app: Data<App>, slug: Path<String>, change: Json<Change>) -> Result<HttpResponse> {
    set_headline(&app, &slug, change.into_inner().headline).await.map_err(ErrorInternalServerError)?;
    Ok(HttpResponse::NoContent().finish())
}

async fn set_headline(app: &App, slug: &str, headline: String) -> anyhow::Result<()> {
    let mut writing = Writing::begin(&app.database, &app.clock, Actor::Operator, None).await?;
    let found = writing.draft_by_slug::<Article>(slug).await?.map(|entry| entry.id());
    let id = found.ok_or_else(|| anyhow::anyhow!("no article `{slug}`"))?;
    let draft = writing.draft(id).await?.ok_or_else(|| anyhow::anyhow!("no draft"))?;
    let content = Article { headline, ..draft.content };
    writing.save(id, Some(draft.revision), &content).await?;
    writing.publish(id.node()).await?;
    Ok(writing.commit().await?)
}
