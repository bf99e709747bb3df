use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// A JSON value whose shape a standard of its own defines.
pub(super) struct Json(pub(super) serde_json::Value);

/// A JSON value whose shape a standard of its own defines; the field that has it says which.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        value.into_json().map(Self).map_err(InputValueError::custom)
    }

    fn to_value(&self) -> Value {
        // A number beyond those of JSON is the only thing that could fail, and a `serde_json::Value` holds none.
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}
