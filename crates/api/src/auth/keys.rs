use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shanghaidoctor_domain::DateTime;
use shanghaidoctor_persistence::Clock;
use shanghaidoctor_persistence::accounts::{Accounts, Doer, SigningKey};

use super::AuthError;
use super::key_error::KeyError;
use super::sealing::Sealing;

/// For so long a node believes what it has read of the keys, if it knows the one that is asked for.
const HELD: Duration = Duration::from_secs(10);

/// What the private part of a key is sealed for.
const PURPOSE: &str = "signing key";

/// The keys that access tokens are signed with (Ed25519, RFC 8037): one signs, those of before are believed for a while.
pub(super) struct Keys {
    accounts: Accounts,
    clock: Clock,
    sealing: Sealing,
    held: RwLock<Option<Held>>,
}

#[derive(Clone)]
struct Held {
    since: Instant,
    keys: Arc<HashMap<String, (DecodingKey, Option<DateTime>)>>,
}

/// The key that signs, and its name.
pub(super) struct Signer {
    pub(super) id: String,
    pub(super) key: EncodingKey,
}

impl Keys {
    pub(super) fn new(accounts: Accounts, clock: Clock, sealing: Sealing) -> Self {
        Self { accounts, clock, sealing, held: RwLock::default() }
    }

    /// Seals and opens other things with what seals the keys.
    pub(super) const fn sealing(&self) -> &Sealing {
        &self.sealing
    }

    /// Makes sure that there is a key, and that this node can sign with it.
    pub(super) async fn prepare(&self) -> Result<(), AuthError> {
        self.signer().await.map(|_| ())
    }

    /// The key that signs; the first one is made here.
    pub(super) async fn signer(&self) -> Result<Signer, AuthError> {
        let current = match self.current().await? {
            Some(current) => current,
            None => {
                self.accounts.keep_first_key(&self.make()?).await?;
                self.current().await?.ok_or(KeyError::Sealed)?
            }
        };
        let private = self.sealing.open(PURPOSE, &current.sealed)?;
        Ok(Signer { id: current.id, key: EncodingKey::from_ed_der(&private) })
    }

    async fn current(&self) -> Result<Option<SigningKey>, AuthError> {
        Ok(self.accounts.signing_keys().await?.into_iter().find(|key| key.retires_at.is_none()))
    }

    /// The key of this name, while it is believed.
    pub(super) async fn verifier(&self, id: &str) -> Result<Option<DecodingKey>, AuthError> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner).clone();
        let keys = match held.filter(|held| held.since.elapsed() < HELD && held.keys.contains_key(id)) {
            Some(held) => held.keys,
            None => self.read().await?,
        };
        let now = self.clock.now();
        let believed = keys.get(id).filter(|(_, retires_at)| retires_at.is_none_or(|retires_at| now < retires_at));
        Ok(believed.map(|(key, _)| key.clone()))
    }

    async fn read(&self) -> Result<Arc<HashMap<String, (DecodingKey, Option<DateTime>)>>, AuthError> {
        let since = Instant::now();
        let mut keys = HashMap::new();
        for key in self.accounts.signing_keys().await? {
            let public = DecodingKey::from_ed_components(&key.public).map_err(KeyError::from)?;
            keys.insert(key.id, (public, key.retires_at));
        }
        let keys = Arc::new(keys);
        let held = Held { since, keys: Arc::clone(&keys) };
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
        Ok(keys)
    }

    /// The keys that everybody may look up.
    pub(super) async fn public(&self) -> Result<Value, AuthError> {
        let keys = self.accounts.signing_keys().await?;
        let shown = |key: SigningKey| json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key.id, "x": key.public });
        Ok(json!({ "keys": keys.into_iter().map(shown).collect::<Vec<_>>() }))
    }

    /// Signs with another key from now on.
    pub(super) async fn rotate(&self, doer: &Doer, overlap: Duration) -> Result<(), AuthError> {
        Ok(self.accounts.rotate_keys(doer, &self.make()?, overlap).await?)
    }

    fn make(&self) -> Result<SigningKey, KeyError> {
        let pair = Ed25519KeyPair::generate().map_err(|_| KeyError::NoRandomness)?;
        let private = pair.to_pkcs8().map_err(|_| KeyError::NoRandomness)?;
        let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let sealed = self.sealing.seal(PURPOSE, private.as_ref())?;
        Ok(SigningKey { id: thumbprint(&public), public, sealed, retires_at: None })
    }
}

/// The name of a key, which follows from the key itself (RFC 7638; RFC 8037, appendix A.3).
fn thumbprint(public: &str) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{public}"}}"#);
    URL_SAFE_NO_PAD.encode(Sha256::digest(members.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_named_as_the_rfc_names_it() {
        // The key and the thumbprint of RFC 8037, appendices A.2 and A.3.
        let public = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        assert_eq!(thumbprint(public), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}
