//! Academic titles that stand alone: `Professor`, without a place.

use crate::facts::{Doctor, Found};
use crate::report::notes::Notes;

const ACADEMIC: &[&str] = &[
    "professor",
    "associate professor",
    "full professor",
    "chair professor",
    "distinguished professor",
    "adjunct professor",
    "clinical professor",
    "academician",
    "教授",
    "副教授",
    "院士",
];

/// True for a title that stands alone: `Professor`, `Second-level Professor`.
pub(crate) fn is_academic(text: &str) -> bool {
    if text.ends_with("教授") {
        return !["客座", "兼职", "名誉", "特聘", "访问", "荣誉"].iter().any(|word| text.contains(word));
    }
    const POSTS: &[&str] = &["visiting", "guest", "honorary", "former", "past", "and"];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(' ').collect();
    // `Tenured Professor`, `Second-level Professor`: a title, too, where no place is said.
    let graded =
        words.len() <= 3 && words.last() == Some(&"professor") && !words.iter().any(|word| POSTS.contains(word));
    let leveled = matches!(words.first(), Some(&"tenured" | &"distinguished")) || lower.contains("-level ");
    ACADEMIC.contains(&lower.as_str()) || graded && (leveled || text.starts_with(char::is_uppercase))
}

const FIRST_TITLE: &str = "the academic title that stands first is kept";

/// Keeps the first academic title; another is a question.
pub(crate) fn add_academic_title(doctor: &mut Doctor, title: &str, line: u32, notes: &mut Notes) {
    let found = Found::new(line, title.to_owned());
    match &doctor.academic_title {
        Some(known) if !known.value.eq_ignore_ascii_case(title) => {
            notes.conflict("two academic titles", known, &found, FIRST_TITLE);
        }
        Some(_) => {}
        None => doctor.academic_title = Some(found),
    }
}
