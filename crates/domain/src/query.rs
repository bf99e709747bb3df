//! What a reader may ask of a list: which records, in what order, how many from where.

mod filter;
mod order;
mod window;

pub use filter::{
    AppointmentFilter, AppointmentRankFilter, ArticleFilter, DateFilter, DateTimeFilter, DoctorFilter, Filter,
    IdFilter, JournalFilter, ListFilter, LocaleFilter, NumberFilter, OrganisationFilter, OrganisationKindFilter,
    PostStatusFilter, PublicationFilter, SpecialtyFilter, TextFilter, YearFilter, names_records,
};
pub use order::{
    AppointmentOrder, AppointmentOrderField, ArticleOrder, ArticleOrderField, Direction, DoctorOrder, DoctorOrderField,
    JournalOrder, JournalOrderField, OrganisationOrder, OrganisationOrderField, PublicationOrder,
    PublicationOrderField, SpecialtyOrder, SpecialtyOrderField,
};
pub use window::{Cursor, CursorError, Key, KeyKind, PageArguments, Window, WindowError};
