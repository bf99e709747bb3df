use async_graphql::{Pos, ServerError, Value, parser};

use super::variables::Misfit;

/// The part of an operation that it costs most by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Costliest {
    /// The keys of the answer that lead to it.
    pub path: Vec<String>,
    /// What it costs, counted as often as the lists around it repeat it.
    pub cost: u64,
    /// Where it stands in the document.
    pub location: Pos,
}

/// Why a document is not executed. The message says what to change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The text is not a GraphQL document.
    #[error("The document cannot be parsed{}: {reason}.", at(locations))]
    Syntax {
        /// What the parser missed.
        reason: String,
        /// Where.
        locations: Vec<Pos>,
    },
    /// The text is too long.
    #[error("The document has {measured} bytes, but {allowed} are allowed. Move long input into variables.")]
    TooLong {
        /// Bytes of the text.
        measured: usize,
        /// Bytes allowed.
        allowed: usize,
    },
    /// The text has too many parts.
    #[error("The document has {measured} tokens, but {allowed} are allowed. Split it into several requests.")]
    TooManyTokens {
        /// Tokens counted.
        measured: usize,
        /// Tokens allowed.
        allowed: usize,
    },
    /// Brackets are nested too deep to be parsed.
    #[error("The document nests brackets {measured} deep, but {allowed} is allowed. Use variables for nested input.")]
    TooNested {
        /// Brackets open at the same time.
        measured: usize,
        /// Brackets allowed.
        allowed: usize,
    },
    /// Fields are nested too deep.
    #[error(
        "The query is {measured} fields deep, but {allowed} is allowed. Ask for the deeper part in its own request."
    )]
    TooDeep {
        /// Depth found, fragments included.
        measured: usize,
        /// Depth allowed.
        allowed: usize,
    },
    /// Too much is selected.
    #[error("The query has {measured} selections, fragments spread, but {allowed} are allowed. Ask for fewer fields.")]
    TooManySelections {
        /// Selections counted.
        measured: usize,
        /// Selections allowed.
        allowed: usize,
    },
    /// Too many fields have an alias.
    #[error("The query has {measured} aliases, fragments spread, but {allowed} are allowed. Ask for a list instead.")]
    TooManyAliases {
        /// Aliases counted.
        measured: usize,
        /// Aliases allowed.
        allowed: usize,
    },
    /// Too many directives.
    #[error("The query has {measured} directives, fragments spread, but {allowed} are allowed. Remove some.")]
    TooManyDirectives {
        /// Directives counted.
        measured: usize,
        /// Directives allowed.
        allowed: usize,
    },
    /// Fragments are spread too often.
    #[error("The query spreads fragments {measured} times, but {allowed} times are allowed. Use fewer of them.")]
    TooManyFragmentSpreads {
        /// Spreads counted.
        measured: usize,
        /// Spreads allowed.
        allowed: usize,
    },
    /// A fragment would contain itself.
    #[error("The fragment `{fragment}` spreads itself, directly or through another fragment. Break the cycle.")]
    FragmentCycle {
        /// One fragment of the cycle.
        fragment: String,
        /// Where it is defined.
        location: Pos,
    },
    /// A subscription asks for more than one stream.
    #[error(
        "A subscription must select exactly one field of the schema at its root, not {count}. Send one request each."
    )]
    SubscriptionRoot {
        /// Root fields found.
        count: usize,
        /// Where the operation is.
        location: Pos,
    },
    /// `operationName` names nothing in the document.
    #[error("The document has no operation named `{name}`. Correct `operationName`, or the document.")]
    UnknownOperation {
        /// The name asked for.
        name: String,
    },
    /// The document leaves open which operation to execute.
    #[error("The document has {count} operations. Say which one to execute in `operationName`.")]
    OperationNotNamed {
        /// Operations in the document.
        count: usize,
    },
    /// A variable that may not be null has no value.
    #[error("The operation requires a value, which is not null, for {names}. Add it to `variables`.")]
    MissingVariables {
        /// The variables with their types.
        names: String,
        /// Where they are defined.
        locations: Vec<Pos>,
    },
    /// Values of variables that do not fit where they stand.
    #[error("Values of variables do not fit: {}", .misfits.first().map(ToString::to_string).unwrap_or_default())]
    UnfitVariables {
        /// Each of them.
        misfits: Vec<Misfit>,
    },
    /// Lists that multiply.
    #[error(
        "The operation costs {requested}, but {limit} is allowed. Most of it is asked for by `{}`, {} in all: ask for \
         shorter pages (`first`, `last`) or for fewer lists in lists.",
        .costliest.path.join("."), .costliest.cost
    )]
    TooCostly {
        /// What it costs.
        requested: u64,
        /// What it may cost.
        limit: u64,
        /// The part that costs most.
        costliest: Costliest,
    },
    /// A hash that no text was sent with yet. The words are those that clients of automatic persisted queries wait for.
    #[error("PersistedQueryNotFound")]
    UnknownHash,
    /// A hash and a text that is not its.
    #[error("`sha256Hash` is not the SHA-256 of `query`. Hash the text as it is sent, in UTF-8.")]
    HashOfOtherText,
    /// An id that no document is registered under.
    #[error("No document is registered under `{id}`. Correct `documentId`, or register the document.")]
    UnknownDocument {
        /// The id asked for.
        id: String,
    },
    /// A document that is not registered, where only registered ones run.
    #[error("This server executes registered documents alone, and this is none of them.")]
    NotRegistered,
}

impl Refused {
    /// The value of `extensions.code`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "GRAPHQL_PARSE_FAILED",
            Self::TooLong { .. } | Self::TooManyTokens { .. } | Self::TooManySelections { .. } => "QUERY_TOO_LARGE",
            Self::TooNested { .. } | Self::TooDeep { .. } => "QUERY_TOO_DEEP",
            Self::TooManyAliases { .. } => "TOO_MANY_ALIASES",
            Self::TooManyDirectives { .. } => "TOO_MANY_DIRECTIVES",
            Self::TooManyFragmentSpreads { .. } => "TOO_MANY_FRAGMENT_SPREADS",
            Self::FragmentCycle { .. } | Self::SubscriptionRoot { .. } => "GRAPHQL_VALIDATION_FAILED",
            Self::UnknownOperation { .. } | Self::OperationNotNamed { .. } => "OPERATION_RESOLUTION_FAILURE",
            Self::MissingVariables { .. } | Self::UnfitVariables { .. } => "BAD_USER_INPUT",
            Self::TooCostly { .. } => "QUERY_TOO_COMPLEX",
            Self::UnknownHash => "PERSISTED_QUERY_NOT_FOUND",
            Self::HashOfOtherText => "PERSISTED_QUERY_HASH_MISMATCH",
            Self::UnknownDocument { .. } => "DOCUMENT_NOT_FOUND",
            Self::NotRegistered => "DOCUMENT_NOT_REGISTERED",
        }
    }

    /// As clients are told of it: of each value that does not fit by itself, of all else by one error.
    pub fn into_errors(self) -> Vec<ServerError> {
        let code = self.code();
        match self {
            Self::UnfitVariables { misfits } => misfits.into_iter().map(|misfit| unfit(misfit, code)).collect(),
            other => vec![other.into()],
        }
    }

    /// The places in the document that the error is about.
    pub fn locations(&self) -> &[Pos] {
        match self {
            Self::Syntax { locations, .. } | Self::MissingVariables { locations, .. } => locations,
            Self::FragmentCycle { location, .. } | Self::SubscriptionRoot { location, .. } => {
                std::slice::from_ref(location)
            }
            Self::TooCostly { costliest, .. } => std::slice::from_ref(&costliest.location),
            _ => &[],
        }
    }
}

impl From<parser::Error> for Refused {
    fn from(error: parser::Error) -> Self {
        Self::Syntax { reason: reason(&error.to_string()), locations: error.positions().collect() }
    }
}

impl From<Refused> for ServerError {
    fn from(refused: Refused) -> Self {
        let mut error = Self::new(refused.to_string(), None);
        error.locations = refused.locations().to_vec();
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", refused.code());
        if let Refused::TooCostly { costliest, .. } = refused {
            extensions.set("costliestPath", Value::from(costliest.path));
        }
        error
    }
}

fn unfit(misfit: Misfit, code: &str) -> ServerError {
    let mut error = ServerError::new(misfit.to_string(), Some(misfit.location));
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", code);
    extensions.set("variablePath", Value::from(misfit.path));
    error
}

/// The parser draws the faulty line with an arrow below it; only what follows the last `= ` is for a reader of JSON.
fn reason(message: &str) -> String {
    let last = message.lines().last().unwrap_or(message);
    last.split_once("= ").map_or(last, |(_, reason)| reason).trim_end_matches('.').to_owned()
}

fn at(locations: &[Pos]) -> String {
    locations.first().map_or_else(String::new, |pos| format!(" at line {}, column {}", pos.line, pos.column))
}
