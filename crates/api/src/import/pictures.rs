use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{Block, Media};
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_importer as page;
use shanghaidoctor_persistence::Result;

use super::Import;

/// A picture of a page whose file is in the store.
pub(crate) struct Picture {
    /// The line that it stands on.
    pub(crate) line: u32,
    /// Its record, without what it shows.
    pub(crate) media: Media,
    /// What it shows, as the page prints it.
    pub(crate) alt: Option<String>,
}

impl Import<'_> {
    /// The body with the pictures that lie beside the page.
    pub(super) async fn body_with_pictures(&mut self, page: &page::Portrait) -> Result<Vec<Block>> {
        let mut blocks = Vec::new();
        for found in &page.blocks {
            let mut block = found.value.clone();
            if let Block::Figure(figure) = &mut block {
                figure.image = self.picture(found.line).await?;
            }
            blocks.push(block);
        }
        Ok(blocks)
    }

    /// Whether a picture lies beside the page that no import has taken yet.
    pub(super) async fn has_new_picture(&self) -> Result<bool> {
        for picture in &self.origin.pictures {
            if self.writing.picture_by_hash(&picture.media.hash).await?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The record of the picture on a line: the one whose file is the same, or a new one. What an editor wrote of it
    /// stays.
    async fn picture(&mut self, line: u32) -> Result<Option<Id<Media>>> {
        let Some(Picture { media, alt, .. }) = self.origin.pictures.iter().find(|picture| picture.line == line) else {
            return Ok(None);
        };
        let (mut media, alt) = (media.clone(), alt.clone().unwrap_or_default());
        let known = self.writing.picture_by_hash(&media.hash).await?;
        let id = known.as_ref().map_or_else(|| self.writing.next_id(), |entry| entry.id());
        if let Some(known) = known {
            // Records of before lack what is computed of the file.
            let thumbhash = known.content.thumbhash.clone().or(media.thumbhash);
            media = Media { thumbhash, ..known.content.clone() };
        }
        if media.alt.get(&self.locale).is_none() && !alt.is_empty() {
            media.alt = with_text(media.alt, &self.locale, &alt);
        }
        let name = if alt.is_empty() { media.file_name() } else { alt };
        self.save(id, &name, &media).await?;
        Ok(Some(id))
    }
}

fn with_text(alt: Localised, locale: &shanghaidoctor_domain::Locale, text: &str) -> Localised {
    if alt.is_blank() { Localised::of(locale.clone(), text) } else { alt.with(locale.clone(), text) }
}
