use serde::{Deserialize, Serialize};

use crate::Locale;

/// A person's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonName {
    /// The family name.
    pub family: String,
    /// The given name.
    pub given: String,
    /// The name in its own script, as the source gives it; never supplied by us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
    /// Other and former spellings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
}

impl PersonName {
    /// The name as a reader of `locales` sees it: in its own script for readers of Chinese, family name first for all.
    pub fn display(&self, locales: &[Locale]) -> String {
        match (&self.native, reads_chinese(locales)) {
            (Some(native), true) => native.clone(),
            _ => format!("{} {}", self.family, self.given).trim().to_owned(),
        }
    }

    /// The language that [`Self::display`] is in.
    pub fn display_locale(&self, locales: &[Locale]) -> Locale {
        let native = self.native.is_some() && reads_chinese(locales);
        if native { Locale::simplified_chinese() } else { Locale::english() }
    }

    /// The name as lists are sorted by it.
    pub fn sort(&self) -> String {
        format!("{}, {}", self.family, self.given)
    }
}

fn reads_chinese(locales: &[Locale]) -> bool {
    locales.first().is_some_and(|locale| locale.language() == "zh")
}
