use std::time::Duration;

use serde_json::{Value, json};

use crate::TestApp;

const TOKEN: &str = "mutation { createEnquiryToken { token } }";
const SEND: &str = "mutation ($input: SendEnquiryInput!) { sendEnquiry(input: $input) { \
    received userErrors { code path message } } }";
const REQUEST: &str = "mutation ($input: RequestReprintInput!) { requestReprint(input: $input) { \
    received userErrors { code path message } } }";

impl TestApp {
    /// The token of a form that was shown long enough ago to be sent.
    pub async fn form_token(&self) -> String {
        let token = self.query(TOKEN).await.at("/createEnquiryToken/token");
        self.app.clock.advance(Duration::from_secs(5));
        token.as_str().expect("a token").to_owned()
    }

    /// Sends a message as a reader, with these fields in place of the usual ones.
    pub async fn send_enquiry(&self, changed: Value) -> Value {
        let answer = self.form(SEND, usual_enquiry(), changed).await;
        answer.at("/sendEnquiry")
    }

    /// The same, where it is no answer that comes but an error: its code.
    pub async fn enquiry_error(&self, changed: Value) -> Value {
        let answer = self.form(SEND, usual_enquiry(), changed).await;
        answer.body["errors"][0]["extensions"].clone()
    }

    /// Asks to reprint articles, with these fields in place of the usual ones.
    pub async fn request_reprint(&self, changed: Value) -> Value {
        let usual = json!({
            "organisation": "River Hospital", "name": "Lin Yue", "email": "lin@river.example",
            "purpose": "To show the portrait on the pages of our department.", "territory": ["CN"], "languages": ["en"],
        });
        self.form(REQUEST, usual, changed).await.at("/requestReprint")
    }

    async fn form(&self, mutation: &str, mut input: Value, changed: Value) -> crate::Answer {
        let fields = input.as_object_mut().expect("an object");
        fields.extend(changed.as_object().expect("an object").clone());
        if !fields.contains_key("token") {
            fields.insert("token".into(), self.form_token().await.into());
        }
        self.query_with(mutation, json!({ "input": input })).await
    }
}

fn usual_enquiry() -> Value {
    json!({
        "name": "Ada Reader", "email": "ada@reader.example", "subject": "A question",
        "message": "When does the next portrait come out?",
    })
}
