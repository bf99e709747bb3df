//! The line of the date and the visits.

use shanghaidoctor_domain::PartialDate;

use super::{Frame, SEARCHED};
use crate::facts::Found;
use crate::report::decision::Decision;
use crate::report::notes::{Notes, Part, WarningKind};
use crate::text::lines::Line;
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

/// Reads it into the frame.
pub(super) fn update_line(frame: &mut Frame, line: &Line, notes: &mut Notes) {
    notes.take(line, Part::UpdateLine, Decision::UpdateLine);
    frame.has_update_line = true;
    let (date, visits) = printed(&line.text);
    frame.updated_on = date.map(|date| Found::new(line.number, date));
    frame.visits = visits.map(|visits| Found::new(line.number, visits));
    if frame.updated_on.is_none() {
        notes.warn(WarningKind::Unread, line.number, "the update line has no date that can be read");
    }
}

/// The date and the count of visits that an update line prints.
fn printed(text: &str) -> (Option<PartialDate>, Option<u64>) {
    let is_date = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日');
    let date = UPDATE_LABELS.iter().find_map(|label| value(text, label, is_date));
    let visits = VISIT_LABELS.iter().find_map(|label| value(text, label, |c| c.is_ascii_digit() || c == ','));
    let date = date.and_then(|text| crate::text::dates::date(&text));
    (date, visits.and_then(|text| text.replace(',', "").parse().ok()))
}

/// A second update line that says something else is a question.
pub(super) fn other_update_lines(frame: &Frame, below: &[Line], notes: &mut Notes) {
    const FIRST: &str = "the update line that stands first is kept";
    for line in below.iter().take(SEARCHED).filter(|line| is_update_line(&line.text)) {
        let (date, visits) = printed(&line.text);
        differs("two dates of the update", frame.updated_on.as_ref(), date, line, FIRST, notes);
        differs("two counts of visits", frame.visits.as_ref(), visits, line, FIRST, notes);
    }
}

fn differs<T: PartialEq + ToString>(
    what: &str,
    known: Option<&Found<T>>,
    other: Option<T>,
    line: &Line,
    rule: &'static str,
    notes: &mut Notes,
) {
    if let (Some(known), Some(other)) = (known, other)
        && known.value != other
    {
        let kept = Found::new(known.line, known.value.to_string());
        notes.conflict(what, &kept, &Found::new(line.number, other.to_string()), rule);
    }
}

/// What follows a label and its colon.
fn value(text: &str, label: &str, is_part: impl Fn(char) -> bool) -> Option<String> {
    let rest = after(text, label)?.trim_start_matches([':', '：', ' ']);
    let value: String = rest.chars().take_while(|c| is_part(*c)).collect();
    (!value.is_empty()).then_some(value)
}
