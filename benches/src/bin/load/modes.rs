//! How much the server remembers, and what is promised of it then.

use clap::Args as _;
use shanghaidoctor_api::Config;

use super::queries::Query;

/// The setting for memory that answers are kept in.
const ANSWERS: &str = "ANSWER_CACHE_MB";
/// The setting for memory that records are kept in.
const RECORDS: &str = "RECORD_CACHE_MB";

/// A way to run the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Nothing is remembered.
    Cold,
    /// Records are, answers are not.
    RecordsWarm,
    /// Answers are.
    AnswersCached,
}

/// What is promised of the cost of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// At most so many times that of the statement by hand.
    TimesByHand(f64),
    /// At least so many times the requests per second of processor that memory answers.
    RequestsOfMemory(f64),
}

impl Mode {
    pub(crate) const ALL: [Self; 3] = [Self::Cold, Self::RecordsWarm, Self::AnswersCached];

    /// Its name in the table.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::RecordsWarm => "records warm",
            Self::AnswersCached => "answers cached",
        }
    }

    /// What is promised.
    pub(crate) const fn target(self, query: Query) -> Target {
        match (self, query) {
            (Self::Cold, _) => Target::TimesByHand(2.0),
            (Self::RecordsWarm, Query::Society) => Target::TimesByHand(1.0),
            (Self::RecordsWarm, _) => Target::TimesByHand(0.35),
            (Self::AnswersCached, _) => Target::RequestsOfMemory(0.8),
        }
    }

    /// Whether the program can run this way.
    pub(crate) fn is_built(self) -> bool {
        match self {
            Self::Cold => true,
            Self::RecordsWarm => is_setting(RECORDS),
            Self::AnswersCached => is_setting(ANSWERS),
        }
    }

    /// The settings that make it so; what they leave out is as the program has it.
    pub(crate) fn settings(self) -> Vec<(&'static str, String)> {
        let off: &[&'static str] = match self {
            Self::Cold => &[ANSWERS, RECORDS],
            Self::RecordsWarm => &[ANSWERS],
            Self::AnswersCached => &[],
        };
        off.iter().filter(|name| is_setting(name)).map(|name| (*name, "0".to_owned())).collect()
    }
}

fn is_setting(name: &str) -> bool {
    let command = Config::augment_args(clap::Command::new("settings"));
    command.get_arguments().any(|argument| argument.get_env().is_some_and(|variable| variable == name))
}
