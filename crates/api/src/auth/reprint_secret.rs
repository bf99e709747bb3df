//! What is secret of a request to reprint: its private link, which stands in each mail about it, and the secret of its key,
//! which is shown once. Both are read again, so they are kept sealed.

use super::{Auth, AuthError, KeyError, SecretKind, secret};

const OF_LINK: &str = "reprint link";
const OF_KEY: &str = "reprint key";

/// A private link: what stands in it, and what is kept of that.
#[derive(Clone, Debug)]
pub struct ReprintLink {
    /// What stands in it.
    pub token: String,
    /// By which it is found.
    pub hash: String,
    /// By which it is read again.
    pub sealed: String,
}

impl Auth {
    /// A new private link.
    pub fn make_reprint_link(&self) -> Result<ReprintLink, AuthError> {
        let token = SecretKind::Reprint.make()?;
        let sealed = self.sealing().seal(OF_LINK, token.as_bytes())?;
        Ok(ReprintLink { hash: secret::hash(&token), sealed, token })
    }

    /// What stands in a private link.
    pub fn open_reprint_link(&self, sealed: &str) -> Result<String, AuthError> {
        Ok(text(self.sealing().open(OF_LINK, sealed)?)?)
    }

    /// Seals the secret of a key, until it is shown.
    pub fn seal_reprint_key(&self, secret: &str) -> Result<String, AuthError> {
        Ok(self.sealing().seal(OF_KEY, secret.as_bytes())?)
    }

    /// The secret of a key.
    pub fn open_reprint_key(&self, sealed: &str) -> Result<String, AuthError> {
        Ok(text(self.sealing().open(OF_KEY, sealed)?)?)
    }
}

fn text(opened: Vec<u8>) -> Result<String, KeyError> {
    String::from_utf8(opened).map_err(|_| KeyError::Sealed)
}
