use std::collections::BTreeSet;

use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{
    Award, Claim, Doctor, Fellowship, Identifier, IdentifierScheme, OrganisationKind, PersonName, Position, Project,
};
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_importer::{self as page, Found};
use shanghaidoctor_persistence::Result;

use super::given::GivenDoctor;
use super::organisations::Place;
use super::questions::PossibleDuplicate;
use super::same_doctor::Met;
use super::update::{Lines, without_sources};
use super::{Import, Told};

impl Import<'_> {
    /// Saves the doctor that a page portrays, with posts and papers; gives what the page says of the doctor. `before` is
    /// what it said at its last import.
    pub(super) async fn doctor(
        &mut self,
        page: &page::Doctor,
        met: Met,
        before: Option<&GivenDoctor>,
    ) -> Result<GivenDoctor> {
        let id = met.known.as_ref().map_or_else(|| self.writing.next_id(), |known| known.id());
        let mut lines = Lines::new();
        let orcid = self.own_orcid(page, id, met.known.is_some()).await?;
        let mut theirs = self.record(page, &met.slug, orcid, &mut lines).await?;
        let mine = met.known.map(|known| known.content);
        if let (Some(mine), None) = (&mine, before)
            && (mine.name.is_spelled(&page.full_name()) || is_in_own_script(page))
        {
            // Another order of the names, a known spelling or the characters say nothing new of family and given name.
            theirs.name =
                PersonName { family: mine.name.family.clone(), given: mine.name.given.clone(), ..theirs.name };
        }
        let record = without_sources(&theirs)?;
        if let (Some(mine), None) = (&mine, before) {
            let lined = |(at, position)| (lines.remove(&format!("positions.{at}")).unwrap_or(page.line), position);
            let printed = std::mem::take(&mut theirs.positions).into_iter().enumerate().map(lined).collect();
            let printed = self.positions_without_possible_duplicates((id, &mine.positions), printed).await?;
            theirs.positions = listed("positions", printed, &mut lines);
        }
        let base = before.map(|given| &given.record);
        let mine = mine.as_ref().map(|mine| (mine, mine.sources.as_slice()));
        let update = self.update((id.node(), &page.full_name()), base, mine, &theirs, &lines)?;
        self.save(id, &page.full_name(), &Doctor { sources: update.sources, ..update.content }).await?;
        self.tell(id.node(), Told { by: met.by, ..Told::default() });
        let is_new = mine.is_none();
        let appointments = self.appointments(page, (id, is_new), before).await?;
        let publications = self.publications(page, Some((id, is_new)), before).await?;
        Ok(GivenDoctor { id, slug: page.slug.clone(), record, appointments, publications })
    }

    /// The page's ORCID, unless another doctor's record has it: the register gives each once, so the page is wrong, or
    /// both are one. That is asked here of a doctor who is known, and of a new one where the doctor was looked for.
    async fn own_orcid(
        &mut self,
        page: &page::Doctor,
        id: Id<Doctor>,
        is_known: bool,
    ) -> Result<Option<(u32, Identifier)>> {
        let Some(orcid) = &page.orcid else { return Ok(None) };
        let number = orcid.value.to_string();
        let found = self.writing.drafts_named::<Doctor>(None, &BTreeSet::from([number.clone()])).await?;
        let owner = found.iter().find(|other| other.id() != id && other.content.orcid() == Some(&*number));
        let Some(owner) = owner else {
            return Ok(Some((orcid.line, Identifier::new(IdentifierScheme::Orcid, &number))));
        };
        if is_known {
            self.ask_of(PossibleDuplicate {
                id: owner.id().node(),
                name: owner.content.name.display(&[]),
                printed: page.full_name(),
                line: Some(orcid.line),
                reason: "the same ORCID, but another name".to_owned(),
            });
        }
        Ok(None)
    }

    /// The record as the page gives it, and nothing else; with the line of each fact.
    async fn record(
        &mut self,
        page: &page::Doctor,
        slug: &str,
        orcid: Option<(u32, Identifier)>,
        lines: &mut Lines,
    ) -> Result<Doctor> {
        let life = page.life.as_ref().map(|life| life.value).unwrap_or_default();
        let record = Doctor {
            slug: slug.to_owned(),
            name: PersonName {
                family: page.family.clone(),
                given: page.given.clone(),
                native: page.native.as_ref().map(|native| native.value.clone()),
                variants: listed("name.variants", found(&page.variants, Clone::clone), lines),
            },
            honorific: page.honorific.as_ref().map(|found| self.text(&found.value)),
            academic_title: page.academic_title.as_ref().map(|found| self.text(&found.value)),
            degrees: listed("degrees", self.texts(&page.degrees), lines),
            born: life.start,
            died: life.end,
            positions: listed("positions", self.positions(&page.positions).await?, lines),
            fellowships: listed("fellowships", self.fellowships(&page.fellowships).await?, lines),
            research_focus: listed("researchFocus", self.texts(&page.research_focus), lines),
            awards: listed("awards", found(&page.awards, |award| self.award(award)), lines),
            projects: listed("projects", self.projects(&page.projects).await?, lines),
            claims: listed("claims", found(&page.claims, claim), lines),
            identifiers: listed("identifiers", orcid.into_iter().collect(), lines),
            biography: page.biography.as_ref().map(|text| text.value.clone()),
            specialties: Vec::new(),
            mentors: Vec::new(),
            portrait: None,
            sources: Vec::new(),
        };
        let of_life = page.life.as_ref().map(|life| life.line);
        let single = [
            ("name", Some(page.line)),
            ("name.native", page.native.as_ref().map(|native| native.line)),
            ("honorific", page.honorific.as_ref().map(|found| found.line)),
            ("academicTitle", page.academic_title.as_ref().map(|found| found.line)),
            ("born", of_life.filter(|_| life.start.is_some())),
            ("died", of_life.filter(|_| life.end.is_some())),
            ("biography", page.biography.as_ref().map(|text| text.line)),
        ];
        lines.extend(single.into_iter().filter_map(|(fact, line)| Some((fact.to_owned(), line?))));
        Ok(record)
    }

    fn texts(&self, page: &[Found<String>]) -> Vec<(u32, Localised)> {
        found(page, |text| self.text(text))
    }

    async fn positions(&mut self, page: &[Found<page::Position>]) -> Result<Vec<(u32, Position)>> {
        let mut positions = Vec::with_capacity(page.len());
        for Found { line, value } in page {
            let position = Position {
                role: self.text(&value.role),
                department: value.department.as_deref().map(|department| self.text(department)),
                organisation: self.organisation(&workplace(value), Place::default()).await?,
                period: value.period,
                status: value.status,
            };
            positions.push((*line, position));
        }
        Ok(positions)
    }

    async fn fellowships(&mut self, page: &[Found<page::Fellowship>]) -> Result<Vec<(u32, Fellowship)>> {
        let mut fellowships = Vec::with_capacity(page.len());
        for Found { line, value } in page {
            let place = Place { city: value.city.as_deref(), country: value.country };
            let Some(organisation) = self.organisation(&value.path, place).await? else { continue };
            let role = value.role.as_deref().map(|role| self.text(role));
            fellowships.push((*line, Fellowship { role, organisation, period: value.period }));
        }
        Ok(fellowships)
    }

    fn award(&self, page: &page::Award) -> Award {
        Award { name: self.text(&page.name), grantor: None, year: page.year }
    }

    async fn projects(&mut self, page: &[Found<page::Project>]) -> Result<Vec<(u32, Project)>> {
        let mut projects = Vec::with_capacity(page.len());
        for Found { line, value } in page {
            let page::Project { title, kind, funder, programmes, grant_number, period } = value;
            let project = Project {
                title: self.text(title),
                kind: *kind,
                funder: self.organisation(funder.as_slice(), Place::default()).await?,
                programmes: programmes.clone(),
                period: *period,
                grant_number: grant_number.clone(),
            };
            projects.push((*line, project));
        }
        Ok(projects)
    }
}

fn found<P, T>(page: &[Found<P>], make: impl Fn(&P) -> T) -> Vec<(u32, T)> {
    page.iter().map(|found| (found.line, make(&found.value))).collect()
}

/// The items of a list; the line of each goes to `lines`, under its path.
pub(super) fn listed<T>(list: &str, items: Vec<(u32, T)>, lines: &mut Lines) -> Vec<T> {
    let listed = items.into_iter().enumerate().map(|(index, (line, item))| {
        lines.insert(format!("{list}.{index}"), line);
        item
    });
    listed.collect()
}

/// The place of a position is kept as printed, in one piece: the page does not say which part of it is a part of which.
fn workplace(position: &page::Position) -> Vec<page::Organisation> {
    let kind = position.path.last().map_or(OrganisationKind::Other, |last| last.kind);
    let printed = position.organisation.clone();
    printed.map(|name| page::Organisation { name, acronym: None, kind }).into_iter().collect()
}

fn claim(page: &page::Claim) -> Claim {
    let page::Claim { text, count, kind } = page;
    Claim { text: text.clone(), count: *count, kind: *kind }
}

/// A Chinese page prints the name in its own script.
fn is_in_own_script(page: &page::Doctor) -> bool {
    page.native.as_ref().is_some_and(|native| native.value.starts_with(&page.family))
}
