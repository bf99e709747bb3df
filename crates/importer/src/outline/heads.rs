//! The heads of chapters.

use super::telling::TELLING;
use crate::gazetteer::Known;
use crate::profile::{labels, placing};
use crate::tail;
use crate::text::characters::{is_han, is_quote};
use crate::text::han_script::length;
use crate::text::lines::Line;
use crate::text::person::person;
use crate::text::wording::{ends_sentence, is_listed as is_listed_word, lower_words, sentences};

/// A chapter's head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head<'a> {
    pub at: usize,
    pub number: Option<u16>,
    pub text: &'a str,
}

/// The heads of chapters: the numbered ones where the numbers run on from 1, otherwise short lines above paragraphs.
pub(crate) fn heads<'a>(known: &Known, lines: &'a [Line]) -> Vec<Head<'a>> {
    let numbered = numbered_heads(lines);
    let plain = if numbered.len() > 1 { Vec::new() } else { plain_heads(known, lines) };
    // One number among several heads is an item of a list.
    if plain.len() > 1 || numbered.is_empty() {
        return plain;
    }
    // What closes the text has no number.
    let last = numbered.last().map_or(0, |head| head.at);
    let below = lines.get(last + 1..).unwrap_or_default();
    let closing = plain_heads(known, below).into_iter().filter(|head| below.get(head.at).is_some_and(is_closing_head));
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

fn plain_heads<'a>(known: &Known, lines: &'a [Line]) -> Vec<Head<'a>> {
    let mut heads = Vec::new();
    // Where a page sets its heads off, a line that is not set off is none.
    let is_set_off = |line: &Line| line.marks.heading.is_some() || line.marks.bold;
    let sets_off = lines.iter().filter(|line| is_set_off(line) && is_head(known, line)).count() > 1;
    // From the end, the line below is at hand: a page can be all pictures.
    let mut below: Option<&Line> = None;
    for (at, line) in lines.iter().enumerate().rev() {
        // What a list stands under announces it.
        let lists = below.is_some_and(|line| line.numbered().is_some() || line.is_bullet());
        let quotes = below.is_some_and(|line| line.text.starts_with(is_quote));
        let announces = (lists || quotes && is_whole_sentence(&line.text)) && line.text.ends_with([':', '：']);
        let above = line.marks.heading.is_some() || below.is_some_and(is_telling);
        if above && !announces && (is_set_off(line) || !sets_off) && is_head(known, line) {
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

/// What stands under a head that no markup tells.
fn is_telling(line: &Line) -> bool {
    ends_sentence(&line.text) || length(&line.text) > 90
}

/// Numbers that run on from line to line are a list, not chapters.
fn is_listed(lines: &[Line], at: usize) -> bool {
    let number = |at: usize| lines.get(at).and_then(chapter).map(|(number, _)| number);
    let Some(own) = number(at) else { return false };
    let runs_on = at.checked_sub(1).and_then(number).is_some_and(|above| above + 1 == own);
    runs_on || number(at + 1) == Some(own + 1)
}

pub(super) fn is_short(text: &str) -> bool {
    length(text) <= 110
        && text.split(' ').count() <= 16
        && sentences(text) == 1
        && !text.ends_with(['.', '。', ',', '，', '；'])
}

/// A heading of the markup is a head whatever its end, a bold line also when it asks; any other must look like one.
fn is_head(known: &Known, line: &Line) -> bool {
    let marked = match line.marks.heading {
        Some(_) => length(&line.text) <= TELLING,
        None => line.marks.bold && line.text.ends_with(['?', '!', '？', '！']) && is_short(&line.text),
    };
    is_plain_head(known, line) || marked && !is_other(known, line)
}

/// A short line without final punctuation, no picture, no item, no quotation.
pub(crate) fn is_plain_head(known: &Known, line: &Line) -> bool {
    // Stars that set a head off are no item's, nor is an arrow's head where a paragraph follows.
    let text = line.text.trim_start_matches(['*', '▶', ' ']);
    let opens = text.starts_with(|c: char| c.is_uppercase() || c.is_numeric() || is_han(c));
    let quoted = text.starts_with(is_quote);
    // What is set off in marks is said by somebody, unless it has the capitals of a title.
    (opens || quoted && (!text.ends_with(is_quote) || is_in_capitals(text) || is_named_in_chinese(text)))
        && is_short(text)
        && (!ends_sentence(text) || is_asking_head(text.trim_matches(is_quote)))
        && !is_other(known, line)
}

/// What is no head, however short.
fn is_other(known: &Known, line: &Line) -> bool {
    let text = line.text.trim_start_matches(['*', '▶', ' ']);
    labels::intro(text).is_some()
        || !tail::credits::credits(text).is_empty()
        || is_name(known, text)
        || line.is_picture()
        || line.is_bullet() && line.bullet() != Some('▶')
        || line.numbered().is_some()
}

/// `On the last page stood a line`: small words as in a sentence, and not the capitals of a title.
fn is_whole_sentence(text: &str) -> bool {
    let long = |word: &&str| word.chars().count() > 3;
    text.split(' ').skip(1).filter(long).any(|word| word.starts_with(char::is_lowercase))
}

/// `“等潮水”`: what somebody says in Chinese ends as sentences do, before the mark that closes it.
fn is_named_in_chinese(text: &str) -> bool {
    let inside = text.trim_matches(is_quote);
    let one = !inside.contains(is_quote) && !inside.contains('：');
    one && inside.starts_with(is_han) && length(inside) <= 45 && !ends_sentence(inside)
}

/// `“You Have Two Hands”`: every longer word with a capital.
fn is_in_capitals(text: &str) -> bool {
    let bare = text.trim_matches(is_quote);
    let capitals = bare.split(' ').filter(|word| word.starts_with(char::is_uppercase)).count();
    let asks = || is_asking_head(bare);
    capitals > 2 && bare.starts_with(char::is_uppercase) && !is_whole_sentence(bare) && (!ends_sentence(bare) || asks())
}

/// `What Is a Doctor?`: a question in the capitals of a title.
fn is_asking_head(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let capital =
        |word: &&str| word.len() <= 4 && word.starts_with(char::is_lowercase) || word.starts_with(char::is_uppercase);
    let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    text.ends_with(['?', '!']) && (3..=10).contains(&words.len()) && words.iter().all(capital) && capitals > 2
}

/// True for a head that closes a text.
pub(super) fn is_closing_head(line: &Line) -> bool {
    const CLOSINGS: &str = "epilogue afterword postscript coda closing conclusion afterthoughts afterthought";
    const IN_CHINESE: &[&str] =
        &["记者手记", "采访手记", "采访后记", "编后", "后记", "尾声", "结语", "記者手記", "後記", "結語", "尾聲"];
    IN_CHINESE.contains(&line.text.trim_end_matches([':', '：']))
        || lower_words(&line.text).first().is_some_and(|first| is_listed_word(CLOSINGS, first))
}

/// A name alone under an honorific is a byline, and so is a name with posts.
fn is_name(known: &Known, text: &str) -> bool {
    let alone = |rest: &str| rest.trim().is_empty();
    person(text).is_some_and(|(person, rest)| {
        person.honorific.is_some() && alone(rest)
            || person.is_certain() && !alone(rest) && placing::holds_posts(known, rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads_of(text: &str) -> Vec<(Option<u16>, String)> {
        heads(&Known::built_in(), &crate::text::lines::split(text))
            .into_iter()
            .map(|head| (head.number, head.text.to_owned()))
            .collect()
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
    fn short_lines_above_paragraphs_are_heads() {
        assert_eq!(heads_of("“You Have Two Hands”\n\nShe went on."), [(None, "“You Have Two Hands”".into())]);
        assert_eq!(heads_of("“Is the Doctor In?”\n\nShe is."), [(None, "“Is the Doctor In?”".into())]);
        assert_eq!(heads_of("“Is the doctor in now?”\n\nShe is."), []);
        let quoted = "“等潮水”\n\n他等了一夜。\n\n“再等等。”\n\n他说完就走了。\n\n“最后一班船”\n\n船来了。";
        assert_eq!(heads_of(quoted), [(None, "“等潮水”".into()), (None, "“最后一班船”".into())]);
        assert_eq!(heads_of("On the page she wrote:\n\n“It was so.”"), []);
        let text = "A Long Way\n\nHe went far.\n\n“Said alone”\n\nHe went on.\nphoto.png\nHome:\nHe came.\nThe End";
        assert_eq!(heads_of(text), [(None, "A Long Way".into()), (None, "Home".into())]);
    }
}
