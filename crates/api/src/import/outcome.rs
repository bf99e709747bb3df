//! What an import tells of each document, and whether it may become public.

use shanghaidoctor_domain::NodeId;
use shanghaidoctor_importer as page;
use shanghaidoctor_importer::Facts;
use shanghaidoctor_persistence::Result;
use shanghaidoctor_persistence::write::Saved;

use super::Import;
use super::doctor::workplace;
use super::matching::{By, Close};

/// What became of one document.
pub(crate) struct Outcome {
    pub(crate) node: NodeId,
    /// Its name, for people.
    pub(crate) name: String,
    pub(crate) saved: Saved,
    pub(crate) told: Told,
}

/// How a document was met.
#[derive(Default)]
pub(crate) struct Told {
    /// By what it was found; none for what is new.
    pub(crate) by: Option<By>,
    /// What a new one has from the gazetteer, as it is written.
    pub(crate) supplied: Vec<String>,
    /// What its name is close to: an open question.
    pub(crate) close: Vec<Close>,
}

impl Outcome {
    pub(super) fn learn(&mut self, told: Told) {
        if self.saved != Saved::Created {
            self.told.by = self.told.by.or(told.by);
        }
        self.told.supplied.extend(told.supplied);
        self.told
            .close
            .extend(told.close.into_iter().filter(|close| !self.told.close.contains(close)).collect::<Vec<_>>());
    }
}

/// How many names are close to others and wait for an editor.
pub(crate) fn open_questions(outcomes: &[Outcome]) -> usize {
    outcomes.iter().map(|outcome| outcome.told.close.len()).sum()
}

/// Whether what is written becomes public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Publish {
    /// It stays a draft.
    No,
    /// Where no name is close to another.
    WhenClear,
    /// All of it.
    Always,
}

impl Import<'_> {
    /// Asks again what a page left open that is not read again: it becomes public no sooner for being imported twice.
    pub(super) async fn ask_again(&mut self, facts: &Facts) -> Result<()> {
        for doctor in &facts.doctors {
            for path in paths(doctor) {
                self.ask_of_path(&path).await?;
            }
            for journal in journals(doctor) {
                self.ask_of_journal(&journal).await?;
            }
        }
        Ok(())
    }

    /// Tells of a document that is not written what its name is close to.
    pub(super) fn ask(&mut self, node: NodeId, name: &str, by: By, close: Vec<Close>) {
        if !close.is_empty() && !self.outcomes.iter().any(|outcome| outcome.node == node) {
            let told = Told { by: Some(by), close, ..Told::default() };
            self.outcomes.push(Outcome { node, name: name.to_owned(), saved: Saved::Unchanged, told });
        }
    }
}

/// Every path to an organisation that a page prints, as an import follows it.
fn paths(doctor: &page::Doctor) -> Vec<Vec<page::Organisation>> {
    let posts = doctor.appointments.iter().map(|found| found.value.path.clone());
    let positions = doctor.positions.iter().map(|found| workplace(&found.value));
    let stays = doctor.fellowships.iter().map(|found| found.value.path.clone());
    let funders = doctor.projects.iter().map(|found| found.value.funder.iter().cloned().collect());
    posts.chain(positions).chain(stays).chain(funders).collect()
}

fn journals(doctor: &page::Doctor) -> Vec<page::Journal> {
    let edited = doctor.editorial_roles.iter().map(|found| found.value.journal.clone());
    let named = doctor.publications.journals.iter().map(|found| found.value.clone());
    let papers = doctor.publications.papers.iter().filter_map(|found| found.value.journal.clone());
    let of_papers = papers.map(|name| page::Journal { name, abbreviation: None });
    edited.chain(named).chain(of_papers).collect()
}
