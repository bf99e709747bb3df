use std::collections::BTreeSet;

use shanghaidoctor_domain::content::{Organisation, OrganisationKind};
use shanghaidoctor_domain::text::{Localised, name_key, slip_keys, slug};
use shanghaidoctor_domain::{CountryCode, Id, Locale};
use shanghaidoctor_importer::{self as page, Gazetteer, KnownOrganisation};
use shanghaidoctor_persistence::write::Saved;
use shanghaidoctor_persistence::{Entry, Result, Stored};

use super::matching::{self, By, Close};
use super::{Import, Told};

/// Where an organisation is, as far as the page says.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place<'a> {
    pub(super) city: Option<&'a str>,
    pub(super) country: Option<CountryCode>,
}

/// A step of a path that was found or made.
#[derive(Clone)]
pub(super) struct Step {
    id: Id<Organisation>,
    /// By what it was met; by nothing where it was made.
    by: Option<By>,
    slug: String,
    /// What the gazetteer knows of it.
    known: Option<&'static KnownOrganisation>,
    /// What its name is close to.
    close: Vec<Close>,
}

/// How a page names a step: what is above it, its name, its name for short.
pub(super) type StepName = (Option<Id<Organisation>>, String, Option<String>);

impl Import<'_> {
    /// The organisation that a path from the root leads to; none for an empty path. Each step is looked for below the
    /// step before (by the rules of `matching`), and made where it is new.
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

    /// Pages name their associations over and over: a step is looked for once.
    async fn step(&mut self, above: Option<&Step>, name: &page::Organisation, place: Place<'_>) -> Result<Step> {
        let printed = (above.map(|above| above.id), name.name.clone(), name.acronym.clone());
        if place == Place::default()
            && let Some(step) = self.names.steps.get(&printed).cloned()
        {
            self.note(step.id.node(), &name.name, Saved::Unchanged);
            self.found(step.id.node(), step.by.unwrap_or(By::Name));
            self.ask_of_close_names(step.id, &name.name, step.close.clone()).await?;
            return Ok(step);
        }
        let step = self.find_or_make(above, name, place).await?;
        self.names.steps.insert(printed, step.clone());
        Ok(step)
    }

    async fn find_or_make(
        &mut self,
        above: Option<&Step>,
        name: &page::Organisation,
        place: Place<'_>,
    ) -> Result<Step> {
        let known = known_below(above, name);
        let drafts = self.organisations_named(above, name, known).await?;
        let found = matching::organisation(name, known, &drafts);
        let id = found.map_or_else(|| self.writing.next_id(), |(entry, _)| entry.id());
        let mut told = Told { by: found.map(|(_, by)| by), ..Told::default() };
        let mut content = match found {
            Some((entry, _)) => entry.content.clone(),
            None => self.new_organisation(above, name).await?,
        };
        self.add_from_page(&mut content, name, place);
        if let (None, Some(known)) = (found, known) {
            told.supplied = supply(&mut content, known);
        }
        match found {
            Some((entry, _)) => self.save_over(entry, &name.name, &content).await?,
            None => self.save(id, &name.name, &content).await?,
        }
        let others = drafts.iter().filter(|draft| draft.id() != id);
        let close = matching::close_organisations(name, others);
        self.tell(id.node(), told);
        self.ask_of_close_names(id, &name.name, close.clone()).await?;
        let by = found.map(|(_, by)| by);
        Ok(Step { id, by, slug: content.slug, known, close })
    }

    /// The drafts that could be the organisation which a page names: one statement.
    async fn organisations_named(
        &self,
        above: Option<&Step>,
        name: &page::Organisation,
        known: Option<&KnownOrganisation>,
    ) -> Result<Vec<Entry<Organisation>>> {
        let names = [Some(&name.name), name.acronym.as_ref()];
        let mut keys: BTreeSet<String> = names.into_iter().flatten().map(|name| name_key(name)).collect();
        keys.extend(slip_keys(&name.name));
        keys.extend(known.into_iter().flat_map(KnownOrganisation::keys).cloned());
        keys.remove("");
        self.writing.drafts_named(above.map(|above| above.id), &keys).await
    }

    /// The page may add what is not known yet; what is known stays. An organisation of which only the name for short was
    /// known gets its name.
    fn add_from_page(&self, content: &mut Organisation, name: &page::Organisation, place: Place<'_>) {
        if name.acronym.as_ref().is_some_and(|acronym| content.name.get(&self.locale) == Some(acronym.as_str())) {
            content.name = content.name.clone().with(self.locale.clone(), &name.name);
            if content.kind == OrganisationKind::Other {
                content.kind = name.kind;
            }
        }
        content.acronym = content.acronym.take().or_else(|| name.acronym.clone());
        content.city = content.city.take().or_else(|| place.city.map(|city| self.text(city)));
        content.country = content.country.or(place.country);
    }

    async fn new_organisation(&self, above: Option<&Step>, name: &page::Organisation) -> Result<Organisation> {
        let wanted = match above {
            Some(above) => slug(&format!("{} {}", above.slug, name.name)),
            None => slug(&name.name),
        };
        Ok(Organisation {
            slug: self.free_slug::<Organisation>(&wanted).await?,
            name: self.text(&name.name),
            acronym: None,
            kind: name.kind,
            parent: above.map(|above| above.id),
            former_names: Vec::new(),
            city: None,
            country: None,
            identifiers: Vec::new(),
        })
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

/// What the gazetteer knows of a name, where it knows it below the organisation that the page names above it.
fn known_below(above: Option<&Step>, name: &page::Organisation) -> Option<&'static KnownOrganisation> {
    let gazetteer = Gazetteer::built_in();
    let known = gazetteer.find(&name.name)?;
    let fits = above.is_none_or(|above| above.known.is_some_and(|above| gazetteer.is_above(above, known)));
    fits.then_some(known)
}

/// Gives a new organisation what the gazetteer knows of it and the page does not say; tells what that was.
fn supply(content: &mut Organisation, known: &KnownOrganisation) -> Vec<String> {
    let mut supplied = Vec::new();
    let chinese = Locale::simplified_chinese();
    if let (None, Some(native)) = (content.name.get(&chinese), known.native) {
        content.name = content.name.clone().with(chinese, native);
        supplied.push(native.to_owned());
    }
    let is_short = |acronym: &&str| content.name.texts().any(|name| name == *acronym);
    if let (None, Some(acronym)) = (&content.acronym, known.acronym.filter(|acronym| !is_short(acronym))) {
        content.acronym = Some(acronym.to_owned());
        supplied.push(acronym.to_owned());
    }
    if content.kind == OrganisationKind::Other {
        content.kind = known.kind;
        supplied.push(known.kind.name().to_owned());
    }
    if let (None, Some(city)) = (&content.city, known.city) {
        content.city = Some(Localised::english(city));
        supplied.push(city.to_owned());
    }
    supplied
}
