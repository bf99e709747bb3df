//! What a form is given out with: a moment and a number, sealed with the key of the server, so that nobody makes one by
//! themselves. Nothing is kept of it before it is used.

use std::time::Duration;

use shanghaidoctor_domain::DateTime;
use uuid::Uuid;

use super::{Auth, AuthError, KeyError};

/// Sealed for this, it opens for nothing else.
const PURPOSE: &str = "form";

/// Nobody writes so fast.
const SHORTEST: Duration = Duration::from_secs(3);

/// A page that is open for longer asks anew.
const LONGEST: Duration = Duration::from_secs(7_200);

/// What a form is given out with.
#[derive(Clone, Debug)]
pub struct FormToken {
    /// What names it.
    pub id: Uuid,
    /// The form is taken from this moment on.
    pub not_before: DateTime,
    /// And no more from this one on.
    pub expires_at: DateTime,
}

/// Why a form's token is not taken.
#[derive(Debug, thiserror::Error)]
pub enum WrongFormToken {
    /// It is none.
    #[error("This is no token of a form: ask for one by `createEnquiryToken`.")]
    NotOurs,
    /// It was given out just now.
    #[error("This was sent sooner than anybody writes: wait {} seconds, and send it again.", SHORTEST.as_secs())]
    Early,
    /// It was given out long ago.
    #[error("This form was open for too long: ask for another token by `createEnquiryToken`, and send it again.")]
    Over,
    /// It cannot be looked at.
    #[error(transparent)]
    Failed(AuthError),
}

impl Auth {
    /// A new one, with what it says.
    pub fn make_form_token(&self) -> Result<(String, FormToken), AuthError> {
        let token = FormToken::given_out(self.clock().secret(), self.clock().now());
        let given_out = chrono::DateTime::<chrono::Utc>::from(self.clock().now()).timestamp_micros();
        let plain = [token.id.as_bytes().as_slice(), given_out.to_be_bytes().as_slice()].concat();
        Ok((self.sealing().seal(PURPOSE, &plain)?, token))
    }

    /// What a token says, where it is good at this moment.
    pub fn read_form_token(&self, text: &str) -> Result<FormToken, WrongFormToken> {
        let plain = self.sealing().open(PURPOSE, text).map_err(|error| match error {
            KeyError::Sealed => WrongFormToken::NotOurs,
            other => WrongFormToken::Failed(other.into()),
        })?;
        let token = FormToken::read(&plain).ok_or(WrongFormToken::NotOurs)?;
        match self.clock().now() {
            now if now < token.not_before => Err(WrongFormToken::Early),
            now if now >= token.expires_at => Err(WrongFormToken::Over),
            _ => Ok(token),
        }
    }
}

impl FormToken {
    fn given_out(id: Uuid, at: DateTime) -> Self {
        Self { id, not_before: at.after(SHORTEST), expires_at: at.after(LONGEST) }
    }

    fn read(plain: &[u8]) -> Option<Self> {
        let (id, rest) = plain.split_first_chunk()?;
        let given_out = i64::from_be_bytes(*rest.first_chunk()?);
        let given_out = chrono::DateTime::<chrono::Utc>::from_timestamp_micros(given_out)?;
        Some(Self::given_out(Uuid::from_bytes(*id), given_out.into()))
    }
}
