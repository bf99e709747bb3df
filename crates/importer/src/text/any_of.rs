//! Many words looked for at once.

use aho_corasick::{AhoCorasick, BuildError};

use crate::text::wording::find;

/// Words that are looked for in every line, whatever their case, as [`find`] looks for one.
#[derive(Debug)]
pub(crate) struct AnyOf {
    words: &'static [&'static str],
    at_once: Result<AhoCorasick, BuildError>,
}

impl AnyOf {
    pub fn new(words: &'static [&'static str]) -> Self {
        Self { words, at_once: AhoCorasick::builder().ascii_case_insensitive(true).build(words) }
    }

    /// True for a text that holds one of the words.
    pub fn is_in(&self, text: &str) -> bool {
        match &self.at_once {
            Ok(words) => words.is_match(text),
            // Only for words of gigabytes.
            Err(_) => self.words.iter().any(|word| find(text, word).is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case() {
        let words = AnyOf::new(&["next:", "公众号"]);
        assert!(words.is_in("NEXT: the boat") && words.is_in("扫公众号") && !words.is_in("next, the boat"));
    }
}
