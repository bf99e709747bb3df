use async_graphql::InputObject;

use super::{ArticleFilter, DoctorFilter, IdFilter, ListFilter, TextFilter};

/// Which medical specialties.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct SpecialtyFilter {
    /// All of these hold.
    pub and: Option<Vec<Self>>,
    /// At least one of these holds.
    pub or: Option<Vec<Self>>,
    /// This does not hold.
    pub not: Option<Box<Self>>,
    /// The id.
    pub id: Option<IdFilter>,
    /// The name in addresses as it is now: former names are followed by look-ups of one record, not here.
    pub slug: Option<TextFilter>,
    /// The broader specialty it belongs to.
    pub parent: Option<Box<Self>>,
    /// The doctors of the specialty.
    pub doctors: Option<ListFilter<DoctorFilter>>,
    /// The articles about it.
    pub articles: Option<ListFilter<ArticleFilter>>,
    /// With `true`, also everything below the specialties that the rest of this filter lets through.
    pub descendants: Option<bool>,
}
