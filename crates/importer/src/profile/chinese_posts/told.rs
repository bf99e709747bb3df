//! Verbs in a Chinese sentence that make the post behind them another's, or nobody's.

use shanghaidoctor_domain::PartialDate;

use crate::text::dates::date;
use crate::text::han_names;
use crate::text::han_script::{fold, strip_prefix, strip_suffix};

/// What was refused, hoped for or done for another, wherever it stands before a post.
const NOT_HELD: &[&str] = &[
    "拒绝",
    "婉拒",
    "婉谢",
    "谢绝",
    "推辞",
    "辞谢",
    "放弃",
    "推荐",
    "举荐",
    "引荐",
    "落选",
    "参选",
    "竞选",
    "竞聘",
    "角逐",
    "师从",
    "师承",
    "拜师",
    "陪同",
    "会见",
    "拜访",
    "采访",
    "求教",
    "请教",
    "辅佐",
    "受邀",
    "应邀",
    "邀请",
    "未担任",
    "未出任",
    "未任",
    "未能",
    "未当选",
    "未获",
    "未曾",
    "从未",
    "没有",
    "不愿",
    "不肯",
    "拟任",
    "拟聘",
    "希望担任",
    "希望成为",
    "希望任",
    "有望",
    "获提名",
    "被提名",
    "提名为",
    "提名担任",
    "入围",
    "候选人",
];
/// The same where it begins a text.
const LEADS_AWAY: &[&str] =
    &["由", "协助", "跟随", "追随", "协同", "接受", "师事", "提名", "代理", "错失", "错过", "无缘", "仅次于"];
/// Verbs between another's name and the post.
const TAKES: &[&str] =
    &["担任", "出任", "接任", "升任", "就任", "现任", "曾任", "历任", "兼任", "当选", "晋升", "受聘", "调任"];
/// Whose posts are not the doctor's.
const KIN: &[&str] = &[
    "儿子", "女儿", "妻子", "丈夫", "父亲", "母亲", "导师", "学生", "弟子", "徒弟", "老师", "恩师", "师兄", "师弟",
    "师姐", "师妹", "同事", "好友", "祖父", "外公", "哥哥", "弟弟", "姐姐", "妹妹", "其父", "其子", "其女", "其妻",
    "前任",
];
/// Between the subject and a verb.
const BESIDE: &[&str] =
    &["曾", "被", "获", "并", "又", "其", "多次", "一度", "先后", "经", "后", "也", "还", "却", "最终"];

/// True for a text whose post, behind `place`, is not the doctor's.
pub(super) fn is_anothers(text: &str, place: &str) -> bool {
    let folded = fold(place);
    let mut led = folded.as_str();
    while let Some(shorter) = strip_prefix(led, BESIDE).filter(|rest| !rest.is_empty()) {
        led = shorter;
    }
    let away = strip_prefix(led, LEADS_AWAY).is_some() && is_led(led);
    let kin =
        |text| strip_prefix(text, KIN).is_some_and(|rest| rest.contains(['任', '为', '是', '系']) || is_name(rest));
    let kin = kin(&folded) || kin(led);
    let taken = TAKES.iter().any(|verb| folded.find(verb).is_some_and(|at| at > 0));
    NOT_HELD.iter().any(|verb| folded.contains(verb)) || away || kin || taken || names_taker(&folded) || denies(text)
}

/// `由李四担任`, and not `由义医院`: a verb stands between, or the text goes on with no body.
fn is_led(text: &str) -> bool {
    !text.starts_with('由') || text.contains('任') || text.contains('当')
}

/// `王强任甲医院`: a name and a verb before the place.
fn names_taker(place: &str) -> bool {
    ["任", "是", "为"]
        .iter()
        .any(|verb| place.split_once(verb).is_some_and(|(name, rest)| !rest.is_empty() && is_name(name)))
}

fn is_name(text: &str) -> bool {
    let bare = han_names::without_honorific(text).map_or(text, |(name, _)| name);
    han_names::whole_name(bare).is_some()
}

/// A refusal in a text that ends in no role, before others that do.
fn denies(text: &str) -> bool {
    let folded = fold(text);
    ["婉拒", "谢绝", "拒绝"].iter().any(|verb| folded.contains(verb))
}

/// `接替王强出任甲医院院长` without whom the doctor came after.
pub(super) fn succeeded(text: &str) -> Option<&str> {
    const VERBS: &[&str] = &["出任", "担任", "接任", "继任", "任", "成为"];
    let rest = strip_prefix(text, &["接替", "接棒", "接班"])?;
    VERBS.iter().filter_map(|verb| rest.split_once(verb)).find_map(|(name, post)| is_name(name).then_some(post))
}

/// When somebody left a post, in a text that says no more: `2010年卸任`.
pub(super) fn left_in(text: &str) -> Option<Option<PartialDate>> {
    let when = strip_suffix(text, &["卸任", "离任", "退任", "辞任", "辞职", "离职"])?
        .trim_end_matches(['于', '后', '底', '初']);
    if when.is_empty() { Some(None) } else { date(when).map(Some) }
}
