//! What is found, as it is sent.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Value};
use serde::Serialize;

use super::fields::OF;

/// The name that a record is asked for by, as it is today.
const TODAY: &str = "today_";

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct Listed {
    /// Its records.
    data: Value,
    /// Where it goes on.
    pub page: Page,
}

/// Where a page goes on.
#[derive(Debug, Default, Serialize)]
pub struct Page {
    /// Whether there is a next page by now.
    pub more: bool,
    /// Behind what the next page begins; null on the last one of a list that ends.
    pub after: Option<String>,
    /// Before what the page before ends; null on the first one.
    pub before: Option<String>,
    /// How many records there are on all pages, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Value>,
}

/// One record.
#[derive(Debug, Serialize)]
pub struct Single {
    data: Value,
}

/// A page of a list, from what the query found. `ends` says whether the list has a last page: what becomes of documents has
/// none.
pub fn listed(found: Value, ends: bool) -> Option<Listed> {
    let mut found = object(found)?;
    let mut page = object(found.swap_remove("pageInfo")?)?;
    let mut is = |name: &str| page.swap_remove(name) == Some(Value::Boolean(true));
    let (more, less) = (is("hasNextPage"), is("hasPreviousPage"));
    let mut cursor = |name: &str| match page.swap_remove(name) {
        Some(Value::String(cursor)) => Some(cursor),
        _ => None,
    };
    let (before, after) = (cursor("startCursor"), cursor("endCursor"));
    let page = Page {
        more,
        after: after.filter(|_| more || !ends),
        before: before.filter(|_| less && ends),
        total: found.swap_remove("totalCount"),
    };
    Some(Listed { data: plain(found.swap_remove("nodes")?), page })
}

impl Listed {
    /// Whether there is nothing on the page.
    pub fn is_empty(&self) -> bool {
        matches!(&self.data, Value::List(records) if records.is_empty())
    }
}

/// One record, from what the query found, and the name that it has today; none where there is none.
pub fn single(found: Value) -> Option<(Single, Option<String>)> {
    let found = match found {
        Value::List(mut found) => found.pop()?,
        found => found,
    };
    let mut found = object(found)?;
    let today = match found.shift_remove(TODAY)? {
        Value::String(today) => Some(today),
        _ => None,
    };
    Some((Single { data: plain(Value::Object(found)) }, today))
}

fn object(value: Value) -> Option<IndexMap<Name, Value>> {
    match value {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// With the names of the schema, which a query had to tell apart by their types.
fn plain(value: Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.into_iter().map(plain).collect()),
        Value::Object(members) => {
            let named = |name: Name| match name.split_once(OF) {
                Some((of, field)) if !of.is_empty() => Name::new(field),
                _ => name,
            };
            Value::Object(members.into_iter().map(|(name, value)| (named(name), plain(value))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::value;

    use super::*;

    #[test]
    fn a_page_says_where_it_goes_on() {
        let found = value!({
            "nodes": [{ "body": { "__typename": "Journal", "Journal__slug": "gut" } }],
            "pageInfo": { "hasNextPage": true, "hasPreviousPage": false, "startCursor": "a", "endCursor": "b" },
            "totalCount": 7
        });
        assert_eq!(
            serde_json::to_string(&listed(found, true).unwrap()).unwrap(),
            r#"{"data":[{"body":{"__typename":"Journal","slug":"gut"}}],"page":{"more":true,"after":"b","before":null,"total":7}}"#
        );
    }

    #[test]
    fn what_becomes_of_documents_goes_on_also_behind_its_last_page() {
        let page = value!({ "hasNextPage": false, "hasPreviousPage": true, "startCursor": null, "endCursor": "7-0" });
        let listed = listed(value!({ "nodes": [], "pageInfo": page }), false).unwrap();
        assert!(listed.is_empty());
        assert_eq!(serde_json::to_string(&listed.page).unwrap(), r#"{"more":false,"after":"7-0","before":null}"#);
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        for nothing in [value!(null), value!([null]), value!([{}])] {
            assert!(single(nothing).is_none());
        }
        let (one, today) = single(value!([{ "today_": "x", "slug": "y" }])).unwrap();
        assert_eq!(
            (serde_json::to_string(&one).unwrap().as_str(), today.as_deref()),
            (r#"{"data":{"slug":"y"}}"#, Some("x"))
        );
    }
}
