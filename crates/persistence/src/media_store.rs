mod parts;
mod place;

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{GetResult, GetResultPayload, ObjectStore, ObjectStoreExt as _};
use sha2::{Digest, Sha256};
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_domain::rendition::Rendition;

pub use self::place::{Bucket, MediaPlace, Secret};

/// Below what the originals are.
const ORIGINALS: &str = "media";

/// Below what the renditions are. All of them can be drawn again.
const RENDITIONS: &str = "renditions";

/// How long to wait until a place begins to answer. What it then sends may take longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The originals of pictures, each named by the SHA-256 of its content, and what was drawn of them, below the hash of
/// their original by their own name. So nothing in it ever changes: who writes the same twice, also from two processes
/// at once, leaves one whole object.
#[derive(Clone, Debug)]
pub struct MediaStore {
    objects: Arc<dyn ObjectStore>,
    top: Path,
}

/// A picture could not be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// There is no answer within the time that it may take.
    #[error("the place where pictures are kept did not answer within {} seconds", PATIENCE.as_secs())]
    Silent,
    /// The folder cannot be made.
    #[error("{path}: {error}")]
    Folder {
        /// Which folder.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// The place failed; the text names the object and never a key.
    #[error("the place where pictures are kept failed: {0}")]
    Failed(#[from] object_store::Error),
}

type Result<T, E = MediaError> = std::result::Result<T, E>;

/// What is kept of a picture, to be read piece by piece.
pub struct Kept {
    /// How many bytes it has.
    pub size: u64,
    /// They, in order; an error ends them.
    pub bytes: BoxStream<'static, Result<Bytes>>,
}

impl MediaStore {
    /// The store at this place, which is made when it is a folder that is absent. A bucket is not asked before it is
    /// needed.
    pub fn open(place: &MediaPlace) -> Result<Self> {
        let (objects, top) = place.objects()?;
        Ok(Self { objects, top })
    }

    /// Asks the place for something, to know whether it answers and lets this process in.
    pub async fn ping(&self) -> Result<()> {
        let originals = self.key([ORIGINALS]);
        soon(self.objects.list(Some(&originals)).try_next()).await?;
        Ok(())
    }

    /// Keeps an original and gives the hash it is kept under.
    pub async fn put(&self, bytes: impl Into<Bytes>, ending: &str) -> Result<String> {
        Ok(self.put_if_absent(bytes, ending).await?.0)
    }

    /// Keeps an original, and gives the hash it is kept under and whether it was not kept before.
    pub(crate) async fn put_if_absent(&self, bytes: impl Into<Bytes>, ending: &str) -> Result<(String, bool)> {
        let bytes = bytes.into();
        let hash = content_hash(&bytes);
        let key = self.key([ORIGINALS, &format!("{hash}.{ending}")]);
        let is_new = self.size(&key).await?.is_none();
        if is_new {
            self.write(&key, bytes).await?;
        }
        Ok((hash, is_new))
    }

    /// Takes an original away that no record is of, within an act that has looked: nobody can make one meanwhile.
    pub async fn remove(&self, media: &Media) -> Result<()> {
        self.remove_file(&media.file_name()).await
    }

    /// Takes the original of this name away.
    pub(crate) async fn remove_file(&self, name: &str) -> Result<()> {
        there(soon(self.objects.delete(&self.key([ORIGINALS, name]))).await)?;
        Ok(())
    }

    /// The original of a picture; none where there is no file.
    pub async fn original(&self, media: &Media) -> Result<Option<Bytes>> {
        match self.find(&self.key([ORIGINALS, &media.file_name()])).await? {
            Some(found) => Ok(Some(found.bytes().await?)),
            None => Ok(None),
        }
    }

    /// A rendition; none where it was not drawn yet.
    pub async fn rendition(&self, media: &Media, rendition: &Rendition) -> Result<Option<Kept>> {
        Ok(self.find(&self.rendition_key(media, rendition)).await?.map(Kept::from))
    }

    /// How many bytes a rendition has; none where it was not drawn yet.
    pub async fn rendition_size(&self, media: &Media, rendition: &Rendition) -> Result<Option<u64>> {
        self.size(&self.rendition_key(media, rendition)).await
    }

    /// Keeps a rendition.
    pub async fn put_rendition(&self, media: &Media, rendition: &Rendition, bytes: Bytes) -> Result<()> {
        self.write(&self.rendition_key(media, rendition), bytes).await
    }

    fn rendition_key(&self, media: &Media, rendition: &Rendition) -> Path {
        self.key([RENDITIONS, &media.hash, &rendition.file_name()])
    }

    /// No part can lead anywhere else: a slash or a pair of dots in it is encoded.
    fn key<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> Path {
        parts.into_iter().fold(self.top.clone(), |key, part| key.join(part))
    }

    async fn find(&self, key: &Path) -> Result<Option<GetResult>> {
        there(soon(self.objects.get(key)).await)
    }

    async fn size(&self, key: &Path) -> Result<Option<u64>> {
        Ok(there(soon(self.objects.head(key)).await)?.map(|about| about.size))
    }

    /// Written beside and put into its place when it is whole, so that nobody ever reads half of it.
    async fn write(&self, key: &Path, bytes: Bytes) -> Result<()> {
        self.objects.put(key, bytes.into()).await?;
        Ok(())
    }
}

async fn soon<T>(answer: impl Future<Output = object_store::Result<T>>) -> Result<T> {
    Ok(tokio::time::timeout(PATIENCE, answer).await.map_err(|_| MediaError::Silent)??)
}

/// What is not there is no failure.
fn there<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(MediaError::Failed(object_store::Error::NotFound { .. })) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Kept {
    /// All of it at once.
    pub async fn whole(self) -> Result<Bytes> {
        let mut whole = Vec::new();
        let mut bytes = self.bytes;
        while let Some(piece) = bytes.try_next().await? {
            whole.extend_from_slice(&piece);
        }
        Ok(whole.into())
    }
}

impl From<GetResult> for Kept {
    fn from(found: GetResult) -> Self {
        let size = found.meta.size;
        let bytes = match found.payload {
            // In one step: as a stream it would be read by a few kilobytes, each on a thread of its own.
            GetResultPayload::File(..) => stream::once(async { Ok(found.bytes().await?) }).boxed(),
            GetResultPayload::Stream(_) => found.into_stream().map_err(MediaError::from).boxed(),
        };
        Self { size, bytes }
    }
}

impl From<Bytes> for Kept {
    fn from(bytes: Bytes) -> Self {
        Self { size: bytes.len() as u64, bytes: stream::once(async { Ok(bytes) }).boxed() }
    }
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

    fn in_folder(name: &str) -> (MediaStore, std::path::PathBuf) {
        let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
        (MediaStore::open(&MediaPlace::Folder(folder.clone())).unwrap(), folder)
    }

    #[tokio::test]
    async fn nothing_unfinished_is_left_where_a_file_is_kept() {
        let (store, folder) = in_folder("kept");
        let hash = store.put(&b"x"[..], "png").await.unwrap();
        assert_eq!(store.put(&b"x"[..], "png").await.unwrap(), hash, "kept once");
        let files = std::fs::read_dir(folder.join(ORIGINALS)).unwrap();
        let names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, [format!("{hash}.png").as_str()]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn no_name_leads_out_of_its_place() {
        let (store, folder) = in_folder("names");
        for part in ["../../etc/passwd", "..", ".", "a/b.png", "/etc/passwd", "%2e%2e"] {
            let key = store.key([ORIGINALS, part]);
            let parts: Vec<_> = key.parts().map(|part| part.as_ref().to_owned()).collect();
            assert_eq!(parts.len(), 2, "{part} is {key}");
            assert!(parts[1] != ".." && parts[1] != "." && !parts[1].contains('/'), "{part} is {key}");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
