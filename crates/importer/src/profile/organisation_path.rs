//! `the Committee of the Branch of the Association (ACRO)` as a path from the root, and what each node on it is.

mod kinds;
mod side_by_side;
mod units;

use shanghaidoctor_domain::content::OrganisationKind;

pub(crate) use self::kinds::{is_part, kind, kind_by_noun};
use self::side_by_side::{listed, plural, societies, two_roots};
use self::units::{paths, size, units};
use crate::facts::Organisation;
use crate::gazetteer::Known;
use crate::text::wording::{is_acronym, split_outside_brackets};

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
