//! Chinese names in Latin letters, to find them by: nothing that readers see is romanised by guess.

use std::collections::HashSet;
use std::sync::LazyLock;

use pinyin::{ToPinyin, ToPinyinMulti};

use super::han::{is_han, simplified};

/// Characters that are read in a way of their own where they are a family's name, and families' names of two characters.
const FAMILIES: &[(&str, &[&str])] = &[
    ("单", &["shan"]),
    ("曾", &["zeng"]),
    ("解", &["xie"]),
    ("查", &["zha"]),
    ("仇", &["qiu"]),
    ("区", &["ou"]),
    ("任", &["ren"]),
    ("盖", &["ge"]),
    ("朴", &["piao"]),
    ("乐", &["yue"]),
    ("缪", &["miao"]),
    ("翟", &["zhai"]),
    ("覃", &["qin"]),
    ("冼", &["xian"]),
    ("逄", &["pang"]),
    ("种", &["chong"]),
    ("繁", &["po"]),
    ("秘", &["bi"]),
    ("员", &["yun"]),
    ("召", &["shao"]),
    ("折", &["she"]),
    ("黑", &["he"]),
    ("谌", &["chen"]),
    ("车", &["che"]),
    ("柏", &["bai"]),
    ("石", &["shi"]),
    ("宁", &["ning"]),
    ("葛", &["ge"]),
    ("华", &["hua"]),
    ("卜", &["bu"]),
    ("万", &["wan"]),
    ("薄", &["bo"]),
    ("阚", &["kan"]),
    ("郗", &["xi"]),
    ("尉迟", &["yu", "chi"]),
    ("万俟", &["mo", "qi"]),
    ("长孙", &["zhang", "sun"]),
    ("澹台", &["tan", "tai"]),
    ("单于", &["chan", "yu"]),
    ("欧阳", &["ou", "yang"]),
    ("诸葛", &["zhu", "ge"]),
    ("司马", &["si", "ma"]),
    ("上官", &["shang", "guan"]),
    ("夏侯", &["xia", "hou"]),
    ("皇甫", &["huang", "fu"]),
    ("慕容", &["mu", "rong"]),
];

const INITIALS: &[&str] = &[
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y",
    "w", "",
];
const FINALS: &[&str] = &[
    "iang", "iong", "uang", "ang", "eng", "ing", "ong", "iao", "ian", "uai", "uan", "ai", "ei", "ui", "ao", "ou", "iu",
    "ie", "ue", "er", "an", "en", "in", "un", "ia", "ua", "uo", "a", "o", "e", "i", "u", "v",
];

/// More letters than a name of four syllables has.
const LONGEST: usize = 24;

/// How a family's name, in simplified characters, is read, where it is read in a way of its own: its syllables.
pub fn family_reading(family: &str) -> Option<&'static [&'static str]> {
    FAMILIES.iter().find(|(written, _)| *written == family).map(|(_, read)| *read)
}

/// The ways to read a name in characters, each as its syllables without tones: first the way its family's name is read,
/// then, where another is known, those that somebody tries who does not know it. Empty for what is no name in
/// characters.
pub fn readings(name: &str) -> Vec<Vec<String>> {
    let characters: Vec<char> = simplified(name).chars().filter(|c| !matches!(c, '·' | ' ')).collect();
    if characters.is_empty() || characters.len() > 6 || !characters.iter().copied().all(is_han) {
        return Vec::new();
    }
    let usual: Vec<String> = characters.iter().map(|c| syllable(*c)).collect();
    let mut all = Vec::new();
    let written: String = characters.iter().collect();
    // Names of two characters stand behind their first in the table, and know better.
    for (family, read) in FAMILIES.iter().rev() {
        if let Some(rest) = written.strip_prefix(family) {
            all.push(read.iter().map(|one| (*one).to_owned()).chain(rest.chars().map(syllable)).collect());
        }
    }
    all.push(usual.clone());
    let first = characters.first().and_then(|c| c.to_pinyin_multi());
    for read in first.into_iter().flatten() {
        let mut other = usual.clone();
        if let Some(first) = other.first_mut() {
            *first = plain(read.plain());
        }
        all.push(other);
    }
    let mut met = HashSet::new();
    all.retain(|read| met.insert(read.clone()));
    all
}

/// How a character is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sound {
    /// The character, simplified.
    pub(super) character: char,
    /// Its syllable without the tone, the character itself where none is known.
    pub(super) syllable: String,
    /// Its tone, 1 to 4; 5 for none.
    pub(super) tone: u8,
}

/// How the characters of a person's name are said, the family's name its own way. What is no character is left out.
pub(super) fn sounds_of_person(name: &str) -> Vec<Sound> {
    let written: String = simplified(name).chars().filter(|c| is_han(*c)).collect();
    // Names of two characters stand behind their first in the table, and know better.
    let family = FAMILIES.iter().rev().find(|(family, _)| written.starts_with(family)).map(|(_, read)| *read);
    let mut families = family.into_iter().flatten();
    written.chars().map(|c| families.next().map_or_else(|| sound(c), |said| sound_as(c, said))).collect()
}

/// How the characters of a text are said.
pub(super) fn sounds(characters: &str) -> Vec<Sound> {
    simplified(characters).chars().map(sound).collect()
}

fn sound(character: char) -> Sound {
    let numbered = character.to_pinyin().map(|read| read.with_tone_num_end());
    let tone = numbered.and_then(tone).unwrap_or(NO_TONE);
    Sound { character, syllable: syllable(character), tone }
}

/// The character said as this syllable, in the tone that goes with it.
fn sound_as(character: char, said: &str) -> Sound {
    let mut ways = character.to_pinyin_multi().into_iter().flatten();
    let way = ways.find(|read| plain(read.plain()) == said);
    Sound {
        character,
        syllable: said.to_owned(),
        tone: way.and_then(|read| tone(read.with_tone_num_end())).unwrap_or(NO_TONE),
    }
}

const NO_TONE: u8 = 5;

fn tone(numbered: &str) -> Option<u8> {
    let digit = numbered.chars().last()?.to_digit(10)?;
    u8::try_from(digit).ok()
}

/// One character's reading without its tone, the character itself where none is known.
fn syllable(c: char) -> String {
    c.to_pinyin().map_or_else(|| c.to_string(), |read| plain(read.plain()))
}

/// `ü` as typists write it.
fn plain(read: &str) -> String {
    read.replace('ü', "v")
}

/// The syllables of Chinese in Latin letters, in lower case: `muyun` is `mu`, `yun`. As long ones as can be, at most
/// four; empty for what is none.
pub fn syllables(letters: &str) -> Vec<&str> {
    if letters.len() > LONGEST {
        return Vec::new();
    }
    split(letters, 4).unwrap_or_default()
}

fn split(letters: &str, most: usize) -> Option<Vec<&str>> {
    if letters.is_empty() {
        return Some(Vec::new());
    }
    if most == 0 {
        return None;
    }
    static SYLLABLES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let all = INITIALS.iter().flat_map(|initial| FINALS.iter().map(move |end| format!("{initial}{end}")));
        let mut all: Vec<String> = all.collect();
        all.sort_by_key(|syllable| std::cmp::Reverse(syllable.len()));
        all
    });
    SYLLABLES.iter().find_map(|syllable| {
        let rest = letters.strip_prefix(syllable.as_str())?;
        let mut parts = split(rest, most - 1)?;
        parts.insert(0, letters.get(..syllable.len())?);
        Some(parts)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(name: &str) -> String {
        readings(name).first().map(|read| read.join(" ")).unwrap_or_default()
    }

    #[test]
    fn families_names_are_read_their_own_way() {
        assert_eq!(first("单晓鸥"), "shan xiao ou");
        assert_eq!(first("單曉鷗"), "shan xiao ou");
        assert_eq!(first("曾一"), "zeng yi");
        assert_eq!(first("解放"), "xie fang");
        assert_eq!(first("查良镛"), "zha liang yong");
        assert_eq!(first("欧阳青岚"), "ou yang qing lan");
        assert_eq!(first("单于飞"), "chan yu fei");
        assert_eq!(first("吕小"), "lv xiao");
        assert!(readings("单晓鸥").contains(&vec!["dan".to_owned(), "xiao".into(), "ou".into()]));
        assert!(readings("Shan").is_empty());
    }

    #[test]
    fn letters_fall_into_syllables() {
        assert_eq!(syllables("muyun"), ["mu", "yun"]);
        assert_eq!(syllables("xiaoou"), ["xiao", "ou"]);
        assert_eq!(syllables("zhuangyuan"), ["zhuang", "yuan"]);
        assert!(syllables("smith").is_empty());
        assert!(syllables(&"ma".repeat(5)).is_empty());
    }
}
