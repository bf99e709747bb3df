use std::collections::HashSet;

use serde_json::Value;
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{Author, AuthorRole, Doctor, Journal, Publication};
use shanghaidoctor_domain::merge::{Likeness, pair, says};
use shanghaidoctor_domain::query::{PublicationFilter, TextFilter};
use shanghaidoctor_domain::text::fold;
use shanghaidoctor_importer::{self as page, Found};
use shanghaidoctor_persistence::{Entry, Result};

use super::appointments::no_longer_printed;
use super::given::{GivenDoctor, GivenPaper};
use super::questions::PossibleDuplicate;
use super::update::{Lines, without_sources};
use super::{By, Import, by_doctor};

/// What a paper without a title is called in reports.
const UNTITLED: &str = "a paper without a title";

/// A paper as a page gives it, and nothing else.
struct Printed {
    line: u32,
    /// For the report.
    name: String,
    /// The doctor's part in it, when the citation says so.
    role: Option<AuthorRole>,
    /// Where a titled paper appeared: looked for when it is known whether the paper is there already, so that none is made
    /// for a paper that has one.
    journal: Option<page::Journal>,
    content: Publication,
}

impl Import<'_> {
    /// Saves the papers a page names, and the journals it names without a paper; gives what the page says of them. One
    /// that is no longer on the page stays, and is listed. `doctor` is whose they are, and whether that one is new; of a
    /// file of papers nobody may have said.
    pub(super) async fn publications(
        &mut self,
        page: &page::Doctor,
        doctor: Option<(Id<Doctor>, bool)>,
        before: Option<&GivenDoctor>,
    ) -> Result<Vec<GivenPaper>> {
        let printed = self.printed(page).await?;
        let theirs = printed.iter().map(|paper| without_sources(&paper.content)).collect::<Result<Vec<Value>>>()?;
        let base = before.map_or(&[][..], |before| before.publications.as_slice());
        let base_values: Vec<Value> = base.iter().map(|given| given.content.clone()).collect();
        let to_base = pair(&theirs, &base_values, &paper_keys, Likeness::Keys);
        let mut of_doctor = match doctor {
            Some((doctor, false)) => self.writing.drafts::<Publication>(&by_doctor(doctor)).await?,
            Some((_, true)) | None => Vec::new(),
        };
        let doctor = doctor.map(|(doctor, _)| doctor);
        let mut given: Vec<GivenPaper> = Vec::with_capacity(printed.len());
        for (mut paper, base_at) in printed.into_iter().zip(&to_base) {
            let before = base_at.and_then(|at| base.get(at));
            let known = match before {
                Some(before) => self.writing.draft(before.id).await?.map(|draft| (draft, By::Page)),
                None => {
                    if doctor.is_none() {
                        of_doctor = self.titled(&paper.content).await?;
                    }
                    self.same_paper(&paper, &mut of_doctor).await?
                }
            };
            paper.content.journal = self.journal_of(&paper, known.as_ref().map(|(known, _)| known), before).await?;
            let (content, journal) =
                (without_sources(&paper.content)?, paper.journal.take().map(|journal| journal.name));
            let id = self.paper((page, doctor), paper, known, before).await?;
            given.push(GivenPaper { id, content, journal });
        }
        let printed_again: HashSet<usize> = to_base.iter().flatten().copied().collect();
        let gone = base.iter().enumerate().filter(|(at, _)| !printed_again.contains(at));
        for (_, before) in gone {
            let Some(draft) = self.writing.draft(before.id).await? else { continue };
            let name = draft.content.title.clone().unwrap_or_else(|| UNTITLED.to_owned());
            let draft = without_sources(&draft.content)?;
            self.ask(before.id.node(), &name, &[no_longer_printed(draft)], &Lines::new());
        }
        Ok(given)
    }

    /// The journal of a paper: that of the paper as it is known, unless the page now names another than before.
    async fn journal_of(
        &mut self,
        paper: &Printed,
        known: Option<&Entry<Publication>>,
        before: Option<&GivenPaper>,
    ) -> Result<Option<Id<Journal>>> {
        let Some(journal) = &paper.journal else { return Ok(paper.content.journal) };
        let kept = match before {
            Some(before) if before.journal.as_ref() == Some(&journal.name) => before.journal_id()?,
            Some(_) => None,
            None => known.and_then(|known| known.content.journal),
        };
        Ok(match kept {
            Some(kept) => Some(kept),
            None => Some(self.journal(journal).await?),
        })
    }

    /// The papers of a page; journals named without a paper first.
    async fn printed(&mut self, page: &page::Doctor) -> Result<Vec<Printed>> {
        let mut printed = Vec::new();
        for Found { line, value } in &page.publications.journals {
            let journal = self.journal(value).await?;
            let content = publication(page, &page::Paper::default(), Some(journal));
            let name = format!("{UNTITLED} in {}", value.name);
            printed.push(Printed { line: *line, name, role: None, journal: None, content });
        }
        for Found { line, value } in &page.publications.papers {
            let named = value.journal.as_ref().map(|name| page::Journal { name: name.clone(), abbreviation: None });
            // One without a title is known by its journal.
            let (journal, known) = match named {
                Some(journal) if value.title.is_none() => (None, Some(self.journal(&journal).await?)),
                journal => (journal, None),
            };
            let name = value.title.clone().unwrap_or_else(|| UNTITLED.to_owned());
            let content = publication(page, value, known);
            printed.push(Printed { line: *line, name, role: value.subject_role, journal, content });
        }
        Ok(printed)
    }

    /// The papers of this very title, whose they may be.
    async fn titled(&mut self, paper: &Publication) -> Result<Vec<Entry<Publication>>> {
        let Some(title) = &paper.title else { return Ok(Vec::new()) };
        let title = Some(TextFilter { eq: Some(title.clone()), ..TextFilter::default() });
        self.writing.drafts(&PublicationFilter { title, ..PublicationFilter::default() }).await
    }

    /// The same DOI is the same paper, whoever wrote it; else the same title by the same doctor, or the same journal named
    /// without a paper. Where DOI or year tell two papers of one title apart, that is asked.
    async fn same_paper(
        &mut self,
        Printed { content: paper, line, name, .. }: &Printed,
        of_doctor: &mut Vec<Entry<Publication>>,
    ) -> Result<Option<(Entry<Publication>, By)>> {
        if let Some(doi) = &paper.doi {
            let by_doi = PublicationFilter {
                doi: Some(TextFilter { eq: Some(doi.to_string()), ..TextFilter::default() }),
                ..PublicationFilter::default()
            };
            if let Some(known) = self.writing.drafts(&by_doi).await?.into_iter().next() {
                return Ok(Some((known, By::Doi)));
            }
        }
        let Some(title) = paper.title.as_deref().map(title_key) else {
            let is_it = |known: &Entry<Publication>| {
                known.content.title.is_none() && paper.journal.is_some() && known.content.journal == paper.journal
            };
            return Ok(take(of_doctor, is_it).map(|known| (known, By::Title)));
        };
        let is_titled =
            |known: &Entry<Publication>| known.content.title.as_deref().map(title_key) == Some(title.clone());
        if let Some(known) = take(of_doctor, |known| is_titled(known) && apart(&known.content, paper).is_none()) {
            return Ok(Some((known, By::Title)));
        }
        let others = of_doctor.iter().filter(|known| is_titled(known));
        for (known, reason) in others.filter_map(|known| Some((known, apart(&known.content, paper)?))) {
            self.ask_of(PossibleDuplicate {
                id: known.id().node(),
                name: known.content.title.clone().unwrap_or_default(),
                printed: name.clone(),
                line: Some(*line),
                reason: reason.to_owned(),
            });
        }
        Ok(None)
    }

    async fn paper(
        &mut self,
        (page, doctor): (&page::Doctor, Option<Id<Doctor>>),
        Printed { line, name, role, content: mut theirs, .. }: Printed,
        known: Option<(Entry<Publication>, By)>,
        before: Option<&GivenPaper>,
    ) -> Result<Id<Publication>> {
        let id = known.as_ref().map_or_else(|| self.writing.next_id(), |(known, _)| known.id());
        let by = known.as_ref().map(|(_, by)| *by);
        let mine = known.map(|(known, _)| known.content);
        let source = self.source_or_known(mine.as_ref().and_then(|known| known.source.as_ref()), line);
        if let (Some(known), None) = (mine.as_ref().filter(|known| !known.authors.is_empty()), before) {
            // The same author is written in another way elsewhere.
            theirs.authors.clone_from(&known.authors);
        }
        let asked = self.questions.differences.len();
        let lines = Lines::from([(String::new(), line)]);
        let base = before.map(|before| &before.content);
        let mine_with_sources = mine.as_ref().map(|mine| (mine, &[][..]));
        let update = self.update((id.node(), &name), base, mine_with_sources, &theirs, &lines)?;
        if before.is_none() {
            // What is known from elsewhere may be better than what this page cites: it only learns what it lacks.
            self.questions.differences.truncate(asked);
        }
        let known_source = mine.and_then(|mine| mine.source).filter(|source| !self.is_from_here(source));
        // What editors have changed is no longer what the page says.
        let is_as_printed = before.is_none() || says(&without_sources(&update.content)?, &without_sources(&theirs)?);
        let source = known_source.or_else(|| is_as_printed.then_some(source));
        let authors = match doctor {
            Some(doctor) => with_doctor(update.content.authors.clone(), page, doctor, role),
            None => update.content.authors.clone(),
        };
        if authors != update.content.authors {
            self.changed(id.node(), "authors");
        }
        let content = Publication { authors, source, ..update.content };
        self.save(id, &name, &content).await?;
        // A journal named without a paper is found by the journal.
        if let Some(by) = by.filter(|by| *by != By::Title || theirs.title.is_some()) {
            self.found(id.node(), by);
        }
        Ok(id)
    }
}

/// A paper as a page gives it.
pub(super) fn publication(page: &page::Doctor, paper: &page::Paper, journal: Option<Id<Journal>>) -> Publication {
    let author = |name: &String| Author { name: name.clone(), doctor: None, roles: Vec::new() };
    Publication {
        title: paper.title.clone(),
        journal,
        authors: paper.authors.iter().map(author).collect(),
        year: paper.year,
        volume: paper.volume.clone(),
        issue: paper.issue.clone(),
        pages: paper.pages.as_deref().map(page::page_range),
        doi: paper.doi.clone(),
        pmid: paper.pmid.clone(),
        url: paper.url.clone(),
        abstract_text: paper.abstract_text.clone(),
        indexed_in: page.publications.indexed_in.clone(),
        source: None,
    }
}

/// A paper is known by its DOI, else by its title; a journal without a paper by itself.
fn paper_keys(paper: &Value) -> Vec<Option<String>> {
    let printed = |field: &str| paper.get(field).and_then(Value::as_str);
    let text = |field: &str| printed(field).map(fold);
    let title = printed("title").map(title_key);
    let journal = if title.is_none() { text("journal") } else { None };
    vec![text("doi"), title, journal]
}

/// A title as it is compared: what is printed between its words, and whether a full stop ends it, tells nothing.
fn title_key(title: &str) -> String {
    let letters: String = title.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let key = fold(&letters);
    if key.is_empty() { fold(title) } else { key }
}

/// What tells two papers of one title apart.
fn apart(one: &Publication, other: &Publication) -> Option<&'static str> {
    let differ = one.doi.as_ref().zip(other.doi.as_ref()).is_some_and(|(one, other)| one != other);
    let years = one.year.zip(other.year).is_some_and(|(one, other)| one.abs_diff(other) > 1);
    match (differ, years) {
        (true, _) => Some("the same title, but another DOI"),
        // A paper is often out the year before its issue is.
        (false, true) => Some("the same title, but another year"),
        (false, false) => None,
    }
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
    fn a_title_is_known_whatever_stands_between_its_words() {
        assert_eq!(title_key("Small vessels, large  hopes."), title_key("small Vessels: large hopes"));
        assert_eq!(title_key("肺结节的随访。"), title_key("肺结节的随访"));
        assert_ne!(title_key("???"), title_key("!!!"));
    }

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
