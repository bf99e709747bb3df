use serde_json::{Map, Value};

/// Lets what a document's sources say of its facts follow an editor's change: a fact that is as it was keeps its line,
/// also at another place in its list; one that the editor changed is the page's no more. Both are the document as JSON.
pub fn follow_facts(before: &Value, after: &mut Value) {
    let now = after.clone();
    let Value::Object(members) = after else { return };
    if let Some(Value::Array(sources)) = members.get_mut("sources") {
        sources.retain_mut(|source| still_supports(source, before, &now));
    }
    if let Some(source) = members.get_mut("source")
        && !still_supports(source, before, &now)
    {
        members.remove("source");
    }
}

/// Whether a source of single facts has any left. One of the document as a whole stays.
fn still_supports(source: &mut Value, before: &Value, after: &Value) -> bool {
    if let Some(Value::String(fact)) = source.get_mut("fact") {
        return moved(fact, before, after).map(|place| *fact = place).is_some();
    }
    let Some(Value::Object(facts)) = source.get_mut("facts") else { return true };
    let lines = std::mem::take(facts);
    let moved = lines.into_iter().filter_map(|(path, line)| Some((moved(&path, before, after)?, line)));
    *facts = moved.collect::<Map<_, _>>();
    !facts.is_empty()
}

/// Where the fact at this path stands now; nowhere, where it was changed.
fn moved(path: &str, before: &Value, after: &Value) -> Option<String> {
    let (field, inside) = path.split_once('.').unwrap_or((path, ""));
    let (before, after) = (before.get(field), after.get(field));
    if before == after {
        return Some(path.to_owned());
    }
    let (index, rest) = inside.split_once('.').unwrap_or((inside, ""));
    let item = before?.get(index.parse::<usize>().ok()?)?;
    let place = after?.as_array()?.iter().position(|other| other == item)?;
    Some(if rest.is_empty() { format!("{field}.{place}") } else { format!("{field}.{place}.{rest}") })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_fact_that_is_as_it_was_keeps_its_line_and_one_that_was_changed_has_none() {
        let facts = json!({ "name": 1, "born": 2, "awards.0": 3, "awards.1.name": 4 });
        let page = json!({ "name": "page", "facts": facts });
        let before = json!({ "name": "Lu", "born": "1931", "awards": ["a", "b"], "sources": [page] });
        let mut after = json!({ "name": "Lu", "born": "1932", "awards": ["new", "b"], "sources": [page] });
        follow_facts(&before, &mut after);
        assert_eq!(after["sources"][0]["facts"], json!({ "name": 1, "awards.1.name": 4 }));
        let mut after = json!({ "name": "Lo", "awards": ["b", "a"], "sources": [page] });
        follow_facts(&before, &mut after);
        assert_eq!(after["sources"][0]["facts"], json!({ "awards.0.name": 4, "awards.1": 3 }));
        let mut after = json!({ "name": "Lo", "sources": [page, { "name": "whole" }, { "fact": "born" }] });
        follow_facts(&before, &mut after);
        assert_eq!(after["sources"], json!([{ "name": "whole" }]));
    }
}
