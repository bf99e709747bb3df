use serde_json::Value;

use crate::Locale;
use crate::text::fold;

/// What tells an item of a list from the others, the surest key first: it stays when other fields of the item change.
/// The list is named by its path, without places of items. A translation that an editor added to a text in the page's
/// language does not make it another one.
pub fn keys(list: &str, item: &Value, locale: &Locale) -> Vec<Option<String>> {
    let of = |fields: &[&str]| {
        let texts = fields.iter().map(|field| item.get(field).map(|value| text(value, locale)).unwrap_or_default());
        Some(texts.collect::<Vec<_>>().join("\n"))
    };
    match list {
        "positions" => vec![of(&["role", "department", "organisation"]), of(&["role", "organisation"])],
        // The same body with another role is most likely a correction of the role.
        "appointments" => vec![of(&["role", "body"]), of(&["body"])],
        "fellowships" => vec![of(&["organisation"])],
        "awards" | "mentions" | "authors" => vec![of(&["name"])],
        "projects" => vec![of(&["title"])],
        "claims" => vec![of(&["text"])],
        "identifiers" => vec![of(&["scheme", "value"]), of(&["scheme"])],
        "credits" => vec![of(&["role", "name"])],
        "degrees" | "researchFocus" => vec![Some(text(item, locale))],
        "body" => vec![block(item)],
        _ => Vec::new(),
    }
}

/// Whether the items of a list are told apart by their wording, so that one that was reworded is looked for by its words.
/// A post is not: two posts share most of theirs.
pub(super) fn is_worded(list: &str) -> bool {
    !["positions", "appointments", "fellowships", "identifiers"].contains(&list)
}

/// A heading and a question by the anchor; a picture and a break have nothing else to be known by than what they are.
fn block(block: &Value) -> Option<String> {
    let kind = block.get("type")?.as_str()?;
    match kind {
        "figure" | "divider" => Some(kind.to_owned()),
        _ => Some(format!("{kind} {}", block.get("anchor")?.as_str()?)),
    }
}

fn text(value: &Value, locale: &Locale) -> String {
    match value.get(locale.as_str()).unwrap_or(value) {
        Value::String(text) => fold(text),
        other => other.to_string(),
    }
}
