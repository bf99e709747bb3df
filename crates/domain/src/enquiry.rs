//! What readers write to the publication.

use async_graphql::Enum;

use crate::spelling::value_spelled;
use crate::text::is_han;

/// What became of what a reader wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum EnquiryState {
    /// Nobody has dealt with it yet.
    New,
    /// It was answered.
    Answered,
    /// It was sent on to the doctor.
    Forwarded,
    /// It was closed without an answer.
    Closed,
    /// It is nothing that anybody meant.
    Spam,
}

impl EnquiryState {
    /// As the database spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "NEW",
            Self::Answered => "ANSWERED",
            Self::Forwarded => "FORWARDED",
            Self::Closed => "CLOSED",
            Self::Spam => "SPAM",
        }
    }

    /// The state that the database spells so.
    pub fn named(name: &str) -> Option<Self> {
        value_spelled(name, Self::name)
    }
}

/// As many letters say what something is about; a character of Chinese says as much as four.
const FEWEST_LETTERS: usize = 12;
const LETTERS_OF_A_CHARACTER: usize = 4;

/// More links than that are an advertisement.
const MOST_LINKS: usize = 5;

/// What is wrong with a text that somebody sends by a form: it must say something in words, beside its links.
pub fn wrong_message(text: &str) -> Option<String> {
    let (links, words): (Vec<&str>, Vec<&str>) = text.split_whitespace().partition(|word| is_link(word));
    if links.len() > MOST_LINKS {
        return Some(format!("It has {} links: leave {MOST_LINKS} at most.", links.len()));
    }
    let weight = |c: char| match is_han(c) {
        true => LETTERS_OF_A_CHARACTER,
        false => usize::from(c.is_alphabetic()),
    };
    let letters: usize = words.iter().flat_map(|word| word.chars()).map(weight).sum();
    (letters < FEWEST_LETTERS).then(|| "Say in a few words what it is about; links alone are not read.".to_owned())
}

fn is_link(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    word.contains("://") || word.contains("www.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_something_beside_its_links() {
        for fine in
            ["When is the next portrait due?", "请问怎样联系", "See https://example.org for what I mean, please."]
        {
            assert_eq!(wrong_message(fine), None, "{fine}");
        }
        let links = "I mean all of these: ".to_owned() + &"https://example.org/a ".repeat(6);
        for wrong in ["", "Hi", "https://example.org/buy-it-now www.example.org", "…… !!! 12345678901234567890", &links]
        {
            assert!(wrong_message(wrong).is_some(), "{wrong}");
        }
    }
}
