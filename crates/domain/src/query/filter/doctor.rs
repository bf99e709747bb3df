use async_graphql::InputObject;

use super::{
    AppointmentFilter, ArticleFilter, DateTimeFilter, IdFilter, ListFilter, NumberFilter, OrganisationFilter,
    PublicationFilter, SpecialtyFilter, TextFilter,
};
use crate::{NodeId, Orcid};

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
    /// What `Query.search` finds for this text among these records: name in any spelling, posts, workplaces,
    /// specialties. It looks among what is published alone. A text without a letter or a number finds nothing; one that
    /// finds more than 20,000 records is refused.
    pub search: Option<String>,
    /// The name in addresses as it is now: former names are followed by look-ups of one record, not here.
    pub slug: Option<TextFilter>,
    /// The name in any of its spellings: family or given name first, its own script, variants.
    pub name: Option<TextFilter>,
    /// The number in ORCID's register.
    pub orcid: Option<NumberFilter<Orcid>>,
    /// Whether a date of death is known.
    pub deceased: Option<bool>,
    /// The medical specialties.
    pub specialties: Option<ListFilter<SpecialtyFilter>>,
    /// The organisations where the doctor has or had a position.
    pub workplaces: Option<ListFilter<OrganisationFilter>>,
    /// The professional posts.
    pub appointments: Option<ListFilter<AppointmentFilter>>,
    /// The papers.
    pub publications: Option<ListFilter<PublicationFilter>>,
    /// The articles that portray the doctor.
    pub articles: Option<ListFilter<ArticleFilter>>,
    /// Those who taught the doctor.
    pub mentors: Option<ListFilter<Self>>,
    /// When it was first published here.
    pub published_at: Option<DateTimeFilter>,
    /// When it was last changed here.
    pub updated_at: Option<DateTimeFilter>,
}

impl DoctorFilter {
    /// Exactly this doctor.
    pub fn of(id: NodeId) -> Self {
        Self { id: Some(IdFilter::of(id)), ..Self::default() }
    }
}
