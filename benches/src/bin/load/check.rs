//! That the statements written by hand answer what the program answers: otherwise nothing is compared.

use anyhow::Context as _;
use serde_json::{Map, Value};

use super::client::{Client, Request};
use super::queries::Query;

/// Compares the two answers to each variant, and puts the program's into the server's memory; gives the requests that
/// find them there.
pub(crate) async fn same_answers(
    client: &Client,
    query: Query,
    asked: &[Request],
    by_hand: &[Request],
) -> anyhow::Result<Vec<Request>> {
    let mut remembered = Vec::with_capacity(asked.len());
    let mut records = 0;
    for (index, (asked, by_hand)) in asked.iter().zip(by_hand).enumerate() {
        let program = client.send(asked).await?;
        let answer: Value = serde_json::from_slice(&program)?;
        let data = answer.get("data").context("no data")?;
        let statement: Value = serde_json::from_slice(&client.send(by_hand).await?)?;
        let (program_says, statement_says) = (as_stored(data), without_nulls(&statement));
        anyhow::ensure!(
            program_says == statement_says,
            "{} {index}: the answers differ at {}",
            query.name(),
            difference(&program_says, &statement_says, String::new())
        );
        records += objects(data);
        let path = format!("/bench/memory/{}-{index}", query.name());
        client.put(&path, "application/json", program).await?;
        remembered.push(Request::Get(path));
    }
    eprintln!(
        "{}: {} answers are the same, {} objects in each",
        query.name(),
        asked.len(),
        records / asked.len().max(1)
    );
    Ok(remembered)
}

/// An answer with its bodies as they are stored: the type in lower case, rich texts without a name for their form.
fn as_stored(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(as_stored).collect(),
        Value::Object(fields) => match fields.get("markdown") {
            Some(markdown) => markdown.clone(),
            None => fields.iter().filter(|(_, value)| !value.is_null()).map(stored_field).collect::<Map<_, _>>().into(),
        },
        other => other.clone(),
    }
}

fn stored_field((name, value): (&String, &Value)) -> (String, Value) {
    match (name.as_str(), value.as_str()) {
        ("__typename", Some(kind)) => ("type".to_owned(), kind.to_lowercase().into()),
        _ => (name.clone(), as_stored(value)),
    }
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Object(fields) => {
            let given = fields.iter().filter(|(_, value)| !value.is_null());
            given.map(|(name, value)| (name.clone(), without_nulls(value))).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// Where two answers differ first, and how.
fn difference(one: &Value, other: &Value, path: String) -> String {
    match (one, other) {
        (Value::Array(some), Value::Array(others)) if some.len() == others.len() => {
            let pairs = some.iter().zip(others).enumerate();
            let found = pairs.map(|(index, (one, other))| (index.to_string(), one, other));
            first_of(found.collect(), &path)
        }
        (Value::Object(some), Value::Object(others)) if some.keys().eq(others.keys()) => {
            let pairs = some.iter().zip(others.values());
            first_of(pairs.map(|((name, one), other)| (name.clone(), one, other)).collect(), &path)
        }
        _ => format!("{path}: {one} against {other}"),
    }
}

fn first_of(pairs: Vec<(String, &Value, &Value)>, path: &str) -> String {
    let different = pairs.into_iter().find(|(_, one, other)| one != other);
    different.map_or_else(String::new, |(name, one, other)| difference(one, other, format!("{path}/{name}")))
}

fn objects(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(objects).sum(),
        Value::Object(fields) => 1 + fields.values().map(objects).sum::<usize>(),
        _ => 0,
    }
}
