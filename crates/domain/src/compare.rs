//! What differs between two states of a document, for people: fields by their paths, lists by their items, texts by their
//! words. It works on JSON, so that no field that is added to a document can be forgotten; the blocks of an article's body
//! are a list like any other.

use std::collections::BTreeSet;

use async_graphql::{Enum, SimpleObject};
use serde_json::{Map, Value};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices};

/// A value that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Its place, counted in the later state, and in the earlier one where it is gone from there: `body.3.text`.
    pub path: String,
    /// What it was; none where it was not there.
    pub before: Option<Value>,
    /// What it is; none where it is gone.
    pub after: Option<Value>,
    /// Where both are texts: the words of both, in order.
    pub words: Vec<Words>,
}

/// Some words of a text that was changed.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct Words {
    /// Whether they were taken out, put in, or stayed.
    pub change: WordChange,
    /// The words, with the blanks between them.
    pub text: String,
}

/// What happened to some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WordChange {
    /// They stayed.
    Kept,
    /// They were taken out.
    Removed,
    /// They were put in.
    Added,
}

/// What differs between two states of a document, in the order of its fields. Items of lists are met by what they say, so
/// that one that is put in before them does not change those behind it.
pub fn compare(before: &Value, after: &Value) -> Vec<Difference> {
    let mut differences = Vec::new();
    differ(String::new(), before, after, &mut differences);
    differences
}

fn differ(path: String, before: &Value, after: &Value, differences: &mut Vec<Difference>) {
    match (before, after) {
        (before, after) if before == after => {}
        (Value::Object(before), Value::Object(after)) => differ_fields(&path, before, after, differences),
        (Value::Array(before), Value::Array(after)) => differ_items(&path, before, after, differences),
        (Value::String(before_text), Value::String(after_text)) => {
            let words = words(before_text, after_text);
            let (before, after) = (Some(before.clone()), Some(after.clone()));
            differences.push(Difference { path, before, after, words });
        }
        (before, after) => differences.push(whole(path, Some(before), Some(after))),
    }
}

fn differ_fields(path: &str, before: &Map<String, Value>, after: &Map<String, Value>, found: &mut Vec<Difference>) {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        let path = below(path, name);
        match (before.get(name), after.get(name)) {
            (Some(before), Some(after)) => differ(path, before, after, found),
            (before, after) => found.push(whole(path, before, after)),
        }
    }
}

fn differ_items(path: &str, before: &[Value], after: &[Value], differences: &mut Vec<Difference>) {
    // Texts are compared in place of values, which have no order to be sorted or hashed by.
    let texts = |items: &[Value]| items.iter().map(Value::to_string).collect::<Vec<_>>();
    for op in capture_diff_slices(Algorithm::Myers, &texts(before), &texts(after)) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        let both = old.len().min(new.len());
        for (old, new) in old.clone().zip(new.clone()) {
            if let (Some(before), Some(after)) = (before.get(old), after.get(new)) {
                differ(below(path, new), before, after, differences);
            }
        }
        differences.extend(old.skip(both).map(|index| whole(below(path, index), before.get(index), None)));
        differences.extend(new.skip(both).map(|index| whole(below(path, index), None, after.get(index))));
    }
}

fn below(path: &str, part: impl std::fmt::Display) -> String {
    if path.is_empty() { part.to_string() } else { format!("{path}.{part}") }
}

fn whole(path: String, before: Option<&Value>, after: Option<&Value>) -> Difference {
    Difference { path, before: before.cloned(), after: after.cloned(), words: Vec::new() }
}

/// The words of two texts by the rules of Unicode (UAX 29), where every Chinese character is one.
fn words(before: &str, after: &str) -> Vec<Words> {
    let mut all: Vec<Words> = Vec::new();
    for change in TextDiff::from_unicode_words(before, after).iter_all_changes() {
        let (kind, text) = (WordChange::from(change.tag()), change.value());
        match all.last_mut() {
            Some(last) if last.change == kind => last.text.push_str(text),
            _ => all.push(Words { change: kind, text: text.to_owned() }),
        }
    }
    all
}

impl From<ChangeTag> for WordChange {
    fn from(tag: ChangeTag) -> Self {
        match tag {
            ChangeTag::Equal => Self::Kept,
            ChangeTag::Delete => Self::Removed,
            ChangeTag::Insert => Self::Added,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_the_same_is_not_told() {
        let state = json!({ "title": "A", "body": [{ "text": "It rained." }] });
        assert!(compare(&state, &state).is_empty());
    }

    #[test]
    fn a_paragraph_put_in_leaves_those_behind_it_alone() {
        let paragraph = |text: &str| json!({ "type": "paragraph", "text": text });
        let before = json!({ "body": [paragraph("One."), paragraph("Two."), paragraph("Three.")] });
        let after = json!({ "body": [paragraph("None."), paragraph("One."), paragraph("Three.")] });
        let told: Vec<_> = compare(&before, &after)
            .into_iter()
            .map(|difference| (difference.path, difference.before.is_some(), difference.after.is_some()))
            .collect();
        assert_eq!(told, [("body.0".into(), false, true), ("body.1".into(), true, false)]);
    }

    #[test]
    fn a_text_is_told_by_its_words_and_chinese_by_its_characters() {
        let told = |before, after| {
            let differences = compare(&json!({ "a": [{ "text": before }] }), &json!({ "a": [{ "text": after }] }));
            assert_eq!((differences.len(), differences[0].path.as_str()), (1, "a.0.text"));
            differences[0].words.iter().map(|words| (words.change, words.text.clone())).collect::<Vec<_>>()
        };
        let (kept, removed, added) = (WordChange::Kept, WordChange::Removed, WordChange::Added);
        assert_eq!(
            told("He was born in 1950.", "He was born in 1951."),
            [
                (kept, "He was born in ".into()),
                (removed, "1950".into()),
                (added, "1951".into()),
                (kept, ".".to_owned())
            ]
        );
        assert_eq!(
            told("一九五〇年生", "一九五一年生"),
            [(kept, "一九五".into()), (removed, "〇".into()), (added, "一".into()), (kept, "年生".to_owned())]
        );
    }

    #[test]
    fn a_field_that_comes_or_goes_is_told_whole() {
        let differences = compare(&json!({ "a": 1, "b": null }), &json!({ "b": [1], "c": { "d": 2 } }));
        let paths: Vec<&str> = differences.iter().map(|difference| difference.path.as_str()).collect();
        assert_eq!(paths, ["a", "b", "c"]);
        assert_eq!(differences[2].after, Some(json!({ "d": 2 })));
    }
}
