use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::key_error::KeyError;

/// What a secret is for, as its first letters tell: to those who find one, and to programs that look for such finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// Goes on with a session, once.
    Refresh,
    /// Signs the requests of a program.
    Service,
    /// Sets a password, once.
    Invitation,
    /// Tells a device that was signed in from before.
    Device,
    /// Shows some drafts.
    Preview,
    /// Signs the requests of a partner's program.
    Partner,
    /// Follows a request to reprint articles.
    Reprint,
}

/// As many bytes as nobody guesses.
const LENGTH: usize = 32;

impl SecretKind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Refresh => "shdr_",
            Self::Service => "shds_",
            Self::Invitation => "shdi_",
            Self::Device => "shdd_",
            Self::Preview => "shdp_",
            Self::Partner => "shdk_",
            Self::Reprint => "shdq_",
        }
    }

    /// A new one, of 256 random bits.
    pub fn make(self) -> Result<String, KeyError> {
        let mut bytes = [0; LENGTH];
        rand::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
        Ok(format!("{}{}", self.prefix(), URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Whether a text has the form of one; no other needs to be looked for.
    pub fn is_form_of(self, text: &str) -> bool {
        let Some(rest) = text.strip_prefix(self.prefix()) else { return false };
        URL_SAFE_NO_PAD.decode(rest).is_ok_and(|bytes| bytes.len() == LENGTH)
    }
}

/// What is kept of a secret. One that nobody can guess needs no slow hash.
pub(crate) fn hash(secret: &str) -> String {
    let digest = Sha256::digest(secret.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_told_by_its_form_and_never_made_twice() {
        let [one, other] = [SecretKind::Refresh.make().unwrap(), SecretKind::Refresh.make().unwrap()];
        assert_ne!(one, other);
        assert!(SecretKind::Refresh.is_form_of(&one) && !SecretKind::Service.is_form_of(&one));
        for wrong in ["", "shdr_", "shdr_AAAA", &one[..one.len() - 2], &format!("{one}A")] {
            assert!(!SecretKind::Refresh.is_form_of(wrong), "{wrong}");
        }
        assert_eq!(hash(&one).len(), 64);
    }
}
