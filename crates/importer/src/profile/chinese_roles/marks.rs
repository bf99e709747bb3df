//! Words before a Chinese role that say whether it is held.

use shanghaidoctor_domain::content::PostStatus;

use crate::text::han_script::strip_prefix;

/// Words before a role that say it is over, with all that follow in the sentence.
const FORMER_VERBS: &[&str] = &[
    "曾任",
    "曾担任",
    "曾先后任",
    "曾先后担任",
    "历任",
    "曾兼任",
    "曾为",
    "曾是",
    "曾历任",
    "曾出任",
    "不再担任",
    "不再兼任",
    "不再任",
    "辞去",
    "卸任",
    "离任",
    "被免去",
    "免去",
];
/// Words before roles that were taken up one after the other.
const SOMETIME: &[&str] = &["先后任", "先后担任", "先后出任"];
/// Words before one role that say it is over.
const FORMER: &[&str] = &["原任", "原", "前任", "前", "曾"];
/// Words before a role that say it is held.
const CURRENT: &[&str] = &[
    "现任",
    "现为",
    "现担任",
    "现兼任",
    "目前担任",
    "目前任",
    "兼任",
    "同时担任",
    "同时兼任",
    "同时任",
    "担任",
    "受聘为",
    "受聘于",
    "当选为",
    "当选",
    "并任",
    "并担任",
    "并兼任",
    "现系",
    "现是",
    "还担任",
    "还兼任",
    "出任",
    "接任",
    "继任",
    "就任",
    "升任",
    "晋升为",
    "晋升",
    "转任",
    "调任",
    "改任",
    "荣任",
    "连任",
    "被任命为",
    "任命为",
    "被聘为",
    "聘为",
    "被选为",
    "被推选为",
    "被推举为",
    "选举为",
    "任",
    "为",
    "系",
    "是",
    "兼",
];
/// Words that add nothing.
const FILLERS: &[&str] =
    &["他", "她", "并", "同时", "此外", "目前", "现", "以及", "及", "和", "自", "于", "在", "也", "还"];

/// What the words before a role say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Over, and so are those after it in the sentence.
    FormerVerb,
    /// Over.
    Former,
    /// Held one after the other; which of them still are, the page does not say.
    Sometime,
    /// Held.
    Current,
}

/// The words at the start that say whether roles are held, and the text without them.
pub(crate) fn mark(text: &str) -> (Option<Mark>, &str) {
    let (mut mark, mut rest) = (None, text);
    for _ in 0..4 {
        let (found, shorter) = if let Some(shorter) = strip_prefix(rest, FORMER_VERBS) {
            (Some(Mark::FormerVerb), shorter)
        } else if let Some(shorter) = strip_prefix(rest, SOMETIME) {
            (Some(Mark::Sometime), shorter)
        } else if let Some(shorter) = strip_prefix(rest, CURRENT) {
            (Some(Mark::Current), shorter)
        } else if let Some(shorter) = strip_prefix(rest, FORMER) {
            (Some(Mark::Former), shorter)
        } else if let Some(shorter) = strip_prefix(rest, FILLERS) {
            (None, shorter)
        } else {
            break;
        };
        if shorter.is_empty() {
            break;
        }
        let former = matches!(mark, Some(Mark::Former | Mark::FormerVerb));
        mark = if former { mark } else { found.or(mark) };
        rest = shorter.trim_start();
    }
    (mark, rest)
}

/// The status a mark gives.
pub(crate) const fn status(mark: Option<Mark>) -> PostStatus {
    match mark {
        Some(Mark::Former | Mark::FormerVerb) => PostStatus::Former,
        Some(Mark::Sometime) => PostStatus::Unknown,
        _ => PostStatus::Current,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_past_are_no_part_of_a_role() {
        assert_eq!(mark("曾任甲医院院长"), (Some(Mark::FormerVerb), "甲医院院长"));
        assert_eq!(mark("原甲医院院长"), (Some(Mark::Former), "甲医院院长"));
        assert_eq!(mark("现任甲医院院长"), (Some(Mark::Current), "甲医院院长"));
        assert_eq!(mark("甲医院院长"), (None, "甲医院院长"));
    }
}
