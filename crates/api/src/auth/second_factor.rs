//! A second factor: codes of a program that shares a secret with this server and knows the time (RFC 6238), and codes on
//! paper for when it is lost.

use aws_lc_rs::rand;
use chrono::Utc;
use shanghaidoctor_persistence::accounts::{Account, Doer};
use totp_rs::{Builder, Totp};

use super::key_error::KeyError;
use super::{Auth, AuthError, secret};

/// What the secrets are sealed for.
const PURPOSE: &str = "second factor";

/// How authenticators show whose codes they are.
const ISSUER: &str = "ShanghaiDoctor";

/// The bytes of a secret: as many as the hash has (RFC 4226, section 4, requirement 6).
const LENGTH: usize = 20;

/// How many codes on paper there are.
const RECOVERY_CODES: usize = 10;

/// Letters and digits of recovery codes, none of which looks like another.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

impl Auth {
    /// Begins to set up a second factor. Gives the address that authenticators read from a picture (`otpauth:`).
    pub async fn begin_second_factor(&self, account: &Account) -> Result<String, AuthError> {
        let mut secret = [0; LENGTH];
        rand::fill(&mut secret).map_err(|_| KeyError::NoRandomness)?;
        let uri = totp(&secret, Some(account))?.to_url().map_err(|error| KeyError::SecondFactor(error.to_string()))?;
        let sealed = self.sealing().seal(PURPOSE, &secret)?;
        self.accounts().begin_second_factor(account.id, &sealed).await?;
        Ok(uri)
    }

    /// Puts the second factor into use, where this is its code of now. Gives the codes for when it is lost.
    pub async fn confirm_second_factor(
        &self,
        doer: &Doer,
        account: &Account,
        code: &str,
    ) -> Result<Option<Vec<String>>, AuthError> {
        let Some(sealed) = self.accounts().second_factor(account.id).await?.pending else { return Ok(None) };
        let Some(step) = self.step_of(&sealed, code)? else { return Ok(None) };
        let codes = (0..RECOVERY_CODES).map(|_| recovery_code()).collect::<Result<Vec<_>, _>>()?;
        let hashes: Vec<String> = codes.iter().map(|code| hash_of(code)).collect();
        self.accounts().enable_second_factor(doer, account.id, &sealed, step, &hashes).await?;
        Ok(Some(codes))
    }

    /// Whether this is a code of the account's second factor, of now or of those on paper. Each is taken once.
    pub async fn is_second_factor(&self, account: &Account, code: &str) -> Result<bool, AuthError> {
        let Some(sealed) = self.accounts().second_factor(account.id).await?.secret else { return Ok(false) };
        if let Some(step) = self.step_of(&sealed, code)? {
            return Ok(self.accounts().take_step(account.id, step).await?);
        }
        Ok(self.accounts().take_recovery_code(account.id, &hash_of(code)).await?)
    }

    /// The step that a code is of, where it is one of now.
    fn step_of(&self, sealed: &str, code: &str) -> Result<Option<i64>, AuthError> {
        let secret = self.sealing().open(PURPOSE, sealed)?;
        let now = chrono::DateTime::<Utc>::from(self.clock().now()).timestamp();
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let step = totp(&secret, None)?.check(&code, u64::try_from(now).unwrap_or_default());
        Ok(step.and_then(|step| i64::try_from(step).ok()))
    }
}

/// Six digits, a step of 30 seconds, one step of leeway: what all authenticators know.
fn totp(secret: &[u8], account: Option<&Account>) -> Result<Totp, KeyError> {
    let builder = Builder::new().with_secret(secret.to_vec()).with_issuer(Some(ISSUER));
    let builder = match account {
        Some(account) => builder.with_account_name(account.email.to_string()),
        None => builder,
    };
    builder.build().map_err(|error| KeyError::SecondFactor(error.to_string()))
}

/// Sixteen letters in groups of four: 80 bits.
fn recovery_code() -> Result<String, KeyError> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map_or('a', char::from);
    let groups: Vec<String> = bytes.chunks(4).map(|group| group.iter().map(letter).collect()).collect();
    Ok(groups.join("-"))
}

/// As it is typed: with or without hyphens and blanks, in capitals or not.
fn hash_of(code: &str) -> String {
    secret::hash(&code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the last six of the eight digits given there.
        let totp = totp(b"12345678901234567890", None).unwrap();
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(totp.check(code, time), Some(time / 30), "{time}");
        }
        assert_eq!(totp.check("287083", 59), None);
    }

    #[test]
    fn recovery_codes_are_read_as_people_type_them() {
        let code = recovery_code().unwrap();
        assert_eq!(code.len(), 19);
        assert_eq!(hash_of(&code), hash_of(&code.replace('-', " ").to_uppercase()));
        assert_ne!(hash_of(&code), hash_of(&recovery_code().unwrap()));
    }
}
