//! What a doctor did and was given: positions, fellowships, awards, projects. They live and die with the doctor's record.

use async_graphql::{Enum, InputObject};
use serde::{Deserialize, Serialize};

use super::{Organisation, PostStatus};
use crate::text::Localised;
use crate::{Id, Period};

/// Employment: a role in a hospital, school or department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "PositionInput")]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "FellowshipInput")]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "AwardInput")]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ProjectInput")]
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
    #[graphql(default)]
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
