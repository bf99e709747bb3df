//! What can be followed. The engine is asked twice: once when somebody subscribes, and then the field says what it is
//! to be told of; and once for each event, which is answered as a query is, with loaders and a time limit of its own.

use std::sync::{Arc, OnceLock};

use async_graphql::{Context, ID, Result, Subscription as SubscriptionRoot};
use futures_util::stream::{self, Stream};
use shanghaidoctor_domain::content::{Article, Doctor};
use shanghaidoctor_domain::{Id, Kind, Locale, NodeId};
use shanghaidoctor_persistence::Stored;
use shanghaidoctor_persistence::changes::{Change, Feed};

use super::change::{ChangeType, SeenChange};
use super::error::{bad_input, content_error};
use super::loaders::asked_for;
use super::view::{Node, View};

/// What a subscription follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The log.
    Changes {
        /// Behind this number.
        after: i64,
        /// Documents of these kinds; all of them when nothing is said.
        kinds: Option<Vec<Kind>>,
    },
    /// One document, with all that is shown of it.
    Document,
}

/// Why the engine is asked for a subscription's field.
pub enum Moment {
    /// Somebody subscribes.
    Subscribing {
        /// The log.
        feed: Feed,
        /// The number that the client says it has reached, in place of the argument.
        resume: Option<String>,
        /// Where the field says what it follows.
        source: Arc<OnceLock<Source>>,
    },
    /// The log has a new line.
    Changed(Change),
    /// The document is to be shown.
    Show,
}

/// Everything that can be followed, over WebSocket (`graphql-transport-ws`) and as server-sent events.
pub struct Subscription;

/// Everything that can be followed, over WebSocket (`graphql-transport-ws`) and as server-sent events.
#[SubscriptionRoot]
impl Subscription {
    /// Every change of what is published, in the order in which it happened. Who was away gives the last `sequence`
    /// that it saw, and misses nothing.
    async fn changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only what came behind this `sequence`; what comes from now on when nothing is said.")]
        after: Option<String>,
        #[graphql(desc = "Only documents of these types; of all when nothing is said.")] types: Option<Vec<ChangeType>>,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<impl Stream<Item = SeenChange>> {
        let seen = match ctx.data::<Moment>()? {
            Moment::Subscribing { feed, resume, source } => {
                let after = begin(feed, resume.as_ref().or(after.as_ref())).await?;
                let kinds = types.map(|types| types.into_iter().map(ChangeType::kind).collect());
                let _ = source.set(Source::Changes { after, kinds });
                None
            }
            Moment::Changed(change) => Some(SeenChange { view: View::public(ctx, locales)?, change: *change }),
            Moment::Show => None,
        };
        Ok(stream::iter(seen))
    }

    /// One article as it is now, and again each time that something in what is asked of it has changed; null while it is
    /// not to be seen. How often it was visited is no change. With `Preview-Token`, or with `Content-Stage: DRAFT`, the draft is
    /// followed as it is saved.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<impl Stream<Item = Option<Result<Node<Article>>>>> {
        document(ctx, &View::of(ctx, locales)?, &id).await
    }

    /// One doctor as she is now, with her posts, papers and articles as far as they are asked for, and again each time that
    /// something in that has changed; null while she is not to be seen. Drafts are followed as those of an article are.
    async fn doctor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id.")] id: ID,
        #[graphql(desc = "The languages to show texts in, best first.")] locales: Option<Vec<Locale>>,
    ) -> Result<impl Stream<Item = Option<Result<Node<Doctor>>>>> {
        document(ctx, &View::of(ctx, locales)?, &id).await
    }
}

/// The number to begin behind.
async fn begin(feed: &Feed, after: Option<&String>) -> Result<i64> {
    let Some(after) = after else { return Ok(feed.known()) };
    let number = after.parse().ok().filter(|number| *number >= 0).ok_or_else(|| {
        let after: String = after.chars().take(40).collect();
        bad_input(format!("`after`: `{after}` is no `sequence`: give the last that you saw, or leave it out"))
    })?;
    if number > feed.known() {
        // Another process may just have written it.
        let last = feed.last().await.map_err(|error| content_error(&error))?;
        if number > last {
            return Err(bad_input(format!(
                "`after`: {number} is yet to come, the last change is {last}: read anew what you keep, and go on from there"
            )));
        }
    }
    Ok(number)
}

async fn document<T: Stored>(
    ctx: &Context<'_>,
    view: &View,
    id: &ID,
) -> Result<impl Stream<Item = Option<Result<Node<T>>>> + use<T>> {
    let node: NodeId = id.parse().map_err(|error| bad_input(format!("`id`: {error}")))?;
    let wrong_kind = || bad_input(format!("`id`: `{node}` is not the id of a {}", T::KIND.prefix()));
    let id = Id::<T>::of(node).ok_or_else(wrong_kind)?;
    let shown = match ctx.data::<Moment>()? {
        Moment::Subscribing { source, .. } => {
            let _ = source.set(Source::Document);
            None
        }
        Moment::Show | Moment::Changed(_) => Some(asked_for(ctx, view, id).await.transpose()),
    };
    Ok(stream::iter(shown))
}
