use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Value;
use shanghaidoctor_domain::content::Journal;
use shanghaidoctor_domain::text::fold;
use uuid::Uuid;

use crate::stored::Moments;
use crate::{Named, Result, Stored, name_keys};

impl Stored for Journal {
    type Entity = table::Entity;

    fn indexed(&self, _: &Moments) -> Vec<(table::Column, Value)> {
        vec![
            (table::Column::Slug, self.slug.as_str().into()),
            (table::Column::SortName, fold(self.name.pick(&[])).into()),
            (table::Column::Spellings, self.spellings().into_string().into()),
        ]
    }

    async fn write_parts(
        &self,
        connection: &impl ConnectionTrait,
        id: Uuid,
        stage: &'static str,
        is_new: bool,
    ) -> Result<()> {
        name_keys::write(connection, self, id, stage, is_new).await
    }
}

impl Named for Journal {
    fn name_keys(&self) -> BTreeSet<String> {
        self.name_keys()
    }

    fn above(&self) -> Option<Uuid> {
        None
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
        pub spellings: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
