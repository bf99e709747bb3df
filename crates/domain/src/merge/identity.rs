use serde_json::Value;

use crate::Locale;
use crate::text::fold;

/// What tells the items of the content model's lists apart, for a page in this language: a translation that an editor
/// added to a text does not make it another one.
pub fn identity(locale: &Locale) -> impl Fn(&str, &Value) -> Option<String> {
    let locale = locale.as_str().to_owned();
    move |list, item| {
        let fields: &[&str] = match list {
            "positions" => &["role", "department", "organisation"],
            "appointments" => &["role", "body"],
            "fellowships" => &["organisation"],
            "awards" => &["name"],
            "projects" => &["title"],
            "claims" => &["text"],
            "identifiers" => &["scheme", "value"],
            "mentions" | "authors" => &["name"],
            "credits" => &["role", "name"],
            "body" => return block(item),
            "degrees" | "researchFocus" => return Some(text(item, &locale)),
            _ => return None,
        };
        let texts = fields.iter().map(|field| item.get(field).map(|value| text(value, &locale)).unwrap_or_default());
        Some(texts.collect::<Vec<_>>().join("\n"))
    }
}

/// A heading and a question by the anchor; a picture and a break have nothing else to be known by than what they are.
fn block(block: &Value) -> Option<String> {
    let kind = block.get("type")?.as_str()?;
    match kind {
        "figure" | "divider" => Some(kind.to_owned()),
        _ => Some(format!("{kind} {}", block.get("anchor")?.as_str()?)),
    }
}

fn text(value: &Value, locale: &str) -> String {
    match value.get(locale).unwrap_or(value) {
        Value::String(text) => fold(text),
        other => other.to_string(),
    }
}
