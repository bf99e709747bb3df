use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_domain::rendition::Rendition;

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
        fs::create_dir_all(&directory).map_err(|error| at(&directory, error))?;
        Ok(Self { directory })
    }

    /// Keeps a file and gives the hash it is kept under.
    pub fn put(&self, bytes: &[u8], ending: &str) -> Result<String, MediaError> {
        let hash = content_hash(bytes);
        let path = self.path(&format!("{hash}.{ending}"));
        if !path.exists() {
            write_whole(&path, bytes)?;
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

/// The renditions of pictures, below the hash of their original by their own name. All of them can be drawn again.
#[derive(Clone, Debug)]
pub struct RenditionStore {
    directory: PathBuf,
}

impl RenditionStore {
    /// The store in this directory, which is made when something is kept.
    pub const fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// Where a rendition is or would be.
    pub fn path(&self, media: &Media, rendition: &Rendition) -> PathBuf {
        self.directory.join(&media.hash).join(rendition.file_name())
    }

    /// Keeps a rendition and gives its place.
    pub fn put(&self, media: &Media, rendition: &Rendition, bytes: &[u8]) -> Result<PathBuf, MediaError> {
        let folder = self.directory.join(&media.hash);
        fs::create_dir_all(&folder).map_err(|error| at(&folder, error))?;
        let path = self.path(media, rendition);
        write_whole(&path, bytes)?;
        Ok(path)
    }
}

/// Written beside and moved into place, so that nobody ever reads half of it, also when two write it at once.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), MediaError> {
    static WRITTEN: AtomicU64 = AtomicU64::new(0);
    let number = WRITTEN.fetch_add(1, Ordering::Relaxed);
    let unfinished = path.with_extension(format!("{}-{number}.part", process::id()));
    let written = File::create(&unfinished).and_then(|mut file| {
        file.write_all(bytes)?;
        // Else the name can outlive a loss of power, and the content not.
        file.sync_all()?;
        fs::rename(&unfinished, path)
    });
    written.map_err(|error| {
        let _ = fs::remove_file(&unfinished);
        at(path, error)
    })
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
    fn nothing_unfinished_is_left_where_a_file_is_kept() {
        let directory = std::env::temp_dir().join(format!("media-{}", process::id()));
        let store = MediaStore::open(directory.clone()).unwrap();
        let hash = store.put(b"x", "png").unwrap();
        assert_eq!(store.put(b"x", "png").unwrap(), hash, "kept once");
        let names: Vec<_> = fs::read_dir(&directory).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, [format!("{hash}.png").as_str()]);
        fs::remove_dir_all(directory).unwrap();
    }

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
