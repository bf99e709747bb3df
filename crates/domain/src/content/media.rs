use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};

use super::{Content, Link, LocalisedTexts};
use crate::text::Localised;
use crate::{Kind, Stage, Violations};

/// A picture: the record of an original file, which is kept under the hash of its content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "MediaInput")]
pub struct Media {
    /// SHA-256 of the original, 64 hexadecimal digits: where the file is kept.
    #[graphql(skip)]
    pub hash: String,
    /// Its media type, told from its content: `image/png`.
    #[graphql(skip)]
    pub mime_type: String,
    /// Size of the original in bytes.
    #[graphql(skip)]
    pub bytes: u64,
    /// Width of the original in pixels.
    #[graphql(skip)]
    pub width: u32,
    /// Height of the original in pixels.
    #[graphql(skip)]
    pub height: u32,
    /// What it shows, for those who do not see it.
    #[serde(default)]
    #[graphql(default)]
    pub alt: Localised,
    /// Whom to name beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// How the people in it agreed to be shown, and where that is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// What to keep in view when it is cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub focal_point: Option<FocalPoint>,
    /// A blurred likeness in some 25 bytes, base64, to show while it loads (ThumbHash).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub thumbhash: Option<String>,
}

/// A point of a picture, both parts from 0 (left, top) to 1 (right, bottom).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, SimpleObject, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(input_name = "FocalPointInput")]
pub struct FocalPoint {
    /// From left to right.
    pub x: f64,
    /// From top to bottom.
    pub y: f64,
}

impl Media {
    /// Whether a text can be the hash of a picture: 64 lower-case hexadecimal digits.
    pub fn is_hash(text: &str) -> bool {
        text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    }

    /// The name that the original is kept under: its hash and the ending that its type is known by.
    pub fn file_name(&self) -> String {
        let ending = match self.mime_type.as_str() {
            "image/jpeg" => "jpg",
            "image/webp" => "webp",
            "image/gif" => "gif",
            _ => "png",
        };
        format!("{}.{ending}", self.hash)
    }
}

impl Content for Media {
    const KIND: Kind = Kind::Media;

    fn check(&self, stage: Stage) -> Violations {
        let mut violations = Violations::default();
        if !Self::is_hash(&self.hash) {
            violations.invalid("hash", "must be the SHA-256 of the file: 64 lower-case hexadecimal digits");
        }
        if self.width == 0 || self.height == 0 {
            violations.invalid("width", "a picture is at least one pixel wide and high");
        }
        if !["image/jpeg", "image/png", "image/webp", "image/gif"].contains(&self.mime_type.as_str()) {
            violations.invalid("mimeType", "only image/jpeg, image/png, image/webp and image/gif are kept");
        }
        let inside = |part: f64| (0.0..=1.0).contains(&part);
        if self.focal_point.is_some_and(|point| !inside(point.x) || !inside(point.y)) {
            violations.invalid("focalPoint", "both parts are between 0 and 1");
        }
        if stage == Stage::Published && self.alt.is_blank() {
            violations.required("alt", "say what the picture shows before it is published");
        }
        violations
    }

    fn links(&self) -> Vec<Link> {
        Vec::new()
    }

    fn localised(&self) -> LocalisedTexts<'_> {
        LocalisedTexts::default().with("alt", &self.alt)
    }
}
