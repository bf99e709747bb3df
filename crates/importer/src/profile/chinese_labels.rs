//! Chinese labels by their meaning. Nothing parts their words, so that a label is what consists of words known here.

use crate::report::topic::Topic;
use crate::text::characters::is_han;
use crate::text::han_numbers::chapter;
use crate::text::han_script::{fold, length};
use crate::text::wording::trailing_bracket;

/// The first row with a word in the label decides.
const TOPICS: &[(Topic, &[&str])] = &[
    (Topic::Fellowships, &["访问学者", "进修", "海外", "留学", "访学", "出国", "研修", "境外", "国外", "游学"]),
    (Topic::Editorial, &["期刊任职", "编委", "杂志任职", "杂志", "期刊", "刊物", "审稿", "编辑", "编审"]),
    (Topic::Publications, &["论文", "论著", "著作", "文章", "著述", "专著", "文献", "代表作", "著译", "译著", "发表"]),
    (Topic::Awards, &["获奖", "荣誉", "奖励", "奖项", "表彰", "称号", "所获奖", "嘉奖", "奖惩"]),
    (
        Topic::Focus,
        &[
            "擅长",
            "专长",
            "特长",
            "研究方向",
            "研究领域",
            "专业方向",
            "主攻方向",
            "诊疗范围",
            "诊治范围",
            "诊疗特色",
            "专科特色",
            "技术特色",
            "研究兴趣",
            "主治",
            "方向",
            "领域",
        ],
    ),
    (Topic::Projects, &["科研项目", "课题", "项目", "基金"]),
    (
        Topic::Appointments,
        &["任职", "兼职", "职务", "任务", "头衔", "职位", "学会", "协会", "现职", "社团", "职衔", "院内职务"],
    ),
    (Topic::Patents, &["专利", "知识产权", "著作权"]),
    (Topic::Achievements, &["成就", "成果", "业绩", "贡献"]),
    (Topic::Education, &["教育", "学习", "学历", "履历", "求学", "工作经历", "从医经历", "教学", "经历", "培养"]),
    // With no other word of a label it announces grants and papers alike.
    (Topic::Achievements, &["科研"]),
];

/// Words that a label may have beside those above.
const BESIDE: &[&str] = &[
    "学术",
    "社会",
    "专业",
    "主要",
    "代表性",
    "代表",
    "科研",
    "临床",
    "医疗",
    "个人",
    "国际",
    "国内",
    "工作",
    "情况",
    "近年来",
    "近年",
    "近五年",
    "及",
    "与",
    "和",
    "、",
    "所获",
    "获得",
    "相关",
    "部分",
    "重要",
    "曾任",
    "现任",
    "主持",
    "承担",
    "参与",
    "研究",
    "介绍",
    "作品",
    "第一作者",
    "通讯作者",
    "发表",
    "出版",
    "列表",
    "简介",
    "行政",
    "团体",
    "组织",
    "担任",
    "目前",
    "医学",
    "技术",
    "诊疗",
    "疾病",
    "的",
    "教育背景",
    "背景",
    "目",
    "类",
    "奖",
    "工作室",
    "科学",
    "在研",
    "历年",
    "曾获",
    "机构",
    "人才",
    "记录",
    "一览",
    "概况",
    "经历",
    "行业",
    "院内",
    "院外",
    "医院",
    "大学",
    "教学",
    "学科",
    "学术界",
    "兴趣",
    "重点",
    "所",
    "国家级",
    "省部级",
    "课题组",
    "纵向",
    "在读",
    "门诊",
    "外语",
    "培训",
    "交流",
    "近期",
    "以来",
    "节选",
    "选",
    "目录",
    "清单",
    "发明",
    "授权",
    "实用新型",
];

/// A label's longest form, in Latin letters: twelve characters.
const LONGEST: usize = 36;

/// What a label is about.
pub(crate) fn topic(label: &str) -> Option<Topic> {
    let folded = fold(bare(label));
    TOPICS.iter().find(|(_, words)| words.iter().any(|word| folded.contains(word))).map(|(topic, _)| *topic)
}

/// The label without a number before it and a bracket after it.
fn bare(label: &str) -> &str {
    let label = chapter(label).map_or(label, |(_, rest)| rest);
    trailing_bracket(label).map_or(label, |(before, _)| before).trim()
}

/// True for a text that is nothing but words of labels.
pub(crate) fn is_whole(label: &str) -> bool {
    let bare = bare(label);
    let folded = fold(bare);
    let words = || BESIDE.iter().chain(TOPICS.iter().flat_map(|(_, words)| words.iter()));
    let mut rest = folded.as_str();
    while let Some(word) = words().filter(|word| rest.starts_with(**word)).max_by_key(|word| word.len()) {
        rest = rest.get(word.len()..).unwrap_or_default();
    }
    rest.is_empty() && !bare.is_empty() && length(bare) <= LONGEST
}

/// True for a text short enough to announce something.
pub(crate) fn is_short(label: &str) -> bool {
    length(bare(label)) <= LONGEST && !label.contains(['，', '。', '“', '"', '、'])
}

/// `【学术任职】某学会委员`: the label in brackets and what follows it on the line.
pub(crate) fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix(['【', '[', '〖', '「'])?.split_once(['】', ']', '〗', '」'])?;
    label.contains(is_han).then_some(())?;
    Some((label.trim(), rest.trim_start_matches(['：', ':', ' '])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_matched_by_meaning() {
        for (text, wanted) in [
            ("学术任职", Topic::Appointments),
            ("主要社会兼职", Topic::Appointments),
            ("专业特长", Topic::Focus),
            ("获奖及荣誉", Topic::Awards),
            ("科研项目", Topic::Projects),
            ("代表论著（第一作者）", Topic::Publications),
            ("期刊任职", Topic::Editorial),
            ("教育经历", Topic::Education),
            ("进修经历", Topic::Fellowships),
            ("一、學術任職", Topic::Appointments),
            ("社会职务", Topic::Appointments),
            ("社团兼职", Topic::Appointments),
            ("院内任职", Topic::Appointments),
            ("行业学会任职", Topic::Appointments),
            ("海外研修经历", Topic::Fellowships),
            ("境外学习", Topic::Fellowships),
            ("国外培训经历", Topic::Fellowships),
            ("出国进修", Topic::Fellowships),
            ("代表作", Topic::Publications),
            ("近期论文选", Topic::Publications),
            ("奖励记录", Topic::Awards),
            ("所获表彰", Topic::Awards),
            ("荣誉一览", Topic::Awards),
            ("专科特色", Topic::Focus),
            ("研究兴趣", Topic::Focus),
            ("重点研究领域", Topic::Focus),
            ("在研科研课题", Topic::Projects),
            ("刊物编审", Topic::Editorial),
            ("审稿工作", Topic::Editorial),
            ("科研情况", Topic::Achievements),
            ("科研方向", Topic::Focus),
            ("专利", Topic::Patents),
            ("授权发明专利", Topic::Patents),
            ("论文与专利", Topic::Publications),
        ] {
            assert_eq!(topic(text), Some(wanted), "{text}");
            assert!(is_whole(text), "{text}");
        }
        for text in ["江边的少年", "一个项目的诞生", "荣誉属于病人", "海外来信", "最后一门课程", "主治医师"]
        {
            assert!(!is_whole(text), "{text}");
        }
    }
}
