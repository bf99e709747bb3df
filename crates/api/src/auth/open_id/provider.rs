use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::jwk::JwkSet;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shanghaidoctor_persistence::Secret;
use url::{Url, form_urlencoded};

use super::OpenIdRefused;
use super::id_token::{self, Proven};

/// How long the provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// No answer of a provider is longer, in bytes.
const LONGEST: usize = 262_144;

/// The provider, and how it knows this server.
pub(super) struct Provider {
    issuer: String,
    client_id: String,
    secret: Secret,
    http: Client,
    known: RwLock<Option<Arc<Known>>>,
}

/// What the provider says of itself (OpenID Connect Discovery 1.0, section 3), and its keys.
struct Known {
    metadata: Metadata,
    keys: JwkSet,
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Exchanged {
    id_token: Option<String>,
}

impl Provider {
    pub(super) fn new(issuer: String, client_id: String, secret: Secret) -> anyhow::Result<Self> {
        // Redirects are followed by browsers; a server that is sent elsewhere would take a secret there.
        let http = Client::builder().timeout(PATIENCE).redirect(Policy::none()).build()?;
        Ok(Self { issuer, client_id, secret, http, known: RwLock::default() })
    }

    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where a browser goes for somebody to sign in.
    pub(super) async fn authorize(
        &self,
        callback: &str,
        state: &str,
        nonce: &str,
        challenge: &str,
    ) -> Result<String, OpenIdRefused> {
        let known = self.known().await?;
        let mut address = Url::parse(&known.metadata.authorization_endpoint)
            .map_err(|error| unreachable("authorization_endpoint", &error))?;
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", callback)
            .append_pair("scope", "openid email profile")
            .append_pair("state", state)
            .append_pair("nonce", nonce)
            .append_pair("code_challenge", challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(address.into())
    }

    /// The ID token that a code is exchanged for.
    pub(super) async fn exchange(&self, callback: &str, code: &str, verifier: &str) -> Result<String, OpenIdRefused> {
        let known = self.known().await?;
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", callback)
            .append_pair("code_verifier", verifier)
            .finish();
        // RFC 6749, section 2.3.1: both are written as in a form before they are put together.
        let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let request = self.http.post(&known.metadata.token_endpoint);
        let request = request.basic_auth(encoded(&self.client_id), Some(encoded(self.secret.reveal())));
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
        let exchanged: Exchanged = read("token_endpoint", request).await?;
        exchanged.id_token.ok_or_else(|| OpenIdRefused::Unreachable("it gives no ID token".into()))
    }

    /// Whom an ID token is about, where it is this provider's, for this server and for what was begun. Keys are looked up anew
    /// where one is not known: providers exchange theirs.
    pub(super) async fn believe(&self, token: &str, nonce: &str, now: i64) -> Result<Proven, OpenIdRefused> {
        let expected = id_token::Expected { issuer: &self.issuer, client_id: &self.client_id, nonce, now };
        let known = self.known().await?;
        if id_token::has_key(token, &known.keys) {
            return id_token::believe(token, &known.keys, &expected);
        }
        id_token::believe(token, &self.ask().await?.keys, &expected)
    }

    async fn known(&self) -> Result<Arc<Known>, OpenIdRefused> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some(known) => Ok(known),
            None => self.ask().await,
        }
    }

    async fn ask(&self) -> Result<Arc<Known>, OpenIdRefused> {
        let address = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let metadata: Metadata = read("discovery", self.http.get(address)).await?;
        if metadata.issuer != self.issuer {
            return Err(OpenIdRefused::Unreachable(format!("it names itself {}", metadata.issuer)));
        }
        let keys = read("jwks_uri", self.http.get(&metadata.jwks_uri)).await?;
        let known = Arc::new(Known { metadata, keys });
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&known));
        Ok(known)
    }
}

async fn read<T: DeserializeOwned>(what: &str, request: RequestBuilder) -> Result<T, OpenIdRefused> {
    let answer = request.header(ACCEPT, "application/json").send().await;
    let mut answer = answer.and_then(reqwest::Response::error_for_status).map_err(|error| unreachable(what, &error))?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| unreachable(what, &error))? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST {
            return Err(OpenIdRefused::Unreachable(format!("{what}: its answer does not end")));
        }
    }
    serde_json::from_slice(&body).map_err(|error| unreachable(what, &error))
}

fn unreachable(what: &str, error: &dyn std::error::Error) -> OpenIdRefused {
    OpenIdRefused::Unreachable(format!("{what}: {error}"))
}
