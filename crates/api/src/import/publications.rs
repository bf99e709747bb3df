use shanghaidoctor_domain::content::{Author, AuthorRole, Doctor, Journal, Publication};
use shanghaidoctor_domain::query::{PublicationFilter, TextFilter};
use shanghaidoctor_domain::text::fold;
use shanghaidoctor_domain::{Id, NodeId};
use shanghaidoctor_importer::{self as page, Found};
use shanghaidoctor_persistence::{Entry, Result};

use super::{By, Import, by_doctor};

impl Import<'_> {
    /// Saves the papers a page names, and the journals it names without a paper; gives all of their ids.
    pub(super) async fn publications(&mut self, page: &page::Doctor, doctor: Id<Doctor>) -> Result<Vec<NodeId>> {
        let mut known = self.writing.drafts::<Publication>(&by_doctor(doctor)).await?;
        let mut nodes = Vec::new();
        for Found { line, value } in &page.publications.journals {
            let journal = self.journal(value).await?;
            let same =
                |known: &&Entry<Publication>| known.content.title.is_none() && known.content.journal == Some(journal);
            let known = known.iter().find(same).cloned();
            let bare = page::Paper { journal: Some(value.name.clone()), ..page::Paper::default() };
            nodes.push(self.paper(page, doctor, *line, &bare, Some(journal), known).await?);
        }
        for Found { line, value } in &page.publications.papers {
            let journal = match &value.journal {
                Some(name) => {
                    let journal = page::Journal { name: name.clone(), abbreviation: None };
                    Some(self.journal(&journal).await?)
                }
                None => None,
            };
            let same = self.same_paper(value, &mut known).await?;
            nodes.push(self.paper(page, doctor, *line, value, journal, same).await?);
        }
        Ok(nodes)
    }

    /// The same DOI is the same paper, whoever wrote it; without one, the same title by the same doctor.
    async fn same_paper(
        &self,
        paper: &page::Paper,
        of_doctor: &mut Vec<Entry<Publication>>,
    ) -> Result<Option<Entry<Publication>>> {
        if let Some(doi) = &paper.doi {
            let by_doi = PublicationFilter {
                doi: Some(TextFilter { eq: Some(doi.to_string()), ..TextFilter::default() }),
                ..PublicationFilter::default()
            };
            return Ok(self.writing.drafts(&by_doi).await?.into_iter().next());
        }
        let has_title =
            |known: &Entry<Publication>| known.content.title.is_some() && known.content.title == paper.title;
        Ok(take(of_doctor, has_title))
    }

    async fn paper(
        &mut self,
        page: &page::Doctor,
        doctor: Id<Doctor>,
        line: u32,
        paper: &page::Paper,
        journal: Option<Id<Journal>>,
        known: Option<Entry<Publication>>,
    ) -> Result<NodeId> {
        let id = known.as_ref().map_or_else(|| self.writing.next_id(), Entry::id);
        let known = known.map(|entry| entry.content);
        let source = self.source(known.as_ref().and_then(|known| known.source.as_ref()), line, None);
        let content = match known {
            // What is known may be better than what this page cites; it only learns of its author.
            Some(known) => {
                Publication { authors: with_doctor(known.authors, page, doctor, paper.subject_role), ..known }
            }
            None => Publication {
                title: paper.title.clone(),
                journal,
                authors: authors(page, doctor, paper),
                year: paper.year,
                volume: paper.volume.clone(),
                issue: paper.issue.clone(),
                pages: paper.pages.clone(),
                doi: paper.doi.clone(),
                pmid: paper.pmid.clone(),
                url: None,
                abstract_text: None,
                indexed_in: page.publications.indexed_in.clone(),
                source: Some(source),
            },
        };
        let journal = paper.journal.as_deref().map_or_else(|| "no journal".to_owned(), str::to_owned);
        let name = content.title.clone().unwrap_or_else(|| format!("a paper without a title in {journal}"));
        self.save(id, &name, &content).await?;
        match (&paper.doi, &paper.title) {
            (Some(_), _) => self.found(id.node(), By::Doi),
            (None, Some(_)) => self.found(id.node(), By::Title),
            // A journal named without a paper is found by the journal.
            (None, None) => {}
        }
        Ok(id.node())
    }
}

fn authors(page: &page::Doctor, doctor: Id<Doctor>, paper: &page::Paper) -> Vec<Author> {
    let printed = paper.authors.iter().map(|name| Author { name: name.clone(), doctor: None, roles: Vec::new() });
    with_doctor(printed.collect(), page, doctor, paper.subject_role)
}

/// The authors with the doctor among them: linked where exactly one name can be the doctor's, added where none can.
/// A guess between two would be an invention.
fn with_doctor(
    mut authors: Vec<Author>,
    page: &page::Doctor,
    doctor: Id<Doctor>,
    role: Option<AuthorRole>,
) -> Vec<Author> {
    if authors.iter().any(|author| author.doctor == Some(doctor)) {
        return authors;
    }
    // What is said of the paper itself is nearer than what a label says of all papers.
    let roles: Vec<AuthorRole> = role.or(page.publications.authorship).into_iter().collect();
    for is_doctors in [is_full_name, is_short_name] {
        let mut named = authors.iter_mut().filter(|author| author.doctor.is_none() && is_doctors(page, &author.name));
        match (named.next(), named.next()) {
            (Some(author), None) => {
                author.doctor = Some(doctor);
                author.roles.extend(roles.into_iter().filter(|role| !author.roles.contains(role)).collect::<Vec<_>>());
                return authors;
            }
            (Some(_), Some(_)) => return authors,
            (None, _) => {}
        }
    }
    authors.push(Author { name: page.full_name(), doctor: Some(doctor), roles });
    authors
}

/// `Li Ziming` or `Ziming Li`.
fn is_full_name(page: &page::Doctor, printed: &str) -> bool {
    let (family, given) = (&page.family, &page.given);
    [format!("{family} {given}"), format!("{given} {family}")].iter().any(|name| fold(name) == fold(printed))
}

/// `Li Z` or `Li ZM`: the initials of the given name's syllables, in order.
fn is_short_name(page: &page::Doctor, printed: &str) -> bool {
    let printed = fold(&printed.replace('.', ""));
    let Some((family, initials)) = printed.rsplit_once(' ') else { return false };
    let mut given = page.given.to_lowercase().chars().collect::<Vec<_>>().into_iter();
    let first = given.next();
    let mut letters = initials.chars();
    let begins = letters.next().is_some_and(|letter| Some(letter) == first);
    family == fold(&page.family)
        && initials.chars().count() <= 3
        && begins
        && letters.all(|letter| given.any(|c| c == letter))
}

/// Takes the first record of which `is_it` is true, so that no other paper is taken for it too.
fn take<T>(records: &mut Vec<T>, is_it: impl FnMut(&T) -> bool) -> Option<T> {
    let at = records.iter().position(is_it)?;
    Some(records.remove(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_is_the_doctor_only_when_nobody_else_can_be() {
        let page = page::Doctor { family: "Fang".into(), given: "Yulin".into(), ..page::Doctor::default() };
        let linked = |names: &[&str]| -> Vec<bool> {
            let authors = names.iter().map(|name| Author { name: (*name).into(), doctor: None, roles: vec![] });
            let authors = with_doctor(authors.collect(), &page, Id::new(uuid::Uuid::nil()), None);
            authors.iter().map(|author| author.doctor.is_some()).collect()
        };
        assert_eq!(linked(&["Fang YX", "Wu J", "Fang YL"]), [false, false, true]);
        assert_eq!(linked(&["Fang Y", "Yulin Fang"]), [false, true]);
        assert_eq!(linked(&["Fang Y", "Fang YL"]), [false, false]);
        assert_eq!(linked(&["Fangy L", "Wu J"]), [false, false, true]);
    }
}
