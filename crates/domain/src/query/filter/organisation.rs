use async_graphql::InputObject;

use super::{
    AppointmentFilter, DateTimeFilter, DoctorFilter, IdFilter, ListFilter, NumberFilter, OrganisationKindFilter,
    TextFilter,
};
use crate::Ror;

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
    /// What `Query.search` finds for this text among these records: name, acronym, former name. It looks among what is
    /// published alone. A text without a letter or a number finds nothing; one that finds more than 20,000 records is
    /// refused.
    pub search: Option<String>,
    /// The name in addresses as it is now: former names are followed by look-ups of one record, not here.
    pub slug: Option<TextFilter>,
    /// The name, the acronym or a former name, in any language.
    pub name: Option<TextFilter>,
    /// The number in the Research Organization Registry.
    pub ror: Option<NumberFilter<Ror>>,
    /// What it is.
    pub kind: Option<OrganisationKindFilter>,
    /// The organisation it is directly a part of.
    pub parent: Option<Box<Self>>,
    /// Whether it is a part of another.
    pub root: Option<bool>,
    /// The country, as two letters.
    pub country: Option<TextFilter>,
    /// The organisations that are directly its parts.
    pub children: Option<ListFilter<Self>>,
    /// The doctors who have or had a position there.
    pub doctors: Option<ListFilter<DoctorFilter>>,
    /// The professional posts held in exactly this body.
    pub appointments: Option<ListFilter<AppointmentFilter>>,
    /// With `true`, also everything below the organisations that the rest of this filter lets through.
    pub descendants: Option<bool>,
    /// When it was first published here.
    pub published_at: Option<DateTimeFilter>,
    /// When it was last changed here.
    pub updated_at: Option<DateTimeFilter>,
}
