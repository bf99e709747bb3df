//! Names of persons: which words are a name, and which of them is the family's.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::pinyin::{is_family, is_pinyin};
use crate::text::wording::start;

/// A person's name in two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub family: String,
    pub given: String,
    /// True when the given name stands first on the page.
    pub given_first: bool,
}

impl Name {
    /// The name, family first; Chinese characters have no blank between them.
    pub fn full(&self) -> String {
        if self.is_han() {
            return format!("{}{}", self.family, self.given);
        }
        format!("{} {}", self.family, self.given)
    }

    /// The name as the page prints it.
    pub fn printed(&self) -> String {
        if self.given_first { format!("{} {}", self.given, self.family) } else { self.full() }
    }

    /// True for a name in Chinese characters.
    pub fn is_han(&self) -> bool {
        self.family.starts_with(crate::text::characters::is_han)
    }

    /// True when both can be one person's, the order and one letter apart.
    pub fn is_like(&self, other: &Self) -> bool {
        let same = |a: &str, b: &str| bare(a) == bare(b);
        same(&self.full(), &other.full())
            || (same(&self.family, &other.given) && same(&self.given, &other.family))
            || (same(&self.family, &other.family) && is_misspelt(&bare(&self.given), &bare(&other.given)))
    }
}

/// One letter makes no other name, unless the name has few; one Chinese character does.
fn is_misspelt(one: &str, other: &str) -> bool {
    !one.starts_with(crate::text::characters::is_han) && one.len().min(other.len()) > 3 && distance(one, other) <= 1
}

/// A name as it is compared: `Zhong-Wei` and `Zhongwei` are one.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

/// How many letters differ (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, left) in a.chars().enumerate() {
        let mut next = vec![index + 1];
        for (right, pair) in b.iter().zip(row.windows(2)) {
            let [diagonal, above] = pair else { continue };
            let cost = diagonal + usize::from(left != *right);
            let before = next.last().map_or(usize::MAX, |left| left + 1);
            next.push(cost.min(above + 1).min(before));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

const HONORIFICS: &[&str] =
    &["Associate Professor", "Professor", "Academician", "Director", "Doctor", "Dean", "Prof.", "Prof", "Dr.", "Dr"];

/// Words with capitals that no name holds.
const NO_NAMES: &str = "the of and general deputy vice department hospital university institute center centre college school society \
    association committee professor doctor director chief medical medicine surgery china shanghai beijing \
    interview emeritus auntie aunt uncle granny grandma grandpa madam comrade master in at she his her from with i a is was who when then but award editor";

fn is_no_name(word: &str) -> bool {
    // Every word with a capital is asked about.
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| NO_NAMES.split_whitespace().collect());
    KNOWN.contains(word.to_lowercase().as_str())
}

/// More bytes than the three words of a name have: what is longer is looked at once, and no further.
const LONGEST: usize = 200;

/// An honorific and what follows it, a blank between them or none: `Dr.Li`.
pub(crate) fn honorific(text: &str) -> Option<(&'static str, &str)> {
    HONORIFICS.iter().find_map(|title| {
        let rest = text.strip_prefix(title)?;
        let starts = rest.starts_with(' ') || (title.ends_with('.') && rest.starts_with(char::is_alphanumeric));
        starts.then(|| (*title, rest.trim_start()))
    })
}

/// The name in Latin letters that `text` begins with, and what follows it. Two words at least: one alone is short for a
/// name.
pub(crate) fn latin_name(text: &str) -> Option<(Name, &str)> {
    let words = leading_words(start(text, LONGEST));
    let (name, used) = match words.as_slice() {
        [first, second, third, ..] => {
            three(first, second, third).map(|name| (name, 3)).or_else(|| pair(first, second))?
        }
        [first, second] => pair(first, second)?,
        _ => return None,
    };
    // Only the last of the words can have lost signs, and single blanks part them.
    let end = words.iter().take(used).map(|word| word.len() + 1).sum::<usize>().saturating_sub(1);
    Some((name, text.get(end..).unwrap_or_default()))
}

fn pair(first: &str, second: &str) -> Option<(Name, usize)> {
    two(first, second).map(|name| (name, 2))
}

/// Up to three words with a capital, parted by single blanks and nothing else.
fn leading_words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for word in text.split(' ').take(3) {
        let end = word.find(|c: char| !(c.is_alphabetic() || matches!(c, '-' | '’' | '\''))).unwrap_or(word.len());
        let letters = word.get(..end).unwrap_or_default();
        let letters = letters.strip_suffix("’s").or_else(|| letters.strip_suffix("'s")).unwrap_or(letters);
        let letters = letters.trim_end_matches(['-', '’', '\'']);
        if !letters.starts_with(char::is_uppercase) || is_no_name(letters) {
            break;
        }
        words.push(letters);
        if letters.len() < word.len() {
            break;
        }
    }
    words
}

fn two(first: &str, second: &str) -> Option<Name> {
    let family_first =
        |family: &str, given: &str| Name { family: family.into(), given: given.into(), given_first: false };
    let given_first =
        |given: &str, family: &str| Name { family: family.into(), given: given.into(), given_first: true };
    match (is_family(first), is_family(second), is_pinyin(first), is_pinyin(second)) {
        (true, _, _, true) => Some(family_first(first, second)),
        (false, true, true, _) => Some(given_first(first, second)),
        (false, _, true, true) => Some(family_first(first, second)),
        (true, ..) if is_wade(second) => Some(family_first(first, second)),
        // A Chinese family name before a word that is no Chinese name: `Wang Hospital`.
        (true, ..) => None,
        _ => Some(given_first(first, second)),
    }
}

/// `Hsiao-yun`, `Ch’eng-chih`: a given name in the older spelling, two short syllables joined by a hyphen.
fn is_wade(word: &str) -> bool {
    let Some((one, two)) = word.split_once('-') else { return false };
    let syllable = |text: &str| {
        (2..=6).contains(&text.chars().count())
            && text.chars().all(|c| c.is_alphabetic() || matches!(c, '’' | '\''))
            && text.to_lowercase().contains(['a', 'e', 'i', 'o', 'u', 'y'])
    };
    syllable(one) && syllable(two) && two.starts_with(char::is_lowercase)
}

fn three(first: &str, second: &str, third: &str) -> Option<Name> {
    let name = |family: &str, given: String| Name { family: family.into(), given, given_first: false };
    let joined = format!("{first}{}", second.to_lowercase());
    if is_family(&joined) && joined.len() > 5 && is_pinyin(third) {
        return Some(name(&format!("{first} {second}"), third.into()));
    }
    let syllables = second.len() <= 6 && third.len() <= 6 && is_pinyin(second) && is_pinyin(third);
    (is_family(first) && syllables && !is_family(second)).then(|| name(first, format!("{second} {third}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, String)> {
        latin_name(text).map(|(name, _)| (name.family, name.given))
    }

    #[test]
    fn the_family_is_found_on_either_side() {
        for (text, family, given) in [
            ("Li Ziming, x", "Li", "Ziming"),
            ("Meilin Liao said", "Liao", "Meilin"),
            ("Ouyang Xiu (1", "Ouyang", "Xiu"),
            ("Ou Yang Xiuwen", "Ou Yang", "Xiuwen"),
            ("Zhuge Liang’s", "Zhuge", "Liang"),
            ("Chang Hsiao-yun, the", "Chang", "Hsiao-yun"),
            ("Norman Bethune was", "Bethune", "Norman"),
            ("Lu Shun Then", "Lu", "Shun"),
        ] {
            assert_eq!(parts(text), Some((family.into(), given.into())), "{text}");
        }
        for text in ["Lu", "Lu. Shun", "Lu attended", "Wang Hospital", "of Oncology", "Lus guidance"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn honorifics_may_be_glued() {
        assert_eq!(honorific("Dr.Li Ziming"), Some(("Dr.", "Li Ziming")));
        assert_eq!(honorific("Professor Li"), Some(("Professor", "Li")));
        assert_eq!(honorific("Professorship of"), None);
    }

    #[test]
    fn one_letter_makes_no_other_person() {
        let name = |text: &str| latin_name(text).unwrap().0;
        assert!(name("Chen Guangwei").is_like(&name("Chen Guanwei")));
        assert!(name("Chen Guangwei").is_like(&name("Guangwei Chen")));
        assert!(!name("Chen Guangwei").is_like(&name("Chen Hao")));
        assert!(!name("Chen Wei").is_like(&name("Chen Fei")));
    }
}
