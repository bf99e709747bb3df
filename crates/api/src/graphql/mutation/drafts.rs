//! Creates, changes, deletes and merges documents of any kind. What differs from kind to kind is in the domain.

use std::sync::Arc;

use async_graphql::{Context, ID, InputType, Result, Value};
use shanghaidoctor_domain::{Id, NodeId, Verb};
use shanghaidoctor_persistence::write::{Once, Writing};
use shanghaidoctor_persistence::{Error as ContentError, Stored};

use super::acting::Acting;
use super::input::{Create, DeleteInput, Given, MergeInput, Update};
use super::misfits;
use super::patch::patched;
use super::refusal::Refusal;
use super::seen;
use super::user_error::{Conflict, UserError, UserErrorCode, refused};
use crate::graphql::error::content_error;
use crate::graphql::view::{Node, View};

/// Where the fields of an input stand.
const INPUT: &[&str] = &["input"];

/// The draft that an act left, or what is wrong with its input.
pub(super) type Outcome<T> = Result<Node<T>, Vec<UserError>>;

/// Creates a document.
pub(super) async fn create<T: Stored + InputType>(ctx: &Context<'_>, input: Create<T>) -> Result<Outcome<T>> {
    let mut writing = begin::<T>(ctx, Verb::Save, input.change_note.clone()).await?;
    match created(&mut writing, input).await {
        Ok(id) => finish(ctx, writing, id).await,
        Err(refusal) => Ok(Err(refusal.into_user_errors()?)),
    }
}

async fn created<T: Stored + InputType>(writing: &mut Writing, input: Create<T>) -> Result<Id<T>, Refusal> {
    let once = match input.idempotency_key {
        Some(key) => Some(Once::new(key, serde_json::to_string(&Value::Object(input.given.clone()))?.as_bytes())),
        None => None,
    };
    let slug_is_given = input.given.contains_key("slug");
    let mut content: T = misfits::read(Value::Object(input.given), INPUT).map_err(Refusal::Input)?;
    content.fill_in(None);
    Ok(writing.create(content, slug_is_given, once.as_ref()).await?)
}

/// Changes a document.
pub(super) async fn update<T: Stored + InputType>(ctx: &Context<'_>, input: Update<T>) -> Result<Outcome<T>> {
    permitted::<T>(ctx, Verb::Save)?;
    let id = match id_of::<T>(&input.id, "id") {
        Ok(id) => id,
        Err(error) => return Ok(Err(vec![error])),
    };
    change(ctx, id, input).await
}

/// Changes this document, whatever the input's id says.
pub(super) async fn change<T: Stored + InputType>(
    ctx: &Context<'_>,
    id: Id<T>,
    input: Update<T>,
) -> Result<Outcome<T>> {
    let mut writing = begin::<T>(ctx, Verb::Save, input.change_note).await?;
    match changed(&mut writing, id, input.revision, &input.given).await {
        Ok(()) => finish(ctx, writing, id).await,
        Err(refusal) => Ok(Err(told(&writing, refusal).await?)),
    }
}

async fn changed<T: Stored + InputType>(
    writing: &mut Writing,
    id: Id<T>,
    seen: i32,
    given: &Given,
) -> Result<(), Refusal> {
    let draft = writing.edit(id, seen).await?.content;
    let mut content = patched(&draft, given)?;
    content.fill_in(Some(&draft));
    Ok(writing.save_checked(id, Some(seen), &content).await?)
}

/// Deletes a draft, and gives its id.
pub(super) async fn delete<T: Stored>(ctx: &Context<'_>, input: &DeleteInput) -> Result<Result<ID, Vec<UserError>>> {
    permitted::<T>(ctx, Verb::Delete)?;
    let id = match id_of::<T>(&input.id, "id") {
        Ok(id) => id,
        Err(error) => return Ok(Err(vec![error])),
    };
    let mut writing = begin::<T>(ctx, Verb::Delete, None).await?;
    if let Err(error) = writing.delete(id, input.revision).await {
        return Ok(Err(told(&writing, error.into()).await?));
    }
    match writing.commit().await {
        Ok(()) => Ok(Ok(ID(id.to_string()))),
        Err(error) => Ok(Err(refused(error, INPUT)?)),
    }
}

/// Makes two records one, and gives the one that goes on.
pub(super) async fn merge<T: Stored>(ctx: &Context<'_>, input: MergeInput) -> Result<Outcome<T>> {
    permitted::<T>(ctx, Verb::Merge)?;
    let (merged, survivor) = match (id_of::<T>(&input.merged, "merged"), id_of::<T>(&input.survivor, "survivor")) {
        (Ok(merged), Ok(survivor)) => (merged, survivor),
        (merged, survivor) => return Ok(Err(merged.err().into_iter().chain(survivor.err()).collect())),
    };
    let mut writing = begin::<T>(ctx, Verb::Merge, input.change_note).await?;
    let (goes, stays) = (merged.node(), survivor.node());
    let mut stale = seen::one(&writing, goes, input.merged_revision, &["input", "mergedRevision"]).await?;
    stale.extend(seen::one(&writing, stays, input.survivor_revision, &["input", "survivorRevision"]).await?);
    if !stale.is_empty() {
        return Ok(Err(stale));
    }
    match writing.merge(goes, stays).await {
        Ok(()) => finish(ctx, writing, survivor).await,
        Err(error @ (ContentError::NotFound(node) | ContentError::Merged { node, .. })) => {
            let field = if node == goes { "merged" } else { "survivor" };
            let errors = refused(error, INPUT)?;
            Ok(Err(errors.into_iter().map(|error| error.moved_to(&["input", field])).collect()))
        }
        Err(error) => Ok(Err(refused(error, INPUT)?)),
    }
}

/// Begins an act of a sort that the caller may do to such documents; who may not waits for nobody.
pub(super) async fn begin<T: Stored>(ctx: &Context<'_>, verb: Verb, note: Option<String>) -> Result<Writing> {
    permitted::<T>(ctx, verb)?;
    ctx.data::<Acting>()?.begin(note).await.map_err(|error| content_error(&error))
}

/// An error where the caller may do this to no such document: told before anything is said of the input. The act itself
/// looks at the right too.
pub(super) fn permitted<T: Stored>(ctx: &Context<'_>, verb: Verb) -> Result<()> {
    let may = ctx.data::<Acting>()?.actor().may(verb, T::KIND);
    may.map_err(|forbidden| content_error(&forbidden.into()))
}

/// Ends an act, and shows the draft that it left.
pub(super) async fn finish<T: Stored>(ctx: &Context<'_>, writing: Writing, id: Id<T>) -> Result<Outcome<T>> {
    let draft = writing.draft(id).await.map_err(|error| content_error(&error))?;
    let Some(draft) = draft else {
        let message = "What was created under this key is gone: take a new one.";
        return Ok(Err(vec![UserError::new(UserErrorCode::NotFound, &["input", "idempotencyKey"], message)]));
    };
    if let Err(error) = writing.commit().await {
        return Ok(Err(refused(error, INPUT)?));
    }
    Ok(Ok(Node::new(View::of_draft(ctx)?, Arc::new(draft))))
}

/// What is wrong; of a stale write also what changed since.
pub(super) async fn told(writing: &Writing, refusal: Refusal) -> Result<Vec<UserError>> {
    let Refusal::Content(ContentError::Stale { node, seen, .. }) = &refusal else {
        return refusal.into_user_errors();
    };
    let since = writing.since(*node, *seen).await.map_err(|error| content_error(&error))?;
    let errors = refusal.into_user_errors()?;
    Ok(errors.into_iter().map(|error| error.with_conflict(since.clone().map(Conflict::from))).collect())
}

/// The ids of a list of documents of this kind.
pub(super) fn ids_of<T: Stored>(ids: &[ID], field: &str) -> Result<Vec<Id<T>>, Vec<UserError>> {
    let (mut read, mut errors) = (Vec::with_capacity(ids.len()), Vec::new());
    for (index, id) in ids.iter().enumerate() {
        match id_of(id, field) {
            Ok(id) => read.push(id),
            Err(error) => errors.push(error.in_item(index)),
        }
    }
    if errors.is_empty() { Ok(read) } else { Err(errors) }
}

/// The id of a document of this kind.
pub(super) fn id_of<T: Stored>(id: &ID, field: &str) -> Result<Id<T>, UserError> {
    let invalid = |message: String| UserError::new(UserErrorCode::Invalid, &["input", field], message);
    let node: NodeId = id.parse().map_err(|error| invalid(format!("{error}.")))?;
    Id::of(node).ok_or_else(|| {
        invalid(format!("`{node}` names another kind of document: give an id like `{}_…`.", T::KIND.prefix()))
    })
}
