//! The authors of a cited paper.

use crate::text::wording::{split_outside_brackets, trailing_bracket, without_end};

/// Short names with commas between them.
pub(super) fn is_authors(text: &str) -> bool {
    let names = author_names(text);
    let short = names.iter().all(|name| (1..=4).contains(&name.split_whitespace().count()));
    let capital = names.iter().all(|name| name.starts_with(char::is_uppercase) || name == "et al");
    let single = names.first().is_some_and(|name| name.split(' ').count() <= 2);
    short && capital && (names.len() > 1 || single)
}

pub(super) fn authors(text: &str) -> Vec<String> {
    let mut names = author_names(text);
    names.retain(|name| !name.is_empty() && name != "et al");
    // `Wen, H., & Lin, Y.`: a family name and initials are one author.
    let initials = |name: &String| name.len() <= 8 && name.contains('.') && !name.contains(char::is_lowercase);
    if names.len() > 1 && names.iter().skip(1).step_by(2).all(initials) && names.len().is_multiple_of(2) {
        let pairs = names.chunks(2).map(|pair| pair.join(", "));
        return pairs.collect();
    }
    names.into_iter().map(|name| without_end(&name).to_owned()).collect()
}

/// The names without the marks of equal parts and of correspondence.
fn author_names(text: &str) -> Vec<String> {
    let marks = ['*', '#', '†', '‡', '§', '✉', '∗'];
    let plain: String = text.replace(" and ", ", ").replace('&', ", ").chars().filter(|c| !marks.contains(c)).collect();
    // Between semicolons a comma parts the family name from the initials.
    let mark = |c: char| if plain.contains(';') { c == ';' } else { matches!(c, ',' | '，' | '、') };
    let pieces = split_outside_brackets(&plain, mark);
    let bare = |name: &str| {
        let name = trailing_bracket(name).map_or(name, |(before, _)| before);
        let name = name.strip_suffix(" et al").or_else(|| name.strip_suffix(" et al.")).unwrap_or(name);
        if name == "et al." { "et al".to_owned() } else { name.strip_prefix("and ").unwrap_or(name).trim().to_owned() }
    };
    pieces.into_iter().map(bare).filter(|name| !name.is_empty()).collect()
}

/// `Wen H, Lin Y`: each a family name and initials.
pub(super) fn has_initials(text: &str) -> bool {
    let is_name = |name: &String| {
        let initials = name.rsplit_once(' ').map(|(_, initials)| initials);
        initials.is_some_and(|initials| initials.len() <= 3 && initials.chars().all(char::is_uppercase))
            || name == "et al"
    };
    is_authors(text) && author_names(text).iter().all(is_name)
}

/// `Wen, Hao, and Lin Yue`: the first of them has a comma within.
pub(super) fn given_second(mut names: Vec<String>) -> Vec<String> {
    if let [family, given, ..] = names.as_slice()
        && !family.contains(' ')
        && !given.contains(' ')
    {
        let whole = format!("{family}, {given}");
        names.splice(..2, [whole]);
    }
    names
}
