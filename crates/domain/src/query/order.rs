//! In what order. Every order ends with the id, so that it is total and a cursor names one place in it.

use async_graphql::{Enum, InputObject};

/// Which end first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum Direction {
    /// Smallest, earliest, A first.
    #[default]
    Asc,
    /// Largest, latest, Z first.
    Desc,
}

impl Direction {
    /// The direction's name, which cursors carry.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asc => "ASC",
            Self::Desc => "DESC",
        }
    }

    /// The other direction where `turn` is true.
    #[must_use]
    pub const fn turned(self, turn: bool) -> Self {
        match (self, turn) {
            (Self::Asc, false) | (Self::Desc, true) => Self::Asc,
            (Self::Desc, false) | (Self::Asc, true) => Self::Desc,
        }
    }
}

/// What doctors can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum DoctorOrderField {
    /// The name as the reader sees it, the family's first: in letters by the Unicode collation algorithm, in characters
    /// by pinyin, a family's name as it is said. Where `locales` names Chinese before English, by the names in characters.
    #[default]
    Name,
    /// When the record was first published.
    PublishedAt,
    /// When the record was last changed.
    UpdatedAt,
    /// How well it fits the `search` that stands in `where` beside the other conditions, and without which this is an
    /// error: `ASC` begins with the best.
    Relevance,
}

/// In what order doctors come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct DoctorOrder {
    /// What to order by.
    pub field: DoctorOrderField,
    /// Which end first.
    #[graphql(default)]
    pub direction: Direction,
}

/// What organisations can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum OrganisationOrderField {
    /// The name as the reader sees it: in letters by the Unicode collation algorithm, in characters by pinyin. Where
    /// `locales` names Chinese before English, by the Chinese names.
    #[default]
    Name,
    /// How well it fits the `search` that stands in `where` beside the other conditions, and without which this is an
    /// error: `ASC` begins with the best.
    Relevance,
}

/// In what order organisations come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct OrganisationOrder {
    /// What to order by.
    pub field: OrganisationOrderField,
    /// Which end first.
    #[graphql(default)]
    pub direction: Direction,
}

/// What journals can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum JournalOrderField {
    /// The name as the reader sees it: in letters by the Unicode collation algorithm, in characters by pinyin. Where
    /// `locales` names Chinese before English, by the Chinese names.
    #[default]
    Name,
    /// How well it fits the `search` that stands in `where` beside the other conditions, and without which this is an
    /// error: `ASC` begins with the best.
    Relevance,
}

/// In what order journals come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct JournalOrder {
    /// What to order by.
    pub field: JournalOrderField,
    /// Which end first.
    #[graphql(default)]
    pub direction: Direction,
}

/// What medical specialties can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum SpecialtyOrderField {
    /// The name as the reader sees it: in letters by the Unicode collation algorithm, in characters by pinyin. Where
    /// `locales` names Chinese before English, by the Chinese names.
    #[default]
    Name,
}

/// In what order medical specialties come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct SpecialtyOrder {
    /// What to order by.
    pub field: SpecialtyOrderField,
    /// Which end first.
    #[graphql(default)]
    pub direction: Direction,
}

/// What appointments can be ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Enum)]
pub enum AppointmentOrderField {
    /// The order in which the source names a doctor's posts.
    #[default]
    Position,
    /// The rank: `ASC` begins with presidents.
    Rank,
    /// When it began; posts without a date come as the earliest.
    Start,
}

/// In what order appointments come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct AppointmentOrder {
    /// What to order by.
    pub field: AppointmentOrderField,
    /// Which end first.
    #[graphql(default)]
    pub direction: Direction,
}

/// What publications can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum PublicationOrderField {
    /// The year it appeared in; records without a year come as the earliest.
    Year,
    /// The title, in letters by the Unicode collation algorithm, in characters by pinyin; records without one come first.
    Title,
    /// When the record was first published here.
    PublishedAt,
    /// When the record was last changed.
    UpdatedAt,
    /// How well it fits the `search` that stands in `where` beside the other conditions, and without which this is an
    /// error: `ASC` begins with the best.
    Relevance,
}

/// In what order publications come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, InputObject)]
pub struct PublicationOrder {
    /// What to order by.
    pub field: PublicationOrderField,
    /// Which end first.
    #[graphql(default)]
    pub direction: Direction,
}

impl Default for PublicationOrder {
    fn default() -> Self {
        Self { field: PublicationOrderField::Year, direction: Direction::Desc }
    }
}

/// What articles can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum ArticleOrderField {
    /// The date a reader sees: the one the page prints, or else the day it was first published here.
    Date,
    /// When it was first published here.
    PublishedAt,
    /// When the record was last changed.
    UpdatedAt,
    /// The title, in letters by the Unicode collation algorithm, in characters by pinyin.
    Title,
    /// How often it was read: `DESC` begins with the most read. Counts go on while a list is paged through: with `DESC`
    /// nothing is met twice, and only what was read often enough meanwhile to move before the place reached is missed.
    Visits,
    /// How well it fits the `search` that stands in `where` beside the other conditions, and without which this is an
    /// error: `ASC` begins with the best.
    Relevance,
}

/// In what order articles come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, InputObject)]
pub struct ArticleOrder {
    /// What to order by.
    pub field: ArticleOrderField,
    /// Which end first.
    #[graphql(default)]
    pub direction: Direction,
}

impl Default for ArticleOrder {
    fn default() -> Self {
        Self { field: ArticleOrderField::Date, direction: Direction::Desc }
    }
}
