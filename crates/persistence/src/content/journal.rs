use sea_orm::sea_query::{SimpleExpr, Value};
use shanghaidoctor_domain::content::{Appointment, Journal, Publication};
use shanghaidoctor_domain::query::{JournalFilter, JournalOrder, JournalOrderField, KeyKind};
use shanghaidoctor_domain::text::NameOrder;

use crate::filter::{self, All, Place, Way};
use crate::read::Relation;
use crate::stored::{By, Moments, Names, collated};
use crate::{Filtered, Listed, Ordering, Stored};

impl Stored for Journal {
    type Entity = table::Entity;

    fn indexed(&self, _: &Moments) -> Vec<(table::Column, Value)> {
        vec![
            (table::Column::Slug, self.slug.as_str().into()),
            (table::Column::SortName, self.name.sort_key(NameOrder::English).into()),
            (table::Column::SortNameZh, self.name.sort_key(NameOrder::Chinese).into()),
            (table::Column::Spellings, self.spellings().into_string().into()),
            (table::Column::Issn, self.issn.as_ref().map(ToString::to_string).into()),
            (table::Column::Eissn, self.eissn.as_ref().map(ToString::to_string).into()),
        ]
    }

    fn names(&self) -> Option<Names> {
        Some(Names { keys: self.name_keys(), above: None })
    }
}

impl Filtered for Journal {
    type Filter = JournalFilter;

    fn condition(filter: &JournalFilter, place: &Place) -> SimpleExpr {
        use table::Column;
        // Named one by one, so that the compiler asks for a field that is not looked at.
        let JournalFilter {
            and,
            or,
            not,
            id,
            search,
            slug,
            name,
            issn,
            publications,
            appointments,
            published_at,
            updated_at,
        } = filter;
        let column = |column| place.column(column);
        All::new()
            .nested(and, or, not, |nested| Self::condition(nested, place))
            .given(id, |part| filter::id(&column(Column::Id), part))
            .given(search, |text| place.found::<Self>(text))
            .given(slug, |part| filter::plain(&column(Column::Slug), part))
            .given(name, |part| filter::spelled(&column(Column::Spellings), part))
            .given(issn, |part| filter::number(&[column(Column::Issn), column(Column::Eissn)], &part.as_text()))
            .given(publications, |part| {
                filter::listed::<Self, Publication>(place, Way::Down(Relation::Column("journal_id")), part)
            })
            .given(appointments, |part| {
                filter::listed::<Self, Appointment>(place, Way::Down(Relation::Column("body_id")), part)
            })
            .given(published_at, |part| filter::moment(&column(Column::PublishedAt), part))
            .given(updated_at, |part| filter::moment(&column(Column::UpdatedAt), part))
            .into_condition()
    }
}

impl Listed for Journal {
    type Order = JournalOrder;

    fn ordering(order: JournalOrder, names: NameOrder) -> Ordering<Self> {
        use table::Column;
        let (name, by, compares) = match order.field {
            JournalOrderField::Name => {
                collated::name(names, By::Column(Column::SortName), By::Column(Column::SortNameZh))
            }
            JournalOrderField::Relevance => ("RELEVANCE", By::Relevance, KeyKind::Number),
        };
        Ordering { name, by, compares, direction: order.direction }
    }
}

pub mod table {
    //! The table as sea-orm sees it.

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "journals")]
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
        pub slug: String,
        pub sort_name: String,
        pub sort_name_zh: String,
        pub spellings: String,
        pub issn: Option<String>,
        pub eissn: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
