//! Text as it is looked for: words in small letters without accents and by their stems, Chinese by pairs of simplified
//! characters.

use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use shanghaidoctor_domain::text::{is_han, simplified};
use tantivy::tokenizer::{PreTokenizedString, Token};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What stands before a stem, so that it is met by stems alone: neither the beginning of a word nor one with an error.
const STEM: char = '~';

/// Signs of one kind that stand together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// A word or a number, folded.
    Word(String),
    /// Chinese characters, simplified.
    Han(Vec<char>),
}

/// The runs of a text and where they stand in it, in bytes. An apostrophe ends a word and takes what follows with it:
/// `Huang's` is `huang`.
pub(super) fn runs(text: &str) -> Vec<(Run, Range<usize>)> {
    let mut runs = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        let han = is_han(first);
        if !han && !first.is_alphanumeric() {
            continue;
        }
        let mut end = start + first.len_utf8();
        let same = |c: char| if han { is_han(c) } else { (c.is_alphanumeric() || is_combining_mark(c)) && !is_han(c) };
        while let Some((at, c)) = rest.next_if(|(_, c)| same(*c)) {
            end = at + c.len_utf8();
        }
        let place = start..end;
        let written = text.get(place.clone()).unwrap_or_default();
        runs.push((
            if han { Run::Han(simplified(written).chars().collect()) } else { Run::Word(fold(written)) },
            place,
        ));
        if !han && rest.next_if(|(_, c)| matches!(c, '\'' | '’')).is_some() {
            while rest.next_if(|(_, c)| c.is_alphanumeric() && !is_han(*c)).is_some() {}
        }
    }
    runs
}

/// Small letters without accents: `Mùyún` is `muyun`, `Lü` is `lu`.
pub(super) fn fold(word: &str) -> String {
    word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Small letters and digits alone.
pub(super) fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The stem of an English word.
pub(super) fn stem(word: &str) -> String {
    Stemmer::new(Algorithm::English).stem(word).into_owned()
}

/// A stem as the index keeps it.
pub(super) fn marked(stem: &str) -> String {
    format!("{STEM}{stem}")
}

/// Neighbouring characters two by two; a single one is itself.
pub(super) fn pairs(characters: &[char]) -> Vec<String> {
    match characters {
        [single] => vec![single.to_string()],
        many => many.windows(2).map(|pair| pair.iter().collect()).collect(),
    }
}

/// A text as the index takes it.
pub(super) fn tokens(text: &str) -> PreTokenizedString {
    let (mut tokens, mut position) = (Vec::new(), 0);
    let mut push = |text: String, position, place: &Range<usize>| {
        tokens.push(Token { offset_from: place.start, offset_to: place.end, position, text, position_length: 1 });
    };
    for (run, place) in runs(text) {
        match run {
            Run::Word(word) => {
                let stem = stem(&word);
                if stem != word {
                    push(marked(&stem), position, &place);
                }
                push(word, position, &place);
                position += 1;
            }
            Run::Han(characters) => {
                for pair in pairs(&characters) {
                    push(pair, position, &place);
                    position += 1;
                }
                // What ends here and begins there is no pair.
                position += 1;
            }
        }
    }
    PreTokenizedString { text: String::new(), tokens }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(String, usize)> {
        tokens(text).tokens.into_iter().map(|token| (token.text, token.position)).collect()
    }

    #[test]
    fn words_are_folded_and_stemmed() {
        let expected = [("shěn", 0)].map(|(_, at)| ("shen".to_owned(), at));
        assert_eq!(texts("Shěn"), expected);
        assert_eq!(texts("She's  Surgeons"), [("she".into(), 0), ("~surgeon".into(), 1), ("surgeons".into(), 1)]);
    }

    #[test]
    fn chinese_is_taken_in_pairs() {
        let expected = [("沈牧", 0), ("牧云", 1), ("x", 3), ("医", 4)].map(|(text, at)| (text.to_owned(), at));
        assert_eq!(texts("沈牧雲 X醫"), expected);
    }
}
