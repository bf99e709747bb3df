//! What a sentence begins with: a time, and whom it speaks of.

use crate::facts::Doctor;
use crate::text::dates;
use crate::text::names::honorific;
use crate::text::wording::strip_words;

/// `In 1990, `, `After his return, ` and `From 1990 to 1992, ` before a sentence; only a period says how long.
pub(super) fn led(sentence: &str) -> (Option<&str>, &str) {
    const LEADS: &[&str] = &[
        "in",
        "after",
        "upon",
        "since",
        "until",
        "till",
        "from",
        "during",
        "later",
        "then",
        "currently",
        "at",
        "before",
        "besides",
        "additionally",
        "meanwhile",
        "subsequently",
        "afterwards",
        "at present",
    ];
    // `From 2016 to 2020 she was`, `In 2010, she was`; what one year leads is read whole.
    let comma = sentence.split_once(", ");
    let pronoun = [" he ", " she "]
        .iter()
        .filter_map(|word| sentence.split_at_checked(sentence.find(word)?))
        .filter(|(led, _)| dates::period(led).is_some())
        .min_by_key(|(led, _)| led.len());
    let parted = comma.into_iter().chain(pronoun).min_by_key(|(led, _)| led.len());
    let Some((led, rest)) = parted.map(|(led, rest)| (led, rest.trim_start())) else { return (None, sentence) };
    // `In 2012 he became Dean, and …` begins with no time alone.
    let told = || [" he ", " she "].iter().any(|word| led.contains(word));
    let leads = strip_words(led, LEADS).is_some() && led.split(' ').count() <= 12 && !told();
    match (dates::period(led).is_some(), leads) {
        (true, _) => (Some(led), rest),
        (false, true) => (None, rest),
        _ => (None, sentence),
    }
}

/// `In 1985 he won`: the year before a sentence, without a comma.
pub(super) fn in_year(sentence: &str) -> Option<(&str, &str)> {
    let (year, rest) = strip_words(sentence, &["in"])?.split_once(' ')?;
    let told = strip_words(rest, &["he", "she"]).is_some();
    (told && dates::date(year).is_some()).then_some((year, rest))
}

/// The year in `In 1985, `.
pub(super) fn only_in_year(sentence: &str) -> Option<&str> {
    let year = strip_words(sentence, &["in"])?.split_once(", ")?.0;
    dates::date(year).is_some().then_some(year)
}

/// The sentence after its subject, and whether a pronoun stands for it; none where it is not the doctor.
pub(super) fn strip_subject<'a>(sentence: &'a str, doctor: &Doctor) -> Option<(&'a str, bool)> {
    if let Some(rest) = strip_words(sentence, &["he", "she"]) {
        return Some((rest, true));
    }
    let bare = honorific(sentence).map_or(sentence, |(_, rest)| rest);
    let (family, given) = (doctor.family.as_str(), doctor.given.as_str());
    let full = [format!("{family} {given}"), format!("{given} {family}")];
    let named = full.iter().find_map(|name| strip_words(bare, &[name]));
    let short = strip_words(bare, &[family]).filter(|rest| rest.starts_with(char::is_lowercase));
    named.or(short).map(|rest| (rest, false))
}

/// True where a pronoun in the next sentence can mean somebody else.
pub(super) fn names_another(sentence: &str, doctor: &Doctor) -> bool {
    const OTHERS: &[&str] = &[
        "his ", "her ", "father", "mother", "teacher", "mentor", "brother", "sister", "wife", "husband", "son",
        "daughter",
    ];
    let lower = sentence.to_lowercase();
    let titled = ["Dr. ", "Professor ", "Prof. ", "Academician ", "Director ", "Mr. "];
    let other = |title: &&str| {
        sentence.match_indices(*title).any(|(at, _)| {
            let named = sentence.get(at + title.len()..).unwrap_or_default();
            named.starts_with(char::is_uppercase) && !named.starts_with(doctor.family.as_str())
        })
    };
    OTHERS.iter().any(|word| lower.contains(word)) || titled.iter().any(other)
}
