//! Whether the subject of an article agrees to exactly what it says. Once somebody has asked, nothing else of that article
//! is published, until they agree or nobody asks any more.

use std::collections::{BTreeSet, HashMap};

use sea_orm::sea_query::{Expr, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, ExprTrait, QueryResult};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use shanghaidoctor_domain::content::{Article, Content, Media};
use shanghaidoctor_domain::{Actor, DateTime, Id, Kind, NodeId, SignOffStatus, Stage, Verb, Violation, ViolationCode};
use uuid::Uuid;

use crate::{Database, Entry, Error, Result, previews};

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
    /// When that ends.
    pub expires_at: DateTime,
    /// When somebody ended it before.
    pub revoked_at: Option<DateTime>,
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

/// What a draft says and the pictures in it show, as one number of 64 hexadecimal digits (SHA-256 of its JSON with sorted
/// names): another one after every change but a notice of correction, which the publication itself adds.
pub fn content_hash<T: Content>(content: &T, pictures: &HashMap<Uuid, Entry<Media>>) -> Result<String> {
    let mut value = serde_json::to_value(content)?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("corrections");
        if !pictures.is_empty() {
            fields.insert("pictures".to_owned(), pictures.values().map(shown_of).collect::<Map<_, _>>().into());
        }
    }
    let digest = Sha256::digest(value.to_string());
    Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A picture by its id, with what readers get of it.
fn shown_of(picture: &Entry<Media>) -> (String, Value) {
    let Media { hash, alt, credit, focal_point, .. } = &picture.content;
    (picture.id.to_string(), json!({ "hash": hash, "alt": alt, "credit": credit, "focalPoint": focal_point }))
}

/// The pictures that a document names, as readers get them with it: as they are public already, or else as their drafts,
/// which come with it. Of those that are published in the same act, `together`, the drafts.
async fn pictures_of<T: Content>(
    connection: &impl ConnectionTrait,
    content: &T,
    together: &[NodeId],
) -> Result<HashMap<Uuid, Entry<Media>>> {
    let targets = content.links().into_iter().map(|link| link.target);
    let pictures: BTreeSet<NodeId> = targets.filter(|target| target.kind == Kind::Media).collect();
    let ids: Vec<Uuid> = pictures.iter().map(|picture| picture.uuid).collect();
    let staying: Vec<Uuid> =
        pictures.iter().filter(|picture| !together.contains(picture)).map(|picture| picture.uuid).collect();
    let mut shown = crate::read::by_ids::<Media>(connection, Stage::Draft, &ids).await?;
    shown.extend(crate::read::by_ids::<Media>(connection, Stage::Published, &staying).await?);
    Ok(shown)
}

/// The hash of an article's draft as it is now; none where there is no such draft.
pub async fn hash_of_draft(database: &Database, article: Id<Article>) -> Result<Option<String>> {
    hash_of(database.reading(), Stage::Draft, article.uuid()).await
}

pub(crate) async fn hash_of(connection: &impl ConnectionTrait, stage: Stage, article: Uuid) -> Result<Option<String>> {
    let mut articles = crate::read::whole::<Article>(connection, stage, &[article]).await?;
    let Some(Entry { content, .. }) = articles.remove(&article) else { return Ok(None) };
    let pictures = pictures_of(connection, &content, &[]).await?;
    Ok(Some(content_hash(&content, &pictures)?))
}

/// The last that was asked about an article; none where nobody asked, or nobody asks any more.
pub async fn of_article(database: &Database, actor: &Actor, article: Id<Article>) -> Result<Option<SignOff>> {
    actor.may(Verb::ReadDraft, Kind::Article)?;
    last(database.reading(), article.uuid()).await
}

/// What is asked by a link.
pub async fn by_preview(database: &Database, preview: Uuid) -> Result<Option<SignOff>> {
    by_link(database.reading(), preview).await
}

/// Why a document may not be published yet: somebody was asked, and has not agreed to this. What readers see already, but
/// for notices of correction, needs nobody: so an article is retracted whatever its subject says. `together` is what is
/// published in the same act.
pub(crate) async fn unsigned<T: Content>(
    connection: &impl ConnectionTrait,
    node: NodeId,
    content: &T,
    together: &[NodeId],
) -> Result<Option<Violation>> {
    if node.kind != Kind::Article {
        return Ok(None);
    }
    let Some(asked) = last(connection, node.uuid).await? else { return Ok(None) };
    let hash = content_hash(content, &pictures_of(connection, content, together).await?)?;
    if asked.has_agreed_to(&hash) || hash_of(connection, Stage::Published, node.uuid).await? == Some(hash) {
        return Ok(None);
    }
    Ok(Some(Violation { path: String::new(), code: ViolationCode::NotSigned, message: asked.missing() }))
}

impl SignOff {
    fn has_agreed_to(&self, hash: &str) -> bool {
        self.status == SignOffStatus::Approved && self.content_hash.as_deref() == Some(hash)
    }

    /// What is missing, and what to do about it.
    fn missing(&self) -> String {
        let said = match (self.status, &self.note) {
            (SignOffStatus::Approved, _) => "its subject has agreed to another text: let them read this one".to_owned(),
            (SignOffStatus::Declined, Some(note)) => format!("its subject does not agree: {note}"),
            (SignOffStatus::Declined, None) => "its subject does not agree".to_owned(),
            (SignOffStatus::Pending | SignOffStatus::Cancelled, _) => {
                "its subject was asked and has not answered yet".to_owned()
            }
        };
        let link = match self.revoked_at {
            Some(at) => format!("their link was ended at {at}: ask anew"),
            None => format!("they can answer until {}, then ask anew", self.expires_at),
        };
        format!("{said} ({link} by `requestSignOff`, or ask no more by `cancelSignOff`)")
    }
}

/// The article whose publishing waits for an answer by this link.
pub(crate) async fn awaited(connection: &impl ConnectionTrait, preview: Uuid) -> Result<Option<Id<Article>>> {
    let Some(asked) = by_link(connection, preview).await? else { return Ok(None) };
    let last = last(connection, asked.article.uuid()).await?;
    let is_awaited = last.is_some_and(|last| last.id == asked.id && last.status != SignOffStatus::Approved);
    Ok(is_awaited.then_some(asked.article))
}

pub(crate) async fn last(connection: &impl ConnectionTrait, article: Uuid) -> Result<Option<SignOff>> {
    let select = select()
        .and_where(Expr::col((TABLE, "article")).eq(article))
        .order_by((TABLE, "requested_at"), Order::Desc)
        .order_by((TABLE, "id"), Order::Desc)
        .limit(1)
        .take();
    let last = first(connection, &select).await?;
    Ok(last.filter(|asked| asked.status != SignOffStatus::Cancelled))
}

async fn by_link(connection: &impl ConnectionTrait, preview: Uuid) -> Result<Option<SignOff>> {
    first(connection, &select().and_where(Expr::col((TABLE, "preview")).eq(preview)).take()).await
}

/// Sign-offs with what there is to know of their links.
fn select() -> SelectStatement {
    let columns =
        ["id", "article", "preview", "status", "requested_at", "requested_by", "decided_at", "content_hash", "note"];
    Query::select()
        .columns(columns.map(|column| (TABLE, column)))
        .columns(["expires_at", "revoked_at"].map(|column| (previews::TABLE, column)))
        .from(TABLE)
        .inner_join(previews::TABLE, Expr::col((previews::TABLE, "id")).equals((TABLE, "preview")))
        .take()
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
        expires_at: moment(row.try_get("", "expires_at")?),
        revoked_at: row.try_get::<Option<_>>("", "revoked_at")?.map(moment),
        status: SignOffStatus::named(&status).ok_or_else(unknown)?,
        requested_at: moment(row.try_get("", "requested_at")?),
        requested_by: row.try_get("", "requested_by")?,
        decided_at: row.try_get::<Option<_>>("", "decided_at")?.map(moment),
        content_hash: row.try_get("", "content_hash")?,
        note: row.try_get("", "note")?,
    })
}
