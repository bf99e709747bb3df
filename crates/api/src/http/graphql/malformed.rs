/// Why a request is not well-formed. The message says what to change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// The body is no JSON text.
    #[error("The body must be JSON: {0}.")]
    NotJson(String),
    /// Several requests at once.
    #[error("The body must be one JSON object: send each request by itself, this server takes no arrays of requests.")]
    Batch,
    /// No request at all.
    #[error("The body is an array without a request.")]
    EmptyBatch,
    /// Too many requests at once.
    #[error("The body has {measured} requests, but {allowed} are allowed at once. Send them in several bodies.")]
    BatchTooLong {
        /// Requests sent.
        measured: usize,
        /// Requests allowed.
        allowed: usize,
    },
    /// JSON, but no object.
    #[error("The body must be a JSON object with the member `query`.")]
    NotAnObject,
    /// No document.
    #[error("Add `query`, the text of a GraphQL document.")]
    NoQuery,
    /// A document by its id and by something else.
    #[error("`documentId` already says which document it is: leave out `query` and `extensions.persistedQuery`.")]
    TwoDocuments,
    /// A persisted query of another kind than the one that is known.
    #[error("`extensions.persistedQuery` must have `version` 1 and `sha256Hash`, 64 hexadecimal digits.")]
    PersistedQuery,
    /// A parameter has the wrong type.
    #[error("`{parameter}` must be {expected}.")]
    WrongType {
        /// The name of the parameter.
        parameter: &'static str,
        /// What it may be.
        expected: &'static str,
    },
    /// A parameter of the query string should be JSON and is not.
    #[error("`{parameter}` must be a JSON object, encoded for a URL: {reason}.")]
    ParameterNotJson {
        /// The name of the parameter.
        parameter: &'static str,
        /// What the JSON reader stumbled on.
        reason: String,
    },
    /// A query string that means two things.
    #[error("`{0}` must be given only once.")]
    Repeated(&'static str),
}
