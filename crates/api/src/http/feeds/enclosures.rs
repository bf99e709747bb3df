//! The files of the pictures that stand for entries: RSS wants to know how large each is.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_domain::rendition::Rendition;
use shanghaidoctor_domain::{Id, Url};
use shanghaidoctor_persistence::Scope;
use tokio::time::Instant;

use crate::App;
use crate::feeds::{Entry, File, Picture};
use crate::pictures::Undelivered;

/// So many are looked at, or drawn, at once.
const AT_ONCE: usize = 4;

/// How long a reader of the feed waits for those that nobody asked for yet. They are drawn on, for the next one.
const PATIENCE: Duration = Duration::from_secs(5);

/// Fills in the files of all pictures; tells whether that is known of each of them. A picture that cannot be drawn has none.
pub(super) async fn measured(app: &App, entries: &mut [Entry]) -> bool {
    let mut pictures: Vec<&mut Picture> = entries.iter_mut().filter_map(|entry| entry.picture.as_mut()).collect();
    let ids: Vec<_> = pictures.iter().map(|picture| picture.id.uuid()).collect();
    if ids.is_empty() {
        return true;
    }
    let records = match app.reader().by_ids::<Media>(Scope::published(), &ids).await {
        Ok(records) => records,
        Err(error) => {
            tracing::error!(%error, "the pictures of a feed cannot be read");
            return false;
        }
    };
    let until = Instant::now() + PATIENCE;
    let shown: HashMap<Id<Media>, Url> = pictures.iter().map(|picture| (picture.id, picture.url.clone())).collect();
    let looked_at =
        stream::iter(shown).map(|(id, url)| {
            let media = records.get(&id.uuid()).map(|entry| &entry.content);
            async move {
                (id, tokio::time::timeout_at(until, file(app, media, &url)).await.unwrap_or(Err(Undelivered::Busy)))
            }
        });
    let files: HashMap<Id<Media>, Result<File, Undelivered>> = looked_at.buffer_unordered(AT_ONCE).collect().await;
    for picture in &mut pictures {
        picture.file = files.get(&picture.id).and_then(|file| file.as_ref().ok()).copied();
    }
    let is_final = |file: &Result<File, Undelivered>| {
        !matches!(file, Err(Undelivered::Busy | Undelivered::Unreachable | Undelivered::Failed))
    };
    files.values().all(is_final)
}

async fn file(app: &App, media: Option<&Media>, url: &Url) -> Result<File, Undelivered> {
    let name = url.as_str().rsplit('/').next().unwrap_or_default();
    let (media, rendition) = media.zip(Rendition::parse(name)).ok_or(Undelivered::Missing)?;
    let length = app.renditions.size(media, rendition).await?;
    Ok(File { mime_type: rendition.format.mime_type(), length })
}
