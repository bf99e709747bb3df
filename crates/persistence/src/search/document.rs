//! By what a record is found. Whoever changes what is put in here, or how it is taken apart, raises `FORMAT` in
//! `index.rs`: a running server then makes its index anew.

use std::collections::BTreeSet;

use shanghaidoctor_domain::NodeId;
use shanghaidoctor_domain::content::{Article, Body, Doctor, Journal, Organisation, PersonName, Publication};
use shanghaidoctor_domain::text::{Localised, is_han, readings, simplified, syllables};
use uuid::Uuid;

use super::analysis::{fold, letters};
use super::sources::Sources;
use crate::Entry;

/// Characters of a name that may be typed as a whole in Latin letters.
const LONGEST_READ: usize = 6;

/// Characters of a name or title by which it is completed; who has typed as many has found it.
const LONGEST_BEGUN: usize = 60;

/// What one record is found by.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) node: NodeId,
    pub(super) keys: BTreeSet<String>,
    /// Whole names of those it is about.
    pub(super) about: BTreeSet<String>,
    /// Names and titles.
    pub(super) titles: Vec<String>,
    pub(super) texts: Vec<String>,
    /// All records that it was made of, itself among them: a change of one changes it.
    pub(super) made_of: BTreeSet<Uuid>,
    pub(super) facets: BTreeSet<(&'static str, String)>,
}

/// What search results can be narrowed by.
pub mod facet {
    /// A medical specialty, by its id.
    pub const SPECIALTY: &str = "specialty";
    /// An organisation, by its id.
    pub const ORGANISATION: &str = "organisation";
    /// A section of the site, by its path segment.
    pub const CHANNEL: &str = "channel";
    /// A year.
    pub const YEAR: &str = "year";
    /// A language.
    pub const LOCALE: &str = "locale";
    /// All of them.
    pub const ALL: [&str; 5] = [SPECIALTY, ORGANISATION, CHANNEL, YEAR, LOCALE];
}

impl Document {
    pub(super) fn new(node: NodeId) -> Self {
        Self {
            node,
            keys: BTreeSet::new(),
            about: BTreeSet::new(),
            titles: Vec::new(),
            texts: Vec::new(),
            made_of: BTreeSet::from([node.uuid]),
            facets: BTreeSet::new(),
        }
    }

    /// The names and titles as somebody begins to type them.
    pub(super) fn labels(&self) -> impl Iterator<Item = String> {
        let begun = |title: &String| simplified(&letters(title)).chars().take(LONGEST_BEGUN).collect::<String>();
        self.titles.iter().map(begun).filter(|label| !label.is_empty())
    }

    fn text<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        self.texts.extend(texts.into_iter().map(str::to_owned));
    }

    fn localised<'a>(&mut self, texts: impl IntoIterator<Item = &'a Localised>) {
        self.text(texts.into_iter().flat_map(Localised::texts));
    }

    /// Names under which it is known, each as a key and as a title.
    fn named<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) {
        for name in names {
            self.titles.push(name.to_owned());
            self.keys.extend(keys(name));
        }
    }

    /// An organisation that the record belongs to.
    fn at(&mut self, id: Uuid, sources: &Sources) {
        self.made_of.insert(id);
        if let Some(organisation) = sources.organisations.get(&id) {
            let Organisation { name, acronym, former_names, .. } = &organisation.content;
            self.facets.insert((facet::ORGANISATION, organisation.id().to_string()));
            self.localised([name].into_iter().chain(former_names));
            self.text(acronym.as_deref());
        }
    }

    fn of_specialties(&mut self, ids: impl IntoIterator<Item = Uuid>, sources: &Sources) {
        for id in ids {
            self.made_of.insert(id);
            if let Some(specialty) = sources.specialties.get(&id) {
                self.facets.insert((facet::SPECIALTY, specialty.id().to_string()));
                self.localised([&specialty.content.name]);
            }
        }
    }

    /// A doctor whom the record is about or by.
    fn about(&mut self, id: Uuid, sources: &Sources) {
        self.made_of.insert(id);
        if let Some(doctor) = sources.doctors.get(&id) {
            self.about.extend(person_keys(&doctor.content.name));
            let name = &doctor.content.name;
            self.text([name.family.as_str(), &name.given].into_iter().chain(name.native.as_deref()));
            self.text(name.variants.iter().map(String::as_str));
        }
    }
}

pub(super) fn doctor(entry: &Entry<Doctor>, sources: &Sources) -> Document {
    let mut document = Document::new(entry.id().node());
    let doctor = &entry.content;
    let name = &doctor.name;
    document.keys = person_keys(name);
    document.titles.push(format!("{} {}", name.family, name.given));
    document.titles.extend(name.native.iter().chain(&name.variants).cloned());
    document.localised(doctor.honorific.iter().chain(&doctor.academic_title).chain(&doctor.degrees));
    document.localised(doctor.research_focus.iter());
    document.localised(doctor.awards.iter().map(|award| &award.name));
    document.localised(doctor.projects.iter().map(|project| &project.title));
    for position in &doctor.positions {
        document.localised([&position.role].into_iter().chain(&position.department));
        position.organisation.into_iter().for_each(|id| document.at(id.uuid(), sources));
    }
    for fellowship in &doctor.fellowships {
        document.localised(&fellowship.role);
        document.at(fellowship.organisation.uuid(), sources);
    }
    document.of_specialties(doctor.specialties.iter().map(|id| id.uuid()), sources);
    document.texts.extend(doctor.biography.iter().map(|text| text.text()));
    for post in sources.posts.get(&entry.id).into_iter().flatten() {
        document.made_of.insert(post.id);
        document.localised([&post.content.role]);
        let body = post.content.body.node().uuid;
        document.at(body, sources);
        if let Some(journal) = sources.journals.get(&body) {
            document.localised([&journal.content.name]);
        }
    }
    document
}

pub(super) fn organisation(entry: &Entry<Organisation>, sources: &Sources) -> Document {
    let mut document = Document::new(entry.id().node());
    let Organisation { name, acronym, former_names, city, parent, .. } = &entry.content;
    document.named([name].into_iter().chain(former_names).flat_map(Localised::texts).chain(acronym.as_deref()));
    document.localised(city);
    parent.iter().for_each(|id| document.at(id.uuid(), sources));
    document
}

pub(super) fn journal(entry: &Entry<Journal>) -> Document {
    let mut document = Document::new(entry.id().node());
    let Journal { name, abbreviation, issn, eissn, .. } = &entry.content;
    document.named(name.texts().chain(abbreviation.as_deref()));
    document.keys.extend([issn, eissn].into_iter().flatten().map(|issn| letters(&issn.to_string())));
    document
}

pub(super) fn publication(entry: &Entry<Publication>, sources: &Sources) -> Document {
    let mut document = Document::new(entry.id().node());
    let paper = &entry.content;
    document.titles.extend(paper.title.clone());
    document.keys.extend(paper.doi.iter().map(ToString::to_string).chain(paper.pmid.clone()).map(|key| letters(&key)));
    document.text(paper.authors.iter().map(|author| author.name.as_str()));
    document.text(paper.abstract_text.as_deref());
    for doctor in paper.authors.iter().filter_map(|author| author.doctor) {
        document.about(doctor.uuid(), sources);
    }
    if let Some(journal) = paper.journal {
        document.made_of.insert(journal.uuid());
        let journal = sources.journals.get(&journal.uuid());
        document.localised(journal.map(|journal| &journal.content.name));
        document.text(journal.and_then(|journal| journal.content.abbreviation.as_deref()));
    }
    document.facets.extend(paper.year.map(|year| (facet::YEAR, year.to_string())));
    document
}

pub(super) fn article(entry: &Entry<Article>, body: Option<&Body>, sources: &Sources) -> Document {
    let mut document = Document::new(entry.id().node());
    let article = &entry.content;
    document.titles.extend([article.title.clone(), article.headline.clone()]);
    document.texts.extend(article.standfirst.iter().map(|text| text.text()).chain(body.map(Body::plain_text)));
    document.text(article.mentions.iter().map(|mention| mention.name.as_str()));
    document.text(article.credits.iter().map(|credit| credit.name.as_str()));
    article.subjects.iter().for_each(|id| document.about(id.uuid(), sources));
    document.of_specialties(article.specialties.iter().map(|id| id.uuid()), sources);
    document
        .facets
        .extend([(facet::CHANNEL, article.channel.clone()), (facet::LOCALE, article.locale.as_str().to_owned())]);
    let printed = article.updated_on.map(|date| date.year().to_string());
    let shown = || entry.published_at.map(|moment| moment.to_string().chars().take(4).collect());
    document.facets.extend(printed.or_else(shown).map(|year| (facet::YEAR, year)));
    document
}

/// A name as a whole: without blanks and signs, and where it is in characters, its readings.
fn keys(name: &str) -> Vec<String> {
    let whole = simplified(&letters(name));
    let short = whole.chars().count() <= LONGEST_READ && whole.chars().any(is_han);
    let read = readings(name).into_iter().filter(|_| short).map(|read| read.concat());
    [whole.clone()].into_iter().chain(read).filter(|key| !key.is_empty()).collect()
}

/// What a person is found by: the names as wholes, family first and last, in characters, by their readings, and by the
/// first letters of their syllables.
fn person_keys(name: &PersonName) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> =
        name.native.iter().chain(&name.variants).flat_map(|spelled| keys(spelled)).collect();
    let (family, given) = (letters(&name.family), letters(&name.given));
    keys.extend([format!("{family}{given}"), format!("{given}{family}")]);
    let (of_family, of_given) = (syllables(&family), syllables(&given));
    if !of_family.is_empty() && !of_given.is_empty() {
        keys.extend(both_ways(&initials(&of_family), &initials(&of_given)));
        // `ü` is typed in four ways; a page prints one.
        keys.extend(umlauts(&name.family).flat_map(|family| both_ways(&family, &given)));
    }
    if let Some(native) = &name.native {
        for read in readings(native) {
            let (family, given) = read.split_at(if read.len() > 3 { 2 } else { 1 });
            keys.extend(both_ways(&family.concat(), &given.concat()));
            keys.extend(both_ways(&initials(family), &initials(given)));
            keys.extend(umlauts(&family.concat()).flat_map(|family| both_ways(&family, &given.concat())));
        }
    }
    keys.retain(|key| !key.is_empty());
    keys
}

fn both_ways(family: &str, given: &str) -> [String; 2] {
    [format!("{family}{given}"), format!("{given}{family}")]
}

fn initials<S: AsRef<str>>(syllables: &[S]) -> String {
    syllables.iter().filter_map(|syllable| syllable.as_ref().chars().next()).collect()
}

/// A family's name with `ü` in the other ways that it is typed: `Lü`, `Lv`, `Lyu`, `Lu`.
fn umlauts(family: &str) -> impl Iterator<Item = String> {
    let lower = family.to_lowercase();
    let rest = ["lü", "lv", "lyu"].iter().find_map(|start| lower.strip_prefix(start)).map(fold);
    rest.into_iter().flat_map(|rest| ["lu", "lv", "lyu"].map(|start| format!("{start}{rest}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(family: &str, given: &str, native: Option<&str>) -> PersonName {
        PersonName { family: family.into(), given: given.into(), native: native.map(Into::into), variants: vec![] }
    }

    #[test]
    fn a_person_is_found_whole_turned_and_by_initials() {
        let keys = person_keys(&name("Shen", "Muyun", Some("沈牧云")));
        for key in ["shenmuyun", "muyunshen", "smy", "mys", "沈牧云"] {
            assert!(keys.contains(key), "{key} in {keys:?}");
        }
        let keys = person_keys(&name("Lü", "Xiao", None));
        for key in ["luxiao", "lvxiao", "lyuxiao", "xiaolv"] {
            assert!(keys.contains(key), "{key} in {keys:?}");
        }
        let keys = person_keys(&name("欧阳", "青岚", Some("欧阳青岚")));
        for key in ["ouyangqinglan", "qinglanouyang", "oyql", "欧阳青岚"] {
            assert!(keys.contains(key), "{key} in {keys:?}");
        }
    }
}
