use std::collections::BTreeSet;

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use super::{Content, Link, LocalisedTexts, rules};
use crate::text::{Localised, Spellings, name_key, slip_keys, slug};
use crate::{Issn, Kind, Stage, Violations};

/// A scientific journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "JournalInput")]
pub struct Journal {
    /// Its name in addresses.
    #[graphql(default)]
    pub slug: String,
    /// Its name.
    pub name: Localised,
    /// Its name for short, as pages print it: `PNAS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abbreviation: Option<String>,
    /// The ISSN of its print edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issn: Option<Issn>,
    /// The ISSN of its electronic edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eissn: Option<Issn>,
}

impl Journal {
    /// Every name it goes by.
    pub fn spellings(&self) -> Spellings {
        Spellings::of(self.name.texts().chain(self.abbreviation.as_deref()))
    }

    /// The keys under which it is looked for when a page names a journal: of its names, and of slips in them.
    pub fn name_keys(&self) -> BTreeSet<String> {
        let names = self.name.texts().chain(self.abbreviation.as_deref()).map(name_key);
        names.chain(self.name.texts().flat_map(slip_keys)).filter(|key| !key.is_empty()).collect()
    }
}

impl Content for Journal {
    const KIND: Kind = Kind::Journal;

    fn check(&self, stage: Stage) -> Violations {
        let mut violations = Violations::default();
        rules::slug(&mut violations, &self.slug);
        rules::needed_to_publish(&mut violations, stage, "name", &self.name);
        violations
    }

    fn links(&self) -> Vec<Link> {
        Vec::new()
    }

    fn localised(&self) -> LocalisedTexts<'_> {
        LocalisedTexts::default().with("name", &self.name)
    }

    fn slug(&self) -> Option<&str> {
        Some(&self.slug)
    }

    fn set_slug(&mut self, slug: String) {
        self.slug = slug;
    }

    fn fill_in(&mut self, _: Option<&Self>) {
        if self.slug.is_empty() {
            self.slug = slug(self.name.pick(&[]));
        }
    }

    fn absorb(&mut self, same: &Self) {
        self.abbreviation = self.abbreviation.take().or_else(|| same.abbreviation.clone());
        self.issn = self.issn.take().or_else(|| same.issn.clone());
        self.eissn = self.eissn.take().or_else(|| same.eissn.clone());
    }
}
