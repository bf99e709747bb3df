use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// The originals of pictures, each a file named by the SHA-256 of its content: the same picture is kept once, and a
/// file never changes.
#[derive(Clone, Debug)]
pub struct MediaStore {
    directory: PathBuf,
}

/// A file could not be kept or read.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {error}")]
pub struct MediaError {
    path: String,
    #[source]
    error: io::Error,
}

impl MediaStore {
    /// The store in this directory, which is made when it is absent.
    pub fn open(directory: PathBuf) -> Result<Self, MediaError> {
        std::fs::create_dir_all(&directory).map_err(|error| at(&directory, error))?;
        Ok(Self { directory })
    }

    /// Keeps a file and gives the hash it is kept under. Written beside and moved into place, so that nobody ever reads
    /// half of it.
    pub fn put(&self, bytes: &[u8], ending: &str) -> Result<String, MediaError> {
        let hash = content_hash(bytes);
        let path = self.path(&format!("{hash}.{ending}"));
        if !path.exists() {
            let unfinished = path.with_extension("part");
            std::fs::write(&unfinished, bytes).map_err(|error| at(&unfinished, error))?;
            std::fs::rename(&unfinished, &path).map_err(|error| at(&path, error))?;
        }
        Ok(hash)
    }

    /// Where the file of this name is or would be; `None` for a name that no file of the store has.
    pub fn find(&self, file_name: &str) -> Option<PathBuf> {
        let (stem, ending) = file_name.split_once('.')?;
        let named_by_hash = stem.len() == 64 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
        // Not `part`: half a file is nobody's picture.
        let of_a_picture = matches!(ending, "png" | "jpg" | "webp" | "gif");
        (named_by_hash && of_a_picture).then(|| self.path(file_name))
    }

    fn path(&self, file_name: &str) -> PathBuf {
        self.directory.join(file_name)
    }
}

fn at(path: &Path, error: io::Error) -> MediaError {
    MediaError { path: path.display().to_string(), error }
}

/// SHA-256 of a content, 64 hexadecimal digits.
pub fn content_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_the_store_gave_are_looked_for() {
        let store = MediaStore { directory: "/media".into() };
        let name = format!("{}.png", content_hash(b"x"));
        assert_eq!(store.find(&name), Some(PathBuf::from("/media").join(&name)));
        for wrong in ["../../etc/passwd", "x.png", "", "a/b.png", &format!("{}.p/g", content_hash(b"x"))] {
            assert_eq!(store.find(wrong), None, "{wrong}");
        }
    }
}
