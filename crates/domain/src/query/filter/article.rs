use async_graphql::InputObject;

use super::{
    DateFilter, DateTimeFilter, DoctorFilter, IdFilter, ListFilter, LocaleFilter, SpecialtyFilter, TextFilter,
};

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
    /// What `Query.search` finds for this text among these records: title, text, those it portrays. It looks among what
    /// is published alone. A text without a letter or a number finds nothing; one that finds more than 20,000 records
    /// is refused.
    pub search: Option<String>,
    /// The name in addresses as it is now: former names are followed by look-ups of one record, not here.
    pub slug: Option<TextFilter>,
    /// The title or the headline.
    pub title: Option<TextFilter>,
    /// The language it is written in.
    pub locale: Option<LocaleFilter>,
    /// The path segment of its section.
    pub channel: Option<TextFilter>,
    /// The date a reader sees: the one the page prints, or else the day it was first published here.
    pub date: Option<DateFilter>,
    /// The doctors it portrays.
    pub subjects: Option<ListFilter<DoctorFilter>>,
    /// The doctors it mentions.
    pub mentions: Option<ListFilter<DoctorFilter>>,
    /// The doctors who speak in it.
    pub speakers: Option<ListFilter<DoctorFilter>>,
    /// The medical specialties it is about.
    pub specialties: Option<ListFilter<SpecialtyFilter>>,
    /// When it was first published here.
    pub published_at: Option<DateTimeFilter>,
    /// When it was last changed here.
    pub updated_at: Option<DateTimeFilter>,
}
