use sea_orm::ExprTrait;
use sea_orm::sea_query::{Expr, SimpleExpr, Value};
use shanghaidoctor_domain::Kind;
use shanghaidoctor_domain::content::{LinkRole, Publication};
use shanghaidoctor_domain::query::{Key, KeyKind, PublicationFilter, PublicationOrder, PublicationOrderField};
use shanghaidoctor_domain::text::fold;

use crate::filter::{self, All};
use crate::stored::Moments;
use crate::{Entry, Listed, Ordering, Stored};

impl Stored for Publication {
    type Entity = table::Entity;

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

impl Listed for Publication {
    type Filter = PublicationFilter;
    type Order = PublicationOrder;

    fn condition(filter: &PublicationFilter) -> SimpleExpr {
        use table::Column;
        // Named one by one, so that the compiler asks for a field that is not looked at.
        let PublicationFilter { and, or, not, id, title, journal, doctor, year, doi, titled } = filter;
        All::new()
            .nested(and, or, not, Self::condition)
            .given(id, |part| filter::id(Column::Id, part))
            .given(title, |part| filter::spelled(Column::Spellings, part))
            .given(journal, |part| filter::id(Column::JournalId, part))
            .given(doctor, |part| filter::linked("publications", Kind::Publication, LinkRole::Author, part))
            .given(year, |part| filter::year(Column::Year, part))
            .given(doi, |part| filter::plain(Column::Doi, part))
            .given(titled, |titled| Expr::col(Column::Titled).eq(*titled))
            .into_condition()
    }

    fn ordering(order: PublicationOrder) -> Ordering<Self> {
        let (name, column, compares) = match order.field {
            PublicationOrderField::Year => ("YEAR", table::Column::YearOrder, KeyKind::Number),
            PublicationOrderField::Title => ("TITLE", table::Column::SortTitle, KeyKind::Text),
        };
        Ordering { name, column, compares, direction: order.direction }
    }

    fn key(entry: &Entry<Self>, order: PublicationOrder) -> Key {
        match order.field {
            PublicationOrderField::Year => Key::Number(year_order(&entry.content).into()),
            PublicationOrderField::Title => Key::Text(sort_title(&entry.content)),
        }
    }
}

fn year_order(publication: &Publication) -> i32 {
    publication.year.map_or(0, i32::from)
}

fn sort_title(publication: &Publication) -> String {
    publication.title.as_deref().map(fold).unwrap_or_default()
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
