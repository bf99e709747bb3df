use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{Article, Block, Body, Doctor, Source, Speaker};
use shanghaidoctor_domain::query::{DoctorFilter, TextFilter};
use shanghaidoctor_importer as page;
use shanghaidoctor_persistence::{Entry, Result};

use super::{By, Import};

impl Import<'_> {
    /// Saves the article that a page is. One of the same address in the same language is the same article; what only an
    /// editor can add to it (cover, specialties, translations, corrections) stays.
    pub(super) async fn article(
        &mut self,
        page: &page::Portrait,
        doctors: &[(&page::Doctor, Id<Doctor>)],
    ) -> Result<Id<Article>> {
        let known = self.writing.draft_by_slug::<Article>(&page.slug).await?;
        let id = known.as_ref().map_or_else(|| self.writing.next_id(), |entry| entry.id());
        let known = known.map(|entry| entry.content.clone());
        let line = page.title.as_ref().map_or(1, |title| title.line);
        let mut content = page.article(&self.origin.channel);
        content.subjects = doctors.iter().map(|(_, id)| *id).collect();
        let source = self.source(known.as_ref().and_then(|known| known.source.as_ref()), line, None);
        content.source = Some(Source { hash: Some(self.origin.hash.clone()), ..source });
        for mention in &mut content.mentions {
            mention.doctor = self.doctor_named(&mention.name).await?;
        }
        link_speakers(&mut content.body, page, doctors);
        if let Some(known) = known {
            content.channel = known.channel;
            content.cover = known.cover;
            content.specialties = known.specialties;
            content.translation_group = known.translation_group;
            content.corrections = known.corrections;
        }
        let title = content.title.clone();
        self.save(id, &title, &content).await?;
        self.found(id.node(), By::Slug);
        if let Some(visits) = &page.visits {
            self.writing.start_visits(id, i64::try_from(visits.value).unwrap_or(i64::MAX)).await?;
        }
        Ok(id)
    }

    /// The doctor of this name, when there is exactly one: a guess between two would be an invention.
    async fn doctor_named(&self, name: &str) -> Result<Option<Id<Doctor>>> {
        let named = DoctorFilter {
            name: Some(TextFilter { eq: Some(name.to_owned()), ..TextFilter::default() }),
            ..DoctorFilter::default()
        };
        let found = self.writing.drafts::<Doctor>(&named).await?;
        Ok(match found.as_slice() {
            [only] => Some(Entry::id(only)),
            _ => None,
        })
    }
}

fn link_speakers(body: &mut Body, page: &page::Portrait, doctors: &[(&page::Doctor, Id<Doctor>)]) {
    let doctor_of = |name: &str| {
        let (_, slug) = page.subject_speakers.iter().find(|(speaker, _)| speaker == name)?;
        doctors.iter().find(|(doctor, _)| doctor.slug == *slug).map(|(_, id)| *id)
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
