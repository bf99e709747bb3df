use fast_image_resize::{ResizeOptions, Resizer};
use image::codecs::avif::AvifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, Rgb, RgbImage};
use shanghaidoctor_domain::rendition::{ImageFormat, Plan, Rendition};

use super::colour::in_srgb;
use super::{Original, Undrawable};

/// How much a lossy picture keeps, of 100; above it files grow faster than they look better.
const QUALITY: u8 = 80;

/// How fast AVIF is written, of 10: at 10 a picture of 2560 pixels takes two seconds, at 8 three times as long for
/// files that are a tenth smaller.
const AVIF_SPEED: u8 = 10;

/// Draws a rendition. It holds pixels and nothing else: where and with what a picture was taken stays in its original.
pub(super) fn rendition(original: &Original, rendition: &Rendition) -> Result<Vec<u8>, Undrawable> {
    let plan = rendition.plan(original.width(), original.height());
    let small = resized(original, &plan)?;
    let small = if small.color().has_alpha() { small.into_rgba8().into() } else { small.into_rgb8().into() };
    encoded(in_srgb(small, original.profile.as_deref()), rendition.format)
}

/// The part of the original that the plan cuts out, in its size.
pub(super) fn resized(original: &Original, plan: &Plan) -> Result<DynamicImage, Undrawable> {
    let mut small = DynamicImage::new(plan.width, plan.height, original.picture.color());
    let options = ResizeOptions::new().crop(plan.left, plan.top, plan.cut_width, plan.cut_height);
    let done = Resizer::new().resize(&original.picture, &mut small, &options);
    done.map_err(|_| Undrawable::Damaged)?;
    Ok(small)
}

fn encoded(picture: DynamicImage, format: ImageFormat) -> Result<Vec<u8>, Undrawable> {
    let mut bytes = Vec::new();
    match format {
        ImageFormat::Jpeg => {
            JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&on_white(picture)).map_err(failed)?;
        }
        ImageFormat::Png => {
            let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
            picture.write_with_encoder(encoder).map_err(failed)?;
        }
        ImageFormat::Webp => {
            let (width, height) = (picture.width(), picture.height());
            let encoder = match &picture {
                DynamicImage::ImageRgba8(pixels) => webp::Encoder::from_rgba(pixels, width, height),
                _ => webp::Encoder::from_rgb(picture.as_bytes(), width, height),
            };
            bytes.extend_from_slice(&encoder.encode_simple(false, f32::from(QUALITY)).map_err(failed)?);
        }
        ImageFormat::Avif => {
            let encoder = AvifEncoder::new_with_speed_quality(&mut bytes, AVIF_SPEED, QUALITY);
            picture.write_with_encoder(encoder.with_num_threads(Some(1))).map_err(failed)?;
        }
    }
    Ok(bytes)
}

fn failed(error: impl std::fmt::Debug) -> Undrawable {
    tracing::error!(?error, "a picture cannot be written in its format");
    Undrawable::Damaged
}

/// JPEG knows no transparency.
fn on_white(picture: DynamicImage) -> RgbImage {
    let DynamicImage::ImageRgba8(picture) = picture else { return picture.into_rgb8() };
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let over = |colour: u8| {
            let (colour, alpha) = (u32::from(colour), u32::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(red), over(green), over(blue)])
    })
}
