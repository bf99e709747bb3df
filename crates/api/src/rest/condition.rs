//! Which records a list has: `where` as JSON, or `filter[rank][eq]=CHAIR`, both with the names of the schema's filters.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Value};

use super::arguments::value;
use super::question::Wrong;
use super::schema::Schema;

/// The argument of the schema, and the parameter that holds all of it.
pub(super) const CONDITION: &str = "where";

/// The parameter that holds one condition of several.
const FILTER: &str = "filter";

/// The whole condition as JSON.
pub(super) fn from_json(text: &str) -> Result<Value, Wrong> {
    let read: Result<Value, _> = serde_json::from_str(text);
    match read {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err(Wrong::of(CONDITION, r#"write a JSON object, as {"slug":{"eq":"…"}}"#.to_owned())),
        Err(error) => Err(Wrong::of(CONDITION, format!("it is not JSON: {error}"))),
    }
}

/// The names in `filter[rank][eq]`; none where a parameter is not of that form.
pub(super) fn path(parameter: &str) -> Option<Vec<&str>> {
    let rest = parameter.strip_prefix(FILTER)?.strip_prefix('[')?.strip_suffix(']')?;
    Some(rest.split("][").collect())
}

/// Adds one condition to those that must hold with it. `of` is the schema's filter.
pub(super) fn add(
    conditions: &mut IndexMap<Name, Value>,
    schema: &Schema,
    of: &str,
    path: &[&str],
    text: &str,
) -> Result<(), String> {
    let Some((name, below)) = path.split_first() else { return Err("name a field".to_owned()) };
    let field = schema.input_field(of, name).ok_or_else(|| unknown(schema, of, name))?;
    if below.is_empty() {
        let value = value(schema, &field.ty, text)?;
        return match conditions.insert(Name::new(name), value) {
            None => Ok(()),
            Some(_) => Err(format!("`{name}` is given twice; lists are written with commas")),
        };
    }
    if field.ty.starts_with('[') {
        return Err(format!("`{name}` joins several conditions: write them as `{CONDITION}`, in JSON"));
    }
    let within = conditions.entry(Name::new(name)).or_insert_with(|| Value::Object(IndexMap::new()));
    match within {
        Value::Object(within) => add(within, schema, &field.ty, below, text),
        _ => Err(format!("`{name}` is given twice")),
    }
}

fn unknown(schema: &Schema, of: &str, name: &str) -> String {
    let known: Vec<&str> = schema.input_fields(of).collect();
    match known.as_slice() {
        [] => format!("there is nothing below a value, and so no `{name}`"),
        known => format!("there is no `{name}`; there is {}", known.join(", ")),
    }
}

/// Both conditions at once.
pub(super) fn both(one: Option<Value>, other: IndexMap<Name, Value>) -> Option<Value> {
    match (one, other.is_empty()) {
        (one, true) => one,
        (None, false) => Some(Value::Object(other)),
        (Some(one), false) => {
            let all = Value::List(vec![one, Value::Object(other)]);
            Some(Value::Object([(Name::new("and"), all)].into_iter().collect()))
        }
    }
}
