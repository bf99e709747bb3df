//! Who speaks on a page, as its own lines tell it: labels that come again and take turns. One label asks, by its name, by
//! its question marks, or because the other is the subject's; the other answers.

mod turns;

use std::collections::BTreeSet;

use self::turns::{Speaker, Turns};
use super::speakers::{Speech, asks_by_name, is_answering, is_first_person};
use crate::text::han_script::length;
use crate::text::lines::Line;
use crate::text::names::{Name, honorific};
use crate::text::wording::{sentences, trailing_bracket};

/// The most bytes of a speaker's short form.
const SHORT: usize = 6;

/// The most characters of a question without a name.
const ASKED: usize = 200;

/// What sets a label off from what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Colon,
    Bracket,
    Dash,
    Stop,
}

const MARKS: [Mark; 4] = [Mark::Colon, Mark::Bracket, Mark::Dash, Mark::Stop];

/// The speakers of a page beside those whom everybody knows.
#[derive(Debug, Default)]
pub(crate) struct Cast {
    /// The publication's name, which asks.
    pub site: String,
    asks: BTreeSet<(Mark, String)>,
    answers: BTreeSet<(Mark, String)>,
    /// Those who speak where nobody can say which one asks, and the line of the first.
    pub unclear: Option<(u32, Vec<String>)>,
}

impl Cast {
    /// The cast that knows the publication's name alone.
    #[cfg(test)]
    pub fn of_site(site: &str) -> Self {
        Self { site: site.to_owned(), ..Self::default() }
    }

    /// Learns who speaks on these lines. `subjects` are those whom the title names.
    pub fn find(lines: &[Line], site: &str, subjects: &[Name]) -> Self {
        let mut cast = Self { site: site.to_owned(), ..Self::default() };
        for mark in MARKS {
            let turns = Turns::of(lines, mark, site);
            cast.learn(&turns, mark, subjects);
            cast.learn_short_forms(&turns, mark);
        }
        if !cast.asks.is_empty() {
            cast.unclear = None;
        } else if cast.unclear.is_none() {
            cast.unclear = unnamed(lines).map(|line| (line, Vec::new()));
        }
        cast
    }

    fn learn(&mut self, turns: &Turns, mark: Mark, subjects: &[Name]) {
        let speakers = turns.speakers.as_slice();
        let named = |at: &usize| speakers.get(*at).is_some_and(|speaker| asks_by_name(&speaker.label, &self.site));
        let mut asking: Vec<usize> = (0..speakers.len()).filter(named).filter(|at| turns.is_answered(*at)).collect();
        if asking.is_empty() && !(0..speakers.len()).any(|at| named(&at)) {
            asking.extend(by_question_marks(turns).or_else(|| beside_subject(turns, subjects)));
            if asking.is_empty() && mark != Mark::Stop {
                self.unclear = self.unclear.take().or_else(|| unclear(turns));
            }
        }
        asking.extend(by_answers(turns));
        if asking.is_empty() {
            return;
        }
        for (at, speaker) in speakers.iter().enumerate() {
            let answers = || is_answering(&speaker.label) || asking.iter().any(|one| turns.follows(*one, at) > 1);
            if asking.contains(&at) {
                self.asks.insert((mark, speaker.label.clone()));
            } else if answers() {
                self.answers.insert((mark, speaker.label.clone()));
            }
        }
    }

    /// `Interviewer (I): …`, and then `I: …`.
    fn learn_short_forms(&mut self, turns: &Turns, mark: Mark) {
        for speaker in &turns.speakers {
            let Some((name, short)) = trailing_bracket(&speaker.printed) else { continue };
            let short = turns::key(short);
            if short.len() <= SHORT && turns.speakers.iter().any(|other| other.label == short) {
                let asks = asks_by_name(name, &self.site);
                match asks {
                    true => self.asks.insert((mark, short)),
                    false => is_answering(name) && self.answers.insert((mark, short)),
                };
            }
        }
    }

    /// What a learnt speaker says on a line.
    pub fn speech<'a>(&self, text: &'a str) -> Option<Speech<'a>> {
        if self.asks.is_empty() {
            return None;
        }
        MARKS.into_iter().find_map(|mark| {
            let (label, said) = turns::labelled(text, mark)?;
            let key = (mark, turns::key(label));
            let asks = self.asks.contains(&key);
            (asks || self.answers.contains(&key)).then_some(Speech { speaker: label, text: said, asks })
        })
    }
}

/// The only one whose lines are questions, and whom somebody answers whose lines are none.
fn by_question_marks(turns: &Turns) -> Option<usize> {
    let mostly = |speaker: &Speaker| speaker.turns > 1 && 3 * speaker.questions >= 2 * speaker.turns;
    let answers = |speaker: &Speaker| 3 * speaker.questions <= speaker.turns;
    let is_answered =
        |one: usize| turns.speakers.iter().enumerate().any(|(at, other)| answers(other) && turns.follows(one, at) > 1);
    let asking = turns.speakers.iter().enumerate().filter(|(at, speaker)| mostly(speaker) && is_answered(*at));
    let asking: Vec<usize> = asking.map(|(at, _)| at).collect();
    if let [only] = asking.as_slice() { Some(*only) } else { None }
}

/// All who ask the same one, each perhaps once: `A student`, `A neighbour`.
fn by_answers(turns: &Turns) -> Vec<usize> {
    let answers =
        |speaker: &Speaker| speaker.turns > 1 && 3 * speaker.questions <= speaker.turns && is_answering(&speaker.label);
    let Some(answering) = turns.speakers.iter().position(answers) else { return Vec::new() };
    let asks = |speaker: &Speaker| speaker.questions == speaker.turns && !is_answering(&speaker.label);
    let asking = turns.speakers.iter().enumerate().filter(|(at, one)| asks(one) && turns.follows(*at, answering) > 0);
    let asking: Vec<usize> = asking.map(|(at, _)| at).collect();
    let asked: usize = asking.iter().map(|at| turns.follows(*at, answering)).sum();
    if asked > 1 { asking } else { Vec::new() }
}

/// The one who takes turns with the subject, and says less.
fn beside_subject(turns: &Turns, subjects: &[Name]) -> Option<usize> {
    let (one, other) = turns.pair()?;
    let (first, second) = (turns.speakers.get(one)?, turns.speakers.get(other)?);
    let asks = |asking: &Speaker, answering: &Speaker| {
        let is_subject = |speaker: &Speaker| subjects.iter().any(|name| is_name_of(name, &speaker.printed));
        is_subject(answering) && !is_subject(asking) && asking.said < answering.said
    };
    match (asks(first, second), asks(second, first)) {
        (true, false) => Some(one),
        (false, true) => Some(other),
        _ => None,
    }
}

fn is_name_of(name: &Name, label: &str) -> bool {
    let bare = honorific(label).map_or(label, |(_, rest)| rest);
    let printed = turns::key(bare);
    let whole = [name.full(), format!("{} {}", name.given, name.family), name.family.clone()];
    whole.iter().any(|name| turns::key(name) == printed)
        || crate::text::han_names::without_honorific(label)
            .is_some_and(|(bare, _)| whole.iter().any(|name| name == bare))
}

/// Two who take turns as in an interview, where one of them is asked something or both have names of people; or one who
/// answers again and again, and nobody twice.
fn unclear(turns: &Turns) -> Option<(u32, Vec<String>)> {
    let two = turns.pair().and_then(|(one, other)| Some([turns.speakers.get(one)?, turns.speakers.get(other)?]));
    let two = two.filter(|two| {
        two.iter().any(|speaker| speaker.questions > 0) || two.iter().all(|speaker| is_answering(&speaker.label))
    });
    let asked = || turns.speakers.iter().any(|speaker| speaker.turns == 1 && speaker.questions == 1);
    let one = || turns.speakers.iter().find(|one| one.turns > 1 && is_answering(&one.label)).filter(|_| asked());
    let speakers = two.map(|two| two.to_vec()).or_else(|| Some(vec![one()?]))?;
    let line = speakers.iter().map(|speaker| speaker.line).min()?;
    Some((line, speakers.iter().map(|speaker| speaker.printed.clone()).collect()))
}

/// The first of several lines that ask, each above one on which somebody speaks of himself, and nobody is named.
fn unnamed(lines: &[Line]) -> Option<u32> {
    let asks =
        |line: &Line| line.text.ends_with(['?', '？']) && sentences(&line.text) <= 2 && length(&line.text) <= ASKED;
    let told: Vec<&Line> = lines.iter().filter(|line| !line.is_picture()).collect();
    let pairs = told.iter().zip(told.iter().skip(1));
    let mut asked = pairs.filter(|(one, next)| asks(one) && !asks(next) && is_first_person(&next.text));
    let first = asked.next()?;
    (asked.count() > 1).then_some(first.0.number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines::split;
    use crate::text::person::person;

    /// Who asks and who answers in a text, letter by letter; `.` for nobody.
    fn voices(text: &str, site: &str, subject: &str) -> (String, bool) {
        let lines = split(text);
        let subjects: Vec<Name> = person(subject).map(|(person, _)| person.name).into_iter().collect();
        let cast = Cast::find(&lines, site, &subjects);
        let voice = |line: &Line| match super::super::speakers::speaker(&line.text, &cast) {
            Some(speech) if speech.asks => 'Q',
            Some(_) => 'A',
            None => '.',
        };
        (lines.iter().map(voice).collect(), cast.unclear.is_some())
    }

    #[test]
    fn a_site_asks_under_its_names_for_short() {
        for label in ["Review", "WQR", "Willow Quay", "Willow Quay Review", "The Review"] {
            let text = format!("{label}: When?\nProfessor: Then.\nAnd so on.\n{label}: Why?\nProfessor: So.");
            assert_eq!(voices(&text, "Willow Quay Review", "").0, "QA.QA", "{label}");
        }
        assert_eq!(voices("柳岸：何时？\n蒲医生：那时。\n柳岸：为何？\n蒲医生：不知。", "柳岸访谈", "").0, "QAQA");
    }

    #[test]
    fn a_named_journalist_asks_by_the_question_marks() {
        let text = "Tang Wei: When?\nPu Haoran: Then, by the lake.\nTang Wei: Why?\nPu Haoran: So.";
        assert_eq!(voices(text, "", "").0, "QAQA");
        let two = "Tang Wei: When?\nPu Haoran: Then.\nLin Yue: I, too.\nTang Wei: Why?\nPu Haoran: So.\nLin Yue: No.";
        assert_eq!(voices(two, "", "").0, "QAAQAA");
        assert_eq!(voices("唐薇：何时？\n蒲浩然：那时。\n唐薇：为何？\n蒲浩然：不知。", "", "").0, "QAQA");
    }

    #[test]
    fn who_takes_turns_with_the_subject_asks() {
        let text =
            "Tang: Tell me of it.\nPu: It was by the lake, long ago.\nTang: And then.\nPu: I went home by night.";
        assert_eq!(voices(text, "", "Dr. Pu Haoran"), ("QAQA".to_owned(), false));
        assert_eq!(voices(text, "", ""), ("AAAA".to_owned(), true));
        let others = "A student: When?\nPu Haoran: Then.\nA neighbour: Why?\nPu Haoran: So.";
        assert_eq!(voices(others, "", "").0, "QAQA");
        let unnamed = "When was it?\nI was young then.\nWhy?\nMy mother asked me to.\nAnd now?\nI do not know.";
        assert_eq!(voices(unnamed, "", ""), ("......".to_owned(), true));
    }

    #[test]
    fn a_dash_or_a_full_stop_can_end_a_label() {
        for (text, wanted) in [
            ("Q. When?\nA. Then.\nI went.\nQ. Why?\nA. So.", "QA.QA"),
            ("Q. When?\nA. Then.", "QA"),
            ("问　何时？\n答　那时。\n问　为何？\n答　不知。", "QAQA"),
            ("【唐薇】何时？\n【蒲浩然】那时。\n【唐薇】为何？\n【蒲浩然】不知。", "QAQA"),
            ("Interviewer (I): When?\nPu Haoran (P): Then.\nI: Why?\nP: So.", "QAQA"),
            ("Reporter – When?\nDr. Pu – Then.\nReporter – Why?\nDr. Pu – So.", "QAQA"),
            ("Reporter. When?\nDr. Pu. Then.\nReporter. Why?\nDr. Pu. So.", "QAQA"),
            ("问——何时？\n答——那时。\n问——为何？\n答——不知。", "QAQA"),
            ("1. Tang Wei – When?\nPu Haoran – Then.\n2. Tang Wei – Why?\nPu Haoran – So.", "QAQA"),
        ] {
            assert_eq!(voices(text, "", "").0, wanted, "{text}");
        }
    }

    #[test]
    fn labels_of_a_list_are_no_speakers() {
        for text in [
            "Role: Director\nPlace: Harbour\nRole: Member\nPlace: Hill\nRole: Head\nPlace: Lake",
            "Director – Harbour\nMember – Hill\nDirector – Lake\nMember – Sea",
            "It rained. He went.\nHe sat. Why?\nIt rained. Nobody came.\nHe sat. Where?",
            "A. A lamp.\nB. A door.\nC. A bed.",
        ] {
            assert_eq!(voices(text, "Lamp House", "").0.replace('.', ""), "", "{text}");
            assert!(!voices(text, "Lamp House", "").1, "{text}");
        }
    }
}
