use async_graphql::{Context, ContextSelectionSet, ID, Object, Result, SimpleObject, Value};
use shanghaidoctor_domain::content::{FocalPoint, Media};
use shanghaidoctor_domain::rendition::{ImageFit, ImageFormat, Rendition, Room};
use shanghaidoctor_domain::{Actor, Url};
use shanghaidoctor_persistence::read::Reader;
use shanghaidoctor_persistence::{Database, Error as ContentError, Use};

use crate::graphql::PublicUrl;
use crate::graphql::change::ChangeType;
use crate::graphql::editing::Editing;
use crate::graphql::error::content_error;
use crate::graphql::plain::Plain;
use crate::graphql::view::{DOCUMENTS, Fields, Node, TextLocale, View};

/// A picture.
#[Object(name = "Image")]
impl Fields<Media> {
    /// The id, opaque and stable for life.
    async fn id(&self) -> ID {
        self.public_id()
    }

    /// Where it is; what is there never changes. It is drawn of the original, upright and without metadata, in the next
    /// larger of few sizes and never larger than the original: below one pixel, the smallest. Without a size it is the
    /// largest that there is.
    async fn url(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The width that it is shown in, in pixels of the screen.")] width: Option<i32>,
        #[graphql(desc = "The height that it is shown in, in pixels of the screen.")] height: Option<i32>,
        #[graphql(
            desc = "How it meets a box of both width and height. To cover it, the picture is cut to the nearest of few \
                    shapes: its own, 1:1, 5:4, 4:3, 3:2, 16:9, 2:1, 3:1 and these upright.",
            default
        )]
        fit: ImageFit,
        #[graphql(desc = "Its file format; that of the original when absent, PNG for GIF.")] format: Option<
            ImageFormat,
        >,
    ) -> Result<Url> {
        let media = &self.entry.content;
        let room = Room { width: width.map(pixels), height: height.map(pixels), fit };
        rendition_url(ctx, media, &Rendition::for_room(media, room, format_of(media, format)))
    }

    /// For `srcset` of HTML: addresses of the whole picture and their widths, smallest first.
    async fn srcset(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The widths to offer, each rounded up to one that there is; all of them when absent, none when empty."
        )]
        widths: Option<Vec<i32>>,
        #[graphql(desc = "Their file format; that of the original when absent, PNG for GIF.")] format: Option<
            ImageFormat,
        >,
    ) -> Result<String> {
        let media = &self.entry.content;
        let offered = offered(media, widths, format_of(media, format));
        let entries = offered
            .iter()
            .map(|rendition| Ok(format!("{} {}w", rendition_url(ctx, media, rendition)?, rendition.width)));
        Ok(entries.collect::<Result<Vec<_>>>()?.join(", "))
    }

    /// Width of the original in pixels.
    async fn width(&self) -> u32 {
        self.entry.content.width
    }

    /// Height of the original in pixels.
    async fn height(&self) -> u32 {
        self.entry.content.height
    }

    /// The media type of the original: `image/png`.
    async fn mime_type(&self) -> &str {
        &self.entry.content.mime_type
    }

    /// What it shows, for those who do not see it.
    async fn alt(&self) -> &str {
        alt(&self.view, &self.entry.content)
    }

    /// A blurred likeness in some 25 bytes, base64, to show while it loads (ThumbHash).
    async fn thumbhash(&self) -> Option<&str> {
        self.entry.content.thumbhash.as_deref()
    }

    /// Whom to name beside it.
    async fn credit(&self) -> Option<&str> {
        self.entry.content.credit.as_deref()
    }

    /// What to keep in view when it is cut.
    async fn focal_point(&self) -> Option<FocalPoint> {
        self.entry.content.focal_point
    }

    /// Where it is used, drafts included: a picture in use is not deleted. For those who read drafts; null for others.
    async fn used_in(&self, ctx: &Context<'_>) -> Result<Option<Vec<ImageUse>>> {
        let reader = Reader::new(ctx.data::<Database>()?.clone());
        match reader.uses(ctx.data::<Actor>()?, self.entry.id().node()).await {
            Ok(uses) => Ok(Some(uses.into_iter().map(ImageUse::from).collect())),
            Err(ContentError::Forbidden(_)) => Ok(None),
            Err(error) => Err(content_error(&error)),
        }
    }

    /// In which language each of its texts is shown, with the languages asked for.
    async fn text_locales(&self) -> Vec<TextLocale> {
        self.shown_locales()
    }

    /// What those who write drafts need to know of it; null for those who read what is published.
    async fn editing(&self, ctx: &Context<'_>) -> Option<Result<Editing>> {
        self.editing_state(ctx).await
    }
}

impl Plain for Node<Media> {
    const TYPE: &'static str = "Image";
    const OTHERS: &'static [&'static str] = DOCUMENTS;

    fn field(&self, name: &str, _: &ContextSelectionSet<'_>) -> Option<Value> {
        (name == "id").then(|| self.public_id().0.into())
    }
}

/// A document that shows a picture.
#[derive(SimpleObject)]
struct ImageUse {
    /// Its id.
    id: ID,
    /// What kind of document it is.
    #[graphql(name = "type")]
    kind: ChangeType,
    /// Its name or title; null for a kind that has none.
    name: Option<String>,
    /// Whether its draft shows the picture.
    by_draft: bool,
    /// Whether what the public sees of it does.
    by_published: bool,
}

impl From<Use> for ImageUse {
    fn from(found: Use) -> Self {
        let Use { node, name, by_draft, by_published } = found;
        Self { id: ID(node.to_string()), kind: ChangeType::of(node.kind), name, by_draft, by_published }
    }
}

/// The renditions of these widths, smallest first, each once.
fn offered(media: &Media, widths: Option<Vec<i32>>, format: ImageFormat) -> Vec<Rendition> {
    let Some(widths) = widths else { return Rendition::whole(media, format) };
    let room = |width| Room { width: Some(pixels(width)), ..Room::default() };
    let mut offered: Vec<_> = widths.into_iter().map(|width| Rendition::for_room(media, room(width), format)).collect();
    offered.sort_by_key(|rendition| rendition.width);
    offered.dedup();
    offered
}

fn format_of(media: &Media, asked: Option<ImageFormat>) -> ImageFormat {
    asked.unwrap_or_else(|| ImageFormat::of(&media.mime_type))
}

/// A page that is not laid out yet asks for 0 pixels. An error would take the whole picture from it, whose address is
/// never null; the smallest rendition fits as well.
fn pixels(asked: i32) -> u32 {
    u32::try_from(asked).unwrap_or_default().max(1)
}

fn rendition_url(ctx: &Context<'_>, media: &Media, rendition: &Rendition) -> Result<Url> {
    Ok(ctx.data::<PublicUrl>()?.0.join(&rendition.address(media)))
}

/// Where the picture is, as large as it is drawn.
pub(super) fn largest_url(ctx: &Context<'_>, media: &Media) -> Result<Url> {
    rendition_url(ctx, media, &Rendition::largest(media))
}

pub(super) fn alt<'a>(view: &View, media: &'a Media) -> &'a str {
    view.text(&media.alt)
}
