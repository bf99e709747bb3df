use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_persistence::Follower;

use crate::TestApp;

const CREATE: &str = "mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { \
    webhook { id } secret userErrors { message } } }";
const SHOWN: &str = "query ($id: ID!) { webhook(id: $id) { name url types partner { id } reached failures nextAttemptAt \
    disabledAt disabledReason formerSecretEndsAt revision deliveries { nodes { messageId event sequence attempts \
    firstAttemptAt lastAttemptAt took statusCode answer error nextAttemptAt deliveredAt } pageInfo { hasNextPage } } } }";

/// An endpoint that is known.
pub struct TestWebhook {
    /// The id.
    pub id: String,
    /// What its messages are signed with.
    pub secret: String,
}

impl TestApp {
    /// Does something as a publisher, whose token is a new one each time: tokens are of minutes.
    pub async fn as_publisher(&self, query: &str, variables: Value) -> Value {
        self.query_as(&self.token(Role::Publisher).await, query, variables).await.data()
    }

    /// Makes an endpoint known that is told of documents of these types, of all where there is none.
    pub async fn webhook(&self, url: &str, types: &[&str]) -> TestWebhook {
        let input = json!({ "input": { "name": "River News", "url": url, "types": types } });
        let made = self.as_publisher(CREATE, input).await["createWebhook"].clone();
        let text = |pointer: &str| made.pointer(pointer).and_then(Value::as_str).expect("a text").to_owned();
        TestWebhook { id: text("/webhook/id"), secret: text("/secret") }
    }

    /// An endpoint as publishers see it.
    pub async fn seen_webhook(&self, webhook: &TestWebhook) -> Value {
        self.as_publisher(SHOWN, json!({ "id": webhook.id })).await["webhook"].clone()
    }

    /// The number of the last change.
    pub async fn last_change(&self) -> i64 {
        Follower::new(&self.app.database).last().await.expect("the log")
    }
}
