use async_graphql::InputObject;

use super::{AppointmentFilter, DateTimeFilter, IdFilter, ListFilter, NumberFilter, PublicationFilter, TextFilter};
use crate::Issn;

/// Which journals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct JournalFilter {
    /// All of these hold.
    pub and: Option<Vec<Self>>,
    /// At least one of these holds.
    pub or: Option<Vec<Self>>,
    /// This does not hold.
    pub not: Option<Box<Self>>,
    /// The id.
    pub id: Option<IdFilter>,
    /// What `Query.search` finds for this text among these records: name, abbreviation, ISSN. It looks among what is
    /// published alone. A text without a letter or a number finds nothing; one that finds more than 20,000 records is
    /// refused.
    pub search: Option<String>,
    /// The name in addresses as it is now: former names are followed by look-ups of one record, not here.
    pub slug: Option<TextFilter>,
    /// The name or the abbreviation, in any language.
    pub name: Option<TextFilter>,
    /// The ISSN of one of its editions.
    pub issn: Option<NumberFilter<Issn>>,
    /// The papers that appeared in it.
    pub publications: Option<ListFilter<PublicationFilter>>,
    /// The posts on its board.
    pub appointments: Option<ListFilter<AppointmentFilter>>,
    /// When it was first published here.
    pub published_at: Option<DateTimeFilter>,
    /// When it was last changed here.
    pub updated_at: Option<DateTimeFilter>,
}
