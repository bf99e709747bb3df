//! What an address says of a list: `?first=20&orderBy=-PUBLISHED_AT&filter[locale][eq]=en`.

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaInputValue, MetaType, MetaTypeName};
use async_graphql::{Name, Value, Variables};

use super::condition::{self, CONDITION};
use super::question::Wrong;
use super::schema::Schema;

/// The order of a list.
const ORDER: &str = "orderBy";

/// The arguments of a root field, with the types that the schema gives them.
#[derive(Default)]
pub(super) struct Arguments<'s> {
    given: IndexMap<&'s str, (&'s str, Value)>,
}

impl<'s> Arguments<'s> {
    /// Adds one that the address gives.
    pub(super) fn add(&mut self, schema: &'s Schema, argument: &'s MetaInputValue, text: &str) -> Result<(), Wrong> {
        let value = match argument.name.as_str() {
            CONDITION => condition::from_json(text)?,
            ORDER => order(schema, argument, text)?,
            _ => value(schema, &argument.ty, text).map_err(|reason| Wrong::of(&argument.name, reason))?,
        };
        self.set(argument, value);
        Ok(())
    }

    /// The same of one whose value is known.
    pub(super) fn set(&mut self, argument: &'s MetaInputValue, value: Value) {
        self.given.insert(&argument.name, (&argument.ty, value));
    }

    /// Takes out what one was given.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.given.shift_remove(name).map(|(_, value)| value)
    }

    /// How the variables are declared, and how the field is given them; nothing where there are none.
    pub(super) fn texts(&self) -> (String, String) {
        if self.given.is_empty() {
            return Default::default();
        }
        let joined = |parts: Vec<String>| format!("({})", parts.join(","));
        let declared = self.given.iter().map(|(name, (ty, _))| format!("${name}:{ty}")).collect();
        let passed = self.given.keys().map(|name| format!("{name}:${name}")).collect();
        (joined(declared), joined(passed))
    }

    /// Their values.
    pub(super) fn variables(self) -> Variables {
        let values = self.given.into_iter().map(|(name, (_, value))| (Name::new(name), value));
        Variables::from_value(Value::Object(values.collect()))
    }
}

/// A text as a value of a type of the schema; a list is written with commas. What a scalar means is looked at by the engine.
pub(super) fn value(schema: &Schema, of: &str, text: &str) -> Result<Value, String> {
    if MetaTypeName::create(of).unwrap_non_null().is_list() {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        return items.map(|item| single(schema, of, item)).collect::<Result<_, _>>().map(Value::List);
    }
    single(schema, of, text)
}

fn single(schema: &Schema, of: &str, text: &str) -> Result<Value, String> {
    let name = MetaTypeName::concrete_typename(of);
    match name {
        "Int" => text.parse::<i32>().map(Value::from).map_err(|_| format!("`{text}` is no whole number")),
        "Float" => text.parse::<f64>().map(Value::from).map_err(|_| format!("`{text}` is no number")),
        "Boolean" => text.parse::<bool>().map(Value::from).map_err(|_| "say `true` or `false`".to_owned()),
        _ => match schema.type_of(name) {
            Some(MetaType::InputObject { .. }) => Err(format!("`{name}` has fields: name one of them")),
            Some(MetaType::Enum { enum_values, .. }) => enumerated(text, enum_values.keys().map(String::as_str)),
            _ => Ok(Value::from(text)),
        },
    }
}

/// One of the names of an enumeration, in letters of any case.
fn enumerated<'v>(text: &str, values: impl Iterator<Item = &'v str>) -> Result<Value, String> {
    let values: Vec<&str> = values.collect();
    match values.iter().find(|value| value.eq_ignore_ascii_case(text)) {
        Some(value) => Ok(Value::from(*value)),
        None => Err(format!("`{text}` is none of {}", values.join(", "))),
    }
}

/// `NAME`, or `-NAME` from the end.
fn order(schema: &Schema, argument: &MetaInputValue, text: &str) -> Result<Value, Wrong> {
    let wrong = |reason| Wrong::of(&argument.name, reason);
    let (field, direction) = match text.strip_prefix('-') {
        Some(field) => (field, "DESC"),
        None => (text, "ASC"),
    };
    let fields = schema.input_field(&argument.ty, "field").ok_or_else(|| wrong("it has no order".to_owned()))?;
    let field = value(schema, &fields.ty, field).map_err(wrong)?;
    let order = [(Name::new("field"), field), (Name::new("direction"), Value::from(direction))];
    Ok(Value::Object(order.into_iter().collect()))
}
