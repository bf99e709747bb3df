use serde_json::{Value, json};
use shanghaidoctor_domain::{Actor, Limits, Role};
use shanghaidoctor_persistence::accounts::{Account, Doer, NewAccount};
use uuid::Uuid;

use crate::{Answer, TestApp};

/// A password that is long enough, and known to nobody outside this test.
pub const PASSWORD: &str = "paper kites above the river";

impl TestApp {
    /// A new account of this role, without a password: hashing one takes its time.
    pub async fn account(&self, role: Role) -> Account {
        self.account_within(role, Limits::default()).await
    }

    /// A new account of this role, with limits.
    pub async fn account_within(&self, role: Role, limits: Limits) -> Account {
        let email = format!("{}-{}@example.org", role.name(), Uuid::new_v4().simple());
        let email = email.parse().expect("an address");
        let new = NewAccount { email, name: role.name().into(), role, limits, password: None };
        self.app.auth.accounts().create(&Doer::operator(), new).await.expect("an account")
    }

    /// A new account of this role that signs in by [`PASSWORD`].
    pub async fn account_with_password(&self, role: Role) -> Account {
        let account = self.account(role).await;
        let hash = self.app.auth.passwords().hash(PASSWORD.into()).await.expect("a hash");
        let set = self.app.auth.accounts().set_password(&Doer::operator(), account.id, &hash, None).await;
        set.expect("a password");
        account
    }

    /// The access token of a new account of this role, to be sent as a bearer token.
    pub async fn token(&self, role: Role) -> String {
        let account = self.account(role).await;
        self.token_of(&account).await
    }

    /// An access token of this account, of a session of its own.
    pub async fn token_of(&self, account: &Account) -> String {
        let actor = Actor::Account { id: account.id, role: account.role, limits: account.limits.clone() };
        let doer = Doer { actor, address: None };
        self.app.auth.begin(account.id, "password", &doer, "test").await.expect("a session").access_token
    }

    /// Asks or does something as whoever this token stands for.
    pub async fn query_as(&self, token: &str, query: &str, variables: Value) -> Answer {
        let request = self.post(&json!({ "query": query, "variables": variables })).bearer_auth(token);
        self.send(request.header("accept", "application/graphql-response+json")).await
    }
}
