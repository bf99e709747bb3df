//! Awards and honours in Chinese: `2016年 某市科技进步奖二等奖`, `荣获“某某工匠”称号`.

use crate::facts::Award;
use crate::profile::awards::has_patent;
use crate::text::characters::is_quote;
use crate::text::dates::{date, only_year};
use crate::text::han_script::{fold, strip_prefix, strip_suffix};
use crate::text::wording::{split_outside_brackets, trailing_bracket, without_end};

const VERBS: &[&str] = &[
    "荣获",
    "曾荣获",
    "先后荣获",
    "先后获",
    "先后获得",
    "获得",
    "曾获",
    "曾获得",
    "获评",
    "获",
    "入选",
    "曾入选",
    "被评为",
    "被授予",
    "被选为",
    "当选为",
    "当选",
    "授予",
    "荣膺",
    "摘得",
    "获颁",
    "评为",
    "荣立",
    "年",
    "度",
    "并",
];
/// What names of awards end in.
const ENDS: &[&str] = &[
    "奖",
    "等奖",
    "奖章",
    "奖项",
    "勋章",
    "称号",
    "计划",
    "人才",
    "工匠",
    "标兵",
    "先进个人",
    "模范",
    "劳模",
    "能手",
    "之星",
    "新星",
    "楷模",
    "医生",
    "医师",
    "专家",
    "学者",
    "带头人",
    "工作者",
    "津贴",
    "青年",
    "工程",
    "英才",
    "红旗手",
    "个人",
    "功臣",
    "好人",
    "状元",
    "奖学金",
    "三等功",
    "二等功",
    "一等功",
    "基金",
];

/// The awards that an item names.
pub(crate) fn awards(text: &str) -> Vec<Award> {
    if let Some(names) = quoted(without_end(text)) {
        return names.into_iter().map(|name| Award { name: name.to_owned(), year: None }).collect();
    }
    let clauses = split_outside_brackets(without_end(text), |c| matches!(c, '；' | ';' | '。'));
    clauses.into_iter().flat_map(listed).filter_map(award).collect()
}

/// `荣获“某工匠”“某奖章”等称号`: several names, each in its quotation marks.
fn quoted(text: &str) -> Option<Vec<&str>> {
    let bare = strip_prefix(text, VERBS).unwrap_or(text);
    let bare = strip_suffix(bare, &["等荣誉称号", "等称号", "等荣誉", "荣誉称号", "称号", "等"]).unwrap_or(bare);
    let marked = bare.starts_with(is_quote) && bare.ends_with(is_quote);
    let names: Vec<&str> =
        bare.split(is_quote).filter(|name| !name.trim_matches(['、', ' ', '，']).is_empty()).collect();
    (marked && names.len() > 1 && names.iter().all(|name| !name.contains(['、', '，']))).then_some(names)
}

/// What stands among awards and was not won, or not by the doctor.
const NOT_WON: &[&str] = &[
    "入围",
    "候选",
    "评委",
    "评审",
    "谢绝",
    "拒领",
    "拒绝",
    "婉拒",
    "婉谢",
    "捐",
    "落选",
    "未获",
    "推荐",
    "指导学生",
    "指导研究生",
    "颁发给",
    "颁奖嘉宾",
];
/// Whose award it is instead.
const OTHERS: &[&str] =
    &["学生", "弟子", "徒弟", "儿子", "女儿", "妻子", "丈夫", "父亲", "母亲", "导师", "老师", "同事", "一种"];

/// True for an item of awards that names none of the doctor's own.
pub(crate) fn is_not_won(text: &str) -> bool {
    let folded = fold(text);
    // `提名奖` is an award.
    let nominated = folded.replace("提名奖", "").contains("提名");
    let (bare, _) = without_year(&folded);
    // So is `专利金奖`.
    let patent = folded.contains("专利") && !folded.trim_end_matches(['）', ')']).ends_with('奖');
    let led = ["指导", "培养"].iter().any(|word| folded.contains(word)) && folded.contains('获');
    nominated
        || led
        || patent
        || NOT_WON.iter().any(|word| folded.contains(word))
        || strip_prefix(bare, OTHERS)
            .is_some_and(|rest| !is_award(rest) || rest.contains('获') || bare.starts_with("一种"))
        || has_patent(text)
}

/// True for an item that by its own words names awards.
pub(crate) fn is_award_item(text: &str) -> bool {
    let text = without_end(text);
    if is_not_won(text) {
        return false;
    }
    let (text, _) = without_year(noted(text).map_or(text, |(before, ..)| before));
    is_award(strip_prefix(text, VERBS).unwrap_or(text))
}

/// True for a text in which every item is one.
pub(crate) fn is_award_list(text: &str) -> bool {
    let items = split_outside_brackets(without_end(text), |c| matches!(c, '；' | ';' | '，' | '、'));
    !items.is_empty() && items.iter().all(|item| is_award_item(item))
}

/// A comma parts two awards only where each side is one by its own words.
fn listed(text: &str) -> Vec<&str> {
    let pieces = split_outside_brackets(text, |c| matches!(c, '，' | '、' | ','));
    let whole = pieces.iter().all(|piece| is_award_item(piece));
    if whole { pieces } else { vec![text] }
}

fn is_award(text: &str) -> bool {
    let text = strip_suffix(text, &["1项", "一项"]).unwrap_or(text);
    let folded = fold(text.trim_matches(is_quote));
    ENDS.iter().any(|end| folded.ends_with(end) && folded.len() > end.len())
        && !folded.starts_with(['一', '二', '三', '特'])
}

fn award(text: &str) -> Option<Award> {
    // `某奖（第一完成人，2019）`
    if let Some((before, note, year)) = noted(text) {
        let award = award(before)?;
        return Some(Award { name: format!("{}（{note}）", award.name), year: award.year.or(year) });
    }
    let (text, year) = without_year(text);
    let mut name = text.trim_start_matches(['：', ':', ' ', '，']);
    while let Some(shorter) = strip_prefix(name, VERBS) {
        name = shorter.trim_start();
    }
    // `获2021年某奖`
    let (name, year) = match without_year(name) {
        (bare, inside @ Some(_)) => (bare, year.or(inside)),
        _ => (name, year),
    };
    // `一等奖1项`
    let name = strip_suffix(name, &["1项", "一项"]).unwrap_or(name);
    let titled = strip_suffix(name, &["荣誉称号", "的称号", "称号"]).unwrap_or(name);
    let name = if titled.ends_with(is_quote) { titled } else { name };
    let name = if name.starts_with(is_quote) && name.ends_with(is_quote) { name.trim_matches(is_quote) } else { name };
    (!name.is_empty()).then(|| Award { name: name.trim().to_owned(), year })
}

fn noted(text: &str) -> Option<(&str, &str, Option<u16>)> {
    let (before, inside) = trailing_bracket(text)?;
    let (note, year) = inside.rsplit_once(['，', ',', ' '])?;
    let year = year.trim().trim_end_matches('年');
    date(year).is_some().then(|| (before, note.trim(), only_year(year)))
}

/// The year in brackets, or before the name.
fn without_year(text: &str) -> (&str, Option<u16>) {
    if let Some((before, inside)) = trailing_bracket(text)
        && date(inside.trim_end_matches('度').trim_end_matches('年')).is_some()
    {
        return (before, only_year(inside));
    }
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '年' | '月' | '.' | '-' | '度'))).unwrap_or(text.len());
    let (led, rest) = text.split_at_checked(end).unwrap_or(("", text));
    match date(led.trim_end_matches('度')) {
        Some(_) if !rest.is_empty() => {
            (rest.trim_start_matches([' ', '\u{3000}', '：', ':', '，']), only_year(&led.replace('年', " ")))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_verbs_are_no_part_of_a_name() {
        let shown = |text: &str| -> Vec<String> {
            awards(text).into_iter().map(|award| format!("{} {}", award.name, award.year.unwrap_or_default())).collect()
        };
        for (text, wanted) in [
            ("2016年 甲市科技进步奖二等奖", vec!["甲市科技进步奖二等奖 2016"]),
            ("“甲市工匠”称号（2019年）", vec!["甲市工匠 2019"]),
            ("荣获甲市青年岗位能手、甲市好医生", vec!["甲市青年岗位能手 0", "甲市好医生 0"]),
            ("2015年获甲奖一等奖；2018年获乙奖三等奖", vec!["甲奖一等奖 2015", "乙奖三等奖 2018"]),
            ("甲市科技进步奖，二等奖", vec!["甲市科技进步奖，二等奖 0"]),
            ("荣获“甲市工匠”、“乙奖章”等称号", vec!["甲市工匠 0", "乙奖章 0"]),
            ("2021年入选甲市人才计划", vec!["甲市人才计划 2021"]),
            ("获2021年甲市“乙树奖”", vec!["甲市“乙树奖” 2021"]),
            ("2019年　甲市好医生", vec!["甲市好医生 2019"]),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }

    #[test]
    fn only_what_the_doctor_won_is_an_award() {
        for text in [
            "提名甲市十佳医生",
            "获奖提名：乙奖",
            "入围甲奖",
            "谢绝丙奖",
            "学生李明获甲市青年奖",
            "担任甲奖评委",
            "甲市科技奖评审委员",
            "将奖金捐给学校",
            "一种脑室引流装置（ZL201410000001.1）",
            "发明专利两项",
            "培养的学生获甲奖",
            "指导青年医师获甲市青年奖",
        ] {
            assert!(is_not_won(text), "{text}");
        }
        for text in
            ["甲市白玉兰提名奖", "中国专利优秀奖", "2015年 甲市科技进步奖二等奖", "甲大学老师奖", "学生最喜爱的老师奖"]
        {
            assert!(!is_not_won(text), "{text}");
        }
    }
}
