/// What is wrong with a request, as the protocol names it (section 3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    BadArgument,
    BadResumptionToken,
    BadVerb,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
    NoSetHierarchy,
}

/// Why a request is not answered, and what to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    /// What is wrong.
    pub(crate) code: Code,
    /// The same for people.
    pub(crate) told: String,
}

impl Code {
    /// As the protocol spells it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::BadArgument => "badArgument",
            Self::BadResumptionToken => "badResumptionToken",
            Self::BadVerb => "badVerb",
            Self::CannotDisseminateFormat => "cannotDisseminateFormat",
            Self::IdDoesNotExist => "idDoesNotExist",
            Self::NoRecordsMatch => "noRecordsMatch",
            Self::NoSetHierarchy => "noSetHierarchy",
        }
    }

    /// Whether an answer names the arguments of the request: not of one that is none (section 3.2).
    pub(crate) const fn is_of_a_request(self) -> bool {
        !matches!(self, Self::BadArgument | Self::BadVerb)
    }
}

impl Refused {
    pub(crate) fn new(code: Code, told: impl Into<String>) -> Self {
        Self { code, told: told.into() }
    }

    /// A token that this server did not give, or not for this list, or whose list it does not have any more.
    pub(crate) fn token() -> Self {
        Self::new(Code::BadResumptionToken, "This token does not go on with this list here: begin the list anew.")
    }

    /// An identifier of nothing.
    pub(crate) fn identifier(identifier: &str) -> Self {
        Self::new(Code::IdDoesNotExist, format!("There is no record `{identifier}`."))
    }
}
