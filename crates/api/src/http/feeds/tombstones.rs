use async_graphql::Variables;
use serde_json::{Value, json};
use shanghaidoctor_domain::DateTime;
use shanghaidoctor_persistence::withdrawn::{self, Removals, Removed};

use super::{Asked, unreadable};
use crate::App;
use crate::feeds::{Filters, Format, Gathered, Month, Subject, Window};
use crate::graphql::languages::Wanted;
use crate::http::graphql::{Asker, ask_for};
use crate::http::problem::Problem;

/// What was taken away is told so often at most, on one page.
const MOST: u64 = 100;

/// Which of these are published and of the feed; for whom a licence gives them.
const STILL_THERE: &str = "query ($where: ArticleFilter) {
    articles(first: 100, where: $where) { nodes { id licence { creditLine } } }
}";

/// What was taken away while that changed which the page tells of, as far as the format can say so.
pub(super) async fn removed(
    app: &App,
    asker: &Asker,
    asked: Asked,
    filters: &Filters,
    gathered: &Gathered,
    window: &Window,
) -> Result<Vec<Removed>, Problem> {
    let is_other_page = asked.month.is_some() && (window.after.is_some() || window.before.is_some());
    if asked.format != Format::Atom || is_other_page {
        return Ok(Vec::new());
    }
    let (from, before) = moments(asked, gathered, window);
    let naming = filters.named().map(|named| named.uuid);
    let removals = Removals { kind: asked.subject.kind(), from, before, naming, most: MOST };
    let mut removed = withdrawn::latest(&app.database, removals).await.map_err(|error| unreadable(&error))?;
    if asked.subject == Subject::Articles {
        removed.extend(taken_back(app, asker, filters, removals).await?);
        removed.sort_by_key(|removed| std::cmp::Reverse(removed.at));
    }
    Ok(removed)
}

/// From which moment on, and before which.
fn moments(asked: Asked, gathered: &Gathered, window: &Window) -> (Option<DateTime>, Option<DateTime>) {
    match asked.month {
        None => {
            let oldest = gathered.entries.last().map(|entry| entry.updated);
            let newest = gathered.entries.first().map(|entry| entry.updated);
            (oldest.filter(|_| gathered.page.has_next_page), newest.filter(|_| window.after.is_some()))
        }
        // Each removal stands on the first page of one archive, also of a month in which nothing was published.
        Some(month) => (gathered.earlier.map(|_| month.start()), gathered.later.map(Month::start)),
    }
}

/// What is there for everybody, and what a partner may not show whole any more: its licence for it ended.
async fn taken_back(app: &App, asker: &Asker, filters: &Filters, removals: Removals) -> Result<Vec<Removed>, Problem> {
    let Some((partner, at)) = asker.licensed() else { return Ok(Vec::new()) };
    let partners = app.auth.partners();
    partners.tell_licences(partner, at).await.map_err(|error| unreadable(&error))?;
    let mut taken = partners.taken_back(partner, removals).await.map_err(|error| unreadable(&error))?;
    let ids: Vec<String> = taken.iter().map(|taken| taken.node.to_string()).collect();
    if ids.is_empty() {
        return Ok(taken);
    }
    let variables = Variables::from_json(json!({ "where": filters.among(Subject::Articles, &ids) }));
    let (answer, _) = ask_for(app, asker, STILL_THERE, variables, &Wanted::default()).await?;
    let nodes = answer.pointer("/articles/nodes").and_then(Value::as_array);
    let there: Vec<&Value> = nodes.into_iter().flatten().filter(|node| node["licence"].is_null()).collect();
    taken.retain(|taken| there.iter().any(|node| node["id"] == taken.node.to_string()));
    Ok(taken)
}
