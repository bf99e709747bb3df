//! A page that was read becomes documents: its names are matched with what is there already, what is new gets an id, and
//! all of it is written in one act. The importer knows no ids, persistence knows no pages; here they meet.

mod article;
mod doctor;
mod journals;
mod matching;
mod organisations;
mod outcome;
mod papers;
mod publications;

use std::collections::HashMap;

use shanghaidoctor_domain::content::{self as documents, Article, Content, Doctor, Publication, Site, Source};
use shanghaidoctor_domain::query::{IdFilter, PublicationFilter};
use shanghaidoctor_domain::text::{Localised, fold};
use shanghaidoctor_domain::{Actor, Id, Locale, NodeId, Url};
use shanghaidoctor_importer::{Facts, Found, Journal};
use shanghaidoctor_persistence::write::{Saved, Writing};
use shanghaidoctor_persistence::{Result, Stored};

pub(crate) use matching::By;
pub(crate) use outcome::{Outcome, Publish, open_questions};
pub(crate) use papers::import_papers;

use self::organisations::{Step, StepName};
use self::outcome::Told;
use crate::App;

/// Where a page comes from and where its article goes.
pub(crate) struct Origin {
    /// The page's or file's name.
    pub(crate) name: String,
    /// Its address, when it is known.
    pub(crate) url: Option<Url>,
    /// SHA-256 of the page.
    pub(crate) hash: String,
    /// The section that its article stands in.
    pub(crate) channel: String,
}

/// A page that was read and waits to be written.
pub(crate) struct PageToWrite<'a> {
    pub(crate) facts: &'a Facts,
    pub(crate) origin: Origin,
    /// Whether it is published, too.
    pub(crate) publish: Publish,
}

/// Writes what pages say, and publishes it where asked to: of each page all, or nothing, and a page that cannot be
/// written stops none of the others. A page that was read before, and has not changed since, is not read again: what
/// editors made of it stays. All are one act, which costs one wait for the disk.
pub(crate) async fn import_pages(app: &App, pages: Vec<PageToWrite<'_>>) -> Result<Vec<Result<Vec<Outcome>>>> {
    let mut writing = Writing::begin(&app.database, &app.clock, Actor::Operator, None).await?;
    let mut written = Vec::with_capacity(pages.len());
    for page in pages {
        writing.begin_part(Some(format!("import of {}", page.origin.name))).await?;
        let mut import = Import::new(&mut writing, page.origin, page.facts.article.locale.clone());
        let outcome = match import.page(page.facts, page.publish).await {
            Ok(()) => Ok(import.outcomes),
            Err(error) => Err(error),
        };
        written.push(match outcome {
            Ok(outcomes) => writing.keep_part().await.map(|()| outcomes),
            Err(error) => {
                writing.give_up_part().await?;
                Err(error)
            }
        });
    }
    writing.commit().await?;
    Ok(written)
}

/// The import of one page.
struct Import<'w> {
    writing: &'w mut Writing,
    origin: Origin,
    locale: Locale,
    outcomes: Vec<Outcome>,
    to_publish: Vec<NodeId>,
    /// What this page's names were found to be. A cache of a whole run could stand here: an act sees what it wrote.
    steps: HashMap<StepName, Step>,
    journals: HashMap<Journal, Id<documents::Journal>>,
}

impl<'w> Import<'w> {
    fn new(writing: &'w mut Writing, origin: Origin, locale: Locale) -> Self {
        let (steps, journals) = (HashMap::new(), HashMap::new());
        Self { writing, origin, locale, outcomes: Vec::new(), to_publish: Vec::new(), steps, journals }
    }

    async fn page(&mut self, facts: &Facts, publish: Publish) -> Result<()> {
        if !self.is_read_already(facts).await? {
            self.documents(facts).await?;
        } else if publish == Publish::WhenClear {
            self.ask_again(facts).await?;
        }
        let nodes = std::mem::take(&mut self.to_publish);
        self.publish(publish, nodes).await
    }

    /// Publishes what is to be, unless a question about it is open.
    async fn publish(&mut self, publish: Publish, nodes: Vec<NodeId>) -> Result<()> {
        let clear = open_questions(&self.outcomes) == 0;
        if publish == Publish::Always || publish == Publish::WhenClear && clear {
            for node in nodes {
                self.writing.publish(node).await?;
            }
        }
        Ok(())
    }

    async fn documents(&mut self, facts: &Facts) -> Result<()> {
        self.site(facts).await?;
        let mut doctors = Vec::new();
        for doctor in &facts.doctors {
            let id = self.doctor(doctor).await?;
            doctors.push((doctor, id));
            self.to_publish.push(id.node());
            let papers = self.publications(doctor, id).await?;
            self.to_publish.extend(papers);
        }
        let article = self.article(&facts.article, &doctors).await?;
        self.to_publish.push(article.node());
        Ok(())
    }

    /// Whether exactly this page was imported before; its documents are then the same, and can still be published.
    async fn is_read_already(&mut self, facts: &Facts) -> Result<bool> {
        let Some(article) = self.writing.draft_by_slug::<Article>(&facts.article.slug).await? else { return Ok(false) };
        let read = article.content.source.as_ref().and_then(|source| source.hash.as_deref());
        if read != Some(self.origin.hash.as_str()) {
            return Ok(false);
        }
        for id in &article.content.subjects {
            let Some(doctor) = self.writing.draft(*id).await? else { continue };
            self.same(id.node(), doctor.content.name.display(&[]));
            let papers = self.writing.drafts::<Publication>(&by_doctor(*id)).await?;
            self.to_publish.extend([id.node()].into_iter().chain(papers.iter().map(|paper| paper.id().node())));
        }
        self.same(article.id().node(), article.content.title.clone());
        self.to_publish.push(article.id().node());
        Ok(true)
    }

    fn same(&mut self, node: NodeId, name: String) {
        let told = Told { by: Some(By::Slug), ..Told::default() };
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
        let Some(site) = self.writing.site().await? else { return Ok(()) };
        let is_ours = site.content.name.texts().any(|ours| fold(ours) == fold(&name.value));
        if is_ours && site.content.tagline.is_none() {
            let content = Site { tagline: Some(self.text(&tagline.value)), ..site.content.clone() };
            self.save(site.id(), "the publication", &content).await?;
            self.to_publish.push(site.id().node());
        }
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
        match self.outcomes.iter_mut().find(|outcome| outcome.node == node) {
            Some(outcome) if outcome.saved == Saved::Unchanged => outcome.saved = saved,
            Some(_) => {}
            None => self.outcomes.push(Outcome { node, name: name.to_owned(), saved, told: Told::default() }),
        }
        Ok(())
    }

    /// A text in the page's language.
    fn text(&self, text: &str) -> Localised {
        Localised::of(self.locale.clone(), text)
    }

    /// Whether a text is, in the page's language, the one that the page prints.
    fn is(&self, known: &Localised, printed: &str) -> bool {
        known.get(&self.locale) == Some(printed)
    }

    /// The text as it is known, with its other languages, where the page prints the same; else as the page prints it.
    fn text_or_known(&self, known: Option<&Localised>, printed: Option<&Found<String>>) -> Option<Localised> {
        match (known, printed) {
            (Some(known), Some(printed)) if self.is(known, &printed.value) => Some(known.clone()),
            (Some(known), Some(printed)) => Some(known.clone().with(self.locale.clone(), &printed.value)),
            (None, Some(printed)) => Some(self.text(&printed.value)),
            (known, None) => known.cloned(),
        }
    }

    /// The texts of a list, each as it is known where it is. A page without the list leaves the known one.
    fn texts_or_known(&self, known: &[Localised], printed: &[Found<String>]) -> Vec<Localised> {
        if printed.is_empty() {
            return known.to_vec();
        }
        let text = |found: &Found<String>| {
            let same = known.iter().find(|known| self.is(known, &found.value));
            same.cloned().unwrap_or_else(|| self.text(&found.value))
        };
        printed.iter().map(text).collect()
    }

    /// The source of a fact. One that names the same place already stays as it is, with the date it was first read.
    fn source(&self, known: Option<&Source>, line: u32, fact: Option<String>) -> Source {
        let new = Source {
            url: self.origin.url.clone(),
            name: self.origin.name.clone(),
            line: Some(line),
            hash: None,
            fact,
            retrieved_at: self.writing.at(),
            verified_at: None,
        };
        let same_place = |known: &&Source| known.name == new.name && known.line == new.line && known.fact == new.fact;
        known.filter(same_place).cloned().unwrap_or(new)
    }
}

/// The papers of a doctor.
fn by_doctor(doctor: Id<Doctor>) -> PublicationFilter {
    let doctor = IdFilter { eq: Some(doctor.node()), ..IdFilter::default() };
    PublicationFilter { doctor: Some(doctor), ..PublicationFilter::default() }
}

/// Pairs what a page prints with what is known, each known record at most once: first where all is the same, then where
/// `alike` finds it. A doctor can have been member of one committee for two terms.
fn pair<'k, P, K>(
    printed: &[P],
    known: &'k [K],
    same: impl Fn(&P, &K) -> bool,
    alike: impl Fn(&P, &K) -> bool,
) -> Vec<Option<&'k K>> {
    let mut left: Vec<Option<&K>> = known.iter().map(Some).collect();
    let mut pairs: Vec<Option<&K>> = printed.iter().map(|_| None).collect();
    for matches in [&same as &dyn Fn(&P, &K) -> bool, &alike] {
        for (found, item) in pairs.iter_mut().zip(printed).filter(|(found, _)| found.is_none()) {
            let place = left.iter_mut().find(|place| place.is_some_and(|known| matches(item, known)));
            *found = place.and_then(Option::take);
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_terms_of_one_post_stay_two() {
        let same = |printed: &(&str, i32), known: &(&str, i32)| printed == known;
        let alike = |printed: &(&str, i32), known: &(&str, i32)| printed.0 == known.0;
        let known = [("member", 2012), ("member", 2016)];
        let pairs = pair(&[("member", 2016), ("member", 2012), ("chair", 2020)], &known, same, alike);
        assert_eq!(pairs, [Some(&known[1]), Some(&known[0]), None]);
        let pairs = pair(&[("member", 2013), ("member", 2014), ("member", 2015)], &known, same, alike);
        assert_eq!(pairs, [Some(&known[0]), Some(&known[1]), None]);
    }
}
