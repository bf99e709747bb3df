use std::fmt;

use async_graphql::InputObject;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::collation::{NameOrder, sort_key};
use crate::Locale;
use crate::input::written_as;

/// A short text in the languages it is known in: `{"en": "Member", "zh-Hans": "委员"}`. They are few, and stand in the
/// order of their tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Localised(Vec<(Locale, String)>);

/// A short text in one of the languages it is known in. A blank one stands for none.
#[derive(InputObject)]
struct LocalisedTextInput {
    /// The language.
    locale: Locale,
    /// The text.
    text: String,
}

written_as!(Localised, Vec<LocalisedTextInput>);

/// A text is given twice in a language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a text stands in `{0}` twice: give it once in each language")]
pub struct TwiceInLocale(Locale);

impl TryFrom<Vec<LocalisedTextInput>> for Localised {
    type Error = TwiceInLocale;

    fn try_from(texts: Vec<LocalisedTextInput>) -> Result<Self, TwiceInLocale> {
        let mut known = Self::default();
        for LocalisedTextInput { locale, text } in texts {
            if known.get(&locale).is_some() {
                return Err(TwiceInLocale(locale));
            }
            known.set(locale, text);
        }
        known.0.retain(|(_, text)| !text.trim().is_empty());
        Ok(known)
    }
}

impl From<&Localised> for Vec<LocalisedTextInput> {
    fn from(localised: &Localised) -> Self {
        let texts = localised.0.iter();
        texts.map(|(locale, text)| LocalisedTextInput { locale: locale.clone(), text: text.clone() }).collect()
    }
}

impl Localised {
    /// A text known in English alone.
    pub fn english(text: impl Into<String>) -> Self {
        Self::of(Locale::english(), text)
    }

    /// A text known in one language.
    pub fn of(locale: Locale, text: impl Into<String>) -> Self {
        Self(vec![(locale, text.into())])
    }

    /// The same text with one language more (or another wording of one).
    #[must_use]
    pub fn with(mut self, locale: Locale, text: impl Into<String>) -> Self {
        self.set(locale, text.into());
        self
    }

    fn set(&mut self, locale: Locale, text: String) {
        match self.0.binary_search_by(|(known, _)| known.cmp(&locale)) {
            Ok(place) => self.0.splice(place..=place, [(locale, text)]).for_each(drop),
            Err(place) => self.0.insert(place, (locale, text)),
        }
    }

    /// The text that serves a reader best who asked for `locales` in this order; where none serves, English, and where
    /// there is no English, whatever there is. Empty only when no language is known.
    pub fn pick(&self, locales: &[Locale]) -> &str {
        self.shown(locales).map_or("", |(_, text)| text)
    }

    /// That text with the language it is in; nothing only when no language is known.
    pub fn shown(&self, locales: &[Locale]) -> Option<(&Locale, &str)> {
        let first = self.0.first().map(|(locale, text)| (locale, text));
        let shown = match self.0.len() {
            // Most texts are known in one language, which is the one shown whatever was asked for.
            0 | 1 => first,
            _ => {
                let served = locales.iter().find_map(|wanted| self.best_for(wanted));
                served.or_else(|| self.best_for(&Locale::english())).or(first)
            }
        };
        shown.map(|(locale, text)| (locale, text.as_str()))
    }

    fn best_for(&self, wanted: &Locale) -> Option<(&Locale, &String)> {
        let (locale, text) = self.0.iter().max_by_key(|(locale, _)| locale.serves(wanted))?;
        (locale.serves(wanted) > 0).then_some((locale, text))
    }

    /// The languages it is known in, in the order of their tags.
    pub fn locales(&self) -> impl Iterator<Item = &Locale> {
        self.0.iter().map(|(locale, _)| locale)
    }

    /// Whether it is known in more than one language: else all readers see the same.
    pub fn is_translated(&self) -> bool {
        self.0.len() > 1
    }

    /// The key that lists are ordered by for those who see it as `order` says.
    pub fn sort_key(&self, order: NameOrder) -> String {
        match order {
            NameOrder::English => sort_key(self.pick(&[])),
            NameOrder::Chinese => sort_key(self.pick(&[Locale::simplified_chinese()])),
        }
    }

    /// The text in exactly this language.
    pub fn get(&self, locale: &Locale) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == locale).map(|(_, text)| text.as_str())
    }

    /// Every wording, in the order of the language tags.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, text)| text.as_str())
    }

    /// True when no language has a text that says anything.
    pub fn is_blank(&self) -> bool {
        self.texts().all(|text| text.trim().is_empty())
    }
}

impl Serialize for Localised {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(locale, text)| (locale, text)))
    }
}

impl<'de> Deserialize<'de> for Localised {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;

        impl<'de> Visitor<'de> for Texts {
            type Value = Localised;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Localised, M::Error> {
                let mut texts = Localised::default();
                while let Some((locale, text)) = map.next_entry()? {
                    texts.set(locale, text);
                }
                Ok(texts)
            }
        }

        deserializer.deserialize_map(Texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locales(tags: &[&str]) -> Vec<Locale> {
        tags.iter().map(|tag| tag.parse().unwrap()).collect()
    }

    #[test]
    fn the_first_language_that_serves_wins() {
        let text = Localised::english("Member").with(Locale::simplified_chinese(), "委员");
        assert_eq!(text.pick(&[]), "Member");
        assert_eq!(text.pick(&locales(&["zh-CN", "en"])), "委员");
        assert_eq!(text.pick(&locales(&["zh-Hant"])), "委员");
        assert_eq!(text.pick(&locales(&["fr", "en"])), "Member");
    }

    #[test]
    fn json_has_the_languages_in_the_order_of_their_tags_and_the_last_of_two_texts() {
        let text: Localised = serde_json::from_str(r#"{"zh-hans":"委员","en":"Fellow","EN":"Member"}"#).unwrap();
        assert_eq!(text, Localised::english("Member").with(Locale::simplified_chinese(), "委员"));
        assert_eq!(serde_json::to_string(&text).unwrap(), r#"{"en":"Member","zh-Hans":"委员"}"#);
        assert!(serde_json::from_str::<Localised>(r#"{"english":"Member"}"#).is_err());
    }

    #[test]
    fn a_text_without_english_is_better_than_none() {
        let text = Localised::of(Locale::simplified_chinese(), "委员");
        assert_eq!(text.pick(&locales(&["fr"])), "委员");
    }
}
