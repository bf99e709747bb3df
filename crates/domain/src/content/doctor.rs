use async_graphql::{Enum, SimpleObject};
use serde::{Deserialize, Serialize};

use super::{Content, Link, LinkRole, Media, Organisation, PostStatus, Source, Specialty, rules};
use crate::text::{Localised, RichText, Spellings};
use crate::{Id, Kind, Locale, Orcid, PartialDate, Period, Stage, Violations};

/// A physician the publication has portrayed. Posts in societies are documents of their own ([`super::Appointment`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Doctor {
    /// The name in addresses.
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
    pub degrees: Vec<Localised>,
    /// When the doctor was born.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<PartialDate>,
    /// When the doctor died.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub died: Option<PartialDate>,
    /// Roles in hospitals, schools and departments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<Position>,
    /// Stays elsewhere as visiting scholar or fellow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fellowships: Vec<Fellowship>,
    /// What the doctor works on, as printed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub research_focus: Vec<Localised>,
    /// The medical specialties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub specialties: Vec<Id<Specialty>>,
    /// Awards and honours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub awards: Vec<Award>,
    /// Funded research.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projects: Vec<Project>,
    /// Those who taught the doctor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentors: Vec<Id<Self>>,
    /// Numbers that a page prints in place of records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// Numbers in registers (ORCID).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// The portrait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portrait: Option<Id<Media>>,
    /// The biography as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub biography: Option<RichText>,
    /// Where the record's facts come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

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

/// Employment: a role in a hospital, school or department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The role as printed: `Director`.
    pub role: Localised,
    /// The department, as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Localised>,
    /// The hospital, university or school; null when the source names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Id<Organisation>>,
    /// From when to when; null when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Whether it is held today, as far as the source says.
    pub status: PostStatus,
}

/// A stay elsewhere as visiting scholar or fellow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fellowship {
    /// The role as printed: `Visiting Scholar`; null when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Localised>,
    /// Where.
    pub organisation: Id<Organisation>,
    /// From when to when; null when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
}

/// An award or honour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// Its name as printed.
    pub name: Localised,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grantor: Option<Id<Organisation>>,
    /// The year it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
}

/// Funded research.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Project {
    /// Its title or description as printed.
    pub title: Localised,
    /// What kind of funding it is.
    pub kind: ProjectKind,
    /// Who pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funder: Option<Id<Organisation>>,
    /// The funder's programmes it belongs to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programmes: Vec<String>,
    /// From when to when; null when the source does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// The funder's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_number: Option<String>,
}

/// What kind of funding a project is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProjectKind {
    /// One project.
    Project,
    /// A part of a larger project.
    SubProject,
    /// Several grants that the source names together.
    MultipleGrants,
    /// A clinical trial.
    ClinicalTrial,
    /// The source does not say.
    Unknown,
}

/// A number that a page prints in place of records: `over 50 SCI papers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SimpleObject)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The claim as printed.
    pub text: String,
    /// The number in it; null when it is not a number alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i32>,
    /// What is counted.
    pub kind: ClaimKind,
}

/// What a claim counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ClaimKind {
    /// Papers or books.
    Publications,
    /// Grants or projects.
    Projects,
    /// Patents.
    Patents,
    /// Pupils.
    Students,
    /// Patients or operations.
    Patients,
    /// Years.
    Years,
    /// Awards.
    Awards,
    /// Anything else.
    Other,
}

/// A number in a public register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// Which register.
    pub scheme: IdentifierScheme,
    /// The number there, bare.
    pub value: String,
}

/// A public register of people or organisations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IdentifierScheme {
    /// ORCID, for researchers.
    Orcid,
    /// The Research Organization Registry.
    Ror,
    /// Wikidata.
    Wikidata,
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

impl Doctor {
    /// Every way to write the name: family or given name first, its own script, other spellings.
    pub fn spellings(&self) -> Spellings {
        let PersonName { family, given, native, variants } = &self.name;
        let (family_first, given_first) = (format!("{family} {given}"), format!("{given} {family}"));
        let others = native.iter().chain(variants).map(String::as_str);
        Spellings::of([family_first.as_str(), given_first.as_str()].into_iter().chain(others))
    }
}

impl Identifier {
    /// The address of the entry.
    pub fn url(&self) -> String {
        let base = match self.scheme {
            IdentifierScheme::Orcid => "https://orcid.org/",
            IdentifierScheme::Ror => "https://ror.org/",
            IdentifierScheme::Wikidata => "https://www.wikidata.org/wiki/",
        };
        format!("{base}{}", self.value)
    }

    pub(super) fn check(&self, violations: &mut Violations, path: &str) {
        if self.scheme == IdentifierScheme::Orcid
            && let Err(error) = self.value.parse::<Orcid>()
        {
            violations.invalid(format!("{path}.value"), error.to_string());
        }
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
        for (index, identifier) in self.identifiers.iter().enumerate() {
            identifier.check(&mut violations, &format!("identifiers.{index}"));
        }
        for (index, position) in self.positions.iter().enumerate() {
            rules::needed_to_publish(&mut violations, stage, &format!("positions.{index}.role"), &position.role);
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

    fn slug(&self) -> Option<&str> {
        Some(&self.slug)
    }
}
