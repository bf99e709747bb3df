//! The same answers from one SQL statement each, written and tuned by hand: what everything else is measured against.
//! Bodies are given as they are stored, without being read.

use sea_orm::{ConnectionTrait as _, DbBackend, DbErr, Statement, Value};
use serde::Deserialize;
use shanghaidoctor_persistence::Database;
use uuid::Uuid;

use super::queries::Query;

/// The argument of a statement.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Argument {
    /// Of this slug.
    Slug { slug: String },
    /// Behind this place of the list.
    Behind { key: String, id: Uuid },
}

/// The statement for a query.
pub(crate) const fn statement(query: Query, backend: DbBackend) -> &'static str {
    match (query, backend) {
        (Query::Article, DbBackend::Postgres) => include_str!("by_hand/article.postgres.sql"),
        (Query::Doctors, DbBackend::Postgres) => include_str!("by_hand/doctors.postgres.sql"),
        (Query::Deep, DbBackend::Postgres) => include_str!("by_hand/deep.postgres.sql"),
        (Query::Society, DbBackend::Postgres) => include_str!("by_hand/society.postgres.sql"),
        (Query::Article, _) => include_str!("by_hand/article.sqlite.sql"),
        (Query::Doctors, _) => include_str!("by_hand/doctors.sqlite.sql"),
        (Query::Deep, _) => include_str!("by_hand/deep.sqlite.sql"),
        (Query::Society, _) => include_str!("by_hand/society.sqlite.sql"),
    }
}

/// The answer as JSON, over the connections that the reads of the program go over.
pub(crate) async fn answer(database: &Database, query: Query, argument: Argument) -> Result<String, DbErr> {
    let connection = database.bare();
    let backend = connection.get_database_backend();
    let values: Vec<Value> = match argument {
        Argument::Slug { slug } => vec![slug.into()],
        Argument::Behind { key, id } => vec![key.into(), id.into()],
    };
    let statement = Statement::from_sql_and_values(backend, statement(query, backend), values);
    let row = connection.query_one_raw(statement).await?;
    row.ok_or_else(|| DbErr::RecordNotFound(query.name().to_owned()))?.try_get_by_index(0)
}
