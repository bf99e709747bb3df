//! One record by what somebody has of it: a slug, also a former one, a number in a register, the id of a record that was
//! merged; and what became of records since somebody looked.

use std::sync::Arc;

use async_graphql::{Context, Result};
use shanghaidoctor_domain::content::{Content, Doctor, Journal, Organisation, Publication};
use shanghaidoctor_domain::{Doi, Id, Issn, Kind, NodeId, Orcid, Ror};
use shanghaidoctor_persistence::changes::sync::{Place, Since};
use shanghaidoctor_persistence::{Entry, Result as Read, Stored};
use uuid::Uuid;

use super::batches::{FormerSlugs, Of, Survivor};
use super::companions::shown_below;
use super::loaders;
use crate::cache::{Key, Register};
use crate::graphql::error::content_error;
use crate::graphql::view::{Node, View};
use crate::tags::Tag;

/// The document that goes on for one that was merged into it.
pub(in crate::graphql) async fn survivor(ctx: &Context<'_>, id: NodeId) -> Result<Option<NodeId>> {
    let survivor = loaders(ctx)?.batches.load_one(Survivor(id.uuid)).await;
    let survivor = survivor.map_err(|error| content_error(&error))?;
    Ok(survivor.map(|uuid| NodeId { kind: id.kind, uuid }))
}

/// The slugs that a document had before and that still lead to it. Who takes one names the document in the log.
pub(in crate::graphql) async fn former_slugs<T: Content>(
    ctx: &Context<'_>,
    view: &View,
    id: Id<T>,
) -> Result<Vec<String>> {
    let loaders = loaders(ctx)?;
    loaders.tags.note([Tag::ListOf(T::KIND, id.uuid())]);
    let slugs = loaders.batches.load_one(Of::<FormerSlugs>::new(view.scope, id.uuid())).await;
    Ok(slugs.map_err(|error| content_error(&error))?.unwrap_or_default())
}

/// The document with this slug, or that had it before, where the view shows it.
pub(in crate::graphql) async fn by_slug<T: Stored>(
    ctx: &Context<'_>,
    view: View,
    slug: &str,
) -> Result<Option<Node<T>>> {
    let (scope, batches) = (view.scope, loaders(ctx)?.batches.loader());
    let read = async {
        let reading = batches.records.reading(scope);
        let (found, companions) = batches.reader.by_slug::<T>(scope, slug, &shown_below::<T>(ctx)).await?;
        batches.know(scope, reading.as_ref(), companions);
        Ok(found)
    };
    found_by(ctx, view, Key::Slug(T::KIND, slug.into()), read).await
}

/// The paper with this DOI, where the view shows it.
pub(in crate::graphql) async fn by_doi(ctx: &Context<'_>, view: View, doi: &Doi) -> Result<Option<Node<Publication>>> {
    let (scope, reader) = (view.scope, loaders(ctx)?.reader());
    found_by(ctx, view, Key::number(Register::Doi, doi), reader.by_doi(scope, doi)).await
}

/// The doctor with this ORCID iD, where the view shows them.
pub(in crate::graphql) async fn by_orcid(ctx: &Context<'_>, view: View, orcid: &Orcid) -> Result<Option<Node<Doctor>>> {
    let (scope, reader) = (view.scope, loaders(ctx)?.reader());
    found_by(ctx, view, Key::number(Register::Orcid, orcid), reader.by_orcid(scope, orcid)).await
}

/// The organisation with this ROR ID, where the view shows it.
pub(in crate::graphql) async fn by_ror(ctx: &Context<'_>, view: View, ror: &Ror) -> Result<Option<Node<Organisation>>> {
    let (scope, reader) = (view.scope, loaders(ctx)?.reader());
    found_by(ctx, view, Key::number(Register::Ror, ror), reader.by_ror(scope, ror)).await
}

/// The journal one of whose editions has this ISSN, where the view shows it.
pub(in crate::graphql) async fn by_issn(ctx: &Context<'_>, view: View, issn: &Issn) -> Result<Option<Node<Journal>>> {
    let (scope, reader) = (view.scope, loaders(ctx)?.reader());
    found_by(ctx, view, Key::number(Register::Issn, issn), reader.by_issn(scope, issn)).await
}

async fn found_by<T: Stored>(
    ctx: &Context<'_>,
    view: View,
    key: Key,
    read: impl Future<Output = Read<Option<Arc<Entry<T>>>>>,
) -> Result<Option<Node<T>>> {
    let loaders = loaders(ctx)?;
    let entry = match loaders.records().found(view.scope, &key) {
        Some(entry) => entry,
        None => {
            let reading = loaders.records().reading(view.scope);
            let entry = read.await.map_err(|error| content_error(&error))?;
            if let Some(reading) = reading {
                reading.found(key.clone(), entry.as_ref());
            }
            entry
        }
    };
    loaders.tags.note(key.tags_found(entry.as_ref()));
    Ok(entry.map(|entry| Node::new(view, entry)))
}

/// What became of documents of these kinds behind a place of the log, and what the licences of a partner did. What is kept is as new as that from here on; the
/// answer is not to be kept, since no tag says that the log has gone on.
pub(in crate::graphql) async fn changes_since(
    ctx: &Context<'_>,
    place: Place,
    kinds: &[Kind],
    most: u64,
    partner: Option<Uuid>,
) -> Result<Option<Since>> {
    let loaders = loaders(ctx)?;
    let since = loaders.reader().changes_since(place, kinds, most, partner).await;
    let since = since.map_err(|error| content_error(&error))?;
    if let Some(since) = &since {
        loaders.caches.reaches(since.reached.sequence()).await;
    }
    loaders.tags.note_behind();
    Ok(since)
}
