use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{OnceCell, Semaphore};

use super::AuthError;

/// How long a password must be, in characters. Length is what makes a password strong (NIST SP 800-63B-4, section 3.1.1.2).
const SHORTEST: usize = 12;

/// How long it may be, in bytes: nobody types more, and each costs time.
const LONGEST: usize = 1_024;

/// Kibibytes of memory, passes, lanes: argon2id as OWASP recommends it at least (Password Storage Cheat Sheet).
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How hashes begin that are made so today.
const TODAY: &str = "$argon2id$v=19$m=19456,t=2,p=1$";

/// Hashes passwords. Each takes tens of milliseconds and 19 MiB, so that guessing is dear: on threads of their own, and
/// no more at once than there are processors.
#[derive(Clone)]
pub struct Passwords {
    places: Arc<Semaphore>,
    /// What a password is compared with where there is no account: so that it takes as long as where there is one.
    nobodys: Arc<OnceCell<String>>,
}

/// Why a password cannot be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// It is too short.
    #[error(
        "A password has at least {SHORTEST} characters: several words that nobody would put together are good ones."
    )]
    Short,
    /// It is too long.
    #[error("A password has at most {LONGEST} bytes.")]
    Long,
    /// It says who it is of.
    #[error("A password does not hold the e-mail address or the name that it is for.")]
    Personal,
    /// It is one letter, many times.
    #[error("A password holds at least five different characters.")]
    Monotonous,
}

impl Default for Passwords {
    fn default() -> Self {
        let places = std::thread::available_parallelism().map_or(1, usize::from);
        Self { places: Arc::new(Semaphore::new(places)), nobodys: Arc::default() }
    }
}

impl Passwords {
    /// Whether a password may be chosen by somebody who signs in by this address.
    pub fn check(password: &str, email: &str) -> Result<(), WeakPassword> {
        if password.chars().count() < SHORTEST {
            return Err(WeakPassword::Short);
        }
        if password.len() > LONGEST {
            return Err(WeakPassword::Long);
        }
        let lower = password.to_lowercase();
        let local = email.split('@').next().unwrap_or_default().to_lowercase();
        if lower.contains(&email.to_lowercase()) || local.chars().count() > 3 && lower.contains(&local) {
            return Err(WeakPassword::Personal);
        }
        let mut characters: Vec<char> = lower.chars().collect();
        characters.sort_unstable();
        characters.dedup();
        if characters.len() < 5 { Err(WeakPassword::Monotonous) } else { Ok(()) }
    }

    /// The hash of a password, as a PHC string.
    pub async fn hash(&self, password: String) -> Result<String, AuthError> {
        self.with_place(move || hash(password.as_bytes())).await?
    }

    /// Whether this is the password of that hash. Where there is none, nothing is, and it takes as long.
    pub async fn matches(&self, password: String, hash: Option<String>) -> Result<bool, AuthError> {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => self.nobodys.get_or_try_init(|| self.hash("nobody's password".into())).await?.clone(),
        };
        let matches = self.with_place(move || is_of(password.as_bytes(), &hash)).await?;
        Ok(matches && known)
    }

    /// Whether a hash was made otherwise than today's are.
    pub fn is_outdated(hash: &str) -> bool {
        !hash.starts_with(TODAY)
    }

    async fn with_place<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AuthError> {
        let failed = |error: &dyn std::fmt::Display| AuthError::Password(error.to_string());
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|error| failed(&error))?;
        // The place is kept until the work is done, also where nobody waits for it any more.
        let worked = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        worked.await.map_err(|error| failed(&error))
    }
}

fn hash(password: &[u8]) -> Result<String, AuthError> {
    let failed = |error: &dyn std::fmt::Display| AuthError::Password(error.to_string());
    let params = Params::new(MEMORY, PASSES, LANES, None).map_err(|error| failed(&error))?;
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(hasher.hash_password(password).map_err(|error| failed(&error))?.to_string())
}

/// A hash says by itself how it was made.
fn is_of(password: &[u8], hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password, &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let passwords = Passwords::default();
        let hash = passwords.hash("paper kites at noon".into()).await.unwrap();
        assert!(!Passwords::is_outdated(&hash), "{hash}");
        assert_ne!(passwords.hash("paper kites at noon".into()).await.unwrap(), hash);
        assert!(passwords.matches("paper kites at noon".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.matches("Paper kites at noon".into(), Some(hash)).await.unwrap());
        assert!(!passwords.matches("nobody's password".into(), None).await.unwrap());
        assert!(!passwords.matches(String::new(), Some("$argon2id$broken".into())).await.unwrap());
    }

    #[test]
    fn passwords_that_are_guessed_first_are_refused() {
        let check = |password| Passwords::check(password, "chen.qing@example.org");
        assert_eq!(check("paper kites at noon"), Ok(()));
        assert_eq!(check("纸鸢乘风过江边小镇的屋顶"), Ok(()));
        assert_eq!(check("kites"), Err(WeakPassword::Short));
        assert_eq!(check("aaaaaaaaaaaaaa"), Err(WeakPassword::Monotonous));
        assert_eq!(check("Chen.Qing-2026!"), Err(WeakPassword::Personal));
        assert_eq!(check(&"long ".repeat(300)), Err(WeakPassword::Long));
    }
}
