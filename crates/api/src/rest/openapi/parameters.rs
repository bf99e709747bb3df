//! What can be said in an address.

use async_graphql::registry::MetaInputValue;
use serde_json::{Value, json};

use super::components::{self, of_name};
use crate::rest::question::LONGEST_WAIT;
use crate::rest::resource::Resource;
use crate::rest::schema::Schema;

/// The parameters of a list: the arguments of its field, and those of this way to ask.
pub(super) fn of_list(schema: &Schema, resource: Resource) -> Vec<Value> {
    let arguments = schema.root(resource.name()).into_iter().flat_map(|root| root.args.values());
    let arguments = arguments.flat_map(|argument| match argument.name.as_str() {
        "where" => conditions(argument),
        "orderBy" => vec![order(schema, argument)],
        _ => vec![plain(schema, argument)],
    });
    let total = json!({
        "name": "total", "in": "query", "schema": { "type": "boolean", "default": false },
        "description": "Whether `page` tells how many records there are.",
    });
    let wait = json!({
        "name": "wait", "in": "query", "schema": { "type": "integer", "minimum": 0, "maximum": LONGEST_WAIT, "default": 0 },
        "description": "For how many seconds to wait for a change where there is none yet.",
    });
    arguments.chain([fields(resource.usual_fields()), if resource.ends() { total } else { wait }]).collect()
}

/// The parameters of one record.
pub(super) fn of_one(schema: &Schema, resource: Resource) -> Vec<Value> {
    let by = match resource.lookup() {
        Some((_, by)) => format!("The id, or the {by}."),
        None => "The id.".to_owned(),
    };
    let name = json!({
        "name": "name", "in": "path", "required": true, "schema": { "type": "string" }, "description": by,
    });
    let locales = schema.root(resource.name()).and_then(|root| root.args.get("locales"));
    let locales = locales.map(|locales| plain(schema, locales));
    [Some(name), Some(fields(resource.usual_fields_of_one())), locales].into_iter().flatten().collect()
}

fn plain(schema: &Schema, argument: &MetaInputValue) -> Value {
    let shape = of_name(schema, &format!("{}!", argument.ty.trim_end_matches('!')));
    json!({
        "name": argument.name, "in": "query", "required": components::is_required(argument), "schema": shape,
        "description": argument.description,
        // Lists are written with commas.
        "style": "form", "explode": false,
    })
}

fn order(schema: &Schema, argument: &MetaInputValue) -> Value {
    let field = schema.input_field(&argument.ty, "field").map(|field| field.ty.trim_end_matches('!'));
    let names: Vec<&str> = field.map(|field| schema.names_of(field).collect()).unwrap_or_default();
    let backwards = names.iter().map(|name| format!("-{name}"));
    let all: Vec<String> = names.iter().map(|name| (*name).to_owned()).chain(backwards).collect();
    json!({
        "name": argument.name, "in": "query", "schema": { "type": "string", "enum": all },
        "description": "In what order; with `-` before it from the end.",
    })
}

/// The same conditions in two ways.
fn conditions(argument: &MetaInputValue) -> Vec<Value> {
    let filter = components::reference(argument.ty.trim_end_matches('!'));
    vec![
        json!({
            "name": argument.name, "in": "query", "description": "Which records, as JSON.",
            "content": { "application/json": { "schema": filter } },
        }),
        json!({
            "name": "filter", "in": "query", "style": "deepObject", "explode": true, "schema": filter,
            "description": "The same in brackets, `filter[slug][eq]=…`: all of them hold together; lists are written with commas.",
        }),
    ]
}

fn fields(usual: &str) -> Value {
    json!({
        "name": "fields", "in": "query", "schema": { "type": "string", "default": usual },
        "description": "Which fields: names with commas between them, those of what they hold behind a point or in brackets, \
            `slug,name.display,specialties(slug,name)`. What is named without its fields has those that are its own.",
    })
}
