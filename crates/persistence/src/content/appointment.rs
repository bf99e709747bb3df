use sea_orm::sea_query::{Expr, Query, SimpleExpr, Value};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::content::{Appointment, AppointmentRank, Doctor, Journal, Organisation, PostStatus};
use shanghaidoctor_domain::query::{AppointmentFilter, AppointmentOrder, AppointmentOrderField, KeyKind};
use shanghaidoctor_domain::text::{NameOrder, Spellings};
use shanghaidoctor_domain::{PartialDate, Stage};

use crate::filter::{self, All, Place, Way};
use crate::read::{Companion, Relation};
use crate::stored::{By, Moments};
use crate::{Filtered, Listed, Ordering, Result, Stored};

impl Stored for Appointment {
    type Entity = table::Entity;

    const COMPANIONS: &'static [Companion] = &[Companion::Organisation("body_id"), Companion::Journal("body_id")];

    fn indexed(&self, _: &Moments) -> Vec<(table::Column, Value)> {
        let start = self.period.and_then(|period| period.start);
        let end = self.period.and_then(|period| period.end);
        vec![
            (table::Column::DoctorId, self.doctor.uuid().into()),
            (table::Column::BodyId, self.body.node().uuid.into()),
            (table::Column::Position, self.position.into()),
            (table::Column::Rank, self.rank.order().into()),
            (table::Column::Status, self.status.name().into()),
            (table::Column::Spellings, Spellings::of(self.role.texts()).into_string().into()),
            (table::Column::StartsFrom, start.map(|date| date.earliest()).into()),
            (table::Column::EndsBy, end.map(|date| date.latest()).into()),
            (table::Column::StartOrder, start_order(self).into()),
        ]
    }

    /// Behind the doctor's other posts.
    async fn join_others(&mut self, connection: &impl ConnectionTrait) -> Result<()> {
        let last = Query::select()
            .expr_as(Expr::col("position").max(), "last")
            .from("appointments")
            .and_where(Expr::col("stage").eq(Stage::Draft.letter()))
            .and_where(Expr::col("doctor_id").eq(self.doctor.uuid()))
            .take();
        let row = connection.query_one(&last).await?;
        let last: Option<i32> = row.map(|row| row.try_get("", "last")).transpose()?.flatten();
        self.position = last.map_or(0, |last| last.saturating_add(1));
        Ok(())
    }
}

impl Filtered for Appointment {
    type Filter = AppointmentFilter;

    fn condition(filter: &AppointmentFilter, place: &Place) -> SimpleExpr {
        use table::Column;
        // Named one by one, so that the compiler asks for a field that is not looked at.
        let AppointmentFilter {
            and,
            or,
            not,
            id,
            doctor,
            organisation,
            journal,
            role,
            rank,
            status,
            as_of,
            published_at,
            updated_at,
        } = filter;
        let column = |column| place.column(column);
        All::new()
            .nested(and, or, not, |nested| Self::condition(nested, place))
            .given(id, |part| filter::id(&column(Column::Id), part))
            .given(doctor, |part| filter::is::<Self, Doctor>(place, Way::Up(Relation::Column("doctor_id")), part))
            .given(organisation, |part| {
                filter::is::<Self, Organisation>(place, Way::Up(Relation::Column("body_id")), part)
            })
            .given(journal, |part| filter::is::<Self, Journal>(place, Way::Up(Relation::Column("body_id")), part))
            .given(role, |part| filter::spelled(&column(Column::Spellings), part))
            .given(rank, |part| filter::choice(&column(Column::Rank), &part.eq, &part.one_of, AppointmentRank::order))
            .given(status, |part| {
                filter::choice(&column(Column::Status), &part.eq, &part.one_of, |status| status.name())
            })
            .given(as_of, |date| held_on(*date, place))
            .given(published_at, |part| filter::moment(&column(Column::PublishedAt), part))
            .given(updated_at, |part| filter::moment(&column(Column::UpdatedAt), part))
            .into_condition()
    }
}

impl Listed for Appointment {
    type Order = AppointmentOrder;

    fn ordering(order: AppointmentOrder, _: NameOrder) -> Ordering<Self> {
        let (name, column) = match order.field {
            AppointmentOrderField::Position => ("POSITION", table::Column::Position),
            AppointmentOrderField::Rank => ("RANK", table::Column::Rank),
            AppointmentOrderField::Start => ("START", table::Column::StartOrder),
        };
        Ordering { name, by: By::Column(column), compares: KeyKind::Number, direction: order.direction }
    }
}

/// Whether a post was held on one of a date's days, as `AppointmentFilter::as_of` says.
fn held_on(date: PartialDate, place: &Place) -> SimpleExpr {
    use table::Column;
    let column = |column| place.column(column);
    let former = || column(Column::Status).eq(PostStatus::Former.name());
    let begun = column(Column::StartsFrom).lte(date.latest());
    let ended_later = column(Column::EndsBy).gte(date.earliest());
    let begun_that_year = column(Column::StartsFrom).gte(i32::from(date.year()) * 10_000);
    let not_ended = column(Column::EndsBy).is_null().and(former().not().or(begun_that_year));
    let without_start = column(Column::StartsFrom).is_null();
    let known_since = column(Column::UpdatedAt).lt(chrono::DateTime::<chrono::Utc>::from(date.end()));
    let held_today = column(Column::Status).eq(PostStatus::Current.name()).and(known_since);
    (begun.and(ended_later.clone().or(not_ended)))
        .or(without_start.clone().and(ended_later))
        .or(without_start.and(column(Column::EndsBy).is_null()).and(held_today))
}

fn start_order(appointment: &Appointment) -> i32 {
    appointment.period.and_then(|period| period.start).map_or(0, |start| start.earliest())
}

pub mod table {
    //! The table as sea-orm sees it.

    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "appointments")]
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
        pub doctor_id: Uuid,
        pub body_id: Uuid,
        pub position: i32,
        pub rank: i32,
        pub status: String,
        pub spellings: String,
        pub starts_from: Option<i32>,
        pub ends_by: Option<i32>,
        pub start_order: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
