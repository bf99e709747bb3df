use image::DynamicImage;
use moxcms::{ColorProfile, Layout, TransformOptions};

/// The picture in the colours of the web (sRGB), with which a picture without a profile is shown. Cameras write wider
/// ones, which would look pale without their profile.
///
/// Takes pictures of eight bits with or without transparency. A profile that cannot be read changes nothing.
pub(super) fn in_srgb(picture: DynamicImage, profile: Option<&[u8]>) -> DynamicImage {
    profile.and_then(|profile| converted(&picture, profile)).unwrap_or(picture)
}

fn converted(picture: &DynamicImage, profile: &[u8]) -> Option<DynamicImage> {
    let from = ColorProfile::new_from_slice(profile).ok()?;
    let layout = if picture.color().has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let transform =
        from.create_transform_8bit(layout, &ColorProfile::new_srgb(), layout, TransformOptions::default()).ok()?;
    let mut pixels = vec![0; picture.as_bytes().len()];
    transform.transform(picture.as_bytes(), &mut pixels).ok()?;
    let (width, height) = (picture.width(), picture.height());
    match layout {
        Layout::Rgba => image::RgbaImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgba8),
        _ => image::RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
    }
}

#[cfg(test)]
mod tests {
    use image::{ImageEncoder as _, RgbImage, RgbaImage};
    use shanghaidoctor_domain::rendition::Rendition;

    use super::*;
    use crate::pictures::{Original, draw};

    #[test]
    fn colours_of_a_wider_space_are_shown_as_they_were_seen() {
        let profile = ColorProfile::new_display_p3().encode().unwrap();
        let mut file = Vec::new();
        let mut encoder = image::codecs::png::PngEncoder::new(&mut file);
        encoder.set_icc_profile(profile).unwrap();
        let picture = RgbImage::from_pixel(200, 200, image::Rgb([200, 100, 100]));
        encoder.write_image(picture.as_raw(), 200, 200, image::ExtendedColorType::Rgb8).unwrap();
        let original = Original::read(&file).unwrap();
        let drawn = draw::rendition(&original, &Rendition::parse("w160.png").unwrap()).unwrap();
        assert_eq!(Original::read(&drawn).unwrap().profile, None, "what has no profile is shown in these colours");
        let red = image::load_from_memory(&drawn).unwrap().into_rgb8().get_pixel(80, 80).0;
        // The same red in numbers of sRGB, by the matrices of both spaces (CSS Color 4, sections 10.2 and 10.4).
        for (channel, expected) in red.into_iter().zip([215, 93, 97]) {
            assert!(channel.abs_diff(expected) <= 2, "{red:?}");
        }
    }

    #[test]
    fn a_profile_that_cannot_be_read_or_does_not_fit_changes_nothing() {
        let picture = DynamicImage::ImageRgba8(RgbaImage::from_pixel(2, 2, image::Rgba([200, 100, 100, 7])));
        let grey = ColorProfile::new_gray_with_gamma(2.2).encode().unwrap();
        for profile in [None, Some(&b"no profile"[..]), Some(&grey)] {
            assert_eq!(in_srgb(picture.clone(), profile), picture);
        }
    }
}
