//! Chinese titles: `李某某医生｜标题`, `标题｜李某某医生`, `李某某：标题`, `标题——记某医院李某某教授`, `【…】李某某：标题`.

use crate::profile::{chinese_organisations, chinese_roles, labels};
use crate::text::han_names::{trailing_name, whole_name, without_honorific};
use crate::text::han_script::{length, strip_prefix};
use crate::text::person::{Person, person};
use crate::text::wording::trailing_bracket;

/// Words before a name in a title.
const LEADS: &[&str] = &[
    "专访",
    "对话",
    "访",
    "走近",
    "走进",
    "记",
    "追记",
    "追思",
    "怀念",
    "纪念",
    "悼念",
    "送别",
    "写给",
    "采访",
    "人物",
    "记者专访",
    "本刊专访",
    "访谈",
    "讲述",
    "致敬",
    "缅怀",
    "追忆",
    "名医",
    "医者",
];

/// No title is longer; a line that goes on is an answer or a sentence.
const LONGEST: usize = 240;

/// Whom a title names, and its headline; none where it names nobody.
pub(super) fn read(text: &str) -> Option<(Vec<Person>, String)> {
    if length(text) > LONGEST || labels::card(text).is_some() || text.ends_with(['。', '，', '；', '：']) {
        return None;
    }
    let (led, bare) = without_lead(text);
    let found = |people: Vec<Person>, headline: &str| {
        let headline = headline.trim_matches([' ', '：', ':', '｜', '|', '丨', '│', '—']);
        (!people.is_empty()).then(|| (people, headline.to_owned()))
    };
    if let Some((named, headline)) = led.map(|led| (led, bare))
        && let Some(title) = found(people(named), headline)
    {
        return Some(title);
    }
    let marks = ["｜", "|", "丨", "│", "：", ":", "——", "—", " - ", " – "];
    let splits = marks.iter().filter_map(|mark| bare.split_once(mark));
    for (left, right) in splits {
        if let Some(title) = found(people(left), right).or_else(|| found(people(right), left)) {
            return Some(title);
        }
    }
    // `人物｜李某某：标题`: what stands before the bar names the column.
    let column = ["｜", "|", "丨", "│"].iter().find_map(|bar| bare.split_once(bar));
    if let Some((_, rest)) = column.filter(|(column, _)| length(column) <= 30)
        && let Some(title) = read(rest.trim())
    {
        return Some(title);
    }
    if let Some(title) = trailing_bracket(bare).and_then(|(headline, named)| found(people(named), headline)) {
        return Some(title);
    }
    // `追忆恩师李某某先生`: a title without a headline of its own.
    if let Some(title) = strip_prefix(bare, LEADS).and_then(|named| found(one(named).into_iter().collect(), "")) {
        return Some(title);
    }
    // `李某某医生` alone, or with the headline after a blank.
    let (first, rest) = bare.split_once(' ').unwrap_or((bare, ""));
    found(under_title(first).into_iter().collect(), rest)
}

/// What a title begins with in brackets, and the rest of it.
fn without_lead(text: &str) -> (Option<&str>, &str) {
    let led = text.strip_prefix(['【', '[', '〖', '「']).and_then(|rest| rest.split_once(['】', ']', '〗', '」']));
    led.map_or((None, text), |(led, rest)| (Some(led.trim()), rest.trim()))
}

/// The persons that a part of a title is: one, or several joined.
fn people(text: &str) -> Vec<Person> {
    let text = text.trim();
    let text =
        strip_prefix(text, LEADS).filter(|rest| one(rest).is_some() || rest.starts_with(['：', ':'])).unwrap_or(text);
    let parts: Option<Vec<Person>> = text.split(['、', '&', '和', '与', ' ']).map(|part| one(part.trim())).collect();
    match parts {
        Some(people) if people.len() > 1 => people,
        _ => one(text).into_iter().collect(),
    }
}

/// A name alone, a name with a title, or one after the hospital it belongs to: `某医院李某某教授`.
fn one(text: &str) -> Option<Person> {
    if let Some(name) = whole_name(text) {
        return Some(Person { honorific: None, name });
    }
    under_title(text).or_else(|| after_post(text)).or_else(|| {
        let (before, honorific) = without_honorific(text)?;
        let (name, place) = trailing_name(before)?;
        (length(place) <= 90).then_some(Person { honorific: Some(honorific), name })
    })
}

/// `某医院某科主任李某某`: a name after a post.
fn after_post(text: &str) -> Option<Person> {
    let (name, post) = trailing_name(text)?;
    let post = strip_prefix(post, &["我院", "本院", "我科"]).unwrap_or(post);
    let role = chinese_roles::role(post).filter(|role| chinese_organisations::path(role.place).is_some());
    role.map(|_| Person { honorific: None, name })
}

fn under_title(text: &str) -> Option<Person> {
    let (person, rest) = person(text)?;
    (person.honorific.is_some() && rest.trim().is_empty()).then_some(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_come_in_several_forms() {
        for text in [
            "陆庭舟医生｜一生",
            "一生 | 陆庭舟医生",
            "陆庭舟：一生",
            "一生——记望江医院陆庭舟教授",
            "【名医】陆庭舟：一生",
            "【陆庭舟】一生",
            "一生（陆庭舟教授）",
            "专访陆庭舟教授：一生",
            "陆庭舟医生 一生",
            "一生——记望江医院胸外科主任医师陆庭舟",
            "人物丨陆庭舟：一生",
        ] {
            let (people, headline) = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((headline.as_str(), people[0].name.full().as_str()), ("一生", "陆庭舟"), "{text}");
        }
        assert_eq!(read("陆庭舟医生、顾维钧教授｜两个人").map(|(people, _)| people.len()), Some(2));
        for text in ["方法：看三遍", "胸科周走进三个社区", "年轻医生：一代人", "我们的医院｜报道"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
