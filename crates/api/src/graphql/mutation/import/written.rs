use async_graphql::{Enum, ID, SimpleObject};
use shanghaidoctor_persistence::write::Saved;

use crate::graphql::change::ChangeType;
use crate::graphql::json::Json;
use crate::import::{By, Change, Difference, Imported, Outcome, PossibleDuplicate};

/// What an import has written, or would have.
#[derive(Default, SimpleObject)]
pub(super) struct Written {
    /// What became of each document that is read in, or would.
    documents: Vec<ImportedDocument>,
    /// Where editors and what is read in disagree; what editors made of it stays.
    differences: Vec<ImportDifference>,
    /// What may be known already under another name.
    possible_duplicates: Vec<ImportDuplicate>,
    /// How many questions are left to an editor: all warnings, unknown labels and lines that were not placed, differences
    /// and possible duplicates.
    open_questions: usize,
    /// Whether what was read is public now, or would be.
    published: bool,
    /// Whether anything was kept; not after a dry run.
    kept: bool,
}

/// What became of a document, or would.
#[derive(SimpleObject)]
struct ImportedDocument {
    /// Its id; null for one that would be new.
    id: Option<ID>,
    /// What kind of document it is.
    #[graphql(name = "type")]
    kind: ChangeType,
    /// Its name, for people.
    name: String,
    /// Whether it is new, changed or as it was.
    saved: ImportSaved,
    /// By what it was found among those that are known; null for what is new.
    matched_by: Option<ImportMatch>,
    /// What a new one has from the list of known organisations, and not from what was read, as it is written.
    from_gazetteer: Vec<String>,
    /// What of a changed one is not as it was.
    changed: Vec<ImportChange>,
}

/// What saving did to a document.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Saved")]
enum ImportSaved {
    /// There was no such draft before.
    #[graphql(name = "NEW")]
    Created,
    /// The draft changed.
    #[graphql(name = "CHANGED")]
    Updated,
    /// It said the same already.
    #[graphql(name = "SAME")]
    Unchanged,
}

/// By what a document was found.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "By")]
enum ImportMatch {
    /// The same name, in any language.
    Name,
    /// The same name, spelled in another way.
    Spelling,
    /// A name that it went by before.
    FormerName,
    /// The name for short.
    Acronym,
    /// Both names are those of one organisation in the list of known ones.
    Gazetteer,
    /// The same name in addresses.
    Slug,
    /// The same DOI.
    Doi,
    /// The same title by the same doctor.
    Title,
    /// An earlier import of the same page made it.
    Page,
}

/// A field of a document that an import has changed.
#[derive(SimpleObject)]
struct ImportChange {
    /// Which field.
    field: String,
    /// What was taken out of it, because what was read no longer says it.
    removed: Vec<Json>,
}

/// Where editors and what is read in disagree; what editors made of it stays.
#[derive(SimpleObject)]
struct ImportDifference {
    /// The id of the document.
    id: ID,
    /// Its name, for people.
    name: String,
    /// Where in the document, as a path; empty for all of it.
    path: String,
    /// The line; null where nothing is said of it any more.
    line: Option<u32>,
    /// What the draft says; null where editors removed it.
    editor: Option<Json>,
    /// What the page says; null where it is no longer there.
    page: Option<Json>,
}

/// Something that may be what is known already: an editor says whether it is.
#[derive(SimpleObject)]
struct ImportDuplicate {
    /// The id of what is known.
    id: ID,
    /// Its name, for people.
    name: String,
    /// What was read.
    printed: String,
    /// The line; null for a name that stands on several.
    line: Option<u32>,
    /// Why the two may be one, and why that is not certain.
    reason: String,
}

impl Written {
    /// What came of an import whose reading left so many questions open.
    pub(super) fn of(imported: Imported, questions: usize, dry_run: bool) -> Self {
        let Imported { outcomes, questions: open, published } = imported;
        Self {
            open_questions: questions + open.count(),
            documents: outcomes.into_iter().map(|outcome| ImportedDocument::of(outcome, dry_run)).collect(),
            differences: open.differences.into_iter().map(ImportDifference::of).collect(),
            possible_duplicates: open.possible_duplicates.into_iter().map(ImportDuplicate::of).collect(),
            published,
            kept: !dry_run,
        }
    }
}

impl ImportedDocument {
    fn of(outcome: Outcome, dry_run: bool) -> Self {
        let Outcome { node, name, saved, told } = outcome;
        Self {
            // Nothing will ever be found by the id of what was not kept.
            id: (!dry_run || saved != Saved::Created).then(|| ID(node.to_string())),
            kind: ChangeType::of(node.kind),
            name,
            saved: saved.into(),
            matched_by: told.by.map(ImportMatch::from),
            from_gazetteer: told.supplied,
            changed: told.changed.into_iter().map(ImportChange::of).collect(),
        }
    }
}

impl ImportChange {
    fn of(change: Change) -> Self {
        Self { field: change.field, removed: change.removed.into_iter().map(Json).collect() }
    }
}

impl ImportDifference {
    fn of(difference: Difference) -> Self {
        let Difference { id, name, path, line, editor, page } = difference;
        let said = |value: serde_json::Value| (!value.is_null()).then_some(Json(value));
        Self { id: ID(id.to_string()), name, path, line, editor: said(editor), page: said(page) }
    }
}

impl ImportDuplicate {
    fn of(duplicate: PossibleDuplicate) -> Self {
        let PossibleDuplicate { id, name, printed, line, reason } = duplicate;
        Self { id: ID(id.to_string()), name, printed, line, reason }
    }
}
