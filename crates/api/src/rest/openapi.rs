//! The description of `/api/v1` in the words of OpenAPI 3.1, made of the public schema: types, what they say of themselves,
//! and what can be asked.

mod components;
mod parameters;

use std::sync::LazyLock;

use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::resource::Resource;
use super::schema::Schema;

/// What an error is described by (RFC 9457).
const PROBLEM_JSON: &str = "application/problem+json";

static DESCRIPTION: LazyLock<Bytes> =
    LazyLock::new(|| serde_json::to_vec(&describe(Schema::public())).unwrap_or_default().into());

/// The description, as JSON.
pub fn description() -> Bytes {
    DESCRIPTION.clone()
}

fn describe(schema: &Schema) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "ShanghaiDoctor",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Portraits of physicians of Shanghai's hospitals and the record of their posts, papers, awards and \
                projects. What is here is what GraphQL at /graphql gives, at addresses of its own.",
        },
        "servers": [{ "url": "/" }],
        "paths": paths(schema),
        "components": {
            "schemas": components::schemas(schema),
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "description": "An access token or a service token." },
            },
        },
        "security": [{}, { "bearer": [] }],
    })
}

fn paths(schema: &Schema) -> Map<String, Value> {
    let mut paths = Map::new();
    for resource in Resource::ALL {
        let name = resource.name();
        paths.insert(format!("/api/v1/{name}"), json!({ "get": list(schema, resource) }));
        if resource.kind().is_some() {
            paths.insert(format!("/api/v1/{name}/{{name}}"), json!({ "get": one(schema, resource) }));
        }
    }
    paths.insert("/api/v1/articles/{slug}/visits".to_owned(), json!({ "post": visit() }));
    paths
}

fn list(schema: &Schema, resource: Resource) -> Value {
    let name = resource.name();
    let root = schema.root(name);
    let mut responses = problems();
    let description = "A page of the list. `Link` names the pages beside it.";
    responses.insert("200".to_owned(), answer(description, &page_of(resource.type_name()), true));
    json!({
        "operationId": format!("list{}", capital(name)),
        "tags": [name],
        "summary": root.and_then(|root| root.description.clone()),
        "parameters": parameters::of_list(schema, resource),
        "responses": responses,
    })
}

fn one(schema: &Schema, resource: Resource) -> Value {
    let (name, type_name) = (resource.name(), resource.type_name());
    let mut responses = problems();
    let data =
        json!({ "type": "object", "required": ["data"], "properties": { "data": components::reference(type_name) } });
    responses.insert("200".to_owned(), answer("The record.", &data, false));
    responses.insert(
        "308".to_owned(),
        json!({ "description": "It is at another address now, or was merged: see `Location`." }),
    );
    responses.insert("404".to_owned(), problem("There is no such record, or it is not published."));
    responses.insert("410".to_owned(), problem("It was taken away; `reason` says why."));
    json!({
        "operationId": format!("get{type_name}"),
        "tags": [name],
        "summary": format!("One of the {name}."),
        "parameters": parameters::of_one(schema, resource),
        "responses": responses,
    })
}

fn visit() -> Value {
    json!({
        "operationId": "recordVisit",
        "tags": [Resource::Articles.name()],
        "summary": "Tells that a reader opened an article: counted once for each reader, article and day, by a hash that is \
            forgotten with the day.",
        "parameters": [{
            "name": "slug", "in": "path", "required": true, "schema": { "type": "string" },
            "description": "The name of the article in addresses, today's or a former one.",
        }],
        "responses": {
            "204": { "description": "It was noted, or need not be." },
            "404": problem("There is no such article."),
        },
    })
}

fn answer(description: &str, data: &Value, is_list: bool) -> Value {
    let headers = json!({
        "ETag": { "description": "Names this answer, for `If-None-Match`.", "schema": { "type": "string" } },
        "Cache-Tag": { "description": "What the answer was made of.", "schema": { "type": "string" } },
    });
    let link = json!({ "description": "`next` and `prev` (RFC 8288).", "schema": { "type": "string" } });
    let headers = if is_list { components::with(headers, "Link", link) } else { headers };
    json!({ "description": description, "headers": headers, "content": { "application/json": { "schema": data } } })
}

fn page_of(type_name: &str) -> Value {
    json!({
        "type": "object",
        "required": ["data", "page"],
        "properties": {
            "data": { "type": "array", "items": components::reference(type_name) },
            "page": components::reference("Page"),
        },
    })
}

/// What every address can answer beside what it is there for.
fn problems() -> Map<String, Value> {
    let not_modified = json!({ "description": "You have it: `If-None-Match` names what would be sent." });
    let told = [
        ("400", "The address says something that cannot be; `detail` says what would be right."),
        ("401", "The token holds no more, or this needs one."),
        ("406", "`Accept` lets no answer through."),
        ("503", "It took too long. Try again."),
    ];
    let told = told.into_iter().map(|(status, why)| (status.to_owned(), problem(why)));
    told.chain([("304".to_owned(), not_modified)]).collect()
}

fn problem(description: &str) -> Value {
    json!({ "description": description, "content": { PROBLEM_JSON: { "schema": components::reference("Problem") } } })
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn whatever_is_named_is_described_and_nothing_else() {
        let description = describe(Schema::public());
        let mut named = BTreeSet::new();
        references(&description, &mut named);
        let schemas = description["components"]["schemas"].as_object().unwrap();
        let described: BTreeSet<String> = schemas.keys().map(|name| format!("#/components/schemas/{name}")).collect();
        assert_eq!(named, described);
        assert!(!description.to_string().contains("Mutation"), "nothing is written here");
    }

    #[test]
    fn a_nullable_field_may_be_null() {
        let description = describe(Schema::public());
        let doctor = &description["components"]["schemas"]["Doctor"]["properties"];
        assert_eq!(doctor["slug"]["type"], "string");
        assert_eq!(doctor["honorific"]["type"], json!(["string", "null"]));
        assert_eq!(doctor["portrait"]["anyOf"][1], json!({ "type": "null" }));
    }
}
