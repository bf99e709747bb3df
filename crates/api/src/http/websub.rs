//! This server as the hub of its own feeds (WebSub, <https://www.w3.org/TR/websub/>, whose sections are named here): who
//! asks to be told of what is new in one, and means it, is told.

mod deliveries;
mod intent;
mod request;
mod topic;

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use shanghaidoctor_persistence::subscriptions::Subscriptions;
use tokio::sync::Semaphore;

pub(super) use self::deliveries::deliver;
use self::request::{Mode, Request};
use self::topic::Topic;
use super::caching::NO_STORE;
use super::problem::Problem;
use crate::App;

/// Subscriptions that are kept at most.
const MOST: u64 = 10_000;

/// Feeds that are followed at most: each is made anew with every change.
const MOST_TOPICS: u64 = 500;

/// How long what is kept in memory may be behind the log.
const PATIENCE: Duration = Duration::from_secs(10);

/// Those who asked, and are asked whether they mean it, at the same time.
static ASKED: Semaphore = Semaphore::const_new(64);

/// Somebody asks to be told, or not any more (section 5.1). Whether they mean it, they are asked afterwards.
pub(super) async fn subscribe(app: Data<App>, http: HttpRequest, form: Bytes) -> Result<HttpResponse, Problem> {
    let media = http.headers().get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    if !media.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        let detail = "Send the request as application/x-www-form-urlencoded.";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let request = Request::read(&form)?;
    app.outbound.check(&request.callback).map_err(|error| request::wrong("hub.callback", error))?;
    Topic::read(&app, &request.topic)?;
    let subscriptions = Subscriptions::new(&app.database, &app.clock);
    let turn = ASKED.try_acquire().map_err(|_| busy())?;
    if request.mode == Mode::Subscribe && !has_room(&subscriptions, &request.topic).await? {
        return Err(busy());
    }
    actix_web::rt::spawn(async move {
        let _turn = turn;
        intent::verify(&app, &subscriptions, request).await;
    });
    Ok(HttpResponse::Accepted().insert_header(NO_STORE).finish())
}

/// Waits until what is read and found is not older than a line of the log.
async fn catch_up(app: &App, line: i64) -> anyhow::Result<()> {
    let both = async {
        app.caches.reaches(line).await;
        app.search.reaches(&app.database).await
    };
    Ok(tokio::time::timeout(PATIENCE, both).await??)
}

async fn has_room(subscriptions: &Subscriptions, topic: &str) -> Result<bool, Problem> {
    let counted = tokio::try_join!(subscriptions.count(), subscriptions.other_topics(topic));
    let (count, topics) = counted.map_err(|error| {
        tracing::error!(%error, "subscriptions cannot be read");
        busy()
    })?;
    Ok(count < MOST && topics < MOST_TOPICS)
}

fn busy() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "There are too many subscribers at the moment. Try again later.")
        .header("retry-after", "60")
}
