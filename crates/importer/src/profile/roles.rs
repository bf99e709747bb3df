//! Roles: which words are one, how high it ranks, whether it is over.

mod words;

use std::collections::HashSet;
use std::sync::LazyLock;

use shanghaidoctor_domain::content::{AppointmentRank, PostStatus};

pub(crate) use self::words::{deny, helps, is_of_another};
use crate::text::names::honorific;
use crate::text::pinyin::is_family;
use crate::text::wording::{self, is_listed, lower_words, strip_start, strip_words, trailing_bracket};

/// The last word of a role. There is no fixed list of roles, but of what they end in.
static NOUNS: LazyLock<HashSet<&str>> = LazyLock::new(|| NOUN_LIST.split(' ').collect());
const NOUN_LIST: &str = "member members director president chairman chairwoman chairperson chair chairman-elect chair-elect \
    president-elect secretary general secretary-general director-general supervisor physician professor surgeon \
    fellow editor editor-in-chief reviewer leader head chief dean consultant advisor adviser expert academician \
    scholar researcher lecturer treasurer vice-president vice-chairman vice-chair founder co-founder tutor mentor \
    investigator specialist councilor councillor counselor convener commissioner nurse delegate representative \
    auditor inspector ambassador trustee governor chancellor rector provost principal coordinator organizer initiator \
    deputy teacher instructor scientist officer manager assistant associate resident inheritor pharmacist technician doctor \
    co-chair co-director co-chairman vice-chairperson vice-director vice-dean vice-chancellor president-designate guest-professor psychiatrist \
    emeritus nurse-in-charge pediatrician paediatrician obstetrician internist anesthetist anaesthetist \
    主任 教授 主委 委员";

/// Words before a role that say it is over, and every role after it in the sentence.
const FORMER_VERBS: &[&str] = &[
    "formerly served as",
    "previously served as",
    "once served as",
    "had served as",
    "successively served as",
    "served successively as",
    "served consecutively as",
    "served as",
    "formerly held",
    "previously held",
    "once held",
    "formerly worked as",
    "once worked as",
    "worked as",
    "in former years held",
    "in former years",
    "in earlier years",
    "held the offices of",
    "held the office of",
    "held the posts of",
    "held the post of",
    "held the positions of",
    "held the position of",
    "had also been",
    "had been",
    "had formerly been",
    "had once been",
];

/// Words before a role that say it is over.
const FORMER: &[&str] =
    &["formerly", "former", "past", "previously", "previous", "ex", "once", "earlier", "retired", "原", "曾任"];

/// Words before a role that add nothing to it. They are taken off one after the other.
const FILLERS: &[&str] = &[
    "has served as",
    "serves as",
    "serving as",
    "serves",
    "works as",
    "acts as",
    "holds",
    "he",
    "she",
    "who",
    "is",
    "was",
    "has been",
    "became",
    "appointed as",
    "appointed to be",
    "appointed",
    "elected as",
    "elected to be",
    "elected",
    "named as",
    "named",
    "made",
    "promoted to",
    "promoted as",
    "chosen as",
    "chosen to be",
    "sits",
    "twice",
    "current",
    "currently",
    "presently",
    "now",
    "the",
    "an",
    "a",
    "also",
    "and",
    "concurrently",
    "simultaneously",
    "as well as",
    "as",
    "positions of",
    "positions including",
    "positions such as",
    "position of",
    "posts of",
    "offices of",
    "office of",
    "posts as",
    "post as",
    "positions as",
    "position as",
    "posts including",
    "posts such as",
    "post of",
    "titles of",
    "title of",
    "role of",
    "including",
    "both",
];

/// What joins a person to a role.
const VERBS: &[&str] = &[
    "is",
    "was",
    "has been",
    "has served as",
    "serves as",
    "serves",
    "works as",
    "holds",
    "also",
    "currently",
    "formerly",
    "became",
    "was appointed",
    "was elected",
    "was named",
    "was made",
];

/// Words that begin a role which is held, after others that were.
const STILL: &[&str] = &["currently", "current", "now", "is", "he is", "she is", "serves as"];

/// True when the role is over, and so are those after it in its sentence.
pub(crate) fn closes_sentence(text: &str) -> bool {
    let bare = strip_words(text.trim_start(), &["and", "he", "she", "who"]).unwrap_or(text);
    strip_words(bare, FORMER_VERBS).is_some()
}

/// True when the text itself says that the role is held now.
pub(crate) fn is_still(text: &str) -> bool {
    strip_words(strip_words(text, &["and"]).unwrap_or(text), STILL).is_some()
}

/// Whether the role is over, and the text without the words that say so.
pub(crate) fn without_marks(text: &str) -> (PostStatus, &str) {
    let mut rest = without_holder(text.trim_start());
    let mut status = PostStatus::Current;
    loop {
        // By virtue of another office, and no mark of the past.
        let ex_officio = strip_words(rest, &["ex officio"]).is_some();
        let over = strip_words(rest, FORMER_VERBS).or_else(|| strip_words(rest, FORMER)).or_else(|| without_ex(rest));
        let over = over.filter(|_| !ex_officio);
        if let Some(shorter) = over.filter(|rest| !rest.is_empty()) {
            status = PostStatus::Former;
            rest = shorter;
        } else if let Some(shorter) = strip_words(rest, FILLERS).filter(|rest| !rest.is_empty()) {
            rest = shorter;
        } else {
            return (status, rest);
        }
    }
}

/// `Ex-Director` is over; `ex-officio` is not.
fn without_ex(text: &str) -> Option<&str> {
    strip_start(text, "ex-").filter(|rest| strip_start(rest, "officio").is_none())
}

/// True when `text` as a whole names a role: few words, the last of them one that roles end in; a bracket after it, as
/// in `Deputy Director (in charge)`, tells no other.
pub(crate) fn is_role(text: &str) -> bool {
    let bare = trailing_bracket(text).map_or(text, |(before, _)| before);
    let Some(last) = wording::words(bare).next_back().map(str::to_lowercase) else { return false };
    if !NOUNS.contains(last.as_str()) && !last.ends_with("ologist") {
        return false;
    }
    let words = lower_words(bare);
    // "general" ends a role only after the office it generalises.
    let general = last == "general";
    let office = words.iter().any(|word| word == "secretary" || word == "director");
    let dashed = [" — ", " – "].iter().any(|dash| bare.contains(dash));
    words.len() <= 6 && !dashed && (!general || office) && !deny(bare)
}

/// Words that begin a professional grade: without a place it is a post, with a capital or without.
const GRADES: &str = "chief associate deputy attending doctoral master's master’s phd senior honorary vice resident";

/// True for `chief physician`.
pub(crate) fn is_graded(role: &str) -> bool {
    let words = lower_words(role);
    words.len() > 1 && words.first().is_some_and(|first| is_listed(GRADES, first))
}

/// `Dr. X serves as`, `X Y is`: who holds a role adds nothing to it.
fn without_holder(text: &str) -> &str {
    let bare = honorific(text).map_or(text, |(_, rest)| rest);
    let verb = |rest: &str| strip_words(rest, FORMER_VERBS).or_else(|| strip_words(rest, VERBS)).is_some();
    let mut rest = bare;
    for _ in 0..3 {
        let Some((word, after)) = rest.split_once(' ').filter(|(word, _)| word.starts_with(char::is_uppercase)) else {
            return text;
        };
        if verb(after) && (rest.len() < bare.len() || bare.len() < text.len() || is_family(word)) {
            return after;
        }
        rest = after;
    }
    text
}

/// True for who is at the head of something.
pub(crate) fn heads(role: &str) -> bool {
    lower_words(role).last().is_some_and(|last| is_listed("director head chief chair chairman chairwoman", last))
}

/// `Deputy Secretary-General`: an office that societies have and employers do not.
pub(crate) fn is_of_society(role: &str) -> bool {
    role.to_lowercase().replace('-', " ").ends_with("secretary general")
}

/// What kind of role it is. One that is new to us ranks as OTHER.
pub(crate) fn rank(role: &str) -> AppointmentRank {
    if role.ends_with(crate::text::characters::is_han) {
        return crate::profile::chinese_roles::rank(role);
    }
    // Who helps a president is none.
    let role = role.split_once(" to ").map_or(role, |(helper, _)| helper);
    let lower = role.to_lowercase().replace("editor-in-chief", "chiefeditor").replace('-', " ");
    let words = lower_words(&lower);
    let has = |word: &str| words.iter().any(|other| other == word);
    let honorary = has("honorary");
    let edits = has("chiefeditor") || has("editor");
    let second = has("vice") || has("deputy") || has("associate") || has("assistant") || honorary;
    if honorary && !edits || has("elect") || has("candidate") || has("alternate") || has("emeritus") {
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

/// True for who edits or reviews.
pub(crate) const fn is_editorial(rank: AppointmentRank) -> bool {
    matches!(rank, AppointmentRank::EditorInChief | AppointmentRank::Editor | AppointmentRank::Reviewer)
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
            ("Honorary Editor-in-Chief", AppointmentRank::Editor),
            ("Deputy", AppointmentRank::Other),
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
        assert_eq!(without_marks("Ex-Director"), (PostStatus::Former, "Director"));
        assert_eq!(without_marks("Ex-officio Member"), (PostStatus::Current, "Ex-officio Member"));
        assert_eq!(without_marks("was elected as the Chair"), (PostStatus::Current, "Chair"));
        assert_eq!(without_marks("Ex officio Member"), (PostStatus::Current, "Ex officio Member"));
        assert_eq!(without_marks("formerly served as Dean"), (PostStatus::Former, "Dean"));
        assert_eq!(without_marks("in former years held the offices of Dean"), (PostStatus::Former, "Dean"));
        assert_eq!(without_marks("Earlier she had also been a member"), (PostStatus::Former, "member"));
        assert_eq!(without_marks("was the Chair"), (PostStatus::Current, "Chair"));
        assert_eq!(without_marks("Formerly"), (PostStatus::Current, "Formerly"));
    }

    #[test]
    fn roles_end_in_what_people_are() {
        for role in ["Director", "PhD Supervisor", "Secretary General", "Standing Council Member"] {
            assert!(is_role(role), "{role}");
        }
        for other in ["Immunology", "Surgeon Committee", "General", "Lancet Oncology", "his wife is President"] {
            assert!(!is_role(other), "{other}");
        }
    }

    #[test]
    fn what_was_done_hoped_or_refused_is_no_role() {
        for other in [
            "succeeded by the president",
            "treated by the director",
            "Declined the chair",
            "Nominated as chair",
            "recommended Li Wei as director",
            "shortlisted as dean",
            "not director",
            "almost director",
            "to become director",
            "seen as the director",
            "son of the president",
            "Presidential candidate",
            "at the head",
        ] {
            assert!(!is_role(other), "{other}");
        }
        for role in [
            "assistant to the director",
            "Distinguished Professor",
            "Invited reviewer",
            "board-certified surgeon",
            "Registered Nurse",
        ] {
            assert!(is_role(role), "{role}");
        }
        assert_eq!(rank("assistant to the president"), AppointmentRank::Other);
        assert_eq!(without_marks("was elected president"), (PostStatus::Current, "president"));
        assert_eq!(without_marks("was named director"), (PostStatus::Current, "director"));
    }
}
