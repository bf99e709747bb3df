//! What comes of an operation on a connection that stays open: of a query one answer, of a subscription one for each
//! event, whatever the transport.

use std::sync::{Arc, OnceLock};

use async_graphql::{Response, ServerError};
use futures_util::stream::{self, BoxStream, StreamExt as _};
use tokio::time::Instant;

use super::client::Client;
use super::operation::{Outcome, Prepared};
use super::response::{self, with_code};
use crate::App;
use crate::graphql::guard::Refused;
use crate::graphql::subscription::{Moment, Source};
use crate::live::{Events, ShownDocument};

/// One of the results of an operation.
pub(super) enum Told {
    /// It does not run, and nothing else is told of it.
    Refused(Response),
    /// It runs, and this is what came of it.
    Result {
        answer: Response,
        /// The number behind which a client goes on from here, where it can.
        sequence: Option<i64>,
    },
}

/// The results of one operation; they end when it is complete.
pub(super) type Results = BoxStream<'static, Told>;

/// Who asks.
#[derive(Clone)]
pub(super) struct Asker {
    /// The name of the request in the log.
    pub(super) request_id: Option<String>,
    /// The number that the client says it has reached.
    pub(super) resume: Option<String>,
    /// Who opened the connection.
    pub(super) client: Client,
}

/// Runs an operation. What is not asked for further is not executed: the client's pace is that of the stream.
pub(super) fn results(app: Arc<App>, prepared: Result<Prepared, Refused>, asker: Asker) -> Results {
    let begun = async move {
        let request_id = asker.request_id.clone();
        let begun = match prepared {
            Ok(prepared) => begin(app, prepared, asker).await,
            Err(refused) => Err(Outcome::from(refused).answer),
        };
        begun.unwrap_or_else(|mut answer| {
            response::complete(&mut answer, || request_id.clone());
            stream::iter([Told::Refused(answer)]).boxed()
        })
    };
    stream::once(begun).flatten().boxed()
}

/// Runs an operation that was let through. A subscription is not, where its field says why.
pub(super) async fn begin(app: Arc<App>, prepared: Prepared, mut asker: Asker) -> Result<Results, Response> {
    asker.client.renew(&app).await.map_err(|refused| *refused)?;
    if prepared.is_subscription() {
        let following = match source(&app, &prepared, &asker).await? {
            Source::Changes { .. } if !asker.client.scope.is_public() => {
                return Err(Response::from_errors(vec![follows_published()]));
            }
            Source::Changes { after, kinds } => Following::Log(Events::new(app.live.feed.clone(), after, kinds)),
            Source::Document => {
                let acts = (!asker.client.scope.is_public()).then(|| app.live.feed.acts());
                let shown = ShownDocument::new(app.caches.clone(), app.search.clone(), app.database.clone(), acts);
                Following::Document(Box::new(shown))
            }
        };
        let subscribed = Subscribed { app, prepared, asker, following, is_over: false };
        return Ok(stream::unfold(subscribed, Subscribed::next).boxed());
    }
    let answered = async move {
        let mut answer = prepared.execute(&app, &asker.client, Instant::now()).await.answer;
        response::complete(&mut answer, || asker.request_id.clone());
        if response::is_request_error(&answer) {
            Told::Refused(answer)
        } else {
            Told::Result { answer, sequence: None }
        }
    };
    Ok(stream::once(answered).boxed())
}

struct Subscribed {
    app: Arc<App>,
    prepared: Prepared,
    asker: Asker,
    following: Following,
    is_over: bool,
}

/// What a subscription follows.
enum Following {
    Log(Events),
    Document(Box<ShownDocument>),
}

impl Subscribed {
    async fn next(mut self) -> Option<(Told, Self)> {
        if self.is_over {
            return None;
        }
        let told = match self.result().await? {
            Ok(told) => told,
            Err(mut refused) => {
                self.is_over = true;
                response::complete(&mut refused, || self.asker.request_id.clone());
                Told::Refused(refused)
            }
        };
        Some((told, self))
    }

    /// The next result, for who asks as they may see it by then; or why there is none any more.
    async fn result(&mut self) -> Option<Result<Told, Response>> {
        let (mut answer, sequence) = match &mut self.following {
            Following::Log(events) => {
                let change = events.next().await;
                if let Err(refused) = self.asker.client.renew(&self.app).await {
                    return Some(Err(*refused));
                }
                let told = self.prepared.at(&self.app, &self.asker.client, Moment::Changed(change)).await?;
                (told.answer, Some(change.sequence))
            }
            Following::Document(document) => loop {
                document.is_due().await;
                if let Err(refused) = self.asker.client.renew(&self.app).await {
                    return Some(Err(*refused));
                }
                let made = self.prepared.at(&self.app, &self.asker.client, Moment::Show).await?;
                if document.is_news(&made.answer, made.tags.take()) {
                    break (made.answer, None);
                }
            },
        };
        response::complete(&mut answer, || self.asker.request_id.clone());
        Some(Ok(Told::Result { answer, sequence }))
    }
}

async fn source(app: &App, prepared: &Prepared, asker: &Asker) -> Result<Source, Response> {
    let source = Arc::new(OnceLock::new());
    let (feed, resume) = (app.live.feed.clone(), asker.resume.clone());
    let refused =
        prepared.at(app, &asker.client, Moment::Subscribing { feed, resume, source: Arc::clone(&source) }).await;
    match (refused, source.get()) {
        (None, Some(source)) => Ok(source.clone()),
        (Some(refused), _) => Err(refused.answer),
        (None, None) => Err(Response::from_errors(vec![with_code(
            "Write the field of a subscription into the operation itself, without a fragment or `@skip` around it.",
            "GRAPHQL_VALIDATION_FAILED",
        )])),
    }
}

fn follows_published() -> ServerError {
    let message = "`changes` follows what is published, and no drafts: leave out `Content-Stage` and `Preview-Token`, or follow \
        a document.";
    with_code(message, "SUBSCRIPTION_NOT_SUPPORTED")
}
