use super::{Cut, ImageFormat, Rendition, Shape};
use crate::content::Media;

impl Rendition {
    /// Where it is, below the address of the server.
    pub fn address(&self, media: &Media) -> String {
        format!("media/{}/{}", media.hash, self.file_name())
    }

    /// Its name, which says all there is to it: `w640.webp`, or `w640-16x9-48.webp` when it is cut.
    pub fn file_name(&self) -> String {
        let ending = match self.format {
            ImageFormat::Jpeg => "jpg",
            ImageFormat::Png => "png",
            ImageFormat::Webp => "webp",
            ImageFormat::Avif => "avif",
        };
        match self.cut {
            None => format!("w{}.{ending}", self.width),
            Some(Cut { shape, centre }) => format!("w{}-{}-{centre}.{ending}", self.width, shape.name()),
        }
    }

    /// The rendition of this name; `None` for a name that none has.
    pub fn parse(name: &str) -> Option<Self> {
        let (stem, ending) = name.rsplit_once('.')?;
        let format = match ending {
            "jpg" => ImageFormat::Jpeg,
            "png" => ImageFormat::Png,
            "webp" => ImageFormat::Webp,
            "avif" => ImageFormat::Avif,
            _ => return None,
        };
        let mut parts = stem.strip_prefix('w')?.split('-');
        let width = parts.next()?.parse().ok()?;
        let cut = match (parts.next(), parts.next()) {
            (None, None) => None,
            (Some(shape), Some(centre)) => {
                Some(Cut { shape: Shape::parse(shape)?, centre: centre.parse().ok().filter(|centre| *centre <= 100)? })
            }
            _ => return None,
        };
        let rendition = Self { width, cut, format };
        // One name for each: neither `w0640` nor a fourth part.
        (rendition.file_name() == name).then_some(rendition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written_and_in_no_other_way() {
        for name in ["w640.webp", "w640.avif", "w500.jpg", "w1.png", "w640-16x9-0.webp", "w2560-1x1-100.jpg"] {
            assert_eq!(Rendition::parse(name).unwrap().file_name(), name);
        }
        for wrong in [
            "",
            "w.png",
            "640.png",
            "w0640.png",
            "w+640.png",
            "w640.gif",
            "w640",
            "w640.PNG",
            "w640-1x1.png",
            "w-640.png",
            "w640-1x1-101.png",
            "w640-2x2-50.png",
            "w640-1x1-050.png",
            "w640-1x1-50-1.png",
            "w640-7x5-50.png",
            "w640-.png",
            "w99999999999.png",
            "../w640.png",
        ] {
            assert_eq!(Rendition::parse(wrong), None, "{wrong}");
        }
    }
}
