use std::time::Duration;

use chrono::Utc;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use shanghaidoctor_domain::{DateTime, Url, id_text, read_id};
use shanghaidoctor_persistence::Clock;
use uuid::Uuid;

use super::AuthError;
use super::key_error::KeyError;
use super::keys::Keys;

/// How long an access token is good for.
pub(super) const LASTS: Duration = Duration::from_secs(600);

/// As access tokens name themselves, so that no other kind of JWT is taken for one (RFC 9068, section 2.1).
const TYPE: &str = "at+jwt";

/// Longer ones are none of ours, and are not looked at.
const LONGEST: usize = 2_000;

/// Signs access tokens, and tells its own from all others.
pub(super) struct Tokens {
    keys: Keys,
    clock: Clock,
    /// Who signs, and for whom: this server, for itself.
    issuer: String,
}

/// What an access token says (RFC 9068, section 2.2). What its bearer may do is not in it: rights can be taken away.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    iat: i64,
    exp: i64,
}

impl Tokens {
    pub(super) fn new(keys: Keys, clock: Clock, public_url: &Url) -> Self {
        Self { keys, clock, issuer: public_url.as_str().trim_end_matches('/').to_owned() }
    }

    pub(super) const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Where the world reaches this server, which is who signs.
    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// An access token of a session, and when it is over.
    pub(super) async fn sign(&self, session: Uuid, account: Uuid) -> Result<(String, DateTime), AuthError> {
        let signer = self.keys.signer().await?;
        let now = chrono::DateTime::<Utc>::from(self.clock.now());
        let expires_at = now + LASTS;
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.issuer.clone(),
            sub: id_text("account", account),
            sid: id_text("session", session),
            iat: now.timestamp(),
            exp: expires_at.timestamp(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(signer.id);
        let token = encode(&header, &claims, &signer.key).map_err(KeyError::from)?;
        Ok((token, expires_at.into()))
    }

    /// The session of a token that this server has signed and that is not over.
    pub(super) async fn verify(&self, token: &str) -> Result<Option<Uuid>, AuthError> {
        let Some(id) = key_of(token) else { return Ok(None) };
        let Some(key) = self.keys.verifier(&id).await? else { return Ok(None) };
        let Ok(read) = decode::<Claims>(token, &key, &self.validation()) else { return Ok(None) };
        let now = chrono::DateTime::<Utc>::from(self.clock.now()).timestamp();
        if read.header.typ.as_deref() != Some(TYPE) || now >= read.claims.exp {
            return Ok(None);
        }
        Ok(read_id("session", &read.claims.sid).ok())
    }

    /// The algorithm is what the server signs with, whatever the token says. The time is that of the clock, not of the
    /// machine, so it is looked at above.
    fn validation(&self) -> Validation {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.validate_exp = false;
        validation.set_audience(&[&self.issuer]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation
    }
}

/// The name of the key that a token says it is signed with.
fn key_of(token: &str) -> Option<String> {
    if token.len() > LONGEST {
        return None;
    }
    let header = decode_header(token).ok()?;
    // Headers that must be understood are not.
    header.kid.filter(|_| header.alg == Algorithm::EdDSA && header.crit.is_none())
}
