//! Names of journals.

use crate::facts::Journal;
use crate::text::characters::is_quote;
use crate::text::han_script::{fold, is_chinese};
use crate::text::wording::{sentences, trailing_bracket, without_end};

/// The journal without how often it is cited: `Heart (IF 20.1)`.
pub(crate) fn without_impact(text: &str) -> &str {
    let figure = |inside: &str| inside.contains(|c: char| c.is_ascii_digit());
    trailing_bracket(text).filter(|(_, inside)| figure(inside)).map_or(text, |(name, _)| name)
}

/// A journal's name, its short form in brackets.
pub(crate) fn journal(text: &str) -> Journal {
    let bare = |name: &str| {
        let name = without_end(name).trim_matches(|c: char| is_quote(c) || matches!(c, '《' | '》' | '*'));
        name.strip_prefix("the ").unwrap_or(name).to_owned()
    };
    match trailing_bracket(without_impact(text)) {
        Some((name, inside)) if !inside.is_empty() => {
            Journal { name: bare(name), abbreviation: Some(inside.to_owned()) }
        }
        _ => Journal { name: bare(without_impact(text)), abbreviation: None },
    }
}

/// A journal's name is short, has capitals, and tells nothing.
pub(crate) fn is_journal(text: &str) -> bool {
    if is_chinese(text) {
        return is_chinese_journal(text);
    }
    const SMALL: &[&str] = &["of", "the", "and", "in", "for", "on", "de", "et", "an", "a", "to", "with", "&"];
    let words: Vec<&str> = text.split(' ').collect();
    let capital = |word: &&str| {
        let letters = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        letters.is_empty()
            || letters.starts_with(char::is_uppercase)
            || SMALL.contains(&letters.to_lowercase().as_str())
    };
    (1..=12).contains(&words.len()) && words.iter().all(capital) && sentences(text) == 1
}

/// A Chinese journal stands in its signs, or ends in a word for one.
fn is_chinese_journal(text: &str) -> bool {
    let signs = text.starts_with('《') && text.ends_with('》') && text.matches('《').count() == 1;
    let ends = ["杂志", "学报", "期刊", "月刊", "通报"].iter().any(|end| fold(text).ends_with(end));
    signs || ends && text.chars().count() <= 20
}
