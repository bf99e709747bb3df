use std::collections::BTreeSet;

use async_graphql::InputObject;
use serde::{Deserialize, Serialize};

use super::{
    Award, Claim, Content, Fellowship, Identifier, IdentifierScheme, Link, LinkRole, LocalisedTexts, Media, PersonName,
    Position, Project, Source, Specialty, identifier, rules,
};
use crate::text::{Localised, RichText, Spellings, slug};
use crate::{Id, Kind, PartialDate, Stage, Violations};

/// A physician the publication has portrayed. Posts in societies are documents of their own ([`super::Appointment`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "DoctorInput")]
pub struct Doctor {
    /// The name in addresses.
    #[graphql(default)]
    pub slug: String,
    /// The name and its spellings.
    pub name: PersonName,
    /// The address before the name: `Dr.`, `Prof.`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub honorific: Option<Localised>,
    /// The academic title: `Professor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub academic_title: Option<Localised>,
    /// Degrees as printed: `Doctor of Oncology`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub degrees: Vec<Localised>,
    /// When the doctor was born.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<PartialDate>,
    /// When the doctor died.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub died: Option<PartialDate>,
    /// Roles in hospitals, schools and departments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub positions: Vec<Position>,
    /// Stays elsewhere as visiting scholar or fellow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub fellowships: Vec<Fellowship>,
    /// What the doctor works on, as printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub research_focus: Vec<Localised>,
    /// The medical specialties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub specialties: Vec<Id<Specialty>>,
    /// Awards and honours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub awards: Vec<Award>,
    /// Funded research.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub projects: Vec<Project>,
    /// Those who taught the doctor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub mentors: Vec<Id<Self>>,
    /// Numbers that a page prints in place of records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub claims: Vec<Claim>,
    /// Numbers in registers (ORCID).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub identifiers: Vec<Identifier>,
    /// The portrait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portrait: Option<Id<Media>>,
    /// The biography as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub biography: Option<RichText>,
    /// Where the record's facts come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(skip)]
    pub sources: Vec<Source>,
}

impl Doctor {
    /// Every way to write the name: family or given name first, its own script, other spellings.
    pub fn spellings(&self) -> Spellings {
        let PersonName { family, given, native, variants } = &self.name;
        let (family_first, given_first) = (format!("{family} {given}"), format!("{given} {family}"));
        let others = native.iter().chain(variants).map(String::as_str);
        Spellings::of([family_first.as_str(), given_first.as_str()].into_iter().chain(others))
    }

    /// The number in ORCID's register.
    pub fn orcid(&self) -> Option<&str> {
        identifier::number(&self.identifiers, IdentifierScheme::Orcid)
    }

    /// The keys under which the doctor is looked for when a page portrays or names one: of every spelling of the name,
    /// and the number in ORCID's register.
    pub fn name_keys(&self) -> BTreeSet<String> {
        self.name.keys().into_iter().chain(self.orcid().map(str::to_owned)).collect()
    }
}

impl Content for Doctor {
    const KIND: Kind = Kind::Doctor;

    fn check(&self, stage: Stage) -> Violations {
        let mut violations = Violations::default();
        rules::slug(&mut violations, &self.slug);
        if self.name.family.trim().is_empty() {
            violations.required("name.family", "a doctor has at least a family name");
        }
        if let (Some(born), Some(died)) = (self.born, self.died)
            && died.latest() < born.earliest()
        {
            violations.invalid("died", format!("{died} is before the birth in {born}"));
        }
        identifier::check(&mut violations, &self.identifiers, &[IdentifierScheme::Orcid, IdentifierScheme::Wikidata]);
        for (index, position) in self.positions.iter().enumerate() {
            rules::needed_to_publish(&mut violations, stage, &format!("positions.{index}.role"), &position.role);
            rules::period(&mut violations, &format!("positions.{index}.period"), position.period);
        }
        violations
    }

    fn links(&self) -> Vec<Link> {
        let workplaces = self
            .positions
            .iter()
            .filter_map(|position| position.organisation)
            .map(|id| LinkRole::Workplace.to(id.node()));
        let fellowships =
            self.fellowships.iter().map(|fellowship| LinkRole::Fellowship.to(fellowship.organisation.node()));
        let grantors = self.awards.iter().filter_map(|award| award.grantor).map(|id| LinkRole::Grantor.to(id.node()));
        let funders =
            self.projects.iter().filter_map(|project| project.funder).map(|id| LinkRole::Funder.to(id.node()));
        let specialties = self.specialties.iter().map(|id| LinkRole::Specialty.to(id.node()));
        let mentors = self.mentors.iter().map(|id| LinkRole::Mentor.to(id.node()));
        let portrait = self.portrait.map(|id| LinkRole::Picture.to(id.node()));
        let employment = workplaces.chain(fellowships);
        employment.chain(grantors).chain(funders).chain(specialties).chain(mentors).chain(portrait).collect()
    }

    fn localised(&self) -> LocalisedTexts<'_> {
        LocalisedTexts::default()
            .with("honorific", self.honorific.as_ref())
            .with("academicTitle", self.academic_title.as_ref())
            .with_list("degrees", &self.degrees)
            .with_each("positions", "role", &self.positions, |position| Some(&position.role))
            .with_each("positions", "department", &self.positions, |position| position.department.as_ref())
            .with_each("fellowships", "role", &self.fellowships, |stay| stay.role.as_ref())
            .with_list("researchFocus", &self.research_focus)
            .with_each("awards", "name", &self.awards, |award| Some(&award.name))
            .with_each("projects", "title", &self.projects, |project| Some(&project.title))
    }

    fn slug(&self) -> Option<&str> {
        Some(&self.slug)
    }

    fn set_slug(&mut self, slug: String) {
        self.slug = slug;
    }

    fn fill_in(&mut self, _: Option<&Self>) {
        if self.slug.is_empty() {
            self.slug = slug(&format!("{} {}", self.name.family, self.name.given));
        }
    }

    fn absorb(&mut self, same: &Self) {
        self.name.absorb(&same.name);
        identifier::absorb(&mut self.identifiers, &same.identifiers);
    }
}
