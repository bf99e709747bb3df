//! What comes of an operation on a connection that stays open: of a query one answer, of a subscription one for each
//! event, whatever the transport.

use std::sync::{Arc, OnceLock};

use async_graphql::{Response, ServerError};
use futures_util::stream::{self, BoxStream, StreamExt as _};
use serde_json::value::RawValue;
use shanghaidoctor_persistence::changes::Change;
use tokio::time::Instant;

use super::client::Client;
use super::operation::{Outcome, Prepared};
use super::response::{self, raw, with_code};
use crate::App;
use crate::graphql::guard::Refused;
use crate::graphql::subscription::{Moment, Source};
use crate::live::{Events, Made, Operation, ShownDocument};

/// One of the results of an operation.
pub(super) enum Told {
    /// It does not run, and nothing else is told of it.
    Refused(Response),
    /// It runs, and this is what came of it.
    Result {
        /// As JSON.
        answer: Arc<RawValue>,
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
                let shown = ShownDocument::new(app.search.clone(), app.database.clone(), acts);
                Following::Document(Box::new(shown))
            }
        };
        let together = prepared.together(&asker.client).map(Arc::new);
        let followed = Followed { app, prepared: Arc::new(prepared), asker, together };
        let subscribed = Subscribed { followed, following, is_over: false };
        return Ok(stream::unfold(subscribed, Subscribed::next).boxed());
    }
    let answered = async move {
        let mut answer = prepared.execute(&app, &asker.client, Instant::now()).await.answer;
        response::complete(&mut answer, || asker.request_id.clone());
        if response::is_request_error(&answer) {
            Told::Refused(answer)
        } else {
            Told::Result { answer: raw(&answer).into(), sequence: None }
        }
    };
    Ok(stream::once(answered).boxed())
}

struct Subscribed {
    followed: Followed,
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
                response::complete(&mut refused, || self.followed.asker.request_id.clone());
                Told::Refused(refused)
            }
        };
        Some((told, self))
    }

    /// The next result, for who asks as they may see it by then; or why there is none any more.
    async fn result(&mut self) -> Option<Result<Told, Response>> {
        let (made, sequence) = match &mut self.following {
            Following::Log(events) => {
                let change = events.next().await;
                match self.followed.made(Some(change)).await {
                    Ok(made) => (made?, Some(change.sequence)),
                    Err(refused) => return Some(Err(*refused)),
                }
            }
            Following::Document(document) => loop {
                document.is_due().await;
                let made = match self.followed.made(None).await {
                    Ok(made) => made?,
                    Err(refused) => return Some(Err(*refused)),
                };
                if document.is_news(&made) {
                    break (made, None);
                }
            },
        };
        Some(Ok(Told::Result { answer: Arc::clone(&made.told), sequence }))
    }
}

/// An operation that is followed.
struct Followed {
    app: Arc<App>,
    prepared: Arc<Prepared>,
    asker: Asker,
    /// Under which name it is made once for all who follow it too.
    together: Option<Arc<Operation>>,
}

impl Followed {
    /// What comes of it by now, at a change where one is told; an error where the client may not see it any more.
    async fn made(&mut self, change: Option<Change>) -> Result<Option<Arc<Made>>, Box<Response>> {
        self.asker.client.renew(&self.app).await?;
        Ok(match &self.together {
            Some(together) => {
                let sequence = change.map(|change| change.sequence);
                self.app.live.together.made(together, sequence, || self.make(change)).await
            }
            None => self.make(change).await.map(Arc::new),
        })
    }

    /// Makes it.
    fn make(&self, change: Option<Change>) -> impl Future<Output = Option<Made>> + Send + use<> {
        let (app, prepared, asker) = (Arc::clone(&self.app), Arc::clone(&self.prepared), self.asker.clone());
        async move {
            let watch = app.caches.watch();
            let moment = change.map_or(Moment::Show, Moment::Changed);
            let Outcome { mut answer, tags, .. } = prepared.at(&app, &asker.client, moment).await?;
            let told = raw(&answer);
            if answer.is_ok() {
                return Some(Made::new(watch, told, tags.take()));
            }
            response::complete(&mut answer, || asker.request_id.clone());
            Some(Made::failed(watch, raw(&answer), &told))
        }
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
