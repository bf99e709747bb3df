//! Whether a doctor that a page portrays is one that is known. Two doctors may share a name, and one may be spelled in
//! two ways: what is not certain is neither joined nor doubled in silence.
//!
//! One and the same: the same ORCID under a name that is at least close; or a name that is written the same (in either order, in another known spelling, in
//! its own script) while nothing speaks against it. Against it speak: another ORCID, another name in its own script, life
//! dates that exclude each other, or another hospital and another field together. A spelling that differs in one letter
//! is only ever a question.

use std::collections::HashSet;

use shanghaidoctor_domain::content::{Doctor, PersonName, Position, letters};
use shanghaidoctor_domain::text::{Localised, fold};
use shanghaidoctor_domain::{Id, PartialDate, Period};
use shanghaidoctor_importer as page;
use shanghaidoctor_persistence::{Entry, Result};

use super::Import;
use super::given::GivenDoctor;
use super::matching::By;
use super::questions::PossibleDuplicate;

/// What names hospitals and fields alike: sharing it says nothing.
const COMMON: &str = "hospital hospitals university affiliated medical medicine school college center centre institute \
    department division unit clinic clinical research disease diseases of the and for in at to with on its china chinese \
    shanghai national first second third people peoples general general's treatment diagnosis therapy health care";

/// Letters of a given name from which on one more or less may be a slip: `Jin` and `Jing` are two names.
const LONG_ENOUGH: usize = 5;

/// What is known of a doctor whom a page portrays.
pub(super) struct Met {
    pub(super) known: Option<Entry<Doctor>>,
    /// By what it was found; none for a new one.
    pub(super) by: Option<By>,
    /// The slug that the record has or gets.
    pub(super) slug: String,
}

/// How a known doctor compares with the one of a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// The same, by more than the name.
    Certain,
    /// The same, by the name, and nothing speaks against it.
    Same,
    /// Perhaps: why, and why not.
    Unsure(&'static str),
    /// Another one.
    Other,
}

impl Import<'_> {
    /// The known doctor whom a page portrays. `before` is the doctor of what is most likely the same page at its last
    /// import; with `is_certain` it is that page.
    pub(super) async fn met(
        &mut self,
        page: &page::Doctor,
        before: Option<&GivenDoctor>,
        is_certain: bool,
    ) -> Result<Met> {
        if let Some(before) = before
            && let Some(known) = self.writing.draft(before.id).await?
            && (is_certain || !self.is_another(page, &known.content).await?)
        {
            return Ok(Met { slug: known.content.slug.clone(), known: Some(known), by: Some(By::Page) });
        }
        let (candidates, by_slug) = self.candidates(page).await?;
        let mut judged = Vec::new();
        for known in candidates {
            let verdict = self.verdict(page, &known.content, by_slug == Some(known.id())).await?;
            judged.push((known, verdict));
        }
        for wanted in [Verdict::Certain, Verdict::Same] {
            let mut fitting = judged.iter().filter(|(_, verdict)| *verdict == wanted);
            if let (Some((known, _)), None) = (fitting.next(), fitting.next()) {
                let slug = known.content.slug.clone();
                let by = if by_slug == Some(known.id()) { By::Slug } else { By::Name };
                return Ok(Met { slug, known: Some(known.clone()), by: Some(by) });
            }
        }
        for (known, verdict) in &judged {
            let reason = match verdict {
                Verdict::Certain | Verdict::Same => "more than one doctor has this name",
                Verdict::Unsure(reason) => reason,
                Verdict::Other => continue,
            };
            self.ask_of(PossibleDuplicate {
                id: known.id().node(),
                name: known.content.name.display(&[]),
                printed: page.full_name(),
                line: Some(page.line),
                reason: reason.to_owned(),
            });
        }
        let slug = if by_slug.is_some() { self.free_slug::<Doctor>(&page.slug).await? } else { page.slug.clone() };
        Ok(Met { known: None, by: None, slug })
    }

    /// Those who may be the doctor: by slug, by a name, by the beginning of the name, by ORCID; and the one among them who
    /// has the page's slug, or had it last.
    async fn candidates(&self, page: &page::Doctor) -> Result<(Vec<Entry<Doctor>>, Option<Id<Doctor>>)> {
        let name = PersonName {
            family: page.family.clone(),
            given: page.given.clone(),
            native: page.native.as_ref().map(|native| native.value.clone()),
            variants: page.variants.iter().map(|variant| variant.value.clone()).collect(),
        };
        let orcid = page.orcid.as_ref().map(|orcid| orcid.value.to_string());
        let keys = name.keys().into_iter().chain(orcid).collect();
        let mut found = self.writing.drafts_named::<Doctor>(None, &keys).await?;
        let by_slug = self.writing.draft_by_slug::<Doctor>(&page.slug).await?;
        let id = by_slug.as_ref().map(|known| known.id());
        found.extend(
            by_slug.filter(|known| found.iter().all(|other| other.id != known.id)).map(|known| Entry::clone(&known)),
        );
        Ok((found, id))
    }

    async fn verdict(&self, page: &page::Doctor, known: &Doctor, has_slug: bool) -> Result<Verdict> {
        let printed = page.orcid.as_ref().map(|orcid| orcid.value.to_string());
        let orcid = both(printed.as_deref(), known.orcid()).map(|(one, other)| one == other);
        let is_named = has_slug
            || known.name.is_spelled(&page.full_name())
            || page.variants.iter().chain(&page.native).any(|found| known.name.is_spelled(&found.value));
        let is_close = !is_named && is_nearly(page, known);
        match orcid {
            Some(true) if is_named || is_close => return Ok(Verdict::Certain),
            // A number can be copied from the page of somebody else.
            Some(true) => return Ok(Verdict::Unsure("the same ORCID, but another name")),
            _ if !is_named && !is_close => return Ok(Verdict::Other),
            _ => {}
        }
        let native = both(page.native.as_ref().map(|found| &found.value), known.name.native.as_ref());
        let native = native.map(|(one, other)| fold(one) == fold(other));
        let (place, field) = (self.share_a_place(page, known).await?, share_a_field(page, known));
        Ok(match () {
            () if orcid == Some(false) => Verdict::Unsure("the same name, but another ORCID"),
            () if native == Some(false) => Verdict::Unsure("the same name, but another one in its own script"),
            () if excludes(page.life.as_ref().map(|life| life.value), known) => {
                Verdict::Unsure("the same name, but life dates that exclude each other")
            }
            () if place == Some(false) && field != Some(true) && native.is_none() => match is_close {
                true => Verdict::Other,
                false => Verdict::Unsure("the same name, but another hospital and no field in common"),
            },
            () if is_close => Verdict::Unsure("nearly the same spelling of the name"),
            () if native == Some(true) || place == Some(true) || field == Some(true) => Verdict::Certain,
            () => Verdict::Same,
        })
    }

    /// Whether more than a name tells them apart.
    async fn is_another(&self, page: &page::Doctor, known: &Doctor) -> Result<bool> {
        let life = page.life.as_ref().map(|life| life.value);
        let apart = self.share_a_place(page, known).await? == Some(false) && share_a_field(page, known) != Some(true);
        Ok(apart || excludes(life, known))
    }

    /// Whether they work at one place; none where one side names none, or in another script.
    async fn share_a_place(&self, page: &page::Doctor, known: &Doctor) -> Result<Option<bool>> {
        let printed: Vec<&String> =
            page.positions.iter().filter_map(|found| found.value.organisation.as_ref()).collect();
        let mut places = Vec::new();
        for id in known.positions.iter().filter_map(|position| position.organisation) {
            places.push(self.organisation_name(id).await?);
        }
        let pairs = places.iter().flat_map(|place| printed.iter().map(move |printed| (*printed, place)));
        // Names in two scripts cannot be compared.
        let comparable: Vec<(&String, &String)> =
            pairs.filter(|(printed, place)| printed.is_ascii() == place.is_ascii()).collect();
        let same = comparable.iter().any(|(printed, place)| is_same_place(printed, place));
        Ok((!comparable.is_empty()).then_some(same))
    }
}

fn is_nearly(page: &page::Doctor, known: &Doctor) -> bool {
    let (one, other) = (letters(&page.given), letters(&known.name.given));
    letters(&page.family) == letters(&known.name.family)
        && one.chars().count().min(other.chars().count()) >= LONG_ENOUGH
        && is_one_letter_off(&one, &other)
}

/// Whether one letter was added, left out or replaced.
fn is_one_letter_off(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let shorter = one.len().min(other.len());
    let head = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let tail = one.iter().rev().zip(other.iter().rev()).take(shorter - head).take_while(|(a, b)| a == b).count();
    one.len().max(other.len()) - head - tail == 1
}

fn excludes(printed: Option<Period>, known: &Doctor) -> bool {
    let life = printed.unwrap_or_default();
    let apart =
        |one: PartialDate, other: PartialDate| one.latest() < other.earliest() || other.latest() < one.earliest();
    let differ = |one, other| both(one, other).is_some_and(|(one, other)| apart(one, other));
    let ends_before = |end: Option<PartialDate>, start: Option<PartialDate>| {
        both(end, start).is_some_and(|(end, start)| end.latest() < start.earliest())
    };
    differ(life.start, known.born)
        || differ(life.end, known.died)
        || ends_before(life.end, known.born)
        || ends_before(known.died, life.start)
}

fn both<T>(one: Option<T>, other: Option<T>) -> Option<(T, T)> {
    Some((one?, other?))
}

/// One name holds the other, or all that tells one of them from other places.
fn is_same_place(one: &str, other: &str) -> bool {
    let (folded, known) = (fold(one), fold(other));
    let (one, other) = (telling_words(one), telling_words(other));
    let fewer = one.len().min(other.len());
    folded == known
        || known.contains(&folded)
        || folded.contains(&known)
        || fewer > 0 && one.intersection(&other).count() == fewer
}

/// Whether departments or subjects share a word that tells something; none where one side names none.
fn share_a_field(page: &page::Doctor, known: &Doctor) -> Option<bool> {
    let departments = page.positions.iter().filter_map(|found| found.value.department.as_deref());
    let printed = departments.chain(page.research_focus.iter().map(|found| found.value.as_str()));
    let department = |position: &Position| position.department.clone();
    let subjects = known.positions.iter().filter_map(department).chain(known.research_focus.iter().cloned());
    let printed: HashSet<String> = printed.flat_map(telling_words).collect();
    let subjects: HashSet<String> =
        subjects.flat_map(|text: Localised| text.texts().flat_map(telling_words).collect::<Vec<_>>()).collect();
    (!printed.is_empty() && !subjects.is_empty()).then(|| !printed.is_disjoint(&subjects))
}

fn telling_words(text: &str) -> HashSet<String> {
    let words = fold(&text.replace(['\'', '’'], ""));
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| COMMON.split_whitespace().all(|common| common != *word)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_off_is_close_and_two_are_not() {
        assert!(is_one_letter_off("jianming", "jianmin") && is_one_letter_off("ziming", "ziying"));
        assert!(!is_one_letter_off("ziming", "ziming") && !is_one_letter_off("ziming", "zimeng1"));
        assert!(is_one_letter_off("aa", "a") && is_one_letter_off("", "a") && !is_one_letter_off("", "ab"));
    }

    #[test]
    fn a_place_is_the_same_by_what_tells_it_from_others() {
        assert!(is_same_place("Harbour Hospital", "Harbour Hospital, Eastern University"));
        assert!(is_same_place("the First Harbour Hospital", "Harbour Hospital"));
        assert!(!is_same_place("Shanghai Harbour Hospital", "Shanghai Hillside Hospital"));
        assert!(!is_same_place("Shanghai Hospital", "Hospital of the University"));
    }
}
