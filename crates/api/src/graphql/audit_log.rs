use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::{AuditAction, DateTime, id_text, read_id};
use shanghaidoctor_persistence::accounts::{AuditFilter, AuditLine};
use uuid::Uuid;

use super::connection::PageInfo;
use super::error::{account_error, bad_input};
use super::filter_size;
use super::json::Json;
use crate::auth::{Auth, Identity};

/// Lines on a page where nothing else is asked for, and at most.
const USUAL: i32 = 50;
const MOST: i32 = 100;

/// Who did what.
#[derive(Default)]
pub struct AuditQuery;

/// Who did what.
#[Object]
impl AuditQuery {
    /// Who signed in, changed rights, published and exported, the latest first; for administrators. Nothing changes what is
    /// written there.
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most this many, 100 at most; 50 where nothing is said.")] first: Option<i32>,
        #[graphql(desc = "Those behind this place.")] after: Option<String>,
        #[graphql(desc = "Which of them.", name = "where")] filter: Option<AuditLogFilter>,
    ) -> Result<AuditLogConnection> {
        let most = first.unwrap_or(USUAL);
        if !(1..=MOST).contains(&most) {
            return Err(bad_input(format!("`first`: ask for 1 to {MOST}, got {most}")));
        }
        let after = after.map(|after| read_id("line", &after)).transpose();
        let after = after.map_err(|error| bad_input(format!("`after`: {error}")))?;
        let filter = filter.unwrap_or_default().into_filter()?;
        let actor = ctx.data::<Identity>()?.actor();
        let most = usize::try_from(most).unwrap_or_default();
        let lines = ctx.data::<Auth>()?.accounts().audit_log(&actor, &filter, after, most as u64 + 1).await;
        let mut lines = lines.map_err(|error| account_error(&error))?;
        let has_next_page = lines.len() > most;
        lines.truncate(most);
        Ok(AuditLogConnection { lines, has_next_page, has_previous_page: after.is_some(), filter })
    }
}

/// Which lines of the audit log; all conditions hold.
#[derive(Default, InputObject)]
struct AuditLogFilter {
    /// Of these actions.
    actions: Option<Vec<AuditAction>>,
    /// By this account or service token, by its id, or by `operator` (the command line) or `anonymous`.
    actor: Option<String>,
    /// Done to this account, service token or document, by its id.
    target: Option<ID>,
    /// Not before this moment.
    since: Option<DateTime>,
    /// Before this moment.
    until: Option<DateTime>,
}

impl AuditLogFilter {
    fn into_filter(self) -> Result<AuditFilter> {
        for text in [self.actor.as_deref(), self.target.as_ref().map(|target| target.as_str())].into_iter().flatten() {
            filter_size::check_text(text)?;
        }
        Ok(AuditFilter {
            actions: self.actions.unwrap_or_default(),
            actor: self.actor,
            target: self.target.map(|target| target.to_string()),
            since: self.since,
            until: self.until,
        })
    }
}

/// A page of the audit log.
struct AuditLogConnection {
    lines: Vec<AuditLine>,
    has_next_page: bool,
    has_previous_page: bool,
    filter: AuditFilter,
}

/// A page of the audit log.
#[Object]
impl AuditLogConnection {
    /// The page's lines with their places.
    async fn edges(&self) -> Vec<AuditLogEdge> {
        let edge = |line: &AuditLine| AuditLogEdge { cursor: cursor(line.id), node: line.into() };
        self.lines.iter().map(edge).collect()
    }

    /// The page's lines.
    async fn nodes(&self) -> Vec<AuditLogEntry> {
        self.lines.iter().map(AuditLogEntry::from).collect()
    }

    /// What lies around the page.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next_page,
            has_previous_page: self.has_previous_page,
            start_cursor: self.lines.first().map(|line| cursor(line.id)),
            end_cursor: self.lines.last().map(|line| cursor(line.id)),
        }
    }

    /// How many lines the filter lets through; counted only when asked for.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i64> {
        let actor = ctx.data::<Identity>()?.actor();
        let count = ctx.data::<Auth>()?.accounts().audit_log_count(&actor, &self.filter).await;
        count.map_err(|error| account_error(&error))
    }
}

/// A line of the audit log in its place.
#[derive(SimpleObject)]
struct AuditLogEdge {
    /// The place, opaque: pass it as `after`.
    cursor: String,
    /// The line.
    node: AuditLogEntry,
}

/// Something that was done.
#[derive(SimpleObject)]
struct AuditLogEntry {
    /// The id of the line.
    id: ID,
    /// When.
    at: DateTime,
    /// Who: the id of an account or a service token, `operator` for the command line, `anonymous` for nobody known.
    actor: String,
    /// What.
    action: AuditAction,
    /// The id of the account, service token or document that it was done to.
    target: Option<ID>,
    /// From which address, where that is known.
    address: Option<String>,
    /// What else is to be known of it.
    detail: Option<Json>,
}

impl From<&AuditLine> for AuditLogEntry {
    fn from(line: &AuditLine) -> Self {
        Self {
            id: cursor(line.id).into(),
            at: line.at,
            actor: line.actor.clone(),
            action: line.deed.action,
            target: line.deed.target.clone().map(ID),
            address: line.address.clone(),
            detail: line.deed.detail.clone().map(Json),
        }
    }
}

fn cursor(id: Uuid) -> String {
    id_text("line", id)
}
