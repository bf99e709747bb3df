//! The types of the schema as JSON Schema, which OpenAPI 3.1 takes as it is (draft 2020-12).

use std::collections::BTreeSet;

use async_graphql::registry::{MetaEnumValue, MetaInputValue, MetaType, MetaTypeName};
use serde_json::{Map, Value, json};

use crate::rest::resource::Resource;
use crate::rest::schema::Schema;

/// All types that an answer or a filter can hold.
pub(super) fn schemas(schema: &Schema) -> Map<String, Value> {
    let mut described = Map::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<String> = roots(schema);
    while let Some(name) = open.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        if let Some(of) = schema.type_of(&name).filter(|of| inline(of).is_none()) {
            described.insert(name, of_type(schema, of, &mut open));
        }
    }
    described.insert("Page".to_owned(), page());
    described.insert("Problem".to_owned(), problem());
    described
}

/// A type by its place in the description.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A type as the schema writes it: `[Doctor!]!`.
pub(super) fn of_name(schema: &Schema, name: &str) -> Value {
    let of = MetaTypeName::create(name);
    let described = match of.unwrap_non_null() {
        MetaTypeName::List(items) => json!({ "type": "array", "items": of_name(schema, items) }),
        MetaTypeName::Named(name) | MetaTypeName::NonNull(name) => match schema.type_of(name).map(inline) {
            Some(Some(inline)) => inline,
            _ => reference(name),
        },
    };
    if of.is_non_null() { described } else { nullable(described) }
}

/// What the lists and records of all resources are made of, and what they are asked for with.
fn roots(schema: &Schema) -> Vec<String> {
    let types = Resource::ALL.into_iter().map(|resource| resource.type_name().to_owned());
    let lists = Resource::ALL.into_iter().filter_map(|resource| schema.root(resource.name()));
    let arguments = lists.flat_map(|list| list.args.values());
    let arguments = arguments.filter(|argument| argument.name != "orderBy").map(|argument| concrete(&argument.ty));
    types.chain(arguments).collect()
}

fn concrete(name: &str) -> String {
    MetaTypeName::concrete_typename(name).to_owned()
}

fn nullable(described: Value) -> Value {
    match described {
        Value::Object(mut described) if described.get("type").is_some_and(Value::is_string) => {
            let of = described.remove("type");
            described.insert("type".to_owned(), json!([of, "null"]));
            Value::Object(described)
        }
        // Anything, null among it.
        Value::Object(described) if described.is_empty() => Value::Object(described),
        other => json!({ "anyOf": [other, { "type": "null" }] }),
    }
}

/// The scalars that JSON has itself.
fn inline(of: &MetaType) -> Option<Value> {
    match of.name() {
        "ID" | "String" => Some(json!({ "type": "string" })),
        "Int" => Some(json!({ "type": "integer", "format": "int32" })),
        "Float" => Some(json!({ "type": "number" })),
        "Boolean" => Some(json!({ "type": "boolean" })),
        _ => None,
    }
}

/// Describes a type, and adds those that it names to the ones still to describe.
fn of_type(schema: &Schema, of: &MetaType, open: &mut Vec<String>) -> Value {
    match of {
        MetaType::Scalar { name, description, specified_by_url, .. } => {
            scalar(name, description.as_deref(), specified_by_url.as_deref())
        }
        MetaType::Enum { enum_values, description, .. } => {
            let values: Vec<&str> = enum_values.keys().map(String::as_str).collect();
            json!({ "type": "string", "enum": values, "description": enum_text(description.as_deref(), enum_values.values()) })
        }
        MetaType::Union { possible_types, description, .. }
        | MetaType::Interface { possible_types, description, .. } => {
            open.extend(possible_types.iter().cloned());
            let members: Vec<Value> = possible_types.iter().map(|member| reference(member)).collect();
            json!({ "anyOf": members, "description": description })
        }
        MetaType::InputObject { input_fields, description, .. } => {
            open.extend(input_fields.values().map(|field| concrete(&field.ty)));
            let fields = input_fields.values().map(|field| (&field.name, &field.ty, field.description.as_deref()));
            let required = input_fields.values().filter(|field| is_required(field)).map(|field| field.name.as_str());
            object(description.as_deref(), properties(schema, fields), required.collect())
        }
        MetaType::Object { name, fields, description, .. } => {
            open.extend(fields.values().map(|field| concrete(&field.ty)));
            let fields = fields.values().map(|field| (&field.name, &field.ty, field.description.as_deref()));
            let type_name = json!({ "type": "string", "const": name, "description": "Its type, where it stands for one of several." });
            let mut properties = properties(schema, fields);
            properties.insert("__typename".to_owned(), type_name);
            // Which fields are there is chosen by who asks.
            object(description.as_deref(), properties, Vec::new())
        }
    }
}

/// Whether an input cannot do without it.
pub(super) fn is_required(field: &MetaInputValue) -> bool {
    field.ty.ends_with('!') && field.default_value.is_none()
}

fn object(description: Option<&str>, properties: Map<String, Value>, required: Vec<&str>) -> Value {
    json!({
        "type": "object",
        "description": description.unwrap_or_default(),
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn properties<'f>(
    schema: &Schema,
    fields: impl Iterator<Item = (&'f String, &'f String, Option<&'f str>)>,
) -> Map<String, Value> {
    fields.map(|(name, of, text)| (name.clone(), described(of_name(schema, of), text))).collect()
}

/// With what a field says of itself, which may stand beside a reference (JSON Schema 2020-12, section 8.2.3.1).
fn described(of: Value, description: Option<&str>) -> Value {
    match description {
        Some(text) => with(of, "description", json!(text)),
        None => of,
    }
}

/// An object with one member more.
pub(super) fn with(mut of: Value, name: &str, member: Value) -> Value {
    if let Value::Object(members) = &mut of {
        members.insert(name.to_owned(), member);
    }
    of
}

fn scalar(name: &str, description: Option<&str>, specified_by: Option<&str>) -> Value {
    let of = match name {
        "Json" => json!({}),
        "DateTime" => json!({ "type": "string", "format": "date-time" }),
        "Url" => json!({ "type": "string", "format": "uri" }),
        "EmailAddress" => json!({ "type": "string", "format": "email" }),
        _ => json!({ "type": "string" }),
    };
    let of = described(of, description);
    match specified_by {
        Some(address) => with(of, "externalDocs", json!({ "url": address })),
        None => of,
    }
}

fn enum_text<'v>(description: Option<&str>, values: impl Iterator<Item = &'v MetaEnumValue>) -> String {
    let values =
        values.map(|value| format!("- `{}`: {}", value.name, value.description.as_deref().unwrap_or_default()));
    description.map(str::to_owned).into_iter().chain(values).collect::<Vec<_>>().join("\n")
}

fn page() -> Value {
    json!({
        "type": "object",
        "description": "Where a list goes on.",
        "required": ["more", "after", "before"],
        "properties": {
            "more": { "type": "boolean", "description": "Whether there is a next page by now." },
            "after": { "type": ["string", "null"], "description": "The parameter `after` of the next page; null on the last one, but of changes, which go on." },
            "before": { "type": ["string", "null"], "description": "The parameter `before` of the page before; null on the first one." },
            "total": { "type": "integer", "description": "How many records all pages have, where `total=true` asks for it." },
        },
        "additionalProperties": false,
    })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "description": "What is wrong (RFC 9457).",
        "required": ["status", "title", "detail"],
        "properties": {
            "status": { "type": "integer", "description": "The status of the answer." },
            "title": { "type": "string", "description": "The status in words." },
            "detail": { "type": "string", "description": "What is wrong, and what to change." },
            "instance": { "type": "string", "description": "Names this occurrence in the log." },
            "reason": { "type": "string", "description": "Why a record was taken away." },
        },
    })
}
