//! The year of birth that the story tells, beside the life dates that were kept.

use crate::facts::{Doctor, Found};
use crate::report::notes::Notes;
use crate::text::lines::Line;
use crate::text::wording::{find, lower_words, split_sentences};

const RULE: &str = "the life dates of the byline are kept: those of a story may be another's or another calendar's";

/// Asks where the story says of the doctor another year of birth than the life dates do.
pub(crate) fn compare(lines: &[&Line], doctor: &Doctor, notes: &mut Notes) {
    let Some((known, start)) = doctor.life.as_ref().and_then(|life| Some((life.line, life.value.start?))) else {
        return;
    };
    for line in lines.iter().filter(|line| line.number != known) {
        let mut years = split_sentences(&line.text).into_iter().filter_map(|sentence| year(sentence, doctor));
        if let Some(year) = years.find(|year| *year != start.year()) {
            let (kept, other) = (Found::new(known, start.to_string()), Found::new(line.number, year.to_string()));
            notes.conflict("two dates of birth", &kept, &other, RULE);
        }
    }
}

/// `Born in 1950, he …`, `She was born on 3 May 1950`, `Wen was born in 1950`; nobody else's year.
fn year(sentence: &str, doctor: &Doctor) -> Option<u16> {
    let (at, joint) = ["born in ", "born on "].iter().find_map(|words| Some((find(sentence, words)?, words.len())))?;
    let (before, rest) = (sentence.get(..at)?, sentence.get(at + joint..)?);
    let words = lower_words(before);
    let is_own = match words.as_slice() {
        [] => true,
        [.., who, verb] => verb == "was" && is_doctor(who, doctor),
        [_] => false,
    };
    // The year stands at the end of a date of four words at most.
    let digits = |word: &str| word.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok();
    let year = rest.split(' ').take(4).filter_map(digits).find(|year| (1800..2100).contains(year));
    year.filter(|_| is_own)
}

fn is_doctor(word: &str, doctor: &Doctor) -> bool {
    let names = [&doctor.family, &doctor.given].map(|name| name.to_lowercase());
    matches!(word, "he" | "she") || names.iter().any(|name| name == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_doctors_own_year_counts() {
        let doctor = Doctor { family: "Wen".to_owned(), given: "Hao".to_owned(), ..Doctor::default() };
        for (sentence, wanted) in [
            ("Born in 1950, he went far", Some(1950)),
            ("In a hard winter she was born on 3 May 1951", Some(1951)),
            ("Dr. Wen Hao was born in May 1952 in a small town", Some(1952)),
            ("His daughter was born in 1980", None),
            ("The hospital was born in 1907", None),
            ("He was born in a small town", None),
        ] {
            assert_eq!(year(sentence, &doctor), wanted, "{sentence}");
        }
    }
}
