use sea_orm::ExprTrait;
use sea_orm::sea_query::{SimpleExpr, Value};
use shanghaidoctor_domain::content::{Appointment, Doctor, LinkRole, Organisation};
use shanghaidoctor_domain::query::{KeyKind, OrganisationFilter, OrganisationOrder, OrganisationOrderField};
use shanghaidoctor_domain::text::NameOrder;

use crate::filter::{self, All, Place, Way};
use crate::read::Relation;
use crate::stored::{By, Moments, Names, collated};
use crate::{Filtered, Listed, Ordering, Stored};

const PARENT: Relation = Relation::Column("parent_id");

impl Stored for Organisation {
    type Entity = table::Entity;

    fn indexed(&self, _: &Moments) -> Vec<(table::Column, Value)> {
        vec![
            (table::Column::Slug, self.slug.as_str().into()),
            (table::Column::SortName, self.name.sort_key(NameOrder::English).into()),
            (table::Column::SortNameZh, self.name.sort_key(NameOrder::Chinese).into()),
            (table::Column::Spellings, self.spellings().into_string().into()),
            (table::Column::Kind, self.kind.name().into()),
            (table::Column::ParentId, self.parent.map(|id| id.uuid()).into()),
            (table::Column::Country, self.country.map(|country| country.to_string().to_lowercase()).into()),
            (table::Column::Ror, self.ror().map(str::to_owned).into()),
        ]
    }

    fn names(&self) -> Option<Names> {
        Some(Names { keys: self.name_keys(), above: self.parent.map(|id| id.uuid()) })
    }
}

impl Filtered for Organisation {
    type Filter = OrganisationFilter;

    fn condition(filter: &OrganisationFilter, place: &Place) -> SimpleExpr {
        use table::Column;
        // Named one by one, so that the compiler asks for a field that is not looked at.
        let OrganisationFilter {
            and,
            or,
            not,
            id,
            search,
            slug,
            name,
            ror,
            kind,
            parent,
            root,
            country,
            children,
            doctors,
            appointments,
            descendants,
            published_at,
            updated_at,
        } = filter;
        let such = |place: &Place| {
            let column = |column| place.column(column);
            All::new()
                .nested(and, or, not, |nested| Self::condition(nested, place))
                .given(id, |part| filter::id(&column(Column::Id), part))
                .given(search, |text| place.found::<Self>(text))
                .given(slug, |part| filter::plain(&column(Column::Slug), part))
                .given(name, |part| filter::spelled(&column(Column::Spellings), part))
                .given(ror, |part| filter::number(&[column(Column::Ror)], &part.as_text()))
                .given(kind, |part| filter::choice(&column(Column::Kind), &part.eq, &part.one_of, |kind| kind.name()))
                .given(parent, |part| filter::is::<Self, Self>(place, Way::Up(PARENT), part))
                .given(root, |root| match root {
                    true => column(Column::ParentId).is_null(),
                    false => column(Column::ParentId).is_not_null(),
                })
                .given(country, |part| filter::plain(&column(Column::Country), part))
                .given(children, |part| filter::listed::<Self, Self>(place, Way::Down(PARENT), part))
                .given(doctors, |part| {
                    filter::listed::<Self, Doctor>(place, Way::Down(Relation::Link(LinkRole::Workplace)), part)
                })
                .given(appointments, |part| {
                    filter::listed::<Self, Appointment>(place, Way::Down(Relation::Column("body_id")), part)
                })
                .given(published_at, |part| filter::moment(&column(Column::PublishedAt), part))
                .given(updated_at, |part| filter::moment(&column(Column::UpdatedAt), part))
                .into_condition()
        };
        filter::with_descendants::<Self>(place, PARENT, descendants.unwrap_or_default(), such)
    }
}

impl Listed for Organisation {
    type Order = OrganisationOrder;

    fn ordering(order: OrganisationOrder, names: NameOrder) -> Ordering<Self> {
        use table::Column;
        let (name, by, compares) = match order.field {
            OrganisationOrderField::Name => {
                collated::name(names, By::Column(Column::SortName), By::Column(Column::SortNameZh))
            }
            OrganisationOrderField::Relevance => ("RELEVANCE", By::Relevance, KeyKind::Number),
        };
        Ordering { name, by, compares, direction: order.direction }
    }
}

pub mod table {
    //! The table as sea-orm sees it.

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organisations")]
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
        pub kind: String,
        pub parent_id: Option<Uuid>,
        pub country: Option<String>,
        pub ror: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
