use std::collections::BTreeSet;

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use crate::Locale;
use crate::text::{NameOrder, person_key};

/// A person's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "PersonNameInput")]
pub struct PersonName {
    /// The family name.
    pub family: String,
    /// The given name.
    #[graphql(default)]
    pub given: String,
    /// The name in its own script, as the source gives it; never supplied by us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native: Option<String>,
    /// Other and former spellings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub variants: Vec<String>,
}

impl PersonName {
    /// The name as a reader of `locales` sees it: in its own script for readers of Chinese, family name first for all.
    pub fn display(&self, locales: &[Locale]) -> String {
        match (&self.native, NameOrder::of(locales)) {
            (Some(native), NameOrder::Chinese) => native.clone(),
            _ => format!("{} {}", self.family, self.given).trim().to_owned(),
        }
    }

    /// The language that [`Self::display`] is in.
    pub fn display_locale(&self, locales: &[Locale]) -> Locale {
        let native = self.native.is_some() && NameOrder::of(locales) == NameOrder::Chinese;
        if native { Locale::simplified_chinese() } else { Locale::english() }
    }

    /// The key that lists are ordered by for those who see the name as `order` says.
    pub fn sort_key(&self, order: NameOrder) -> String {
        match (&self.native, order) {
            (Some(native), NameOrder::Chinese) => person_key(native, ""),
            _ => person_key(&self.family, &self.given),
        }
    }

    /// The name with the family's first, as an index of names prints it.
    pub fn sort(&self) -> String {
        format!("{}, {}", self.family, self.given)
    }

    /// Whether the person is known under this name, in either order, however its syllables are joined.
    pub fn is_spelled(&self, name: &str) -> bool {
        let name = letters(name);
        self.spelled().any(|spelling| spelling == name)
    }

    /// The keys under which the person is looked for: every spelling, and how the name begins. A slip of the pen most
    /// often leaves the beginning as it is.
    pub fn keys(&self) -> BTreeSet<String> {
        let start: String = self.given.chars().take(2).collect();
        let start = (!start.is_empty()).then(|| format!("{} {}…", letters(&self.family), letters(&start)));
        self.spelled().filter(|spelling| !spelling.is_empty()).chain(start).collect()
    }

    /// Takes over the spellings of another record of the same person that are not known here.
    pub(super) fn absorb(&mut self, same: &Self) {
        self.native = self.native.take().or_else(|| same.native.clone());
        for name in std::iter::once(&same.display(&[])).chain(&same.native).chain(&same.variants) {
            if !self.is_spelled(name) {
                self.variants.push(name.clone());
            }
        }
    }

    fn spelled(&self) -> impl Iterator<Item = String> {
        let family_first = format!("{}{}", self.family, self.given);
        let given_first = format!("{}{}", self.given, self.family);
        let others = self.native.iter().chain(&self.variants).map(|name| letters(name));
        [letters(&family_first), letters(&given_first)].into_iter().chain(others)
    }
}

/// A name as it is compared: `Zhong-wei` and `Zhongwei` are one.
pub fn letters(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}
