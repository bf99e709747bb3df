//! What an import tells of each document.

use serde_json::Value;
use shanghaidoctor_domain::NodeId;
use shanghaidoctor_persistence::write::Saved;

use super::matching::By;

/// What became of one document.
pub(crate) struct Outcome {
    pub(crate) node: NodeId,
    /// Its name, for people.
    pub(crate) name: String,
    pub(crate) saved: Saved,
    pub(crate) told: Told,
}

/// How a document was met.
#[derive(Default)]
pub(crate) struct Told {
    /// By what it was found; none for what is new.
    pub(crate) by: Option<By>,
    /// What a new one has from the gazetteer, as it is written.
    pub(crate) supplied: Vec<String>,
    /// What of a changed one is not as it was.
    pub(crate) changed: Vec<Change>,
}

/// A field of a document that an import has changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) field: String,
    /// What was taken out of it, because the page no longer prints it.
    pub(crate) removed: Vec<Value>,
}

impl Change {
    /// The fields in which two states of a document differ.
    pub(super) fn between(before: &Value, after: &Value) -> Vec<Self> {
        let fields = |value: &Value| value.as_object().cloned().unwrap_or_default();
        let (before, after) = (fields(before), fields(after));
        let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
        changed.map(|name| Self { field: name.clone(), removed: removed(before.get(name), after.get(name)) }).collect()
    }
}

/// What a list no longer holds, or a field that is gone. What took the place of something is a change, no removal.
fn removed(before: Option<&Value>, after: Option<&Value>) -> Vec<Value> {
    let empty = Vec::new();
    let list = |value: Option<&'_ Value>| value.and_then(Value::as_array).cloned();
    match (list(before), before, after) {
        (Some(before), ..) => {
            let after = list(after).unwrap_or(empty);
            let gone: Vec<Value> = before.iter().filter(|one| !after.contains(one)).cloned().collect();
            if before.len() > after.len() { gone } else { Vec::new() }
        }
        (None, Some(before), None) => vec![before.clone()],
        _ => Vec::new(),
    }
}

impl Outcome {
    pub(super) fn learn(&mut self, told: Told) {
        if self.saved != Saved::Created {
            self.told.by = self.told.by.or(told.by);
        }
        self.told.supplied.extend(told.supplied);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_as_it_was_is_named_by_its_field() {
        let before = json!({ "slug": "a", "awards": [1, 2], "born": "1950", "degrees": ["MD"] });
        let after = json!({ "slug": "a", "awards": [2], "died": "2001", "degrees": ["PhD"] });
        let change = |field: &str, removed: Vec<Value>| Change { field: field.to_owned(), removed };
        assert_eq!(
            Change::between(&before, &after),
            [
                change("awards", vec![json!(1)]),
                change("born", vec![json!("1950")]),
                change("degrees", vec![]),
                change("died", vec![]),
            ]
        );
        assert_eq!(Change::between(&after, &after), []);
    }
}
