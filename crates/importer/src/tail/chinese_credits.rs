//! Credits in Chinese: `文：李某 图：王某`, `图、文：李某`, `文丨李某`, `撰文/李某　摄影/王某`, `（通讯员 李某）`.

use std::sync::LazyLock;

use shanghaidoctor_domain::content::{Credit, CreditRole};

use crate::text::char_set::CharSet;
use crate::text::characters::is_han;
use crate::text::han_names::whole_name;
use crate::text::han_script::{fold, fold_char};

/// What stands before a name, in simplified characters.
const LABELS: &[(CreditRole, &[&str])] = &[
    (
        CreditRole::Editor,
        &[
            "编辑",
            "责任编辑",
            "责编",
            "本期编辑",
            "本文编辑",
            "值班编辑",
            "文字编辑",
            "执行编辑",
            "新媒体编辑",
            "微信编辑",
        ],
    ),
    (
        CreditRole::Author,
        &[
            "作者",
            "撰文",
            "文字",
            "文",
            "文章",
            "通讯员",
            "本报通讯员",
            "记者",
            "本报记者",
            "本刊记者",
            "供稿",
            "撰稿",
            "采写",
            "采编",
            "采访整理",
            "整理",
            "执笔",
            "本文作者",
        ],
    ),
    (CreditRole::Photographer, &["摄影", "摄", "图", "图片", "供图", "配图", "图片摄影", "摄影师", "摄影报道"]),
    (CreditRole::Translator, &["翻译", "译者", "译", "英译", "英文翻译", "中译英", "译文", "编译", "英文编译"]),
    (CreditRole::Reviewer, &["审核", "审校", "校对", "初审", "复审", "终审", "审稿", "校审", "审阅", "审订", "复核"]),
    (CreditRole::Interviewer, &["采访", "采访者"]),
];

/// `图文` without a sign between them.
const BOTH: &[&str] = &["图文", "文图", "撰文摄影", "文字图片"];

/// The most bytes of a label.
const LONGEST: usize = 36;

/// The credits that a line is, whole; none where anything else stands on it.
pub(crate) fn credits(text: &str) -> Option<Vec<Credit>> {
    static STARTS: LazyLock<CharSet> = LazyLock::new(|| {
        let labels = LABELS.iter().flat_map(|(_, labels)| labels.iter()).chain(BOTH);
        CharSet::of(labels.filter_map(|label| label.chars().next()))
    });
    let first = text.trim_start().trim_start_matches(['（', '(', '【', '[']).chars().next()?;
    if !STARTS.contains(fold_char(first)) {
        return None;
    }
    // The stroke that stands for a bar is a character, too.
    let text = text.trim().replace('丨', "｜");
    let text = text.as_str();
    let opened = text.strip_prefix(['（', '(', '【', '[']).and_then(|rest| rest.strip_suffix(['）', ')', '】', ']']));
    let mut rest = opened.unwrap_or(text).trim_end_matches(['。', ' ']);
    let mut credits = Vec::new();
    while !rest.is_empty() {
        let (roles, after) = labels(rest)?;
        // After a blank alone, and after who may only ask, a name must be one beyond doubt.
        let signed = rest.get(..rest.len() - after.len()).is_some_and(|label| !label.ends_with(is_blank));
        let pen_names = signed && !rest.starts_with("记者") && !rest.starts_with("采访");
        let (names, next) = names(after, pen_names)?;
        for role in &roles {
            credits.extend(names.iter().map(|name| Credit { role: *role, name: (*name).to_owned(), email: None }));
        }
        rest = next;
    }
    (!credits.is_empty()).then_some(credits)
}

/// The labels that a text begins with, each joined to the next, up to the sign or the blank before the names.
fn labels(text: &str) -> Option<(Vec<CreditRole>, &str)> {
    let mut roles = Vec::new();
    let mut rest = text;
    loop {
        let (found, after) = label(rest)?;
        roles.extend(found);
        let spaced = after.trim_start();
        // A bar or a stroke joins two labels, or stands before the names.
        let joint = spaced.strip_prefix(['、', '/', '／', '&', '＆', '|', '｜', '和', '·', '及']);
        let more = joint.or_else(|| (spaced.len() < after.len()).then_some(spaced)).map(str::trim_start);
        match more.filter(|more| label(more).is_some()) {
            Some(more) => rest = more,
            None => {
                let named = spaced.strip_prefix([':', '：', '|', '｜', '/', '／', '│']);
                let named = named.or_else(|| (spaced.len() < after.len()).then_some(spaced))?;
                return Some((roles, named.trim_start()));
            }
        }
    }
}

/// One label, and what follows it.
fn label(text: &str) -> Option<(Vec<CreditRole>, &str)> {
    let start = fold(text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default());
    let fits = |label: &&str| start.strip_prefix(*label).is_some_and(|rest| !rest.starts_with(is_han));
    let both = BOTH.iter().find(|label| fits(label));
    if let Some(label) = both {
        return Some((vec![CreditRole::Author, CreditRole::Photographer], text.get(label.len()..)?));
    }
    let (role, label) =
        LABELS.iter().find_map(|(role, labels)| Some((*role, labels.iter().find(|label| fits(label))?)))?;
    Some((vec![role], text.get(label.len()..)?))
}

/// The names up to the next label or the end; none where a word is no name.
fn names(text: &str, pen_names: bool) -> Option<(Vec<&str>, &str)> {
    let mut names = Vec::new();
    let mut rest = text;
    while !rest.is_empty() && (names.is_empty() || labels(rest).is_none()) {
        let end = rest.find(|c: char| !is_han(c) && c != '·').unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        (whole_name(name).is_some() || pen_names && is_pen_name(name)).then_some(())?;
        names.push(name);
        rest = after.trim_start_matches(|c: char| c.is_whitespace() || "、，,；;|｜/／&".contains(c));
        // What joins names says nothing of what ends them: a bracket does.
        (rest.len() < after.len() || after.is_empty()).then_some(())?;
    }
    (!names.is_empty()).then_some((names, rest))
}

/// A pen name can have any family's name, a foreign one has a dot.
fn is_pen_name(text: &str) -> bool {
    const NO_NAME: &str = "的部科院室您你我他她吗呢吧了么没什后前中";
    let count = text.chars().count();
    let clean = !text.contains(|c| NO_NAME.contains(c));
    clean && ((2..=3).contains(&count) || text.contains('·') && (3..=12).contains(&count))
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let role = |role| match role {
            CreditRole::Author => "A",
            CreditRole::Editor => "E",
            CreditRole::Photographer => "P",
            CreditRole::Reviewer => "R",
            CreditRole::Interviewer => "I",
            CreditRole::Translator => "T",
            _ => "?",
        };
        let credits = credits(text).unwrap_or_default();
        credits.iter().map(|credit| format!("{}:{}", role(credit.role), credit.name)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn labels_and_names_are_joined_in_many_ways() {
        for (text, wanted) in [
            ("文：路野", "A:路野"),
            ("图、文：路野", "P:路野 A:路野"),
            ("图文：路野", "A:路野 P:路野"),
            ("文/图 路小野", "A:路小野 P:路小野"),
            ("文|记者 王小满", "A:王小满 A:王小满"),
            ("文丨王小满 图丨路野", "A:王小满 P:路野"),
            ("撰文：虞晓舟　摄影：路野", "A:虞晓舟 P:路野"),
            ("撰文/虞晓舟 摄影/路野 编辑/马小禾", "A:虞晓舟 P:路野 E:马小禾"),
            ("编辑丨马小禾", "E:马小禾"),
            ("责编：马小禾 校对：王立", "E:马小禾 R:王立"),
            ("作者：虞晓舟、王小满", "A:虞晓舟 A:王小满"),
            ("编辑 马小禾 审核 王立", "E:马小禾 R:王立"),
            ("（通讯员 陈小舟 摄影 王立）", "A:陈小舟 P:王立"),
            ("供稿：小禾；审稿：王立", "A:小禾 R:王立"),
            ("文：路野　英文翻译：王立", "A:路野 T:王立"),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
        for text in [
            "记者：后来呢",
            "采访 手记",
            "图：手术室",
            "文章写得好",
            "记者 您累吗",
            "编辑部",
            "图片由医院提供",
            "问：还好",
        ] {
            assert_eq!(shown(text), "", "{text}");
        }
    }
}
