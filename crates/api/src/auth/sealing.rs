use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::ensure;
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use shanghaidoctor_persistence::Secret;

use super::key_error::KeyError;
use crate::config::AuthSettings;

const KEY_LENGTH: usize = 32;
const NONCE_LENGTH: usize = 12;

/// A setting that is shorter can be guessed.
const SHORTEST_SETTING: usize = 32;

/// Where the key is when no setting says it.
const FILE: &str = "secret.key";

/// Seals what must be read again, so that the database alone, or a copy of it, is of no use to a thief. The key comes from
/// the setting, or from a file that is made the first time that something is sealed.
#[derive(Clone, Debug)]
pub(super) struct Sealing(Source);

#[derive(Clone, Debug)]
enum Source {
    Setting(Secret),
    File(PathBuf),
}

impl Sealing {
    pub(super) fn new(settings: &AuthSettings, data_dir: &Path) -> anyhow::Result<Self> {
        let Some(secret) = settings.secret_key.as_ref().filter(|secret| !secret.reveal().is_empty()) else {
            return Ok(Self(Source::File(data_dir.join(FILE))));
        };
        ensure!(
            secret.reveal().chars().count() >= SHORTEST_SETTING,
            "SECRET_KEY is too short: give {SHORTEST_SETTING} random characters or more, such as `openssl rand -base64 32` makes"
        );
        Ok(Self(Source::Setting(secret.clone())))
    }

    /// Seals bytes for one purpose; opened for another, they are refused.
    pub(super) fn seal(&self, purpose: &str, plain: &[u8]) -> Result<String, KeyError> {
        let mut sealed = plain.to_vec();
        let nonce = self.key()?.seal_in_place_append_tag(Aad::from(purpose), &mut sealed);
        let nonce = nonce.map_err(|_| KeyError::NoRandomness)?;
        Ok(STANDARD.encode([nonce.as_ref().as_slice(), &sealed].concat()))
    }

    /// Opens what was sealed for this purpose.
    pub(super) fn open(&self, purpose: &str, sealed: &str) -> Result<Vec<u8>, KeyError> {
        let bytes = STANDARD.decode(sealed).map_err(|_| KeyError::Sealed)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LENGTH).ok_or(KeyError::Sealed)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| KeyError::Sealed)?;
        let mut sealed = sealed.to_vec();
        let opened = self.key()?.open_in_place(nonce, Aad::from(purpose), &mut sealed);
        opened.map(|plain| plain.to_vec()).map_err(|_| KeyError::Sealed)
    }

    fn key(&self) -> Result<RandomizedNonceKey, KeyError> {
        let bytes = match &self.0 {
            Source::Setting(secret) => Sha256::digest(secret.reveal().as_bytes()).to_vec(),
            Source::File(path) => {
                read_or_make(path).map_err(|error| KeyError::File { path: path.display().to_string(), error })?
            }
        };
        RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| KeyError::Sealed)
    }
}

/// The key of a file. Of several processes that make it at once, one does.
fn read_or_make(path: &Path) -> io::Result<Vec<u8>> {
    match File::open(path) {
        Ok(file) => read(file),
        Err(error) if error.kind() == ErrorKind::NotFound => match make(path) {
            Ok(key) => Ok(key),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => read(File::open(path)?),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    }
}

fn read(mut file: File) -> io::Result<Vec<u8>> {
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    let key = STANDARD.decode(text.trim()).ok().filter(|key| key.len() == KEY_LENGTH);
    key.ok_or_else(|| io::Error::new(ErrorKind::InvalidData, "it holds no key"))
}

/// Written beside and moved into place where nothing is yet, so that nobody reads half of it.
fn make(path: &Path) -> io::Result<Vec<u8>> {
    let mut key = vec![0; KEY_LENGTH];
    let mut name = [0; 8];
    for bytes in [key.as_mut_slice(), name.as_mut_slice()] {
        rand::fill(bytes).map_err(|_| io::Error::other("the machine gives no random bytes"))?;
    }
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    std::fs::create_dir_all(folder)?;
    let beside = folder.join(format!("{FILE}.{:016x}", u64::from_be_bytes(name)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside)?;
    file.write_all(STANDARD.encode(&key).as_bytes())?;
    file.sync_all()?;
    let placed = std::fs::hard_link(&beside, path);
    std::fs::remove_file(&beside)?;
    placed.map(|()| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_setting(secret: &str) -> Sealing {
        let secret_key = Some(secret.parse().unwrap());
        Sealing::new(&AuthSettings { secret_key, ..AuthSettings::default() }, Path::new("nowhere")).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_key_for_the_same_purpose_alone() {
        let sealing = by_setting("0123456789abcdef0123456789abcdef");
        let sealed = sealing.seal("key", b"plain").unwrap();
        assert_eq!(sealing.open("key", &sealed).unwrap(), b"plain");
        assert!(sealing.open("other", &sealed).is_err());
        assert!(by_setting("another secret of as many letters").open("key", &sealed).is_err());
        assert_ne!(sealing.seal("key", b"plain").unwrap(), sealed);
        for broken in ["", "AAAA", "no base64 !"] {
            assert!(sealing.open("key", broken).is_err());
        }
    }

    #[test]
    fn a_short_setting_is_refused() {
        let settings = AuthSettings { secret_key: Some("changeme".parse().unwrap()), ..AuthSettings::default() };
        let said = Sealing::new(&settings, Path::new("nowhere")).unwrap_err().to_string();
        assert!(said.contains("SECRET_KEY") && !said.contains("changeme"), "{said}");
    }
}
