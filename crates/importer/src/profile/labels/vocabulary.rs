//! What the words of an English label mean. No two editors word a label alike, so that stems and synonyms decide.

use super::Topic;
use crate::text::wording::{lower_words, trailing_bracket};

/// Words that announce a topic wherever they stand in a label, and stems of such, which end in `-`. The first row that
/// shares a word with the label decides.
const PLAIN: &[(Topic, &str)] = &[
    (Topic::Fellowships, "visiting fellowship fellowships overseas abroad"),
    (Topic::Editorial, "editorial editing editorship editorships reviewing refereeing"),
    (Topic::Publications, "publication- papers articles bibliography works"),
    (Topic::Awards, "award awards honors honours honor honour prizes recognition recognitions"),
    (Topic::Focus, "focus interest interests expertise specialties specialty specialities speciality areas"),
    (Topic::Projects, "project projects grants funding"),
    (
        Topic::Appointments,
        "appointment- position positions title titles affiliations membership- leadership societies roles posts",
    ),
    (
        Topic::Achievements,
        "achievement- accomplishment- contributions output figures numbers statistics inventions patents",
    ),
    (Topic::Education, "employment career education training mentorship teaching"),
];

/// Words that other lines have, too: they announce a topic where the whole line is made of such words, or where a colon
/// ends it.
const WEAK: &[(Topic, &str)] = &[
    (Topic::Editorial, "journals editor- reviewer- reviews"),
    (Topic::Publications, "writings literature books monographs published"),
    (Topic::Awards, "medals distinctions accolades decorations prize medal"),
    (
        Topic::Focus,
        "fields field area strengths skills skill specialises specializes specialized specialised specialisation- \
         specialization- proficiency proficient competence competences practice scope directions direction treats treated",
    ),
    (Topic::Projects, "funded funds fund grant supported sponsored programs programmes support"),
    (
        Topic::Appointments,
        "society committee committees association associations council councils boards affiliation service profession \
         office offices duties responsibilities role post holds serves served holding engagements organisations \
         organizations bodies",
    ),
    (Topic::Achievements, "metrics results outcomes"),
    (Topic::Education, "work studied degrees qualifications schooling experience background résumé"),
];

/// Words that a label has beside those above, and that say nothing of its topic.
const BESIDE: &str = "and & of the in a by for to at on with from as his her their its he she who where what when which \
    professional academic research clinical selected major key main scientific social experience scholar scholarship \
    undertaken funded international national current representative academics studies medical special learned public \
    time years received held doctor physician good best other further outside recent notable principal personal brief glance won";

/// The topic that the words of a label announce, and whether one of them does so in any company.
pub(super) fn meaning(label: &str) -> Option<(Topic, bool)> {
    let words = words(label);
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    if has("research") && ["leadership", "funded", "funds", "supported"].into_iter().any(has) {
        return Some((Topic::Projects, true));
    }
    if words.windows(2).any(|pair| pair == ["good", "at"]) {
        return Some((Topic::Focus, true));
    }
    let first = |rows: &[(Topic, &str)]| {
        rows.iter().find(|(_, known)| words.iter().any(|word| is_among(known, word))).map(|(topic, _)| *topic)
    };
    first(PLAIN).map(|topic| (topic, true)).or_else(|| first(WEAK).map(|topic| (topic, false)))
}

/// True for a label of at most six words, all of which labels have. One word that others have, too, must be a plural:
/// `Skills` announces a list, `Practice` can be anything.
pub(super) fn is_whole(label: &str) -> bool {
    let words = words(label);
    let known =
        |word: &String| is_beside(word) || [PLAIN, WEAK].concat().iter().any(|(_, known)| is_among(known, word));
    let lists = match words.as_slice() {
        [only] => only.ends_with('s') || meaning(only).is_some_and(|(_, plain)| plain),
        _ => true,
    };
    (1..=6).contains(&words.len()) && words.iter().all(known) && lists
}

/// True for a word that says nothing of a label's topic.
pub(super) fn is_beside(word: &str) -> bool {
    BESIDE.split_ascii_whitespace().any(|known| known == word)
}

/// The words of a label without the bracket behind it.
pub(super) fn words(label: &str) -> Vec<String> {
    lower_words(trailing_bracket(label).map_or(label, |(before, _)| before))
}

fn is_among(known: &str, word: &str) -> bool {
    known.split_ascii_whitespace().any(|known| match known.strip_suffix('-') {
        Some(stem) => word.starts_with(stem),
        None => word == known,
    })
}
