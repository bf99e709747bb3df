use serde_json::Value;

use super::Content;
use crate::NodeId;

/// Where a document names another one: paths in the spelling of the API's inputs, `positions.0.organisation`, and
/// `body.3.exchange.respondent.doctor` inside a piece of a body.
pub fn naming<T: Content>(content: &T, target: NodeId) -> serde_json::Result<Vec<String>> {
    let mut paths = Vec::new();
    collect(&serde_json::to_value(content)?, String::new(), &target.to_string(), &mut paths);
    Ok(paths)
}

fn collect(value: &Value, path: String, target: &str, paths: &mut Vec<String>) {
    match value {
        Value::String(text) if text == target => paths.push(path),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| collect(item, below(&path, &index), target, paths));
        }
        Value::Object(fields) => {
            let path = of_type(path, value);
            fields.iter().for_each(|(name, field)| collect(field, below(&path, name), target, paths));
        }
        _ => {}
    }
}

/// A piece of a body is told by its type; its path names the type, as its input does.
fn of_type(path: String, value: &Value) -> String {
    match value.get("type").and_then(Value::as_str) {
        Some(kind) => below(&path, &kind),
        None => path,
    }
}

fn below(path: &str, name: &impl std::fmt::Display) -> String {
    if path.is_empty() { name.to_string() } else { format!("{path}.{name}") }
}
