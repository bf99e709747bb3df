//! How a picture comes in: it is judged by its content, whatever its sender calls it, and becomes a record.

use std::io;

use bytes::Bytes;
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Error as ContentError, MediaError, MediaStore, content_hash};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::original::{Original, Undrawable};

/// How many pictures are judged at once: each takes a processor, and hundreds of megabytes at worst.
static PLACES: Semaphore = Semaphore::const_new(2);

/// What may come in.
#[derive(Clone, Copy, Debug)]
pub struct IntakeLimits {
    /// The most bytes of a file.
    pub bytes: u64,
    /// The most pixels of a picture.
    pub pixels: u64,
}

/// Where pictures come in.
#[derive(Clone, Debug)]
pub struct Intake {
    media: MediaStore,
    limits: IntakeLimits,
}

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unfit {
    #[error("the file has {bytes} bytes; at most {most} are taken")]
    TooManyBytes { bytes: u64, most: u64 },
    #[error("the picture has {pixels} pixels; at most {most} are taken")]
    TooManyPixels { pixels: u64, most: u64 },
    #[error("{}", words(.0))]
    Undrawable(Undrawable),
    #[error("the picture could not be looked at: report it")]
    Unjudged,
}

fn words(why: &Undrawable) -> String {
    match why {
        Undrawable::Unknown => {
            "by its content this is no PNG, JPEG, GIF or WebP; SVG is not taken, since it can carry programs".to_owned()
        }
        other => other.to_string(),
    }
}

impl Intake {
    /// Pictures go into this store, within these limits.
    pub const fn new(media: MediaStore, limits: IntakeLimits) -> Self {
        Self { media, limits }
    }

    /// What may come in.
    pub const fn limits(&self) -> IntakeLimits {
        self.limits
    }

    /// The record that a file is the original of, without what people say of it. The work is done beside the threads that
    /// answer requests.
    pub(crate) async fn judge(&self, file: Bytes) -> Result<Media, Unfit> {
        let (bytes, most) = (file.len() as u64, self.limits.bytes);
        if bytes > most {
            return Err(Unfit::TooManyBytes { bytes, most });
        }
        let most = self.limits.pixels;
        let place = PLACES.acquire().await.map_err(|_| Unfit::Unjudged)?;
        let judging = spawn_blocking(move || {
            let judged = judged(&file, most);
            drop(place);
            judged
        });
        judging.await.map_err(|_| Unfit::Unjudged)?
    }

    /// Keeps the file of a record.
    pub(crate) async fn keep(&self, record: &Media, file: Bytes) -> Result<(), MediaError> {
        let name = record.file_name();
        self.media.put(file, name.rsplit('.').next().unwrap_or_default()).await?;
        Ok(())
    }

    /// Takes the files away of those records that were not saved, by an act that saves nothing: acts come one after another,
    /// so nobody saves one meanwhile.
    pub(crate) async fn give_up_unsaved(&self, act: Writing, records: &[Media]) -> Result<(), ContentError> {
        for record in records {
            if act.picture_by_hash(&record.hash).await?.is_none() {
                self.media.remove(record).await.map_err(|error| ContentError::File(io::Error::other(error)))?;
            }
        }
        act.give_up().await
    }
}

fn judged(file: &[u8], most: u64) -> Result<Media, Unfit> {
    let (width, height) = Original::size(file).map_err(Unfit::Undrawable)?;
    let pixels = u64::from(width) * u64::from(height);
    if pixels > most {
        return Err(Unfit::TooManyPixels { pixels, most });
    }
    record(file).map_err(Unfit::Undrawable)
}

/// The record of a file, without what people say of it.
pub(crate) fn record(file: &[u8]) -> Result<Media, Undrawable> {
    let original = Original::read(file)?;
    Ok(Media {
        hash: content_hash(file),
        mime_type: original.mime_type().to_owned(),
        bytes: file.len() as u64,
        width: original.width(),
        height: original.height(),
        alt: Localised::default(),
        credit: None,
        consent: None,
        focal_point: None,
        thumbhash: Some(original.thumbhash()?),
    })
}
