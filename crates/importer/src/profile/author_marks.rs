//! Marks behind the authors of papers, where the label over them says what they mean:
//! `Papers (* corresponding author, # co-first authors)`.

use shanghaidoctor_domain::content::AuthorRole;

use crate::facts::Doctor;
use crate::text::characters::is_han;
use crate::text::han_script::fold;
use crate::text::wording::find;

const MARKS: &[char] = &['*', '#', '†', '‡', '§', '△', '▲', '※', '＊', '＃', '✉', '★', '☆'];

/// Words for an author's part; the first that is found decides.
const PARTS: &[(AuthorRole, &[&str])] = &[
    (AuthorRole::Corresponding, &["correspond", "通讯", "通信作者"]),
    (
        AuthorRole::CoFirst,
        &["co-first", "cofirst", "joint first", "shared first", "equal", "共同第一", "并列第一", "共一"],
    ),
    (AuthorRole::First, &["first", "第一作者"]),
];

/// The doctor's part in a paper by the mark behind the doctor's name; none where the label does not explain it, or where
/// two authors can be the doctor.
pub(super) fn part(label: &str, paper: &str, doctor: &Doctor) -> Option<AuthorRole> {
    let meanings = meanings(label);
    if meanings.is_empty() {
        return None;
    }
    let native = doctor.native.as_ref().map(|native| native.value.as_str());
    let full = doctor.full_name();
    let han = native.or_else(|| full.starts_with(is_han).then_some(full.as_str()));
    let mut own = latin(paper, &doctor.family, &doctor.given);
    own.extend(han.into_iter().filter_map(|name| paper.split_once(name)).map(|(_, after)| after));
    let [after] = own.as_slice() else { return None };
    let mut marks = after.trim_start().chars().take_while(|c| MARKS.contains(c) || *c == ' ');
    marks.find_map(|mark| meanings.iter().find(|(known, _)| *known == mark)).map(|(_, part)| *part)
}

/// True for a label that says of marked papers alone what the doctor's part is.
pub(super) fn explains(label: &str) -> bool {
    !meanings(label).is_empty()
}

/// What a label says of marks: the words behind one, or those before it.
fn meanings(label: &str) -> Vec<(char, AuthorRole)> {
    let meant = |text: &str| {
        let text = fold(text);
        PARTS.iter().find(|(_, words)| words.iter().any(|word| find(&text, word).is_some())).map(|(part, _)| *part)
    };
    let is_end = |c: char| matches!(c, ',' | ';' | '，' | '；' | '、' | '(' | ')' | '（' | '）') || MARKS.contains(&c);
    let marks = label.char_indices().filter(|(_, c)| MARKS.contains(c));
    let found = marks.filter_map(|(at, mark)| {
        let (before, rest) = (label.get(..at)?, label.get(at + mark.len_utf8()..)?);
        let behind = rest.split(is_end).next().and_then(meant);
        let led = || before.trim_end_matches(['(', '（', ' ']).rsplit(is_end).next().and_then(meant);
        Some((mark, behind.or_else(led)?))
    });
    found.collect()
}

/// What follows each author who has the doctor's name, in full or with initials, on either side of the family's.
fn latin<'a>(text: &'a str, family: &str, given: &str) -> Vec<&'a str> {
    let is_given = |word: &str| {
        let letters =
            |text: &str| text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect::<String>();
        let (word, whole) = (word.trim_end_matches('.'), letters(given));
        let initials = word.len() <= 4 && word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-'));
        !word.is_empty()
            && (letters(word) == whole
                || initials && whole.starts_with(&letters(word).chars().take(1).collect::<String>()))
    };
    let is_letter = |c: char| c.is_alphabetic() || matches!(c, '-' | '.');
    let heads = text.match_indices(family).filter(|(at, _)| {
        !family.is_empty() && !text.get(..*at).is_some_and(|before| before.ends_with(char::is_alphabetic))
    });
    let found = heads.filter_map(|(at, _)| {
        let (before, after) = (text.get(..at)?, text.get(at + family.len()..)?);
        if let Some(rest) = after.strip_prefix(", ").or_else(|| after.strip_prefix(' ')) {
            let (word, rest) = rest.split_at_checked(rest.find(|c| !is_letter(c)).unwrap_or(rest.len()))?;
            if is_given(word) {
                return Some(rest);
            }
        }
        let word = before.strip_suffix(' ')?.rsplit([' ', ',', ';']).next()?;
        (is_given(word) && !after.starts_with(char::is_alphabetic)).then_some(after)
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_what_the_label_says() {
        use AuthorRole::{CoFirst, Corresponding, First};
        let doctor = Doctor { family: "Wen".to_owned(), given: "Haolan".to_owned(), ..Doctor::default() };
        for (label, paper, wanted) in [
            ("Papers (* corresponding author)", "Lin Y, Wen HL*. An ear. Ears 2020;1:2.", Some(Corresponding)),
            ("Papers (# equal contribution; * corresponding)", "Wen HL#, Lin Y*. An ear.", Some(CoFirst)),
            ("Papers († first author)", "Haolan Wen†, Yue Lin. An ear.", Some(First)),
            ("Papers (corresponding author*)", "Lin Y, Wen H*. An ear.", Some(Corresponding)),
            ("论文（#共同第一作者，*通讯作者）", "Lin Y, Wen Hao-lan *. An ear.", Some(Corresponding)),
            ("Papers (* corresponding author)", "Lin Y*, Wen HL. An ear.", None),
            ("Papers (* corresponding author)", "Wen HL#, Lin Y*. An ear.", None),
            ("Papers", "Lin Y, Wen HL*. An ear.", None),
            ("Papers (* corresponding author)", "Wen HL*, Wen HM. An ear.", None),
            ("Papers (* corresponding author)", "Wen T*, Lin Y. An ear.", None),
            ("Papers (* SCI-indexed)", "Wen HL*, Lin Y. An ear.", None),
        ] {
            assert_eq!(part(label, paper, &doctor), wanted, "{label} {paper}");
        }
        let han = Doctor { family: "温".to_owned(), given: "浩岚".to_owned(), ..Doctor::default() };
        assert_eq!(part("代表论文（*为通讯作者）", "林月, 温浩岚*. 耳[J].", &han), Some(Corresponding));
    }
}
