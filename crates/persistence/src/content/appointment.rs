use sea_orm::sea_query::{SimpleExpr, Value};
use shanghaidoctor_domain::content::{Appointment, AppointmentRank};
use shanghaidoctor_domain::query::{AppointmentFilter, AppointmentOrder, AppointmentOrderField, Key, KeyKind};
use shanghaidoctor_domain::text::Spellings;

use crate::filter::{self, All};
use crate::stored::Moments;
use crate::{Entry, Listed, Ordering, Stored};

impl Stored for Appointment {
    type Entity = table::Entity;

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
}

impl Listed for Appointment {
    type Filter = AppointmentFilter;
    type Order = AppointmentOrder;

    fn condition(filter: &AppointmentFilter) -> SimpleExpr {
        use table::Column;
        // Named one by one, so that the compiler asks for a field that is not looked at.
        let AppointmentFilter { and, or, not, id, doctor, body, role, rank, status } = filter;
        All::new()
            .nested(and, or, not, Self::condition)
            .given(id, |part| filter::id(Column::Id, part))
            .given(doctor, |part| filter::id(Column::DoctorId, part))
            .given(body, |part| filter::id(Column::BodyId, part))
            .given(role, |part| filter::spelled(Column::Spellings, part))
            .given(rank, |part| filter::choice(Column::Rank, &part.eq, &part.one_of, AppointmentRank::order))
            .given(status, |part| filter::choice(Column::Status, &part.eq, &part.one_of, |status| status.name()))
            .into_condition()
    }

    fn ordering(order: AppointmentOrder) -> Ordering<Self> {
        let (name, column, compares) = match order.field {
            AppointmentOrderField::Position => ("POSITION", table::Column::Position, KeyKind::Number),
            AppointmentOrderField::Rank => ("RANK", table::Column::Rank, KeyKind::Number),
            AppointmentOrderField::Start => ("START", table::Column::StartOrder, KeyKind::Number),
        };
        Ordering { name, column, compares, direction: order.direction }
    }

    fn key(entry: &Entry<Self>, order: AppointmentOrder) -> Key {
        let number = match order.field {
            AppointmentOrderField::Position => entry.content.position,
            AppointmentOrderField::Rank => entry.content.rank.order(),
            AppointmentOrderField::Start => start_order(&entry.content),
        };
        Key::Number(number.into())
    }
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
