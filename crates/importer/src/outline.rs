//! Which lines are the opening, the preface, the story, the interview and the tail.

pub(crate) mod cast;
mod cuts;
mod ends;
mod heads;
pub(crate) mod speakers;
mod telling;

use self::cast::Cast;
use self::cuts::{decide, split};
use self::ends::{Ends, without_ends};
use self::heads::is_short;
pub(crate) use self::heads::{Head, heads, is_plain_head};
use self::telling::{TELLING, is_item, is_listed_item, is_sentence, is_told};
use crate::gazetteer::Known;
use crate::profile::labels;
use crate::report::decision::{Decision, OpeningEnd};
use crate::report::notes::Notes;
use crate::text::han_script::{is_chinese, length};
use crate::text::lines::Line;
use crate::text::wording::{ends_sentence, is_listed as is_listed_word, lower_words, sentences};

/// A page under its frame, cut into parts.
#[derive(Debug)]
pub(crate) struct Outline<'a> {
    /// Byline and profile.
    pub opening: &'a [Line],
    /// A byline under the preface, where none stands above it.
    pub late_byline: &'a [Line],
    /// The preface under its label.
    pub intro: &'a [Line],
    /// Chapters.
    pub story: &'a [Line],
    /// Questions and answers, their label first if they have one.
    pub interview: &'a [Line],
    /// What goes on to tell after the last answer.
    pub closing: &'a [Line],
    /// Credits, rights, furniture.
    pub tail: &'a [Line],
}

/// The most lines of a byline and a profile.
const OPENING: usize = 400;

/// Cuts the lines under the frame. `cast` knows who speaks; `is_byline` knows the subject's lines.
pub(crate) fn cut<'a>(
    known: &Known,
    lines: &'a [Line],
    cast: &Cast,
    is_byline: &dyn Fn(&Line) -> bool,
    notes: &mut Notes,
) -> Outline<'a> {
    let Ends { lines, interview, closing, tail } = without_ends(known, lines, cast, notes);
    let intro_label = lines.iter().position(|line| labels::intro(&line.text).is_some());
    let (opening_end, why) = match intro_label {
        Some(at) => (at, OpeningEnd::IntroLabel),
        None => opening_end(known, lines, is_byline),
    };
    let (opening, rest) = split(lines, opening_end);
    decide(rest, Decision::OpeningEnds(why), notes);
    let first_head = heads(known, rest).first().map(|head| head.at);
    let intro_end = match (intro_label, first_head) {
        (None, _) => 0,
        (Some(_), Some(head)) => head,
        // Nothing tells where the preface ends: all of it, when an interview is left to be the body.
        (Some(_), None) if interview.is_empty() => 0,
        (Some(_), None) => rest.len(),
    };
    let (intro, story) = split(rest, intro_end);
    // A Chinese byline can stand under the preface.
    let late = |line: &Line| is_chinese(&line.text) && is_byline(line);
    let at = intro.iter().position(late).filter(|at| *at > 0 && !opening.iter().any(is_byline));
    let (intro, late_byline, story) = match at {
        Some(at) => {
            let (intro, below) = split(rest, at);
            let (byline, story) = split(below, 1);
            (intro, byline, story)
        }
        None => (intro, [].as_slice(), story),
    };
    Outline { opening, late_byline, intro, story, interview, closing, tail }
}

/// Cuts a report that portrays nobody: it has no byline and no profile, and a preface only where its label comes first.
pub(crate) fn cut_report<'a>(known: &Known, lines: &'a [Line], cast: &Cast, notes: &mut Notes) -> Outline<'a> {
    let Ends { lines, interview, closing, tail } = without_ends(known, lines, cast, notes);
    decide(lines, Decision::OpeningEnds(OpeningEnd::NoSubject), notes);
    let labelled = lines.first().is_some_and(|line| labels::intro(&line.text).is_some());
    let head = heads(known, lines).first().map(|head| head.at).filter(|_| labelled);
    let (intro, story) = split(lines, head.unwrap_or(0));
    Outline { opening: &[], late_byline: &[], intro, story, interview, closing, tail }
}

/// Without a label for the preface the opening ends where the telling begins; and why there.
fn opening_end(known: &Known, lines: &[Line], is_byline: &dyn Fn(&Line) -> bool) -> (usize, OpeningEnd) {
    if let Some(end) = biography_end(known, lines) {
        return (end, OpeningEnd::HeadUnderBiography);
    }
    // A profile can follow the biography.
    let from = after_biography(known, lines).unwrap_or(0);
    let (mut after_label, mut after_item, mut labelled) = (false, false, from > 0);
    for (at, line) in lines.iter().enumerate().take(OPENING).skip(from) {
        let text = line.text.as_str();
        let first = line.numbered().is_some_and(|(number, text)| number == 1 && is_short(text)) && !after_label;
        if first && heads(known, lines.get(at..lines.len().min(at + OPENING)).unwrap_or_default()).len() > 1 {
            return (at, OpeningEnd::FirstChapter);
        }
        let label = labels::label(known, line).filter(|label| label.topic.is_some() || label.rest.is_empty());
        let label = label.filter(|_| !heads_story(known, lines, at));
        let is_apart = after_item && line.blank_before > 0 && ends_sentence(text);
        let several = sentences(text) > 1 && (is_apart || length(text) > TELLING) && !is_item(known, text);
        let next = || lines.get(at + 1..).and_then(|below| below.iter().find(|line| !line.is_picture()));
        let above_head = || next().is_some_and(|next| is_own_head(known, next, is_byline));
        let headed = || is_told(known, text) && (with_head(known, lines, at, is_byline) < at || above_head());
        let tells = match () {
            () if several => Some(OpeningEnd::SeveralSentences),
            () if at > 0 && !labelled && is_sentence(known, text) => Some(OpeningEnd::Sentence),
            () if at > 0 && labelled && headed() => Some(OpeningEnd::ToldUnderList),
            () => None,
        };
        if let Some(why) = tells.filter(|_| label.is_none() && !after_label && !line.is_bullet() && !is_byline(line)) {
            return (with_head(known, lines, at, is_byline), why);
        }
        after_label = label.as_ref().is_some_and(|label| label.rest.is_empty());
        // What stands apart under a list whose items have marks, and has none, is no item.
        after_item = line.is_bullet();
        labelled |= label.is_some();
    }
    (lines.len(), OpeningEnd::SeveralSentences)
}

/// The first label of a profile under a biography.
fn after_biography(known: &Known, lines: &[Line]) -> Option<usize> {
    let label = lines.iter().take(OPENING).position(|line| labels::biography(&line.text).is_some())?;
    let topic = |line: &Line| labels::label(known, line).is_some_and(|label| label.topic.is_some());
    let mut below = lines.iter().enumerate().take(OPENING).skip(label + 1);
    below.find(|(at, line)| topic(line) && !heads_story(known, lines, *at)).map(|(at, _)| at)
}

/// `Her Work` above a story: words that other lines have, too, are no label where something is told of the past.
fn heads_story(known: &Known, lines: &[Line], at: usize) -> bool {
    const PAST: &str = "was were had did came went";
    let mut below = lines.get(at + 1..).unwrap_or_default().iter().filter(|line| !line.is_picture());
    let told = |line: &Line| {
        let text = line.text.as_str();
        length(text) > 40 && ends_sentence(text) && lower_words(text).iter().any(|word| is_listed_word(PAST, word))
    };
    lines.get(at).is_some_and(|line| labels::is_doubtful(known, line)) && below.next().is_some_and(told)
}

/// A biography under its own label goes on to the first head under it.
fn biography_end(known: &Known, lines: &[Line]) -> Option<usize> {
    let label = lines.iter().take(OPENING).position(|line| labels::biography(&line.text).is_some())?;
    let below = lines.get(label + 1..).unwrap_or_default();
    let is_head = |head: &&Head| below.get(head.at).is_some_and(|line| labels::label(known, line).is_none());
    let head = heads(known, below).iter().find(is_head).map(|head| head.at)?;
    if after_biography(known, lines).is_some_and(|at| at < label + 1 + head) {
        return None;
    }
    Some(label + 1 + head)
}

/// The head and the pictures above a paragraph belong to it.
fn with_head(known: &Known, lines: &[Line], at: usize, is_byline: &dyn Fn(&Line) -> bool) -> usize {
    let above = lines.iter().take(at).rposition(|line| !line.is_picture());
    let is_own = |head: usize| lines.get(head).is_some_and(|line| is_own_head(known, line, is_byline));
    match above {
        Some(head) if head > 0 && !ends_list(lines, head, at) && is_own(head) => head,
        _ => at,
    }
}

/// A line that stands right under a list and apart from the paragraph below is the list's.
fn ends_list(lines: &[Line], head: usize, below: usize) -> bool {
    let blank = |at: usize| lines.get(at).map_or(0, |line| line.blank_before);
    let pictured = head.checked_sub(1).and_then(|at| lines.get(at)).is_some_and(Line::is_picture);
    blank(head) == 0 && blank(below) > 0 && !pictured
}

/// A head, and neither a byline, nor a label, nor an item.
fn is_own_head(known: &Known, line: &Line, is_byline: &dyn Fn(&Line) -> bool) -> bool {
    let label = labels::label(known, line).is_some() && !labels::is_doubtful(known, line);
    is_plain_head(known, line) && !is_byline(line) && !label && !is_listed_item(known, &line.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_begins_apart_from_a_list_and_under_heads_of_its_own() {
        let opening = |text: &str| {
            let lines = crate::text::lines::split(text);
            cut(&Known::built_in(), &lines, &Cast::default(), &|_| false, &mut Notes::default()).opening.len()
        };
        let list = "Dr. Wen Hao\nAwards\n- Eye Medal\n";
        // Apart from a list of marked items, few words are enough.
        assert_eq!(opening(&format!("{list}\nWen grew up by the lake. It was cold.")), 3);
        assert_eq!(opening(&format!("{list}\n他拒绝担任院长。他回到病房。")), 3);
        let told = "It was late when she came to the ward, and nobody had lit the lamp. She went in all the same, and sat \
                    down beside the first bed of the row.";
        assert_eq!(opening(&format!("{list}Her Work\n{told}\nA Lamp\nIt burned.")), 3);
        assert_eq!(opening(&format!("{list}Special Skills\nEars and noses, in children.\nA Lamp\n{told}")), 5);
    }
}
