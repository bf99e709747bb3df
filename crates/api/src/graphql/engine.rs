//! The engine behind the public schema. It validates a document each time that it is executed, which costs a sixth of a
//! request whose records are in memory; here a document is validated until it has passed once.

use async_graphql::parser::types::{BaseType, OperationDefinition, VariableDefinition};
use async_graphql::{Positioned, Request, Response, ValidationMode, Value, Variables};
use bytes::Bytes;
use shanghaidoctor_domain::Url;

use super::documents::Document;
use super::{Schema, schema_with, sdl};

/// Executes operations.
#[derive(Clone)]
pub struct Engine {
    validating: Schema,
    trusting: Schema,
    sdl: Bytes,
}

impl Engine {
    /// The engine of a server that the world reaches at this address.
    pub fn new(public_url: &Url) -> Self {
        let schema = |mode| schema_with(public_url.clone(), mode);
        let validating = schema(ValidationMode::Strict);
        let sdl = sdl(&validating).into();
        Self { validating, trusting: schema(ValidationMode::Fast), sdl }
    }

    /// The public schema as text, which takes milliseconds to print.
    pub fn sdl(&self) -> Bytes {
        self.sdl.clone()
    }

    /// The public schema, which validates all that it is given.
    pub const fn schema(&self) -> &Schema {
        &self.validating
    }

    /// Executes an operation of a document; `request` is of the same document.
    pub async fn execute(&self, document: &Document, operation: Trusted, request: Request) -> Response {
        if operation.0 && document.is_valid() {
            return self.trusting.execute(request).await;
        }
        let answer = self.validating.execute(request).await;
        if answer.errors.is_empty() {
            document.set_valid();
        }
        answer
    }
}

/// Whether the values of an operation need no look from the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trusted(bool);

impl Trusted {
    /// The values are validated with the document: those of the GraphQL specification's own scalars are looked at here,
    /// by its section 3.5, and an operation with any others goes to the engine.
    pub fn of(operation: &OperationDefinition, values: &Variables) -> Self {
        let fits = |variable: &Positioned<VariableDefinition>| {
            let definition = &variable.node;
            let BaseType::Named(name) = &definition.var_type.node.base else { return false };
            values.get(&definition.name.node).is_none_or(|value| is_scalar(name, value))
        };
        Self(operation.variable_definitions.iter().all(fits))
    }
}

/// Whether a value is one of this scalar, or null, which is let through by the variable's own type.
fn is_scalar(name: &str, value: &Value) -> bool {
    match (name, value) {
        ("String" | "ID" | "Int" | "Boolean" | "Float", Value::Null)
        | ("String" | "ID", Value::String(_))
        | ("Boolean", Value::Boolean(_)) => true,
        ("Int", Value::Number(number)) => number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    fn trusted(definitions: &str, values: serde_json::Value) -> bool {
        let document = parse_query(format!("query({definitions}) {{ a }}")).unwrap();
        let operation = document.operations.iter().next().unwrap().1;
        Trusted::of(&operation.node, &Variables::from_json(values)).0
    }

    #[test]
    fn plain_values_are_trusted_and_all_others_go_to_the_engine() {
        assert!(trusted("$a: String!, $b: Int, $c: ID, $d: Boolean", json!({ "a": "x", "b": 2, "c": "y", "d": true })));
        assert!(trusted("$a: String, $b: Int = 3", json!({ "a": null })));
        for (definition, value) in [
            ("$a: String", json!(1)),
            ("$a: Int", json!(2_147_483_648_i64)),
            ("$a: Int", json!(1.5)),
            ("$a: Int", json!("1")),
            ("$a: Boolean", json!("true")),
            ("$a: ID", json!(1)),
            ("$a: [String]", json!(["x"])),
            ("$a: DoctorOrder", json!({ "field": "NAME" })),
            ("$a: Locale", json!("zh")),
        ] {
            assert!(!trusted(definition, json!({ "a": value })), "{definition} {value}");
        }
    }
}
