//! The same post in two wordings: one record, and a question for the editor.

use std::collections::HashMap;

use shanghaidoctor_domain::content::PostStatus;
use shanghaidoctor_domain::{PartialDate, Period};

use crate::facts::fact_lines::{appointment, position};
use crate::facts::{Appointment, Doctor, Found, Organisation, Position};
use crate::report::notes::Notes;

const FULLER: &str = "the wording that names more of the path is kept";
const OVER: &str = "the wording that says the post is over is kept: the other does not say that it is held";
const DATED: &str = "the wording that says when is kept";
const FIRST: &str = "the wording that stands first is kept";

/// From when to when.
type Term = Option<(Option<PartialDate>, Option<PartialDate>)>;

/// The same office in the same body at the same time.
type Key<'a> = (&'a str, Term);

/// A post without what wordings differ by.
struct Essence {
    /// The words of each unit from the root, then those of the office: an end of the path is an end of this text.
    text: String,
    /// Where each unit begins in it.
    units: Vec<usize>,
    status: PostStatus,
    term: Term,
}

impl Essence {
    fn new<'a>(role: &str, path: impl Iterator<Item = &'a str>, status: PostStatus, period: Option<Period>) -> Self {
        let (mut text, mut units) = (String::new(), Vec::new());
        for unit in path {
            units.push(text.len());
            push_words(&mut text, unit, |word| word);
            text.push('\n');
        }
        push_words(&mut text, role, one_office);
        Self { text, units, status, term: period.map(|period| (period.start, period.end)) }
    }

    /// Its path and every end of it with the office, the longest first.
    fn texts(&self) -> impl Iterator<Item = &str> {
        self.units.iter().filter_map(|from| self.text.get(*from..))
    }

    /// The same at its time.
    fn ends(&self) -> impl Iterator<Item = Key<'_>> {
        self.texts().map(|text| (text, self.term))
    }
}

/// Where among the kept posts a path stands; looked up, because a page can list thousands.
#[derive(Default)]
struct Index<'a> {
    whole: HashMap<Key<'a>, usize>,
    ends: HashMap<Key<'a>, usize>,
}

impl<'a> Index<'a> {
    /// The post whose path is an end of this one's, or this one's an end of it.
    fn find(&self, post: &Essence) -> Option<usize> {
        let longer = post.ends().next().and_then(|whole| self.ends.get(&whole));
        longer.copied().or_else(|| post.ends().find_map(|end| self.whole.get(&end).copied()))
    }

    /// A wording that was not kept leads nowhere any more: its short path may be the end of another body's.
    fn replace(&mut self, old: &'a Essence, new: &'a Essence, at: usize) {
        if let Some(whole) = old.ends().next() {
            self.whole.remove(&whole);
        }
        self.insert(new, at);
    }

    fn insert(&mut self, post: &'a Essence, at: usize) {
        if let Some(whole) = post.ends().next() {
            self.whole.entry(whole).or_insert(at);
        }
        for end in post.ends() {
            self.ends.entry(end).or_insert(at);
        }
    }
}

/// Keeps one of two wordings.
pub(crate) fn settle(doctor: &mut Doctor, notes: &mut Notes) {
    let appointments = std::mem::take(&mut doctor.appointments);
    doctor.appointments = settled(appointments, of_appointment, appointment, notes);
    doctor.positions = settled(std::mem::take(&mut doctor.positions), of_position, position, notes);
}

fn settled<T>(
    posts: Vec<Found<T>>,
    essence: impl Fn(&T) -> Essence,
    show: impl Fn(&T) -> String,
    notes: &mut Notes,
) -> Vec<Found<T>> {
    let posts = posts.into_iter().map(|post| (essence(&post.value), post)).collect();
    let (essences, posts): (Vec<Essence>, Vec<Found<T>>) = dated(posts, &show, notes).into_iter().unzip();
    one_wording(posts, &essences, &show, notes)
}

fn of_appointment(post: &Appointment) -> Essence {
    Essence::new(&post.role, post.path.iter().map(unit), post.status, post.period)
}

fn of_position(post: &Position) -> Essence {
    let path = post.path.iter().map(unit).chain(post.department.as_deref());
    Essence::new(&post.role, path, post.status, post.period)
}

fn unit(unit: &Organisation) -> &str {
    &unit.name
}

/// The words of a name in one order: `Department of Surgery` and `Surgery Department` are one.
fn push_words(text: &mut String, name: &str, one: impl Fn(&str) -> &str) {
    let lower = name.to_lowercase();
    let words = lower.split([' ', '/', '-']).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let mut words: Vec<&str> = words.filter(|word| !matches!(*word, "" | "of" | "the" | "for" | "and")).collect();
    words.sort_unstable();
    for word in words {
        text.push_str(one(word));
        text.push(' ');
    }
}

/// `Vice-Chairman` and `Deputy Chair` are one.
fn one_office(word: &str) -> &str {
    match word {
        "chairman" | "chairwoman" | "chairperson" => "chair",
        "deputy" => "vice",
        _ => word,
    }
}

/// A post of the byline stands in a list of the career once more, there with its time: the time is kept.
fn dated<T>(
    posts: Vec<(Essence, Found<T>)>,
    show: impl Fn(&T) -> String,
    notes: &mut Notes,
) -> Vec<(Essence, Found<T>)> {
    let mut terms = HashMap::new();
    for (post, found) in posts.iter().filter(|(post, _)| post.term.is_some()) {
        for end in post.texts() {
            terms.entry((end.to_owned(), post.status)).or_insert_with(|| Found::new(found.line, show(&found.value)));
        }
    }
    if terms.is_empty() {
        return posts;
    }
    let mut kept = Vec::new();
    for (post, found) in posts {
        let whole = post.texts().next().filter(|_| post.term.is_none());
        match whole.and_then(|whole| terms.get(&(whole.to_owned(), post.status))) {
            Some(term) => {
                let other = Found::new(found.line, show(&found.value));
                notes.conflict("one post with its time and without", term, &other, DATED);
            }
            None => kept.push((post, found)),
        }
    }
    kept
}

fn one_wording<T>(
    posts: Vec<Found<T>>,
    essences: &[Essence],
    show: impl Fn(&T) -> String,
    notes: &mut Notes,
) -> Vec<Found<T>> {
    let mut kept: Vec<(Found<T>, &Essence)> = Vec::new();
    let mut index = Index::default();
    for (post, new) in posts.into_iter().zip(essences) {
        let same = index.find(new);
        let Some((at, known)) = same.and_then(|at| Some((at, kept.get_mut(at)?))) else {
            index.insert(new, kept.len());
            kept.push((post, new));
            continue;
        };
        let (wins, rule) = choice(known.1, new);
        let other = if wins {
            index.replace(known.1, new, at);
            std::mem::replace(known, (post, new))
        } else {
            (post, new)
        };
        let told = |found: &Found<T>| Found::new(found.line, show(&found.value));
        notes.conflict("one post in two wordings", &told(&known.0), &told(&other.0), rule);
    }
    kept.into_iter().map(|(post, _)| post).collect()
}

/// Whether the new wording is kept, and the rule.
fn choice(known: &Essence, new: &Essence) -> (bool, &'static str) {
    if known.status != new.status {
        return (new.status == PostStatus::Former, OVER);
    }
    match known.units.len().cmp(&new.units.len()) {
        std::cmp::Ordering::Less => (true, FULLER),
        std::cmp::Ordering::Greater => (false, FULLER),
        std::cmp::Ordering::Equal => (false, FIRST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::Known;
    use crate::profile::placing;
    use crate::profile::post::Listed;

    fn settled(lines: &[&str]) -> (Vec<String>, Vec<&'static str>) {
        let (mut doctor, mut notes) = (Doctor::default(), Notes::default());
        for (line, text) in (1..).zip(lines) {
            placing::place(&Known::built_in(), text, Listed::Appointments, &mut doctor, line, &mut notes);
        }
        settle(&mut doctor, &mut notes);
        let appointments = doctor.appointments.iter().map(|post| appointment(&post.value));
        let positions = doctor.positions.iter().map(|post| position(&post.value));
        let title = doctor.academic_title.iter().map(|title| title.value.clone());
        let rules = notes.warnings.iter().filter_map(|warning| warning.conflict.as_ref());
        (appointments.chain(positions).chain(title).collect(), rules.map(|conflict| conflict.rule).collect())
    }

    #[test]
    fn one_post_in_two_wordings_is_kept_once() {
        let (posts, rules) =
            settled(&["Vice-Chairman of the Eye Branch", "Deputy Chair, Eye Branch, Eastern Medical Association"]);
        assert_eq!(posts, ["Deputy Chair (VICE_CHAIR), Eastern Medical Association > Eye Branch, CURRENT"]);
        assert_eq!(rules, [FULLER]);
        let (posts, rules) = settled(&["Director of the Eye Department", "former Director of the Department of Eye"]);
        assert_eq!((posts.len(), rules), (1, vec![OVER]), "{posts:?}");
    }

    #[test]
    fn a_post_with_its_time_stands_for_the_same_without() {
        let (mut doctor, mut notes) = (Doctor::default(), Notes::default());
        let wordings =
            ["Director of the Stroke Center, Bay Hospital", "2017-present: Director, Stroke Center, Bay Hospital"];
        for (line, text) in (1..).zip(wordings) {
            placing::place(&Known::built_in(), text, Listed::Byline, &mut doctor, line, &mut notes);
        }
        settle(&mut doctor, &mut notes);
        let lines: Vec<u32> = doctor.positions.iter().map(|post| post.line).collect();
        let rules: Vec<&str> =
            notes.warnings.iter().filter_map(|warning| Some(warning.conflict.as_ref()?.rule)).collect();
        assert_eq!((lines, rules), (vec![2], vec![DATED]));
    }

    #[test]
    fn a_short_path_stands_for_one_body_only() {
        let (east, west) =
            ("Chair, Eye Branch, Eastern Medical Association", "Chair, Eye Branch, Western Medical Association");
        for three in [["Chair of the Eye Branch", east, west], [east, "Chair of the Eye Branch", west]] {
            let (posts, rules) = settled(&three);
            assert_eq!((posts.len(), rules), (2, vec![FULLER]), "{posts:?}");
        }
    }

    #[test]
    fn other_bodies_offices_and_terms_stay_apart() {
        for two in [
            ["Member of the Eye Branch", "Standing Member of the Eye Branch"],
            ["Chair, Eye Branch, Eastern Medical Association", "Chair, Eye Branch, Western Medical Association"],
            ["Member of the Eye Branch (2001-2005)", "Member of the Eye Branch (2006-2010)"],
            ["Former Dean of Lake University", "Dean of Lake University (2020-present)"],
            ["Professor", "Professor of Surgery at Loom University"],
        ] {
            let (posts, rules) = settled(&two);
            assert_eq!((posts.len(), rules.len()), (2, 0), "{posts:?}");
        }
    }
}
