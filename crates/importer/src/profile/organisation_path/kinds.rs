//! What a name makes an organisation.

use shanghaidoctor_domain::content::OrganisationKind;

use crate::gazetteer::Known;
use crate::profile::chinese_organisations;
use crate::text::characters::is_han;
use crate::text::wording::{is_acronym, lower_words, trailing_bracket};

/// What the last noun of a name makes it.
const KINDS: &[(OrganisationKind, &[&str])] = &[
    (
        OrganisationKind::Association,
        &[
            "association",
            "society",
            "federation",
            "union",
            "alliance",
            "consortium",
            "league",
            "conference",
            "forum",
            "club",
            "network",
            "guild",
            "coalition",
        ],
    ),
    (OrganisationKind::Branch, &["branch", "chapter", "division", "section"]),
    (OrganisationKind::Committee, &["committee", "subcommittee", "council", "group", "board"]),
    (OrganisationKind::University, &["university"]),
    (OrganisationKind::School, &["school", "college", "faculty"]),
    (OrganisationKind::Hospital, &["hospital", "clinic", "infirmary", "sanatorium"]),
    (OrganisationKind::Department, &["department", "ward", "unit", "office", "icu", "nicu", "ccu"]),
    (OrganisationKind::Institute, &["institute", "laboratory", "center", "centre", "institution", "academy", "studio"]),
    (OrganisationKind::Authority, &["ministry", "bureau", "commission", "administration", "government", "congress"]),
    (OrganisationKind::Funder, &["foundation", "fund"]),
];

/// Words after a noun that go on with the name: `Society for the Study of`, `Hospital Affiliated to`.
const GOES_ON: &[&str] = &["affiliated", "for", "on", "in", "against", "attached", "no"];

/// Words that tell the sites of one hospital apart: `Example Hospital North`.
const SITES: &[&str] = &["north", "south", "east", "west"];

/// What an organisation of this name is; none for a text that names no organisation.
pub(crate) fn kind(known: &Known, name: &str) -> Option<OrganisationKind> {
    let name = trailing_bracket(name).map_or(name, |(before, _)| before);
    if name.ends_with(is_han) {
        return chinese_organisations::kind(name).or_else(|| known.kind(name));
    }
    let name = name.rsplit_once(", ").filter(|(_, owner)| is_acronym(owner)).map_or(name, |(part, _)| part);
    kind_by_noun(name).or_else(|| known.kind(name))
}

/// What the last noun of a name makes it.
pub(crate) fn kind_by_noun(name: &str) -> Option<OrganisationKind> {
    let words = lower_words(name);
    let mut nouns = words.iter().enumerate().filter(|(index, word)| noun(word).is_some() && in_place(&words, *index));
    let tail = words.iter().position(|word| word == "affiliated" || word == "attached").unwrap_or(words.len());
    let (at, word) = nouns.rfind(|(index, _)| *index < tail)?;
    let before = at.checked_sub(1).and_then(|before| words.get(before)).map(String::as_str);
    match (before, word.as_str()) {
        (Some("medical" | "hospital"), "center" | "centre") => Some(OrganisationKind::Hospital),
        _ => noun(word),
    }
}

pub(super) fn noun(word: &str) -> Option<OrganisationKind> {
    KINDS.iter().find(|(_, nouns)| nouns.contains(&word)).map(|(kind, _)| *kind)
}

/// A noun names an organisation where it ends the name, begins it or is gone on from; not in `Hospital Management`.
fn in_place(words: &[String], index: usize) -> bool {
    match words.get(index + 1).map(String::as_str) {
        None => true,
        Some("of") => true,
        Some(next) if SITES.contains(&next) => index > 0 && index + 2 == words.len(),
        Some(next) => GOES_ON.contains(&next) || index == 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_follow_the_last_noun() {
        for (name, wanted) in [
            ("Youth Committee", Some(OrganisationKind::Committee)),
            ("Chinese Society of Clinical Oncology", Some(OrganisationKind::Association)),
            ("Example University School of Medicine", Some(OrganisationKind::School)),
            ("Chest Hospital Affiliated to Example University", Some(OrganisationKind::Hospital)),
            ("Example Medical Center", Some(OrganisationKind::Hospital)),
            ("National Natural Science Foundation of China", Some(OrganisationKind::Funder)),
            ("Hospital Management", Some(OrganisationKind::Hospital)),
            ("Clinical Hospital Management", None),
            ("Cardiology", None),
            ("Example Hospital North", Some(OrganisationKind::Hospital)),
            ("Huashan", Some(OrganisationKind::Hospital)),
            ("the NSFC", Some(OrganisationKind::Funder)),
            ("COPD", None),
            ("Harbour Night Nurses Club", Some(OrganisationKind::Association)),
            ("Seven Rivers Stroke Network", Some(OrganisationKind::Association)),
            ("Guild of Bone Setters", Some(OrganisationKind::Association)),
            ("Club Foot", Some(OrganisationKind::Association)),
        ] {
            assert_eq!(kind(&Known::built_in(), name), wanted, "{name}");
        }
    }
}
