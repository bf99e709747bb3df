//! A page that was read becomes documents: its names are matched with what is there already, what is new gets an id, and
//! all of it is written in one act. The importer knows no ids, persistence knows no pages; here they meet.

mod appointments;
mod article;
mod doctor;
mod given;
mod journals;
mod matching;
mod organisations;
mod outcome;
mod page_to_write;
mod papers;
mod pictures;
mod publications;
mod questions;
mod reading;
mod same_doctor;
mod same_post;
mod update;

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;
use shanghaidoctor_domain::content::{Appointment, Article, Content, Doctor, Publication, Site, Source};
use shanghaidoctor_domain::merge::at;
use shanghaidoctor_domain::query::{DoctorFilter, ListFilter, PublicationFilter};
use shanghaidoctor_domain::text::{Localised, fold};
use shanghaidoctor_domain::{Id, Kind, Locale, NodeId, Verb};
use shanghaidoctor_importer::{Facts, Journal};
use shanghaidoctor_persistence::write::{Saved, Writing};
use shanghaidoctor_persistence::{Entry, Result, Stored};

pub(crate) use matching::By;
pub(crate) use outcome::{Change, Outcome};
pub(crate) use page_to_write::{Origin, PageToWrite, Publish};
pub(crate) use papers::{import_papers, unfit_papers};
pub(crate) use pictures::Picture;
pub(crate) use questions::{Difference, PossibleDuplicate, Questions};
pub(crate) use reading::read;

use self::given::{Given, KnownPage};
use self::journals::MetJournal;
use self::organisations::{Step, StepName};
use self::outcome::Told;

/// What became of a page.
pub(crate) struct Imported {
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) questions: Questions,
    pub(crate) published: bool,
}

/// Writes what pages say, and publishes it where asked to: of each page all, or nothing, and a page that cannot be
/// written stops none of the others. A page that was read before, and has not changed since, is not read again; of one
/// that has changed, what editors made of it stays. All are one act, which costs one wait for the disk; it is the
/// caller's to commit, or to give up where somebody only wants to know what would become of them.
pub(crate) async fn import_pages(writing: &mut Writing, pages: Vec<PageToWrite<'_>>) -> Result<Vec<Result<Imported>>> {
    writing.may(Verb::Import, Kind::Article)?;
    let mut written = Vec::with_capacity(pages.len());
    let mut names = Names::default();
    for page in pages {
        written.push(import_part(writing, &mut names, page).await?);
        if written.last().is_some_and(Result::is_err) {
            // What a page had made that was given up is not there.
            names = Names::default();
        }
    }
    Ok(written)
}

/// Writes what one page says, in the same way.
pub(crate) async fn import_page(writing: &mut Writing, page: PageToWrite<'_>) -> Result<Imported> {
    writing.may(Verb::Import, Kind::Article)?;
    import_part(writing, &mut Names::default(), page).await?
}

async fn import_part(writing: &mut Writing, names: &mut Names, page: PageToWrite<'_>) -> Result<Result<Imported>> {
    writing.begin_part(Some(page.origin.note())).await?;
    let import = Import::new(writing, names, page.origin, page.facts.article.locale.clone());
    // In a box: it is a deep one, and whoever awaits it keeps it within its own.
    Ok(match Box::pin(import.import(page.facts, page.publish)).await {
        Ok(imported) => writing.keep_part().await.map(|()| imported),
        Err(error) => {
            writing.give_up_part().await?;
            Err(error)
        }
    })
}

/// The import of one page.
struct Import<'w> {
    writing: &'w mut Writing,
    origin: Origin,
    locale: Locale,
    /// SHA-256 of the page as it was at its last import.
    last_hash: Option<String>,
    outcomes: Vec<Outcome>,
    questions: Questions,
    /// What the page has changed in documents that were there.
    changes: HashMap<NodeId, Vec<Change>>,
    to_publish: Vec<NodeId>,
    names: &'w mut Names,
}

/// What names were found to be in this act: pages name the same societies over and over.
#[derive(Default)]
struct Names {
    steps: HashMap<StepName, Step>,
    journals: HashMap<Journal, MetJournal>,
    site: Option<Arc<Entry<Site>>>,
}

impl<'w> Import<'w> {
    fn new(writing: &'w mut Writing, names: &'w mut Names, origin: Origin, locale: Locale) -> Self {
        Self {
            writing,
            origin,
            locale,
            last_hash: None,
            outcomes: Vec::new(),
            questions: Questions::default(),
            changes: HashMap::new(),
            to_publish: Vec::new(),
            names,
        }
    }
}

impl Import<'_> {
    async fn import(mut self, facts: &Facts, publish: Publish) -> Result<Imported> {
        let known = self.known_page(facts).await?;
        let (article, given) = match known {
            Some(known) if self.is_read_already(&known).await? => self.read_already(known).await?,
            known => self.page(facts, known).await?,
        };
        let published = publish.is_due(&self.questions);
        // Who publishes what is open has answered it.
        let open = if published { Questions::default() } else { self.questions.clone() };
        if let Some(given) = given {
            self.keep_given(article, &Given { questions: open, ..given }).await?;
        }
        self.publish(published).await?;
        Ok(Imported { outcomes: self.outcomes, questions: self.questions, published })
    }

    async fn publish(&mut self, published: bool) -> Result<()> {
        for node in std::mem::take(&mut self.to_publish).into_iter().filter(|_| published) {
            self.writing.publish(node).await?;
        }
        Ok(())
    }

    async fn page(&mut self, facts: &Facts, known: Option<KnownPage>) -> Result<(Id<Article>, Option<Given>)> {
        let before = known.as_ref().and_then(|known| known.given.as_ref());
        self.last_hash = before.map(|given| given.hash.clone());
        if let Some(given) = before {
            self.questions = self.standing(&given.questions).await?;
        }
        self.site(facts).await?;
        let mut doctors = Vec::new();
        for doctor in &facts.doctors {
            let given = before.and_then(|given| given.doctor(doctor, facts.doctors.len() == 1));
            let is_certain = known.as_ref().is_some_and(|known| known.is_certain);
            let met = self.met(doctor, given, is_certain).await?;
            let known_id = met.known.as_ref().map(Entry::id);
            let given = self.doctor(doctor, met, given.filter(|given| Some(given.id) == known_id)).await?;
            self.to_publish.push(given.id.node());
            self.to_publish.extend(given.publications.iter().map(|paper| paper.id.node()));
            doctors.push(given);
        }
        let (article, page) = self.article(facts, &doctors, known.as_ref()).await?;
        self.to_publish.push(article.node());
        let (hash, slug) = (self.origin.hash.clone(), facts.article.slug.clone());
        Ok((article, Some(Given { hash, slug, article: page, doctors, questions: Questions::default() })))
    }

    /// Whether exactly this page was imported before, with the pictures that lie beside it.
    async fn is_read_already(&self, known: &KnownPage) -> Result<bool> {
        let article = self.writing.draft(known.article).await?;
        let read = article.and_then(|article| article.content.source).and_then(|source| source.hash);
        Ok(read.as_deref() == Some(self.origin.hash.as_str()) && !self.has_new_picture().await?)
    }

    /// A page that was read before has the same documents; they can still be published, and what was open still is.
    async fn read_already(&mut self, known: KnownPage) -> Result<(Id<Article>, Option<Given>)> {
        let Some(article) = self.writing.draft(known.article).await? else { return Ok((known.article, None)) };
        for id in &article.content.subjects {
            let Some(doctor) = self.writing.draft(*id).await? else { continue };
            self.same(id.node(), doctor.content.name.display(&[]));
            let papers = self.writing.drafts::<Publication>(&by_doctor(*id)).await?;
            self.to_publish.extend([id.node()].into_iter().chain(papers.iter().map(|paper| paper.id().node())));
        }
        self.same(article.id().node(), article.content.title.clone());
        self.to_publish.push(article.id().node());
        if let Some(given) = &known.given {
            self.questions = self.standing(&given.questions).await?;
        }
        Ok((known.article, known.given))
    }

    /// What an earlier import left open and nobody has answered since: an editor answers a difference by a change.
    async fn standing(&self, open: &Questions) -> Result<Questions> {
        let mut standing = Questions { differences: Vec::new(), ..open.clone() };
        for one in &open.differences {
            let draft = self.draft_value(one.id).await?;
            if one.path.is_empty() || one.editor.is_null() || at(&draft, &one.path) == Some(&one.editor) {
                standing.differences.push(one.clone());
            }
        }
        Ok(standing)
    }

    async fn draft_value(&self, node: NodeId) -> Result<Value> {
        match node.kind {
            Kind::Doctor => self.value_of::<Doctor>(node).await,
            Kind::Appointment => self.value_of::<Appointment>(node).await,
            Kind::Publication => self.value_of::<Publication>(node).await,
            Kind::Article => self.value_of::<Article>(node).await,
            _ => Ok(Value::Null),
        }
    }

    async fn value_of<T: Stored>(&self, node: NodeId) -> Result<Value> {
        let draft = self.writing.draft::<T>(Id::new(node.uuid)).await?;
        Ok(draft.map(|draft| serde_json::to_value(draft.content)).transpose()?.unwrap_or_default())
    }

    fn same(&mut self, node: NodeId, name: String) {
        let told = Told { by: Some(By::Page), ..Told::default() };
        self.outcomes.push(Outcome { node, name, saved: Saved::Unchanged, told });
    }

    /// Tells how a document that was just saved was met; of one that is met again, what is still new.
    fn tell(&mut self, node: NodeId, told: Told) {
        if let Some(outcome) = self.outcomes.iter_mut().find(|outcome| outcome.node == node) {
            outcome.learn(told);
        }
    }

    /// Tells by what a document that was just saved was found, unless it is new.
    fn found(&mut self, node: NodeId, by: By) {
        self.tell(node, Told { by: Some(by), ..Told::default() });
    }

    /// A page of this publication prints its tagline: the record takes it where it has none, and never against an
    /// editor's.
    async fn site(&mut self, facts: &Facts) -> Result<()> {
        let (Some(name), Some(tagline)) = (&facts.site_name, &facts.tagline) else { return Ok(()) };
        if self.names.site.is_none() {
            self.names.site = self.writing.site().await?;
        }
        let Some(site) = self.names.site.clone() else { return Ok(()) };
        let is_ours = site.content.name.texts().any(|ours| fold(ours) == fold(&name.value));
        if is_ours && site.content.tagline.is_none() {
            let content = Site { tagline: Some(self.text(&tagline.value)), ..site.content.clone() };
            self.save(site.id(), "the publication", &content).await?;
            self.names.site = None;
            self.to_publish.push(site.id().node());
        }
        Ok(())
    }

    /// Saves a draft that was just read, unless it says the same already.
    async fn save_over<T: Stored + Content>(&mut self, known: &Entry<T>, name: &str, content: &T) -> Result<()> {
        if known.content != *content {
            return self.save(known.id(), name, content).await;
        }
        self.note(known.id().node(), name, Saved::Unchanged);
        Ok(())
    }

    /// Saves a draft and notes what became of it; once for a document that is met twice on a page.
    async fn save<T: Stored + Content>(&mut self, id: Id<T>, name: &str, content: &T) -> Result<()> {
        let saved = self.writing.save(id, None, content).await?;
        let node = id.node();
        // What the page adds to a record that others share becomes public with the page, but not what an editor has
        // changed in it and not yet published.
        if saved == Saved::Updated && self.writing.was_in_step(id).await? {
            self.to_publish.push(node);
        }
        self.note(node, name, saved);
        Ok(())
    }

    /// Notes that a field of a document that was there is not as it was, beside what the page itself has changed.
    fn changed(&mut self, node: NodeId, field: &str) {
        if let Some(changes) = self.changes.get_mut(&node)
            && changes.iter().all(|change| change.field != field)
        {
            changes.push(Change { field: field.to_owned(), removed: Vec::new() });
        }
    }

    fn note(&mut self, node: NodeId, name: &str, saved: Saved) {
        let changed = self.changes.remove(&node).filter(|_| saved == Saved::Updated);
        // That it was read from other lines changes nothing that it says.
        let saved = if changed.as_ref().is_some_and(Vec::is_empty) { Saved::Unchanged } else { saved };
        let changed = changed.unwrap_or_default();
        match self.outcomes.iter_mut().find(|outcome| outcome.node == node) {
            Some(outcome) if outcome.saved == Saved::Unchanged => {
                outcome.saved = saved;
                outcome.told.changed.extend(changed);
            }
            Some(_) => {}
            None => {
                let told = Told { changed, ..Told::default() };
                self.outcomes.push(Outcome { node, name: name.to_owned(), saved, told });
            }
        }
    }

    /// A text in the page's language.
    fn text(&self, text: &str) -> Localised {
        Localised::of(self.locale.clone(), text)
    }

    /// The source of a fact on this line. One that names the same place already stays as it is, with the date and the hash
    /// of the page when it was first read.
    fn source_or_known(&self, known: Option<&Source>, line: u32) -> Source {
        let new = self.source(Some(line));
        let same_place = |known: &&Source| {
            known.hash.is_some() && known.name == new.name && known.url == new.url && known.line == new.line
        };
        known.filter(same_place).cloned().unwrap_or(new)
    }

    /// This page as the source of a fact.
    fn source(&self, line: Option<u32>) -> Source {
        Source {
            url: self.origin.url.clone(),
            name: self.origin.name.clone(),
            line,
            hash: Some(self.origin.hash.clone()),
            fact: None,
            facts: update::Lines::new(),
            retrieved_at: self.writing.at(),
            verified_at: None,
        }
    }
}

/// The papers of a doctor.
fn by_doctor(doctor: Id<Doctor>) -> PublicationFilter {
    let doctors = ListFilter::some(DoctorFilter::of(doctor.node()));
    PublicationFilter { doctors: Some(doctors), ..PublicationFilter::default() }
}
