use std::collections::BTreeSet;

use serde_json::Value;
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{Article, Block, Body, Doctor, Source, Speaker, letters};
use shanghaidoctor_importer::{self as page, Found};
use shanghaidoctor_persistence::{Entry, Result};

use super::given::{GivenDoctor, KnownPage};
use super::update::{Lines, without_sources};
use super::{By, Import};

impl Import<'_> {
    /// Saves the article that a page is; gives what the page says of it. A page that was imported before keeps its
    /// article and the article's address, also where its title was corrected.
    pub(super) async fn article(
        &mut self,
        facts: &page::Facts,
        doctors: &[GivenDoctor],
        known: Option<&KnownPage>,
    ) -> Result<(Id<Article>, Value)> {
        let page = &facts.article;
        let draft = match known {
            Some(known) => self.writing.draft(known.article).await?,
            None => None,
        };
        let before = known.and_then(|known| known.given.as_ref());
        // Another page with the same title tells of somebody else.
        let is_same = |draft: &Entry<Article>| {
            let subjects = &draft.content.subjects;
            before.is_some_and(|before| before.doctors.iter().any(|given| doctors.iter().any(|one| one.id == given.id)))
                || subjects.is_empty()
                || doctors.iter().any(|doctor| subjects.contains(&doctor.id))
        };
        let draft = draft.filter(is_same);
        let before = before.filter(|_| draft.is_some());
        let mut theirs = page.article(&self.origin.channel);
        theirs.slug = match &draft {
            Some(draft) => draft.content.slug.clone(),
            // It was looked for by its slug, too.
            None if known.is_none() => page.slug.clone(),
            None => self.free_slug::<Article>(&page.slug).await?,
        };
        if let Some(draft) = &draft {
            theirs.channel.clone_from(&draft.content.channel);
        }
        theirs.body = self.body_with_pictures(page).await?.into_iter().collect();
        theirs.subjects = doctors.iter().map(|doctor| doctor.id).collect();
        for mention in &mut theirs.mentions {
            mention.doctor = self.doctor_named(&mention.name).await?;
        }
        link_speakers(&mut theirs.body, page, doctors);
        let id = draft.as_ref().map_or_else(|| self.writing.next_id(), Entry::id);
        self.save_article(id, draft, before.map(|before| &before.article), &theirs, page).await?;
        if let Some(visits) = &page.visits {
            self.writing.start_visits(id, i64::try_from(visits.value).unwrap_or(i64::MAX)).await?;
        }
        Ok((id, without_sources(&theirs)?))
    }

    async fn save_article(
        &mut self,
        id: Id<Article>,
        draft: Option<Entry<Article>>,
        base: Option<&Value>,
        theirs: &Article,
        page: &page::Portrait,
    ) -> Result<()> {
        let lines = lines(page);
        let mine = draft.as_ref().map(|draft| (&draft.content, draft.content.source.as_slice()));
        let update = self.update((id.node(), &theirs.title), base, mine, theirs, &lines)?;
        let facts = update.sources.into_iter().map(|source| source.facts).next_back().unwrap_or_default();
        let line = page.title.as_ref().map_or(1, |title| title.line);
        let source = Some(Source { facts, ..self.source(Some(line)) });
        let content = Article { source, ..update.content };
        self.save(id, &content.title.clone(), &content).await?;
        self.found(id.node(), if base.is_some() { By::Page } else { By::Slug });
        Ok(())
    }

    /// The doctor of this name, when there is exactly one: a guess between two would be an invention.
    async fn doctor_named(&self, name: &str) -> Result<Option<Id<Doctor>>> {
        let found = self.writing.drafts_named::<Doctor>(None, &BTreeSet::from([letters(name)])).await?;
        Ok(match found.as_slice() {
            [only] => Some(Entry::id(only)),
            _ => None,
        })
    }
}

/// Where the page says what the article has from it.
fn lines(page: &page::Portrait) -> Lines {
    let title = page.title.as_ref().map(|title| title.line);
    let single = [
        ("title", title),
        ("headline", title.filter(|_| page.headline.is_some())),
        ("updatedOn", page.updated_on.as_ref().map(|date| date.line)),
        ("standfirst", page.standfirst.as_ref().map(|text| text.line)),
        ("rights", page.rights.as_ref().map(|rights| rights.line)),
    ];
    let single = single.into_iter().filter_map(|(fact, line)| Some((fact.to_owned(), line?)));
    let lists = places("body", &page.blocks).chain(places("mentions", &page.mentions));
    single.chain(lists).chain(places("credits", &page.credits)).collect()
}

fn places<T>(list: &str, found: &[Found<T>]) -> impl Iterator<Item = (String, u32)> {
    found.iter().enumerate().map(move |(at, found)| (format!("{list}.{at}"), found.line))
}

fn link_speakers(body: &mut Body, page: &page::Portrait, doctors: &[GivenDoctor]) {
    let doctor_of = |name: &str| {
        let (_, slug) = page.subject_speakers.iter().find(|(speaker, _)| speaker == name)?;
        doctors.iter().find(|doctor| doctor.slug == *slug).map(|doctor| doctor.id)
    };
    let link = |speaker: &mut Speaker| speaker.doctor = doctor_of(&speaker.name);
    for block in &mut body.0 {
        match block {
            Block::Exchange(exchange) => {
                link(&mut exchange.questioner);
                link(&mut exchange.respondent);
            }
            Block::Quote(quote) => quote.speaker.iter_mut().for_each(link),
            _ => {}
        }
    }
}
