use std::collections::BTreeSet;

use shanghaidoctor_domain::content::Journal;
use shanghaidoctor_domain::text::{Localised, is_han, name_key, slip_keys, slug};
use shanghaidoctor_domain::{Id, Locale};
use shanghaidoctor_importer as page;
use shanghaidoctor_persistence::write::Saved;
use shanghaidoctor_persistence::{Entry, Result};

use super::matching::{self, By, Close};
use super::{Import, Told};

/// A journal that was found or made.
#[derive(Clone)]
pub(super) struct MetJournal {
    id: Id<Journal>,
    /// By what it was met; by nothing where it was made.
    by: Option<By>,
    /// What its name is close to.
    close: Vec<Close>,
}

impl Import<'_> {
    /// The journal of this name, by the rules of `matching`; made where it is new. It is looked for once.
    pub(super) async fn journal(&mut self, journal: &page::Journal) -> Result<Id<Journal>> {
        if let Some(met) = self.names.journals.get(journal).cloned() {
            self.note(met.id.node(), &journal.name, Saved::Unchanged);
            self.found(met.id.node(), met.by.unwrap_or(By::Name));
            self.ask_of_close_names(met.id, &journal.name, met.close).await?;
            return Ok(met.id);
        }
        let met = self.find_or_make_journal(journal).await?;
        self.names.journals.insert(journal.clone(), met.clone());
        Ok(met.id)
    }

    async fn find_or_make_journal(&mut self, journal: &page::Journal) -> Result<MetJournal> {
        let drafts = self.journals_named(journal).await?;
        let mut found = matching::journal(journal, &drafts).map(|(entry, by)| (entry.clone(), by));
        if found.is_none() {
            let same_slug = self.writing.draft_by_slug::<Journal>(&slug(&journal.name)).await?;
            found = same_slug.map(|entry| (Entry::clone(&entry), By::Slug));
        }
        let by = found.as_ref().map(|(_, by)| *by);
        let id = match found {
            Some((entry, _)) => {
                let mut content = entry.content.clone();
                content.abbreviation = content.abbreviation.or_else(|| journal.abbreviation.clone());
                self.save_over(&entry, &journal.name, &content).await?;
                entry.id()
            }
            None => {
                let id = self.writing.next_id();
                self.save(id, &journal.name, &self.new_journal(journal)).await?;
                id
            }
        };
        let others = drafts.iter().filter(|draft| draft.id() != id);
        let close = matching::close_journals(journal, others);
        self.tell(id.node(), Told { by, ..Told::default() });
        self.ask_of_close_names(id, &journal.name, close.clone()).await?;
        Ok(MetJournal { id, by, close })
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
        let name = Localised::of(language(&journal.name, &self.locale), &journal.name);
        let abbreviation = journal.abbreviation.clone();
        Journal { slug: slug(&journal.name), name, abbreviation, issn: None, eissn: None }
    }
}

/// The language of a journal's name, by its characters: a page or a file in one language names journals of the other.
fn language(name: &str, page: &Locale) -> Locale {
    let is_page_chinese = page.as_str().starts_with("zh");
    match name.chars().any(is_han) {
        false if is_page_chinese => Locale::english(),
        true if !is_page_chinese => Locale::simplified_chinese(),
        _ => page.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_journal_is_named_in_its_own_language() {
        let (english, chinese) = (Locale::english(), Locale::simplified_chinese());
        for page in [&english, &chinese] {
            assert_eq!(language("中华整形外科杂志", page), chinese);
            assert_eq!(language("Ward Science", page), english);
        }
    }
}
