//! Units side by side: several committees of one association, several societies, each with a root of its own.

use shanghaidoctor_domain::content::OrganisationKind;

use super::kinds::{is_part, is_society, kind};
use super::units::{MOST_PATHS, nodes, paths, plural_of, singular, size, units};
use crate::facts::Organisation;
use crate::gazetteer::Known;
use crate::text::wording::{is_acronym, trailing_bracket};

/// The most bytes of a place that is parted again and again.
const LONGEST: usize = 600;

/// `the A Branch of the B Association and the C Group of the D Society`: each side goes up to a root of its own.
pub(super) fn two_roots<'a>(known: &Known, text: &'a str) -> Option<(&'a str, &'a str)> {
    let rooted = |text: &str| {
        let units = units(known, text);
        units.len() > 1 && units.last().and_then(|root| kind(known, root)).is_some_and(|root| size(root) > 2)
    };
    let joints = text.match_indices(" and ").take(if text.len() > LONGEST { 0 } else { MOST_PATHS });
    joints.into_iter().find_map(|(at, joint)| {
        let left = text.get(..at).filter(|left| !left.contains([',', '(']))?;
        let right = text.get(at + joint.len()..)?;
        let right = right.strip_prefix("of ").unwrap_or(right);
        let first = right.split(',').next().unwrap_or_default();
        (rooted(left) && rooted(first)).then_some((left, right))
    })
}

/// `CSCO, ASCO and ESMO`: societies by their acronyms, and nothing else.
pub(super) fn societies(known: &Known, chunks: &[&str]) -> Option<Vec<Vec<Organisation>>> {
    let names: Vec<&str> = chunks.iter().flat_map(|chunk| chunk.split(" and ")).collect();
    let names: Vec<&str> = names.into_iter().map(|name| name.strip_prefix("and ").unwrap_or(name)).collect();
    // With its acronym behind it, each is named in full, and none is part of the next.
    let whole = |name: &&str| {
        let named = trailing_bracket(name).filter(|(_, inside)| is_acronym(inside));
        named.is_some_and(|(name, _)| {
            kind(known, name) == Some(OrganisationKind::Association) && units(known, name).len() == 1
        })
    };
    let several = chunks.len() > 1 && names.iter().all(whole);
    let all = (1..=MOST_PATHS).contains(&names.len()) && (several || names.iter().all(|name| is_society(known, name)));
    all.then(|| names.into_iter().map(|name| nodes(known, name)).collect())
}

/// `the A, B and C Committees of the D Association`, `the Departments of A, B and C at D`: one noun for all of them.
pub(super) fn plural(known: &Known, chunks: &[&str]) -> Option<Vec<Vec<Organisation>>> {
    let (last, before) = chunks.split_last().filter(|(_, before)| !before.is_empty())?;
    // `…, D Hospital`: what they are in can stand apart.
    let apart = before.last().is_some_and(|joined| joined.contains(" and ") || joined.starts_with("and "))
        && kind(known, last).is_some();
    let (joined, before) = if apart { before.split_last()? } else { (last, before) };
    let whole = units(known, joined);
    let (ending, inside) = whole.split_first()?;
    let parents = if apart { units(known, last) } else { inside.to_vec() };
    let (left, right) = ending.split_once(" and ").or_else(|| Some(("", ending.strip_prefix("and ")?)))?;
    let mut names: Vec<&str> = before.iter().copied().chain([left]).filter(|name| !name.is_empty()).collect();
    let bare = |name: &str| name.trim_start_matches("the ").to_owned();
    let plain = |name: &&str| kind(known, name).is_none() && bare(name).starts_with(char::is_uppercase);
    let units: Vec<String> = if let Some((last, noun)) = singular(right).filter(|_| names.iter().all(&plain)) {
        names.push(last);
        names.iter().map(|name| format!("{} {noun}", bare(name))).collect()
    } else {
        let (noun, first) = plural_of(names.first()?)?;
        names.push(right);
        let rest = names.get(1..).filter(|rest| rest.iter().all(plain))?;
        [first].iter().chain(rest).map(|name| format!("{noun} of {name}")).collect()
    };
    let whole = |unit: String| paths(known, &[vec![unit], parents.clone()].concat());
    (units.len() <= MOST_PATHS).then(|| units.into_iter().flat_map(whole).collect())
}

/// `the A Committee, the B Committee, and the C Committee of the D Association`: units side by side, all in what the
/// last of them is in.
pub(super) fn listed(known: &Known, chunks: &[&str]) -> Option<Vec<Vec<Organisation>>> {
    let (last, before) = chunks.split_last()?;
    if let Some(paths) = beside(known, last, before) {
        return Some(paths);
    }
    let mut last = units(known, last.strip_prefix("and ").filter(|_| !before.is_empty())?);
    if let [only] = last.as_slice()
        && let Some((unit, acronym)) = only.rsplit_once(" of ")
        && is_society(known, acronym)
    {
        last = vec![unit.to_owned(), acronym.to_owned()];
    }
    if let Some(unit) = last.first_mut() {
        *unit = unit.strip_prefix("of ").unwrap_or(unit).to_owned();
    }
    let before: Vec<Vec<String>> = before.iter().map(|chunk| units(known, chunk)).collect();
    let named = |units: &Vec<String>| units.first().is_some_and(|unit| kind(known, unit).is_some());
    if !named(&last) || !before.iter().all(named) || before.len() >= MOST_PATHS {
        return None;
    }
    // `the A Group, the B Branch, the C Association, and the D Society`: those before are one path.
    let sizes: Vec<u8> = before.iter().filter_map(|units| Some(size(kind(known, units.first()?)?))).collect();
    let climbs = sizes.windows(2).all(|pair| matches!(pair, [below, above] if below < above));
    if climbs && sizes.len() > 1 && sizes.last().is_some_and(|root| *root > 2) {
        return Some([paths(known, &before.concat()), paths(known, &last)].concat());
    }
    let parents = last.get(1..).unwrap_or_default().to_vec();
    let whole = |units: Vec<String>| if units.len() > 1 { units } else { [units, parents.clone()].concat() };
    let all = before.into_iter().chain([last]).map(whole);
    Some(all.flat_map(|pieces| paths(known, &pieces)).collect())
}

/// `the A Committee, the B Committee and the C Branch of the D Association`: the last two joined without a comma.
fn beside(known: &Known, last: &str, before: &[&str]) -> Option<Vec<Vec<Organisation>>> {
    // Departments and centers of one hospital stand beside each other, too.
    let ward =
        |text: &str| matches!(kind(known, text), Some(OrganisationKind::Department | OrganisationKind::Institute));
    let part = |text: &str| units(known, text).len() == 1 && (is_part(known, text) || ward(text));
    let (left, right) = last.split_once(" and ").filter(|(left, _)| !before.is_empty() && part(left))?;
    let first = units(known, right);
    let parents = first.get(1..).unwrap_or_default().to_vec();
    let all = before
        .iter()
        .chain([&left])
        .all(|unit| part(unit) && (kind(known, unit) == kind(known, left) || ward(unit) && ward(left)));
    let named = first.first().is_some_and(|unit| is_part(known, unit) && !ward(left) || ward(unit) && ward(left))
        && !parents.is_empty()
        && before.len() + 2 <= MOST_PATHS;
    let whole = |unit: &&str| paths(known, &[vec![(*unit).to_owned()], parents.clone()].concat());
    (all && named).then(|| before.iter().chain([&left]).flat_map(whole).chain(paths(known, &first)).collect())
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::gazetteer::Known;

    #[test]
    fn units_stand_side_by_side() {
        for (text, wanted) in [
            (
                "the A Committee, the B Committee and the C Branch of the Eastern Association",
                "A Committee|B Committee|C Branch",
            ),
            (
                "the Department of Ears, the Eye Ward and the Skin Center of Harbour Hospital",
                "Department of Ears|Eye Ward|Skin Center",
            ),
        ] {
            let paths = read(&Known::built_in(), text).paths;
            let units: Vec<_> = paths.iter().filter_map(|path| path.last()).map(|unit| unit.name.as_str()).collect();
            assert_eq!(units.join("|"), wanted, "{text}");
            assert!(paths.iter().all(|path| path.len() == 2), "{paths:?}");
        }
    }

    #[test]
    fn one_noun_stands_for_several_units() {
        for (text, wanted) in [
            (
                "the Ethics, Planning and Travel Committees of the Eastern Association",
                "Ethics Committee|Planning Committee|Travel Committee",
            ),
            (
                "the Departments of Ears, Eyes and Skin at Harbour Hospital",
                "Department of Ears|Department of Eyes|Department of Skin",
            ),
            (
                "the Departments of Ears, Eyes, and Skin, Harbour Hospital",
                "Department of Ears|Department of Eyes|Department of Skin",
            ),
        ] {
            let paths = read(&Known::built_in(), text).paths;
            let units: Vec<_> = paths.iter().filter_map(|path| path.last()).map(|unit| unit.name.as_str()).collect();
            assert_eq!(units.join("|"), wanted, "{text}");
            assert!(paths.iter().all(|path| path.len() == 2), "{paths:?}");
        }
    }
}
