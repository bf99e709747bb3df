use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::{
    Appointment, AppointmentBody, AppointmentRank, Award, Claim, Doctor, Fellowship, Identifier, IdentifierScheme,
    Organisation, OrganisationKind, PersonName, Position, PostStatus, Project, Source,
};
use shanghaidoctor_domain::query::{AppointmentFilter, IdFilter};
use shanghaidoctor_importer::{self as page, Found};
use shanghaidoctor_persistence::{Entry, Result};

use super::organisations::Place;
use super::{By, Import, pair};

impl Import<'_> {
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
        self.found(id.node(), By::Slug);
        self.appointments(page, id).await?;
        Ok(id)
    }

    async fn positions(&mut self, page: &[Found<page::Position>], known: &[Position]) -> Result<Vec<Position>> {
        if page.is_empty() {
            return Ok(known.to_vec());
        }
        let mut places = Vec::with_capacity(page.len());
        for Found { value, .. } in page {
            places.push((value, self.organisation(&workplace(value), Place::default()).await?));
        }
        let alike = |(page, place): &(&page::Position, Option<Id<Organisation>>), known: &Position| {
            known.organisation == *place && self.is(&known.role, &page.role)
        };
        let same = |printed: &(&page::Position, Option<Id<Organisation>>), known: &Position| {
            alike(printed, known) && self.is_department(known, printed.0) && known.period == printed.0.period
        };
        let known = pair(&places, known, same, alike);
        let position = |((page, organisation), known): ((&page::Position, _), Option<&Position>)| Position {
            role: known.map_or_else(|| self.text(&page.role), |known| known.role.clone()),
            department: known.filter(|known| self.is_department(known, page)).map_or_else(
                || page.department.as_deref().map(|text| self.text(text)),
                |known| known.department.clone(),
            ),
            organisation,
            period: page.period.or_else(|| known.and_then(|known| known.period)),
            status: page.status,
        };
        Ok(places.into_iter().zip(known).map(position).collect())
    }

    fn is_department(&self, known: &Position, page: &page::Position) -> bool {
        match (&known.department, &page.department) {
            (Some(known), Some(printed)) => self.is(known, printed),
            (known, printed) => known.is_none() && printed.is_none(),
        }
    }

    async fn fellowships(&mut self, page: &[Found<page::Fellowship>], known: &[Fellowship]) -> Result<Vec<Fellowship>> {
        let mut stays = Vec::with_capacity(page.len());
        for Found { value, .. } in page {
            let place = Place { city: value.city.as_deref(), country: value.country };
            if let Some(organisation) = self.organisation(&value.path, place).await? {
                stays.push((value, organisation));
            }
        }
        if stays.is_empty() {
            return Ok(known.to_vec());
        }
        let alike =
            |(_, place): &(&page::Fellowship, Id<Organisation>), known: &Fellowship| known.organisation == *place;
        let same = |printed: &(&page::Fellowship, Id<Organisation>), known: &Fellowship| {
            alike(printed, known) && known.period == printed.0.period
        };
        let known = pair(&stays, known, same, alike);
        let fellowship = |((page, organisation), known): ((&page::Fellowship, _), Option<&Fellowship>)| Fellowship {
            role: known
                .and_then(|known| known.role.clone())
                .or_else(|| page.role.as_deref().map(|role| self.text(role))),
            organisation,
            period: page.period.or_else(|| known.and_then(|known| known.period)),
        };
        Ok(stays.into_iter().zip(known).map(fellowship).collect())
    }

    fn awards(&self, page: &[Found<page::Award>], known: &[Award]) -> Vec<Award> {
        if page.is_empty() {
            return known.to_vec();
        }
        let alike = |page: &Found<page::Award>, known: &Award| self.is(&known.name, &page.value.name);
        let same = |page: &Found<page::Award>, known: &Award| alike(page, known) && known.year == page.value.year;
        let known = pair(page, known, same, alike);
        let award = |(page, known): (&Found<page::Award>, Option<&Award>)| Award {
            name: known.map_or_else(|| self.text(&page.value.name), |known| known.name.clone()),
            grantor: known.and_then(|known| known.grantor),
            year: page.value.year.or_else(|| known.and_then(|known| known.year)),
        };
        page.iter().zip(known).map(award).collect()
    }

    async fn projects(&mut self, page: &[Found<page::Project>], known: &[Project]) -> Result<Vec<Project>> {
        if page.is_empty() {
            return Ok(known.to_vec());
        }
        let mut funders = Vec::with_capacity(page.len());
        for Found { value, .. } in page {
            funders.push(self.organisation(value.funder.as_slice(), Place::default()).await?);
        }
        let same = |page: &Found<page::Project>, known: &Project| self.is(&known.title, &page.value.title);
        let known = pair(page, known, same, same);
        let project = |((page, funder), known): ((&Found<page::Project>, _), Option<&Project>)| {
            let page::Project { title, kind, programmes, period, grant_number, .. } = &page.value;
            known.cloned().unwrap_or_else(|| Project {
                title: self.text(title),
                kind: *kind,
                funder,
                programmes: programmes.clone(),
                period: *period,
                grant_number: grant_number.clone(),
            })
        };
        Ok(page.iter().zip(funders).zip(known).map(project).collect())
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
        let posts = self.posts(page).await?;
        let alike = |post: &Post<'_>, known: &Entry<Appointment>| {
            known.content.body == post.body && self.is(&known.content.role, post.role)
        };
        let same =
            |post: &Post<'_>, known: &Entry<Appointment>| alike(post, known) && known.content.period == post.period;
        let known: Vec<Option<Entry<Appointment>>> =
            pair(&posts, &known, same, alike).into_iter().map(Option::<&_>::cloned).collect();
        for ((position, post), known) in (0..).zip(&posts).zip(known) {
            self.appointment(doctor, position, post, known).await?;
        }
        Ok(())
    }

    /// The posts of a page, in societies first, each with its body.
    async fn posts<'p>(&mut self, page: &'p page::Doctor) -> Result<Vec<Post<'p>>> {
        let mut posts = Vec::new();
        for Found { line, value } in &page.appointments {
            let page::Appointment { role, rank, path, status, period } = value;
            let Some(body) = self.organisation(path, Place::default()).await? else { continue };
            let steps: Vec<&str> = path.iter().map(|step| step.name.as_str()).collect();
            let (place, body) = (format!("in {}", steps.join(" > ")), AppointmentBody::Organisation(body));
            posts.push(Post { line: *line, role, place, rank: *rank, body, status: *status, period: *period });
        }
        for Found { line, value } in &page.editorial_roles {
            let page::EditorialRole { role, rank, journal, status, period } = value;
            let body = AppointmentBody::Journal(self.journal(journal).await?);
            let place = format!("of {}", journal.name);
            posts.push(Post { line: *line, role, place, rank: *rank, body, status: *status, period: *period });
        }
        Ok(posts)
    }

    async fn appointment(
        &mut self,
        doctor: Id<Doctor>,
        position: i32,
        post: &Post<'_>,
        known: Option<Entry<Appointment>>,
    ) -> Result<()> {
        let id = known.as_ref().map_or_else(|| self.writing.next_id(), Entry::id);
        let known = known.map(|entry| entry.content);
        let known = known.as_ref();
        let content = Appointment {
            doctor,
            position,
            role: known.map_or_else(|| self.text(post.role), |known| known.role.clone()),
            rank: post.rank,
            body: post.body,
            term: known.and_then(|known| known.term),
            period: post.period.or_else(|| known.and_then(|known| known.period)),
            status: post.status,
            source: Some(self.source(known.and_then(|known| known.source.as_ref()), post.line, None)),
        };
        self.save(id, &format!("{} {}", post.role, post.place), &content).await
    }
}

/// A post as the page names it, its body found.
struct Post<'a> {
    line: u32,
    role: &'a str,
    /// Where, for the report.
    place: String,
    rank: AppointmentRank,
    body: AppointmentBody,
    status: PostStatus,
    period: Option<Period>,
}

/// The place of a position is kept as printed, in one piece: the page does not say which part of it is a part of which.
pub(super) fn workplace(position: &page::Position) -> Vec<page::Organisation> {
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
    // A Chinese page prints the name in its own script: what an English page has said of family and given stays.
    let native = page.native.as_ref().map(|native| native.value.as_str());
    let own_script = native.is_some_and(|native| native.starts_with(&page.family));
    let (family, given) = if own_script && !known.family.is_empty() {
        (&known.family, &known.given)
    } else {
        (&page.family, &page.given)
    };
    PersonName {
        family: family.clone(),
        given: given.clone(),
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
