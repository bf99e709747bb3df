//! Values that lie at hand, read field by field. The engine makes a future of each field and joins those of each object,
//! for which the text of an article, hundreds of small objects, paid more than for all else of its page.
//!
//! What is plain is read here, and all else is left to the engine: a field that is not named here or has arguments, of a
//! document by itself, of what stands inside one with the whole value; the whole of what has a directive or two fields
//! for one key. So a field that is new in the schema works without a word here.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection};
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{ContextSelectionSet, Name, Positioned, ScalarType, ServerResult, Value};
use futures_util::future::{BoxFuture, try_join_all};

/// An object whose fields can be read without waiting.
pub(super) trait Plain: Sync {
    /// Its name in the schema.
    const TYPE: &'static str;

    /// The names of the other objects that can stand in its place.
    const OTHERS: &'static [&'static str] = &[];

    /// What a field shows; none where the engine has to be asked.
    fn field(&self, name: &str, below: &ContextSelectionSet<'_>) -> Option<Value>;
}

/// What is selected of an object; none where the engine has to be asked.
pub(super) fn object<T: Plain>(value: &T, ctx: &ContextSelectionSet<'_>) -> Option<Value> {
    Some(Value::Object(Selected::of(value, ctx, None)?.shown))
}

/// What is selected of a document. The engine is asked for what does not lie at hand, for all of it at once.
pub(super) async fn document<T: Plain, F: ContainerType>(
    value: &T,
    fields: &F,
    ctx: &ContextSelectionSet<'_>,
) -> ServerResult<Value> {
    match Selected::of(value, ctx, Some(Vec::new())) {
        Some(Selected { shown, left: Some(left) }) if !left.is_empty() => completed(shown, left, fields, ctx).await,
        Some(selected) => Ok(Value::Object(selected.shown)),
        None => whole(fields, ctx).await,
    }
}

// Boxed: a document holds others, and so would its future.
fn completed<'r, F: ContainerType>(
    mut shown: IndexMap<Name, Value>,
    left: Vec<&'r Positioned<Field>>,
    fields: &'r F,
    ctx: &'r ContextSelectionSet<'_>,
) -> BoxFuture<'r, ServerResult<Value>> {
    Box::pin(async move {
        let left = left.into_iter().map(|field| -> BoxFuture<'_, _> {
            Box::pin(async move {
                let ctx = ctx.with_field(field);
                let value = fields.resolve_field(&ctx).await?;
                ServerResult::Ok((field.node.response_key().node.clone(), value.unwrap_or_default()))
            })
        });
        for (name, value) in try_join_all(left).await? {
            shown.insert(name, value);
        }
        Ok(Value::Object(shown))
    })
}

// Boxed for the same reason.
fn whole<'r, F: ContainerType>(fields: &'r F, ctx: &'r ContextSelectionSet<'_>) -> BoxFuture<'r, ServerResult<Value>> {
    Box::pin(resolve_container(ctx, fields))
}

/// The same of each object of a list.
pub(super) fn list<'v, T: Plain + 'v>(
    values: impl IntoIterator<Item = T>,
    ctx: &ContextSelectionSet<'_>,
) -> Option<Value> {
    values.into_iter().map(|value| object(&value, ctx)).collect::<Option<_>>().map(Value::List)
}

/// A text that may be missing.
pub(super) fn text(text: Option<&str>) -> Value {
    text.map_or(Value::Null, |text| text.into())
}

/// A value of its own form that may be missing.
pub(super) fn scalar<S: ScalarType>(value: Option<&S>) -> Value {
    value.map_or(Value::Null, ScalarType::to_value)
}

/// What is selected of an object.
struct Selected<'a> {
    /// In its order; null for what is left.
    shown: IndexMap<Name, Value>,
    /// What the engine has to be asked for; none where it is asked for all of it or nothing.
    left: Option<Vec<&'a Positioned<Field>>>,
}

impl<'a> Selected<'a> {
    /// None where the engine has to be asked for all of it.
    fn of<T: Plain>(
        value: &T,
        ctx: &ContextSelectionSet<'a>,
        left: Option<Vec<&'a Positioned<Field>>>,
    ) -> Option<Self> {
        let shown = IndexMap::with_capacity(ctx.item.node.items.len());
        let mut selected = Self { shown, left };
        selected.add(value, ctx)?;
        Some(selected)
    }

    fn add<T: Plain>(&mut self, value: &T, ctx: &ContextSelectionSet<'a>) -> Option<()> {
        for selection in &ctx.item.node.items {
            let (condition, set) = match &selection.node {
                Selection::Field(field) if field.node.directives.is_empty() => {
                    self.add_field(value, ctx, field)?;
                    continue;
                }
                Selection::FragmentSpread(spread) if spread.node.directives.is_empty() => {
                    let fragment = &ctx.query_env.fragments.get(&spread.node.fragment_name.node)?.node;
                    fragment.directives.is_empty().then_some(())?;
                    (Some(&fragment.type_condition), &fragment.selection_set)
                }
                Selection::InlineFragment(fragment) if fragment.node.directives.is_empty() => {
                    (fragment.node.type_condition.as_ref(), &fragment.node.selection_set)
                }
                _ => return None,
            };
            match condition {
                // Of another object, or else of a union or an interface.
                Some(condition) if condition.node.on.node != T::TYPE => {
                    T::OTHERS.contains(&condition.node.on.node.as_str()).then_some(())?;
                }
                _ => self.add(value, &ctx.with_selection_set(set))?,
            }
        }
        Some(())
    }

    fn add_field<T: Plain>(
        &mut self,
        value: &T,
        ctx: &ContextSelectionSet<'a>,
        field: &'a Positioned<Field>,
    ) -> Option<()> {
        let shown = shown(value, ctx, &field.node);
        if shown.is_none() {
            self.left.as_mut()?.push(field);
        }
        // The engine merges what is selected twice.
        let before = self.shown.insert(field.node.response_key().node.clone(), shown.unwrap_or_default());
        before.is_none().then_some(())
    }
}

fn shown<'a, T: Plain>(value: &T, ctx: &ContextSelectionSet<'a>, field: &'a Field) -> Option<Value> {
    match field.name.node.as_str() {
        _ if !field.arguments.is_empty() => None,
        "__typename" => Some(T::TYPE.into()),
        name => value.field(name, &ctx.with_selection_set(&field.selection_set)),
    }
}
