//! A page that was read becomes documents: its names are matched with what is there already, what is new gets an id, and
//! all of it is written in one act. The importer knows no ids, persistence knows no pages; here they meet.

mod article;
mod doctor;
mod organisations;
mod publications;

use shanghaidoctor_domain::content::{Content, Site, Source};
use shanghaidoctor_domain::text::{Localised, fold};
use shanghaidoctor_domain::{Actor, Id, Locale, NodeId, Url};
use shanghaidoctor_importer::{Facts, Found};
use shanghaidoctor_persistence::write::{Saved, Writing};
use shanghaidoctor_persistence::{Result, Stored};

use crate::App;

/// Where a page comes from and where its article goes.
pub(crate) struct Origin {
    /// The page's or file's name.
    pub(crate) name: String,
    /// Its address, when it is known.
    pub(crate) url: Option<Url>,
    /// The section that its article stands in.
    pub(crate) channel: String,
}

/// What became of one document.
pub(crate) struct Outcome {
    pub(crate) node: NodeId,
    /// Its name, for people.
    pub(crate) name: String,
    pub(crate) saved: Saved,
}

/// Writes what a page says, and publishes it when asked to: all of it, or nothing.
pub(crate) async fn import_page(app: &App, facts: &Facts, origin: Origin, publish: bool) -> Result<Vec<Outcome>> {
    let note = Some(format!("import of {}", origin.name));
    let writing = Writing::begin(&app.database, &app.clock, Actor::Operator, note).await?;
    let locale = facts.article.locale.clone();
    let mut import = Import { writing, origin, locale, outcomes: Vec::new() };
    import.site(facts).await?;
    let mut to_publish = Vec::new();
    let mut doctors = Vec::new();
    for doctor in &facts.doctors {
        let id = import.doctor(doctor).await?;
        doctors.push((doctor, id));
        to_publish.push(id.node());
        to_publish.extend(import.publications(doctor, id).await?);
    }
    to_publish.push(import.article(&facts.article, &doctors).await?.node());
    if publish {
        for node in to_publish {
            import.writing.publish(node).await?;
        }
    }
    import.writing.commit().await?;
    Ok(import.outcomes)
}

/// The import of one page.
struct Import {
    writing: Writing,
    origin: Origin,
    locale: Locale,
    outcomes: Vec<Outcome>,
}

impl Import {
    /// A page of this publication prints its tagline: the record takes it where it has none, and never against an
    /// editor's.
    async fn site(&mut self, facts: &Facts) -> Result<()> {
        let (Some(name), Some(tagline)) = (&facts.site_name, &facts.tagline) else { return Ok(()) };
        let Some(site) = self.writing.site().await? else { return Ok(()) };
        let is_ours = site.content.name.texts().any(|ours| fold(ours) == fold(&name.value));
        if is_ours && site.content.tagline.is_none() {
            let content = Site { tagline: Some(self.text(&tagline.value)), ..site.content.clone() };
            self.save(site.id(), "site", &content).await?;
            self.writing.publish(site.id().node()).await?;
        }
        Ok(())
    }

    /// Saves a draft and notes what became of it. A document can be met twice on a page; it is noted once.
    async fn save<T: Stored + Content>(&mut self, id: Id<T>, name: &str, content: &T) -> Result<()> {
        let saved = self.writing.save(id, None, content).await?;
        let node = id.node();
        if self.outcomes.iter().all(|outcome| outcome.node != node) {
            self.outcomes.push(Outcome { node, name: name.to_owned(), saved });
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
            (_, Some(printed)) => Some(self.text(&printed.value)),
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
            fact,
            retrieved_at: self.writing.at(),
            verified_at: None,
        };
        let same_place = |known: &&Source| known.name == new.name && known.line == new.line && known.fact == new.fact;
        known.filter(same_place).cloned().unwrap_or(new)
    }
}
