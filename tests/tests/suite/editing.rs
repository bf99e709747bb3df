//! Editors write through the same GraphQL that everybody reads.

mod deleted;
mod drafts;
mod every_field;
mod idempotency;
mod merged;
mod refusals;
mod sources;
mod stale_writes;
mod translations;

use std::collections::HashMap;
use std::ops::Deref;

use serde_json::{Value, json};
use shanghaidoctor_domain::{DateTime, Role};
use shanghaidoctor_persistence::accounts::Account;
use shanghaidoctor_tests::{Answer, Backend, TestApp};
use tokio::sync::Mutex;

/// A server, and one account of each role that writes there.
struct Desk {
    app: TestApp,
    signed_in: Mutex<HashMap<Role, SignedIn>>,
}

struct SignedIn {
    account: Account,
    token: String,
    since: DateTime,
}

impl Deref for Desk {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

impl Desk {
    async fn start(backend: Backend) -> Self {
        Self::at(TestApp::start(backend).await)
    }

    async fn with_sample(backend: Backend) -> Self {
        Self::at(TestApp::with_sample(backend).await)
    }

    fn at(app: TestApp) -> Self {
        Self { app, signed_in: Mutex::default() }
    }

    /// A token of the account of this role, which has not run out.
    async fn token(&self, role: Role) -> String {
        let now = self.app.app.clock.now();
        let mut signed_in = self.signed_in.lock().await;
        if let Some(known) = signed_in.get(&role)
            && known.since == now
        {
            return known.token.clone();
        }
        let account = match signed_in.remove(&role) {
            Some(known) => known.account,
            None => self.app.account(role).await,
        };
        let token = self.app.token_of(&account).await;
        signed_in.insert(role, SignedIn { account, token: token.clone(), since: now });
        token
    }
}

/// Sends a mutation as somebody of this role.
async fn send(desk: &Desk, role: Role, mutation: &str, input: Value) -> Answer {
    desk.query_as(&desk.token(role).await, mutation, json!({ "input": input })).await
}

/// The payload of a mutation that an editor sends, the only field of its answer.
async fn write(desk: &Desk, mutation: &str, input: Value) -> Value {
    let data = send(desk, Role::Editor, mutation, input).await.data();
    data.as_object().unwrap().values().next().unwrap().clone()
}

/// The text of a mutation of this name that asks for the draft's id and revision, and for what is wrong.
fn mutation(name: &str, input: &str, shown: &str) -> String {
    format!(
        "mutation($input: {input}!) {{ {name}(input: $input) {{ {shown} \
         userErrors {{ code path message documents conflict {{ revision at author authorName changed }} }} }} }}"
    )
}

/// What a mutation of a kind is called, with its input and what it shows.
fn of_kind(verb: &str, kind: &str) -> String {
    let thing = match kind {
        "Media" => "image".to_owned(),
        _ => kind.to_lowercase(),
    };
    let id = if kind == "Site" { "" } else { "id" };
    mutation(
        &format!("{verb}{kind}"),
        &format!("{}{kind}Input", capital(verb)),
        &format!("{thing} {{ {id} editing {{ revision publishedRevision }} }}"),
    )
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

/// The id of what an editor creates.
async fn create(desk: &Desk, kind: &str, input: Value) -> String {
    let payload = write(desk, &of_kind("create", kind), input).await;
    assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
    payload[kind.to_lowercase()]["id"].as_str().unwrap_or_else(|| panic!("{payload:#}")).to_owned()
}

/// The codes and paths of what is wrong.
fn errors(payload: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let path = |error: &Value| error["path"].as_array().unwrap().iter().map(text).collect::<Vec<_>>().join(".");
    let mut errors: Vec<_> = payload["userErrors"]
        .as_array()
        .unwrap_or_else(|| panic!("{payload:#}"))
        .iter()
        .map(|error| (text(&error["code"]), path(error)))
        .collect();
    errors.sort();
    errors
}

/// The draft of a document as it is exported.
async fn exported(app: &TestApp, id: &str) -> Option<Value> {
    let export = app.export().await;
    let lines = export.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.into_iter().find(|line| line["id"] == id)
}

/// A name in English.
fn named(name: &str) -> Value {
    json!([{ "locale": "en", "text": name }])
}
