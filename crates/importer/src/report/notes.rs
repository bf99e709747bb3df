//! What is written down about the lines while the stages read them.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::facts::Found;
use crate::report::decision::Decision;
use crate::text::lines::Line;

/// What a line of the page was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Part {
    /// The site's name and tagline.
    Site,
    /// The article's title.
    Title,
    /// The line of the date and the visits.
    UpdateLine,
    /// Who the doctor is.
    Byline,
    /// The list of what the doctor holds and did.
    Profile,
    /// The biography that stands apart.
    Biography,
    /// A label that only announces what follows.
    Label,
    /// The preface.
    Standfirst,
    /// The article's body.
    Body,
    /// Who made it and how to reach them.
    Credits,
    /// Who owns it.
    Rights,
    /// A notice of who owns it that an article cannot keep: one of owner, credit line and leave to reprint is not said.
    RightsInPart,
    /// What belongs to the site and not to the article.
    Furniture,
    /// What the page holds and does not show.
    Hidden,
}

impl Part {
    /// True for what readers of the article see in its text.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Standfirst | Self::Body)
    }

    /// Its name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Site => "the site's name and tagline",
            Self::Title => "the title",
            Self::UpdateLine => "the update line",
            Self::Byline => "a byline",
            Self::Profile => "the profile",
            Self::Biography => "the biography",
            Self::Label => "a label",
            Self::Standfirst => "the preface",
            Self::Body => "the article's body",
            Self::Credits => "credits",
            Self::Rights => "rights",
            Self::RightsInPart => "rights in part",
            Self::Furniture => "the site's own",
            Self::Hidden => "hidden",
        }
    }

    /// Why it is left out of the body; empty for what is not.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Site => "the site's name and tagline belong to every page",
            Self::Title => "kept as title and headline",
            Self::UpdateLine => "kept as date and count of visits",
            Self::Byline => "kept in the doctor's record",
            Self::Profile => "kept in the doctor's record, as posts, papers, awards and projects",
            Self::Biography => "kept as the doctor's biography",
            Self::Label => "only announces what follows",
            Self::Credits => "kept as credits",
            Self::Rights => "kept as rights",
            Self::RightsInPart => {
                "a notice of rights without an owner, a credit line or a word on reprints: not kept, the site's rights stand"
            }
            Self::Furniture => "belongs to the site, not to the article",
            Self::Hidden => "hidden on the page",
            Self::Standfirst | Self::Body => "",
        }
    }
}

/// A line that was kept and not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// The line, from 1.
    pub line: u32,
    /// Its text.
    pub text: String,
}

/// A label whose meaning is not known, and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnknownLabel {
    /// The line of the label.
    pub line: u32,
    /// The label.
    pub label: String,
    /// The lines under it.
    pub lines: Vec<Kept>,
}

/// What an editor should look at: a conflict, a choice made by rule, something that could be read in part only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What kind of question it is.
    pub kind: WarningKind,
    /// The line, from 1.
    pub line: u32,
    /// What to look at, for people.
    pub message: String,
    /// Both sides of a conflict, and what decided it; on nothing else.
    #[serde(flatten)]
    pub conflict: Option<Conflict>,
}

/// What kind of question a warning asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WarningKind {
    /// The page says two things of one.
    Conflict,
    /// Words that were not understood, and that nothing was read from.
    Unread,
    /// A question of an interview that nobody answers.
    Unanswered,
    /// A link in a text that the article keeps without links.
    Link,
    /// Something in a file of papers that was left out or kept as it is.
    Entry,
}

impl WarningKind {
    /// Its name for programs, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Conflict => "CONFLICT",
            Self::Unread => "UNREAD",
            Self::Unanswered => "UNANSWERED",
            Self::Link => "LINK",
            Self::Entry => "ENTRY",
        }
    }
}

/// Two things that a page says of one, and the rule that chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// What was kept.
    pub kept: Kept,
    /// What was not, or stands beside it.
    pub other: Kept,
    /// The rule, in words.
    pub rule: &'static str,
}

/// Everything noted so far.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub parts: BTreeMap<u32, Part>,
    pub unknown_labels: Vec<UnknownLabel>,
    pub warnings: Vec<Warning>,
    pub decisions: Vec<(u32, Decision)>,
}

impl Notes {
    pub fn take(&mut self, line: &Line, part: Part, why: Decision) {
        self.parts.insert(line.number, part);
        self.decide(line.number, why);
    }

    /// Writes a decision down, for whoever asks why the line was read as it was.
    pub fn decide(&mut self, line: u32, why: Decision) {
        self.decisions.push((line, why));
    }

    pub fn warn(&mut self, kind: WarningKind, line: u32, message: impl Into<String>) {
        self.warnings.push(Warning { kind, line, message: message.into(), conflict: None });
    }

    /// Notes two values of one thing, each with its line, and the rule that chose the first.
    pub fn conflict(&mut self, what: &str, kept: &Found<String>, other: &Found<String>, rule: &'static str) {
        let (first, second) = (&kept.value, &other.value);
        let message = format!("{what}: “{first}” of line {} was kept, “{second}” stands here", kept.line);
        let side = |found: &Found<String>| Kept { line: found.line, text: found.value.clone() };
        let conflict = Some(Conflict { kept: side(kept), other: side(other), rule });
        self.warnings.push(Warning { kind: WarningKind::Conflict, line: other.line, message, conflict });
    }

    /// Notes pieces of a line that name nothing known.
    pub fn unread(&mut self, line: u32, pieces: &[String]) {
        for piece in pieces {
            self.warn(WarningKind::Unread, line, format!("not read: “{piece}”"));
        }
    }
}
