//! In what order names and titles come. The key of a text is computed here, once, and stored: no database is asked how
//! to sort, so that all of them sort alike.
//!
//! Letters sort as the Unicode collation algorithm and CLDR's root order say: capitals and accents decide last, numbers
//! count by their value. A Chinese character stands where its reading would in Latin letters (pinyin), then by its tone,
//! then by CLDR's Chinese order, which puts simpler characters first; characters are compared one after the other, so
//! that a family stays together (GB/T 13418). So names that are known in one script alone stand among the others.

use std::fmt::Write as _;
use std::sync::LazyLock;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::locale;

use super::han::is_han;
use super::pinyin::{Sound, sounds, sounds_of_person};
use crate::Locale;

/// What keys are made of and how: another value, and all that are stored are made anew. The versions are those of the
/// packages that decide; a test holds them to those in use.
pub const FORMAT: &str =
    "1 fast2s 0.3.1 icu_collator 2.4.0 icu_collator_data 2.4.0 icu_normalizer_data 2.4.0 pinyin 0.11.0";

/// Bytes of a key that are kept. A beginning sorts as the whole does, but for what is equal up to there: that is sorted
/// by id. So cursors, which hold keys, stay short, and an index holds every one. It is some 160 letters or 20 characters.
const LONGEST: usize = 160;

/// Between a family's and a given name, and behind a syllable: below every letter, as Unicode's merge separator is.
const SEPARATOR: u8 = 0x02;

/// The letters of a family's name are compared before those of the given name.
const MERGE: char = '\u{fffe}';

/// By whose names a list is ordered: by those that its reader sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NameOrder {
    /// Those in English, or in whatever language there is.
    #[default]
    English,
    /// Those in Chinese, others where there are none.
    Chinese,
}

impl NameOrder {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The names that a reader of `locales` sees: Chinese where it stands before English, or alone.
    pub fn of(locales: &[Locale]) -> Self {
        let known = locales.iter().map(Locale::language).find(|language| ["en", "zh"].contains(language));
        if known == Some("zh") { Self::Chinese } else { Self::English }
    }
}

/// The key that a text is sorted by: hexadecimal, to be compared byte by byte. Signs in front of it count for nothing.
pub fn sort_key(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    if !text.chars().any(is_han) {
        return hexadecimal(&whole(text));
    }
    let mut key = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_han(c) != is_han(first)).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        match is_han(first) {
            true => said(&mut key, &sounds(run)),
            false => letters(&mut key, run),
        }
        rest = behind;
    }
    hexadecimal(&key)
}

/// The key that a person is sorted by: the family's name first, in characters read its own way.
pub fn person_key(family: &str, given: &str) -> String {
    if [family, given].iter().all(|name| name.chars().any(is_han) || name.is_empty()) {
        let mut key = Vec::new();
        said(&mut key, &sounds_of_person(&format!("{family}{given}")));
        return hexadecimal(&key);
    }
    hexadecimal(&whole(&format!("{family}{MERGE}{given}")))
}

/// A text in letters: the whole key, all levels.
fn whole(text: &str) -> Vec<u8> {
    static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> =
        LazyLock::new(|| collator(Strength::Tertiary, icu_locale_core::Locale::UNKNOWN));
    let mut key = Vec::new();
    if !text.is_empty() {
        write(&COLLATOR, text, &mut key);
    }
    key
}

/// A text in letters, without regard to capitals and accents.
fn letters(key: &mut Vec<u8>, text: &str) {
    static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> =
        LazyLock::new(|| collator(Strength::Primary, icu_locale_core::Locale::UNKNOWN));
    write(&COLLATOR, text, key);
}

fn said(key: &mut Vec<u8>, sounds: &[Sound]) {
    static CHINESE: LazyLock<Option<CollatorBorrowed<'static>>> =
        LazyLock::new(|| collator(Strength::Primary, locale!("zh-u-co-pinyin")));
    for Sound { character, syllable, tone } in sounds {
        letters(key, syllable);
        key.extend([SEPARATOR, *tone]);
        write(&CHINESE, character.encode_utf8(&mut [0; 4]), key);
    }
}

/// None only for data that is not compiled in, and all of it is.
fn collator(strength: Strength, locale: icu_locale_core::Locale) -> Option<CollatorBorrowed<'static>> {
    let mut preferences = CollatorPreferences::from(&locale);
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    let mut options = CollatorOptions::default();
    options.strength = Some(strength);
    CollatorBorrowed::try_new(preferences, options).ok()
}

fn write(collator: &Option<CollatorBorrowed<'static>>, text: &str, key: &mut Vec<u8>) {
    if let Some(collator) = collator {
        let Ok(()) = collator.write_sort_key_to(text, key);
    }
}

fn hexadecimal(key: &[u8]) -> String {
    let mut text = String::with_capacity(2 * key.len().min(LONGEST));
    for byte in key.iter().take(LONGEST) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(mut texts: Vec<&str>) -> Vec<&str> {
        texts.sort_by_key(|text| sort_key(text));
        texts
    }

    fn people<'a>(mut names: Vec<(&'a str, &'a str)>) -> Vec<String> {
        names.sort_by_key(|(family, given)| person_key(family, given));
        names.iter().map(|(family, given)| format!("{family}{given}")).collect()
    }

    #[test]
    fn letters_come_as_readers_expect() {
        let order = ["apple", "Apple", "Äpfel", "banana", "No. 9 Hospital", "No. 10 Hospital", "“Zebra”"];
        let mut turned = order.to_vec();
        turned.reverse();
        assert_eq!(
            sorted(turned),
            ["Äpfel", "apple", "Apple", "banana", "No. 9 Hospital", "No. 10 Hospital", "“Zebra”"]
        );
    }

    #[test]
    fn a_family_stays_together() {
        let names = vec![("Lin", "Ann"), ("Li", "Zhu"), ("Lian", "Bo"), ("li", "An"), ("Lí", "Bo")];
        assert_eq!(people(names), ["liAn", "LíBo", "LiZhu", "LianBo", "LinAnn"]);
        // 张 and 章 are both said zhāng.
        let names = vec![("章", "一"), ("张", "一"), ("张", "子"), ("章", "子")];
        assert_eq!(people(names), ["张一", "张子", "章一", "章子"]);
    }

    #[test]
    fn families_are_sorted_by_the_way_they_are_said() {
        let names = vec![
            ("张", "伟"),
            ("曾", "一"),
            ("单", "晓鸥"),
            ("解", "放"),
            ("查", "明"),
            ("陈", "一"),
            ("邓", "一"),
            ("姜", "一"),
            ("沈", "牧云"),
            ("欧阳", "青岚"),
            ("谢", "一"),
            ("仇", "一"),
            ("任", "一"),
            ("單", "一"),
        ];
        let order = people(names);
        assert_eq!(
            order,
            [
                "陈一",
                "邓一",
                "姜一",
                "欧阳青岚",
                "仇一",
                "任一",
                "单晓鸥",
                "單一",
                "沈牧云",
                "解放",
                "谢一",
                "曾一",
                "查明",
                "张伟"
            ]
        );
    }

    #[test]
    fn names_of_both_scripts_stand_in_one_alphabet() {
        let names =
            vec![("Wu", "Ethan"), ("沈", "牧云"), ("Abel", "Ada"), ("Shao", "Bo"), ("Smith", "John"), ("周", "一")];
        assert_eq!(people(names), ["AbelAda", "ShaoBo", "沈牧云", "SmithJohn", "WuEthan", "周一"]);
        let texts = vec!["中华医学会", "Zeitschrift", "CT引导下活检", "北京医院", "Annals", "肿瘤学"];
        assert_eq!(sorted(texts), ["Annals", "北京医院", "CT引导下活检", "Zeitschrift", "中华医学会", "肿瘤学"]);
    }

    #[test]
    fn tones_and_then_strokes_part_what_sounds_alike() {
        assert_eq!(sorted(vec!["骂", "马", "麻", "妈"]), ["妈", "麻", "马", "骂"]);
    }

    #[test]
    fn the_reader_decides_whose_names_count() {
        let order = |tags: &[&str]| NameOrder::of(&tags.iter().map(|tag| tag.parse().unwrap()).collect::<Vec<_>>());
        assert_eq!(order(&[]), NameOrder::English);
        assert_eq!(order(&["zh-CN", "en"]), NameOrder::Chinese);
        assert_eq!(order(&["en", "zh"]), NameOrder::English);
        assert_eq!(order(&["fr", "zh-Hant"]), NameOrder::Chinese);
    }

    #[test]
    fn a_key_is_short_and_compares_as_bytes() {
        for text in ["a".repeat(2000), "医".repeat(500), "医a".repeat(300)] {
            assert_eq!(sort_key(&text).len(), 2 * LONGEST);
        }
        assert!(sort_key("Shen Muyun").len() < 60);
        assert!(person_key("沈", "牧云").len() < 80, "{}", person_key("沈", "牧云"));
        assert_eq!(sort_key(""), "");
    }
}
