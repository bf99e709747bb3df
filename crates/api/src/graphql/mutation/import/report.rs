use std::sync::Arc;

use async_graphql::{Enum, Object, Result, SimpleObject};
use shanghaidoctor_importer::{
    Absent, Explanation, FactLine, Form, Kept, LeftOut, Page, Part, UnknownLabel, Warning, WarningKind,
};

use crate::graphql::error::bad_input;

/// The most lines that are explained at once.
const MOST_LINES: u32 = 100;

/// How a page was read.
pub(super) struct ImportReport(pub(super) Arc<Page>);

/// How a page was read: what was found in which line, what was left out and why, what could not be placed.
#[Object]
impl ImportReport {
    /// Its form, told by its content.
    async fn form(&self) -> ImportForm {
        self.0.report.source.form.into()
    }

    /// The encoding that it is written in, by the name that the Encoding Standard gives it.
    async fn encoding(&self) -> &str {
        self.0.report.source.encoding
    }

    /// Elements of HTML that hold no text for readers: scripts, styles, pictures of one pixel.
    async fn unread_elements(&self) -> Vec<UnreadElement> {
        let unread = self.0.report.source.unread.iter();
        unread.map(|(name, count)| UnreadElement { name: name.clone(), count: *count }).collect()
    }

    /// Every fact with its line.
    async fn facts(&self) -> Vec<ImportFact> {
        self.0.report.facts.iter().map(ImportFact::of).collect()
    }

    /// What the page does not have. Nothing is put in its place.
    async fn absent(&self) -> Vec<ImportAbsence> {
        self.0.report.absent.iter().map(|absent| (*absent).into()).collect()
    }

    /// Lines that are not in the article's text, and why.
    async fn left_out(&self) -> Vec<ImportOmission> {
        self.0.report.left_out.iter().map(ImportOmission::of).collect()
    }

    /// Lines that could not be placed.
    async fn unplaced(&self) -> Vec<ImportLine> {
        self.0.report.unplaced.iter().map(ImportLine::of).collect()
    }

    /// Labels whose meaning is not known, with what stands under them.
    async fn unknown_labels(&self) -> Vec<ImportLabel> {
        self.0.report.unknown_labels.iter().map(ImportLabel::of).collect()
    }

    /// What to look at: conflicts, and what could be read in part only.
    async fn warnings(&self) -> Vec<ImportWarning> {
        self.0.report.warnings.iter().map(ImportWarning::of).collect()
    }

    /// The number of the last line that is not blank.
    async fn last_line(&self) -> u32 {
        self.0.last_line()
    }

    /// Why lines were read as they were; blank ones are left out.
    async fn lines(
        &self,
        #[graphql(desc = "The first of them, from 1.")] from: u32,
        #[graphql(desc = "The last of them: 100 at once at most. Only the first when absent.")] to: Option<u32>,
    ) -> Result<Vec<ImportExplanation>> {
        let to = to.unwrap_or(from);
        if from == 0 || to < from || to - from >= MOST_LINES {
            return Err(bad_input(format!("`from` and `to` name lines from 1, {MOST_LINES} at once at most")));
        }
        let page = Arc::clone(&self.0);
        Ok((from..=to).filter_map(|line| page.explain(line)).map(ImportExplanation::of).collect())
    }
}

/// The form of a page.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Form")]
enum ImportForm {
    /// Plain text. Lines are those of the file.
    Text,
    /// Text with signs of Markdown. Lines are those of the file.
    Markdown,
    /// HTML. Lines are counted as a reader sees them, the document's title first.
    Html,
}

/// Elements of one name that hold no text for readers.
#[derive(SimpleObject)]
struct UnreadElement {
    /// Their name.
    name: String,
    /// How many there are.
    count: u32,
}

/// A fact that a page states.
#[derive(SimpleObject)]
struct ImportFact {
    /// Which fact, as a path: `doctor.positions.0`.
    path: String,
    /// The line it stands on, from 1.
    line: u32,
    /// The fact, for people.
    value: String,
}

/// What a page can lack.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Absent")]
enum ImportAbsence {
    /// The site's name above the text.
    SiteName,
    /// The site's tagline.
    Tagline,
    /// The article's title.
    Title,
    /// The printed date of the last update.
    UpdateDate,
    /// The printed count of visits.
    Visits,
    /// Whom the page portrays.
    Doctor,
    /// A preface.
    Preface,
    /// An interview.
    Interview,
    /// Who made it.
    Credits,
    /// Who owns it.
    Rights,
}

/// Lines that are not in the article's text.
#[derive(SimpleObject)]
struct ImportOmission {
    /// The first line.
    from: u32,
    /// The last line.
    to: u32,
    /// What they were taken for.
    part: ImportPart,
    /// Why they are left out.
    reason: &'static str,
}

/// What a line was taken for.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Part")]
enum ImportPart {
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

/// A line of a page.
#[derive(SimpleObject)]
struct ImportLine {
    /// Its number, from 1.
    line: u32,
    /// Its text.
    text: String,
}

/// A label whose meaning is not known.
#[derive(SimpleObject)]
struct ImportLabel {
    /// The line of the label.
    line: u32,
    /// The label.
    label: String,
    /// What stands under it.
    lines: Vec<ImportLine>,
}

/// What an editor should look at.
#[derive(SimpleObject)]
pub(super) struct ImportWarning {
    /// What kind of question it is.
    kind: ImportWarningKind,
    /// The line, from 1.
    line: u32,
    /// What to look at, for people.
    message: String,
    /// Of a conflict, what was kept.
    kept: Option<ImportLine>,
    /// Of a conflict, what was not kept, or stands beside it.
    other: Option<ImportLine>,
    /// Of a conflict, the rule that decided, in words.
    rule: Option<&'static str>,
}

/// What kind of question a warning asks.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "WarningKind")]
enum ImportWarningKind {
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

/// Why a line was read as it was.
#[derive(SimpleObject)]
struct ImportExplanation {
    /// Its number, from 1.
    line: u32,
    /// As it stands on the page.
    text: String,
    /// What it was taken for; null for a line that was kept aside.
    part: Option<ImportPart>,
    /// What decided so, then how its words were read.
    decisions: Vec<String>,
    /// What was read from it.
    facts: Vec<ImportFact>,
    /// What made its facts what they are, rank and status of its posts among them.
    reasons: Vec<String>,
    /// What to look at in it.
    warnings: Vec<ImportWarning>,
}

impl ImportFact {
    fn of(fact: &FactLine) -> Self {
        Self { path: fact.path.clone(), line: fact.line, value: fact.value.clone() }
    }
}

impl ImportOmission {
    fn of(run: &LeftOut) -> Self {
        Self { from: run.from, to: run.to, part: run.part.into(), reason: run.reason }
    }
}

impl ImportLine {
    fn of(kept: &Kept) -> Self {
        Self { line: kept.line, text: kept.text.clone() }
    }
}

impl ImportLabel {
    fn of(unknown: &UnknownLabel) -> Self {
        let lines = unknown.lines.iter().map(ImportLine::of).collect();
        Self { line: unknown.line, label: unknown.label.clone(), lines }
    }
}

impl ImportWarning {
    pub(super) fn of(warning: &Warning) -> Self {
        let conflict = warning.conflict.as_ref();
        Self {
            kind: warning.kind.into(),
            line: warning.line,
            message: warning.message.clone(),
            kept: conflict.map(|conflict| ImportLine::of(&conflict.kept)),
            other: conflict.map(|conflict| ImportLine::of(&conflict.other)),
            rule: conflict.map(|conflict| conflict.rule),
        }
    }
}

impl ImportExplanation {
    fn of(explanation: Explanation) -> Self {
        Self {
            line: explanation.line,
            text: explanation.raw,
            part: explanation.part.map(ImportPart::from),
            decisions: explanation.decisions,
            facts: explanation.facts.iter().map(ImportFact::of).collect(),
            reasons: explanation.reasons,
            warnings: explanation.warnings.iter().map(ImportWarning::of).collect(),
        }
    }
}
