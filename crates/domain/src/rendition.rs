//! Renditions: the smaller pictures that there are of a picture, and the names they have.
//!
//! There are few of them, whatever is asked for: the widths of a ladder, the picture whole or cut to one of some common
//! shapes around its focal point, in four formats. So a name says all of what is drawn, caches hold what many ask for,
//! and nobody can make the server draw a million. None is larger than its original.

mod name;
mod shape;

use async_graphql::Enum;

pub use self::shape::Shape;
use crate::content::Media;

/// The widths of the ladder, in pixels. A picture that is narrower than the widest has its own width as its last step.
pub const WIDTHS: [u32; 8] = [160, 320, 480, 640, 960, 1280, 1920, 2560];

/// A file format that pictures are drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ImageFormat {
    /// For photographs, understood by everything. What is transparent becomes white.
    Jpeg,
    /// For drawings; without loss, so large for photographs.
    Png,
    /// Small, understood by every browser since 2020.
    Webp,
    /// The smallest, understood by every browser since 2024. Whoever asks first waits some seconds for a large one.
    Avif,
}

/// How a picture meets a box that has another shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum ImageFit {
    /// It covers the box: what sticks out is cut off, around the focal point.
    #[default]
    Cover,
    /// It is whole, inside the box.
    Contain,
}

/// The room that a client has for a picture, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Its width.
    pub width: Option<u32>,
    /// Its height.
    pub height: Option<u32>,
    /// How the picture meets it when both are given.
    pub fit: ImageFit,
}

/// One of the pictures that there are of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rendition {
    /// Its width in pixels.
    pub width: u32,
    /// How it is cut; whole when `None`.
    pub cut: Option<Cut>,
    /// Its file format.
    pub format: ImageFormat,
}

/// How a picture is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The shape that it gets.
    pub shape: Shape,
    /// What stays in the middle as far as the edges allow: percent of the side that loses something, from left or top.
    pub centre: u8,
}

/// What to draw of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// From where to cut, from the left in pixels of the original.
    pub left: f64,
    /// From where to cut, from the top in pixels of the original.
    pub top: f64,
    /// The width to cut out, in pixels of the original.
    pub cut_width: f64,
    /// The height to cut out, in pixels of the original.
    pub cut_height: f64,
    /// The width to draw it in.
    pub width: u32,
    /// The height to draw it in.
    pub height: u32,
}

impl ImageFormat {
    /// The format of a picture of this media type when nobody asks for another. GIF, of which only the first picture is
    /// drawn, becomes PNG.
    pub fn of(mime_type: &str) -> Self {
        match mime_type {
            "image/jpeg" => Self::Jpeg,
            "image/webp" => Self::Webp,
            _ => Self::Png,
        }
    }

    /// Its media type.
    pub const fn mime_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Avif => "image/avif",
        }
    }
}

impl Rendition {
    /// The rendition of a picture that fills a room best: at least as large where the original is, in a shape that is
    /// nearest.
    pub fn for_room(media: &Media, room: Room, format: ImageFormat) -> Self {
        let natural = Shape::of(media.width, media.height);
        let (shape, width) = match (room.width, room.height) {
            (None, None) => (natural, u32::MAX),
            (Some(width), None) => (natural, width),
            (None, Some(height)) => (natural, natural.width_for(height)),
            (Some(width), Some(height)) => match room.fit {
                ImageFit::Contain => (natural, width.min(natural.width_for(height))),
                ImageFit::Cover => {
                    let shape = Shape::of(width, height).nearest(natural);
                    (shape, width.max(shape.width_for(height)))
                }
            },
        };
        let cut = (shape != natural).then(|| Cut { shape, centre: centre(media, shape) });
        let steps = steps(media, cut);
        let width = steps.iter().copied().find(|step| *step >= width).or(steps.last().copied()).unwrap_or(1);
        Self { width, cut, format }
    }

    /// The whole picture as large as it is drawn, in its own format: what stands for it where no size is asked for.
    pub fn largest(media: &Media) -> Self {
        Self::for_room(media, Room::default(), ImageFormat::of(&media.mime_type))
    }

    /// Its width and height in pixels.
    pub fn size(&self, media: &Media) -> (u32, u32) {
        let plan = self.plan(media.width, media.height);
        (plan.width, plan.height)
    }

    /// The whole picture in every width that it has.
    pub fn whole(media: &Media, format: ImageFormat) -> Vec<Self> {
        steps(media, None).into_iter().map(|width| Self { width, cut: None, format }).collect()
    }

    /// Whether a picture has this rendition, wherever its focal point is.
    pub fn is_of(&self, media: &Media) -> bool {
        let natural = Shape::of(media.width, media.height);
        self.cut.is_none_or(|cut| cut.shape != natural) && steps(media, self.cut).contains(&self.width)
    }

    /// The same with the focal point that the picture has now.
    #[must_use]
    pub fn centred(&self, media: &Media) -> Self {
        let cut = self.cut.map(|cut| Cut { centre: centre(media, cut.shape), ..cut });
        Self { cut, ..*self }
    }

    /// What to draw of an original that is so many pixels wide and high.
    pub fn plan(&self, width: u32, height: u32) -> Plan {
        let (full_width, full_height) = (f64::from(width), f64::from(height));
        let shape = self.cut.map_or_else(|| Shape::of(width, height), |cut| cut.shape);
        let cut_width = full_width.min(full_height * shape.ratio());
        let cut_height = full_height.min(full_width / shape.ratio());
        let centre = self.cut.map_or(0.5, |cut| f64::from(cut.centre) / 100.0);
        // As far as the edges allow.
        let start = |full: f64, part: f64| (full * centre - part / 2.0).clamp(0.0, (full - part).max(0.0));
        // A record can be wrong about its file; nothing is enlarged all the same.
        let drawn_width = self.width.min(shape.widest_in(width, height));
        Plan {
            left: start(full_width, cut_width),
            top: start(full_height, cut_height),
            cut_width,
            cut_height,
            width: drawn_width,
            height: shape.height_for(drawn_width),
        }
    }
}

/// The widths that a picture has, smallest first.
fn steps(media: &Media, cut: Option<Cut>) -> Vec<u32> {
    let shape = cut.map_or_else(|| Shape::of(media.width, media.height), |cut| cut.shape);
    let own = shape.widest_in(media.width, media.height);
    let below = WIDTHS.into_iter().filter(|width| *width < own);
    let last = WIDTHS.into_iter().max().unwrap_or(own).min(own);
    below.filter(|width| *width < last).chain([last]).collect()
}

/// The focal point along the side that loses something, in percent.
fn centre(media: &Media, shape: Shape) -> u8 {
    let Some(point) = media.focal_point else { return 50 };
    let loses_width = shape.ratio() < Shape::of(media.width, media.height).ratio();
    let part = if loses_width { point.x } else { point.y };
    // Saturates: a point outside the picture is refused where records are written.
    (part * 100.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::FocalPoint;
    use crate::text::Localised;

    fn picture(width: u32, height: u32, focal_point: Option<(f64, f64)>) -> Media {
        Media {
            hash: "0".repeat(64),
            mime_type: "image/jpeg".into(),
            bytes: 1,
            width,
            height,
            alt: Localised::default(),
            credit: None,
            consent: None,
            focal_point: focal_point.map(|(x, y)| FocalPoint { x, y }),
            thumbhash: None,
        }
    }

    fn asked(media: &Media, width: Option<u32>, height: Option<u32>, fit: ImageFit) -> String {
        Rendition::for_room(media, Room { width, height, fit }, ImageFormat::Webp).file_name()
    }

    #[test]
    fn a_width_is_rounded_up_to_the_ladder_and_never_above_the_original() {
        let wide = picture(4000, 3000, None);
        for (width, name) in [(1, "w160"), (160, "w160"), (161, "w320"), (1921, "w2560"), (9999, "w2560")] {
            assert_eq!(asked(&wide, Some(width), None, ImageFit::Cover), format!("{name}.webp"));
        }
        let small = picture(500, 400, None);
        for (width, name) in [(480, "w480"), (481, "w500"), (9999, "w500")] {
            assert_eq!(asked(&small, Some(width), None, ImageFit::Cover), format!("{name}.webp"));
        }
        assert_eq!(asked(&picture(90, 80, None), Some(10), None, ImageFit::Cover), "w90.webp");
        assert_eq!(asked(&wide, None, None, ImageFit::Cover), "w2560.webp");
    }

    #[test]
    fn what_stands_for_a_picture_is_whole_and_in_its_own_format() {
        let media = |mime_type: &str| Media { mime_type: mime_type.into(), ..picture(4000, 3000, Some((0.2, 0.9))) };
        for (mime_type, name) in [
            ("image/jpeg", "w2560.jpg"),
            ("image/png", "w2560.png"),
            ("image/webp", "w2560.webp"),
            ("image/gif", "w2560.png"),
        ] {
            let largest = Rendition::largest(&media(mime_type));
            assert_eq!(largest.file_name(), name);
            assert_eq!(largest.size(&media(mime_type)), (2560, 1920));
        }
        let small = picture(500, 400, None);
        assert_eq!((Rendition::largest(&small).width, Rendition::largest(&small).size(&small)), (500, (500, 400)));
        let face = Rendition::parse("w320-1x1-50.jpg").unwrap();
        assert_eq!(face.size(&small), (320, 320));
        assert_eq!(face.address(&small), format!("media/{}/w320-1x1-50.jpg", small.hash));
    }

    #[test]
    fn a_height_asks_for_the_width_that_has_it() {
        let wide = picture(4000, 3000, None);
        assert_eq!(asked(&wide, None, Some(480), ImageFit::Cover), "w640.webp");
        assert_eq!(asked(&wide, None, Some(481), ImageFit::Cover), "w960.webp");
        assert_eq!(asked(&wide, None, Some(u32::MAX), ImageFit::Cover), "w2560.webp");
    }

    #[test]
    fn a_box_is_covered_in_the_nearest_shape_around_the_focal_point() {
        let wide = picture(4000, 3000, Some((0.2, 0.9)));
        for (width, height, name) in [
            (300, 300, "w320-1x1-20"),
            (1200, 630, "w1280-2x1-90"),
            (300, 500, "w320-9x16-20"),
            (300, 225, "w320"),
            (160, 90, "w160-16x9-90"),
            // Higher than the nearest shape: as wide as its height needs.
            (160, 97, "w320-16x9-90"),
            (9999, 10, "w2560-3x1-90"),
            (u32::MAX, u32::MAX, "w2560-1x1-20"),
        ] {
            assert_eq!(asked(&wide, Some(width), Some(height), ImageFit::Cover), format!("{name}.webp"));
        }
        assert_eq!(asked(&picture(500, 900, None), Some(900), Some(600), ImageFit::Cover), "w500-3x2-50.webp");
        assert_eq!(asked(&picture(900, 500, None), Some(900), Some(900), ImageFit::Cover), "w500-1x1-50.webp");
    }

    #[test]
    fn what_a_box_contains_is_whole() {
        let wide = picture(4000, 3000, None);
        assert_eq!(asked(&wide, Some(640), Some(9999), ImageFit::Contain), "w640.webp");
        assert_eq!(asked(&wide, Some(9999), Some(480), ImageFit::Contain), "w640.webp");
    }

    #[test]
    fn a_picture_has_the_renditions_that_can_be_asked_for_and_no_others() {
        let media = picture(1000, 800, Some((0.3, 0.5)));
        for side in [1, 100, 320, 333, 640, 799, 800, 1000, 5000] {
            for (width, height) in [(side, side), (side, 400), (400, side)] {
                let room = Room { width: Some(width), height: Some(height), fit: ImageFit::Cover };
                let rendition = Rendition::for_room(&media, room, ImageFormat::Png);
                assert!(rendition.is_of(&media), "{rendition:?}");
                assert_eq!(rendition.centred(&media), rendition);
            }
        }
        for name in ["w161.png", "w1001.png", "w1280.png", "w1000-1x1-30.png", "w640-5x4-50.png"] {
            assert!(!Rendition::parse(name).unwrap().is_of(&media), "{name}");
        }
        assert_eq!(Rendition::whole(&media, ImageFormat::Png).len(), 6);
        assert_eq!(
            Rendition::parse("w640-1x1-99.png").unwrap().centred(&media).file_name(),
            "w640-1x1-30.png",
            "where it is now"
        );
    }

    #[test]
    fn a_cut_keeps_the_focal_point_in_the_middle_as_far_as_the_edges_allow() {
        let plan = |name: &str| Rendition::parse(name).unwrap().plan(1000, 500);
        let square = |left: f64| Plan { left, top: 0.0, cut_width: 500.0, cut_height: 500.0, width: 320, height: 320 };
        assert_eq!(plan("w320-1x1-50.png"), square(250.0));
        assert_eq!(plan("w320-1x1-30.png"), square(50.0));
        assert_eq!(plan("w320-1x1-0.png"), square(0.0));
        assert_eq!(plan("w320-1x1-100.png"), square(500.0));
        let whole = Plan { left: 0.0, top: 0.0, cut_width: 1000.0, cut_height: 500.0, width: 160, height: 80 };
        assert_eq!(plan("w160.png"), whole);
        assert_eq!((plan("w2560.png").width, plan("w2560.png").height), (1000, 500), "never larger than the file");
        let flat = Rendition::parse("w160.png").unwrap().plan(10_000, 10);
        assert_eq!((flat.width, flat.height), (160, 1), "at least one pixel");
    }
}
