use std::collections::HashMap;

use chrono::Datelike;
use sea_orm::sea_query::{Expr, OnConflict, Query, SimpleExpr, Value};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::content::{Article, Body, Doctor, LinkRole, Specialty};
use shanghaidoctor_domain::query::{ArticleFilter, ArticleOrder, ArticleOrderField, KeyKind, LocaleFilter};
use shanghaidoctor_domain::text::{NameOrder, sort_key};
use shanghaidoctor_domain::{DateTime, Kind, Locale, NodeId, Stage};
use uuid::Uuid;

use crate::filter::{self, All, Place, Way, in_ids};
use crate::packed::{self, Column, Packed, Part};
use crate::read::{Companion, Relation};
use crate::scope::At;
use crate::stored::{By, Moments, collated};
use crate::{Entry, Error, Filtered, Listed, Ordering, Result, Stored};

impl Stored for Article {
    type Entity = table::Entity;

    const COMPANIONS: &'static [Companion] = &[Companion::Subjects, Companion::Body];

    fn group(&self) -> Option<Uuid> {
        self.translation_group
    }

    fn indexed(&self, moments: &Moments) -> Vec<(table::Column, Value)> {
        vec![
            (table::Column::Slug, self.slug.as_str().into()),
            (table::Column::SortTitle, sort_key(&self.title).into()),
            (table::Column::Spellings, self.spellings().into_string().into()),
            (table::Column::Locale, self.locale.as_str().into()),
            (table::Column::Channel, self.channel.as_str().into()),
            (table::Column::TranslationGroup, self.translation_group.into()),
            (table::Column::Date, date(self, moments.published_at.unwrap_or(moments.updated_at)).into()),
        ]
    }

    /// All but the body, which is in a table of its own.
    fn to_row(&self) -> Result<String> {
        Ok(serde_json::to_string(&Self { body: Body::default(), ..self.clone() })?)
    }

    async fn write_parts(&self, connection: &impl ConnectionTrait, id: Uuid, stage: &str) -> Result<()> {
        let blocks = serde_json::to_string(&self.body)?;
        let insert = Query::insert()
            .into_table("article_bodies")
            .columns(["id", "stage", "blocks"])
            .values_panic([id.into(), stage.into(), blocks.into()])
            .on_conflict(OnConflict::columns(["id", "stage"]).update_column("blocks").to_owned())
            .take();
        connection.execute(&insert).await?;
        start_count(connection, id).await
    }

    async fn remove_parts(connection: &impl ConnectionTrait, id: Uuid, stage: &str) -> Result<()> {
        let delete = Query::delete()
            .from_table("article_bodies")
            .and_where(Expr::col("id").eq(id))
            .and_where(Expr::col("stage").eq(stage))
            .take();
        connection.execute(&delete).await?;
        Ok(())
    }

    async fn read_parts(
        connection: &impl ConnectionTrait,
        stage: Stage,
        entries: &mut HashMap<Uuid, Entry<Self>>,
    ) -> Result<()> {
        let ids: Vec<Uuid> = entries.keys().copied().collect();
        for (id, body) in read_bodies(connection, stage, &ids).await? {
            if let Some(entry) = entries.get_mut(&id) {
                entry.content.body = body;
            }
        }
        Ok(())
    }
}

/// Every article has a count of its visits, so that a list by visits is a walk along their index.
async fn start_count(connection: &impl ConnectionTrait, id: Uuid) -> Result<()> {
    let insert = Query::insert()
        .into_table("visits")
        .columns(["article_id", "count"])
        .values_panic([id.into(), 0_i64.into()])
        .on_conflict(OnConflict::column("article_id").do_nothing().to_owned())
        .take();
    connection.execute(&insert).await?;
    Ok(())
}

/// The bodies of these articles.
pub(crate) async fn read_bodies(
    connection: &impl ConnectionTrait,
    at: impl Into<At>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Body>> {
    bodies(&packed::fetch(connection, body_part(at.into(), in_ids("id", ids))).await?)
}

/// The bodies of the articles whose ids meet a condition.
pub(crate) fn body_part(at: At, ids: SimpleExpr) -> Part {
    let select = Query::select()
        .columns(["id", "blocks"])
        .from("article_bodies")
        .and_where(at.condition("article_bodies", "id"))
        .and_where(ids)
        .take();
    Part::of(select, &[Column::Id("id"), Column::Text("blocks")])
}

/// What that part of a statement found.
pub(crate) fn bodies(found: &Packed) -> Result<HashMap<Uuid, Body>> {
    let mut bodies = HashMap::new();
    for mut values in found.records() {
        let id = values.id()?;
        let damaged = |error| Error::Damaged { node: NodeId { kind: Kind::Article, uuid: id }, error };
        bodies.insert(id, serde_json::from_str(values.text()?).map_err(damaged)?);
    }
    Ok(bodies)
}

impl Filtered for Article {
    type Filter = ArticleFilter;

    fn condition(filter: &ArticleFilter, place: &Place) -> SimpleExpr {
        use table::Column;
        // Named one by one, so that the compiler asks for a field that is not looked at.
        let ArticleFilter {
            and,
            or,
            not,
            id,
            search,
            slug,
            title,
            locale,
            channel,
            date,
            subjects,
            mentions,
            speakers,
            specialties,
            published_at,
            updated_at,
        } = filter;
        let column = |column| place.column(column);
        All::new()
            .nested(and, or, not, |nested| Self::condition(nested, place))
            .given(id, |part| filter::id(&column(Column::Id), part))
            .given(search, |text| place.found::<Self>(text))
            .given(slug, |part| filter::plain(&column(Column::Slug), part))
            .given(title, |part| filter::spelled(&column(Column::Spellings), part))
            .given(locale, |part| in_locale(&column(Column::Locale), part))
            .given(channel, |part| filter::plain(&column(Column::Channel), part))
            .given(date, |part| filter::day(&column(Column::Date), part))
            .given(subjects, |part| {
                filter::listed::<Self, Doctor>(place, Way::Up(Relation::Link(LinkRole::Subject)), part)
            })
            .given(mentions, |part| {
                filter::listed::<Self, Doctor>(place, Way::Up(Relation::Link(LinkRole::Mention)), part)
            })
            .given(speakers, |part| {
                filter::listed::<Self, Doctor>(place, Way::Up(Relation::Link(LinkRole::Speaker)), part)
            })
            .given(specialties, |part| {
                filter::listed::<Self, Specialty>(place, Way::Up(Relation::Link(LinkRole::Specialty)), part)
            })
            .given(published_at, |part| filter::moment(&column(Column::PublishedAt), part))
            .given(updated_at, |part| filter::moment(&column(Column::UpdatedAt), part))
            .into_condition()
    }
}

impl Listed for Article {
    type Order = ArticleOrder;

    fn ordering(order: ArticleOrder, _: NameOrder) -> Ordering<Self> {
        use table::Column;
        let (name, by, compares) = match order.field {
            ArticleOrderField::Date => ("DATE", By::Column(Column::Date), KeyKind::Number),
            ArticleOrderField::PublishedAt => ("PUBLISHED_AT", By::Column(Column::PublishedAt), KeyKind::Moment),
            ArticleOrderField::UpdatedAt => ("UPDATED_AT", By::Column(Column::UpdatedAt), KeyKind::Moment),
            ArticleOrderField::Title => (collated::TITLE, By::Column(Column::SortTitle), KeyKind::Text),
            ArticleOrderField::Visits => ("VISITS", By::Visits, KeyKind::Number),
            ArticleOrderField::Relevance => ("RELEVANCE", By::Relevance, KeyKind::Number),
        };
        Ordering { name, by, compares, direction: order.direction }
    }
}

fn in_locale(column: &Expr, part: &LocaleFilter) -> SimpleExpr {
    All::new()
        .given(&part.eq, |one| column.clone().eq(one.as_str()))
        .given(&part.one_of, |list| column.clone().is_in(list.iter().map(Locale::as_str)))
        .into_condition()
}

/// The day a reader sees, as the number yyyymmdd: the one the page prints, or else the day it was first published.
fn date(article: &Article, published_at: DateTime) -> i32 {
    article.updated_on.map_or_else(
        || {
            let day = chrono::DateTime::<chrono::Utc>::from(published_at).date_naive();
            day.year() * 10_000 + i32::try_from(day.month() * 100 + day.day()).unwrap_or_default()
        },
        |printed| printed.earliest(),
    )
}

pub mod table {
    //! The table as sea-orm sees it.

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "articles")]
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
        pub sort_title: String,
        pub spellings: String,
        pub locale: String,
        pub channel: String,
        pub translation_group: Option<Uuid>,
        pub date: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
