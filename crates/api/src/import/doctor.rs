use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::{
    Appointment, AppointmentBody, AppointmentRank, Award, Claim, Doctor, Fellowship, Identifier, IdentifierScheme,
    OrganisationKind, PersonName, Position, PostStatus, Project, Source,
};
use shanghaidoctor_domain::query::{AppointmentFilter, IdFilter};
use shanghaidoctor_importer::{self as page, Found};
use shanghaidoctor_persistence::{Entry, Result};

use super::Import;
use super::organisations::Place;

impl Import {
    /// Saves the doctor that a page portrays, with the doctor's posts. What the page does not say stays as it is known.
    pub(super) async fn doctor(&mut self, page: &page::Doctor) -> Result<Id<Doctor>> {
        let known = self.writing.draft_by_slug::<Doctor>(&page.slug).await?;
        let id = known.as_ref().map_or_else(|| self.writing.next_id(), |entry| entry.id());
        let known = known.map_or_else(|| nameless(&page.slug), |entry| entry.content.clone());
        let life = page.life.as_ref().map(|life| life.value).unwrap_or_default();
        let content = Doctor {
            slug: known.slug.clone(),
            name: name(page, &known.name),
            honorific: self.text_or_known(known.honorific.as_ref(), page.honorific.as_ref()),
            academic_title: self.text_or_known(known.academic_title.as_ref(), page.academic_title.as_ref()),
            degrees: self.texts_or_known(&known.degrees, &page.degrees),
            born: life.start.or(known.born),
            died: life.end.or(known.died),
            positions: self.positions(&page.positions, &known.positions).await?,
            fellowships: self.fellowships(&page.fellowships, &known.fellowships).await?,
            research_focus: self.texts_or_known(&known.research_focus, &page.research_focus),
            awards: self.awards(&page.awards, &known.awards),
            projects: self.projects(&page.projects, &known.projects).await?,
            claims: claims(&page.claims, &known.claims),
            identifiers: identifiers(page, &known.identifiers),
            biography: page.biography.as_ref().map(|text| text.value.clone()).or_else(|| known.biography.clone()),
            sources: self.sources(page, &known.sources),
            specialties: known.specialties,
            mentors: known.mentors,
            portrait: known.portrait,
        };
        self.save(id, &page.full_name(), &content).await?;
        self.appointments(page, id).await?;
        Ok(id)
    }

    async fn positions(&mut self, page: &[Found<page::Position>], known: &[Position]) -> Result<Vec<Position>> {
        if page.is_empty() {
            return Ok(known.to_vec());
        }
        let mut positions = Vec::with_capacity(page.len());
        for Found { value, .. } in page {
            let organisation = self.organisation(&workplace(value), Place::default()).await?;
            let same = |known: &&Position| known.organisation == organisation && self.is(&known.role, &value.role);
            positions.push(known.iter().find(same).cloned().unwrap_or_else(|| Position {
                role: self.text(&value.role),
                department: value.department.as_deref().map(|department| self.text(department)),
                organisation,
                period: value.period,
                status: value.status,
            }));
        }
        Ok(positions)
    }

    async fn fellowships(&mut self, page: &[Found<page::Fellowship>], known: &[Fellowship]) -> Result<Vec<Fellowship>> {
        let mut fellowships = Vec::with_capacity(page.len());
        for Found { value, .. } in page {
            let place = Place { city: value.city.as_deref(), country: value.country };
            let Some(organisation) = self.organisation(&value.path, place).await? else { continue };
            let same = |known: &&Fellowship| known.organisation == organisation && known.period == value.period;
            fellowships.push(known.iter().find(same).cloned().unwrap_or_else(|| Fellowship {
                role: value.role.as_deref().map(|role| self.text(role)),
                organisation,
                period: value.period,
            }));
        }
        Ok(if fellowships.is_empty() { known.to_vec() } else { fellowships })
    }

    fn awards(&self, page: &[Found<page::Award>], known: &[Award]) -> Vec<Award> {
        if page.is_empty() {
            return known.to_vec();
        }
        let award = |Found { value, .. }: &Found<page::Award>| {
            let same = |known: &&Award| known.year == value.year && self.is(&known.name, &value.name);
            let new = || Award { name: self.text(&value.name), grantor: None, year: value.year };
            known.iter().find(same).cloned().unwrap_or_else(new)
        };
        page.iter().map(award).collect()
    }

    async fn projects(&mut self, page: &[Found<page::Project>], known: &[Project]) -> Result<Vec<Project>> {
        if page.is_empty() {
            return Ok(known.to_vec());
        }
        let mut projects = Vec::with_capacity(page.len());
        for Found { value, .. } in page {
            let funder = self.organisation(value.funder.as_slice(), Place::default()).await?;
            let same = |known: &&Project| self.is(&known.title, &value.title);
            projects.push(known.iter().find(same).cloned().unwrap_or_else(|| Project {
                title: self.text(&value.title),
                kind: value.kind,
                funder,
                programmes: value.programmes.clone(),
                period: value.period,
                grant_number: value.grant_number.clone(),
            }));
        }
        Ok(projects)
    }

    /// Where each fact of the record was read.
    fn sources(&self, page: &page::Doctor, known: &[Source]) -> Vec<Source> {
        let lists = [
            ("positions", lines(&page.positions)),
            ("fellowships", lines(&page.fellowships)),
            ("awards", lines(&page.awards)),
            ("projects", lines(&page.projects)),
            ("degrees", lines(&page.degrees)),
            ("researchFocus", lines(&page.research_focus)),
            ("claims", lines(&page.claims)),
        ];
        let facts = lists.into_iter().flat_map(|(list, lines)| {
            lines.into_iter().enumerate().map(move |(index, line)| (line, Some(format!("{list}.{index}"))))
        });
        let read = std::iter::once((page.line, None)).chain(facts).map(|(line, fact)| {
            let same = known.iter().find(|known| known.line == Some(line) && known.fact == fact);
            self.source(same, line, fact)
        });
        let elsewhere = known.iter().filter(|known| known.name != self.origin.name).cloned();
        elsewhere.chain(read).collect()
    }

    /// Saves the posts a page names: one with the same role in the same body is the same post.
    async fn appointments(&mut self, page: &page::Doctor, doctor: Id<Doctor>) -> Result<()> {
        let of_doctor = AppointmentFilter {
            doctor: Some(IdFilter { eq: Some(doctor.node()), ..IdFilter::default() }),
            ..AppointmentFilter::default()
        };
        let known = self.writing.drafts::<Appointment>(&of_doctor).await?;
        let mut position = 0;
        for Found { line, value } in &page.appointments {
            let Some(body) = self.organisation(&value.path, Place::default()).await? else { continue };
            let body = AppointmentBody::Organisation(body);
            let place =
                format!("in {}", value.path.iter().map(|step| step.name.as_str()).collect::<Vec<_>>().join(" > "));
            let page::Appointment { role, rank, status, period, .. } = value;
            let post = Post { role, place, rank: *rank, body, status: *status, period: *period };
            self.appointment(doctor, position, *line, &post, &known).await?;
            position += 1;
        }
        for Found { line, value } in &page.editorial_roles {
            let body = AppointmentBody::Journal(self.journal(&value.journal).await?);
            let page::EditorialRole { role, rank, status, period, journal } = value;
            let place = format!("of {}", journal.name);
            let post = Post { role, place, rank: *rank, body, status: *status, period: *period };
            self.appointment(doctor, position, *line, &post, &known).await?;
            position += 1;
        }
        Ok(())
    }

    async fn appointment(
        &mut self,
        doctor: Id<Doctor>,
        position: i32,
        line: u32,
        post: &Post<'_>,
        known: &[Entry<Appointment>],
    ) -> Result<()> {
        let same =
            |known: &&Entry<Appointment>| known.content.body == post.body && self.is(&known.content.role, post.role);
        let known = known.iter().find(same);
        let id = known.map_or_else(|| self.writing.next_id(), Entry::id);
        let known = known.map(|entry| &entry.content);
        let content = Appointment {
            doctor,
            position,
            role: known.map_or_else(|| self.text(post.role), |known| known.role.clone()),
            rank: post.rank,
            body: post.body,
            term: known.and_then(|known| known.term),
            period: post.period.or_else(|| known.and_then(|known| known.period)),
            status: post.status,
            source: Some(self.source(known.and_then(|known| known.source.as_ref()), line, None)),
        };
        self.save(id, &format!("{} {}", post.role, post.place), &content).await
    }
}

/// A post as the page names it, its body found.
struct Post<'a> {
    role: &'a str,
    /// Where, for the report.
    place: String,
    rank: AppointmentRank,
    body: AppointmentBody,
    status: PostStatus,
    period: Option<Period>,
}

/// The place of a position is kept as printed, in one piece: the page does not say which part of it is a part of which.
fn workplace(position: &page::Position) -> Vec<page::Organisation> {
    let kind = position.path.last().map_or(OrganisationKind::Other, |last| last.kind);
    let printed = position.organisation.clone();
    printed.map(|name| page::Organisation { name, acronym: None, kind }).into_iter().collect()
}

fn nameless(slug: &str) -> Doctor {
    Doctor {
        slug: slug.to_owned(),
        name: PersonName { family: String::new(), given: String::new(), native: None, variants: Vec::new() },
        honorific: None,
        academic_title: None,
        degrees: Vec::new(),
        born: None,
        died: None,
        positions: Vec::new(),
        fellowships: Vec::new(),
        research_focus: Vec::new(),
        specialties: Vec::new(),
        awards: Vec::new(),
        projects: Vec::new(),
        mentors: Vec::new(),
        claims: Vec::new(),
        identifiers: Vec::new(),
        portrait: None,
        biography: None,
        sources: Vec::new(),
    }
}

fn name(page: &page::Doctor, known: &PersonName) -> PersonName {
    let mut variants = known.variants.clone();
    let printed = page.variants.iter().map(|variant| variant.value.clone());
    let new: Vec<String> = printed.filter(|variant| !variants.contains(variant)).collect();
    variants.extend(new);
    PersonName {
        family: page.family.clone(),
        given: page.given.clone(),
        native: page.native.as_ref().map(|native| native.value.clone()).or_else(|| known.native.clone()),
        variants,
    }
}

fn claims(page: &[Found<page::Claim>], known: &[Claim]) -> Vec<Claim> {
    if page.is_empty() {
        return known.to_vec();
    }
    let claim = |found: &Found<page::Claim>| {
        let page::Claim { text, count, kind } = &found.value;
        Claim { text: text.clone(), count: *count, kind: *kind }
    };
    page.iter().map(claim).collect()
}

fn identifiers(page: &page::Doctor, known: &[Identifier]) -> Vec<Identifier> {
    let mut identifiers = known.to_vec();
    if let Some(orcid) = &page.orcid {
        let identifier = Identifier { scheme: IdentifierScheme::Orcid, value: orcid.value.to_string() };
        if !identifiers.contains(&identifier) {
            identifiers.push(identifier);
        }
    }
    identifiers
}

fn lines<T>(facts: &[Found<T>]) -> Vec<u32> {
    facts.iter().map(|fact| fact.line).collect()
}
