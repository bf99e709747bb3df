//! Numbers in place of records: so many papers, grants, patents, pupils.

use shanghaidoctor_domain::content::ClaimKind;

use crate::facts::Claim;
use crate::profile::citations;
use crate::text::dates;
use crate::text::names::honorific;
use crate::text::wording::{is_listed, lower_words, strip_words, without_end, words};

const COUNTED: &[(ClaimKind, &[&str])] = &[
    (ClaimKind::Publications, &["papers", "articles", "publications", "books", "monographs"]),
    (ClaimKind::Patents, &["patents"]),
    (ClaimKind::Projects, &["grants", "projects"]),
    (ClaimKind::Students, &["students", "pupils", "candidates", "trainees"]),
    (
        ClaimKind::Patients,
        &[
            "patients",
            "operations",
            "surgeries",
            "procedures",
            "transplants",
            "transplantations",
            "interventions",
            "resections",
            "newborns",
            "neonates",
            "infants",
            "babies",
            "deliveries",
            "grafts",
            "implantations",
            "replantations",
            "embolizations",
            "embolisations",
            "endoscopies",
            "examinations",
            "consultations",
            "catheterizations",
            "catheterisations",
            "injections",
            "biopsies",
            "replacements",
            "reconstructions",
            "repairs",
            "punctures",
            "ablations",
            "bypasses",
            "extractions",
            "implants",
            "births",
            "cesareans",
            "caesareans",
            "anesthetics",
            "anaesthetics",
            "cesarean",
            "caesarean",
            "cases",
        ],
    ),
    (ClaimKind::Awards, &["awards", "prizes"]),
    (ClaimKind::Years, &["years"]),
];
/// Words that say of whoever is counted that they learned.
const TRAINS: &str = "trained supervised mentored taught tutored training";
const LEARNERS: &str =
    "surgeons doctors physicians residents fellows graduates nurses interns specialists midwives technicians";
/// Words that say of whatever is counted that somebody treated it.
pub(super) const OPERATES: &[&str] = &[
    "corrected",
    "operated",
    "repaired",
    "replaced",
    "reconstructed",
    "rebuilt",
    "straightened",
    "transplanted",
    "treated",
    "removed",
    "restored",
    "implanted",
    "reattached",
    "replanted",
    "examined",
];
const OPERATED: &str = "spines hips knees hearts eyes livers kidneys lungs hands feet valves joints faces backs skulls \
    brains limbs fingers toes ears noses vertebrae shoulders elbows ankles wrists arms legs jaws lips palates ligaments \
    tendons arteries corneas retinas lenses teeth bladders hernias cataracts fractures aneurysms tumors tumours gallbladders \
    gallstones polyps adults children";
/// How many words may stand between a number and what it counts.
const NEAR: usize = 8;

/// The claim an item is: a number (no year) shortly before what is counted, and no single paper or grant.
pub(crate) fn claim(text: &str) -> Option<Claim> {
    in_digits(text).or_else(|| counted(text, in_words).filter(|claim| claim.kind != ClaimKind::Years))
}

/// True for an item that says what somebody did, and not what somebody works on.
pub(crate) fn is_told(text: &str) -> bool {
    const DID: &[&str] = &[
        "he has",
        "she has",
        "has",
        "published",
        "authored",
        "trained",
        "treated",
        "performed",
        "completed",
        "supervised",
    ];
    strip_words(without_doer(text), DID).is_some()
}

/// `Dr. Wen has published` without `Dr. Wen`.
fn without_doer(text: &str) -> &str {
    let Some((_, named)) = honorific(text) else { return text };
    let begins = |word: &&str| word.starts_with(char::is_uppercase);
    let name: usize = named.split(' ').take(3).take_while(begins).map(|word| word.len() + 1).sum();
    named.get(name..).unwrap_or_default()
}

/// The claim an item is by its digits. A story counts in words, too.
pub(crate) fn in_digits(text: &str) -> Option<Claim> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    counted(text, |word, _| number(word).map(Some))
}

/// `count` tells what a word counts, with the word after it at hand; `Some(None)` is a number that is left open.
fn counted(text: &str, count: impl Fn(&str, &str) -> Option<Option<i32>>) -> Option<Claim> {
    if text.contains("doi") || text.contains('“') {
        return None;
    }
    let words = lower_words(text);
    let (at, count) = words.iter().enumerate().find_map(|(at, word)| {
        let next = words.get(at + 1).map(String::as_str).unwrap_or_default();
        Some((at, count(word, next)?))
    })?;
    // `58 years old`
    if words.iter().any(|word| word == "old") {
        return None;
    }
    let trains = words.iter().take(at).any(|word| is_listed(TRAINS, word));
    let operates = words.iter().take(at).any(|word| OPERATES.contains(&word.as_str()));
    let kind = words.iter().skip(at + 1).take(NEAR).find_map(|word| {
        let cut = ["ectomies", "otomies", "oscopies", "plasties"].iter().any(|end| word.ends_with(end));
        let known = COUNTED.iter().find(|(_, nouns)| nouns.contains(&word.as_str())).map(|(kind, _)| *kind);
        let known = known.or(cut.then_some(ClaimKind::Patients));
        let known = known.or_else(|| (trains && is_listed(LEARNERS, word)).then_some(ClaimKind::Students));
        known.or_else(|| (operates && is_listed(OPERATED, word)).then_some(ClaimKind::Patients))
    })?;
    let claim = || Claim { text: without_end(text).to_owned(), count, kind };
    // A paper is dear to tell, and few items come as far.
    citations::paper(text).is_none().then(claim)
}

/// True where a number is the first word: `12 patents`, `Two hundred operations`.
pub(crate) fn begins_with_number(text: &str) -> bool {
    let mut words = words(text.get(..text.floor_char_boundary(60)).unwrap_or_default()).map(str::to_lowercase);
    let (first, next) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    number(&first).is_some() || in_words(&first, &next).is_some()
}

fn number(word: &str) -> Option<i32> {
    let digits = word.trim_end_matches('+').replace(',', "");
    let count = digits.parse().ok()?;
    // A year counts nothing, and a grant's number has no commas.
    let grouped = word.contains(',');
    (grouped || dates::date(&digits).is_none() && digits.len() <= 5).then_some(count)
}

/// `thirty`, `twenty-three`, `a hundred`, `a dozen`, `dozens`.
fn in_words(word: &str, next: &str) -> Option<Option<i32>> {
    let (tens, unit) = word.split_once('-').unwrap_or((word, "zero"));
    let small = ten(tens).map(|tens| 10 * tens + below_twenty(unit).unwrap_or(0));
    let small = small.or_else(|| below_twenty(word)).filter(|count| *count > 1);
    let times = match next {
        "hundred" => 100,
        "thousand" => 1000,
        "dozen" => 12,
        _ => 1,
    };
    match word {
        "a" | "one" if times > 1 => Some(Some(times)),
        "dozens" | "scores" | "hundreds" | "thousands" => Some(None),
        _ => small.map(|count| Some(count * times)),
    }
}

fn below_twenty(word: &str) -> Option<i32> {
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        _ => return None,
    })
}

/// How many tens.
fn ten(word: &str) -> Option<i32> {
    Some(match word {
        "twenty" => 2,
        "thirty" => 3,
        "forty" => 4,
        "fifty" => 5,
        "sixty" => 6,
        "seventy" => 7,
        "eighty" => 8,
        "ninety" => 9,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_did_is_told_with_and_without_a_name() {
        for text in ["Has treated 400 patients", "Dr. Wen has published 60 papers", "Professor Wen Hao has 5 patents"] {
            assert!(is_told(text), "{text}");
        }
        assert!(!is_told("Dr. Wen Clinic"));
    }

    #[test]
    fn counts_are_claims_and_years_are_not() {
        let claim = claim("Published over 50 SCI papers.").unwrap();
        assert_eq!(
            (claim.text.as_str(), claim.count, claim.kind),
            ("Published over 50 SCI papers", Some(50), ClaimKind::Publications)
        );
        assert_eq!(super::claim("Good papers of 2014 and other papers"), None);
        assert_eq!(super::claim("Lancet Oncology"), None);
        assert_eq!(super::claim("Wen H. Sleep in 200 patients. J Ears. 2019;1:2-3."), None);
        assert_eq!(super::claim("Grant 81572250 for projects"), None);
    }

    #[test]
    fn words_count_too() {
        use ClaimKind::{Patents, Patients, Projects, Publications, Students};
        for (text, count, kind) in [
            ("Published dozens of papers", None, Publications),
            ("Author of hundreds of articles", None, Publications),
            ("Holds over thirty patents", Some(30), Patents),
            ("More than a hundred operations a year", Some(100), Patients),
            ("Over 1,000 kidney transplants", Some(1000), Patients),
            ("Trained twenty-three doctoral students", Some(23), Students),
            ("Over 3,000 gastroscopies", Some(3000), Patients),
            ("Trained 31 visiting surgeons", Some(31), Students),
            ("Has treated more than 4,500 newborns", Some(4500), Patients),
            ("Led a dozen national projects", Some(12), Projects),
            ("Principal investigator of 5 National Natural Science Foundation of China projects", Some(5), Projects),
            ("Published three hundred papers", Some(300), Publications),
            ("He has performed more than 7,000 hip replacements", Some(7000), Patients),
            ("Over 800 ligament reconstructions", Some(800), Patients),
            ("Some 2,000 fistula operations", Some(2000), Patients),
            ("About 1,500 cesarean sections", Some(1500), Patients),
            ("Has handled over 4,000 cases of stroke", Some(4000), Patients),
            ("She has straightened more than 600 crooked feet", Some(600), Patients),
            ("Has operated on over 2,300 hearts", Some(2300), Patients),
            ("He has replaced nearly 900 knees and hips", Some(900), Patients),
            ("Removed some 4,000 gallstones", Some(4000), Patients),
            ("Dr. Wen has repaired about 500 cleft lips", Some(500), Patients),
            ("Has treated over 3,000 deaf children", Some(3000), Patients),
        ] {
            let claim = claim(text).unwrap();
            assert_eq!((claim.count, claim.kind), (count, kind), "{text}");
        }
        for text in [
            "Chosen among 31 surgeons",
            "Has corrected more than 1,500 essays",
            "She has replaced 40 chairs",
            "He has drawn over 300 hearts",
            "Head of 12 hands in a theatre",
            "One of the papers of his youth",
            "For twenty years he sang",
            "Two rivers and a road",
        ] {
            assert_eq!(claim(text), None, "{text}");
        }
    }
}
