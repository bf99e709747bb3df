use super::wording::is_han;

/// More letters than these are a word in capitals, and no initials.
const MOST_INITIALS: usize = 3;

/// A longer name in characters is an institution's: a family name has one or two, a given name too.
const LONGEST_HAN_NAME: usize = 4;

/// An author's name as far as it says itself which part is the family's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorName<'a> {
    /// `Li ZM` as indexes write it, `Li, Ziming` with a comma, `Z. M. Li` with dots.
    Parted {
        /// The family name.
        family: &'a str,
        /// The given names, in full or their initials, as printed.
        given: &'a str,
    },
    /// Any other: a name in characters, a group, a name whose order nobody knows.
    Whole(&'a str),
}

impl<'a> AuthorName<'a> {
    /// Reads a name as a paper prints it.
    pub fn read(name: &'a str) -> Self {
        let name = name.trim();
        if name.contains(is_han) {
            return Self::Whole(name);
        }
        let parted = divided_by_comma(name).or_else(|| indexed(name)).or_else(|| dotted_first(name));
        parted.map_or(Self::Whole(name), |(family, given)| Self::Parted { family, given })
    }

    /// Whether it is certainly the name of one person.
    pub fn is_person(self) -> bool {
        match self {
            Self::Parted { .. } => true,
            Self::Whole(name) => name.chars().all(is_han) && (2..=LONGEST_HAN_NAME).contains(&name.chars().count()),
        }
    }

    /// The given names for programs, which tell initials from a name by their dots: `Z. M.`, `Ziming`.
    pub(super) fn given_for_programs(self) -> Option<String> {
        match self {
            Self::Parted { given, .. } if are_initials(given) => Some(self.initials(".", " ", "-")),
            Self::Parted { given, .. } => Some(given.to_owned()),
            Self::Whole(_) => None,
        }
    }

    /// The initials, each with `after` behind it and `between` before the next one, `hyphen` where the name has one;
    /// empty for a whole name.
    pub(super) fn initials(self, after: &str, between: &str, hyphen: &str) -> String {
        let Self::Parted { given, .. } = self else { return String::new() };
        let mut written = String::new();
        let mut joint = "";
        for word in given.split_inclusive([' ', '-', '.']) {
            let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
            let shown = if are_initials(given) { letters.len() } else { 1 };
            for letter in letters.into_iter().take(shown) {
                written.push_str(joint);
                written.extend(letter.to_uppercase());
                written.push_str(after);
                joint = between;
            }
            if word.ends_with('-') {
                joint = hyphen;
            }
        }
        written
    }
}

fn divided_by_comma(name: &str) -> Option<(&str, &str)> {
    let (family, given) = name.split_once(',').or_else(|| name.split_once('，'))?;
    let (family, given) = (family.trim(), given.trim());
    (!family.is_empty() && !given.is_empty() && !given.contains([',', '，'])).then_some((family, given))
}

/// `Wu J`, `Li ZM`, `van der Berg J-P`: initials behind the family name.
fn indexed(name: &str) -> Option<(&str, &str)> {
    // The earliest blank behind which there is nothing but initials.
    let blanks = name.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| name.split_at(at));
    let mut divided = blanks.map(|(family, given)| (family.trim(), given.trim()));
    divided.find(|(family, given)| are_initials(given) && family.chars().any(|c| c.is_alphabetic()))
}

/// `J. Wu`, `J.-P. van Dam`: initials before the family name are told by their dots alone, since in `WU Jing` the
/// capitals are the family's.
fn dotted_first(name: &str) -> Option<(&str, &str)> {
    let (given, family) = name.rsplit_once(". ")?;
    let family = family.trim();
    let given = name.get(..=given.len())?;
    let single = given.split([' ', '-', '.']).filter(|part| !part.is_empty()).all(|part| part.chars().count() == 1);
    (single && are_initials(given) && !family.is_empty() && !are_initials(family)).then_some((family, given))
}

fn are_initials(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let only = text.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-' | ' '));
    only && (1..=MOST_INITIALS).contains(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str) -> (&str, &str) {
        match AuthorName::read(name) {
            AuthorName::Parted { family, given } => (family, given),
            AuthorName::Whole(_) => ("", ""),
        }
    }

    #[test]
    fn a_family_name_is_told_by_initials_a_comma_or_dots() {
        for (name, expected) in [
            ("Wu J", ("Wu", "J")),
            ("Li ZM", ("Li", "ZM")),
            ("WU J", ("WU", "J")),
            ("Wu J.", ("Wu", "J.")),
            ("Wu J-P", ("Wu", "J-P")),
            ("van der Berg J", ("van der Berg", "J")),
            ("Li Z. M.", ("Li", "Z. M.")),
            ("Chen, Kai", ("Chen", "Kai")),
            ("Chen，Kai", ("Chen", "Kai")),
            ("J. Wu", ("Wu", "J.")),
            ("J.-P. van Dam", ("van Dam", "J.-P.")),
        ] {
            assert_eq!(parts(name), expected, "{name}");
        }
    }

    #[test]
    fn a_name_that_does_not_say_its_order_is_left_whole() {
        for name in
            ["孙梅", "欧阳修文", "孙, 梅", "Wu Jing", "WU Jing", "Harbour Study Group", "WHO", "Lowe, Peter, Jr.", ""]
        {
            assert_eq!(AuthorName::read(name), AuthorName::Whole(name), "{name}");
        }
    }

    #[test]
    fn initials_are_joined_as_a_style_joins_them() {
        for (name, apa, vancouver, chinese) in [
            ("Wu J", "J.", "J", "J"),
            ("Li ZM", "Z. M.", "ZM", "Z M"),
            ("Wu J-P", "J.-P.", "JP", "J P"),
            ("Serre, Jean-Pierre", "J.-P.", "JP", "J P"),
            ("Chen, Kai Li", "K. L.", "KL", "K L"),
        ] {
            let author = AuthorName::read(name);
            assert_eq!(author.initials(".", " ", "-"), apa, "{name}");
            assert_eq!(author.initials("", "", ""), vancouver, "{name}");
            assert_eq!(author.initials("", " ", " "), chinese, "{name}");
        }
    }

    #[test]
    fn only_what_is_surely_a_person_is_one() {
        for person in ["Wu J", "孙梅", "欧阳修文"] {
            assert!(AuthorName::read(person).is_person(), "{person}");
        }
        for other in ["Harbour Study Group", "肺结节协作研究组", "Wu Jing"] {
            assert!(!AuthorName::read(other).is_person(), "{other}");
        }
    }
}
