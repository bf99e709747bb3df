//! What the words of an English label mean. No two editors word a label alike, so that stems and synonyms decide.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::report::topic::Topic;
use crate::text::wording::{is_listed, lower_words, trailing_bracket};

/// Words that announce a topic wherever they stand in a label, and stems of such, which end in `-`. The first row that
/// shares a word with the label decides.
const PLAIN: &[(Topic, &str)] = &[
    (Topic::Fellowships, "visiting fellowship fellowships overseas abroad"),
    (Topic::Editorial, "editorial editing editorship editorships reviewing refereeing"),
    (Topic::Publications, "publication- papers articles bibliography works"),
    (Topic::Awards, "award awards honors honours honor honour prizes recognition recognitions"),
    (
        Topic::Focus,
        "focus interest interests expertise specialties specialty specialities speciality subspecialties areas",
    ),
    (Topic::Projects, "project projects grants funding"),
    (
        Topic::Appointments,
        "appointment- position positions title titles affiliations membership- leadership societies roles posts",
    ),
    (Topic::Patents, "patents"),
    (Topic::Achievements, "achievement- accomplishment- contributions output figures numbers statistics inventions"),
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
    (Topic::Patents, "patent intellectual"),
    (Topic::Achievements, "metrics results outcomes"),
    (Topic::Education, "work studied degrees qualifications schooling experience background résumé"),
];

/// Words that a label has beside those above, and that say nothing of its topic.
const BESIDE: &str = "and & of the in a by for to at on with from as his her their its he she who where what when which \
    professional academic research clinical selected major key main scientific social experience scholar scholarship \
    undertaken funded international national current representative academics studies medical special learned public \
    time years received held doctor physician good best other further outside recent notable principal personal brief glance won \
    hospital university administrative executive institutional departmental past present former previous study \
    held spent publishing learning care daily special subjects subject problems diseases \
    list property granted invention model utility";

/// The topic that the words of a label announce, and whether one of them does so in any company.
pub(super) fn meaning(label: &str) -> Option<(Topic, bool)> {
    let words = words(label);
    let has = |wanted: &str| words.iter().any(|word| word == wanted);
    if has("research") && ["leadership", "funded", "funds", "supported"].into_iter().any(has) {
        return Some((Topic::Projects, true));
    }
    let serves = words.last().is_some_and(|last| matches!(last.as_str(), "work" | "service" | "duties" | "roles"));
    if has("journal") && serves {
        return Some((Topic::Editorial, false));
    }
    // `Main Research`: with nothing beside it that says otherwise, what somebody works on.
    let plain = words.iter().all(|word| word == "research" || is_beside(word));
    if has("research") && words.len() > 1 && plain {
        return Some((Topic::Focus, false));
    }
    if words.windows(2).any(|pair| pair == ["good", "at"]) {
        return Some((Topic::Focus, true));
    }
    let row = words.iter().filter_map(|word| row(word)).min()?;
    let (topic, _) = PLAIN.iter().chain(WEAK).nth(row)?;
    Some((*topic, row < PLAIN.len()))
}

/// True for a label of at most six words, all of which labels have. One word that others have, too, must be a plural:
/// `Skills` announces a list, `Practice` can be anything.
pub(super) fn is_whole(label: &str) -> bool {
    let words = words(label);
    // `Journal Work`, but no `Journal of Medical Education`.
    let journal = |word: &String| word == "journal" && !words.iter().any(|word| word == "of");
    let known = |word: &String| journal(word) || is_beside(word) || row(word).is_some();
    let lists = match words.as_slice() {
        [only] => only.ends_with('s') || meaning(only).is_some_and(|(_, plain)| plain),
        _ => true,
    };
    // `Teaching Hospital` is a place.
    let place = words.last().is_some_and(|last| matches!(last.as_str(), "hospital" | "university"));
    (1..=MOST_WORDS).contains(&words.len()) && words.iter().all(known) && lists && !place
}

/// `Visiting Scholar`, `Visiting Scholars`, alone.
pub(super) fn is_stay(label: &str) -> bool {
    const STAYS: &[&str] =
        &["visiting scholar", "visiting fellow", "visiting fellowship", "visiting researcher", "exchange scholar"];
    let lower = label.to_lowercase();
    STAYS.contains(&lower.strip_suffix('s').unwrap_or(&lower))
}

/// The most words of a label that has no colon.
const MOST_WORDS: usize = 6;

/// True for a text of so few words; each line is asked, and most are longer.
pub(super) fn is_short(label: &str) -> bool {
    let label = trailing_bracket(label).map_or(label, |(before, _)| before);
    label.split([' ', '/']).filter(|word| word.contains(char::is_alphanumeric)).nth(MOST_WORDS).is_none()
}

/// True for a word that says nothing of a label's topic.
pub(super) fn is_beside(word: &str) -> bool {
    is_listed(BESIDE, word)
}

/// The words of a label without the bracket behind it.
pub(super) fn words(label: &str) -> Vec<String> {
    lower_words(trailing_bracket(label).map_or(label, |(before, _)| before))
}

/// The first row of both tables that has the word, or a stem of it.
fn row(word: &str) -> Option<usize> {
    let by_stem = STEMS.iter().find(|(stem, _)| word.starts_with(stem)).map(|(_, row)| *row);
    WORDS.get(word).copied().into_iter().chain(by_stem).min()
}

/// The words of both tables, each with the first row that has it.
static WORDS: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for (word, row) in entries() {
        words.entry(word).or_insert(row);
    }
    words
});

/// The stems in the order of their rows.
static STEMS: LazyLock<Vec<(&str, usize)>> =
    LazyLock::new(|| entries().filter_map(|(word, row)| Some((word.strip_suffix('-')?, row))).collect());

fn entries() -> impl Iterator<Item = (&'static str, usize)> {
    let rows = PLAIN.iter().chain(WEAK).enumerate();
    rows.flat_map(|(row, (_, words))| words.split_ascii_whitespace().map(move |word| (word, row)))
}
