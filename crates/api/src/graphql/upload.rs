//! Files that are sent along with a request, and the scalar that stands for one.

use std::sync::Arc;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use bytes::Bytes;

/// The files of a request, which variables stand for.
#[derive(Clone, Debug, Default)]
pub struct Files(Arc<[Bytes]>);

impl From<Vec<Bytes>> for Files {
    fn from(files: Vec<Bytes>) -> Self {
        Self(files.into())
    }
}

impl Files {
    /// What a variable is set to that stands for the file at this place. No JSON text and no document can hold it, so
    /// nobody names a file that was not sent for this variable.
    pub fn reference(place: usize) -> Value {
        Value::Binary(Bytes::copy_from_slice(&place.to_be_bytes()))
    }

    /// The file that a variable stands for.
    pub(super) fn get(&self, upload: &Upload) -> Option<Bytes> {
        self.0.get(upload.0).cloned()
    }
}

/// The place of a file among those of its request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Upload(usize);

/// A file that is sent along with the request, by the GraphQL multipart request specification: a variable whose value is
/// null in `operations` and whose path is named in `map`.
#[Scalar(specified_by_url = "https://github.com/jaydenseric/graphql-multipart-request-spec")]
impl ScalarType for Upload {
    fn parse(value: Value) -> InputValueResult<Self> {
        let place = match &value {
            Value::Binary(place) => place.as_ref().try_into().ok(),
            _ => None,
        };
        place.map(|place| Self(usize::from_be_bytes(place))).ok_or_else(|| {
            InputValueError::custom("a file is sent as a part of a multipart request, and not as a value")
        })
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::Binary(_))
    }

    fn to_value(&self) -> Value {
        Value::Null
    }
}
