//! What is written down about the lines while the stages read them.

use std::collections::BTreeMap;

use serde::Serialize;

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
    /// What belongs to the site and not to the article.
    Furniture,
}

impl Part {
    /// True for what readers of the article see in its text.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Standfirst | Self::Body)
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
            Self::Furniture => "belongs to the site, not to the article",
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
    /// The line, from 1.
    pub line: u32,
    /// What to look at.
    pub message: String,
}

/// Everything noted so far.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub parts: BTreeMap<u32, Part>,
    pub unknown_labels: Vec<UnknownLabel>,
    pub warnings: Vec<Warning>,
}

impl Notes {
    pub fn take(&mut self, line: &Line, part: Part) {
        self.parts.insert(line.number, part);
    }

    pub fn warn(&mut self, line: u32, message: impl Into<String>) {
        self.warnings.push(Warning { line, message: message.into() });
    }

    /// Notes pieces of a line that name nothing known.
    pub fn unread(&mut self, line: u32, pieces: &[String]) {
        for piece in pieces {
            self.warn(line, format!("not read: “{piece}”"));
        }
    }
}
