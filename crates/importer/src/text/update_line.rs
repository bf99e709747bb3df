//! The words of the line that prints the date of a page and its visits.

use shanghaidoctor_domain::PartialDate;

use crate::text::dates;
use crate::text::wording::{after, find, strip_start};

const UPDATE_LABELS: &[&str] = &[
    "update time",
    "updated on",
    "updated",
    "更新时间",
    "更新日期",
    "发布时间",
    "发布日期",
    "发表时间",
    "更新時間",
    "發佈時間",
];
const VISIT_LABELS: &[&str] = &[
    "visits",
    "views",
    "clicks",
    "点击次数",
    "点击量",
    "点击数",
    "浏览次数",
    "浏览量",
    "阅读次数",
    "阅读量",
    "访问次数",
    "访问量",
    "点击",
    "浏览",
    "阅读",
    "點擊",
    "瀏覽",
];

/// True for the line of the date and the visits.
pub(crate) fn is_update_line(text: &str) -> bool {
    // `来源：某医院　发布时间：…`
    let led = ["来源", "作者", "发布者", "發佈者"].iter().any(|word| text.starts_with(word)) && text.len() < 200;
    UPDATE_LABELS.iter().any(|label| strip_start(text, label).is_some() || led && find(text, label).is_some())
}

/// The date and the count of visits that an update line prints.
pub(crate) fn printed(text: &str) -> (Option<PartialDate>, Option<u64>) {
    let is_date = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日');
    let date = UPDATE_LABELS.iter().find_map(|label| value(text, label, is_date));
    let visits = VISIT_LABELS.iter().find_map(|label| value(text, label, |c| c.is_ascii_digit() || c == ','));
    let date = date.and_then(|text| dates::date(&text));
    (date, visits.and_then(|text| text.replace(',', "").parse().ok()))
}

/// What follows a label and its colon.
fn value(text: &str, label: &str, is_part: impl Fn(char) -> bool) -> Option<String> {
    let rest = after(text, label)?.trim_start_matches([':', '：', ' ']);
    let value: String = rest.chars().take_while(|c| is_part(*c)).collect();
    (!value.is_empty()).then_some(value)
}
