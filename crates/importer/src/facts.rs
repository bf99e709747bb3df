//! What a page says, each fact with the line it stands on. Names and paths as printed, no ids.

pub(crate) mod fact_lines;
pub(crate) mod json;
mod organisation;

use shanghaidoctor_domain::content::{
    AppointmentRank, Article, AuthorRole, Block, Body, CitationIndex, ClaimKind, Credit, CreditRole, Mention,
    PostStatus, ProjectKind, ReprintPolicy, Rights,
};
use shanghaidoctor_domain::text::RichText;
use shanghaidoctor_domain::{Doi, Locale, Orcid, PartialDate, Period, Url};

pub use self::organisation::Organisation;

/// A fact and the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// The line, from 1.
    pub line: u32,
    /// The fact.
    pub value: T,
}

impl<T> Found<T> {
    pub(crate) const fn new(line: u32, value: T) -> Self {
        Self { line, value }
    }
}

/// Everything a page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The site's name, above the headline.
    pub site_name: Option<Found<String>>,
    /// The site's tagline.
    pub tagline: Option<Found<String>>,
    /// Whom the page portrays, in order; none of a report that portrays nobody.
    pub doctors: Vec<Doctor>,
    /// The portrait, or the report.
    pub article: Portrait,
}

/// What the page says of one whom it portrays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doctor {
    /// Made from the name, family first; from the reading of its characters where the page has no Latin form of it.
    pub slug: String,
    /// The first line that names the doctor.
    pub line: u32,
    /// The family name as printed: in Chinese characters on a Chinese page.
    pub family: String,
    /// The given name as printed: in Chinese characters on a Chinese page.
    pub given: String,
    /// The name in its own script, when the page gives it.
    pub native: Option<Found<String>>,
    /// Other spellings on the page.
    pub variants: Vec<Found<String>>,
    /// `Dr.`, `Prof.`, as the headline has it.
    pub honorific: Option<Found<String>>,
    /// `Professor`.
    pub academic_title: Option<Found<String>>,
    /// Degrees as printed.
    pub degrees: Vec<Found<String>>,
    /// When the doctor lived.
    pub life: Option<Found<Period>>,
    /// Roles in hospitals, schools and departments.
    pub positions: Vec<Found<Position>>,
    /// Posts in societies.
    pub appointments: Vec<Found<Appointment>>,
    /// Posts on the boards of journals.
    pub editorial_roles: Vec<Found<EditorialRole>>,
    /// Stays elsewhere.
    pub fellowships: Vec<Found<Fellowship>>,
    /// What the doctor works on.
    pub research_focus: Vec<Found<String>>,
    /// Awards and honours.
    pub awards: Vec<Found<Award>>,
    /// Papers, and journals named without one.
    pub publications: Publications,
    /// Funded research.
    pub projects: Vec<Found<Project>>,
    /// Numbers in place of records.
    pub claims: Vec<Found<Claim>>,
    /// The biography that the page sets apart from the portrait.
    pub biography: Option<Found<RichText>>,
    /// The number in ORCID's register.
    pub orcid: Option<Found<Orcid>>,
}

/// A role in a hospital, school or department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The role as printed.
    pub role: String,
    /// The department, without what is above it.
    pub department: Option<String>,
    /// The rest of the place as printed.
    pub organisation: Option<String>,
    /// The rest of the place as a path from the root.
    pub path: Vec<Organisation>,
    /// Whether it is held today, as far as the page says.
    pub status: PostStatus,
    /// From when to when.
    pub period: Option<Period>,
}

/// A post in a society, its branch or committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The role as printed.
    pub role: String,
    /// What kind of role that is.
    pub rank: AppointmentRank,
    /// From the association to the unit.
    pub path: Vec<Organisation>,
    /// Whether it is held today, as far as the page says.
    pub status: PostStatus,
    /// From when to when.
    pub period: Option<Period>,
}

/// A post on a journal's board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorialRole {
    /// The role as printed.
    pub role: String,
    /// What kind of role that is.
    pub rank: AppointmentRank,
    /// The journal.
    pub journal: Journal,
    /// Whether it is held today, as far as the page says.
    pub status: PostStatus,
    /// From when to when.
    pub period: Option<Period>,
}

/// A stay elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fellowship {
    /// The role, from the item or its label; none when neither says.
    pub role: Option<String>,
    /// From the university to the school.
    pub path: Vec<Organisation>,
    /// The city as printed.
    pub city: Option<String>,
    /// The country.
    pub country: Option<shanghaidoctor_domain::CountryCode>,
    /// From when to when.
    pub period: Option<Period>,
}

/// An award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// Its name as printed.
    pub name: String,
    /// The year it was given.
    pub year: Option<u16>,
}

/// What the page says of papers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Publications {
    /// The doctor's part in all of them, when the label says it.
    pub authorship: Option<AuthorRole>,
    /// The indexes that hold all of them, when the label says it.
    pub indexed_in: Vec<CitationIndex>,
    /// Journals named without a paper.
    pub journals: Vec<Found<Journal>>,
    /// Papers.
    pub papers: Vec<Found<Paper>>,
}

/// A journal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Journal {
    /// Its name.
    pub name: String,
    /// Its name for short.
    pub abbreviation: Option<String>,
}

/// A paper as cited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// Its title.
    pub title: Option<String>,
    /// Its authors as printed, in order.
    pub authors: Vec<String>,
    /// The journal's name.
    pub journal: Option<String>,
    /// The year.
    pub year: Option<u16>,
    /// The volume.
    pub volume: Option<String>,
    /// The issue.
    pub issue: Option<String>,
    /// The pages.
    pub pages: Option<String>,
    /// The DOI.
    pub doi: Option<Doi>,
    /// The number in PubMed.
    pub pmid: Option<String>,
    /// Where it can be read.
    pub url: Option<Url>,
    /// Its abstract.
    pub abstract_text: Option<String>,
    /// The doctor's part in it, when the citation says so.
    pub subject_role: Option<AuthorRole>,
}

/// Funded research.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The item as printed.
    pub title: String,
    /// What kind of funding it is.
    pub kind: ProjectKind,
    /// Who pays.
    pub funder: Option<Organisation>,
    /// The funder's programmes.
    pub programmes: Vec<String>,
    /// The funder's number for it.
    pub grant_number: Option<String>,
    /// From when to when.
    pub period: Option<Period>,
}

/// A number in place of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The claim as printed.
    pub text: String,
    /// The number in it.
    pub count: Option<i32>,
    /// What is counted.
    pub kind: ClaimKind,
}

/// The article a page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portrait {
    /// Made from the title without its honorific.
    pub slug: String,
    /// The title as printed; none when the page has none.
    pub title: Option<Found<String>>,
    /// The title without the subject's name.
    pub headline: Option<String>,
    /// The language of the text.
    pub locale: Locale,
    /// The printed date of the last update.
    pub updated_on: Option<Found<PartialDate>>,
    /// The printed count of visits.
    pub visits: Option<Found<u64>>,
    /// The page's own address, where an HTML page names it.
    pub address: Option<Url>,
    /// The preface.
    pub standfirst: Option<Found<RichText>>,
    /// The body.
    pub blocks: Vec<Found<Block>>,
    /// What the page says of its pictures, each by the line of its block.
    pub figures: Vec<Found<Figure>>,
    /// Where among the blocks the interview begins: its label, or its first question.
    pub interview_at: Option<usize>,
    /// The names of speakers (as printed) who are the subject, with the subject's slug.
    pub subject_speakers: Vec<(String, String)>,
    /// The name of who asks in the interview, as printed; none where only `Q` is.
    pub interviewer: Option<Found<String>>,
    /// Who else appears.
    pub mentions: Vec<Found<Mention>>,
    /// Who made it.
    pub credits: Vec<Found<Credit>>,
    /// Who owns it.
    pub rights: Option<Found<PrintedRights>>,
}

/// A picture as the page names it, beside its block in the body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// Its address as printed: on the web, relative to the page, or the bare name of a file. None for one that is kept
    /// inside the page.
    pub address: Option<String>,
    /// What it shows, for those who do not see it.
    pub alt: Option<String>,
    /// What stands under it.
    pub caption: Option<String>,
}

/// Rights as far as the page prints them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedRights {
    /// Who owns the text.
    pub holder: Option<String>,
    /// The line to print when it is used.
    pub credit_line: Option<String>,
    /// Whether others may print it.
    pub reprint: Option<ReprintPolicy>,
    /// The notice as printed, a line each.
    pub notice: String,
}

impl PrintedRights {
    /// What an article's rights need and the page does not print, for people.
    pub fn lacks(&self) -> Vec<&'static str> {
        let needed = [
            (self.holder.is_some(), "owner"),
            (self.credit_line.is_some(), "credit line"),
            (self.reprint.is_some(), "word on reprints"),
        ];
        needed.into_iter().filter(|(said, _)| !said).map(|(_, name)| name).collect()
    }

    /// The rights as the content model holds them; none unless the page prints all that they need.
    pub fn complete(&self) -> Option<Rights> {
        Some(Rights {
            holder: self.holder.clone()?,
            notice: self.notice.clone(),
            credit_line: self.credit_line.clone()?,
            reprint: self.reprint?,
            licence_url: None,
            contact: None,
        })
    }
}

impl Portrait {
    /// The article without what only ids can say: its subjects, the mentions' and speakers' doctors, its pictures.
    pub fn article(&self, channel: &str) -> Article {
        Article {
            slug: self.slug.clone(),
            locale: self.locale.clone(),
            translation_group: None,
            channel: channel.to_owned(),
            title: self.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
            headline: self.headline.clone().unwrap_or_default(),
            standfirst: self.standfirst.as_ref().map(|text| text.value.clone()),
            body: self.body(),
            subjects: Vec::new(),
            mentions: self.mentions.iter().map(|mention| mention.value.clone()).collect(),
            credits: self.credits.iter().map(|credit| credit.value.clone()).collect(),
            cover: None,
            specialties: Vec::new(),
            rights: self.rights.as_ref().and_then(|rights| rights.value.complete()),
            corrections: Vec::new(),
            updated_on: self.updated_on.as_ref().map(|date| date.value),
            source: None,
        }
    }

    /// The body without the lines it stands on.
    pub fn body(&self) -> Body {
        self.blocks.iter().map(|block| block.value.clone()).collect()
    }

    /// The first editor the page credits.
    pub fn editor(&self) -> Option<&Credit> {
        self.credits.iter().map(|credit| &credit.value).find(|credit| credit.role == CreditRole::Editor)
    }
}

impl Doctor {
    /// The name, family first; Chinese characters have no blank between them.
    pub fn full_name(&self) -> String {
        if self.family.starts_with(crate::text::characters::is_han) {
            return format!("{}{}", self.family, self.given);
        }
        format!("{} {}", self.family, self.given)
    }

    pub(crate) fn has_died(&self) -> bool {
        self.life.as_ref().is_some_and(|life| life.value.end.is_some())
    }

    /// The posts of a line are over, but for those that have begun and not ended.
    pub(crate) fn end_posts(&mut self, line: u32) {
        let lasts = |period: &Option<Period>| period.is_some_and(|period| period.end.is_none());
        let positions = self.positions.iter_mut().map(|post| (post.line, post.value.period, &mut post.value.status));
        let appointments =
            self.appointments.iter_mut().map(|post| (post.line, post.value.period, &mut post.value.status));
        let edits = self.editorial_roles.iter_mut().map(|post| (post.line, post.value.period, &mut post.value.status));
        for (at, period, status) in positions.chain(appointments).chain(edits) {
            if at == line && !lasts(&period) {
                *status = PostStatus::Former;
            }
        }
    }
}
