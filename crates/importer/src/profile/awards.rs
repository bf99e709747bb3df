//! Awards and honours.

mod not_won;

use std::collections::HashSet;
use std::sync::LazyLock;

pub(crate) use self::not_won::{has_patent, is_not_won};
use crate::facts::Award;
use crate::profile::chinese_awards;
use crate::text::characters::is_quote;
use crate::text::dates::{date, has_year, only_year};
use crate::text::han_script::is_chinese;
use crate::text::wording::{
    cut_last, is_listed, lower_words, places, split_outside_brackets, strip_words, trailing_bracket, without_end,
};

/// Words before a verb that add nothing to it.
const HOLDERS: &[&str] = &["and", "he", "she", "has", "was", "been", "also", "twice", "once", "successively"];
const VERBS: &[&str] = &[
    "enjoyed the",
    "enjoys the",
    "enjoying the",
    "entitled to the",
    "obtained the",
    "obtained",
    "earned the",
    "earned",
    "recognized as",
    "recognised as",
    "rated as",
    "elected as",
    "honoured with",
    "honoured as",
    "honored with the title of",
    "recipient of the",
    "recipient of",
    "winner of the",
    "winner of",
    "awarded the title of",
    "the honorary title of",
    "honorary title of",
    "the title of",
    "title of",
    "awarded the",
    "awarded with the",
    "awarded",
    "received the",
    "received",
    "honored with the",
    "honored as",
    "selected for the",
    "selected for",
    "selected into the",
    "selected into",
    "selected as",
    "included in the",
    "granted the",
    "conferred the title of",
    "conferred the",
    "honored with",
    "honoured with the",
    "named",
    "won the",
    "won",
];
/// The last word of what can be given.
static NOUNS: LazyLock<HashSet<&str>> = LazyLock::new(|| NOUN_LIST.split(' ').collect());
const NOUN_LIST: &str = "award awards prize prizes program programme fund leader medal talent talents scholar scholars honor honour \
    title fellowship plan project doctor expert star worker physician grant pioneer scheme youth model allowance \
    scholarship commendation";
/// A grade goes with the award after it.
const GRADES: &[&str] = &["first", "second", "third", "special", "grand", "gold", "silver", "bronze"];

/// The awards that an item names.
pub(crate) fn awards(text: &str) -> Vec<Award> {
    if is_chinese(text) {
        return chinese_awards::awards(text);
    }
    let text = without_end(text);
    let parts = split_outside_brackets(text, |c| matches!(c, ';' | '；'));
    // One word names none.
    let parts = parts.into_iter().filter(|part| part.contains(' ') || part.contains('（'));
    parts.flat_map(listed).flat_map(|name| award(&name)).collect()
}

/// The awards that a sentence says somebody won: by its verb, and by what was won.
pub(crate) fn won(text: &str) -> Vec<Award> {
    let bare = without_holder(without_led_year(without_end(text)).0);
    // `Eye Medal winner`
    let named = [" winner", " recipient", " laureate"].iter().find_map(|end| without_end(text).strip_suffix(end));
    if let Some(named) = named.filter(|named| is_award(named) && named.starts_with(char::is_uppercase)) {
        return awards(named);
    }
    let verb = strip_words(bare, VERBS).filter(|rest| rest.len() < bare.len()).map(without_reason);
    let known = |name: &str| is_award(name) || is_graded(name);
    let named = |name: &&str| listed(name).iter().all(|name| known(without_year(name).0));
    if verb.filter(named).is_none() { Vec::new() } else { awards(without_reason(text)) }
}

/// `second prize of the A`: whatever the A is called.
fn is_graded(text: &str) -> bool {
    let mut words = text.split(' ').skip_while(|word| word.eq_ignore_ascii_case("the"));
    let grade = words.next().is_some_and(is_listed_grade);
    let prize = words.next().is_some_and(|word| matches!(word.to_lowercase().as_str(), "prize" | "award" | "class"));
    grade && prize && words.next().is_some()
}

fn is_listed_grade(word: &str) -> bool {
    GRADES.contains(&word.to_lowercase().as_str())
}

fn without_holder(text: &str) -> &str {
    let mut rest = text;
    while let Some(shorter) = strip_words(rest, HOLDERS).filter(|rest| !rest.is_empty()) {
        rest = shorter;
    }
    rest
}

/// What an award was given for is no part of its name.
fn without_reason(text: &str) -> &str {
    let cuts = [" for his ", " for her ", " for their "].iter().filter_map(|reason| places(text, reason).next());
    cuts.min().and_then(|at| text.get(..at)).unwrap_or(text)
}

/// `In 2010, …`
fn without_led_year(text: &str) -> (&str, Option<u16>) {
    let led = strip_words(text, &["in"]).and_then(|rest| rest.split_once(", "));
    match led.and_then(|(led, rest)| Some((rest, only_year(led).filter(|_| date(led).is_some())?))) {
        Some((rest, year)) => (rest, Some(year)),
        None => (text, None),
    }
}

/// A comma parts two awards only where each side is one by its own words.
fn listed(text: &str) -> Vec<String> {
    let (bare, led) = without_led_year(text);
    let bare = without_holder(bare);
    let won = strip_words(bare, VERBS);
    let names = in_row(won.unwrap_or(bare));
    // After `the title of` the marks are the sentence's, and no part of the name.
    let names: Vec<String> = names.into_iter().map(|name| if won.is_some() { unquoted(name) } else { name }).collect();
    match led {
        // The year leads all of them.
        Some(year) => names.into_iter().map(|name| format!("{year}: {name}")).collect(),
        None => names,
    }
}

fn in_row(text: &str) -> Vec<String> {
    let pieces: Vec<&str> = split_outside_brackets(text, |c| matches!(c, ',' | '，' | '、'));
    let bare = |piece: &str| strip_words(piece, &["and the", "and"]).unwrap_or(piece).to_owned();
    let pieces = dated(pieces.into_iter().map(bare).collect());
    match pieces.as_slice() {
        [only] => joined(only),
        several if several.iter().all(|piece| is_award(piece)) => {
            pieces.iter().flat_map(|piece| joined(piece)).collect()
        }
        // The last piece is a year.
        [.., last] if date(last).is_some() => joined(text),
        _ => vec![text.to_owned()],
    }
}

/// `A in 2014 and, in 2023, the B`: a year between commas leads what stands behind it.
fn dated(pieces: Vec<String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut year: Option<String> = None;
    for piece in pieces {
        let led = strip_words(&piece, &["in"]).filter(|year| date(year).is_some()).map(str::to_owned);
        if led.is_some() && !found.is_empty() {
            if let Some(last) = found.last_mut() {
                *last = last.trim_end_matches(" and").to_owned();
            }
            year = led;
        } else if let Some(year) = year.take() {
            found.push(format!("{year}: {}", bare_article(&piece)));
        } else {
            found.push(piece);
        }
    }
    // A year that ends the text is that of the award before it.
    if let (Some(year), Some(last)) = (year, found.last_mut()) {
        *last = format!("{last}, in {year}");
    }
    found
}

/// `A Medal and B Award` in two; `Maternal and Child Health Award` in one: what is joined ends in what can be given, or in
/// its year, or `the` begins another.
fn joined(text: &str) -> Vec<String> {
    const TITLES: &[&str] = &["the title of", "the honorary title of"];
    let mut found: Vec<&str> = Vec::new();
    let mut start = 0;
    let and = " and ";
    for at in places(text, and) {
        let (left, right) = (text.get(start..at).unwrap_or_default(), text.get(at + and.len()..).unwrap_or_default());
        let (bare, year) = without_year(left);
        let ends = || lower_words(bare).last().is_some_and(|last| NOUNS.contains(last.as_str()));
        let begins = strip_words(right, &["the", "was awarded", "received", "won"]).is_some();
        if (year.is_some() || begins || ends()) && is_award(left) {
            found.push(left);
            start = at + and.len();
        }
    }
    let last = text.get(start..).unwrap_or_default();
    if !is_award(last) && strip_words(last, TITLES).is_none() {
        // What is joined to the last award is a part of its name.
        start -= found.pop().map_or(start, |left| left.len() + " and ".len());
    }
    let last = text.get(start..).unwrap_or_default();
    found
        .into_iter()
        .chain([last])
        .enumerate()
        .map(|(at, name)| if at > 0 { bare_article(name) } else { name }.to_owned())
        .collect()
}

fn bare_article(text: &str) -> &str {
    strip_words(text, &["the", "a", "an"]).unwrap_or(text)
}

/// Words of sentences that tell of an award and name none that was won.
const TELLS: &str = "he she who that his her their declined refused nominated shortlisted";

fn is_award(text: &str) -> bool {
    let (text, _) = without_year(text);
    let words = lower_words(text);
    let grade = words.first().is_some_and(|first| GRADES.contains(&first.as_str())) && words.len() <= 2;
    // `Medal of Dedication`
    let of = words.iter().position(|word| word == "of" || word == "for").and_then(|at| words.get(at.checked_sub(1)?));
    let given = of.is_some_and(|noun| matches!(noun.as_str(), "medal" | "prize" | "award"));
    !grade
        && words.len() > 1
        && !words.iter().any(|word| is_listed(TELLS, word))
        && (given || words.last().is_some_and(|last| NOUNS.contains(last.as_str())))
}

/// True for an item that by its own words names awards.
pub(crate) fn is_award_item(text: &str) -> bool {
    if is_chinese(text) {
        return chinese_awards::is_award_item(text);
    }
    let text = without_end(text);
    is_award(strip_words(text, VERBS).unwrap_or(text))
}

fn unquoted(name: String) -> String {
    let quoted = name.starts_with(is_quote) && name.ends_with(is_quote) && name.matches(is_quote).count() == 2;
    if quoted { name.trim_matches(is_quote).to_owned() } else { name }
}

fn award(text: &str) -> Vec<Award> {
    let text = without_end(text);
    let name = |name: &str| {
        let name = without_holder(name).trim_end_matches(" twice");
        match strip_words(name, VERBS) {
            Some(name) => unquoted(bare_article(name).to_owned()),
            None => bare_article(name).to_owned(),
        }
    };
    // `Award (Second Prize, 2014)`
    let bracket = trailing_bracket(text).and_then(|(award, inside)| Some((award, graded(inside)?)));
    let bracket = bracket.filter(|(_, (grade, _))| date(grade).is_none());
    if let Some((award, (grade, year))) = bracket {
        return vec![Award { name: format!("{} ({grade})", name(award)), year: Some(year) }];
    }
    // `Award, 2001 and 2009`: twice the same.
    let inside = trailing_bracket(text).and_then(|(award, years)| Some((award, years.split_once(", ")?)));
    let cut = text.rsplit_once([',', '(']).or_else(|| text.rsplit_once(" in "));
    let twice = cut.and_then(|(award, years)| Some((award.trim_end(), years.split_once(" and ")?)));
    let twice = twice.or(inside.filter(|(_, (one, other))| date(one).is_some() && date(other).is_some()));
    let years = twice.map(|(award, (one, other))| {
        (award, [one, other].map(|year| only_year(year).filter(|_| date(year.trim_matches([' ', ')'])).is_some())))
    });
    if let Some((award, [Some(one), Some(other)])) = years {
        return [one, other].map(|year| Award { name: name(award), year: Some(year) }).to_vec();
    }
    let (bare, year) = without_year(text);
    let name = name(bare);
    const MANY: &[&str] = &["many", "numerous", "several", "various", "multiple", "a number of", "over", "more than"];
    if name.is_empty() || strip_words(&name, MANY).is_some() { Vec::new() } else { vec![Award { name, year }] }
}

/// `Second Prize, 2014`, `2015, third contributor`: what the bracket says beside the year, and the year.
fn graded(inside: &str) -> Option<(&str, u16)> {
    let is_year = |text: &str| only_year(text).filter(|_| date(text).is_some());
    let last = inside.rsplit_once(", ").and_then(|(grade, year)| Some((grade, is_year(year)?)));
    last.or_else(|| inside.split_once(", ").and_then(|(year, grade)| Some((grade, is_year(year)?))))
}

/// The year in brackets, after a comma, or before the name.
fn without_year(text: &str) -> (&str, Option<u16>) {
    if !has_year(text) {
        return (text, None);
    }
    if let Some((before, inside)) = trailing_bracket(text)
        && date(inside).is_some()
    {
        return (before, only_year(inside));
    }
    let led = [", awarded in ", " awarded in ", ", in ", " in ", ", ", " – ", " - "]
        .iter()
        .filter_map(|mark| cut_last(text, mark))
        .find(|(_, last)| date(last).is_some());
    if let Some((before, last)) = led {
        return (before, only_year(last));
    }
    if let Some((before, last)) = text.rsplit_once(' ')
        && date(last).is_some()
        && lower_words(before).last().is_some_and(|noun| NOUNS.contains(noun.as_str()))
    {
        return (before, only_year(last));
    }
    match text.split_once([':', '：', ' ']) {
        Some((first, rest)) if date(first).is_some() => {
            (rest.trim_start_matches([' ', '-', '–', ':']), only_year(first))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests;
