use sea_orm::sea_query::{Expr, OnConflict, Query, SimpleExpr};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr, EntityName, EntityTrait, ExprTrait, IdenStatic, Iterable, SqlErr,
};
use shanghaidoctor_domain::text::check_texts;
use shanghaidoctor_domain::{Id, NodeId, Stage, Violation, ViolationCode, Violations};

use crate::scope::At;
use crate::stored::{Moments, column};
use crate::{Entry, Error, Result, Stored, name_keys};

/// Writes a document's row where it is read, with its parts. Whoever it came from, a draft has no text that is too long or
/// cannot be kept. When the row is there already it is replaced, but only at the
/// revision `seen`; false when it is at another one.
pub(super) async fn write<T: Stored>(
    transaction: &DatabaseTransaction,
    at: impl Into<At>,
    entry: &Entry<T>,
    seen: Option<i32>,
) -> Result<bool> {
    let at = at.into();
    let node = entry.id().node();
    if let At::Stage(Stage::Draft) = at {
        let checked = check_texts(&entry.content)?.into_result();
        checked.map_err(|violations| Error::Invalid { node, violations })?;
    }
    let stage = at.name();
    let moments = Moments { published_at: entry.published_at, updated_at: entry.updated_at };
    let (names, values): (Vec<&'static str>, Vec<SimpleExpr>) = common(&stage, entry)?
        .into_iter()
        .chain(entry.content.indexed(&moments).into_iter().map(|(column, value)| (column.as_str(), value.into())))
        .unzip();
    let columns = <T::Entity as EntityTrait>::Column::iter().count();
    debug_assert_eq!(names.len(), columns, "`indexed` leaves out a column of the table of {}", T::KIND.name());
    let table = T::Entity::default().table_name();
    let mut conflict = OnConflict::columns([column::ID, column::STAGE]);
    conflict.update_columns(names.iter().copied().filter(|name| ![column::ID, column::STAGE].contains(name)));
    if let Some(seen) = seen {
        conflict.action_and_where(Expr::col((table, column::REVISION)).eq(seen));
    }
    let insert = Query::insert().into_table(table).columns(names).values_panic(values).on_conflict(conflict).take();
    let result = transaction.execute(&insert).await.map_err(|error| duplicate::<T>(node, error))?;
    if result.rows_affected() == 0 {
        return Ok(false);
    }
    entry.content.write_parts(transaction, entry.id, &stage).await?;
    if let (At::Stage(Stage::Draft), Some(names)) = (at, entry.content.names()) {
        name_keys::write(transaction, node, names, seen.is_none()).await?;
    }
    Ok(true)
}

fn common<T: Stored>(stage: &str, entry: &Entry<T>) -> Result<[(&'static str, SimpleExpr); 7]> {
    let moment = chrono::DateTime::<chrono::Utc>::from;
    Ok([
        (column::ID, entry.id.into()),
        (column::STAGE, stage.into()),
        (column::REVISION, entry.revision.into()),
        (column::CREATED_AT, moment(entry.created_at).into()),
        (column::UPDATED_AT, moment(entry.updated_at).into()),
        (column::PUBLISHED_AT, entry.published_at.map(moment).into()),
        (column::CONTENT, entry.content.to_row()?.into()),
    ])
}

/// The columns in which each value is one document's at a stage, where they have one.
const UNIQUE: [&str; 7] = ["slug", "doi", "orcid", "ror", "issn", "eissn", "hash"];

/// The values of a document that another one has at this stage, found before the database refuses them.
pub(super) async fn taken<T: Stored>(
    transaction: &DatabaseTransaction,
    stage: Stage,
    id: Id<T>,
    content: &T,
    moments: &Moments,
) -> Result<Violations> {
    let columns = content.indexed(moments).into_iter().map(|(column, value)| (column.as_str(), value));
    let own = columns.filter(|(name, value)| UNIQUE.contains(name) && *value != value.as_null());
    let mut violations = Violations::default();
    for (name, value) in own {
        let other = Query::select()
            .column(column::ID)
            .from(T::Entity::default().table_name())
            .and_where(Expr::col(column::STAGE).eq(stage.letter()))
            .and_where(Expr::col(name).eq(value))
            .and_where(Expr::col(column::ID).ne(id.uuid()))
            .take();
        if transaction.query_one(&other).await?.is_some() {
            violations.0.push(taken_by_another(id.node(), name));
        }
    }
    Ok(violations)
}

fn taken_by_another(node: NodeId, field: &'static str) -> Violation {
    // The columns of numbers that stand in a list.
    let path = if matches!(field, "orcid" | "ror") { "identifiers" } else { field };
    let message = format!("another {} has this {field}: choose another one", node.kind.prefix());
    Violation { path: path.to_owned(), code: ViolationCode::Duplicate, message }
}

/// The database names the index it protected (`doctors_stage_slug`) or the columns (`doctors.slug`); a writer needs the
/// field.
pub(crate) fn duplicate<T: Stored>(node: NodeId, error: DbErr) -> Error {
    let Some(SqlErr::UniqueConstraintViolation(text)) = error.sql_err() else { return Error::Database(error) };
    let names = <T::Entity as EntityTrait>::Column::iter().map(|column| column.as_str());
    let is_named = |name: &&str| [format!("_{name}"), format!(".{name}")].iter().any(|part| text.contains(part));
    let field = names.filter(|name| ![column::ID, column::STAGE].contains(name)).find(is_named).unwrap_or(column::ID);
    Error::Invalid { node, violations: Violations(vec![taken_by_another(node, field)]) }
}
