use shanghaidoctor_domain::content::{Correction, CorrectionKind, ReprintPolicy};
use shanghaidoctor_domain::text::escape_html;
use shanghaidoctor_domain::{DateTime, Locale};

use super::Entry;

/// What a feed gives of a document.
#[derive(Clone)]
pub(crate) enum Text {
    /// Its beginning.
    Excerpt(String),
    /// All of it.
    Whole {
        /// Its beginning.
        excerpt: String,
        /// The text, as HTML that needs no cleaning.
        html: String,
    },
}

/// Whether a feed gives a text whole: this place alone decides it. Its rights let anybody print it, with the credit line, or a
/// licence lets who asks.
pub(crate) fn gives_whole(entry: &Entry) -> bool {
    entry.is_licensed || entry.rights.reprint == ReprintPolicy::WithCredit
}

impl Text {
    /// Its beginning.
    pub(crate) fn excerpt(&self) -> &str {
        match self {
            Self::Excerpt(excerpt) | Self::Whole { excerpt, .. } => excerpt,
        }
    }

    /// With the whole text.
    pub(crate) fn whole(self, html: String) -> Self {
        match self {
            Self::Excerpt(excerpt) | Self::Whole { excerpt, .. } => Self::Whole { excerpt, html },
        }
    }
}

impl Entry {
    /// Its beginning and what was corrected in it, as text.
    pub(super) fn summary(&self) -> String {
        let notices = self.corrections.iter().map(|correction| notice(correction, self.language.as_ref()));
        let parts = std::iter::once(self.text.excerpt().to_owned()).chain(notices);
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// The same as HTML.
    pub(super) fn summary_html(&self) -> String {
        paragraphs(std::iter::once(self.text.excerpt()).filter(|text| !text.is_empty()), self)
    }

    /// The whole text as HTML, where it is given, with what was corrected and the line that every copy prints.
    pub(super) fn content_html(&self) -> Option<String> {
        let Text::Whole { html, .. } = &self.text else { return None };
        let after = paragraphs(std::iter::empty(), self);
        let credit = escape_html(&self.rights.credit_line);
        Some(format!("{html}\n{after}<p>{credit}</p>"))
    }
}

fn paragraphs<'a>(texts: impl Iterator<Item = &'a str>, entry: &Entry) -> String {
    let notices = entry.corrections.iter().map(|correction| notice(correction, entry.language.as_ref()));
    texts.map(str::to_owned).chain(notices).map(|text| format!("<p>{}</p>\n", escape_html(&text))).collect()
}

/// What was corrected and when, in a line.
fn notice(correction: &Correction, language: Option<&Locale>) -> String {
    let is_chinese = language.is_some_and(|locale| locale.as_str().starts_with("zh"));
    let word = match (correction.kind, is_chinese) {
        (CorrectionKind::Retraction, false) => "Retraction",
        (CorrectionKind::Retraction, true) => "撤回",
        (CorrectionKind::Typo | CorrectionKind::Fact, false) => "Correction",
        (CorrectionKind::Typo | CorrectionKind::Fact, true) => "更正",
    };
    format!("{word}, {}: {}", day(correction.at), correction.note)
}

fn day(moment: DateTime) -> String {
    chrono::DateTime::<chrono::Utc>::from(moment).date_naive().to_string()
}
