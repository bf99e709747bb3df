//! Whether the subject of an article agrees to exactly what it says. Once somebody has asked, nothing else of that article
//! is published, until they agree or nobody asks any more.

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, ExprTrait, QueryResult};
use sha2::{Digest as _, Sha256};
use shanghaidoctor_domain::content::{Article, Content};
use shanghaidoctor_domain::{Actor, DateTime, Id, Kind, NodeId, SignOffStatus, Stage, Verb, Violation, ViolationCode};
use uuid::Uuid;

use crate::{Database, Error, Result};

pub(crate) const TABLE: &str = "sign_offs";

/// That somebody is asked to agree to what an article says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOff {
    /// Its id.
    pub id: Uuid,
    /// The article.
    pub article: Id<Article>,
    /// The link by which they read it.
    pub preview: Uuid,
    /// What they said.
    pub status: SignOffStatus,
    /// When they were asked.
    pub requested_at: DateTime,
    /// Who asked.
    pub requested_by: String,
    /// When they answered.
    pub decided_at: Option<DateTime>,
    /// What they answered about.
    pub content_hash: Option<String>,
    /// What they said to it.
    pub note: Option<String>,
}

/// What a draft says, as one number of 64 hexadecimal digits (SHA-256 of its JSON with sorted names): another one after every
/// change but a notice of correction, which the publication itself adds.
pub fn content_hash<T: Content>(content: &T) -> Result<String> {
    let mut value = serde_json::to_value(content)?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("corrections");
    }
    let digest = Sha256::digest(value.to_string());
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The hash of an article's draft as it is now; none where there is no such draft.
pub async fn hash_of_draft(database: &Database, article: Id<Article>) -> Result<Option<String>> {
    let mut drafts = crate::read::whole::<Article>(database.reading(), Stage::Draft, &[article.uuid()]).await?;
    drafts.remove(&article.uuid()).map(|draft| content_hash(&draft.content)).transpose()
}

/// The last that was asked about an article; none where nobody asked, or nobody asks any more.
pub async fn of_article(database: &Database, actor: &Actor, article: Id<Article>) -> Result<Option<SignOff>> {
    actor.may(Verb::ReadDraft, Kind::Article)?;
    last(database.reading(), article.uuid()).await
}

/// What is asked by a link.
pub async fn by_preview(database: &Database, preview: Uuid) -> Result<Option<SignOff>> {
    first(database.reading(), &select().and_where(Expr::col("preview").eq(preview)).take()).await
}

/// Why a document may not be published yet: somebody was asked, and has not agreed to this.
pub(crate) async fn unsigned<T: Content>(
    connection: &impl ConnectionTrait,
    node: NodeId,
    content: &T,
) -> Result<Option<Violation>> {
    if node.kind != Kind::Article {
        return Ok(None);
    }
    let Some(asked) = last(connection, node.uuid).await? else { return Ok(None) };
    let message = match asked.status {
        SignOffStatus::Approved if asked.content_hash == Some(content_hash(content)?) => return Ok(None),
        SignOffStatus::Approved => "its subject has agreed to another text: let them read this one".to_owned(),
        SignOffStatus::Declined => format!("its subject does not agree: {}", asked.note.unwrap_or_default()),
        SignOffStatus::Pending => "its subject was asked and has not agreed yet".to_owned(),
        SignOffStatus::Cancelled => return Ok(None),
    };
    Ok(Some(Violation { path: String::new(), code: ViolationCode::NotSigned, message }))
}

pub(crate) async fn last(connection: &impl ConnectionTrait, article: Uuid) -> Result<Option<SignOff>> {
    let select = select()
        .and_where(Expr::col("article").eq(article))
        .order_by("requested_at", Order::Desc)
        .order_by("id", Order::Desc)
        .limit(1)
        .take();
    let last = first(connection, &select).await?;
    Ok(last.filter(|asked| asked.status != SignOffStatus::Cancelled))
}

fn select() -> SelectStatement {
    let columns =
        ["id", "article", "preview", "status", "requested_at", "requested_by", "decided_at", "content_hash", "note"];
    Query::select().columns(columns).from(TABLE).take()
}

async fn first(connection: &impl ConnectionTrait, select: &SelectStatement) -> Result<Option<SignOff>> {
    connection.query_one(select).await?.as_ref().map(decode).transpose()
}

fn decode(row: &QueryResult) -> Result<SignOff> {
    let status: String = row.try_get("", "status")?;
    let unknown = || Error::Database(DbErr::Type(format!("{TABLE}.status: `{status}`")));
    let moment = |moment: chrono::DateTime<chrono::Utc>| DateTime::from(moment);
    Ok(SignOff {
        id: row.try_get("", "id")?,
        article: Id::new(row.try_get("", "article")?),
        preview: row.try_get("", "preview")?,
        status: SignOffStatus::named(&status).ok_or_else(unknown)?,
        requested_at: moment(row.try_get("", "requested_at")?),
        requested_by: row.try_get("", "requested_by")?,
        decided_at: row.try_get::<Option<_>>("", "decided_at")?.map(moment),
        content_hash: row.try_get("", "content_hash")?,
        note: row.try_get("", "note")?,
    })
}
