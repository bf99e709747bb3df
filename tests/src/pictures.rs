//! Pictures made for tests, and their records.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba};
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_persistence::content_hash;

use crate::TestApp;
use crate::content::save;

/// Red on its left half, blue on its right.
pub fn two_halves(width: u32, height: u32) -> DynamicImage {
    let colour = |x, _| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) };
    RgbImage::from_fn(width, height, colour).into()
}

/// A picture as a file.
pub fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a format that can be written");
    bytes.into_inner()
}

/// The record of a file.
pub fn record(bytes: &[u8], mime_type: &str, (width, height): (u32, u32)) -> Media {
    Media {
        hash: content_hash(bytes),
        mime_type: mime_type.into(),
        bytes: bytes.len() as u64,
        width,
        height,
        alt: Localised::english("Two halves"),
        credit: None,
        consent: None,
        focal_point: None,
        thumbhash: None,
    }
}

/// Puts a file where originals are kept.
pub async fn keep(app: &TestApp, bytes: &[u8], media: &Media) {
    let name = media.file_name();
    let (_, ending) = name.split_once('.').expect("a name with an ending");
    app.app.media.put(bytes.to_vec(), ending).await.expect("a place for pictures");
}

/// Puts a file where originals are kept, and publishes its record.
pub async fn publish(app: &TestApp, bytes: &[u8], media: &Media) -> Id<Media> {
    keep(app, bytes, media).await;
    let mut writing = app.write().await;
    let id = save(&mut writing, media).await;
    writing.publish(id.node()).await.expect("a picture that may be published");
    writing.commit().await.expect("the picture");
    id
}

/// Whether a colour is near another: formats that lose something change it a little.
pub fn near(colour: Rgba<u8>, [red, green, blue]: [u8; 3]) -> bool {
    colour.0.iter().zip([red, green, blue]).all(|(one, other)| one.abs_diff(other) < 24)
}
