//! Organisations that are known before any page is read: by what names, and what they are.
//!
//! A reading asks the gazetteer what a name is that does not say so itself (`Huashan`, `CSCO`); an import asks whether
//! two names are those of one organisation. It never changes what a page prints, and everything works without it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use shanghaidoctor_domain::content::OrganisationKind;
use shanghaidoctor_domain::text::name_key;

use crate::text::wording::is_acronym;

/// The table that is part of the program; its first lines say what its columns are.
const TABLE: &str = include_str!("../data/gazetteer.tsv");

static BUILT_IN: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::read(TABLE));
static EMPTY: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::read(""));

/// Names longer than this (in bytes) are sentences.
const LONGEST: usize = 200;

/// Organisations by their names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Gazetteer {
    entries: Vec<KnownOrganisation>,
    names: HashMap<String, usize>,
    acronyms: HashMap<&'static str, usize>,
    ambiguous: HashSet<&'static str>,
}

/// An organisation that the gazetteer knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownOrganisation {
    /// What it is.
    pub kind: OrganisationKind,
    /// Its English name.
    pub name: &'static str,
    /// Its name for short, where that is said of nothing else.
    pub acronym: Option<&'static str>,
    /// Its name in Chinese.
    pub native: Option<&'static str>,
    /// Its city.
    pub city: Option<&'static str>,
    parent: Option<&'static str>,
    /// The keys of all its names, with those for short.
    keys: BTreeSet<String>,
}

impl KnownOrganisation {
    /// The keys under which every name of it is found (`shanghaidoctor_domain::text::name_key`).
    pub const fn keys(&self) -> &BTreeSet<String> {
        &self.keys
    }
}

impl Gazetteer {
    /// The one that is part of the program.
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// One that knows nothing.
    pub fn empty() -> &'static Self {
        &EMPTY
    }

    /// Reads a table; lines that are none of its are left out.
    fn read(table: &'static str) -> Self {
        let mut gazetteer = Self::default();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            if let [kind, name, acronyms, native, others, parent, city] = cells.as_slice()
                && let Some(kind) = kind_named(kind)
            {
                gazetteer.add(kind, [name, acronyms, native, others, parent, city].map(|cell| *cell));
            }
        }
        gazetteer
    }

    fn add(&mut self, kind: OrganisationKind, [name, acronyms, native, others, parent, city]: [&'static str; 6]) {
        let certain = names_in(acronyms).filter(|acronym| !acronym.ends_with('?'));
        self.ambiguous.extend(names_in(acronyms).filter_map(|acronym| acronym.strip_suffix('?')));
        let at = self.entries.len();
        let mut keys: BTreeSet<String> = BTreeSet::new();
        for name in [name].into_iter().chain(names_in(native)).chain(names_in(others)) {
            self.names.entry(name_key(name)).or_insert(at);
            keys.insert(name_key(name));
        }
        for acronym in certain.clone() {
            self.acronyms.entry(acronym).or_insert(at);
            keys.insert(name_key(acronym));
        }
        self.entries.push(KnownOrganisation {
            kind,
            name,
            acronym: certain.clone().next(),
            native: names_in(native).next(),
            city: names_in(city).next(),
            parent: names_in(parent).next(),
            keys,
        });
    }

    /// The organisation of this name: by any of its names; by its acronym; or by its name with that of an organisation
    /// above it (`Ruijin Hospital Affiliated to Shanghai Jiao Tong University School of Medicine`). Never by a name that
    /// is only like one of its.
    pub fn find(&self, name: &str) -> Option<&KnownOrganisation> {
        self.named(name).or_else(|| self.within(name))
    }

    fn named(&self, name: &str) -> Option<&KnownOrganisation> {
        let name = name.trim_start_matches("the ").trim();
        if name.len() > LONGEST || self.entries.is_empty() {
            return None;
        }
        let at = if is_acronym(name) { self.acronyms.get(name) } else { None };
        self.entries.get(*at.or_else(|| self.names.get(&name_key(name)))?)
    }

    fn within(&self, name: &str) -> Option<&KnownOrganisation> {
        if name.len() > LONGEST {
            return None;
        }
        let joints = [", ", " of ", " Affiliated to ", " affiliated to ", " Affiliated with ", " affiliated with "];
        let cuts = joints.iter().flat_map(|joint| name.match_indices(joint));
        cuts.filter_map(|(at, joint)| Some((name.get(..at)?, name.get(at + joint.len()..)?)))
            .find_map(|(part, whole)| Some((self.named(part)?, self.named(whole)?)))
            .filter(|(part, whole)| self.is_above(whole, part))
            .map(|(part, _)| part)
    }

    /// True for a name for short that stands for something else too: alone it says nothing.
    pub fn is_ambiguous(&self, acronym: &str) -> bool {
        self.ambiguous.contains(acronym)
    }

    /// Whether one organisation is above another, or above what is above it.
    pub fn is_above(&self, whole: &KnownOrganisation, part: &KnownOrganisation) -> bool {
        let parent = |entry: &KnownOrganisation| self.named(entry.parent?);
        let mut above = parent(part);
        // No real tree is deeper.
        for _ in 0..4 {
            match above {
                Some(entry) if entry.name == whole.name => return true,
                Some(entry) => above = parent(entry),
                None => return false,
            }
        }
        false
    }
}

fn names_in(cell: &'static str) -> impl Iterator<Item = &'static str> + Clone {
    cell.split(';').map(str::trim).filter(|name| !name.is_empty())
}

/// The kind that a word of the table names.
fn kind_named(word: &str) -> Option<OrganisationKind> {
    use OrganisationKind::{Association, Authority, Branch, Funder, Hospital, Institute, School, University};
    [Association, Authority, Branch, Funder, Hospital, Institute, School, University]
        .into_iter()
        .find(|kind| kind.name() == word)
}

/// What a reading knows of names before it reads them; every stage that asks what a name is has it as its first argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    gazetteer: &'static Gazetteer,
    /// What the acronyms are that the page itself explains.
    explained: HashMap<String, OrganisationKind>,
}

impl Known {
    /// What a gazetteer knows, and the acronyms that the page explains.
    pub const fn new(gazetteer: &'static Gazetteer, explained: HashMap<String, OrganisationKind>) -> Self {
        Self { gazetteer, explained }
    }

    /// What is known of a page that explains nothing.
    #[cfg(test)]
    pub fn built_in() -> Self {
        Self::new(Gazetteer::built_in(), HashMap::new())
    }

    /// What a name is that does not say so itself; none for one that neither the page nor the gazetteer explains.
    pub fn kind(&self, name: &str) -> Option<OrganisationKind> {
        let name = name.trim_start_matches("the ");
        let explained = self.explained.get(name).copied();
        explained.or_else(|| self.gazetteer.named(name).map(|known| known.kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::characters::is_han;

    fn rows() -> Vec<Vec<&'static str>> {
        TABLE.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect()
    }

    #[test]
    fn every_row_has_its_seven_cells_and_a_kind() {
        for row in rows() {
            assert_eq!(row.len(), 7, "{row:?}");
            assert!(kind_named(row[0]).is_some() && !row[1].is_empty(), "{row:?}");
            assert!(row.iter().all(|cell| *cell == cell.trim()), "{row:?}");
        }
    }

    #[test]
    fn chinese_stands_in_its_column_alone() {
        for row in rows() {
            for (column, cell) in row.iter().enumerate() {
                let all = names_in(cell).all(|name| name.chars().all(is_han));
                assert!(if column == 3 { all } else { !cell.chars().any(is_han) }, "{row:?}");
            }
        }
    }

    #[test]
    fn no_name_stands_twice() {
        let mut met = HashMap::new();
        for row in rows() {
            for name in [1, 3, 4].into_iter().flat_map(|column| names_in(row[column])) {
                assert_eq!(met.insert(name_key(name), row[1]), None, "{name} of {}", row[1]);
            }
        }
    }

    #[test]
    fn an_acronym_of_two_organisations_is_marked() {
        let mut met: HashMap<&str, Vec<bool>> = HashMap::new();
        for acronym in rows().iter().flat_map(|row| names_in(row[2])) {
            assert!(is_acronym(acronym.trim_end_matches('?')), "{acronym}");
            met.entry(acronym.trim_end_matches('?')).or_default().push(acronym.ends_with('?'));
        }
        for (acronym, marks) in met {
            assert!(marks.len() == 1 || marks.iter().all(|marked| *marked), "{acronym}");
        }
    }

    #[test]
    fn what_is_above_is_in_the_table() {
        let names: BTreeSet<&str> = rows().iter().map(|row| row[1]).collect();
        for row in rows() {
            assert!(row[5].is_empty() || names.contains(row[5]), "{row:?}");
        }
    }

    #[test]
    fn names_of_one_organisation_find_it() {
        let known = |name: &str| Gazetteer::built_in().find(name).map(|known| known.name);
        for name in ["Chinese Anti-Cancer Association", "the CACA", "中国抗癌协会", "China Anticancer Association"]
        {
            assert_eq!(known(name), Some("Chinese Anti-Cancer Association"), "{name}");
        }
        for name in [
            "Ruijin",
            "瑞金医院",
            "Ruijin Hospital, Shanghai Jiao Tong University School of Medicine",
            "Ruijin Hospital Affiliated to Shanghai Jiaotong University",
            "Ruijin Hospital of the School of Medicine, Shanghai Jiao Tong University",
        ] {
            assert_eq!(known(name), Some("Ruijin Hospital"), "{name}");
        }
        for name in ["Zhongshan Hospital of Xiamen University", "CSA", "STS", "COPD", "caca", "Chinese Association", ""]
        {
            assert_eq!(known(name), None, "{name}");
        }
        assert_eq!(Gazetteer::empty().find("CACA"), None);
    }
}
