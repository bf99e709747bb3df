use sea_orm::ExprTrait;
use sea_orm::sea_query::{SimpleExpr, Value};
use shanghaidoctor_domain::content::{Appointment, Article, Doctor, LinkRole, Organisation, Publication, Specialty};
use shanghaidoctor_domain::query::{DoctorFilter, DoctorOrder, DoctorOrderField, KeyKind};
use shanghaidoctor_domain::text::NameOrder;

use crate::filter::{self, All, Place, Way};
use crate::read::Relation;
use crate::stored::{By, Moments, Names, collated};
use crate::{Filtered, Listed, Ordering, Stored};

impl Stored for Doctor {
    type Entity = table::Entity;

    fn indexed(&self, _: &Moments) -> Vec<(table::Column, Value)> {
        vec![
            (table::Column::Slug, self.slug.as_str().into()),
            (table::Column::SortName, self.name.sort_key(NameOrder::English).into()),
            (table::Column::SortNameZh, self.name.sort_key(NameOrder::Chinese).into()),
            (table::Column::Spellings, self.spellings().into_string().into()),
            (table::Column::Deceased, self.died.is_some().into()),
            (table::Column::Orcid, self.orcid().map(str::to_owned).into()),
        ]
    }

    fn names(&self) -> Option<Names> {
        Some(Names { keys: self.name_keys(), above: None })
    }
}

impl Filtered for Doctor {
    type Filter = DoctorFilter;

    fn condition(filter: &DoctorFilter, place: &Place) -> SimpleExpr {
        use table::Column;
        // Named one by one, so that the compiler asks for a field that is not looked at.
        let DoctorFilter {
            and,
            or,
            not,
            id,
            search,
            slug,
            name,
            orcid,
            deceased,
            specialties,
            workplaces,
            appointments,
            publications,
            articles,
            mentors,
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
            .given(orcid, |part| filter::number(&[column(Column::Orcid)], &part.as_text()))
            .given(deceased, |deceased| column(Column::Deceased).eq(*deceased))
            .given(specialties, |part| {
                filter::listed::<Self, Specialty>(place, Way::Up(Relation::Link(LinkRole::Specialty)), part)
            })
            .given(workplaces, |part| {
                filter::listed::<Self, Organisation>(place, Way::Up(Relation::Link(LinkRole::Workplace)), part)
            })
            .given(appointments, |part| {
                filter::listed::<Self, Appointment>(place, Way::Down(Relation::Column("doctor_id")), part)
            })
            .given(publications, |part| {
                filter::listed::<Self, Publication>(place, Way::Down(Relation::Link(LinkRole::Author)), part)
            })
            .given(articles, |part| {
                filter::listed::<Self, Article>(place, Way::Down(Relation::Link(LinkRole::Subject)), part)
            })
            .given(mentors, |part| filter::listed::<Self, Self>(place, Way::Up(Relation::Link(LinkRole::Mentor)), part))
            .given(published_at, |part| filter::moment(&column(Column::PublishedAt), part))
            .given(updated_at, |part| filter::moment(&column(Column::UpdatedAt), part))
            .into_condition()
    }
}

impl Listed for Doctor {
    type Order = DoctorOrder;

    fn ordering(order: DoctorOrder, names: NameOrder) -> Ordering<Self> {
        use table::Column;
        let (name, by, compares) = match order.field {
            DoctorOrderField::Name => {
                collated::name(names, By::Column(Column::SortName), By::Column(Column::SortNameZh))
            }
            DoctorOrderField::PublishedAt => ("PUBLISHED_AT", By::Column(Column::PublishedAt), KeyKind::Moment),
            DoctorOrderField::UpdatedAt => ("UPDATED_AT", By::Column(Column::UpdatedAt), KeyKind::Moment),
            DoctorOrderField::Relevance => ("RELEVANCE", By::Relevance, KeyKind::Number),
        };
        Ordering { name, by, compares, direction: order.direction }
    }
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
        pub sort_name_zh: String,
        pub spellings: String,
        pub deceased: bool,
        pub orcid: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
