use sea_orm::sea_query::{SimpleExpr, Value};
use shanghaidoctor_domain::content::{Article, Doctor, LinkRole, Specialty};
use shanghaidoctor_domain::query::{SpecialtyFilter, SpecialtyOrder, SpecialtyOrderField};
use shanghaidoctor_domain::text::NameOrder;

use crate::filter::{self, All, Place, Way};
use crate::read::Relation;
use crate::stored::{By, Moments, collated};
use crate::{Filtered, Listed, Ordering, Stored};

const PARENT: Relation = Relation::Link(LinkRole::Parent);
/// Doctors and articles name their specialties.
const NAMED: Relation = Relation::Link(LinkRole::Specialty);

impl Stored for Specialty {
    type Entity = table::Entity;

    fn indexed(&self, _: &Moments) -> Vec<(table::Column, Value)> {
        vec![
            (table::Column::Slug, self.slug.as_str().into()),
            (table::Column::SortName, self.name.sort_key(NameOrder::English).into()),
            (table::Column::SortNameZh, self.name.sort_key(NameOrder::Chinese).into()),
        ]
    }
}

impl Filtered for Specialty {
    type Filter = SpecialtyFilter;

    fn condition(filter: &SpecialtyFilter, place: &Place) -> SimpleExpr {
        use table::Column;
        // Named one by one, so that the compiler asks for a field that is not looked at.
        let SpecialtyFilter { and, or, not, id, slug, parent, doctors, articles, descendants } = filter;
        let such = |place: &Place| {
            All::new()
                .nested(and, or, not, |nested| Self::condition(nested, place))
                .given(id, |part| filter::id(&place.column(Column::Id), part))
                .given(slug, |part| filter::plain(&place.column(Column::Slug), part))
                .given(parent, |part| filter::is::<Self, Self>(place, Way::Up(PARENT), part))
                .given(doctors, |part| filter::listed::<Self, Doctor>(place, Way::Down(NAMED), part))
                .given(articles, |part| filter::listed::<Self, Article>(place, Way::Down(NAMED), part))
                .into_condition()
        };
        filter::with_descendants::<Self>(place, PARENT, descendants.unwrap_or_default(), such)
    }
}

impl Listed for Specialty {
    type Order = SpecialtyOrder;

    fn ordering(order: SpecialtyOrder, names: NameOrder) -> Ordering<Self> {
        use table::Column;
        let (name, by, compares) = match order.field {
            SpecialtyOrderField::Name => {
                collated::name(names, By::Column(Column::SortName), By::Column(Column::SortNameZh))
            }
        };
        Ordering { name, by, compares, direction: order.direction }
    }
}

pub mod table {
    //! The table as sea-orm sees it.

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "specialties")]
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
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
