use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_domain::rendition::Rendition;
use shanghaidoctor_persistence::{MediaStore, RenditionStore};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Original, Undrawable, draw};

/// How many are drawn at once: each may take some hundred megabytes.
pub(crate) const AT_ONCE: usize = 2;

/// How many more may wait for their turn.
const WAITING: usize = 64;

/// How long a reader waits for one.
const PATIENCE: Duration = Duration::from_secs(20);

/// The renditions of pictures, each drawn when it is first asked for and then kept.
#[derive(Clone)]
pub struct Renditions(Arc<Studio>);

struct Studio {
    originals: MediaStore,
    kept: RenditionStore,
    /// What is being drawn, by its name.
    under_way: Mutex<HashMap<PathBuf, Drawing>>,
    places: Arc<Semaphore>,
    turns: Semaphore,
    drawn: AtomicU64,
}

/// All who ask for a rendition while it is drawn wait for the same drawing.
type Drawing = Shared<BoxFuture<'static, Result<(), Undelivered>>>;

/// Why a rendition cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Undelivered {
    /// There is no file of the original.
    Missing,
    /// Nothing can be drawn of it.
    Undrawable(Undrawable),
    /// Too much is being drawn.
    Busy,
    /// The disk failed, or the drawing did; it is logged.
    Failed,
}

impl Renditions {
    /// Draws from these originals and keeps what it drew.
    pub fn new(originals: MediaStore, kept: RenditionStore) -> Self {
        Self(Arc::new(Studio {
            originals,
            kept,
            under_way: Mutex::default(),
            places: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            turns: Semaphore::new(AT_ONCE),
            drawn: AtomicU64::new(0),
        }))
    }

    /// How many were drawn since the start.
    pub fn drawn(&self) -> u64 {
        self.0.drawn.load(Ordering::Relaxed)
    }

    /// The file of a rendition, drawn if nobody did yet.
    pub(crate) async fn file(&self, media: &Media, rendition: Rendition) -> Result<PathBuf, Undelivered> {
        let path = self.0.kept.path(media, &rendition);
        if tokio::fs::try_exists(&path).await.unwrap_or(false) {
            return Ok(path);
        }
        let drawing = self.drawing(&path, media, rendition)?;
        tokio::time::timeout(PATIENCE, drawing).await.unwrap_or(Err(Undelivered::Busy))?;
        Ok(path)
    }

    /// The drawing that is under way, or a new one if there is a place in the queue.
    fn drawing(&self, path: &PathBuf, media: &Media, rendition: Rendition) -> Result<Drawing, Undelivered> {
        let mut under_way = self.0.under_way();
        if let Some(drawing) = under_way.get(path) {
            return Ok(drawing.clone());
        }
        let place = Arc::clone(&self.0.places).try_acquire_owned().map_err(|_| Undelivered::Busy)?;
        let studio = Arc::clone(&self.0);
        // A task of its own: it ends and is kept even when all who asked are gone.
        let task = tokio::spawn(studio.draw(place, path.clone(), media.clone(), rendition));
        let drawing = async { task.await.unwrap_or(Err(Undelivered::Failed)) }.boxed().shared();
        under_way.insert(path.clone(), drawing.clone());
        Ok(drawing)
    }
}

impl Studio {
    async fn draw(
        self: Arc<Self>,
        place: OwnedSemaphorePermit,
        path: PathBuf,
        media: Media,
        rendition: Rendition,
    ) -> Result<(), Undelivered> {
        let turn = self.turns.acquire().await;
        let studio = Arc::clone(&self);
        // A decoder that panics over a file ends its own task alone.
        let done = tokio::task::spawn_blocking(move || studio.draw_now(&media, &rendition)).await;
        drop(turn);
        drop(place);
        self.under_way().remove(&path);
        done.unwrap_or_else(|error| {
            tracing::error!(%error, path = %path.display(), "a picture cannot be drawn");
            Err(Undelivered::Undrawable(Undrawable::Damaged))
        })
    }

    fn draw_now(&self, media: &Media, rendition: &Rendition) -> Result<(), Undelivered> {
        // Somebody may have drawn it after it was looked for.
        if self.kept.path(media, rendition).exists() {
            return Ok(());
        }
        let path = self.originals.find(&media.file_name()).ok_or(Undelivered::Missing)?;
        let bytes = std::fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Undelivered::Missing,
            _ => logged(&error),
        })?;
        let original = Original::read(&bytes).map_err(Undelivered::Undrawable)?;
        let drawn = draw::rendition(&original, rendition).map_err(Undelivered::Undrawable)?;
        self.kept.put(media, rendition, &drawn).map_err(|error| logged(&error))?;
        self.drawn.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// What is under way. A thread that panicked with it in hand left it whole: entries come and go one at a time.
    fn under_way(&self) -> MutexGuard<'_, HashMap<PathBuf, Drawing>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn logged(error: &(dyn std::error::Error + 'static)) -> Undelivered {
    tracing::error!(error, "a rendition cannot be kept");
    Undelivered::Failed
}

#[cfg(test)]
mod tests {
    use shanghaidoctor_domain::text::Localised;

    use super::*;

    /// A picture whose file is not there: asking for it draws nothing.
    fn media() -> Media {
        Media {
            hash: "0".repeat(64),
            mime_type: "image/png".into(),
            bytes: 1,
            width: 200,
            height: 200,
            alt: Localised::default(),
            credit: None,
            consent: None,
            focal_point: None,
            thumbhash: None,
        }
    }

    #[tokio::test]
    async fn a_full_queue_takes_nobody_and_is_open_again_when_one_is_done() {
        let folder = std::env::temp_dir().join(format!("queue-{}", std::process::id()));
        let originals = MediaStore::open(folder.join("media")).unwrap();
        let renditions = Renditions::new(originals, RenditionStore::new(folder.join("renditions")));
        let rendition = Rendition::parse("w160.png").unwrap();
        let all = u32::try_from(AT_ONCE + WAITING).unwrap();
        let places = Arc::clone(&renditions.0.places).acquire_many_owned(all).await.unwrap();
        assert_eq!(renditions.file(&media(), rendition).await, Err(Undelivered::Busy));
        drop(places);
        assert_eq!(renditions.file(&media(), rendition).await, Err(Undelivered::Missing));
        assert!(renditions.0.under_way().is_empty(), "nothing is remembered of what is done");
        assert_eq!(renditions.0.places.available_permits(), AT_ONCE + WAITING);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
