//! Values that lie at hand, read field by field. The engine makes a future of each field and joins those of each object,
//! for which the text of an article, hundreds of small objects, paid more than for all else of its page.
//!
//! What is plain is read here, and all else is left to the engine, for the whole value: a field that is not named here,
//! one with arguments, two for one key, a directive. So a field that is new in the schema works without a word here.

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection};
use async_graphql::{ContextSelectionSet, Name, Value};

/// An object whose fields can be read without waiting.
pub(super) trait Plain {
    /// Its name in the schema.
    const TYPE: &'static str;

    /// The names of the other objects that can stand in its place.
    const OTHERS: &'static [&'static str] = &[];

    /// What a field shows; none where the engine has to be asked.
    fn field(&self, name: &str, below: &ContextSelectionSet<'_>) -> Option<Value>;
}

/// What is selected of an object; none where the engine has to be asked.
pub(super) fn object<T: Plain>(value: &T, ctx: &ContextSelectionSet<'_>) -> Option<Value> {
    let mut fields = IndexMap::with_capacity(ctx.item.node.items.len());
    add(value, ctx, &mut fields)?;
    Some(Value::Object(fields))
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

fn add<T: Plain>(value: &T, ctx: &ContextSelectionSet<'_>, fields: &mut IndexMap<Name, Value>) -> Option<()> {
    for selection in &ctx.item.node.items {
        let (condition, set) = match &selection.node {
            Selection::Field(field) => {
                let shown = shown(value, ctx, &field.node)?;
                // The engine merges what is selected twice.
                fields.insert(field.node.response_key().node.clone(), shown).is_none().then_some(())?;
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
            _ => add(value, &ctx.with_selection_set(set), fields)?,
        }
    }
    Some(())
}

fn shown<T: Plain>(value: &T, ctx: &ContextSelectionSet<'_>, field: &Field) -> Option<Value> {
    let is_plain = field.arguments.is_empty() && field.directives.is_empty();
    match field.name.node.as_str() {
        _ if !is_plain => None,
        "__typename" => Some(T::TYPE.into()),
        name => value.field(name, &ctx.with_selection_set(&field.selection_set)),
    }
}
