use async_graphql::InputObject;

use super::{DateTimeFilter, DoctorFilter, IdFilter, JournalFilter, ListFilter, TextFilter, YearFilter};

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
    /// What `Query.search` finds for this text among these records: title, author, journal, DOI. It looks among what is
    /// published alone. A text without a letter or a number finds nothing; one that finds more than 20,000 records is
    /// refused.
    pub search: Option<String>,
    /// The title.
    pub title: Option<TextFilter>,
    /// The journal it appeared in.
    pub journal: Option<Box<JournalFilter>>,
    /// The portrayed doctors among its authors.
    pub doctors: Option<ListFilter<DoctorFilter>>,
    /// The year it appeared in.
    pub year: Option<YearFilter>,
    /// The DOI, bare and in lower case.
    pub doi: Option<TextFilter>,
    /// The number in PubMed.
    pub pmid: Option<TextFilter>,
    /// Whether the title is known (where it is not, only the journal is).
    pub titled: Option<bool>,
    /// When it was first published here.
    pub published_at: Option<DateTimeFilter>,
    /// When it was last changed here.
    pub updated_at: Option<DateTimeFilter>,
}
