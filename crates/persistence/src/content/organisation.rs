use sea_orm::ExprTrait;
use sea_orm::sea_query::{Expr, SimpleExpr, Value};
use shanghaidoctor_domain::content::Organisation;
use shanghaidoctor_domain::query::{Direction, Key, KeyKind, OrganisationFilter};
use shanghaidoctor_domain::text::fold;

use crate::filter::{self, All};
use crate::stored::{Moments, Names};
use crate::{Entry, Listed, Ordering, Stored};

impl Stored for Organisation {
    type Entity = table::Entity;

    fn indexed(&self, _: &Moments) -> Vec<(table::Column, Value)> {
        vec![
            (table::Column::Slug, self.slug.as_str().into()),
            (table::Column::SortName, sort_name(self).into()),
            (table::Column::Spellings, self.spellings().into_string().into()),
            (table::Column::Kind, self.kind.name().into()),
            (table::Column::ParentId, self.parent.map(|id| id.uuid()).into()),
            (table::Column::Country, self.country.map(|country| country.to_string().to_lowercase()).into()),
        ]
    }

    fn names(&self) -> Option<Names> {
        Some(Names { keys: self.name_keys(), above: self.parent.map(|id| id.uuid()) })
    }
}

impl Listed for Organisation {
    type Filter = OrganisationFilter;
    type Order = ();

    fn condition(filter: &OrganisationFilter) -> SimpleExpr {
        use table::Column;
        // Named one by one, so that the compiler asks for a field that is not looked at.
        let OrganisationFilter { and, or, not, id, slug, name, kind, parent, root, country } = filter;
        All::new()
            .nested(and, or, not, Self::condition)
            .given(id, |part| filter::id(Column::Id, part))
            .given(slug, |part| filter::plain(Column::Slug, part))
            .given(name, |part| filter::spelled(Column::Spellings, part))
            .given(kind, |part| filter::choice(Column::Kind, &part.eq, &part.one_of, |kind| kind.name()))
            .given(parent, |part| filter::id(Column::ParentId, part))
            .given(root, |root| match root {
                true => Expr::col(Column::ParentId).is_null(),
                false => Expr::col(Column::ParentId).is_not_null(),
            })
            .given(country, |part| filter::plain(Column::Country, part))
            .into_condition()
    }

    fn ordering(_: ()) -> Ordering<Self> {
        Ordering { name: "NAME", column: table::Column::SortName, compares: KeyKind::Text, direction: Direction::Asc }
    }

    fn key(entry: &Entry<Self>, _: ()) -> Key {
        Key::Text(sort_name(&entry.content))
    }
}

fn sort_name(organisation: &Organisation) -> String {
    fold(organisation.name.pick(&[]))
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
        pub spellings: String,
        pub kind: String,
        pub parent_id: Option<Uuid>,
        pub country: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
