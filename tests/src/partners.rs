use serde_json::{Value, json};
use shanghaidoctor_domain::Role;

use crate::TestApp;

const CREATE: &str = "mutation ($input: CreatePartnerInput!) { createPartner(input: $input) { \
    partner { id } key { id } secret userErrors { message } } }";
const GRANT: &str = "mutation ($input: GrantLicenceInput!) { grantLicence(input: $input) { \
    licence { id } userErrors { code path message } } }";
const END: &str = "mutation ($input: EndLicenceInput!) { endLicence(input: $input) { \
    licence { endedAt } userErrors { message } } }";

/// A partner with a key.
pub struct TestPartner {
    /// The id.
    pub id: String,
    /// The id of its key.
    pub key: String,
    /// What its program sends as a bearer token.
    pub secret: String,
}

impl TestApp {
    /// Makes a partner known, whose key is for these things and holds for half a year.
    pub async fn partner(&self, scopes: &[&str]) -> TestPartner {
        let publisher = self.token(Role::Publisher).await;
        let key = json!({ "name": "feed reader", "scopes": scopes, "expiresAt": "2026-09-01T00:00:00Z" });
        let input = json!({ "input": { "name": "River News", "contact": "desk@example.com", "key": key } });
        let made = self.query_as(&publisher, CREATE, input).await.at("/createPartner");
        let text = |pointer: &str| made.pointer(pointer).and_then(Value::as_str).expect("a text").to_owned();
        TestPartner { id: text("/partner/id"), key: text("/key/id"), secret: text("/secret") }
    }

    /// Grants a licence, and gives its id.
    pub async fn licence(&self, partner: &TestPartner, gives: Value) -> String {
        let publisher = self.token(Role::Publisher).await;
        let mut input = json!({ "partner": partner.id });
        input.as_object_mut().expect("an object").extend(gives.as_object().expect("an object").clone());
        let granted = self.query_as(&publisher, GRANT, json!({ "input": input })).await.at("/grantLicence");
        granted["licence"]["id"].as_str().unwrap_or_else(|| panic!("no licence: {granted:#}")).to_owned()
    }

    /// Ends a licence.
    pub async fn end_licence(&self, id: &str) {
        let publisher = self.token(Role::Publisher).await;
        let ended = self.query_as(&publisher, END, json!({ "input": { "id": id, "reason": "Not paid." } })).await;
        assert_ne!(ended.at("/endLicence/licence")["endedAt"], Value::Null);
    }
}
