use serde::{Deserialize, Serialize};
use serde_json::Value;
use shanghaidoctor_domain::{Id, NodeId};
use shanghaidoctor_persistence::{Result, Stored};

use super::Import;
use super::matching::Close;

/// What an import leaves to its reader: it decides nothing that can be wrong.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Questions {
    /// Where editors and page disagree.
    #[serde(default)]
    pub(crate) differences: Vec<Difference>,
    /// What may be known already under another name.
    #[serde(default)]
    pub(crate) possible_duplicates: Vec<PossibleDuplicate>,
}

/// Where editors and page disagree; what editors made of it stays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Difference {
    pub(crate) id: NodeId,
    /// The document's name, for people.
    pub(crate) name: String,
    /// Where in the document; empty for all of it.
    pub(crate) path: String,
    /// The line of the page; null where the page no longer says anything of it.
    pub(crate) line: Option<u32>,
    /// What the draft says; null where editors removed it.
    pub(crate) editor: Value,
    /// What the page says; null where it is no longer on the page.
    pub(crate) page: Value,
}

/// Something on the page that may be what is known already: an editor says whether it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PossibleDuplicate {
    /// What is known.
    pub(crate) id: NodeId,
    /// Its name, for people.
    pub(crate) name: String,
    /// What the page has.
    pub(crate) printed: String,
    /// The line of the page; null for a name that stands on several.
    pub(crate) line: Option<u32>,
    /// Why the two may be one, and why that is not certain.
    pub(crate) reason: String,
}

impl Questions {
    pub(crate) const fn is_empty(&self) -> bool {
        self.differences.is_empty() && self.possible_duplicates.is_empty()
    }

    pub(crate) const fn count(&self) -> usize {
        self.differences.len() + self.possible_duplicates.len()
    }
}

impl Import<'_> {
    /// Asks whether a document under this name is one whose name is close, unless the public has seen it: what is public
    /// was looked at.
    pub(super) async fn ask_of_close_names<T: Stored>(
        &mut self,
        id: Id<T>,
        printed: &str,
        close: Vec<Close>,
    ) -> Result<()> {
        if close.is_empty() || self.writing.is_public(id).await? {
            return Ok(());
        }
        for Close { node, name } in close {
            let reason = "the names are close: merge the two, or correct the page".to_owned();
            self.ask_of(PossibleDuplicate { id: node, name, printed: printed.to_owned(), line: None, reason });
        }
        Ok(())
    }

    /// Asks once, also where an earlier import has asked already.
    pub(super) fn ask_of(&mut self, question: PossibleDuplicate) {
        if !self.questions.possible_duplicates.contains(&question) {
            self.questions.possible_duplicates.push(question);
        }
    }
}
