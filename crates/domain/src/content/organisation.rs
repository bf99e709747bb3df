use std::collections::BTreeSet;

use async_graphql::{Enum, InputObject};
use serde::{Deserialize, Serialize};

use super::{Content, Identifier, IdentifierScheme, Link, LinkRole, LocalisedTexts, identifier, rules};
use crate::text::{Localised, Spellings, name_key, slip_keys, slug};
use crate::{CountryCode, Id, Kind, Stage, Violations};

/// An institution, society, branch, committee, department or funder: a node of one tree that all doctors share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "OrganisationInput")]
pub struct Organisation {
    /// Its name in addresses.
    #[graphql(default)]
    pub slug: String,
    /// Its own name, without those above it.
    pub name: Localised,
    /// Its name for short: `CSCO`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// What it is.
    pub kind: OrganisationKind,
    /// The organisation it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Id<Self>>,
    /// Names it went by before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub former_names: Vec<Localised>,
    /// Its city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Localised>,
    /// Its country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
    /// Its numbers in registers (ROR).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub identifiers: Vec<Identifier>,
}

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OrganisationKind {
    /// A learned society or association.
    Association,
    /// A branch, chapter or division of an association.
    Branch,
    /// A committee or working group.
    Committee,
    /// A university.
    University,
    /// A school or college of a university.
    School,
    /// A hospital.
    Hospital,
    /// A department or ward.
    Department,
    /// A research institute, laboratory or centre.
    Institute,
    /// A ministry or other public authority.
    Authority,
    /// A foundation or other body that pays for research.
    Funder,
    /// Anything else.
    Other,
}

impl OrganisationKind {
    /// The value's name, as the database and the API spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Association => "ASSOCIATION",
            Self::Branch => "BRANCH",
            Self::Committee => "COMMITTEE",
            Self::University => "UNIVERSITY",
            Self::School => "SCHOOL",
            Self::Hospital => "HOSPITAL",
            Self::Department => "DEPARTMENT",
            Self::Institute => "INSTITUTE",
            Self::Authority => "AUTHORITY",
            Self::Funder => "FUNDER",
            Self::Other => "OTHER",
        }
    }
}

impl Organisation {
    /// Every name it goes or went by.
    pub fn spellings(&self) -> Spellings {
        let former = self.former_names.iter().flat_map(Localised::texts);
        Spellings::of(self.name.texts().chain(self.acronym.as_deref()).chain(former))
    }

    /// The number in the Research Organization Registry.
    pub fn ror(&self) -> Option<&str> {
        identifier::number(&self.identifiers, IdentifierScheme::Ror)
    }

    fn is_named(&self, name: &str) -> bool {
        let former = self.former_names.iter().flat_map(Localised::texts);
        self.name.texts().chain(self.acronym.as_deref()).chain(former).any(|own| name_key(own) == name_key(name))
    }

    /// The keys under which it is looked for when a page names an organisation: of every name it goes or went by, and
    /// of slips in the names it goes by today.
    pub fn name_keys(&self) -> BTreeSet<String> {
        let former = self.former_names.iter().flat_map(Localised::texts);
        let names = self.name.texts().chain(self.acronym.as_deref()).chain(former).map(name_key);
        names.chain(self.name.texts().flat_map(slip_keys)).filter(|key| !key.is_empty()).collect()
    }
}

impl Content for Organisation {
    const KIND: Kind = Kind::Organisation;

    fn check(&self, stage: Stage) -> Violations {
        let mut violations = Violations::default();
        rules::slug(&mut violations, &self.slug);
        rules::needed_to_publish(&mut violations, stage, "name", &self.name);
        identifier::check(&mut violations, &self.identifiers, &[IdentifierScheme::Ror, IdentifierScheme::Wikidata]);
        violations
    }

    fn links(&self) -> Vec<Link> {
        self.parent.map(|id| LinkRole::Parent.to(id.node())).into_iter().collect()
    }

    fn localised(&self) -> LocalisedTexts<'_> {
        LocalisedTexts::default()
            .with("name", &self.name)
            .with_list("formerNames", &self.former_names)
            .with("city", self.city.as_ref())
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

    /// A name that the other goes by today becomes a former one.
    fn absorb(&mut self, same: &Self) {
        self.acronym = self.acronym.take().or_else(|| same.acronym.clone());
        identifier::absorb(&mut self.identifiers, &same.identifiers);
        for name in std::iter::once(&same.name).chain(&same.former_names) {
            if name.texts().any(|text| !self.is_named(text)) {
                self.former_names.push(name.clone());
            }
        }
    }
}
