use std::collections::BTreeSet;

use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::Journal;
use shanghaidoctor_domain::text::{name_key, slip_keys, slug};
use shanghaidoctor_importer as page;
use shanghaidoctor_persistence::{Entry, Result};

use super::matching::{self, By};
use super::{Import, Told};

impl Import<'_> {
    /// The journal of this name, by the rules of `matching`; made where it is new.
    pub(super) async fn journal(&mut self, journal: &page::Journal) -> Result<Id<Journal>> {
        if let Some(id) = self.journals.get(journal) {
            return Ok(*id);
        }
        let drafts = self.journals_named(journal).await?;
        let mut found = matching::journal(journal, &drafts).map(|(entry, by)| (entry.clone(), by));
        if found.is_none() {
            let same_slug = self.writing.draft_by_slug::<Journal>(&slug(&journal.name)).await?;
            found = same_slug.map(|entry| (Entry::clone(&entry), By::Slug));
        }
        let id = found.as_ref().map_or_else(|| self.writing.next_id(), |(entry, _)| entry.id());
        let by = found.as_ref().map(|(_, by)| *by);
        let mut content = found.map_or_else(|| self.new_journal(journal), |(entry, _)| entry.content);
        content.abbreviation = content.abbreviation.or_else(|| journal.abbreviation.clone());
        self.save(id, &journal.name, &content).await?;
        let others = drafts.iter().filter(|draft| draft.id() != id);
        let close = matching::close_journals(journal, others);
        self.tell(id.node(), Told { by, ..Told::default() });
        self.ask_of_close_names(id, &journal.name, close).await?;
        self.journals.insert(journal.clone(), id);
        Ok(id)
    }

    /// The drafts that could be the journal which a page names: one statement.
    async fn journals_named(&self, journal: &page::Journal) -> Result<Vec<Entry<Journal>>> {
        let names = [Some(&journal.name), journal.abbreviation.as_ref()];
        let mut keys: BTreeSet<String> = names.into_iter().flatten().map(|name| name_key(name)).collect();
        keys.extend(slip_keys(&journal.name));
        keys.remove("");
        self.writing.drafts_named(None, &keys).await
    }

    fn new_journal(&self, journal: &page::Journal) -> Journal {
        let name = self.text(&journal.name);
        Journal { slug: slug(&journal.name), name, abbreviation: None, issn: None, eissn: None }
    }
}
