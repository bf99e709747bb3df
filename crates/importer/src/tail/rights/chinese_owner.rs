//! Whose an article is, in the words of Chinese notices: `本文为甲社原创`, `图文均归甲社所有`, `（甲社版权所有）`.

use crate::text::characters::is_quote;

/// What is owned.
const OWNED: &[&str] = &["版权", "版權", "著作权", "著作權", "本文", "图文", "圖文", "作品", "本篇", "全文"];

/// What belongs to somebody, where one says only `属`.
const RIGHTS: &[&str] = &["版权", "版權", "著作权", "著作權"];

/// The most characters of a name.
const LONGEST: usize = 40;

/// The owner that a line names.
pub(super) fn chinese_owner(line: &str) -> Option<&str> {
    if !["版权", "版權", "著作", "原创", "原創", "所有"].iter().any(|word| line.contains(word)) {
        return None;
    }
    let ends = |c: char| "。，,；;！!（）()【】|｜丨\u{3000}".contains(c);
    line.split(ends).map(str::trim).find_map(|clause| {
        let found = reserved(clause).or_else(|| belongs(clause)).or_else(|| original(clause))?;
        name(found)
    })
}

/// `甲社版权所有`, `版权所有 甲社`.
fn reserved(clause: &str) -> Option<&str> {
    let words = ["版权所有", "版權所有"];
    let before = words.iter().find_map(|words| clause.strip_suffix(words));
    before.or_else(|| words.iter().find_map(|words| clause.strip_prefix(words)))
}

/// `图文均归甲社所有`, `作品版权属甲社`.
fn belongs(clause: &str) -> Option<&str> {
    let verbs = ["归属于", "歸屬於", "归属", "属于", "屬於", "归", "歸", "属", "屬"];
    let (at, verb) = verbs.iter().filter_map(|verb| Some((clause.find(verb)?, verb))).min_by_key(|(at, _)| *at)?;
    let (subject, rest) = (clause.get(..at)?, clause.get(at + verb.len()..)?);
    let named = |words: &[&str]| words.iter().any(|word| subject.contains(word));
    let owned = rest.strip_suffix("所有");
    owned.filter(|_| named(OWNED)).or_else(|| Some(rest).filter(|_| named(RIGHTS)))
}

/// `本文为甲社原创作品`.
fn original(clause: &str) -> Option<&str> {
    let article = ["本文", "本篇", "图文", "圖文", "本作品", "此文", "文章"];
    let rest = article.iter().find_map(|article| clause.strip_prefix(article))?;
    let verbs = ["均为", "均為", "为", "為", "系", "係", "是", "由", "属", "屬"];
    let rest = verbs.iter().find_map(|verb| rest.strip_prefix(verb))?;
    ["原创", "原創"].iter().find_map(|word| Some(rest.split_once(word)?.0))
}

/// A name of some length, without the marks around it.
fn name(text: &str) -> Option<&str> {
    let name = text.trim_matches(|c: char| is_quote(c) || " ：:©《》\u{3000}".contains(c));
    let says = ["本文", "文章", "图片", "未经", "转载", "请", "均"].iter().any(|word| name.starts_with(word));
    let fits = (2..=LONGEST).contains(&name.chars().count());
    (fits && !says && name.starts_with(char::is_alphabetic)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_owns_a_text_is_said_in_many_ways() {
        for text in [
            "本文为灯屋原创",
            "本文系“灯屋”原创作品，未经授权不得转载。",
            "（灯屋版权所有，翻印必究）",
            "版权所有：灯屋，侵权必究",
            "版权所有 灯屋",
            "本文图文均归灯屋所有。",
            "作品版权属灯屋，转载请联系。",
            "图文版权归属于灯屋",
            "© 灯屋版权所有",
        ] {
            assert_eq!(chinese_owner(text), Some("灯屋"), "{text}");
        }
        for text in [
            "本文版权所有",
            "版权所有，翻印必究",
            "本文为原创",
            "他归来后，把所有的书都捐了",
            "这份荣誉属于所有病人",
            "本文归纳了三种做法",
            "病人归社区医院所有",
        ] {
            assert_eq!(chinese_owner(text), None, "{text}");
        }
    }
}
