use sea_orm::ExprTrait;
use sea_orm::sea_query::{SimpleExpr, Value};
use shanghaidoctor_domain::Doi;
use shanghaidoctor_domain::content::{Doctor, Journal, LinkRole, Publication};
use shanghaidoctor_domain::query::{KeyKind, PublicationFilter, PublicationOrder, PublicationOrderField};
use shanghaidoctor_domain::text::{NameOrder, sort_key};

use crate::filter::{self, All, Place, Way};
use crate::read::{Companion, Relation};
use crate::stored::{By, Moments, collated};
use crate::{Filtered, Listed, Ordering, Stored};

impl Stored for Publication {
    type Entity = table::Entity;

    const COMPANIONS: &'static [Companion] = &[Companion::Journal("journal_id")];

    fn indexed(&self, _: &Moments) -> Vec<(table::Column, Value)> {
        vec![
            (table::Column::JournalId, self.journal.map(|id| id.uuid()).into()),
            (table::Column::Year, self.year.map(i32::from).into()),
            (table::Column::YearOrder, year_order(self).into()),
            (table::Column::SortTitle, sort_title(self).into()),
            (table::Column::Spellings, self.spellings().into_string().into()),
            (table::Column::Titled, self.title.is_some().into()),
            (table::Column::Doi, self.doi.as_ref().map(ToString::to_string).into()),
            (table::Column::Pmid, self.pmid.clone().into()),
        ]
    }
}

impl Filtered for Publication {
    type Filter = PublicationFilter;

    fn condition(filter: &PublicationFilter, place: &Place) -> SimpleExpr {
        use table::Column;
        // Named one by one, so that the compiler asks for a field that is not looked at.
        let PublicationFilter {
            and,
            or,
            not,
            id,
            search,
            title,
            journal,
            doctors,
            year,
            doi,
            pmid,
            titled,
            published_at,
            updated_at,
        } = filter;
        let column = |column| place.column(column);
        All::new()
            .nested(and, or, not, |nested| Self::condition(nested, place))
            .given(id, |part| filter::id(&column(Column::Id), part))
            .given(search, |text| place.found::<Self>(text))
            .given(title, |part| filter::spelled(&column(Column::Spellings), part))
            .given(journal, |part| filter::is::<Self, Journal>(place, Way::Up(Relation::Column("journal_id")), part))
            .given(doctors, |part| {
                filter::listed::<Self, Doctor>(place, Way::Up(Relation::Link(LinkRole::Author)), part)
            })
            .given(year, |part| filter::year(&column(Column::Year), part))
            .given(doi, |part| filter::plain(&column(Column::Doi), &part.spelled_as::<Doi>()))
            .given(pmid, |part| filter::plain(&column(Column::Pmid), part))
            .given(titled, |titled| column(Column::Titled).eq(*titled))
            .given(published_at, |part| filter::moment(&column(Column::PublishedAt), part))
            .given(updated_at, |part| filter::moment(&column(Column::UpdatedAt), part))
            .into_condition()
    }
}

impl Listed for Publication {
    type Order = PublicationOrder;

    fn ordering(order: PublicationOrder, _: NameOrder) -> Ordering<Self> {
        let (name, by, compares) = match order.field {
            PublicationOrderField::Year => ("YEAR", By::Column(table::Column::YearOrder), KeyKind::Number),
            PublicationOrderField::Title => (collated::TITLE, By::Column(table::Column::SortTitle), KeyKind::Text),
            PublicationOrderField::PublishedAt => {
                ("PUBLISHED_AT", By::Column(table::Column::PublishedAt), KeyKind::Moment)
            }
            PublicationOrderField::UpdatedAt => ("UPDATED_AT", By::Column(table::Column::UpdatedAt), KeyKind::Moment),
            PublicationOrderField::Relevance => ("RELEVANCE", By::Relevance, KeyKind::Number),
        };
        Ordering { name, by, compares, direction: order.direction }
    }
}

fn year_order(publication: &Publication) -> i32 {
    publication.year.map_or(0, i32::from)
}

fn sort_title(publication: &Publication) -> String {
    publication.title.as_deref().map(sort_key).unwrap_or_default()
}

pub mod table {
    //! The table as sea-orm sees it.

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "publications")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub stage: String,
        pub revision: i32,
        pub created_at: DateTimeUtc,
        pub updated_at: DateTimeUtc,
        pub published_at: Option<DateTimeUtc>,
        pub content: String,
        pub journal_id: Option<Uuid>,
        pub year: Option<i32>,
        pub year_order: i32,
        pub sort_title: String,
        pub spellings: String,
        pub titled: bool,
        pub doi: Option<String>,
        pub pmid: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
