//! Funded research in Chinese: `国家自然科学基金面上项目（81970001），2020-2023`.

use shanghaidoctor_domain::content::{OrganisationKind, ProjectKind};

use crate::facts::{Organisation, Project};
use crate::profile::chinese_organisations::kind;
use crate::profile::grant_numbers::grant_number;
use crate::text::dates;
use crate::text::han_script::{fold, split_clauses, strip_prefix};
use crate::text::wording::without_end;

/// Funders as their names end; the longest decides.
const FUNDERS: &[&str] = &[
    "基金委员会",
    "基金委",
    "基金会",
    "基金",
    "科学技术委员会",
    "科委",
    "科技部",
    "科学技术部",
    "教育部",
    "卫生部",
    "卫健委",
    "健康委员会",
    "教委",
    "教育委员会",
    "卫生局",
    "科技局",
    "科技厅",
    "发展中心",
    "卫计委",
    "科学院",
];
const PROGRAMMES: &[&str] = &["项目", "计划", "专项", "课题", "工程", "行动"];
const LEADS: &[&str] =
    &["主持", "承担", "参与", "负责", "完成", "作为项目负责人主持", "主持完成", "主持并完成", "的", "在研"];

/// The projects that an item tells of.
pub(crate) fn projects(text: &str) -> Vec<Project> {
    split_clauses(without_end(text), |c| matches!(c, '；' | ';' | '。')).into_iter().filter_map(project).collect()
}

/// The project that an item tells of.
pub(crate) fn project(text: &str) -> Option<Project> {
    let mut project = Project {
        title: without_end(text).to_owned(),
        kind: ProjectKind::Unknown,
        funder: None,
        programmes: Vec::new(),
        grant_number: None,
        period: None,
    };
    let marks = |c: char| matches!(c, '，' | ',' | '：' | ':' | '、' | '（' | '）' | '(' | ')' | '；');
    for piece in without_end(text).split(marks).map(str::trim).filter(|piece| !piece.is_empty()) {
        read(&mut project, piece);
    }
    let funded = project.funder.is_some() && project.period.is_some();
    if project.kind == ProjectKind::Unknown && (project.grant_number.is_some() || funded) {
        project.kind = ProjectKind::Project;
    }
    let known = project.funder.is_some() || !project.programmes.is_empty() || project.kind != ProjectKind::Unknown;
    known.then_some(project)
}

fn read(project: &mut Project, piece: &str) {
    let number = strip_prefix(piece, &["编号", "项目编号", "批准号", "课题编号", "No.", "NO."]).unwrap_or(piece);
    if let Some(period) = dates::period(piece) {
        project.period = Some(period);
    } else if let Some(number) = grant_number(number.trim_start_matches(['：', ':', ' '])) {
        project.grant_number.get_or_insert(number);
    } else if project.funder.is_none() && project.programmes.is_empty() {
        name(project, piece);
    }
}

/// The funder at the start of a piece, and the programme after it.
fn name(project: &mut Project, piece: &str) {
    let mut bare = piece;
    while let Some(shorter) = strip_prefix(bare, LEADS) {
        bare = shorter;
    }
    let folded = fold(bare);
    if folded.contains("子课题") || folded.contains("子项目") || folded.contains("分课题") {
        project.kind = ProjectKind::SubProject;
    } else if folded.contains("临床试验") {
        project.kind = ProjectKind::ClinicalTrial;
    }
    let end = FUNDERS.iter().filter_map(|funder| Some(folded.find(funder)? + funder.len())).min();
    let end = end.map(|end| FUNDERS.iter().filter_map(|funder| longer(&folded, funder, end)).max().unwrap_or(end));
    let (funder, rest) = end.and_then(|end| bare.split_at_checked(end)).unwrap_or(("", bare));
    if !funder.is_empty() {
        let kind = kind(funder).unwrap_or(OrganisationKind::Funder);
        project.funder = Some(Organisation { name: funder.to_owned(), acronym: None, kind });
    }
    let rest = ["子课题", "子项目", "分课题"].iter().find_map(|end| rest.strip_suffix(end)).unwrap_or(rest);
    let rest = rest.trim_start_matches(['的', ' ', '-', '—']);
    let named = PROGRAMMES.iter().any(|end| fold(rest).ends_with(end)) && rest.chars().count() > 2;
    project.programmes.extend(named.then(|| rest.to_owned()));
}

/// `基金委员会` where `基金` was found first.
fn longer(text: &str, funder: &str, end: usize) -> Option<usize> {
    let start = text.find(funder)?;
    (start < end).then_some(start + funder.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_name_their_funder_and_programme() {
        for (text, funder, programme, number) in [
            ("国家自然科学基金面上项目（81970001），2020-2023", "国家自然科学基金", "面上项目", "81970001"),
            ("主持甲市科学技术委员会启航计划（19410000123）", "甲市科学技术委员会", "启航计划", "19410000123"),
            ("国家重点研发计划子课题", "", "国家重点研发计划", ""),
            (
                "国家自然科学基金委员会青年项目：某病的研究，编号81900001",
                "国家自然科学基金委员会",
                "青年项目",
                "81900001",
            ),
        ] {
            let read = project(text).unwrap();
            assert_eq!(read.funder.map(|funder| funder.name).unwrap_or_default(), funder, "{text}");
            assert_eq!(read.programmes, [programme], "{text}");
            assert_eq!(read.grant_number.unwrap_or_default(), number, "{text}");
        }
        assert_eq!(project("他做过的一些事"), None);
    }
}
