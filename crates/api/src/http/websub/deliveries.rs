//! Tells subscribers of what is new in their feeds (section 7). Every server looks which feeds may have changed; the
//! database decides which of the servers delivers. What is delivered is the feed as it is by then, one delivery of a
//! subscription after the other, so nothing older comes behind something newer, whatever fails meanwhile.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac::{self, HMAC_SHA256, Key};
use futures_util::StreamExt as _;
use futures_util::stream;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LINK};
use shanghaidoctor_domain::{DateTime, Url};
use shanghaidoctor_persistence::subscriptions::{Due, Subscription, Subscriptions};

use super::topic::Content;
use super::{Topic, catch_up};
use crate::App;

/// How often to look without being told of anything: another server may have died.
const LOOK: Duration = Duration::from_secs(30);

/// How long to wait when the database fails.
const RECOVERY: Duration = Duration::from_secs(5);

/// How long what changes one after the other is waited for, to be told of at once.
const SETTLING: Duration = Duration::from_secs(1);

/// Deliveries at once.
const AT_ONCE: usize = 32;

/// How long after a delivery that failed the next one is tried. Where the last one fails, the feed is told of again when it
/// changes next.
const AGAIN: [Duration; 6] = [
    Duration::from_secs(10),
    Duration::from_secs(60),
    Duration::from_secs(600),
    Duration::from_secs(3_600),
    Duration::from_secs(4 * 3_600),
    Duration::from_secs(12 * 3_600),
];

/// What a callback answers that wants to be told no more (section 7).
const GONE: u16 = 410;

/// Tells subscribers of what is new, waits for what comes next, and so on.
pub(in crate::http) async fn deliver(app: App) {
    let subscriptions = Subscriptions::new(&app.database, &app.clock);
    loop {
        let written = app.database.changed();
        let next = deliver_all(&app, &subscriptions).await.unwrap_or_else(|error| {
            tracing::error!(%error, "subscribers of feeds wait: what is new cannot be read");
            Some(app.clock.now().after(RECOVERY))
        });
        tokio::select! {
            () = written => tokio::time::sleep(SETTLING).await,
            () = reaches(&app, next) => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn reaches(app: &App, next: Option<DateTime>) {
    match next {
        Some(next) => app.clock.reaches(next).await,
        None => std::future::pending().await,
    }
}

/// Gives the moment at which there is something to do again, if that is known.
async fn deliver_all(app: &App, subscriptions: &Subscriptions) -> anyhow::Result<Option<DateTime>> {
    let Due { ready, next, last } = subscriptions.due().await?;
    if ready.is_empty() {
        return Ok(next);
    }
    catch_up(app, last).await?;
    let mut feeds: HashMap<String, Option<Arc<Content>>> = HashMap::new();
    let mut deliveries = Vec::new();
    for subscription in ready {
        let topic = subscription.topic.clone();
        let content = match feeds.get(&topic) {
            Some(content) => content.clone(),
            None => feeds.entry(topic.clone()).or_insert(made(app, &topic).await).clone(),
        };
        deliveries.extend(content.map(|content| (subscription, content)));
    }
    let deliveries = deliveries.into_iter().map(|(subscription, content)| async move {
        if let Err(error) = deliver_one(app, subscriptions, &subscription, &content, last).await {
            tracing::error!(%error, callback = subscription.callback, "a subscriber of a feed waits");
        }
    });
    stream::iter(deliveries).buffer_unordered(AT_ONCE).collect::<()>().await;
    // What failed has got a time.
    Ok(subscriptions.due().await?.next)
}

/// The feed of a topic; none where it cannot be made, or is not there any more.
async fn made(app: &App, topic: &str) -> Option<Arc<Content>> {
    let content = match Topic::read(app, topic) {
        Ok(read) => read.content(app).await,
        Err(problem) => Err(problem),
    };
    content.map(Arc::new).inspect_err(|problem| tracing::debug!(%problem, topic, "a feed cannot be told of")).ok()
}

async fn deliver_one(
    app: &App,
    subscriptions: &Subscriptions,
    subscription: &Subscription,
    content: &Content,
    last: i64,
) -> anyhow::Result<()> {
    if content.hash == subscription.delivered {
        return Ok(subscriptions.taken(subscription, &content.hash, last).await?);
    }
    if !subscriptions.claim(subscription).await? {
        return Ok(());
    }
    let callback: Url = subscription.callback.parse()?;
    let headers = headers(app, subscription, content)?;
    let answered = app.outbound.post(&callback, headers, content.body.clone()).await;
    match answered {
        Ok(answered) if answered.is_success() => Ok(subscriptions.taken(subscription, &content.hash, last).await?),
        Ok(answered) if answered.status == GONE => {
            Ok(subscriptions.end(&subscription.topic, &subscription.callback).await?)
        }
        answered => {
            let now = app.clock.now();
            let after = answered.ok().and_then(|answered| answered.retry_after(now));
            let tried = usize::try_from(subscription.failures).unwrap_or_default();
            match AGAIN.get(tried) {
                Some(wait) => {
                    let again = after.unwrap_or(now).max(now.after(*wait));
                    Ok(subscriptions.failed(subscription, again).await?)
                }
                None => Ok(subscriptions.taken(subscription, &subscription.delivered, last).await?),
            }
        }
    }
}

fn headers(app: &App, subscription: &Subscription, content: &Content) -> anyhow::Result<HeaderMap> {
    let (hub, topic) = (app.public_url.join("websub"), &subscription.topic);
    let links = format!(r#"<{hub}>; rel="hub", <{topic}>; rel="self""#);
    let mut headers = HeaderMap::from_iter([
        (CONTENT_TYPE, HeaderValue::from_static(content.content_type)),
        (LINK, HeaderValue::from_str(&links)?),
    ]);
    if let Some(sealed) = &subscription.secret {
        let signature = sign(&app.auth.open_hub_secret(sealed)?, &content.body);
        headers.insert(HeaderName::from_static("x-hub-signature"), HeaderValue::from_str(&signature)?);
    }
    Ok(headers)
}

/// The signature of a delivery (section 7.1).
fn sign(secret: &[u8], body: &[u8]) -> String {
    let mut signature = "sha256=".to_owned();
    for byte in hmac::sign(&Key::new(HMAC_SHA256, secret), body).as_ref() {
        // Writing to a text does not fail.
        let _ = write!(signature, "{byte:02x}");
    }
    signature
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, section 4.3.
    #[test]
    fn a_signature_is_that_of_the_published_example() {
        let signature = sign(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(signature, "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
