//! Which records: one grammar for every list. Conditions named side by side must all hold; `and`, `or`, `not` nest.

use async_graphql::InputObject;

use crate::content::{AppointmentRank, OrganisationKind, PostStatus};
use crate::{Locale, NodeId};

/// Compares a text without regard to capitals and doubled blanks. Conditions named together must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct TextFilter {
    /// Is this text.
    pub eq: Option<String>,
    /// Is one of these texts.
    #[graphql(name = "in")]
    pub one_of: Option<Vec<String>>,
    /// Holds this text.
    pub contains: Option<String>,
    /// Begins with this text.
    pub starts_with: Option<String>,
}

/// Compares an id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct IdFilter {
    /// Is this id.
    pub eq: Option<NodeId>,
    /// Is one of these ids.
    #[graphql(name = "in")]
    pub one_of: Option<Vec<NodeId>>,
}

/// Compares a year. Conditions named together must all hold; a record without a year meets none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct YearFilter {
    /// Is this year.
    pub eq: Option<i32>,
    /// Is this year or later.
    pub gte: Option<i32>,
    /// Is this year or earlier.
    pub lte: Option<i32>,
}

/// Compares a post's status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct PostStatusFilter {
    /// Is this status.
    pub eq: Option<PostStatus>,
    /// Is one of these.
    #[graphql(name = "in")]
    pub one_of: Option<Vec<PostStatus>>,
}

/// Compares a post's rank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct AppointmentRankFilter {
    /// Is this rank.
    pub eq: Option<AppointmentRank>,
    /// Is one of these.
    #[graphql(name = "in")]
    pub one_of: Option<Vec<AppointmentRank>>,
}

/// Compares an organisation's kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct OrganisationKindFilter {
    /// Is this kind.
    pub eq: Option<OrganisationKind>,
    /// Is one of these.
    #[graphql(name = "in")]
    pub one_of: Option<Vec<OrganisationKind>>,
}

/// Compares a language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct LocaleFilter {
    /// Is exactly this language.
    pub eq: Option<Locale>,
    /// Is one of these.
    #[graphql(name = "in")]
    pub one_of: Option<Vec<Locale>>,
}

/// Which doctors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct DoctorFilter {
    /// All of these hold.
    pub and: Option<Vec<Self>>,
    /// At least one of these holds.
    pub or: Option<Vec<Self>>,
    /// This does not hold.
    pub not: Option<Box<Self>>,
    /// The id.
    pub id: Option<IdFilter>,
    /// The name in addresses.
    pub slug: Option<TextFilter>,
    /// The name in any of its spellings: family or given name first, its own script, variants.
    pub name: Option<TextFilter>,
    /// One of the medical specialties.
    pub specialty: Option<IdFilter>,
    /// An organisation where the doctor has or had a position.
    pub workplace: Option<IdFilter>,
    /// Whether a date of death is known.
    pub deceased: Option<bool>,
}

/// Which appointments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct AppointmentFilter {
    /// All of these hold.
    pub and: Option<Vec<Self>>,
    /// At least one of these holds.
    pub or: Option<Vec<Self>>,
    /// This does not hold.
    pub not: Option<Box<Self>>,
    /// The id.
    pub id: Option<IdFilter>,
    /// Who holds or held it.
    pub doctor: Option<IdFilter>,
    /// The organisation or journal it is held in.
    pub body: Option<IdFilter>,
    /// The role as printed.
    pub role: Option<TextFilter>,
    /// What kind of role it is.
    pub rank: Option<AppointmentRankFilter>,
    /// Whether it is held today.
    pub status: Option<PostStatusFilter>,
}

/// Which publications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct PublicationFilter {
    /// All of these hold.
    pub and: Option<Vec<Self>>,
    /// At least one of these holds.
    pub or: Option<Vec<Self>>,
    /// This does not hold.
    pub not: Option<Box<Self>>,
    /// The id.
    pub id: Option<IdFilter>,
    /// The title.
    pub title: Option<TextFilter>,
    /// The journal it appeared in.
    pub journal: Option<IdFilter>,
    /// A portrayed doctor among its authors.
    pub doctor: Option<IdFilter>,
    /// The year it appeared in.
    pub year: Option<YearFilter>,
    /// The DOI, bare and in lower case.
    pub doi: Option<TextFilter>,
    /// Whether the title is known (where it is not, only the journal is).
    pub titled: Option<bool>,
}

/// Which articles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct ArticleFilter {
    /// All of these hold.
    pub and: Option<Vec<Self>>,
    /// At least one of these holds.
    pub or: Option<Vec<Self>>,
    /// This does not hold.
    pub not: Option<Box<Self>>,
    /// The id.
    pub id: Option<IdFilter>,
    /// The name in addresses.
    pub slug: Option<TextFilter>,
    /// The title or the headline.
    pub title: Option<TextFilter>,
    /// The language it is written in.
    pub locale: Option<LocaleFilter>,
    /// The path segment of its section.
    pub channel: Option<TextFilter>,
    /// A doctor it portrays.
    pub subject: Option<IdFilter>,
    /// A doctor it mentions.
    pub mention: Option<IdFilter>,
    /// A medical specialty it is about.
    pub specialty: Option<IdFilter>,
}

/// Which organisations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct OrganisationFilter {
    /// All of these hold.
    pub and: Option<Vec<Self>>,
    /// At least one of these holds.
    pub or: Option<Vec<Self>>,
    /// This does not hold.
    pub not: Option<Box<Self>>,
    /// The id.
    pub id: Option<IdFilter>,
    /// The name in addresses.
    pub slug: Option<TextFilter>,
    /// The name, the acronym or a former name, in any language.
    pub name: Option<TextFilter>,
    /// What it is.
    pub kind: Option<OrganisationKindFilter>,
    /// The organisation it is directly a part of.
    pub parent: Option<IdFilter>,
    /// Whether it is a part of another.
    pub root: Option<bool>,
    /// The country, as two letters.
    pub country: Option<TextFilter>,
}
