//! Inputs of mutations, made of what the schema says of them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use shanghaidoctor_tests::TestApp;

/// Inputs that cannot be made of the schema alone: what it says is not all that is needed.
fn written_input(mutation: &str, ids: &BTreeMap<&str, String>) -> Option<Value> {
    Some(match mutation {
        "publish" | "unpublish" => json!({ "ids": [ids["doctor"]] }),
        // An endpoint that nobody listens at: what is published later in a test is told to it.
        "createWebhook" => json!({ "name": "x", "url": "http://127.0.0.1:9/" }),
        "importPage" => json!({ "page": "nothing", "name": "page.txt" }),
        _ => return None,
    })
}

const SCHEMA: &str = "{ __schema { mutationType { fields { name args { name type { ...named } } } } \
    types { name kind isOneOf enumValues { name } inputFields { name defaultValue type { ...named } } } } } \
    fragment named on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name \
    ofType { kind name } } } } } }";

/// The schema as far as inputs are made of it.
pub(super) struct Inputs {
    pub(super) mutations: Vec<Value>,
    pub(super) types: BTreeMap<String, Value>,
}

impl Inputs {
    pub(super) async fn read(app: &TestApp) -> Self {
        let schema = app.query(SCHEMA).await.at("/__schema");
        let named = |kind: &Value| (kind["name"].as_str().unwrap().to_owned(), kind.clone());
        Self {
            mutations: schema["mutationType"]["fields"].as_array().unwrap().clone(),
            types: schema["types"].as_array().unwrap().iter().map(named).collect(),
        }
    }

    /// A mutation with as little of an input as it takes.
    pub(super) fn operation(&self, mutation: &Value, ids: &BTreeMap<&str, String>) -> (String, Value) {
        let name = mutation["name"].as_str().unwrap();
        let Some(argument) = mutation["args"].as_array().unwrap().first() else {
            return (format!("mutation {{ {name} {{ userErrors {{ message }} }} }}"), json!({}));
        };
        let kind = argument["type"]["ofType"]["name"].as_str().unwrap();
        let query =
            format!("mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code message path }} }} }}");
        let noun = ids.keys().find(|noun| name.to_lowercase().contains(&noun[..noun.len() - 1])).copied();
        let id = ids[noun.unwrap_or("doctor")].as_str();
        let input = written_input(name, ids).unwrap_or_else(|| self.object(kind, id, ids));
        (query, json!({ "input": input }))
    }

    fn object(&self, kind: &str, id: &str, ids: &BTreeMap<&str, String>) -> Value {
        let mut object = Map::new();
        let is_one_of = self.types[kind]["isOneOf"] == true;
        let fields = self.types[kind]["inputFields"].as_array().unwrap().iter();
        let is_needed = |field: &&Value| field["type"]["kind"] == "NON_NULL" && field["defaultValue"].is_null();
        for field in fields.filter(|field| is_one_of || is_needed(field)).take(if is_one_of { 1 } else { usize::MAX }) {
            let name = field["name"].as_str().unwrap();
            let of_its_own = ids.get(name).map_or(id, String::as_str);
            object.insert(name.to_owned(), self.value(&field["type"], of_its_own, ids));
        }
        Value::Object(object)
    }

    pub(super) fn value(&self, kind: &Value, id: &str, ids: &BTreeMap<&str, String>) -> Value {
        let name = kind["name"].as_str().unwrap_or_default();
        match (kind["kind"].as_str().unwrap(), name) {
            ("NON_NULL", _) => self.value(&kind["ofType"], id, ids),
            ("LIST", _) => json!([self.value(&kind["ofType"], id, ids)]),
            ("ENUM", _) => self.types[name]["enumValues"][0]["name"].clone(),
            ("INPUT_OBJECT", _) => self.object(name, id, ids),
            (_, "ID") => json!(id),
            (_, "Int") => json!(1),
            (_, "Boolean") => json!(false),
            (_, "EmailAddress") => json!("somebody@example.org"),
            (_, "Locale") => json!("en"),
            (_, "DateTime") => json!("2026-06-01T00:00:00Z"),
            (_, "PartialDate") => json!("2020"),
            (_, "LocalDateTime") => json!("2026-06-01T09:00"),
            (_, "TimeZone") => json!("Asia/Shanghai"),
            (_, "Url") => json!("https://example.org"),
            _ => json!("x"),
        }
    }
}

/// A record of each kind, by the noun that mutations name it with.
pub(super) async fn ids(app: &TestApp) -> BTreeMap<&'static str, String> {
    let query = "{ specialties { id } doctors(first: 1) { nodes { id } } journals(first: 1) { nodes { id } } \
        organisations(first: 1) { nodes { id } } appointments(first: 1) { nodes { id } } \
        publications(first: 1) { nodes { id } } articles(first: 1) { nodes { id cover { id } } } }";
    let found = app.query(query).await.data();
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("no id in {found:#}")).to_owned();
    let mut ids = BTreeMap::from([("specialty", text(&found["specialties"][0]["id"]))]);
    for (noun, list) in [
        ("doctor", "doctors"),
        ("journal", "journals"),
        ("organisation", "organisations"),
        ("appointment", "appointments"),
        ("publication", "publications"),
        ("article", "articles"),
    ] {
        ids.insert(noun, text(&found[list]["nodes"][0]["id"]));
    }
    ids.insert("media", text(&found["articles"]["nodes"][0]["cover"]["id"]));
    ids
}
