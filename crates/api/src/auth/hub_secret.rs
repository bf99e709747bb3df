use super::{Auth, AuthError};

/// What the secrets of those who follow feeds are sealed for.
const PURPOSE: &str = "feed subscription secret";

impl Auth {
    /// A secret that a subscriber gave, sealed as it is kept.
    pub fn seal_hub_secret(&self, secret: &str) -> Result<String, AuthError> {
        Ok(self.sealing().seal(PURPOSE, secret.as_bytes())?)
    }

    /// The bytes of a subscriber's secret.
    pub fn open_hub_secret(&self, sealed: &str) -> Result<Vec<u8>, AuthError> {
        Ok(self.sealing().open(PURPOSE, sealed)?)
    }
}
