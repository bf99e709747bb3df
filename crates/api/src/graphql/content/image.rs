use async_graphql::{Context, ID, Object, Result};
use shanghaidoctor_domain::Url;
use shanghaidoctor_domain::content::{FocalPoint, Media};

use crate::graphql::PublicUrl;
use crate::graphql::view::{Node, View};

/// A picture.
#[Object(name = "Image")]
impl Node<Media> {
    /// The id, opaque and stable for life.
    pub(in crate::graphql) async fn id(&self) -> ID {
        self.public_id()
    }

    /// Where the original is; what is there never changes.
    async fn url(&self, ctx: &Context<'_>) -> Result<Url> {
        media_url(ctx, &self.entry.content)
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
}

pub(super) fn media_url(ctx: &Context<'_>, media: &Media) -> Result<Url> {
    Ok(ctx.data::<PublicUrl>()?.0.join(&format!("media/{}", media.file_name())))
}

pub(super) fn alt<'a>(view: &View, media: &'a Media) -> &'a str {
    view.text(&media.alt)
}
