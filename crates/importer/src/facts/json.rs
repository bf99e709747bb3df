//! The facts as the one JSON object that editors review and importers are scored by. Where the page is silent a key is
//! absent; only the name in its own script is null, because every name has that place.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};
use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::{AuthorRole, Block, Credit, CreditRole, ProjectKind};

use super::fact_lines::reprint_policy;
use crate::facts::{
    Appointment, Award, Doctor, EditorialRole, Facts, Fellowship, Figure, Found, Journal, Organisation, Paper,
    Portrait, Position, PrintedRights, Project, Publications,
};

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl Facts {
    /// The facts in the shape that the publication agreed on.
    pub fn to_json(&self) -> Value {
        let doctors: Vec<Value> = self.doctors.iter().map(doctor).collect();
        let several = doctors.len() > 1;
        let slugs: Vec<&str> = self.doctors.iter().map(|doctor| doctor.slug.as_str()).collect();
        said(json!({
            "site": said(json!({ "name": value(self.site_name.as_ref()), "tagline": value(self.tagline.as_ref()) })),
            "doctor": (!several).then(|| doctors.first()),
            "doctors": several.then_some(&doctors),
            "article": article(&self.article, &slugs),
        }))
    }
}

/// The object without what the page does not say.
fn said(object: Value) -> Value {
    let Value::Object(fields) = object else { return object };
    let silent = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    Value::Object(fields.into_iter().filter(|(_, value)| !silent(value)).collect::<Map<_, _>>())
}

fn value<T: Serialize>(found: Option<&Found<T>>) -> Value {
    found.map_or(Value::Null, |found| json!(found.value))
}

fn list<T>(found: &[Found<T>], show: impl Fn(&T) -> Value) -> Vec<Value> {
    found.iter().map(|found| show(&found.value)).collect()
}

fn texts(found: &[Found<String>]) -> Vec<Value> {
    list(found, |text| json!(text))
}

fn doctor(doctor: &Doctor) -> Value {
    let focus = doctor.research_focus.len();
    let life = doctor.life.as_ref().map(|life| said(json!({ "born": life.value.start, "died": life.value.end })));
    let mut name = json!({ "family": doctor.family, "given": doctor.given, "native": value(doctor.native.as_ref()) });
    if let (Some(fields), false) = (name.as_object_mut(), doctor.variants.is_empty()) {
        fields.insert("variants".to_owned(), texts(&doctor.variants).into());
    }
    said(json!({
        "slug": doctor.slug,
        "name": name,
        "honorific": value(doctor.honorific.as_ref()),
        "academicTitle": value(doctor.academic_title.as_ref()),
        "degrees": texts(&doctor.degrees),
        "lifeDates": life,
        "identifiers": said(json!({ "orcid": value(doctor.orcid.as_ref()) })),
        "positions": list(&doctor.positions, position),
        "appointments": list(&doctor.appointments, appointment),
        "editorialRoles": list(&doctor.editorial_roles, editorial_role),
        "fellowships": list(&doctor.fellowships, fellowship),
        "researchFocus": texts(&doctor.research_focus),
        "researchFocusCount": (focus > 0).then_some(focus),
        "awards": list(&doctor.awards, award),
        "publications": publications(&doctor.publications),
        "projects": list(&doctor.projects, project),
        "claims": list(&doctor.claims, |claim| said(json!({ "text": claim.text, "count": claim.count, "kind": claim.kind }))),
    }))
}

fn start(period: Option<Period>) -> Value {
    json!(period.and_then(|period| period.start))
}

fn end(period: Option<Period>) -> Value {
    json!(period.and_then(|period| period.end))
}

fn names(path: &[Organisation]) -> Vec<&str> {
    path.iter().map(|unit| unit.name.as_str()).collect()
}

fn position(position: &Position) -> Value {
    let Position { role, department, organisation, status, period, .. } = position;
    said(json!({
        "role": role, "department": department, "organisation": organisation, "status": status.name(),
        "start": start(*period), "end": end(*period),
    }))
}

fn appointment(post: &Appointment) -> Value {
    let acronym = post.path.iter().find_map(|unit| unit.acronym.as_deref());
    said(json!({
        "role": post.role, "rank": post.rank.name(), "path": names(&post.path), "acronym": acronym,
        "status": post.status.name(), "start": start(post.period), "end": end(post.period),
    }))
}

fn editorial_role(role: &EditorialRole) -> Value {
    said(json!({
        "role": role.role, "journal": role.journal.name, "status": role.status.name(),
        "start": start(role.period), "end": end(role.period),
    }))
}

fn fellowship(stay: &Fellowship) -> Value {
    said(json!({
        "role": stay.role, "path": names(&stay.path), "city": stay.city, "country": stay.country,
        "start": start(stay.period), "end": end(stay.period),
    }))
}

fn award(award: &Award) -> Value {
    match award.year {
        Some(year) => json!({ "name": award.name, "year": year }),
        None => json!(award.name),
    }
}

fn publications(publications: &Publications) -> Value {
    let journal = |journal: &Journal| said(json!({ "name": journal.name, "abbreviation": journal.abbreviation }));
    let paper = |cited: &Paper| paper(cited, publications.authorship);
    said(json!({
        "authorship": publications.authorship,
        "indexedIn": publications.indexed_in,
        "journals": list(&publications.journals, journal),
        "papers": list(&publications.papers, paper),
    }))
}

fn paper(paper: &Paper, authorship: Option<AuthorRole>) -> Value {
    let subject_role = paper.subject_role.or(authorship).filter(|role| *role != AuthorRole::FirstOrCoFirst);
    said(json!({
        "title": paper.title, "authors": paper.authors, "journal": paper.journal, "year": paper.year,
        "volume": paper.volume, "issue": paper.issue, "pages": paper.pages, "doi": paper.doi, "pmid": paper.pmid,
        "subjectRole": subject_role,
    }))
}

fn project(project: &Project) -> Value {
    let kind = match project.kind {
        ProjectKind::Project => Some("project"),
        ProjectKind::SubProject => Some("sub-project"),
        ProjectKind::MultipleGrants => Some("multiple grants"),
        ProjectKind::ClinicalTrial => Some("clinical trial"),
        ProjectKind::Unknown => None,
    };
    let several = project.kind == ProjectKind::MultipleGrants || project.programmes.len() > 1;
    said(json!({
        "funder": project.funder.as_ref().map(|funder| &funder.name),
        "programme": (!several).then(|| project.programmes.first()),
        "programmes": several.then_some(&project.programmes),
        "kind": kind,
        "grantNumber": project.grant_number,
        "start": start(project.period), "end": end(project.period),
    }))
}

fn article(article: &Portrait, subjects: &[&str]) -> Value {
    let figures = article.blocks.iter().filter(|block| matches!(block.value, Block::Figure(_))).count();
    let text = Some(article.body().plain_text()).filter(|text| !text.is_empty());
    let (subject, several) = match subjects {
        [only] => (Some(*only), None),
        several => (None, Some(several)),
    };
    said(json!({
        "subject": subject,
        "subjects": several,
        "headline": article.headline,
        "locale": article.locale,
        "updatedOn": value(article.updated_on.as_ref()),
        "visits": value(article.visits.as_ref()),
        "address": article.address,
        "figures": figures,
        "pictures": article.figures.iter().filter_map(|found| picture(&found.value)).collect::<Vec<_>>(),
        "hasPreface": article.standfirst.is_some(),
        "standfirst": article.standfirst.as_ref().map(|text| text.value.text()),
        "sections": sections(article),
        "body": text,
        "interview": interview(article),
        "mentions": list(&article.mentions, |mention| json!(mention.name)),
        "editor": article.editor().map(|editor| said(json!({ "name": editor.name, "email": editor.email }))),
        "credits": credits(article),
        "rights": article.rights.as_ref().map(|rights| self::rights(&rights.value)),
    }))
}

/// A picture of which more is said than the name of a file: `image.png` only keeps its place.
fn picture(figure: &Figure) -> Option<Value> {
    let Figure { address, alt, caption } = figure;
    let placed = address.as_ref().is_some_and(|address| address.contains('/'));
    (placed || alt.is_some() || caption.is_some())
        .then(|| said(json!({ "address": address, "alt": alt, "caption": caption })))
}

/// Who made it; the first editor has a key of his own.
fn credits(article: &Portrait) -> Vec<Value> {
    let editor = article.credits.iter().position(|credit| credit.value.role == CreditRole::Editor);
    let others = article.credits.iter().enumerate().filter(|(index, _)| Some(*index) != editor);
    let show = |credit: &Credit| json!({ "role": credit.role, "name": credit.name });
    others.map(|(_, credit)| show(&credit.value)).collect()
}

fn sections(article: &Portrait) -> Vec<Value> {
    let told = article.blocks.iter().take(article.interview_at.unwrap_or(usize::MAX));
    let headings =
        told.filter_map(|block| if let Block::Heading(heading) = &block.value { Some(heading) } else { None });
    headings.map(|heading| said(json!({ "number": heading.number, "heading": heading.text }))).collect()
}

fn interview(article: &Portrait) -> Option<Value> {
    let exchanges = article.blocks.iter().filter(|block| matches!(block.value, Block::Exchange(_))).count();
    let mut slugs: Vec<&str> = Vec::new();
    for (_, slug) in &article.subject_speakers {
        if !slugs.contains(&slug.as_str()) {
            slugs.push(slug);
        }
    }
    let (one, several) = match slugs.as_slice() {
        [only] => (Some(*only), None),
        several => (None, Some(several)),
    };
    article.interview_at.map(|_| {
        said(json!({
            "interviewer": value(article.interviewer.as_ref()), "interviewee": one, "interviewees": several,
            "exchanges": exchanges,
        }))
    })
}

fn rights(rights: &PrintedRights) -> Value {
    let reprint = rights.reprint.map(reprint_policy);
    said(json!({ "holder": rights.holder, "creditLine": rights.credit_line, "reprint": reprint }))
}
