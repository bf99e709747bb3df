/// Characters of an excerpt at most, its ellipsis not counted.
const LENGTH: usize = 300;

/// The beginning of a text, as one line: the whole of a short one, and of others as many words as fit, with an ellipsis. A
/// script without blanks is cut between characters.
pub fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(LENGTH) else { return line };
    let (beginning, rest) = line.split_at(end);
    let is_between_words = rest.starts_with(' ');
    let last_blank = beginning.rfind(' ').filter(|blank| !is_between_words && *blank > end / 2);
    let (words, _) = beginning.split_at(last_blank.unwrap_or(end));
    format!("{}…", words.trim_end_matches(|sign: char| sign.is_whitespace() || ",;:，；：、–—-".contains(sign)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_one_line() {
        assert_eq!(excerpt(" It rained.\n\nThen it  stopped. "), "It rained. Then it stopped.");
        assert_eq!(excerpt(&"a".repeat(LENGTH)), "a".repeat(LENGTH));
        assert_eq!(excerpt(""), "");
    }

    #[test]
    fn a_long_text_ends_with_a_word_and_an_ellipsis() {
        let long = "rain, ".repeat(100);
        let short = excerpt(&long);
        assert!(short.ends_with(", rain…") && short.chars().count() <= LENGTH + 1, "{short}");
        // Where the cut falls between two words, both sides are whole.
        let exact = format!("{} next words", "b".repeat(LENGTH));
        assert_eq!(excerpt(&exact), format!("{}…", "b".repeat(LENGTH)));
    }

    #[test]
    fn chinese_is_cut_between_characters() {
        let short = excerpt(&"雨下了一夜，".repeat(100));
        assert_eq!(short.chars().count(), LENGTH, "{short}");
        assert!(short.ends_with("夜…"), "{short}");
    }
}
