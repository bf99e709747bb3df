use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use shanghaidoctor_domain::rendition::Plan;

use super::draw;

/// The most pixels of a picture; cameras of today have up to 50 million.
pub(crate) const MOST_PIXELS: u64 = 50_000_000;

/// The longest side of a picture in pixels: WebP knows none longer.
const LONGEST_SIDE: u32 = 16_383;

/// The most bytes that reading one picture may take: four for each pixel and a margin.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;

/// The longest side of what a ThumbHash is made of.
const THUMBNAIL: u32 = 100;

/// An original, read.
pub(crate) struct Original {
    pub(super) picture: DynamicImage,
    /// The ICC profile of its colours.
    pub(super) profile: Option<Vec<u8>>,
    format: ImageFormat,
}

/// Why nothing can be drawn of an original.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Undrawable {
    #[error("the original is no PNG, JPEG, GIF or WebP")]
    Unknown,
    #[error("the original has more than {MOST_PIXELS} pixels, or a side longer than {LONGEST_SIDE}")]
    TooLarge,
    #[error("the original is damaged")]
    Damaged,
}

impl Original {
    /// Width and height of a file, told by its head and before its pixels are read.
    pub(crate) fn size(bytes: &[u8]) -> Result<(u32, u32), Undrawable> {
        Ok(opened(bytes)?.1.dimensions())
    }

    /// Reads a file, turned as its camera says. Its size is known and judged before its pixels are read, so a small
    /// file cannot claim much memory.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Undrawable> {
        let (format, mut decoder) = opened(bytes)?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > MOST_PIXELS {
            return Err(Undrawable::TooLarge);
        }
        let mut limits = limits();
        limits.reserve(decoder.total_bytes()).map_err(|error| undrawable(&error))?;
        decoder.set_limits(limits).map_err(|error| undrawable(&error))?;
        // Metadata that cannot be read do not make a picture unreadable.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let profile = decoder.icc_profile().unwrap_or_default();
        let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| undrawable(&error))?;
        picture.apply_orientation(orientation);
        Ok(Self { picture, profile, format })
    }

    /// Its media type.
    pub(crate) fn mime_type(&self) -> &'static str {
        mime_type(self.format).unwrap_or("image/png")
    }

    /// Its width in pixels, as it is shown.
    pub(crate) fn width(&self) -> u32 {
        self.picture.width()
    }

    /// Its height in pixels, as it is shown.
    pub(crate) fn height(&self) -> u32 {
        self.picture.height()
    }

    /// Its ThumbHash, base64.
    pub(crate) fn thumbhash(&self) -> Result<String, Undrawable> {
        let (width, height) = (self.width(), self.height());
        let part = |side: u32| (side * THUMBNAIL.min(width.max(height)) / width.max(height)).max(1);
        let plan = Plan {
            left: 0.0,
            top: 0.0,
            cut_width: f64::from(width),
            cut_height: f64::from(height),
            width: part(width),
            height: part(height),
        };
        let small = draw::resized(self, &plan)?.into_rgba8();
        let hash = thumbhash::rgba_to_thumb_hash(plan.width as usize, plan.height as usize, small.as_raw());
        Ok(STANDARD.encode(hash))
    }
}

/// A file whose head was read.
fn opened(bytes: &[u8]) -> Result<(ImageFormat, impl ImageDecoder), Undrawable> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Undrawable::Unknown)?;
    let format = reader.format().filter(|format| mime_type(*format).is_some()).ok_or(Undrawable::Unknown)?;
    reader.limits(limits());
    Ok((format, reader.into_decoder().map_err(|error| undrawable(&error))?))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

fn mime_type(format: ImageFormat) -> Option<&'static str> {
    match format {
        ImageFormat::Png => Some("image/png"),
        ImageFormat::Jpeg => Some("image/jpeg"),
        ImageFormat::Gif => Some("image/gif"),
        ImageFormat::WebP => Some("image/webp"),
        _ => None,
    }
}

fn undrawable(error: &ImageError) -> Undrawable {
    match error {
        ImageError::Limits(_) => Undrawable::TooLarge,
        _ => Undrawable::Damaged,
    }
}
