//! What stands among awards and was not won by the doctor: a nomination, a refusal, a gift, a jury, somebody else's award.

use super::{NOUNS, without_holder, without_led_year, without_reason};
use crate::facts::Doctor;
use crate::text::names::honorific;
use crate::text::wording::{find, is_listed, lower_words, strip_words};

/// First words of what somebody did with an award and not to win it.
const DEEDS: &str = "nominated shortlisted longlisted finalist finalists runner-up candidate nominee declined refused rejected \
    returned donated gave judge judged juror jury chair chaired founded established initiated organised organized funded \
    sponsored endowed mentor teacher tutor supervisor supervised trained reviewer reviewed evaluator considered recommended \
    nominator nomination nominations lost missed presented beaten honourable honorable";
/// What else begins with a deed was not won: `Founded the Otter Prize`.
const WON: &str = "enjoyed entitled obtained earned recognized recognised rated elected honoured honored awarded received \
    selected included granted conferred named presented listed designated certified commended cited decorated praised titled \
    ranked voted distinguished advanced united applied dedicated devoted integrated skilled renowned beloved accredited \
    outstanding registered admired respected acclaimed celebrated";
/// Words that say so anywhere.
const ANYWHERE: &str = "nominated nominee shortlisted longlisted finalist finalists declined refused juror jury";
/// Whose award it is instead.
const OTHERS: &str = "his her their whose";
/// Before these stands who won.
const VERBS: &[&str] =
    &[" won ", " was ", " were ", " received ", " has won ", " has received ", " obtained ", " earned ", " got "];

/// True for an item of awards that names none of the doctor's own.
pub(crate) fn is_not_won(text: &str, doctor: &Doctor) -> bool {
    let (text, _) = without_led_year(without_reason(text));
    let words = lower_words(text);
    let first = words.first().map(String::as_str).unwrap_or_default();
    let given = strip_words(text, &["presented with", "nomination award"]).is_some();
    let anothers = is_listed(OTHERS, first) || is_of_another(text, doctor);
    let deed = first.len() > 4 && first.ends_with("ed") && !first.contains('-') && !is_listed(WON, first);
    !given
        && (deed
            || is_listed(DEEDS, first)
            || words.iter().any(|word| is_listed(ANYWHERE, word))
            || anothers
            || has_patent(text)
            || patents(&words))
}

/// `National patent: a clamp`, and not `National Patent Prize`.
fn patents(words: &[String]) -> bool {
    let patent = words.iter().any(|word| matches!(word.as_str(), "patent" | "patents"));
    patent && !words.iter().any(|word| NOUNS.contains(word.as_str()))
}

/// `Li Wei won the A`: a subject before the verb that is not the doctor, and no award in a row of them.
fn is_of_another(text: &str, doctor: &Doctor) -> bool {
    let Some(at) = VERBS.iter().filter_map(|verb| find(text, verb)).min() else { return false };
    let subject = text.get(..at).unwrap_or_default();
    let bare = honorific(subject).map_or(subject, |(_, rest)| rest);
    let own = || {
        let mut rest = bare;
        while let Some(shorter) = strip_words(rest, &[doctor.family.as_str(), doctor.given.as_str()]) {
            rest = shorter;
        }
        without_holder(rest).is_empty() || is_listed("he she and has", &rest.to_lowercase())
    };
    let passive = text.get(at..).is_some_and(|rest| rest.starts_with(" was ") || rest.starts_with(" were "));
    let award = || lower_words(bare).iter().any(|word| NOUNS.contains(word.as_str()));
    let in_row = || bare.ends_with([',', ';']) || bare.ends_with(" and");
    !own() && !in_row() && (passive || !award())
}

/// `ZL201410000001.1`: the number of a Chinese patent.
pub(crate) fn has_patent(text: &str) -> bool {
    let mut places = text.match_indices("ZL").map(|(at, mark)| text.get(at + mark.len()..).unwrap_or_default());
    places.any(|rest| rest.trim_start().bytes().take(8).filter(u8::is_ascii_digit).count() == 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_doctor_won_is_an_award() {
        let doctor = Doctor { family: "Wen".to_owned(), given: "Hao".to_owned(), ..Doctor::default() };
        for text in [
            "Nominated for the Otter Medal",
            "Shortlisted for the Lake Prize, 2014",
            "Donated the prize money to a school",
            "Jury member, Lamp Prize for Young Nurses",
            "Her student Li Wei won the Otter Medal",
            "Li Wei won the Bay Medal in 2011",
            "In 2011, Li Wei won the Bay Medal",
            "The Lamp Prize was presented by the mayor",
            "Finalist, Lamp Prize 2011",
            "A clamp for small vessels (ZL201410000001.1)",
            "Presented the Bay Medal to young nurses",
            "Two national patents",
            "Proposed for the Lamp Award",
            "Beaten to the Otter Medal by Gu Min",
        ] {
            assert!(is_not_won(text, &doctor), "{text}");
        }
        for text in [
            "Silver Snake Award (2019)",
            "Dr. Wen Hao won the Otter Medal",
            "He has won the Otter Medal",
            "In 2011, she was awarded the Otter Medal",
            "Otter Medal in 2005 and won the Bay Medal",
            "Otter Award for his work with his students",
            "Presented with the Bay Medal",
            "Best Teacher of the Year Award",
            "Chairman’s Prize",
            "National Patent Prize",
        ] {
            assert!(!is_not_won(text, &doctor), "{text}");
        }
    }
}
