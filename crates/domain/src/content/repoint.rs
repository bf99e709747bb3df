use serde_json::Value;

use super::Content;
use crate::NodeId;

/// The document with `to` wherever it names `from`. It works on JSON, where an id is a text of its own: so no field that
/// is added to a document can be forgotten.
///
/// A list of ids names each once. In the document `to` itself, such a list does without it: nobody is their own mentor.
pub fn repointed<T: Content>(content: &T, id: NodeId, from: NodeId, to: NodeId) -> serde_json::Result<T> {
    let mut value = serde_json::to_value(content)?;
    repoint(&mut value, &Renamed { from: from.to_string(), to: to.to_string(), is_own: id == to });
    serde_json::from_value(value)
}

/// The same for what is kept beside documents.
pub fn repoint_value(value: &mut Value, from: NodeId, to: NodeId) {
    repoint(value, &Renamed { from: from.to_string(), to: to.to_string(), is_own: false });
}

struct Renamed {
    from: String,
    to: String,
    /// Whether the document is that of the id.
    is_own: bool,
}

fn repoint(value: &mut Value, renamed: &Renamed) {
    match value {
        Value::String(text) if *text == renamed.from => text.clone_from(&renamed.to),
        Value::Array(items) => {
            let is = |item: &Value, id: &String| item.as_str() == Some(id.as_str());
            if items.iter().any(|item| is(item, &renamed.from)) {
                let known = renamed.is_own || items.iter().any(|item| is(item, &renamed.to));
                items.retain(|item| !known || !is(item, &renamed.from));
            }
            items.iter_mut().for_each(|item| repoint(item, renamed));
        }
        Value::Object(fields) => fields.values_mut().for_each(|field| repoint(field, renamed)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::Kind;
    use crate::content::Specialty;
    use crate::text::Localised;

    const fn specialty(number: u128) -> NodeId {
        NodeId { kind: Kind::Specialty, uuid: Uuid::from_u128(number) }
    }

    #[test]
    fn an_id_is_renamed_wherever_it_stands_and_once_in_a_list() {
        let (from, to, other) = (specialty(1), specialty(2), specialty(3));
        let mut value =
            json!({ "one": from, "list": [other, from, to], "deep": [{ "id": from }], "text": format!("see {from}") });
        repoint_value(&mut value, from, to);
        let expected = json!({ "one": to, "list": [other, to], "deep": [{ "id": to }], "text": format!("see {from}") });
        assert_eq!(value, expected);
    }

    #[test]
    fn a_document_keeps_its_other_fields() {
        let content =
            |parent| Specialty { slug: "a".into(), name: Localised::english("A"), parent: crate::Id::of(parent) };
        let (from, to) = (specialty(1), specialty(2));
        assert_eq!(repointed(&content(from), specialty(3), from, to).unwrap(), content(to));
    }
}
