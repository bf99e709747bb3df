//! Degrees in Chinese.

use crate::facts::{Doctor, Found};
use crate::profile::chinese_roles;
use crate::text::han_script::fold;

const DEGREES: &[&str] = &["博士", "硕士", "学士"];
/// Who studies for a degree, or helps others to one, has not taken it.
const UNTAKEN: &[&str] = &[
    "攻读", "在读", "报考", "考取", "考上", "考入", "就读", "报读", "肄业", "未获", "未能", "放弃", "培养", "指导",
    "带教", "候选",
];

/// `医学博士`, `获医学博士学位`, `2009年 某大学 医学博士`: the degree in a piece, if it ends in one.
pub(crate) fn degree(text: &str) -> Option<&str> {
    let text = text.trim_end_matches("学位").trim_end_matches("學位");
    if UNTAKEN.iter().any(|word| fold(text).contains(word)) {
        return None;
    }
    let is_degree = DEGREES.iter().any(|degree| text.ends_with(degree));
    let text = text.rsplit([' ', '，', '、', '：']).next().filter(|_| is_degree)?;
    let text = ["获得", "获", "取得"].iter().find_map(|verb| Some(text.rsplit_once(verb)?.1)).unwrap_or(text);
    // `获甲大学医学博士`
    let text = ["大学", "学院"]
        .iter()
        .filter_map(|end| Some(text.rsplit_once(end)?.1))
        .min_by_key(|rest| rest.len())
        .unwrap_or(text);
    let short = (2..=6).contains(&text.chars().count());
    (short && chinese_roles::role(text).is_none()).then_some(text)
}

/// Keeps a degree once.
pub(crate) fn keep(doctor: &mut Doctor, degree: &str, line: u32) -> bool {
    if doctor.degrees.iter().all(|known| known.value != degree) {
        doctor.degrees.push(Found::new(line, degree.to_owned()));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_told_from_what_only_names_one() {
        for (text, wanted) in [
            ("医学博士", Some("医学博士")),
            ("获医学硕士学位", Some("医学硕士")),
            ("2009年 甲大学 医学博士", Some("医学博士")),
            ("1998年获甲大学医学博士学位", Some("医学博士")),
            ("博士生导师", None),
            ("博士后", None),
            ("在职攻读医学博士", None),
            ("医学博士在读", None),
            ("带教三名外国来的博士", None),
        ] {
            assert_eq!(degree(text), wanted, "{text}");
        }
    }
}
