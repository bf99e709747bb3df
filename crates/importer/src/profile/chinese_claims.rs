//! Numbers in place of records, in Chinese: `发表论文50余篇`, `主持课题10项`, `从医三十余年`.

use shanghaidoctor_domain::content::ClaimKind;

use crate::facts::Claim;
use crate::text::han_numbers::number;
use crate::text::han_script::{fold, split_clauses};

/// What is counted by its measure word, and the words of a clause that decide what it is; the first that fits.
const COUNTED: &[(ClaimKind, &[&str], &[&str])] = &[
    (ClaimKind::Patents, &["项", "件", "个"], &["专利"]),
    (ClaimKind::Publications, &["篇", "部", "本", "册"], &["论文", "文章", "SCI", "著", "主编", "参编", "教材"]),
    (ClaimKind::Projects, &["项", "个"], &["课题", "项目", "基金"]),
    (ClaimKind::Students, &["名", "人", "位", "余人"], &["研究生", "博士", "硕士", "学生", "学员", "进修"]),
    (
        ClaimKind::Patients,
        &["例", "台", "次", "人次", "名", "人", "位"],
        &["手术", "患者", "病人", "病例", "介入", "移植"],
    ),
    (ClaimKind::Awards, &["项", "次"], &["奖"]),
    (ClaimKind::Years, &["年"], &["从医", "行医", "从事", "临床", "工作", "执业"]),
];

/// The claims that an item holds, clause by clause, and whether it holds nothing else.
pub(crate) fn claims(text: &str) -> (Vec<Claim>, bool) {
    let clauses = split_clauses(text, |c| matches!(c, '，' | '；' | '。' | ';' | ','));
    let read: Vec<Option<Claim>> = clauses.into_iter().map(claim).collect();
    let whole = read.iter().all(Option::is_some);
    (read.into_iter().flatten().collect(), whole)
}

/// The claim that a clause is: a number with a measure word that counts what its words name.
pub(crate) fn claim(text: &str) -> Option<Claim> {
    // A citation and an award of one are records.
    if text.contains("[J]") || text.contains('《') || text.chars().count() > 60 {
        return None;
    }
    let folded = fold(text);
    let mut at = 0;
    while let Some(rest) = folded.get(at..).filter(|rest| !rest.is_empty()) {
        let Some((count, after)) = number(rest) else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if let Some(kind) = kind(&folded, after.trim_start_matches(['余', '多', '几', '+', ' ']), count) {
            return Some(Claim { text: text.to_owned(), count: i32::try_from(count).ok(), kind });
        }
        at += rest.len() - after.len();
    }
    None
}

fn kind(clause: &str, measured: &str, count: u32) -> Option<ClaimKind> {
    let found = COUNTED.iter().find(|(_, measures, words)| {
        let measure = measures.iter().any(|measure| measured.starts_with(measure));
        measure && words.iter().any(|word| clause.contains(word))
    });
    let kind = found.map(|(kind, ..)| *kind)?;
    match kind {
        ClaimKind::Awards | ClaimKind::Projects | ClaimKind::Patients if count < 2 => None,
        // `2014年` and a date are no span of time.
        ClaimKind::Years if count > 80 || measured.starts_with("年月") => None,
        kind => Some(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_claims_and_dates_are_not() {
        for (text, wanted) in [
            ("发表SCI论文50余篇", Some((ClaimKind::Publications, 50))),
            ("主持国家自然科学基金面上项目3项", Some((ClaimKind::Projects, 3))),
            ("获发明专利四项", Some((ClaimKind::Patents, 4))),
            ("培养研究生30余名", Some((ClaimKind::Students, 30))),
            ("完成手术1万余例", Some((ClaimKind::Patients, 10_000))),
            ("从医三十余年", Some((ClaimKind::Years, 30))),
            ("2014年从事临床工作", None),
            ("2019年获上海市科技进步奖一等奖1项", None),
            ("主任医师", None),
        ] {
            assert_eq!(claim(text).map(|claim| (claim.kind, claim.count.unwrap_or(0))), wanted, "{text}");
        }
    }
}
