//! What a name makes an organisation.

use shanghaidoctor_domain::content::OrganisationKind;

use crate::gazetteer::Known;
use crate::profile::chinese_organisations;
use crate::text::characters::is_han;
use crate::text::wording::{is_acronym, trailing_bracket, words};

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
    let lower = name.to_lowercase();
    let words: Vec<&str> = words(&lower).collect();
    let mut nouns = words.iter().enumerate().filter(|(index, word)| noun(word).is_some() && in_place(&words, *index));
    let tail = words.iter().position(|word| matches!(*word, "affiliated" | "attached")).unwrap_or(words.len());
    let (at, word) = nouns.rfind(|(index, _)| *index < tail)?;
    let before = at.checked_sub(1).and_then(|before| words.get(before)).copied();
    match (before, *word) {
        (Some("medical" | "hospital"), "center" | "centre") => Some(OrganisationKind::Hospital),
        _ => noun(word),
    }
}

/// A branch or a committee is part of something, which may be named by its acronym alone.
pub(crate) fn is_part(known: &Known, piece: &str) -> bool {
    matches!(kind(known, piece), Some(OrganisationKind::Branch | OrganisationKind::Committee))
}

/// An acronym that is known to stand for an organisation; those of diseases look the same.
pub(super) fn is_society(known: &Known, piece: &str) -> bool {
    is_acronym(piece.trim_start_matches("the ")) && kind(known, piece).is_some()
}

/// What the last noun of a name makes it.
pub(super) fn noun(word: &str) -> Option<OrganisationKind> {
    use OrganisationKind::{
        Association, Authority, Branch, Committee, Department, Funder, Hospital, Institute, School, University,
    };
    Some(match word {
        "association" | "society" | "federation" | "union" | "alliance" | "consortium" | "league" | "conference"
        | "forum" | "club" | "network" | "guild" | "coalition" => Association,
        "branch" | "chapter" | "division" | "section" => Branch,
        "committee" | "subcommittee" | "council" | "group" | "board" => Committee,
        "university" => University,
        "school" | "college" | "faculty" => School,
        "hospital" | "clinic" | "infirmary" | "sanatorium" => Hospital,
        "department" | "ward" | "unit" | "office" | "icu" | "nicu" | "ccu" => Department,
        "institute" | "laboratory" | "center" | "centre" | "institution" | "academy" | "studio" => Institute,
        "ministry" | "bureau" | "commission" | "administration" | "government" | "congress" => Authority,
        "foundation" | "fund" => Funder,
        _ => return None,
    })
}

/// A noun names an organisation where it ends the name, begins it or is gone on from; not in `Hospital Management`.
fn in_place(words: &[&str], index: usize) -> bool {
    match words.get(index + 1).copied() {
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
