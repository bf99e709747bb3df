use serde::Serialize;
use shanghaidoctor_domain::content::{Block, ReprintPolicy};
use shanghaidoctor_domain::{PartialDate, Period};

use crate::facts::{Appointment, Doctor, Facts, Found, Organisation, Portrait, Position};

/// A fact as one line of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactLine {
    /// Which fact, as a path: `doctor.positions.0`.
    pub path: String,
    /// The line it stands on, from 1.
    pub line: u32,
    /// The fact, for people.
    pub value: String,
}

/// Every fact with its line, in the order of the model.
pub(crate) fn fact_lines(facts: &Facts) -> Vec<FactLine> {
    let mut lines = Lines::default();
    lines.one("site.name", facts.site_name.as_ref(), Clone::clone);
    lines.one("site.tagline", facts.tagline.as_ref(), Clone::clone);
    for (index, doctor) in facts.doctors.iter().enumerate() {
        let path = if facts.doctors.len() == 1 { "doctor".to_owned() } else { format!("doctors.{index}") };
        lines.doctor(&path, doctor);
        lines.record(&path, doctor);
    }
    lines.article(&facts.article);
    lines.0
}

#[derive(Default)]
struct Lines(Vec<FactLine>);

impl Lines {
    fn push(&mut self, path: impl Into<String>, line: u32, value: String) {
        self.0.push(FactLine { path: path.into(), line, value });
    }

    fn one<T>(&mut self, path: &str, fact: Option<&Found<T>>, show: impl Fn(&T) -> String) {
        if let Some(fact) = fact {
            self.push(path, fact.line, show(&fact.value));
        }
    }

    fn all<T>(&mut self, path: &str, facts: &[Found<T>], show: impl Fn(&T) -> String) {
        for (index, fact) in facts.iter().enumerate() {
            self.push(format!("{path}.{index}"), fact.line, show(&fact.value));
        }
    }

    fn doctor(&mut self, path: &str, doctor: &Doctor) {
        let at = |field: &str| format!("{path}.{field}");
        self.push(at("name"), doctor.line, doctor.full_name());
        self.one(&at("name.native"), doctor.native.as_ref(), Clone::clone);
        self.all(&at("name.variants"), &doctor.variants, Clone::clone);
        self.one(&at("honorific"), doctor.honorific.as_ref(), Clone::clone);
        self.one(&at("academicTitle"), doctor.academic_title.as_ref(), Clone::clone);
        self.all(&at("degrees"), &doctor.degrees, Clone::clone);
        self.one(&at("lifeDates"), doctor.life.as_ref(), |life| life_span(*life));
        self.one(&at("identifiers.orcid"), doctor.orcid.as_ref(), ToString::to_string);
        self.one(&at("biography"), doctor.biography.as_ref(), |text| text.text());
    }

    fn record(&mut self, path: &str, doctor: &Doctor) {
        let at = |field: &str| format!("{path}.{field}");
        self.all(&at("positions"), &doctor.positions, position);
        self.all(&at("appointments"), &doctor.appointments, appointment);
        self.all(&at("editorialRoles"), &doctor.editorial_roles, |role| {
            format!("{}, {}", role.role, role.journal.name)
        });
        self.all(&at("fellowships"), &doctor.fellowships, |stay| {
            format!("{}, {}", stay.role.clone().unwrap_or_default(), trail(&stay.path))
        });
        self.all(&at("researchFocus"), &doctor.research_focus, Clone::clone);
        self.all(&at("awards"), &doctor.awards, |award| award.name.clone());
        self.all(&at("publications.journals"), &doctor.publications.journals, |journal| journal.name.clone());
        self.all(&at("publications.papers"), &doctor.publications.papers, |paper| {
            paper.title.clone().unwrap_or_default()
        });
        self.all(&at("projects"), &doctor.projects, |project| project.title.clone());
        self.all(&at("claims"), &doctor.claims, |claim| claim.text.clone());
    }

    fn article(&mut self, article: &Portrait) {
        self.one("article.title", article.title.as_ref(), Clone::clone);
        self.one("article.updatedOn", article.updated_on.as_ref(), ToString::to_string);
        self.one("article.visits", article.visits.as_ref(), ToString::to_string);
        self.one("article.standfirst", article.standfirst.as_ref(), |text| text.text());
        for (index, block) in article.blocks.iter().enumerate() {
            if let Block::Heading(heading) = &block.value {
                self.push(format!("article.body.{index}"), block.line, heading.text.clone());
            }
        }
        for (index, figure) in article.figures.iter().enumerate() {
            let said = [&figure.value.address, &figure.value.alt, &figure.value.caption].into_iter().flatten();
            let said: Vec<&str> = said.map(String::as_str).collect();
            self.push(format!("article.figures.{index}"), figure.line, said.join(" | "));
        }
        self.one("article.interview.interviewer", article.interviewer.as_ref(), Clone::clone);
        self.all("article.mentions", &article.mentions, |mention| mention.name.clone());
        self.all("article.credits", &article.credits, |credit| credit.name.clone());
        if let Some(Found { line, value }) = &article.rights {
            let policy = value.reprint.map(reprint_policy);
            let said = [
                ("holder", value.holder.as_deref()),
                ("creditLine", value.credit_line.as_deref()),
                ("reprint", policy),
            ];
            for (field, text) in said.into_iter().filter_map(|(field, text)| Some((field, text?))) {
                self.push(format!("article.rights.{field}"), *line, text.to_owned());
            }
        }
    }
}

/// A post in a society, for people.
pub(crate) fn appointment(post: &Appointment) -> String {
    format!("{} ({}), {}, {}", post.role, post.rank.name(), trail(&post.path), post.status.name())
}

/// A role in a hospital, a school or a department, for people.
pub(crate) fn position(position: &Position) -> String {
    let place = [position.department.as_deref(), position.organisation.as_deref()];
    let parts: Vec<&str> = [Some(position.role.as_str())].into_iter().chain(place).flatten().collect();
    format!("{}, {}", parts.join(", "), position.status.name())
}

/// `1920–1999`; an end that is not known is left open.
pub(crate) fn life_span(life: Period) -> String {
    let show = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    format!("{}–{}", show(life.start), show(life.end))
}

/// Whether others may print a text, for people.
pub(crate) const fn reprint_policy(policy: ReprintPolicy) -> &'static str {
    match policy {
        ReprintPolicy::None => "not at all",
        ReprintPolicy::OnRequest => "by authorisation only, on request",
        ReprintPolicy::WithCredit => "freely, with the credit line",
    }
}

/// A path from its root, for people.
pub(crate) fn trail(path: &[Organisation]) -> String {
    path.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join(" > ")
}
