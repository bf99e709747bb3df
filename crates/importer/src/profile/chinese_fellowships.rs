//! Stays abroad in Chinese: `2004年赴美国某大学医学院做访问学者`.

use shanghaidoctor_domain::{CountryCode, Period};

use crate::facts::Fellowship;
use crate::profile::chinese_organisations;
use crate::text::characters::is_han;
use crate::text::dates;
use crate::text::han_script::{fold, strip_prefix, strip_suffix};
use crate::text::wording::{trailing_bracket, without_end};

const COUNTRIES: &[(&str, &[&str])] = &[
    ("US", &["美国"]),
    ("GB", &["英国"]),
    ("DE", &["德国"]),
    ("FR", &["法国"]),
    ("JP", &["日本"]),
    ("CA", &["加拿大"]),
    ("AU", &["澳大利亚", "澳洲"]),
    ("NZ", &["新西兰"]),
    ("SE", &["瑞典"]),
    ("NO", &["挪威"]),
    ("FI", &["芬兰"]),
    ("DK", &["丹麦"]),
    ("CH", &["瑞士"]),
    ("IT", &["意大利"]),
    ("NL", &["荷兰"]),
    ("AT", &["奥地利"]),
    ("BE", &["比利时"]),
    ("IE", &["爱尔兰"]),
    ("ES", &["西班牙"]),
    ("IL", &["以色列"]),
    ("SG", &["新加坡"]),
    ("KR", &["韩国"]),
    ("RU", &["俄罗斯", "苏联"]),
];
const ROLES: &[&str] = &[
    "访问学者",
    "高级访问学者",
    "博士后",
    "博士后研究",
    "博士后研究员",
    "进修",
    "访问教授",
    "客座研究员",
    "临床研究员",
    "研修",
    "交流学者",
    "访学",
    "进修学习",
];
const LEADS: &[&str] = &["赴", "在", "于", "曾赴", "曾在", "前往", "到", "受邀赴", "，", " ", "曾", "公派赴"];
const JOINTS: &[&str] = &["做", "作", "任", "担任", "为", "作为", "从事", "，", " ", "、", "的"];

/// The stay that an item tells of; the label names the role where the item does not.
pub(crate) fn fellowship(label: &str, text: &str) -> Option<Fellowship> {
    let (text, period) = period(without_end(text));
    let (text, role) = match strip_suffix(text, ROLES) {
        Some(place) => (place, text.get(place.len()..)),
        None => (text, None),
    };
    let mut place = text.trim();
    while let Some(shorter) = strip_prefix(place, LEADS) {
        place = shorter;
    }
    while let Some(shorter) = strip_suffix(place, JOINTS).filter(|shorter| !shorter.is_empty()) {
        place = shorter;
    }
    let (country, place) = country(place);
    let path = chinese_organisations::path(place).filter(|path| !path.is_empty())?;
    let labelled = || ROLES.iter().filter(|role| fold(label).contains(**role)).max_by_key(|role| role.len()).copied();
    let role = role.or_else(labelled).map(str::to_owned);
    Some(Fellowship { role, path, city: None, country, period })
}

/// The country before a name; `日本大学` is a name itself.
fn country(text: &str) -> (Option<CountryCode>, &str) {
    let found = COUNTRIES.iter().find_map(|(code, names)| Some((*code, strip_prefix(text, names)?)));
    let Some((code, rest)) = found else { return (None, text) };
    let rest = rest.trim_start_matches([' ', '，', '·']);
    let own = rest.chars().count() > 2;
    if own { (code.parse().ok(), rest) } else { (None, text) }
}

/// The period before the place, or in brackets after it. A year alone says when, not how long: it is both ends.
fn period(text: &str) -> (&str, Option<Period>) {
    let read = |text: &str| {
        let text = text.trim().trim_end_matches('间');
        dates::period(text).or_else(|| dates::date(text).map(|date| Period { start: Some(date), end: Some(date) }))
    };
    if let Some((before, inside)) = trailing_bracket(text)
        && let Some(period) = read(inside)
    {
        return (before, Some(period));
    }
    let is_date = |c: char| c.is_ascii_digit() || "年月日.-－—–~～/至今间 ".contains(c);
    let end = text.find(|c| !is_date(c)).unwrap_or(text.len());
    let (led, rest) = text.split_at_checked(end).unwrap_or(("", text));
    match read(led) {
        Some(period) if rest.starts_with(|c| is_han(c) || matches!(c, '：' | ':' | '，')) => {
            (rest.trim_start_matches(['：', ':', '，', ' ']), Some(period))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_have_a_place_and_a_time() {
        for (text, path, country, start) in [
            ("2004年3月—2005年3月 美国甲大学医学院访问学者", vec!["甲大学", "医学院"], "US", "2004-03"),
            ("2011年赴德国松林大学附属医院进修", vec!["松林大学附属医院"], "DE", "2011"),
            ("曾在英国甲大学儿童医院做高级访问学者", vec!["甲大学儿童医院"], "GB", ""),
            ("日本大学访问学者", vec!["日本大学"], "", ""),
        ] {
            let stay = fellowship("", text).unwrap();
            assert_eq!(stay.path.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(), path, "{text}");
            assert_eq!(stay.country.map(|code| code.to_string()).unwrap_or_default(), country, "{text}");
            let begun = stay.period.and_then(|period| period.start).map(|date| date.to_string()).unwrap_or_default();
            assert_eq!(begun, start, "{text}");
        }
        assert_eq!(fellowship("访问学者", "那是一段漫长的日子"), None);
    }
}
