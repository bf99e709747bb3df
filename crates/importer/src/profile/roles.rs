//! Roles: which words are one, how high it ranks, whether it is over.

use shanghaidoctor_domain::content::{AppointmentRank, PostStatus};

use crate::text::wording::{is_listed, lower_words, strip_words};

/// The last word of a role. There is no fixed list of roles, but of what they end in.
const NOUNS: &str = "member members director president chairman chairwoman chairperson chair chairman-elect chair-elect \
    president-elect secretary general secretary-general director-general supervisor physician professor surgeon \
    fellow editor editor-in-chief reviewer leader head chief dean consultant advisor adviser expert academician \
    scholar researcher lecturer treasurer vice-president vice-chairman vice-chair founder co-founder tutor mentor \
    investigator specialist radiologist pathologist councilor convener commissioner nurse delegate representative \
    主任 教授 主委 委员";

/// Words before a role that say it is over.
const FORMER: &[&str] = &[
    "formerly served as the",
    "formerly served as",
    "formerly held",
    "formerly the",
    "formerly",
    "former",
    "past",
    "previously served as",
    "previously",
    "ex",
];

/// Words before a role that add nothing to it.
const FILLERS: &[&str] = &[
    "currently serves as the",
    "currently serves as",
    "currently serving as",
    "currently",
    "serves as the",
    "serves as an",
    "serves as a",
    "serves as",
    "served as the",
    "served as an",
    "served as a",
    "served as",
    "serving as",
    "he is the",
    "he is",
    "she is the",
    "she is",
    "he was the",
    "he was",
    "she was the",
    "she was",
    "is the",
    "is a",
    "is an",
    "is",
    "was the",
    "was a",
    "was an",
    "was",
    "has been",
    "current",
    "the",
    "an",
    "a",
    "also",
    "and",
    "concurrently",
    "he also",
    "she also",
    "as",
];

/// Whether the role is over, and the text without the words that say so.
pub(crate) fn without_marks(text: &str) -> (PostStatus, &str) {
    let mut rest = text.trim_start();
    let mut status = PostStatus::Current;
    loop {
        if let Some(shorter) = strip_words(rest, FORMER).filter(|rest| !rest.is_empty()) {
            status = PostStatus::Former;
            rest = shorter;
        } else if let Some(shorter) = strip_words(rest, FILLERS).filter(|rest| !rest.is_empty()) {
            rest = shorter;
        } else {
            return (status, rest);
        }
    }
}

/// True when `text` as a whole names a role: few words, the last of them one that roles end in.
pub(crate) fn is_role(text: &str) -> bool {
    let words = lower_words(text);
    let known = words.last().is_some_and(|last| is_listed(NOUNS, last));
    // "general" ends a role only after the office it generalises.
    let general = words.last().is_some_and(|last| last == "general");
    let office = words.iter().any(|word| word == "secretary" || word == "director");
    (1..=6).contains(&words.len()) && known && (!general || office)
}

/// What kind of role it is. One that is new to us ranks as OTHER.
pub(crate) fn rank(role: &str) -> AppointmentRank {
    let lower = role.to_lowercase().replace("editor-in-chief", "chiefeditor").replace('-', " ");
    let words = lower_words(&lower);
    let has = |word: &str| words.iter().any(|other| other == word);
    let second = has("vice") || has("deputy") || has("associate") || has("assistant");
    if has("honorary") || has("elect") || has("candidate") || has("alternate") || has("emeritus") {
        return AppointmentRank::Other;
    }
    match () {
        () if has("chiefeditor") && !second => AppointmentRank::EditorInChief,
        () if has("chiefeditor") || has("editor") || has("editorial") => AppointmentRank::Editor,
        () if has("reviewer") => AppointmentRank::Reviewer,
        () if has("president") && second => AppointmentRank::VicePresident,
        () if has("president") => AppointmentRank::President,
        () if words.iter().any(|word| word.starts_with("chair")) && second => AppointmentRank::ViceChair,
        () if words.iter().any(|word| word.starts_with("chair")) => AppointmentRank::Chair,
        () if has("secretary") && has("general") && !second => AppointmentRank::SecretaryGeneral,
        () if has("member") && has("standing") => AppointmentRank::StandingMember,
        () if has("member") => AppointmentRank::Member,
        () if has("fellow") => AppointmentRank::Fellow,
        () => AppointmentRank::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_follow_the_words() {
        for (role, wanted) in [
            ("Member", AppointmentRank::Member),
            ("Youth Committee Member", AppointmentRank::Member),
            ("Standing Council Member", AppointmentRank::StandingMember),
            ("Vice-Chairman", AppointmentRank::ViceChair),
            ("Deputy Chair", AppointmentRank::ViceChair),
            ("Vice President", AppointmentRank::VicePresident),
            ("Secretary-General", AppointmentRank::SecretaryGeneral),
            ("Honorary Chairman", AppointmentRank::Other),
            ("Editor-in-Chief", AppointmentRank::EditorInChief),
            ("Associate Editor-in-Chief", AppointmentRank::Editor),
            ("Deputy Director-General", AppointmentRank::Other),
        ] {
            assert_eq!(rank(role), wanted, "{role}");
        }
    }

    #[test]
    fn marks_of_the_past_are_no_part_of_a_role() {
        assert_eq!(without_marks("Former Director"), (PostStatus::Former, "Director"));
        assert_eq!(without_marks("formerly served as Dean"), (PostStatus::Former, "Dean"));
        assert_eq!(without_marks("was the Chair"), (PostStatus::Current, "Chair"));
        assert_eq!(without_marks("Formerly"), (PostStatus::Current, "Formerly"));
    }

    #[test]
    fn roles_end_in_what_people_are() {
        for role in ["Director", "PhD Supervisor", "Secretary General", "Standing Council Member"] {
            assert!(is_role(role), "{role}");
        }
        for other in ["Immunology", "Surgeon Committee", "General", "Lancet Oncology"] {
            assert!(!is_role(other), "{other}");
        }
    }
}
