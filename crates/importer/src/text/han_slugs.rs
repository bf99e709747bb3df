//! Chinese characters in Latin letters, for addresses only: nothing that readers see is romanised by guess.

use pinyin::ToPinyin;
use shanghaidoctor_domain::text::{family_reading, slug};

use crate::text::characters::is_han;
use crate::text::han_script::fold_char;
use crate::text::names::Name;

/// The address of a person: the syllables of the family's name joined, and those of the given name, as an English page
/// writes them (`li-ziming`).
pub(crate) fn name_slug(name: &Name) -> String {
    let family: String = name.family.chars().map(fold_char).collect();
    let read = family_reading(&family).map(|read| read.concat());
    slug(&format!("{} {}", read.unwrap_or_else(|| joined(&name.family)), given(&name.given)))
}

/// `长` grows in families' names and words of kinship; in given names it is long.
fn given(text: &str) -> String {
    text.chars().map(|c| if fold_char(c) == '长' { "chang".to_owned() } else { syllable(c) }).collect()
}

/// The address of a title: every character by its commonest reading, and the names in it as their bearers' addresses.
pub(crate) fn title_slug(title: &str, names: &[&Name]) -> String {
    let mut text = title.to_owned();
    for name in names {
        text = text.replace(&name.full(), &format!(" {} ", name_slug(name)));
    }
    let spaced = text.chars().map(|c| if is_han(c) { format!(" {} ", syllable(c)) } else { c.to_string() });
    slug(&spaced.collect::<String>())
}

fn joined(text: &str) -> String {
    text.chars().map(syllable).collect()
}

/// One character's reading without its tone. GB/T 28039-2011 writes the ü of names as `yu`: `lyu`.
fn syllable(c: char) -> String {
    match c.to_pinyin() {
        Some(read) => read.plain().replace('ü', "yu").replace("yue", "ue"),
        None => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slug_of(family: &str, given: &str) -> String {
        name_slug(&Name { family: family.into(), given: given.into(), given_first: false })
    }

    #[test]
    fn addresses_are_those_of_english_pages() {
        for (family, given, wanted) in [
            ("李", "子明", "li-ziming"),
            ("欧阳", "修", "ouyang-xiu"),
            ("顾", "长风", "gu-changfeng"),
            ("单", "伯源", "shan-boyuan"),
            ("曾", "以宁", "zeng-yining"),
            ("解", "放", "xie-fang"),
            ("查", "若水", "zha-ruoshui"),
            ("仇", "远", "qiu-yuan"),
            ("單", "安", "shan-an"),
            ("吕", "略", "lyu-lue"),
            ("尉迟", "恭", "yuchi-gong"),
            ("卜", "明岚", "bu-minglan"),
            ("薄", "远", "bo-yuan"),
            ("阚", "静", "kan-jing"),
            ("盛", "夏", "sheng-xia"),
        ] {
            assert_eq!(slug_of(family, given), wanted);
        }
    }

    #[test]
    fn titles_become_addresses() {
        let name = Name { family: "单".into(), given: "安".into(), given_first: false };
        assert_eq!(title_slug("单安医生｜A片海", &[&name]), "shan-an-yi-sheng-a-pian-hai");
    }
}
