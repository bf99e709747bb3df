use shanghaidoctor_domain::content::{Author, AuthorRole, Doctor, Journal, Publication};
use shanghaidoctor_domain::query::{IdFilter, PublicationFilter, TextFilter};
use shanghaidoctor_domain::{Id, NodeId};
use shanghaidoctor_importer::{self as page, Found};
use shanghaidoctor_persistence::{Entry, Result};

use super::Import;

impl Import {
    /// Saves the papers a page names, and the journals it names without a paper; gives all of their ids.
    pub(super) async fn publications(&mut self, page: &page::Doctor, doctor: Id<Doctor>) -> Result<Vec<NodeId>> {
        let of_doctor = PublicationFilter {
            doctor: Some(IdFilter { eq: Some(doctor.node()), ..IdFilter::default() }),
            ..PublicationFilter::default()
        };
        let known = self.writing.drafts::<Publication>(&of_doctor).await?;
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
            let same = self.same_paper(value, &known).await?;
            nodes.push(self.paper(page, doctor, *line, value, journal, same).await?);
        }
        Ok(nodes)
    }

    /// The same DOI is the same paper, whoever wrote it; without one, the same title by the same doctor.
    async fn same_paper(
        &self,
        paper: &page::Paper,
        of_doctor: &[Entry<Publication>],
    ) -> Result<Option<Entry<Publication>>> {
        if let Some(doi) = &paper.doi {
            let by_doi = PublicationFilter {
                doi: Some(TextFilter { eq: Some(doi.to_string()), ..TextFilter::default() }),
                ..PublicationFilter::default()
            };
            return Ok(self.writing.drafts(&by_doi).await?.into_iter().next());
        }
        let same = |known: &&Entry<Publication>| known.content.title.is_some() && known.content.title == paper.title;
        Ok(of_doctor.iter().find(same).cloned())
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
            Some(known) => Publication { authors: with_doctor(known.authors, page, doctor), ..known },
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
        Ok(id.node())
    }
}

fn authors(page: &page::Doctor, doctor: Id<Doctor>, paper: &page::Paper) -> Vec<Author> {
    let printed = paper.authors.iter().map(|name| Author { name: name.clone(), doctor: None, roles: Vec::new() });
    with_doctor(printed.collect(), page, doctor)
}

/// The authors with the doctor among them: linked where a name is the doctor's, added where none is.
fn with_doctor(mut authors: Vec<Author>, page: &page::Doctor, doctor: Id<Doctor>) -> Vec<Author> {
    if authors.iter().any(|author| author.doctor == Some(doctor)) {
        return authors;
    }
    let roles: Vec<AuthorRole> = page.publications.authorship.into_iter().collect();
    match authors.iter_mut().find(|author| author.doctor.is_none() && is_name_of(page, &author.name)) {
        Some(author) => {
            author.doctor = Some(doctor);
            author.roles.extend(roles.iter().filter(|role| !author.roles.contains(role)).copied().collect::<Vec<_>>());
        }
        None => authors.push(Author { name: page.full_name(), doctor: Some(doctor), roles }),
    }
    authors
}

/// Whether an author's printed name is the doctor's: `Li Ziming`, `Ziming Li`, `Li Z`, `Li ZM`.
fn is_name_of(page: &page::Doctor, printed: &str) -> bool {
    let (family, given) = (page.family.to_lowercase(), page.given.to_lowercase());
    let printed = printed.to_lowercase().replace('.', "");
    let initial = given.chars().next().map(String::from).unwrap_or_default();
    let short = printed.strip_prefix(&family).map(str::trim_start);
    let by_initials = short.is_some_and(|rest| rest.len() <= 2 && !initial.is_empty() && rest.starts_with(&initial));
    printed == format!("{family} {given}") || printed == format!("{given} {family}") || by_initials
}
