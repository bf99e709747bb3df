use sea_orm::ExprTrait;
use sea_orm::sea_query::{Expr, SimpleExpr, Value};
use shanghaidoctor_domain::Kind;
use shanghaidoctor_domain::content::{Doctor, LinkRole};
use shanghaidoctor_domain::query::{DoctorFilter, DoctorOrder, DoctorOrderField, IdFilter, Key, KeyKind};
use shanghaidoctor_domain::text::fold;

use crate::filter::{self, All};
use crate::stored::{Moments, Names};
use crate::{Entry, Listed, Ordering, Stored};

impl Stored for Doctor {
    type Entity = table::Entity;

    fn indexed(&self, _: &Moments) -> Vec<(table::Column, Value)> {
        vec![
            (table::Column::Slug, self.slug.as_str().into()),
            (table::Column::SortName, sort_name(self).into()),
            (table::Column::Spellings, self.spellings().into_string().into()),
            (table::Column::Deceased, self.died.is_some().into()),
        ]
    }

    fn names(&self) -> Option<Names> {
        Some(Names { keys: self.name_keys(), above: None })
    }
}

impl Listed for Doctor {
    type Filter = DoctorFilter;
    type Order = DoctorOrder;

    fn condition(filter: &DoctorFilter) -> SimpleExpr {
        use table::Column;
        // Named one by one, so that the compiler asks for a field that is not looked at.
        let DoctorFilter { and, or, not, id, slug, name, specialty, workplace, deceased } = filter;
        All::new()
            .nested(and, or, not, Self::condition)
            .given(id, |part| filter::id(Column::Id, part))
            .given(slug, |part| filter::plain(Column::Slug, part))
            .given(name, |part| filter::spelled(Column::Spellings, part))
            .given(specialty, |part| linked(LinkRole::Specialty, part))
            .given(workplace, |part| linked(LinkRole::Workplace, part))
            .given(deceased, |deceased| Expr::col(Column::Deceased).eq(*deceased))
            .into_condition()
    }

    fn ordering(order: DoctorOrder) -> Ordering<Self> {
        let (name, column, compares) = match order.field {
            DoctorOrderField::Name => ("NAME", table::Column::SortName, KeyKind::Text),
            DoctorOrderField::PublishedAt => ("PUBLISHED_AT", table::Column::PublishedAt, KeyKind::Moment),
            DoctorOrderField::UpdatedAt => ("UPDATED_AT", table::Column::UpdatedAt, KeyKind::Moment),
        };
        Ordering { name, column, compares, direction: order.direction }
    }

    fn key(entry: &Entry<Self>, order: DoctorOrder) -> Key {
        match order.field {
            DoctorOrderField::Name => Key::Text(sort_name(&entry.content)),
            DoctorOrderField::PublishedAt => Key::Moment(entry.published_at.unwrap_or(entry.created_at)),
            DoctorOrderField::UpdatedAt => Key::Moment(entry.updated_at),
        }
    }
}

fn linked(role: LinkRole, part: &IdFilter) -> SimpleExpr {
    filter::linked("doctors", Kind::Doctor, role, part)
}

fn sort_name(doctor: &Doctor) -> String {
    fold(&doctor.name.sort())
}

pub mod table {
    //! The table as sea-orm sees it.

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "doctors")]
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
        pub spellings: String,
        pub deceased: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
