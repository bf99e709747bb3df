//! The units that a place names, and how they stand above each other.

use shanghaidoctor_domain::content::OrganisationKind;

use super::kinds::{is_part, is_society, kind, noun};
use crate::facts::Organisation;
use crate::gazetteer::Known;
use crate::text::wording::{initials, is_acronym, trailing_bracket};

/// How large what is of this kind is beside others; 1 where that says nothing.
pub(super) const fn size(kind: OrganisationKind) -> u8 {
    use OrganisationKind::{Association, Authority, Branch, Hospital, School, University};
    match kind {
        Association | Authority | University => 4,
        School | Hospital => 3,
        Branch => 2,
        _ => 1,
    }
}

/// The units of one chunk, smallest first: parted where `of` or `at` leads to another organisation.
pub(super) fn units(known: &Known, chunk: &str) -> Vec<String> {
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
pub(super) const MOST_PATHS: usize = 8;

/// Pieces from the smallest to the largest as paths from the root.
pub(super) fn paths(known: &Known, pieces: &[String]) -> Vec<Vec<Organisation>> {
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
pub(super) fn plural_of(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start_matches("the ");
    let (nouns, name) = text.split_once(" of ")?;
    let known = |word: &str| noun(&word.to_lowercase()).is_some();
    let single = nouns.strip_suffix("es").filter(|word| known(word)).or_else(|| nouns.strip_suffix('s'))?;
    known(single).then(|| (single.to_owned(), name))
}

/// `Nutrition Branches` as `Nutrition` and `Branch`.
pub(super) fn singular(text: &str) -> Option<(&str, String)> {
    let (first, last) = text.rsplit_once(' ')?;
    let noun = |word: &str| noun(&word.to_lowercase()).is_some().then(|| word.to_owned());
    let found = last.strip_suffix("es").and_then(noun).or_else(|| last.strip_suffix('s').and_then(noun))?;
    Some((first, found))
}

/// One piece as nodes from the root: its parent may stand before a possessive or in brackets.
pub(super) fn nodes(known: &Known, piece: &str) -> Vec<Organisation> {
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
