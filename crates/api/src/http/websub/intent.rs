//! Whether somebody who is to be told of a feed has asked for it themselves (section 5.3).

use shanghaidoctor_domain::Url;
use shanghaidoctor_persistence::subscriptions::{Subscription, Subscriptions};
use uuid::Uuid;

use super::request::{Mode, Request};
use super::{Topic, catch_up};
use crate::App;

/// Asks the callback whether it wants what was asked for, and then does it. Nobody waits for what comes of it.
pub(super) async fn verify(app: &App, subscriptions: &Subscriptions, request: Request) {
    if !is_meant(app, &request).await {
        tracing::info!(callback = %request.callback, "a subscription to a feed was not confirmed");
        return;
    }
    let done = match request.mode {
        Mode::Subscribe => subscribe(app, subscriptions, &request).await,
        Mode::Unsubscribe => {
            subscriptions.end(&request.topic, request.callback.as_str()).await.map_err(anyhow::Error::from)
        }
    };
    if let Err(error) = done {
        tracing::error!(%error, callback = %request.callback, "a subscription to a feed cannot be kept");
    }
}

async fn is_meant(app: &App, request: &Request) -> bool {
    let challenge = Uuid::new_v4().simple().to_string();
    let Ok(mut address) = url::Url::parse(request.callback.as_str()) else { return false };
    // What the callback has of its own stays.
    address
        .query_pairs_mut()
        .append_pair("hub.mode", request.mode.name())
        .append_pair("hub.topic", &request.topic)
        .append_pair("hub.challenge", &challenge);
    if request.mode == Mode::Subscribe {
        address.query_pairs_mut().append_pair("hub.lease_seconds", &request.lease.as_secs().to_string());
    }
    let Ok(address) = address.as_str().parse::<Url>() else { return false };
    match app.outbound.get(&address).await {
        Ok(answered) => answered.is_success() && answered.body == challenge.as_bytes(),
        Err(_) => false,
    }
}

/// From here on: what the feed says now, the subscriber can read there.
async fn subscribe(app: &App, subscriptions: &Subscriptions, request: &Request) -> anyhow::Result<()> {
    let reached = subscriptions.last_change().await?;
    catch_up(app, reached).await?;
    let topic = Topic::read(app, &request.topic).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let content = topic.content(app).await.map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let secret = request.secret.as_deref().map(|secret| app.auth.seal_hub_secret(secret)).transpose()?;
    let subscription = Subscription {
        id: Uuid::new_v4(),
        topic: request.topic.clone(),
        callback: request.callback.to_string(),
        secret,
        ends_at: app.clock.now().after(request.lease),
        delivered: content.hash,
        reached,
        failures: 0,
    };
    Ok(subscriptions.keep(&subscription).await?)
}
