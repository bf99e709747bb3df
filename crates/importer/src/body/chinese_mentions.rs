//! Persons in a running Chinese text: names with a title beside them, and those that `chinese_people` finds without.

use std::collections::BTreeMap;

use crate::body::chinese_people::{self, DOTS, Person};
use crate::body::chinese_titles::title;
use crate::text::characters::is_han;
use crate::text::han_names::{HONORIFICS, leading_name, trailing_name, whole_name};
use crate::text::han_script::{fold, strip_prefix};
use crate::text::names::Name;

/// Titles that stand before a name.
const BEFORE: &[&str] = &[
    "教授",
    "院士",
    "主任",
    "院长",
    "护士长",
    "医生",
    "导师",
    "老师",
    "书记",
    "所长",
    "校长",
    "师傅",
    "师兄",
    "師兄",
    "院長",
    "醫生",
    "導師",
    "老師",
];

/// Verbs after a name.
const VERBS: &[&str] = &[
    "说", "回忆", "记得", "觉得", "发现", "提醒", "告诉", "介绍", "表示", "认为", "笑", "解释", "坦言", "補充", "补充",
    "說", "回憶", "告訴", "道", "强调", "写道",
];

/// The most bytes before a title that can hold a name and what leads to it.
const WINDOW: usize = 24;

/// The names in a text, in order, each with its title if it has one.
pub(crate) fn named(text: &str) -> Vec<(Option<&'static str>, Name)> {
    let mut found: Vec<(Option<&'static str>, Person)> = Vec::new();
    for person in chinese_people::foreign(text) {
        found.push((text.get(person.end..).and_then(title).map(|(title, _)| title), person));
    }
    let titled = beside_titles(text).into_iter().map(|(title, person)| (Some(title), person));
    let untitled = chinese_people::untitled(text).into_iter().map(|person| (None, person));
    // Where two meet, the foreign name is the whole, and the title tells better than what only leads to a name.
    for more in [titled.collect::<Vec<_>>(), untitled.collect()] {
        let taken: BTreeMap<usize, usize> = found.iter().map(|(_, person)| (person.start, person.end)).collect();
        let free = |person: &Person| taken.range(..person.end).next_back().is_none_or(|(_, end)| *end <= person.start);
        found.extend(more.into_iter().filter(|(_, person)| free(person)));
    }
    found.sort_by_key(|(_, person)| person.start);
    found.into_iter().map(|(title, person)| (title, person.name)).collect()
}

/// The names that have a title beside them.
fn beside_titles(text: &str) -> Vec<(&'static str, Person)> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        if !is_han(c) || at < from {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        if let Some((title, after)) = title(rest) {
            let begin = text.floor_char_boundary(at.saturating_sub(WINDOW).max(from));
            let before = text.get(begin..at).unwrap_or_default();
            // A cut window must not pass for the beginning of the text.
            let name = trailing_name(before).filter(|(_, left)| begin == 0 || !left.is_empty() || begin == from);
            let name = japanese(before).or(name.map(|(name, _)| name));
            // The second half of a name with a dot is nobody's.
            let half = |name: &Name| before.strip_suffix(&name.full()).is_some_and(|left| left.ends_with(DOTS));
            if let Some(name) = name.filter(|name| !half(name)) {
                from = at + rest.len() - after.len();
                found.push((title, Person { start: at - name.full().len(), end: at, name }));
                continue;
            }
        }
        if let Some((title, name)) = titled(rest) {
            let start = at + title.len();
            from = start + name.full().len();
            found.push((title, Person { start, end: from, name }));
        }
    }
    found
}

/// Japanese family names of two characters.
const JAPANESE: &[&str] = &[
    "山崎", "田中", "佐藤", "铃木", "高桥", "伊藤", "渡边", "山本", "中村", "小林", "加藤", "吉田", "山田", "松本",
    "井上", "木村", "清水", "石井", "桥本", "山口", "森本", "池田", "冈田", "藤田", "后藤", "前田", "石川", "村上",
    "近藤", "坂本", "远藤", "青木", "藤井", "西村", "福田", "太田", "三浦", "冈本", "松田", "中岛", "小川", "原田",
    "藤原", "中野", "和田", "石田", "上田", "森田", "内田", "柴田", "酒井", "宫崎", "横山", "高木", "安藤", "宫本",
    "大野", "小岛", "谷口", "工藤", "今井", "河野", "村田",
];

/// A Japanese name in full right before a title: both its parts have two characters.
fn japanese(before: &str) -> Option<Name> {
    let start = before.char_indices().rev().nth(3).map(|(at, _)| at)?;
    let written = before.get(start..).filter(|written| written.chars().all(is_han))?;
    let (family, given) = written.split_at_checked(written.char_indices().nth(2)?.0)?;
    let known = JAPANESE.contains(&fold(family).as_str()) && title(given).is_none();
    known.then(|| Name { family: family.to_owned(), given: given.to_owned(), given_first: false })
}

/// `院长张建国，`, `护士长范兰说`: a title, a name, and something that ends it.
fn titled(text: &str) -> Option<(&'static str, Name)> {
    let title = BEFORE.iter().find(|title| text.starts_with(**title))?;
    let rest = text.get(title.len()..)?;
    if let Some((name, after)) = leading_name(rest) {
        // A title after the name is the one that counts.
        return (!HONORIFICS.iter().any(|title| after.starts_with(title))).then_some((*title, name));
    }
    [3_usize, 2].into_iter().find_map(|count| {
        let end = rest.char_indices().nth(count).map(|(at, _)| at)?;
        let (written, after) = rest.split_at_checked(end)?;
        // `院士吴清源的`: three characters under a high title; two can be a word.
        let owns = count == 3 && after.starts_with('的') && ["院士", "教授", "导师", "院长"].contains(title);
        (owns || strip_prefix(after, VERBS).is_some()).then_some(())?;
        Some((*title, whole_name(written)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        named(text).into_iter().map(|(title, name)| format!("{}{}", name.full(), title.unwrap_or_default())).collect()
    }

    #[test]
    fn names_stand_beside_titles() {
        assert_eq!(shown("他的老师张建国教授和王明医生都来了。"), ["张建国教授", "王明医生"]);
        assert_eq!(shown("“慢一点。”护士长范玉兰回忆，院长柳风，笑了。"), ["范玉兰护士长", "柳风院长"]);
        for text in
            ["张教授来了", "在场的许多医生", "年轻医生", "我们科主任说", "老师任何时候都在", "胸外科医生", "他对医生说"]
        {
            assert_eq!(shown(text), Vec::<String>::new(), "{text}");
        }
    }
}
