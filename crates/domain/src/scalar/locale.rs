use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};

use super::{ScalarError, parse_string, text_scalar};

/// A language and, where it matters, its script or region: a BCP 47 tag such as `en`, `zh-Hans` or `zh-Hant-TW`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locale(Arc<str>);

impl Locale {
    /// English, the publication's first language.
    pub fn english() -> Self {
        Self(Arc::from("en"))
    }

    /// Chinese in simplified characters.
    pub fn simplified_chinese() -> Self {
        Self(Arc::from("zh-Hans"))
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone: `zh` of `zh-Hans`.
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
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
        let mut subtags = self.0.split('-');
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
        f.write_str(&self.0)
    }
}

impl FromStr for Locale {
    type Err = ScalarError;

    /// Accepts language, script and region, and writes them as RFC 5646, section 2.1.1 recommends (`zh-Hant-TW`).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let canonical: Option<Vec<String>> =
            text.split('-').enumerate().map(|(index, subtag)| canonical_subtag(index, subtag)).collect();
        match canonical {
            Some(subtags) if subtags.len() <= 3 => Ok(Self(subtags.join("-").into())),
            _ => Err(ScalarError::new(text, "a language tag like `en` or `zh-Hans` (BCP 47)")),
        }
    }
}

fn canonical_subtag(index: usize, subtag: &str) -> Option<String> {
    let letters = subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
    let lower = subtag.to_ascii_lowercase();
    match (index, subtag.len()) {
        (0, 2 | 3) if letters => Some(lower),
        (1, 4) if letters => {
            let mut chars = lower.chars();
            chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str())
        }
        (1 | 2, 2) if letters => Some(subtag.to_ascii_uppercase()),
        (1 | 2, 3) if subtag.bytes().all(|byte| byte.is_ascii_digit()) => Some(lower),
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
        for wrong in ["", "e", "english", "zh-", "zh_Hans", "en-US-x-private"] {
            assert!(wrong.parse::<Locale>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn simplified_chinese_serves_mainland_readers_best() {
        assert_eq!(locale("zh-Hans").serves(&locale("zh-CN")), 2);
        assert_eq!(locale("zh-Hans").serves(&locale("zh-TW")), 1);
        assert_eq!(locale("en").serves(&locale("zh-CN")), 0);
    }
}
