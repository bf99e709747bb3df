//! Who speaks on a page, as its own lines tell it: labels that come again and take turns. One label asks, by its name, by
//! its question marks, or because the other is the subject's; the other answers.

mod turns;

use std::collections::BTreeSet;

use self::turns::{Speaker, Turns};
use super::speakers::{Speech, asks_by_name, is_answering};
use crate::text::lines::Line;
use crate::text::names::{Name, honorific};

/// What sets a label off from what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Colon,
    Dash,
    Stop,
}

/// The speakers of a page beside those whom everybody knows.
#[derive(Debug, Default)]
pub(crate) struct Cast {
    /// The publication's name, which asks.
    pub site: String,
    asks: BTreeSet<(Mark, String)>,
    answers: BTreeSet<(Mark, String)>,
    /// Two who take turns of whom nobody can say which one asks, and the line of the first.
    pub unclear: Option<(u32, [String; 2])>,
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
        for mark in [Mark::Colon, Mark::Dash, Mark::Stop] {
            cast.learn(&Turns::of(lines, mark, site), mark, subjects);
        }
        if !cast.asks.is_empty() {
            cast.unclear = None;
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

    /// What a learnt speaker says on a line.
    pub fn speech<'a>(&self, text: &'a str) -> Option<Speech<'a>> {
        if self.asks.is_empty() {
            return None;
        }
        [Mark::Colon, Mark::Dash, Mark::Stop].into_iter().find_map(|mark| {
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

/// Two who take turns as in an interview: one of them is asked something, or both have names of people.
fn unclear(turns: &Turns) -> Option<(u32, [String; 2])> {
    let (one, other) = turns.pair()?;
    let (first, second) = (turns.speakers.get(one)?, turns.speakers.get(other)?);
    let talks = first.questions + second.questions > 0 || is_answering(&first.label) && is_answering(&second.label);
    talks.then(|| (first.line, [first.printed.clone(), second.printed.clone()]))
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
    }

    #[test]
    fn a_dash_or_a_full_stop_can_end_a_label() {
        for (text, wanted) in [
            ("Q. When?\nA. Then.\nI went.\nQ. Why?\nA. So.", "QA.QA"),
            ("Q. When?\nA. Then.", "QA"),
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
