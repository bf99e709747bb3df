//! A page that was imported, edited and corrected: three versions become one. `base` is what the page said when it was
//! last read, `mine` the draft as editors have left it, `theirs` what the page says now. What only one side has changed
//! is taken from that side; where both have, mine stays and the difference is told.
//!
//! It works on JSON, so that one rule holds for every document and every field that is added to one.

mod identity;
mod list;
mod pairing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::Locale;

pub use identity::keys;
pub use pairing::{Likeness, pair, words_alike};

/// Values that are one thing, whatever fields they have: half of one and half of another would be neither.
const INDIVISIBLE: [&str; 2] = ["period", "body"];

/// The three versions as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// The document.
    pub value: Value,
    /// Where both sides have changed the same thing in different ways.
    pub differences: Vec<Difference>,
    /// Where the items of the draft's lists stand now.
    pub mine: Moves,
    /// Where the items of the page's lists stand now.
    pub theirs: Moves,
}

/// A place where editors and page disagree; the editors' value stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where in the document (`positions.2.role.en`); the list's path where the document no longer has the item.
    pub path: String,
    /// Where on the page, in the same way.
    pub theirs_path: String,
    /// What the editors made of it; none where they removed it.
    pub mine: Option<Value>,
    /// What the page says; none where it no longer does.
    pub theirs: Option<Value>,
}

/// The place of each item of each list after a merge; none for one that is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves(BTreeMap<String, Vec<Option<usize>>>);

impl Moves {
    /// Where an item of a list stands after the merge; none where it is gone.
    pub fn item(&self, list: &str, place: usize) -> Option<usize> {
        self.0.get(list)?.get(place).copied().flatten()
    }

    /// The path that leads after the merge to what `path` led to before it; none where that is gone.
    pub fn follow(&self, path: &str) -> Option<String> {
        let mut now = String::new();
        for step in path.split('.') {
            let places = self.0.get(&now);
            let step = match (places, step.parse::<usize>()) {
                (Some(places), Ok(place)) => places.get(place).copied().flatten()?.to_string(),
                _ => step.to_owned(),
            };
            now = joined(&now, &step);
        }
        Some(now)
    }
}

/// Merges the versions of a document whose page is in this language. Without a base, what only one side has is taken, and what differs is told.
pub fn merge(base: Option<&Value>, mine: &Value, theirs: &Value, locale: &Locale) -> Merged {
    let mut merger = Merger { locale, differences: Vec::new(), mine: Moves::default(), theirs: Moves::default() };
    let versions = Versions { base, mine: Some(mine), theirs: Some(theirs) };
    let value = merger.value(&Place::default(), versions).unwrap_or(Value::Null);
    Merged { value, differences: merger.differences, mine: merger.mine, theirs: merger.theirs }
}

/// Whether a value says all that a part of it says; it may say more, such as a text in another language or one item
/// more of a list.
pub fn says(value: &Value, part: &Value) -> bool {
    match (value, part) {
        (Value::Object(value), Value::Object(part)) => {
            part.iter().all(|(name, part)| value.get(name).is_some_and(|value| says(value, part)))
        }
        (Value::Array(value), Value::Array(part)) => {
            part.iter().all(|part| value.iter().any(|value| says(value, part)))
        }
        _ => value == part,
    }
}

/// The value that a path leads to.
pub fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => value.get(step),
    })
}

/// The three versions of one value; none where a version lacks it.
#[derive(Clone, Copy)]
struct Versions<'v> {
    base: Option<&'v Value>,
    mine: Option<&'v Value>,
    theirs: Option<&'v Value>,
}

/// Where a value stands in the result and on the page.
#[derive(Clone, Default)]
struct Place {
    result: String,
    theirs: String,
}

impl Place {
    fn field(&self, name: &str) -> Self {
        Self { result: joined(&self.result, name), theirs: joined(&self.theirs, name) }
    }

    /// The list's path without the places of items.
    fn list_name(&self) -> String {
        let names = self.result.split('.').filter(|step| step.parse::<usize>().is_err());
        names.collect::<Vec<_>>().join(".")
    }
}

fn joined(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}

struct Merger<'a> {
    locale: &'a Locale,
    differences: Vec<Difference>,
    mine: Moves,
    theirs: Moves,
}

impl Merger<'_> {
    fn value(&mut self, place: &Place, versions: Versions<'_>) -> Option<Value> {
        let Versions { base, mine, theirs } = versions;
        if is_list(base, mine, theirs) {
            return self.list(place, versions);
        }
        let divisible = !INDIVISIBLE.iter().any(|name| place.result.rsplit('.').next() == Some(name));
        match (mine, theirs) {
            (Some(Value::Object(mine)), Some(Value::Object(theirs)))
                if divisible && is_one_type(base, mine, theirs) =>
            {
                Some(self.fields(place, base.and_then(Value::as_object), mine, theirs))
            }
            _ => self.whole(place, versions),
        }
    }

    fn fields(
        &mut self,
        place: &Place,
        base: Option<&Map<String, Value>>,
        mine: &Map<String, Value>,
        theirs: &Map<String, Value>,
    ) -> Value {
        let mut names: Vec<&String> = mine.keys().chain(theirs.keys()).collect();
        names.sort_unstable();
        names.dedup();
        let mut fields = Map::new();
        for name in names {
            let base = base.and_then(|base| base.get(name));
            let versions = Versions { base, mine: mine.get(name), theirs: theirs.get(name) };
            if let Some(value) = self.value(&place.field(name), versions) {
                fields.insert(name.clone(), value);
            }
        }
        Value::Object(fields)
    }

    fn whole(&mut self, place: &Place, versions: Versions<'_>) -> Option<Value> {
        let Versions { base, mine, theirs } = versions;
        if mine == base {
            return theirs.cloned();
        }
        if theirs != base && theirs != mine {
            self.differ(place, mine, theirs);
        }
        mine.cloned()
    }

    fn differ(&mut self, place: &Place, mine: Option<&Value>, theirs: Option<&Value>) {
        self.differences.push(Difference {
            path: place.result.clone(),
            theirs_path: place.theirs.clone(),
            mine: mine.cloned(),
            theirs: theirs.cloned(),
        });
    }
}

/// A list that is missing is an empty one.
fn is_list(base: Option<&Value>, mine: Option<&Value>, theirs: Option<&Value>) -> bool {
    let given = || [base, mine, theirs].into_iter().flatten();
    given().next().is_some() && given().all(Value::is_array)
}

/// A block that became one of another type is another block, not one with other fields.
fn is_one_type(base: Option<&Value>, mine: &Map<String, Value>, theirs: &Map<String, Value>) -> bool {
    let kind = mine.get("type");
    theirs.get("type") == kind && base.is_none_or(|base| !base.is_object() || base.get("type") == kind)
}
