//! What ends a page: the interview, what is told after it, the tail.

use super::cast::Cast;
use super::cuts::{decide, split};
use super::heads::{heads, is_closing_head, is_plain_head};
use super::speakers::{is_first_person, is_interview_label, speaker};
use super::telling::{TOLD, is_listed_item};
use crate::gazetteer::Known;
use crate::profile::labels;
use crate::report::decision::Decision;
use crate::report::notes::Notes;
use crate::tail;
use crate::text::han_script::length;
use crate::text::lines::Line;
use crate::text::wording::{ends_sentence, is_listed, lower_words};

/// The lines above the interview, and what ends the page.
pub(super) struct Ends<'a> {
    pub lines: &'a [Line],
    pub interview: &'a [Line],
    pub closing: &'a [Line],
    pub tail: &'a [Line],
}

pub(super) fn without_ends<'a>(known: &Known, lines: &'a [Line], cast: &Cast, notes: &mut Notes) -> Ends<'a> {
    // Who speaks is asked several times, and to tell it takes time.
    let voices: Vec<Option<Voice>> = lines.iter().map(|line| voice(line, cast)).collect();
    let last_spoken = last_spoken(lines, &voices).unwrap_or(0);
    let (lines, tail) = split(lines, tail::start(lines, last_spoken));
    decide(tail, Decision::TextEnds, notes);
    let (lines, interview) = split(lines, interview_start(known, lines, &voices));
    let voices = voices.get(lines.len()..).unwrap_or_default();
    let (interview, closing) = split(interview, closing_start(known, interview, voices));
    let labelled = interview.first().is_some_and(|line| is_interview_label(&line.text));
    decide(interview, if labelled { Decision::InterviewByLabel } else { Decision::InterviewByAnswer }, notes);
    decide(closing, Decision::InterviewEnds, notes);
    Ends { lines, interview, closing, tail }
}

/// What a speaker does on a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Voice {
    Asks,
    Answers,
}

fn voice(line: &Line, cast: &Cast) -> Option<Voice> {
    speaker(&line.text, cast).map(|speech| if speech.asks { Voice::Asks } else { Voice::Answers })
}

/// The last line on which somebody speaks; `Reporter: A B` is a credit.
fn last_spoken(lines: &[Line], voices: &[Option<Voice>]) -> Option<usize> {
    let voices = voices.get(..lines.len()).unwrap_or(voices);
    let mut spoken = lines.iter().zip(voices).enumerate().rev().filter(|(_, (_, voice))| voice.is_some());
    spoken.find(|(_, (line, _))| tail::credits::credits(&line.text).is_empty()).map(|(at, _)| at)
}

/// The label of the interview, or the first question that somebody answers.
fn interview_start(known: &Known, lines: &[Line], voices: &[Option<Voice>]) -> usize {
    let label = lines.iter().enumerate().position(|(at, line)| {
        if !is_interview_label(&line.text) {
            return false;
        }
        // A reporter can set the scene first.
        let ahead = if lower_words(&line.text).len() <= 4 { 10 } else { 3 };
        let mut next = lines.iter().zip(voices).skip(at + 1).filter(|(line, _)| !line.is_picture()).take(ahead);
        next.any(|(_, voice)| voice.is_some())
    });
    let asked = || first_answered(voices.get(..lines.len()).unwrap_or(voices)).map(|at| with_lead(known, lines, at));
    label.or_else(asked).unwrap_or(lines.len())
}

/// `After the Clinic`: a head right above the first question, or above one paragraph that says that somebody is asked, is
/// the interview's label.
fn with_lead(known: &Known, lines: &[Line], at: usize) -> usize {
    const ASKS: &str = "asked talked conversation interview interviewed reporter";
    let above = lines.get(..at).unwrap_or_default();
    let mut above = above.iter().enumerate().rev().filter(|(_, line)| !line.is_picture());
    let is_label = |line: &Line| {
        let label = labels::label(known, line);
        let label = label.is_some_and(|label| label.topic.is_some() || !leads_with_colon(&line.text));
        is_plain_head(known, line) && !label && !is_listed_item(known, &line.text)
    };
    let first = above.next();
    if let Some((head, _)) = first.filter(|(head, line)| *head > 0 && is_label(line)) {
        return head;
    }
    let (Some((_, lead)), Some((head, label))) = (first, above.next()) else { return at };
    let asks = lower_words(&lead.text).iter().any(|word| is_listed(ASKS, word));
    let leads = asks && ends_sentence(&lead.text) && length(&lead.text) <= LEADS;
    if head > 0 && leads && is_label(label) { head } else { at }
}

/// `Face to Face:`, but not `We asked her twice:`, which is a sentence.
fn leads_with_colon(text: &str) -> bool {
    const CHINESE_WORDS: &[&str] = &["问", "說", "说", "道", "答", "他", "她", "我", "者"];
    let Some(bare) = text.strip_suffix([':', '：']) else { return false };
    let said = CHINESE_WORDS.iter().any(|word| bare.contains(word));
    let small = |word: &str| word.len() > 4 && word.starts_with(char::is_lowercase);
    let told = lower_words(bare).iter().any(|word| is_listed(TOLD, word)) || bare.split(' ').any(small);
    !told && !said && bare.split(' ').count() <= 6 && length(bare) <= 40
}

/// The most characters of a paragraph that leads to the questions.
const LEADS: usize = 300;

/// The first question after which somebody answers. Each line is looked at once: a page can have thousands.
fn first_answered(voices: &[Option<Voice>]) -> Option<usize> {
    let mut asked = None;
    for (at, voice) in voices.iter().enumerate() {
        match voice {
            Some(Voice::Asks) => asked = Some(at),
            Some(Voice::Answers) if asked.is_some() => return asked,
            _ => {}
        }
    }
    None
}

/// Where the text goes on after the last answer: at a rule, or at a head under which nobody speaks of himself.
fn closing_start(known: &Known, lines: &[Line], voices: &[Option<Voice>]) -> usize {
    let Some(last) = last_spoken(lines, voices) else { return lines.len() };
    let below = lines.get(last + 1..).unwrap_or_default();
    let rule = below.iter().position(is_rule).filter(|at| at + 1 < below.len());
    let head = heads(known, below).first().map(|head| head.at);
    let own = |at: &usize| below.get(*at).is_some_and(is_closing_head);
    let told = |at: &usize| !below.iter().skip(*at).any(|line| is_first_person(&line.text));
    let head = head.filter(|at| own(at) || told(at));
    rule.into_iter().chain(head).min().map_or(lines.len(), |at| last + 1 + at)
}

/// `***`, `— — —`: a line of marks.
fn is_rule(line: &Line) -> bool {
    line.text.chars().count() > 1 && line.text.chars().all(|c| " *-–—_=~·•◆●".contains(c))
}

#[cfg(test)]
mod tests {
    use super::super::cut;
    use super::*;

    #[test]
    fn what_is_told_after_the_last_answer_closes_the_page() {
        let closes = |end: &str| {
            let lines = crate::text::lines::split(end);
            let cut = cut(&Known::built_in(), &lines, &Cast::default(), &|_| false, &mut Notes::default());
            (cut.interview.len(), cut.closing.len())
        };
        let talk = "Interview\nQ: One?\nDr. Wen: So.\n";
        assert_eq!(closes(&format!("{talk}I mean it.\nA Lamp\nHe went home.")), (4, 2));
        assert_eq!(closes(&format!("{talk}***\nIt was late, and we left.")), (3, 2));
        assert_eq!(closes(&format!("{talk}Epilogue\nMy coat was wet.")), (3, 2));
        assert_eq!(closes(&format!("{talk}My Advice\nI say rest.")), (5, 0));
        assert_eq!(closes(&format!("{talk}A word.\n***")), (5, 0));
    }

    #[test]
    fn a_head_above_the_questions_can_end_in_a_colon() {
        let first = |lead: &str| {
            let text = format!("A Lamp\nIt burned.\n{lead}\nReporter: Why?\nDr. Wen: So.");
            let lines = crate::text::lines::split(&text);
            let cut = cut(&Known::built_in(), &lines, &Cast::default(), &|_| false, &mut Notes::default());
            cut.interview.first().map(|line| line.text.clone()).unwrap_or_default()
        };
        for lead in
            ["Under the Lamp:", "Five Minutes with the Kettle:", "After the Clinic：", "灯下：", "Under the Lamp"]
        {
            assert_eq!(first(lead), lead);
        }
        for lead in ["We asked her only twice:", "What she said then:", "医生说："] {
            assert_eq!(first(lead), "Reporter: Why?", "{lead}");
        }
    }
}
