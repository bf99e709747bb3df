use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::key_error::KeyError;
use super::{Auth, AuthError};

/// What the secrets of webhooks are sealed for.
const PURPOSE: &str = "webhook secret";

/// How secrets begin, by the Standard Webhooks specification.
const PREFIX: &str = "whsec_";

/// The bytes of a secret: 24 to 64, by the specification.
const LENGTH: usize = 32;

impl Auth {
    /// A new secret of a webhook, as its owner is shown it once, and sealed as it is kept.
    pub fn make_webhook_secret(&self) -> Result<(String, String), AuthError> {
        let mut secret = [0; LENGTH];
        rand::fill(&mut secret).map_err(|_| KeyError::NoRandomness)?;
        let sealed = self.sealing().seal(PURPOSE, &secret)?;
        Ok((format!("{PREFIX}{}", STANDARD.encode(secret)), sealed))
    }

    /// The bytes of a webhook's secret.
    pub fn open_webhook_secret(&self, sealed: &str) -> Result<Vec<u8>, AuthError> {
        Ok(self.sealing().open(PURPOSE, sealed)?)
    }
}
