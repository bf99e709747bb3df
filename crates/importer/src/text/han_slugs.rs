//! Chinese characters in Latin letters, for addresses only: nothing that readers see is romanised by guess.

use pinyin::ToPinyin;
use shanghaidoctor_domain::text::slug;

use crate::text::characters::is_han;
use crate::text::han_script::fold_char;
use crate::text::names::Name;

/// Characters that are read in a way of their own where they are a family's name.
const FAMILIES: &[(&str, &str)] = &[
    ("单", "shan"),
    ("曾", "zeng"),
    ("解", "xie"),
    ("查", "zha"),
    ("仇", "qiu"),
    ("区", "ou"),
    ("任", "ren"),
    ("盖", "ge"),
    ("朴", "piao"),
    ("乐", "yue"),
    ("缪", "miao"),
    ("翟", "zhai"),
    ("覃", "qin"),
    ("冼", "xian"),
    ("逄", "pang"),
    ("种", "chong"),
    ("繁", "po"),
    ("秘", "bi"),
    ("员", "yun"),
    ("召", "shao"),
    ("折", "she"),
    ("黑", "he"),
    ("谌", "chen"),
    ("车", "che"),
    ("柏", "bai"),
    ("石", "shi"),
    ("宁", "ning"),
    ("葛", "ge"),
    ("华", "hua"),
    ("卜", "bu"),
    ("薄", "bo"),
    ("阚", "kan"),
    ("郗", "xi"),
    ("尉迟", "yuchi"),
    ("万俟", "moqi"),
    ("长孙", "zhangsun"),
    ("澹台", "tantai"),
];

/// The address of a person: the syllables of the family's name joined, and those of the given name, as an English page
/// writes them (`li-ziming`).
pub(crate) fn name_slug(name: &Name) -> String {
    let family: String = name.family.chars().map(fold_char).collect();
    let read = FAMILIES.iter().find(|(written, _)| *written == family).map(|(_, read)| (*read).to_owned());
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
