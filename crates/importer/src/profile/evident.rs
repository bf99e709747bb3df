//! What an item of a list is by its own signs, whatever the label above it says.

use crate::facts::Doctor;
use crate::gazetteer::Known;
use crate::profile::grant_numbers::has_grant_number;
use crate::profile::items::{held, push};
use crate::profile::post::{LONGEST, Listed};
use crate::profile::{awards, citations, claims, fellowships, placing, posts, projects, roles};
use crate::report::decision::Decision;
use crate::report::notes::Notes;
use crate::report::topic::Topic;
use crate::text::dates;
use crate::text::han_script::is_chinese;
use crate::text::wording::{is_listed, strip_words, words};

/// What an item can be beyond doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Authors, a title, a journal, an issue.
    Paper,
    /// So many of something.
    Claim,
    /// A funder and a grant's number.
    Project,
    /// A stay at a named place, with its country or its time.
    Stay,
    /// A role in a body of a known kind.
    Post,
    /// A role of an editor or reviewer of a journal.
    Editorial,
    /// A name that ends in a word for an award.
    Award,
}

impl Kind {
    /// True for an item that belongs under a label of this topic.
    pub const fn is_of(self, topic: Topic) -> bool {
        match self {
            Self::Paper => matches!(topic, Topic::Publications | Topic::Achievements),
            Self::Claim => matches!(topic, Topic::Achievements),
            Self::Project => matches!(topic, Topic::Projects),
            Self::Stay => matches!(topic, Topic::Fellowships | Topic::Education),
            Self::Post => matches!(topic, Topic::Appointments | Topic::Education),
            Self::Editorial => matches!(topic, Topic::Editorial),
            Self::Award => matches!(topic, Topic::Awards),
        }
    }

    /// True for an item that stands under a label of another topic, which reads more than it should.
    pub const fn is_foreign(self, topic: Topic) -> bool {
        match topic {
            Topic::Focus => true,
            Topic::Awards => matches!(self, Self::Paper | Self::Claim | Self::Project | Self::Post | Self::Editorial),
            Topic::Publications => matches!(self, Self::Post | Self::Award),
            _ => false,
        }
    }
}

/// True for a topic that reads more than it should: what its items are is asked first.
pub(super) const fn is_open(topic: Topic) -> bool {
    matches!(topic, Topic::Focus | Topic::Awards | Topic::Publications)
}

/// What an item is, where its own words leave no doubt. Chinese items have signs of their own.
pub(super) fn kind(known: &Known, text: &str) -> Option<Kind> {
    if text.len() > LONGEST || is_chinese(text) {
        return None;
    }
    match () {
        () if is_cited(text) => Some(Kind::Paper),
        () if is_counted(known, text) => Some(Kind::Claim),
        () if is_funded(known, text) => Some(Kind::Project),
        () if is_stay(known, text) => Some(Kind::Stay),
        () => post(known, text).or_else(|| is_award(text).then_some(Kind::Award)),
    }
}

/// Writes the item down as what it is; false where nothing came of it.
pub(super) fn read(known: &Known, kind: Kind, text: &str, line: u32, doctor: &mut Doctor, notes: &mut Notes) -> bool {
    match kind {
        Kind::Paper => push(&mut doctor.publications.papers, line, citations::paper(text)),
        Kind::Claim => {
            notes.decide(line, Decision::Claim);
            push(&mut doctor.claims, line, claims::claim(text))
        }
        Kind::Project => push(&mut doctor.projects, line, projects::projects(known, text)),
        Kind::Stay => push(&mut doctor.fellowships, line, fellowships::in_education(known, text)),
        Kind::Post | Kind::Editorial => held(known, Listed::Byline, text, line, doctor, notes),
        Kind::Award if awards::is_not_won(text, doctor) => false,
        Kind::Award => push(&mut doctor.awards, line, awards::awards(text)),
    }
}

/// A number of its own, or a title in an issue: marks and a year alone make no paper.
fn is_cited(text: &str) -> bool {
    citations::paper(text).is_some_and(|paper| {
        let placed = paper.journal.is_some() && paper.volume.is_some() && paper.year.is_some();
        paper.doi.is_some() || paper.pmid.is_some() || paper.title.is_some() && placed
    })
}

/// A number that leads, or follows a word for what somebody did. A number inside can be part of anything:
/// `Transplants in patients over 60 years`.
fn is_counted(known: &Known, text: &str) -> bool {
    const DID: &[&str] = &[
        "he",
        "she",
        "has",
        "have",
        "holds",
        "holder of",
        "author of",
        "co-author of",
        "authored",
        "co-authored",
        "wrote",
        "published",
        "performed",
        "completed",
        "treated",
        "trained",
        "supervised",
        "mentored",
        "led",
        "obtained",
        "granted",
        "registered",
        "over",
        "more than",
        "about",
        "some",
        "nearly",
        "almost",
        "a total of",
        "around",
    ];
    let mut rest = text;
    while let Some(shorter) = strip_words(rest, DID).or_else(|| strip_words(rest, claims::OPERATES)) {
        rest = shorter;
    }
    let leads = rest.len() < text.len() || claims::begins_with_number(text);
    leads
        && claims::claim(text).is_some()
        && dates::date(rest.split(' ').next().unwrap_or_default()).is_none()
        && !projects::is_numbered(known, text)
}

fn is_funded(known: &Known, text: &str) -> bool {
    let found = |project: crate::facts::Project| project.funder.is_some() && project.grant_number.is_some();
    has_grant_number(text) && !posts::begins_with_role(known, text) && projects::project(known, text).is_some_and(found)
}

fn is_stay(known: &Known, text: &str) -> bool {
    fellowships::in_education(known, text).is_some_and(|stay| {
        let named = |name: &str| name.starts_with(char::is_uppercase);
        (stay.country.is_some() || stay.period.is_some()) && stay.path.iter().all(|unit| named(&unit.name))
    })
}

/// A role comes first, and what it is held in has a name and is a body.
fn post(known: &Known, text: &str) -> Option<Kind> {
    const PRAISE: &str = "outstanding excellent advanced model best top leading meritorious";
    let (_, bare) = roles::without_marks(text);
    let praised = words(bare).next().is_some_and(|first| is_listed(PRAISE, &first.to_lowercase()));
    if praised || !posts::is_own(known, text) || is_award(text) {
        return None;
    }
    let posts = placing::certain(known, text);
    let edits = posts.iter().all(|post| roles::is_editorial(roles::rank(&post.role)));
    (!posts.is_empty()).then_some(if edits { Kind::Editorial } else { Kind::Post })
}

/// `Silver Medal of the Society`, `Eye Award (2019)`: with a capital, as names have it. A programme or a star can be
/// other things, too.
fn is_award(text: &str) -> bool {
    const NOUNS: &str = "Award Awards Prize Prizes Medal Medals";
    let named = || text.split([' ', ',', '(']).any(|word| is_listed(NOUNS, word));
    text.starts_with(char::is_uppercase) && named() && awards::is_award_item(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_what_their_own_words_say() {
        for (text, wanted) in [
            ("Chair of the Eye Branch of the Eastern Medical Association", Kind::Post),
            ("Director, Department of Surgery, Harbour Hospital", Kind::Post),
            ("Reviewer for Eye Letters", Kind::Editorial),
            ("Published more than 80 papers", Kind::Claim),
            ("Holds 5 patents", Kind::Claim),
            ("12 invention patents", Kind::Claim),
            ("Two national patents", Kind::Claim),
            ("Bund Medal for Teaching (2016)", Kind::Award),
            ("National Natural Science Foundation of China (No. 81234567), 2016-2019", Kind::Project),
            ("Wen H. Sleep of otters. J Ears. 2019;1:2-3.", Kind::Paper),
            ("Natural Science Foundation of Example, Youth Program (No. 81900001), 2019-2021", Kind::Project),
            ("Visiting Scholar, Eye Institute, Fjord University, Norway (2003-2004)", Kind::Stay),
            ("Silver Snake Award (2019)", Kind::Award),
            ("Second Prize, Eastern Science and Technology Award, 2019", Kind::Award),
            ("Eastern Medal for Devoted Physicians, 2017", Kind::Award),
        ] {
            assert_eq!(kind(&Known::built_in(), text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_can_be_anything_is_left() {
        for text in [
            "Transplants in patients over 60 years",
            "2019 papers of note",
            "Member of the choir",
            "Surgery of the spine",
            "Visiting friends at Lake Hospital",
            "He plays the violin.",
            "The evening program",
            "A prize for the best soup was never given.",
            "“Craftsman of the City” (2022)",
            "Outstanding Member of the Eastern Medical Association",
            "",
        ] {
            assert_eq!(kind(&Known::built_in(), text), None, "{text}");
        }
    }
}
