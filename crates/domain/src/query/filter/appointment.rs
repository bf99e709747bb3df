use async_graphql::InputObject;

use super::{
    AppointmentRankFilter, DateTimeFilter, DoctorFilter, IdFilter, JournalFilter, OrganisationFilter, PostStatusFilter,
    TextFilter,
};
use crate::PartialDate;

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
    pub doctor: Option<Box<DoctorFilter>>,
    /// The organisation it is held in; a post on a journal's board meets none.
    pub organisation: Option<Box<OrganisationFilter>>,
    /// The journal on whose board it is held; a post in an organisation meets none.
    pub journal: Option<Box<JournalFilter>>,
    /// The role as printed.
    pub role: Option<TextFilter>,
    /// What kind of role it is.
    pub rank: Option<AppointmentRankFilter>,
    /// Whether it is held today.
    pub status: Option<PostStatusFilter>,
    /// The date on one of whose days it was held, as far as is known: from its beginning, or where that is not known
    /// always before its end, to its end; a post that is held today has none, and a former one whose end is not known
    /// counts in the year it began. One without any date counts where it is held today, from the day it was last
    /// changed here.
    pub as_of: Option<PartialDate>,
    /// When it was first published here.
    pub published_at: Option<DateTimeFilter>,
    /// When it was last changed here.
    pub updated_at: Option<DateTimeFilter>,
}

impl AppointmentFilter {
    /// The same posts, of them only those held on a date, where one is given.
    pub fn held_on(filter: Option<Self>, date: Option<PartialDate>) -> Option<Self> {
        match date {
            Some(_) => Some(Self { as_of: date, and: filter.map(|filter| vec![filter]), ..Self::default() }),
            None => filter,
        }
    }
}
