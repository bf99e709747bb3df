//! Queries that together ask for every field of the schema, written from the schema itself: what is added to it is
//! asked for too.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::TestApp;

const SCHEMA: &str = "{ __schema { types { name kind fields { name args { name defaultValue type { kind } } \
    type { ...named } } possibleTypes { name } } } } \
    fragment named on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// The types of a schema, as far as a crawl needs them.
pub struct Crawler {
    types: BTreeMap<String, Value>,
}

impl Crawler {
    /// Reads the schema of a server.
    pub async fn new(app: &TestApp) -> Self {
        let types = app.query(SCHEMA).await.at("/__schema/types");
        let named = |kind: &Value| (text(&kind["name"]), kind.clone());
        Self { types: types.as_array().expect("types").iter().map(named).collect() }
    }

    /// For each field of what `field` of the query root shows: a query for it alone, since all of them at once would
    /// be refused as too complex. `arguments` are the root field's own; `$after` pages through a list.
    pub fn queries(&self, field: &str, arguments: &str) -> Vec<String> {
        let root = self.field("Query", field);
        let shown = named(&root["type"]);
        let list = shown.strip_suffix("Connection");
        let each = |inner: String| match list {
            Some(_) => format!(
                "query ($after: String) {{ {field}(first: 3, after: $after) \
                 {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ {inner} }} }} }}"
            ),
            None => format!("{{ {field}{arguments} {{ {inner} }} }}"),
        };
        let fields = self.fields(list.unwrap_or(shown));
        fields.iter().filter_map(|field| self.select(field, 1)).map(each).collect()
    }

    /// A query for each field of the query root that asks for no argument, with all that it shows.
    pub fn roots(&self) -> Vec<String> {
        let fields = self.fields("Query").iter();
        fields.filter_map(|field| self.select(field, 2)).map(|field| format!("{{ {field} }}")).collect()
    }

    fn field(&self, kind: &str, name: &str) -> &Value {
        let fields = self.fields(kind);
        fields.iter().find(|field| field["name"] == name).unwrap_or_else(|| panic!("{kind} has no {name}"))
    }

    fn fields(&self, kind: &str) -> &[Value] {
        self.types.get(kind).and_then(|kind| kind["fields"].as_array()).map_or(&[], Vec::as_slice)
    }

    /// A field with all of its own fields, `depth` objects deep; nothing for a field that needs an argument.
    fn select(&self, field: &Value, depth: u8) -> Option<String> {
        let arguments = field["args"].as_array().expect("arguments");
        if arguments.iter().any(|argument| {
            argument["type"]["kind"] == "NON_NULL" && argument["name"] != "style" && argument["name"] != "first"
        }) {
            return None;
        }
        let (name, shown) = (text(&field["name"]), named(&field["type"]));
        if let Some(kind) = shown.strip_suffix("Connection") {
            // Only what its records show themselves, and of a list in a list a few: what they lead to is asked for at the
            // root.
            let first = if depth == 0 { 3 } else { 15 };
            return Some(format!("{name}(first: {first}) {{ totalCount nodes {{ {} }} }}", self.inside(kind, 0)?));
        }
        match self.types.get(shown).map(|kind| kind["kind"].as_str().unwrap_or_default()) {
            Some("SCALAR" | "ENUM") => Some(name),
            _ => Some(format!("{name} {{ {} }}", self.inside(shown, depth)?)),
        }
    }

    /// The fields of a type; of a union those of its members, each under a name of its own.
    fn inside(&self, kind: &str, depth: u8) -> Option<String> {
        let members = self.types.get(kind).and_then(|kind| kind["possibleTypes"].as_array());
        let deeper = |kind: &str| -> Vec<String> {
            let depth_left = |field: &&Value| depth > 0 || self.is_leaf(field);
            let fields = self.fields(kind).iter().filter(depth_left);
            fields.filter_map(|field| self.select(field, depth.saturating_sub(1))).collect()
        };
        let Some(members) = members else {
            let fields = deeper(kind);
            return (!fields.is_empty()).then(|| fields.join(" "));
        };
        let member = |member: &Value| {
            let name = text(&member["name"]);
            let aliased = |field: &String| format!("{name}_{}: {field}", first_word(field));
            let fields: Vec<String> = deeper(&name).iter().map(aliased).collect();
            (!fields.is_empty()).then(|| format!("... on {name} {{ {} }}", fields.join(" ")))
        };
        Some(members.iter().filter_map(member).collect::<Vec<_>>().join(" "))
    }

    fn is_leaf(&self, field: &Value) -> bool {
        let kind = self.types.get(named(&field["type"])).map(|kind| kind["kind"].as_str().unwrap_or_default());
        matches!(kind, Some("SCALAR" | "ENUM"))
    }
}

/// The name of a type without its lists and non-nulls.
fn named(kind: &Value) -> &str {
    match kind["name"].as_str() {
        Some(name) => name,
        None => named(&kind["ofType"]),
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn first_word(field: &str) -> &str {
    field.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}
