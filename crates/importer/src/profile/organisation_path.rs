//! `the Committee of the Branch of the Association (ACRO)` as a path from the root, and what each node on it is.

mod kinds;
mod side_by_side;

use serde::Serialize;
use shanghaidoctor_domain::content::OrganisationKind;

use self::kinds::noun;
pub(crate) use self::kinds::{kind, kind_by_noun};
use self::side_by_side::{listed, plural, societies, two_roots};
use crate::gazetteer::Known;
use crate::text::acronyms::initials;
use crate::text::wording::{is_acronym, split_outside_brackets, trailing_bracket};

/// An organisation as a page names it, without those above it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// Its name for short, when the page gives it in brackets.
    pub acronym: Option<String>,
    /// What it is, as far as its name tells.
    pub kind: OrganisationKind,
}

/// What a text says of where: one path or, where units are joined by `and`, several; and what could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paths {
    /// Each from the root to the unit.
    pub paths: Vec<Vec<Organisation>>,
    /// Pieces after the organisations that name none: a city, a country.
    pub rest: Vec<String>,
}

/// The most bytes of a place with all it lists.
const MOST_BYTES: usize = 4000;

/// Reads everything after a role and its `of`.
pub(crate) fn read(known: &Known, text: &str) -> Paths {
    // What is longer is prose, and every piece of it would make each path longer.
    if text.len() > MOST_BYTES {
        return Paths { paths: Vec::new(), rest: vec![text.to_owned()] };
    }
    if let Some((left, right)) = two_roots(known, text) {
        let (left, right) = (read(known, left), read(known, right));
        return Paths { paths: [left.paths, right.paths].concat(), rest: [left.rest, right.rest].concat() };
    }
    let text = text.replace(" and of ", " and ").replace(" and at ", " and ");
    let chunks = split_outside_brackets(&text, |c| c == ',');
    if let Some(paths) = societies(known, &chunks).or_else(|| plural(known, &chunks)).or_else(|| listed(known, &chunks))
    {
        return Paths { paths, rest: Vec::new() };
    }
    let mut pieces: Vec<String> = Vec::new();
    let mut rest = Vec::new();
    for (index, chunk) in chunks.into_iter().enumerate() {
        let units = units(known, chunk);
        if index > 0 && units.iter().all(|unit| kind(known, unit).is_none()) {
            match pieces.last_mut() {
                // Whether this stands for an association only the whole page can tell.
                Some(part) if is_part(known, part) && is_acronym(chunk) => *part = format!("{part}, {chunk}"),
                _ => rest.push(chunk.to_owned()),
            }
        } else {
            pieces.extend(units);
        }
    }
    let mut paths = paths(known, &pieces);
    // A list can begin at the root, too: `Medical Association, Heart Branch`.
    for path in &mut paths {
        let size = |unit: Option<&Organisation>| {
            unit.map_or(0, |unit| {
                if unit.kind == OrganisationKind::Other && is_acronym(&unit.name) { 4 } else { size(unit.kind) }
            })
        };
        if size(path.first()) < size(path.last()) {
            path.reverse();
        }
    }
    Paths { paths, rest }
}

/// How large what is of this kind is beside others; 1 where that says nothing.
const fn size(kind: OrganisationKind) -> u8 {
    use OrganisationKind::{Association, Authority, Branch, Hospital, School, University};
    match kind {
        Association | Authority | University => 4,
        School | Hospital => 3,
        Branch => 2,
        _ => 1,
    }
}

/// A branch or a committee is part of something, which may be named by its acronym alone.
pub(crate) fn is_part(known: &Known, piece: &str) -> bool {
    matches!(kind(known, piece), Some(OrganisationKind::Branch | OrganisationKind::Committee))
}

/// The units of one chunk, smallest first: parted where `of` or `at` leads to another organisation.
fn units(known: &Known, chunk: &str) -> Vec<String> {
    let turned = unit_first(known, chunk);
    let mut units: Vec<String> = Vec::new();
    for (joint, piece) in joints(turned.as_deref().unwrap_or(chunk)) {
        match units.last_mut() {
            Some(last) if joint == "of" && (kind(known, piece).is_none() || opens_another(known, piece)) => {
                last.push_str(" of ");
                last.push_str(piece);
            }
            _ => units.push(piece.to_owned()),
        }
    }
    units
}

/// `the Department of A and the Department of B`: between the two names stands `A and the Department`.
fn opens_another(known: &Known, piece: &str) -> bool {
    let right = piece.rsplit_once(" and ").filter(|(left, _)| kind(known, left).is_none()).map(|(_, right)| right);
    let named = |right: &str| right.starts_with("the ") && kind(known, right).is_some();
    right.is_some_and(|right| noun(&right.trim_start_matches("the ").to_lowercase()).is_some() || named(right))
}

/// An acronym that is known to stand for an organisation; those of diseases look the same.
fn is_society(known: &Known, piece: &str) -> bool {
    is_acronym(piece.trim_start_matches("the ")) && kind(known, piece).is_some()
}

/// `Association (ACRO) Lung Committee` and `Association Lung Committee` as `Lung Committee of Association`.
fn unit_first(known: &Known, chunk: &str) -> Option<String> {
    let ends = [") ", "Association ", "Federation ", "Alliance "];
    let cuts = ends.iter().filter_map(|end| Some(chunk.find(end)? + end.len()));
    let (owner, unit) = cuts.filter_map(|at| chunk.split_at_checked(at)).find(|(owner, unit)| {
        let bracket = trailing_bracket(owner);
        let named = bracket.is_none_or(|(name, inside)| is_acronym(inside) && !name.is_empty());
        let whole = bracket.map_or(*owner, |(name, _)| name);
        let society = kind(known, whole.trim_end()) == Some(OrganisationKind::Association);
        named && society && is_part(known, unit) && unit.starts_with(char::is_uppercase) && !owner.contains(" of the ")
    })?;
    Some(format!("{unit} of {}", owner.trim_end()))
}

/// The pieces between ` of `, ` at `, ` under ` and ` within ` outside brackets, each with the word before it.
fn joints(chunk: &str) -> Vec<(&str, &str)> {
    let mut pieces = Vec::new();
    let mut joint = "";
    let mut start = 0;
    let mut depth = 0_u32;
    for (at, c) in chunk.char_indices() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ahead = chunk.get(at..).unwrap_or_default();
        let found = ["of", "at", "under", "within"].into_iter().find(|word| {
            ahead.strip_prefix(' ').and_then(|rest| rest.strip_prefix(word)).is_some_and(|rest| rest.starts_with(' '))
        });
        if let (0, Some(word)) = (depth, found) {
            pieces.push((joint, chunk.get(start..at).unwrap_or_default().trim()));
            joint = word;
            start = at + word.len() + 2;
        }
    }
    pieces.push((joint, chunk.get(start..).unwrap_or_default().trim()));
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

/// One role covers two or three units, not their every combination.
const MOST_PATHS: usize = 8;

/// Pieces from the smallest to the largest as paths from the root.
fn paths(known: &Known, pieces: &[String]) -> Vec<Vec<Organisation>> {
    let mut paths: Vec<Vec<Organisation>> = vec![Vec::new()];
    for piece in pieces.iter().rev() {
        let siblings = if paths.len() < MOST_PATHS { siblings(known, piece) } else { vec![nodes(known, piece)] };
        let grown = paths
            .iter()
            .flat_map(|path| siblings.iter().map(|nodes| path.iter().chain(nodes).cloned().collect::<Vec<_>>()));
        paths = grown.collect();
    }
    paths.retain(|path| !path.is_empty());
    paths
}

/// The units joined by `and` in one piece, each as nodes from the root.
fn siblings(known: &Known, piece: &str) -> Vec<Vec<Organisation>> {
    let Some((left, right)) = piece.split_once(" and ") else { return vec![nodes(known, piece)] };
    // `Departments of Ears and Eyes`
    if let Some((noun, first)) = plural_of(left) {
        return vec![nodes(known, &format!("{noun} of {first}")), nodes(known, &format!("{noun} of {right}"))];
    }
    let closed = left.matches('(').count() == left.matches(')').count();
    let cuts = piece.match_indices(" and ").take(MOST_PATHS);
    let mut whole = cuts.filter_map(|(at, joint)| Some((piece.get(..at)?, piece.get(at + joint.len()..)?)));
    if let Some((left, right)) = whole.find(|(left, right)| kind(known, left).is_some() && kind(known, right).is_some())
        && left.matches('(').count() == left.matches(')').count()
    {
        return vec![nodes(known, left), nodes(known, right)];
    }
    match singular(right) {
        Some((first, noun)) if closed => {
            vec![nodes(known, &format!("{left} {noun}")), nodes(known, &format!("{first} {noun}"))]
        }
        _ => vec![nodes(known, piece)],
    }
}

/// `Departments of Ears` as `Department` and `Ears`.
fn plural_of(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start_matches("the ");
    let (nouns, name) = text.split_once(" of ")?;
    let known = |word: &str| noun(&word.to_lowercase()).is_some();
    let single = nouns.strip_suffix("es").filter(|word| known(word)).or_else(|| nouns.strip_suffix('s'))?;
    known(single).then(|| (single.to_owned(), name))
}

/// `Nutrition Branches` as `Nutrition` and `Branch`.
fn singular(text: &str) -> Option<(&str, String)> {
    let (first, last) = text.rsplit_once(' ')?;
    let noun = |word: &str| noun(&word.to_lowercase()).is_some().then(|| word.to_owned());
    let found = last.strip_suffix("es").and_then(noun).or_else(|| last.strip_suffix('s').and_then(noun))?;
    Some((first, found))
}

/// One piece as nodes from the root: its parent may stand before a possessive or in brackets.
fn nodes(known: &Known, piece: &str) -> Vec<Organisation> {
    let piece = piece.strip_prefix("the ").or_else(|| piece.strip_prefix("The ")).unwrap_or(piece).trim();
    if let Some((owner, owned)) = piece.split_once("’s ").or_else(|| piece.split_once("'s "))
        && kind(known, owner).is_some()
        && kind(known, owned).is_some()
    {
        return nodes(known, owner).into_iter().chain(nodes(known, owned)).collect();
    }
    match trailing_bracket(piece) {
        Some((name, inside)) if is_acronym(inside) && !is_of_subject(name, inside) => {
            vec![node(known, name, Some(inside))]
        }
        Some((name, inside)) if inside.starts_with("now ") || inside.starts_with("formerly ") => {
            vec![node(known, name, None)]
        }
        Some((name, inside)) if kind(known, inside).is_some() => {
            nodes(known, inside).into_iter().chain([node(known, name, None)]).collect()
        }
        _ => vec![node(known, piece, None)],
    }
}

/// `Committee on Chronic Obstructive Pulmonary Disease (COPD)`: the acronym is the disease's.
fn is_of_subject(name: &str, acronym: &str) -> bool {
    let joints = [" on ", " of ", " for ", " against "].iter().filter_map(|joint| name.split_once(joint));
    initials(name) != acronym && joints.map(|(_, subject)| initials(subject)).any(|subject| subject == acronym)
}

fn node(known: &Known, name: &str, acronym: Option<&str>) -> Organisation {
    let name = name.trim_matches([' ', '.', ',', ';']).to_owned();
    let society = is_society(known, &name).then_some(OrganisationKind::Association);
    Organisation {
        kind: kind(known, &name).or(society).unwrap_or(OrganisationKind::Other),
        acronym: acronym.map(str::to_owned),
        name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |path: Vec<Organisation>| path.into_iter().map(|node| node.name).collect::<Vec<_>>().join(" > ");
        read(&Known::built_in(), text).paths.into_iter().map(show).collect()
    }

    #[test]
    fn paths_begin_at_the_root() {
        for (text, wanted) in [
            (
                "the Youth Committee of the Heart Branch of the Chinese Heart Society (CHS)",
                "Chinese Heart Society > Heart Branch > Youth Committee",
            ),
            ("Lung Branch, Chinese Medical Association", "Chinese Medical Association > Lung Branch"),
            ("Chinese Medical Association, Lung Branch", "Chinese Medical Association > Lung Branch"),
            ("Eastern Society of Oncology (ESO) Lung Committee", "Eastern Society of Oncology > Lung Committee"),
            ("Eastern Heart Association Youth Committee", "Eastern Heart Association > Youth Committee"),
            ("Lung Branch, CMA", "CMA > Lung Branch"),
            ("the CMA’s Lung Branch", "CMA > Lung Branch"),
            ("the Chinese Medical Association’s Lung Branch", "Chinese Medical Association > Lung Branch"),
            ("Lung Branch (Chinese Medical Association)", "Chinese Medical Association > Lung Branch"),
            ("the Department of Cardiology of Example Hospital", "Example Hospital > Department of Cardiology"),
            ("the School of Medicine at Example University", "Example University > School of Medicine"),
            ("the Natural Science Foundation of China", "Natural Science Foundation of China"),
            ("the Ministry of Science and Technology", "Ministry of Science and Technology"),
            (
                "Eye Hospital Affiliated to Example University School of Medicine",
                "Eye Hospital Affiliated to Example University School of Medicine",
            ),
        ] {
            assert_eq!(shown(text), [wanted], "{text}");
        }
    }

    #[test]
    fn one_role_may_cover_two_units() {
        let wanted = ["Chinese Society > Eye Committee", "Chinese Society > Ear Committee"];
        for text in [
            "the Eye Committee and the Ear Committee of the Chinese Society",
            "the Eye Committee, and the Ear Committee of the Chinese Society",
            "the Eye and Ear Committees of the Chinese Society",
            "the Eye Committee and of the Ear Committee of the Chinese Society",
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
        let wanted = ["Example Hospital > Department of Ears", "Example Hospital > Department of Eyes and Lids"];
        let text = "the Department of Ears and the Department of Eyes and Lids, Example Hospital";
        assert_eq!(shown(text), wanted);
        assert_eq!(shown("ASCO, ESMO and AATS"), ["ASCO", "ESMO", "AATS"]);
        assert_eq!(
            shown("the Departments of Ears and Eyes, Bay Hospital"),
            ["Bay Hospital > Department of Ears", "Bay Hospital > Department of Eyes"]
        );
        for text in [
            "the Eye Branch of the Eastern Association and the Ear Branch of the Northern Society",
            "the Eye Branch of the Eastern Association and of the Ear Branch of the Northern Society",
        ] {
            assert_eq!(shown(text), ["Eastern Association > Eye Branch", "Northern Society > Ear Branch"], "{text}");
        }
        let path = "Eye Group, Eye Branch, Eastern Association, and of the Northern Society";
        assert_eq!(shown(path), ["Eastern Association > Eye Branch > Eye Group", "Northern Society"]);
        let row = "Eastern Association for Eyes (EAE), Northern Society of Ears (NSE)";
        assert_eq!(shown(row), ["Eastern Association for Eyes", "Northern Society of Ears"]);
    }

    #[test]
    fn acronyms_of_diseases_are_no_organisations() {
        for text in [
            "the Committee of COPD of the Eastern Society",
            "the Committee on Chronic Obstructive Pulmonary Disease (COPD) of the Eastern Society",
            "the COPD Group of the Eastern Society",
        ] {
            let paths = read(&Known::built_in(), text).paths;
            let names: Vec<_> =
                paths.iter().flatten().map(|unit| (unit.name.as_str(), unit.acronym.as_deref())).collect();
            assert_eq!(names.len(), 2, "{text}: {names:?}");
            assert!(names.iter().all(|unit| unit.0 != "COPD" && unit.1.is_none()), "{text}: {names:?}");
        }
        assert_eq!(shown("Lung Committee, COPD"), ["Lung Committee, COPD"]);
        assert_eq!(shown("the Lung Committee of COPD"), ["Lung Committee of COPD"]);
    }

    #[test]
    fn places_are_no_organisations() {
        let paths = read(&Known::built_in(), "Example College of Medicine, Example University, New York, USA");
        assert_eq!(paths.rest, ["New York", "USA"]);
        assert_eq!(paths.paths.first().map(Vec::len), Some(2));
    }
}
