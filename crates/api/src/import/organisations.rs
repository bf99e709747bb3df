use shanghaidoctor_domain::content::{Journal, Organisation};
use shanghaidoctor_domain::query::{IdFilter, OrganisationFilter, TextFilter};
use shanghaidoctor_domain::text::slug;
use shanghaidoctor_domain::{CountryCode, Id};
use shanghaidoctor_importer as page;
use shanghaidoctor_persistence::{Entry, Result, Stored};

use super::Import;

/// Where an organisation is, as far as the page says.
#[derive(Clone, Copy, Default)]
pub(super) struct Place<'a> {
    pub(super) city: Option<&'a str>,
    pub(super) country: Option<CountryCode>,
}

impl Import<'_> {
    /// The organisation that a path from the root leads to; none for an empty path. Each step is matched by name,
    /// acronym or former name below the step before, and made where it is new.
    pub(super) async fn organisation(
        &mut self,
        path: &[page::Organisation],
        place: Place<'_>,
    ) -> Result<Option<Id<Organisation>>> {
        let mut above: Option<Step> = None;
        for (index, name) in path.iter().enumerate() {
            let place = if index + 1 == path.len() { place } else { Place::default() };
            above = Some(self.step(above.as_ref(), name, place).await?);
        }
        Ok(above.map(|step| step.id))
    }

    async fn step(&mut self, above: Option<&Step>, name: &page::Organisation, place: Place<'_>) -> Result<Step> {
        let known = self.writing.drafts::<Organisation>(&named(above, name)).await?.into_iter().next();
        let id = known.as_ref().map_or_else(|| self.writing.next_id(), Entry::id);
        let mut content = match known {
            Some(entry) => entry.content,
            None => self.new_organisation(above, name).await?,
        };
        // The page may add what is not known yet; what is known stays.
        content.acronym = content.acronym.or_else(|| name.acronym.clone());
        content.city = content.city.or_else(|| place.city.map(|city| self.text(city)));
        content.country = content.country.or(place.country);
        self.save(id, &name.name, &content).await?;
        Ok(Step { id, slug: content.slug })
    }

    async fn new_organisation(&self, above: Option<&Step>, name: &page::Organisation) -> Result<Organisation> {
        let wanted = match above {
            Some(above) => slug(&format!("{} {}", above.slug, name.name)),
            None => slug(&name.name),
        };
        Ok(Organisation {
            slug: self.free_slug::<Organisation>(&wanted).await?,
            name: self.text(&name.name),
            acronym: name.acronym.clone(),
            kind: name.kind,
            parent: above.map(|above| above.id),
            former_names: Vec::new(),
            city: None,
            country: None,
            identifiers: Vec::new(),
        })
    }

    /// The journal of this name, made where it is new.
    pub(super) async fn journal(&mut self, journal: &page::Journal) -> Result<Id<Journal>> {
        let wanted = slug(&journal.name);
        let known = self.writing.draft_by_slug::<Journal>(&wanted).await?;
        let id = known.as_ref().map_or_else(|| self.writing.next_id(), |entry| entry.id());
        let mut content = known.map_or_else(
            || Journal { slug: wanted, name: self.text(&journal.name), abbreviation: None, issn: None, eissn: None },
            |entry| entry.content.clone(),
        );
        content.abbreviation = content.abbreviation.or_else(|| journal.abbreviation.clone());
        self.save(id, &journal.name, &content).await?;
        Ok(id)
    }

    /// The wanted slug, or the first of `wanted-2`, `wanted-3`, … that no draft has.
    pub(super) async fn free_slug<T: Stored>(&self, wanted: &str) -> Result<String> {
        let mut candidate = wanted.to_owned();
        let mut number = 2;
        while self.writing.draft_by_slug::<T>(&candidate).await?.is_some() {
            candidate = format!("{wanted}-{number}");
            number += 1;
        }
        Ok(candidate)
    }
}

/// A step of a path that was found or made.
struct Step {
    id: Id<Organisation>,
    slug: String,
}

fn named(above: Option<&Step>, name: &page::Organisation) -> OrganisationFilter {
    OrganisationFilter {
        name: Some(TextFilter { eq: Some(name.name.clone()), ..TextFilter::default() }),
        parent: above.map(|above| IdFilter { eq: Some(above.id.node()), ..IdFilter::default() }),
        root: above.is_none().then_some(true),
        ..OrganisationFilter::default()
    }
}
