//! Reads the parameters of a GraphQL request from a body or a query string (GraphQL over HTTP, section "Request").

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Value, Variables};
use url::form_urlencoded;

use super::document_name;
use super::malformed::Malformed;
use crate::graphql::documents::Named;

/// The parameters of one operation.
#[derive(Debug, PartialEq)]
pub struct Parameters {
    /// The document.
    pub document: Named,
    /// Which operation of it to execute.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Variables,
    /// What the client calls the operation on a stream of many.
    pub operation_id: Option<String>,
}

/// What a body holds.
#[derive(Debug, PartialEq)]
pub enum Sent {
    /// One operation.
    One(Parameters),
    /// Several of them, to be answered in their order.
    Batch(Vec<Parameters>),
}

/// Reads a JSON body, which may hold up to `batch_limit` requests in an array.
pub fn from_body(body: &[u8], batch_limit: usize) -> Result<Sent, Malformed> {
    // Not `serde_json::Value`, which would sort the keys of objects and copy every variable once more.
    match serde_json::from_slice(body) {
        Ok(Value::List(_)) if batch_limit == 0 => Err(Malformed::Batch),
        Ok(Value::List(items)) if items.is_empty() => Err(Malformed::EmptyBatch),
        Ok(Value::List(items)) if items.len() > batch_limit => {
            Err(Malformed::BatchTooLong { measured: items.len(), allowed: batch_limit })
        }
        Ok(Value::List(items)) => Ok(Sent::Batch(items.into_iter().map(from_json).collect::<Result<_, _>>()?)),
        Ok(value) => Ok(Sent::One(from_json(value)?)),
        Err(error) => Err(Malformed::NotJson(error.to_string())),
    }
}

/// Reads a JSON body that holds one request.
pub fn one_from_body(body: &[u8]) -> Result<Parameters, Malformed> {
    match from_body(body, 0)? {
        Sent::One(parameters) => Ok(parameters),
        Sent::Batch(_) => Err(Malformed::Batch),
    }
}

/// Reads the parameters of one operation. Members of other names are left to later versions of the protocol, so they are no error.
pub fn from_json(value: Value) -> Result<Parameters, Malformed> {
    let Value::Object(mut members) = value else { return Err(Malformed::NotAnObject) };
    let mut take = |parameter| members.swap_remove(parameter).unwrap_or_default();
    let extensions = entries(object("extensions", take("extensions"))?);
    Ok(Parameters {
        document: document_name::read(
            string("query", take("query"))?,
            string("documentId", take("documentId"))?,
            &extensions,
        )?,
        operation_id: operation_id(&extensions),
        operation_name: string("operationName", take("operationName"))?,
        variables: Variables::from_value(object("variables", take("variables"))?),
    })
}

/// Reads the query component of a URL, in the encoding of HTML forms.
pub fn from_query_string(query_string: &str) -> Result<Parameters, Malformed> {
    let mut given: [(&'static str, Option<String>); 5] =
        [("query", None), ("documentId", None), ("operationName", None), ("variables", None), ("extensions", None)];
    for (name, value) in form_urlencoded::parse(query_string.as_bytes()) {
        let Some((parameter, slot)) = given.iter_mut().find(|(parameter, _)| *parameter == name) else { continue };
        if slot.replace(value.into_owned()).is_some() {
            return Err(Malformed::Repeated(parameter));
        }
    }
    let [(_, query), (_, id), (_, operation_name), (_, variables), (_, extensions)] = given;
    let extensions = entries(json_object("extensions", extensions)?);
    Ok(Parameters {
        document: document_name::read(query, id, &extensions)?,
        operation_id: operation_id(&extensions),
        // The empty string stands for no name, as no operation can have it.
        operation_name: operation_name.filter(|name| !name.is_empty()),
        variables: Variables::from_value(json_object("variables", variables)?),
    })
}

fn operation_id(extensions: &IndexMap<Name, Value>) -> Option<String> {
    match extensions.get("operationId") {
        Some(Value::String(id)) => Some(id.clone()),
        _ => None,
    }
}

fn string(parameter: &'static str, value: Value) -> Result<Option<String>, Malformed> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        _ if parameter == "query" => Err(Malformed::WrongType { parameter, expected: "a string" }),
        _ => Err(Malformed::WrongType { parameter, expected: "a string, null or absent" }),
    }
}

fn object(parameter: &'static str, value: Value) -> Result<Value, Malformed> {
    match value {
        Value::Null | Value::Object(_) => Ok(value),
        _ => Err(Malformed::WrongType { parameter, expected: "a JSON object, null or absent" }),
    }
}

fn json_object(parameter: &'static str, text: Option<String>) -> Result<Value, Malformed> {
    match text.as_deref() {
        None | Some("") => Ok(Value::Null),
        Some(text) => {
            let value = serde_json::from_str(text)
                .map_err(|error| Malformed::ParameterNotJson { parameter, reason: error.to_string() })?;
            object(parameter, value)
        }
    }
}

fn entries(value: Value) -> IndexMap<Name, Value> {
    match value {
        Value::Object(members) => members,
        _ => IndexMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{Name, value};

    use super::*;

    fn from_body(body: &[u8]) -> Result<Parameters, Malformed> {
        match super::from_body(body, 0)? {
            Sent::One(parameters) => Ok(parameters),
            Sent::Batch(batch) => panic!("{batch:?}"),
        }
    }

    fn only_text(text: &str) -> Parameters {
        Parameters { document: named(text), operation_name: None, variables: Variables::default(), operation_id: None }
    }

    fn named(text: &str) -> Named {
        Named::Text(text.to_owned())
    }

    fn message(read: Result<Parameters, Malformed>) -> String {
        read.unwrap_err().to_string()
    }

    #[test]
    fn a_body_holds_the_parameters() {
        let body = br#"{"query":"{a}","operationName":"A","variables":{"z":1,"a":{"y":1,"b":2}},
            "extensions":{"x":[1]},"id":7}"#;
        let read = from_body(body).unwrap();
        assert_eq!(read.document, named("{a}"));
        assert_eq!(read.operation_name.as_deref(), Some("A"));
        assert_eq!(read.variables.get(&Name::new("z")), Some(&value!(1)));
        assert_eq!(read.variables.get(&Name::new("a")).unwrap().to_string(), "{y: 1, b: 2}");
    }

    #[test]
    fn null_is_as_good_as_absent() {
        let read = from_body(br#"{"query":"{a}","operationName":null,"variables":null,"extensions":null}"#).unwrap();
        assert_eq!(read, only_text("{a}"));
        assert_eq!(from_body(br#"{"query":null}"#), Err(Malformed::NoQuery));
    }

    #[test]
    fn a_malformed_body_is_told_what_to_change() {
        assert_eq!(from_body(br#"[{"query":"{a}"}]"#), Err(Malformed::Batch));
        assert_eq!(from_body(br#""{a}""#), Err(Malformed::NotAnObject));
        assert!(matches!(from_body(b""), Err(Malformed::NotJson(_))));
        assert!(matches!(from_body(b"{\"query\":\"\xff\"}"), Err(Malformed::NotJson(_))));
        let deep = format!("{{\"query\":\"{{a}}\",\"variables\":{{\"a\":{}", "[".repeat(100_000));
        assert!(matches!(from_body(deep.as_bytes()), Err(Malformed::NotJson(_))));
        assert_eq!(message(from_body(br#"{"query":1}"#)), "`query` must be a string.");
        assert_eq!(
            message(from_body(br#"{"query":"{a}","operationName":["A"]}"#)),
            "`operationName` must be a string, null or absent."
        );
        for parameter in ["variables", "extensions"] {
            for wrong in ["\"x\"", "0", "false", "[]"] {
                let body = format!("{{\"query\":\"{{a}}\",\"{parameter}\":{wrong}}}");
                assert_eq!(
                    message(from_body(body.as_bytes())),
                    format!("`{parameter}` must be a JSON object, null or absent.")
                );
            }
        }
    }

    #[test]
    fn a_batch_is_read_in_its_order_and_no_longer_than_allowed() {
        let body = br#"[{"query":"{a}"},{"query":"{b}"}]"#;
        assert_eq!(super::from_body(body, 2), Ok(Sent::Batch(vec![only_text("{a}"), only_text("{b}")])));
        assert_eq!(super::from_body(body, 1), Err(Malformed::BatchTooLong { measured: 2, allowed: 1 }));
        assert_eq!(super::from_body(b"[]", 1), Err(Malformed::EmptyBatch));
        assert_eq!(super::from_body(b"[[]]", 1), Err(Malformed::NotAnObject));
    }

    #[test]
    fn a_query_string_holds_the_same() {
        let read = from_query_string(
            "query=%7Ba%28b%3A%22%C3%A9+%2B%22%29%7D&operationName=A&variables=%7B%22n%22%3A1%7D&extensions=%7B%7D&x=x",
        )
        .unwrap();
        assert_eq!(read.document, named("{a(b:\"é +\")}"));
        assert_eq!(read.operation_name.as_deref(), Some("A"));
        assert_eq!(read.variables.get(&Name::new("n")), Some(&value!(1)));
        let read = from_query_string("query={a}&operationName=&variables=&extensions=null").unwrap();
        assert_eq!(read, only_text("{a}"));
    }

    #[test]
    fn a_malformed_query_string_is_told_what_to_change() {
        assert_eq!(from_query_string(""), Err(Malformed::NoQuery));
        assert_eq!(from_query_string("query={a}&query={b}"), Err(Malformed::Repeated("query")));
        assert!(matches!(
            from_query_string("query={a}&variables={"),
            Err(Malformed::ParameterNotJson { parameter: "variables", .. })
        ));
        assert!(matches!(
            from_query_string("query={a}&extensions=[1]"),
            Err(Malformed::WrongType { parameter: "extensions", .. })
        ));
    }
}
