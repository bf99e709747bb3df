use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::web::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_domain::rendition::{ImageFormat, Rendition};
use shanghaidoctor_persistence::{Kept, MediaError, MediaStore};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Original, Undrawable, draw};

/// How many are drawn at once: each may take some hundred megabytes.
const AT_ONCE: usize = 2;

/// How many more may wait for their turn.
const WAITING: usize = 64;

/// How many may wait for AVIF, of which one is drawn at a time: it takes ten times as long as the others. It has a queue of
/// its own, so that nobody waits for it who asks for another.
const WAITING_FOR_AVIF: usize = 8;

/// How long a reader waits for one.
const PATIENCE: Duration = Duration::from_secs(20);

/// The renditions of pictures, each drawn when it is first asked for and then kept.
#[derive(Clone)]
pub struct Renditions(Arc<Studio>);

struct Studio {
    store: MediaStore,
    /// What is being drawn, by its address.
    under_way: Mutex<HashMap<String, Drawing>>,
    queue: Queue,
    avif_queue: Queue,
    drawn: AtomicU64,
}

/// The pictures that are drawn or wait for it.
struct Queue {
    places: Arc<Semaphore>,
    turns: Semaphore,
}

/// All who ask for a rendition while it is drawn wait for the same drawing.
type Drawing = Shared<BoxFuture<'static, Result<Bytes, Undelivered>>>;

/// Why a rendition cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Undelivered {
    /// There is no file of the original.
    Missing,
    /// Nothing can be drawn of it.
    Undrawable(Undrawable),
    /// Too much is being drawn.
    Busy,
    /// The place where pictures are kept does not answer, or not as it should; it is logged.
    Unreachable,
    /// The drawing failed; it is logged.
    Failed,
}

impl Renditions {
    /// Draws from the originals of this store, and keeps there what it drew.
    pub fn new(store: MediaStore) -> Self {
        Self(Arc::new(Studio {
            store,
            under_way: Mutex::default(),
            queue: Queue::new(AT_ONCE, WAITING),
            avif_queue: Queue::new(1, WAITING_FOR_AVIF),
            drawn: AtomicU64::new(0),
        }))
    }

    /// How many were drawn since the start.
    pub fn drawn(&self) -> u64 {
        self.0.drawn.load(Ordering::Relaxed)
    }

    /// A rendition, drawn if nobody did yet.
    pub(crate) async fn open(&self, media: &Media, rendition: Rendition) -> Result<Kept, Undelivered> {
        match self.0.store.rendition(media, &rendition).await.map_err(|error| unreachable(&error))? {
            Some(kept) => Ok(kept),
            None => Ok(self.drawn_for(media, rendition).await?.into()),
        }
    }

    /// How many bytes a rendition has, drawn if nobody did yet.
    pub(crate) async fn size(&self, media: &Media, rendition: Rendition) -> Result<u64, Undelivered> {
        match self.0.store.rendition_size(media, &rendition).await.map_err(|error| unreachable(&error))? {
            Some(size) => Ok(size),
            None => Ok(self.drawn_for(media, rendition).await?.len() as u64),
        }
    }

    async fn drawn_for(&self, media: &Media, rendition: Rendition) -> Result<Bytes, Undelivered> {
        let drawing = self.drawing(media, rendition)?;
        tokio::time::timeout(PATIENCE, drawing).await.unwrap_or(Err(Undelivered::Busy))
    }

    /// The drawing that is under way, or a new one if there is a place in the queue.
    fn drawing(&self, media: &Media, rendition: Rendition) -> Result<Drawing, Undelivered> {
        let address = rendition.address(media);
        let mut under_way = self.0.under_way();
        if let Some(drawing) = under_way.get(&address) {
            return Ok(drawing.clone());
        }
        let places = Arc::clone(&self.0.queue_of(rendition.format).places);
        let place = places.try_acquire_owned().map_err(|_| Undelivered::Busy)?;
        let studio = Arc::clone(&self.0);
        // A task of its own: it ends and is kept even when all who asked are gone.
        let task = tokio::spawn(studio.draw(place, media.clone(), rendition));
        let drawing = async { task.await.unwrap_or(Err(Undelivered::Failed)) }.boxed().shared();
        under_way.insert(address, drawing.clone());
        Ok(drawing)
    }
}

impl Queue {
    fn new(at_once: usize, waiting: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(at_once + waiting)), turns: Semaphore::new(at_once) }
    }
}

impl Studio {
    const fn queue_of(&self, format: ImageFormat) -> &Queue {
        match format {
            ImageFormat::Avif => &self.avif_queue,
            ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::Webp => &self.queue,
        }
    }

    async fn draw(
        self: Arc<Self>,
        place: OwnedSemaphorePermit,
        media: Media,
        rendition: Rendition,
    ) -> Result<Bytes, Undelivered> {
        let turn = self.queue_of(rendition.format).turns.acquire().await;
        let done = self.drawn_now(&media, rendition).await;
        drop(turn);
        drop(place);
        self.under_way().remove(&rendition.address(&media));
        done
    }

    async fn drawn_now(&self, media: &Media, rendition: Rendition) -> Result<Bytes, Undelivered> {
        // Somebody may have drawn it after it was looked for, here or in another process.
        let kept = self.store.rendition(media, &rendition).await.map_err(|error| unreachable(&error))?;
        if let Some(kept) = kept {
            return kept.whole().await.map_err(|error| unreachable(&error));
        }
        let original = self.store.original(media).await.map_err(|error| unreachable(&error))?;
        let original = original.ok_or(Undelivered::Missing)?;
        let drawing = move || draw::rendition(&Original::read(&original)?, &rendition);
        // A decoder that panics over a file ends its own task alone.
        let drawn = tokio::task::spawn_blocking(drawing).await.unwrap_or_else(|error| {
            tracing::error!(%error, picture = media.hash, "a picture cannot be drawn");
            Err(Undrawable::Damaged)
        });
        let drawn: Bytes = drawn.map_err(Undelivered::Undrawable)?.into();
        self.drawn.fetch_add(1, Ordering::Relaxed);
        self.keep(media, &rendition, drawn.clone()).await;
        Ok(drawn)
    }

    /// What cannot be kept is shown all the same, and drawn again for the next one who asks.
    async fn keep(&self, media: &Media, rendition: &Rendition, drawn: Bytes) {
        if let Err(error) = self.store.put_rendition(media, rendition, drawn).await {
            tracing::error!(error = &error as &dyn std::error::Error, "a rendition cannot be kept");
        }
    }

    /// What is under way. A thread that panicked with it in hand left it whole: entries come and go one at a time.
    fn under_way(&self) -> MutexGuard<'_, HashMap<String, Drawing>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unreachable(error: &MediaError) -> Undelivered {
    tracing::error!(error = error as &dyn std::error::Error, "a picture cannot be read");
    Undelivered::Unreachable
}

#[cfg(test)]
mod tests {
    use shanghaidoctor_domain::text::Localised;
    use shanghaidoctor_persistence::MediaPlace;

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
        let store = MediaStore::open(&MediaPlace::Folder(folder.clone())).unwrap();
        let renditions = Renditions::new(store);
        let rendition = Rendition::parse("w160.png").unwrap();
        let all = u32::try_from(AT_ONCE + WAITING).unwrap();
        let places = Arc::clone(&renditions.0.queue.places).acquire_many_owned(all).await.unwrap();
        assert_eq!(renditions.size(&media(), rendition).await, Err(Undelivered::Busy));
        let avif = Rendition::parse("w160.avif").unwrap();
        assert_eq!(renditions.size(&media(), avif).await, Err(Undelivered::Missing), "its queue is another");
        drop(places);
        assert_eq!(renditions.size(&media(), rendition).await, Err(Undelivered::Missing));
        assert!(renditions.0.under_way().is_empty(), "nothing is remembered of what is done");
        assert_eq!(renditions.0.queue.places.available_permits(), AT_ONCE + WAITING);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
