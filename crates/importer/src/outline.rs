//! Which lines are the opening, the preface, the story, the interview and the tail.

use crate::body::interview::{is_interview_label, speaker};
use crate::byline;
use crate::frame::person;
use crate::profile::{awards, citations, claims, labels, placing, posts};
use crate::report::decision::{Decision, OpeningEnd};
use crate::report::notes::Notes;
use crate::tail;
use crate::text::dates;
use crate::text::han_script::{is_chinese, length};
use crate::text::lines::Line;
use crate::text::wording::{ends_sentence, is_listed as is_listed_word, lower_words, sentences, trailing_bracket};

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

/// A chapter's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    pub at: usize,
    pub number: Option<u16>,
    pub text: &'a str,
}

/// From here on several sentences tell a story; below, they can still be an item of a profile.
const TELLING: usize = 120;

/// The most lines of a byline and a profile.
const OPENING: usize = 400;

/// Cuts the lines under the frame. `site` is the name that asks in interviews; `is_byline` knows the subject's lines.
pub(crate) fn cut<'a>(
    lines: &'a [Line],
    site: &str,
    is_byline: &dyn Fn(&Line) -> bool,
    notes: &mut Notes,
) -> Outline<'a> {
    let Ends { lines, interview, closing, tail } = without_ends(lines, site, notes);
    let intro_label = lines.iter().position(|line| labels::intro(&line.text).is_some());
    let (opening_end, why) = match intro_label {
        Some(at) => (at, OpeningEnd::IntroLabel),
        None => opening_end(lines, is_byline),
    };
    let (opening, rest) = split(lines, opening_end);
    decide(rest, Decision::OpeningEnds(why), notes);
    let first_head = heads(rest).first().map(|head| head.at);
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
pub(crate) fn cut_report<'a>(lines: &'a [Line], site: &str, notes: &mut Notes) -> Outline<'a> {
    let Ends { lines, interview, closing, tail } = without_ends(lines, site, notes);
    decide(lines, Decision::OpeningEnds(OpeningEnd::NoSubject), notes);
    let labelled = lines.first().is_some_and(|line| labels::intro(&line.text).is_some());
    let head = heads(lines).first().map(|head| head.at).filter(|_| labelled);
    let (intro, story) = split(lines, head.unwrap_or(0));
    Outline { opening: &[], late_byline: &[], intro, story, interview, closing, tail }
}

/// The lines above the interview, and what ends the page.
struct Ends<'a> {
    lines: &'a [Line],
    interview: &'a [Line],
    closing: &'a [Line],
    tail: &'a [Line],
}

fn without_ends<'a>(lines: &'a [Line], site: &str, notes: &mut Notes) -> Ends<'a> {
    let last_spoken = lines.iter().rposition(|line| speaks(line, site)).unwrap_or(0);
    let (lines, tail) = split(lines, tail::start(lines, last_spoken));
    decide(tail, Decision::TextEnds, notes);
    let (lines, interview) = split(lines, interview_start(lines, site));
    let (interview, closing) = split(interview, closing_start(interview, site));
    let labelled = interview.first().is_some_and(|line| is_interview_label(&line.text));
    decide(interview, if labelled { Decision::InterviewByLabel } else { Decision::InterviewByAnswer }, notes);
    decide(closing, Decision::InterviewEnds, notes);
    Ends { lines, interview, closing, tail }
}

/// A cut is written down at the first line under it.
fn decide(below: &[Line], why: Decision, notes: &mut Notes) {
    if let Some(line) = below.first() {
        notes.decide(line.number, why);
    }
}

/// True where somebody speaks; `Reporter: A B` is a credit.
fn speaks(line: &Line, site: &str) -> bool {
    speaker(&line.text, site).is_some() && tail::credits::credits(&line.text).is_empty()
}

fn split(lines: &[Line], at: usize) -> (&[Line], &[Line]) {
    lines.split_at_checked(at).unwrap_or((lines, &[]))
}

/// The label of the interview, or the first question that somebody answers.
fn interview_start(lines: &[Line], site: &str) -> usize {
    let label = lines.iter().enumerate().position(|(at, line)| {
        // A reporter can set the scene first.
        let ahead = if lower_words(&line.text).len() <= 4 { 10 } else { 3 };
        let mut next = lines.iter().skip(at + 1).filter(|line| !line.is_picture()).take(ahead);
        is_interview_label(&line.text) && next.any(|line| speaker(&line.text, site).is_some())
    });
    let asked = || first_answered(lines, site).map(|at| with_lead(lines, at));
    label.or_else(asked).unwrap_or(lines.len())
}

/// `After the Clinic`: a head right above the first question, or above one paragraph that says that somebody is asked, is
/// the interview's label.
fn with_lead(lines: &[Line], at: usize) -> usize {
    const ASKS: &str = "asked talked conversation interview interviewed reporter";
    let above = lines.get(..at).unwrap_or_default();
    let mut above = above.iter().enumerate().rev().filter(|(_, line)| !line.is_picture());
    let is_label = |line: &Line| is_plain_head(line) && labels::label(line).is_none() && !is_listed_item(&line.text);
    let first = above.next();
    if let Some((head, _)) = first.filter(|(head, line)| *head > 0 && is_label(line)) {
        return head;
    }
    let (Some((_, lead)), Some((head, label))) = (first, above.next()) else { return at };
    let asks = lower_words(&lead.text).iter().any(|word| is_listed_word(ASKS, word));
    let leads = asks && ends_sentence(&lead.text) && length(&lead.text) <= LEADS;
    if head > 0 && leads && is_label(label) { head } else { at }
}

/// The most characters of a paragraph that leads to the questions.
const LEADS: usize = 300;

/// The first question after which somebody answers. Each line is looked at once: a page can have thousands.
fn first_answered(lines: &[Line], site: &str) -> Option<usize> {
    let mut asked = None;
    for (at, line) in lines.iter().enumerate() {
        match speaker(&line.text, site) {
            Some(speech) if speech.asks => asked = Some(at),
            Some(_) if asked.is_some() => return asked,
            _ => {}
        }
    }
    None
}

/// Where the text goes on after the last answer: at a rule, or at a head under which nobody speaks of himself.
fn closing_start(lines: &[Line], site: &str) -> usize {
    let Some(last) = lines.iter().rposition(|line| speaks(line, site)) else { return lines.len() };
    let below = lines.get(last + 1..).unwrap_or_default();
    let rule = below.iter().position(is_rule).filter(|at| at + 1 < below.len());
    let head = heads(below).first().map(|head| head.at);
    let own = |at: &usize| below.get(*at).is_some_and(is_closing_head);
    let told = |at: &usize| !below.iter().skip(*at).any(|line| is_first_person(&line.text));
    let head = head.filter(|at| own(at) || told(at));
    rule.into_iter().chain(head).min().map_or(lines.len(), |at| last + 1 + at)
}

/// `***`, `— — —`: a line of marks.
fn is_rule(line: &Line) -> bool {
    line.text.chars().count() > 1 && line.text.chars().all(|c| " *-–—_=~·•◆●".contains(c))
}

fn is_closing_head(line: &Line) -> bool {
    const CLOSINGS: &str = "epilogue afterword postscript coda closing conclusion afterthoughts afterthought";
    const IN_CHINESE: &[&str] =
        &["记者手记", "采访手记", "采访后记", "编后", "后记", "尾声", "结语", "記者手記", "後記", "結語", "尾聲"];
    IN_CHINESE.contains(&line.text.trim_end_matches([':', '：']))
        || lower_words(&line.text).first().is_some_and(|first| is_listed_word(CLOSINGS, first))
}

/// True where somebody speaks of himself, as who answers does.
fn is_first_person(text: &str) -> bool {
    lower_words(text).iter().any(|word| {
        let word = word.split(['’', '\'']).next().unwrap_or_default();
        matches!(word, "i" | "my" | "me" | "we" | "our" | "us" | "myself")
    })
}

/// Without a label for the preface the opening ends where the telling begins; and why there.
fn opening_end(lines: &[Line], is_byline: &dyn Fn(&Line) -> bool) -> (usize, OpeningEnd) {
    if let Some(end) = biography_end(lines) {
        return (end, OpeningEnd::HeadUnderBiography);
    }
    // A profile can follow the biography.
    let from = after_biography(lines).unwrap_or(0);
    let (mut after_label, mut labelled) = (false, from > 0);
    for (at, line) in lines.iter().enumerate().take(OPENING).skip(from) {
        let text = line.text.as_str();
        let first = line.numbered().is_some_and(|(number, text)| number == 1 && is_short(text)) && !after_label;
        if first && heads(lines.get(at..lines.len().min(at + OPENING)).unwrap_or_default()).len() > 1 {
            return (at, OpeningEnd::FirstChapter);
        }
        let label = labels::label(line).filter(|label| label.topic.is_some() || label.rest.is_empty());
        let several = sentences(text) > 1 && length(text) > TELLING && !is_item(text);
        let next = || lines.get(at + 1..).and_then(|below| below.iter().find(|line| !line.is_picture()));
        let above_head = || next().is_some_and(|next| is_own_head(next, is_byline));
        let headed = || is_told(text) && (with_head(lines, at, is_byline) < at || above_head());
        let tells = match () {
            () if several => Some(OpeningEnd::SeveralSentences),
            () if at > 0 && !labelled && is_sentence(text) => Some(OpeningEnd::Sentence),
            () if at > 0 && labelled && headed() => Some(OpeningEnd::ToldUnderList),
            () => None,
        };
        if let Some(why) = tells.filter(|_| label.is_none() && !after_label && !line.is_bullet() && !is_byline(line)) {
            return (with_head(lines, at, is_byline), why);
        }
        after_label = label.as_ref().is_some_and(|label| label.rest.is_empty());
        labelled |= label.is_some();
    }
    (lines.len(), OpeningEnd::SeveralSentences)
}

/// The first label of a profile under a biography.
fn after_biography(lines: &[Line]) -> Option<usize> {
    let label = lines.iter().take(OPENING).position(|line| labels::biography(&line.text).is_some())?;
    let topic = |line: &Line| labels::label(line).is_some_and(|label| label.topic.is_some());
    let below = lines.iter().take(OPENING).skip(label + 1).position(topic)?;
    Some(label + 1 + below)
}

/// A biography under its own label goes on to the first head under it.
fn biography_end(lines: &[Line]) -> Option<usize> {
    let label = lines.iter().take(OPENING).position(|line| labels::biography(&line.text).is_some())?;
    let below = lines.get(label + 1..).unwrap_or_default();
    let is_head = |head: &&Head| below.get(head.at).is_some_and(|line| labels::label(line).is_none());
    let head = heads(below).iter().find(is_head).map(|head| head.at)?;
    if after_biography(lines).is_some_and(|at| at < label + 1 + head) {
        return None;
    }
    Some(label + 1 + head)
}

/// Where no list has begun, a sentence that holds no post is the story's first.
fn is_sentence(text: &str) -> bool {
    ends_sentence(text) && !text.ends_with([',', ';']) && !lists_posts(text)
}

/// An item of a list that has several sentences all the same: a citation, posts in prose.
fn is_item(text: &str) -> bool {
    citations::paper(text).is_some() || posts::begins_with_role(text) || is_chinese(text) && byline::lists(text)
}

/// A short item that ends a list looks like a head: an award, a post, anything with a date in brackets behind it.
fn is_listed_item(text: &str) -> bool {
    let dated = trailing_bracket(text)
        .is_some_and(|(_, inside)| dates::period(inside).is_some() || dates::date(inside).is_some());
    dated || is_item(text) || awards::is_award_item(text) || claims::in_digits(text).is_some()
}

/// Words of a story that no item of a list has.
const TOLD: &str = "he she they it his her their was were had is are has i we my you there when";

const TOLD_IN_CHINESE: &str = "他她我们了是的你这那";

/// Under a list, a sentence of some length that tells something.
fn is_told(text: &str) -> bool {
    let told = || {
        text.contains(|c| TOLD_IN_CHINESE.contains(c))
            || lower_words(text).iter().any(|word| is_listed_word(TOLD, word))
    };
    ends_sentence(text)
        && length(text) > 40
        && told()
        && !is_item(text)
        && claims::in_digits(text).is_none()
        && !lists_posts(text)
}

/// True for a sentence that says which posts the doctor holds; one that begins with somebody else is the story's.
fn lists_posts(text: &str) -> bool {
    if is_chinese(text) {
        return is_item(text);
    }
    posts::is_own(text) && !posts::read(text).posts.is_empty()
}

/// The head and the pictures above a paragraph belong to it.
fn with_head(lines: &[Line], at: usize, is_byline: &dyn Fn(&Line) -> bool) -> usize {
    let above = lines.iter().take(at).rposition(|line| !line.is_picture());
    let is_own = |head: usize| lines.get(head).is_some_and(|line| is_own_head(line, is_byline));
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
fn is_own_head(line: &Line, is_byline: &dyn Fn(&Line) -> bool) -> bool {
    is_plain_head(line) && !is_byline(line) && labels::label(line).is_none() && !is_listed_item(&line.text)
}

/// The heads of chapters: the numbered ones where the numbers run on from 1, otherwise short lines above paragraphs.
pub(crate) fn heads(lines: &[Line]) -> Vec<Head<'_>> {
    let numbered = numbered_heads(lines);
    let plain = if numbered.len() > 1 { Vec::new() } else { plain_heads(lines) };
    // One number among several heads is an item of a list.
    if plain.len() > 1 || numbered.is_empty() {
        return plain;
    }
    // What closes the text has no number.
    let last = numbered.last().map_or(0, |head| head.at);
    let below = lines.get(last + 1..).unwrap_or_default();
    let closing = plain_heads(below).into_iter().filter(|head| below.get(head.at).is_some_and(is_closing_head));
    let closing = closing.map(|head| Head { at: last + 1 + head.at, ..head });
    numbered.into_iter().chain(closing).collect()
}

fn numbered_heads(lines: &[Line]) -> Vec<Head<'_>> {
    let mut numbered: Vec<Head> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let next = numbered.last().and_then(|head| head.number).unwrap_or(0) + 1;
        let found = chapter(line).filter(|(number, text)| *number == next && is_short(text));
        if let Some((number, text)) = found.filter(|_| !is_listed(lines, at)) {
            numbered.push(Head { at, number: Some(number), text });
        }
    }
    numbered
}

fn plain_heads(lines: &[Line]) -> Vec<Head<'_>> {
    let mut heads = Vec::new();
    // From the end, the line below is at hand: a page can be all pictures.
    let mut below: Option<&Line> = None;
    for (at, line) in lines.iter().enumerate().rev() {
        // What a list stands under announces it.
        let lists = below.is_some_and(|line| line.numbered().is_some() || line.is_bullet());
        let quotes = below.is_some_and(|line| line.text.starts_with(crate::text::characters::is_quote));
        let announces = (lists || quotes && is_whole_sentence(&line.text)) && line.text.ends_with([':', '：']);
        let above = below.is_some_and(|line| ends_sentence(&line.text) || length(&line.text) > 90);
        if above && !announces && is_plain_head(line) {
            let text = line.text.trim_start_matches(['▶', ' ']).trim_end_matches([':', '：']);
            heads.push(Head { at, number: None, text });
        }
        if !line.is_picture() {
            below = Some(line);
        }
    }
    heads.reverse();
    heads
}

/// The number of a chapter and its head: `1. The Way`, `I. The Way`, `01 The Way`.
fn chapter(line: &Line) -> Option<(u16, &str)> {
    const ROMAN: &[&str] = &["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
    let padded = || {
        let (digits, text) = line.text.split_once(' ')?;
        let number = digits.parse().ok().filter(|_| digits.len() == 2 && digits.starts_with('0'))?;
        text.starts_with(char::is_uppercase).then_some((number, text))
    };
    let roman = || {
        let (letters, text) = line.text.split_once(['.', '、'])?;
        let index = ROMAN.iter().position(|roman| *roman == letters)?;
        Some((u16::try_from(index + 1).ok()?, text.trim_start()))
    };
    line.numbered().or_else(padded).or_else(roman)
}

/// Numbers that run on from line to line are a list, not chapters.
fn is_listed(lines: &[Line], at: usize) -> bool {
    let number = |at: usize| lines.get(at).and_then(chapter).map(|(number, _)| number);
    let Some(own) = number(at) else { return false };
    let runs_on = at.checked_sub(1).and_then(number).is_some_and(|above| above + 1 == own);
    runs_on || number(at + 1) == Some(own + 1)
}

fn is_short(text: &str) -> bool {
    length(text) <= 110
        && text.split(' ').count() <= 16
        && sentences(text) == 1
        && !text.ends_with(['.', '。', ',', '，', '；'])
}

/// A short line without final punctuation, no picture, no item, no quotation.
pub(crate) fn is_plain_head(line: &Line) -> bool {
    // Stars that set a head off are no item's, nor is an arrow's head where a paragraph follows.
    let text = line.text.trim_start_matches(['*', '▶', ' ']);
    let opens = text.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || crate::text::characters::is_han(c));
    let quoted = text.starts_with(crate::text::characters::is_quote);
    // What is set off in marks is said by somebody, unless it has the capitals of a title.
    (opens || quoted && (!text.ends_with(crate::text::characters::is_quote) || is_in_capitals(text)))
        && is_short(text)
        && (!ends_sentence(text) || is_asking_head(text))
        && labels::intro(text).is_none()
        && tail::credits::credits(text).is_empty()
        && !is_name(text)
        && !line.is_picture()
        && line.bullet().is_none_or(|bullet| bullet == '▶')
        && line.numbered().is_none()
}

/// `On the last page stood a line`: small words as in a sentence, and not the capitals of a title.
fn is_whole_sentence(text: &str) -> bool {
    let long = |word: &&str| word.chars().count() > 3;
    text.split(' ').skip(1).filter(long).any(|word| word.starts_with(char::is_lowercase))
}

/// `“You Have Two Hands”`: every longer word with a capital.
fn is_in_capitals(text: &str) -> bool {
    let bare = text.trim_matches(crate::text::characters::is_quote);
    let capitals = bare.split(' ').filter(|word| word.starts_with(char::is_uppercase)).count();
    capitals > 2 && bare.starts_with(char::is_uppercase) && !is_whole_sentence(bare) && !ends_sentence(bare)
}

/// `What Is a Doctor?`: a question in the capitals of a title.
fn is_asking_head(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let capital =
        |word: &&str| word.len() <= 4 && word.starts_with(char::is_lowercase) || word.starts_with(char::is_uppercase);
    let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    text.ends_with(['?', '!']) && (3..=10).contains(&words.len()) && words.iter().all(capital) && capitals > 2
}

/// A name alone under an honorific is a byline, and so is a name with posts.
fn is_name(text: &str) -> bool {
    let alone = |rest: &str| rest.trim().is_empty();
    person(text).is_some_and(|(person, rest)| {
        person.honorific.is_some() && alone(rest) || person.is_certain() && !alone(rest) && placing::holds_posts(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads_of(text: &str) -> Vec<(Option<u16>, String)> {
        heads(&crate::text::lines::split(text)).into_iter().map(|head| (head.number, head.text.to_owned())).collect()
    }

    #[test]
    fn numbers_must_run_on() {
        let text = "1. One\nIt was so.\n3. Not a chapter\nIt was so.\n2. Two\nThese:\n3. Look\n4. Ask";
        assert_eq!(heads_of(text), [(Some(1), "One".into()), (Some(2), "Two".into())]);
    }

    #[test]
    fn chapters_are_numbered_in_several_ways() {
        let wanted = [(Some(1), "One".to_owned()), (Some(2), "Two".to_owned())];
        assert_eq!(heads_of("I. One\nIt was so.\nII. Two\nIt was so."), wanted);
        assert_eq!(heads_of("01 One\nIt was so.\n02 Two\nIt was so."), wanted);
        let one = "A Way\nIt was so.\n1. Look\nIt was so.\nA Home\nIt was so.";
        assert_eq!(heads_of(one), [(None, "A Way".into()), (None, "A Home".into())]);
        assert_eq!(heads_of("What Is a Doctor?\nIt was so."), [(None, "What Is a Doctor?".into())]);
        assert_eq!(heads_of("What is it?\nIt was so.\nI Do Not Know!\nHe went."), [(None, "I Do Not Know!".into())]);
    }

    #[test]
    fn what_is_told_after_the_last_answer_closes_the_page() {
        let closes = |end: &str| {
            let lines = crate::text::lines::split(end);
            let cut = cut(&lines, "", &|_| false, &mut Notes::default());
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
    fn short_lines_above_paragraphs_are_heads() {
        assert_eq!(heads_of("“You Have Two Hands”\n\nShe went on."), [(None, "“You Have Two Hands”".into())]);
        assert_eq!(heads_of("On the page she wrote:\n\n“It was so.”"), []);
        let text = "A Long Way\n\nHe went far.\n\n“Said alone”\n\nHe went on.\nphoto.png\nHome:\nHe came.\nThe End";
        assert_eq!(heads_of(text), [(None, "A Long Way".into()), (None, "Home".into())]);
    }
}
