//! Which records: one grammar for every list. Conditions named side by side must all hold; `and`, `or`, `not` nest.
//! What a record is related to is asked by the filter of that kind: one related record by the filter itself, many by
//! `some`, `none` or `every`.

mod appointment;
mod article;
mod doctor;
mod journal;
mod organisation;
mod publication;
mod specialty;

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

use async_graphql::{InputObject, InputType, Value};

use crate::content::{AppointmentRank, OrganisationKind, PostStatus};
use crate::{DateTime, Issn, Locale, NodeId, Orcid, PartialDate, Ror};

pub use appointment::AppointmentFilter;
pub use article::ArticleFilter;
pub use doctor::DoctorFilter;
pub use journal::JournalFilter;
pub use organisation::OrganisationFilter;
pub use publication::PublicationFilter;
pub use specialty::SpecialtyFilter;

/// What a kind of record can be asked for by.
pub trait Filter: InputType + Clone + Debug + Default + Eq + Hash + 'static {}

impl<F: InputType + Clone + Debug + Default + Eq + Hash + 'static> Filter for F {}

/// Whether a filter lets through few records, because it names them or something they belong to: by id, slug or a
/// number in a register. They are then found from there, instead of asking each record of a list whether it is one of them.
pub fn names_records(filter: &impl Filter) -> bool {
    names(&filter.to_value())
}

fn names(filter: &Value) -> bool {
    let Value::Object(parts) = filter else { return false };
    parts.iter().any(|(name, part)| match (name.as_str(), part) {
        ("id" | "slug" | "doi" | "pmid" | "orcid" | "ror" | "issn", Value::Object(comparisons)) => {
            ["eq", "in"].iter().any(|name| comparisons.get(*name).is_some_and(|given| *given != Value::Null))
        }
        ("and", Value::List(all)) => all.iter().any(names),
        ("or", Value::List(any)) => !any.is_empty() && any.iter().all(names),
        // Most records are not these, or have none of them.
        ("not" | "none" | "every", _) => false,
        (_, related) => names(related),
    })
}

/// Compares the records that a record is related to. Conditions named together must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
#[graphql(concrete(name = "AppointmentListFilter", params(AppointmentFilter)))]
#[graphql(concrete(name = "ArticleListFilter", params(ArticleFilter)))]
#[graphql(concrete(name = "DoctorListFilter", params(DoctorFilter)))]
#[graphql(concrete(name = "OrganisationListFilter", params(OrganisationFilter)))]
#[graphql(concrete(name = "PublicationListFilter", params(PublicationFilter)))]
#[graphql(concrete(name = "SpecialtyListFilter", params(SpecialtyFilter)))]
pub struct ListFilter<F: Filter> {
    /// At least one of them is such; `{}` asks whether there is any.
    pub some: Option<Box<F>>,
    /// None of them is such; `{}` asks whether there is none.
    pub none: Option<Box<F>>,
    /// All of them are such; a record without any meets this.
    pub every: Option<Box<F>>,
}

impl<F: Filter> ListFilter<F> {
    /// At least one of them is such.
    pub fn some(such: F) -> Self {
        Self { some: Some(Box::new(such)), ..Self::default() }
    }
}

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

impl TextFilter {
    /// With its whole texts as a number of this sort is kept. A text that is no such number stays what it is, and no
    /// record is met by it.
    pub fn spelled_as<N: FromStr + Display>(&self) -> Self {
        let kept = |text: &String| text.parse::<N>().map_or_else(|_| text.clone(), |number| number.to_string());
        let one_of = self.one_of.as_ref().map(|texts| texts.iter().map(kept).collect());
        Self { eq: self.eq.as_ref().map(kept), one_of, ..self.clone() }
    }
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

impl IdFilter {
    /// Is this id.
    pub fn of(id: NodeId) -> Self {
        Self { eq: Some(id), one_of: None }
    }
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

/// Compares a date. One that is not precise to the day stands for all of its days: `2014` begins with its first and
/// ends with its last. Conditions named together must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct DateFilter {
    /// On one of this date's days.
    pub on: Option<PartialDate>,
    /// On this date's first day or later.
    pub gte: Option<PartialDate>,
    /// On this date's last day or earlier.
    pub lte: Option<PartialDate>,
}

/// Compares a moment. Conditions named together must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct DateTimeFilter {
    /// Later.
    pub gt: Option<DateTime>,
    /// At this moment or later.
    pub gte: Option<DateTime>,
    /// Earlier.
    pub lt: Option<DateTime>,
    /// At this moment or earlier.
    pub lte: Option<DateTime>,
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

/// Compares a number in a public register, in whichever of its spellings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
#[graphql(concrete(name = "OrcidFilter", params(Orcid)))]
#[graphql(concrete(name = "RorFilter", params(Ror)))]
#[graphql(concrete(name = "IssnFilter", params(Issn)))]
pub struct NumberFilter<N: InputType> {
    /// Is this number.
    pub eq: Option<N>,
    /// Is one of these numbers.
    #[graphql(name = "in")]
    pub one_of: Option<Vec<N>>,
}

impl<N: InputType + Display> NumberFilter<N> {
    /// The numbers as their register writes them.
    pub fn as_text(&self) -> TextFilter {
        let one_of = self.one_of.as_ref().map(|numbers| numbers.iter().map(ToString::to_string).collect());
        TextFilter { eq: self.eq.as_ref().map(ToString::to_string), one_of, ..TextFilter::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_society(slug: &str) -> AppointmentFilter {
        let slug = TextFilter { eq: Some(slug.to_owned()), ..TextFilter::default() };
        let organisation = OrganisationFilter { slug: Some(slug), ..OrganisationFilter::default() };
        AppointmentFilter { organisation: Some(Box::new(organisation)), ..AppointmentFilter::default() }
    }

    fn holding(posts: ListFilter<AppointmentFilter>) -> DoctorFilter {
        DoctorFilter { appointments: Some(posts), ..DoctorFilter::default() }
    }

    #[test]
    fn records_are_named_through_what_they_belong_to() {
        assert!(names_records(&in_society("csco")));
        assert!(names_records(&holding(ListFilter::some(in_society("csco")))));
        let chairs = AppointmentFilter { rank: Some(AppointmentRankFilter::default()), ..AppointmentFilter::default() };
        assert!(!names_records(&holding(ListFilter::some(chairs))));
    }

    #[test]
    fn what_is_not_named_is_most_of_all() {
        let none = ListFilter { none: Some(Box::new(in_society("csco"))), ..ListFilter::default() };
        assert!(!names_records(&holding(none)));
        let not = AppointmentFilter { not: Some(Box::new(in_society("csco"))), ..AppointmentFilter::default() };
        assert!(!names_records(&not));
        let either = |filters| AppointmentFilter { or: Some(filters), ..AppointmentFilter::default() };
        assert!(names_records(&either(vec![in_society("a"), in_society("b")])));
        assert!(!names_records(&either(vec![in_society("a"), AppointmentFilter::default()])));
    }
}
