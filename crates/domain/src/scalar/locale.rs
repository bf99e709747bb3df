use std::fmt;
use std::str::FromStr;

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};

use super::{ScalarError, parse_string, text_scalar};

/// Bytes of the longest tag: `zho-Hant-158`.
const LONGEST: usize = 12;

/// A language and, where it matters, its script or region: a BCP 47 tag such as `en`, `zh-Hans` or `zh-Hant-TW`. Every
/// text of a record has one, so it lies in place: its letters, and zeros behind them.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locale([u8; LONGEST]);

impl Locale {
    /// English, the publication's first language.
    pub const fn english() -> Self {
        Self(*b"en\0\0\0\0\0\0\0\0\0\0")
    }

    /// Chinese in simplified characters.
    pub const fn simplified_chinese() -> Self {
        Self(*b"zh-Hans\0\0\0\0\0")
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        let tag = self.0.split(|byte| *byte == 0).next().unwrap_or_default();
        // Letters, digits and hyphens alone.
        std::str::from_utf8(tag).unwrap_or_default()
    }

    /// The language alone: `zh` of `zh-Hans`.
    pub fn language(&self) -> &str {
        self.as_str().split('-').next().unwrap_or_default()
    }

    /// How well a text in `self` serves a reader who asked for `wanted`: 2 for the same script, 1 for the same language
    /// (simplified and traditional Chinese are kin), 0 for none.
    pub fn serves(&self, wanted: &Self) -> u8 {
        if self.language() != wanted.language() {
            return 0;
        }
        if self.script() == wanted.script() { 2 } else { 1 }
    }

    /// The script a tag names or implies (CLDR's likely subtags, for the languages the publication writes in).
    fn script(&self) -> &str {
        let mut subtags = self.as_str().split('-');
        let language = subtags.next().unwrap_or_default();
        let second = subtags.next().unwrap_or_default();
        match (language, second) {
            (_, script) if script.len() == 4 => script,
            ("zh", "TW" | "HK" | "MO") => "Hant",
            ("zh", _) => "Hans",
            _ => "",
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Locale").field(&self.as_str()).finish()
    }
}

impl FromStr for Locale {
    type Err = ScalarError;

    /// Accepts language, script and region, and writes them as RFC 5646, section 2.1.1 recommends (`zh-Hant-TW`).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let canonical = canonical(text).map(Self);
        canonical.ok_or_else(|| ScalarError::new(text, "a language tag like `en` or `zh-Hans` (BCP 47)"))
    }
}

fn canonical(text: &str) -> Option<[u8; LONGEST]> {
    let mut tag = [0; LONGEST];
    let mut free = tag.iter_mut();
    for (index, subtag) in text.split('-').enumerate() {
        let letter = spelling(index, subtag)?;
        if index > 0 {
            *free.next()? = b'-';
        }
        for (place, byte) in subtag.bytes().enumerate() {
            *free.next()? = letter(place, &byte);
        }
    }
    Some(tag)
}

/// How the letters of a subtag are written, by their places; nothing where it is none of a language, script or region.
fn spelling(index: usize, subtag: &str) -> Option<fn(usize, &u8) -> u8> {
    let letters = subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
    match (index, subtag.len()) {
        (0, 2 | 3) if letters => Some(|_, byte| byte.to_ascii_lowercase()),
        (1, 4) if letters => Some(|place, byte| match place {
            0 => byte.to_ascii_uppercase(),
            _ => byte.to_ascii_lowercase(),
        }),
        (1 | 2, 2) if letters => Some(|_, byte| byte.to_ascii_uppercase()),
        (1 | 2, 3) if subtag.bytes().all(|byte| byte.is_ascii_digit()) => Some(|_, byte| *byte),
        _ => None,
    }
}

text_scalar!(Locale);

/// A language tag of BCP 47 (RFC 5646): `en`, `zh-Hans`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc5646")]
impl ScalarType for Locale {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse_string(value, "en")
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(text: &str) -> Locale {
        text.parse().unwrap()
    }

    #[test]
    fn tags_are_written_in_one_way() {
        assert_eq!(locale("ZH-hans-cn").as_str(), "zh-Hans-CN");
        assert_eq!(locale("EN").as_str(), "en");
        assert_eq!(locale("ZHO-hant-158").as_str(), "zho-Hant-158");
        assert_eq!((locale("en"), locale("zh-hans")), (Locale::english(), Locale::simplified_chinese()));
        for wrong in ["", "e", "english", "zh-", "zh_Hans", "en-US-x-private"] {
            assert!(wrong.parse::<Locale>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn tags_are_ordered_as_their_texts() {
        let mut tags = ["zh-TW", "en-GB", "zh-Hans", "en", "zh", "eng"].map(locale);
        tags.sort();
        assert_eq!(tags.map(|tag| tag.to_string()), ["en", "en-GB", "eng", "zh", "zh-Hans", "zh-TW"]);
    }

    #[test]
    fn simplified_chinese_serves_mainland_readers_best() {
        assert_eq!(locale("zh-Hans").serves(&locale("zh-CN")), 2);
        assert_eq!(locale("zh-Hans").serves(&locale("zh-TW")), 1);
        assert_eq!(locale("en").serves(&locale("zh-CN")), 0);
    }
}
