//! Funded research.

use shanghaidoctor_domain::content::{OrganisationKind, ProjectKind};

use crate::facts::{Organisation, Project};
use crate::gazetteer::Known;
use crate::profile::chinese_projects;
use crate::profile::grant_numbers::{grant_number, has_grant_number, is_number_label, without_number_label};
use crate::profile::organisation_path;
use crate::text::dates;
use crate::text::han_script::is_chinese;
use crate::text::wording::{lower_words, split_outside_brackets, split_sentences, strip_words, without_end};

const KINDS: &[(ProjectKind, &[&str])] = &[
    (ProjectKind::SubProject, &["sub-project", "subproject", "sub-projects", "sub-topic"]),
    (
        ProjectKind::MultipleGrants,
        &["multiple grants", "several grants", "multiple projects", "several projects", "various grants"],
    ),
    (ProjectKind::ClinicalTrial, &["clinical trial", "phase i", "phase ii", "phase iii"]),
];
/// Funders that pages name by their acronyms alone.
const FUNDERS: &[&str] = &["NSFC", "NIH"];
const PROGRAMMES: &[&str] = &["program", "programme", "project", "projects", "plan", "scheme", "fund", "initiative"];
const LEADS: &[&str] = &[
    "principal investigator of the",
    "principal investigator of",
    "principal investigator,",
    "of the",
    "of",
    "from the",
    "from",
    "funded by the",
    "funded by",
    "supported by the",
    "supported by",
    "under the",
];

/// The projects that an item tells of: several where each side of a semicolon tells of one.
pub(crate) fn projects(known: &Known, text: &str) -> Vec<Project> {
    if is_chinese(text) {
        return chinese_projects::projects(text);
    }
    let parts = split_outside_brackets(text, |c| matches!(c, ';' | '；'));
    let each: Option<Vec<Project>> = parts.into_iter().map(|part| project(known, part)).collect();
    each.unwrap_or_else(|| project(known, text).into_iter().collect())
}

/// The project that an item tells of.
pub(crate) fn project(known: &Known, text: &str) -> Option<Project> {
    if is_chinese(text) {
        return chinese_projects::project(text);
    }
    let title = without_end(text);
    let (kind, rest) = kind(title);
    let mut project = Project {
        title: title.to_owned(),
        kind,
        funder: None,
        programmes: Vec::new(),
        grant_number: None,
        period: None,
    };
    let (named, brackets) = without_brackets(rest);
    for piece in pieces(&named) {
        if project.kind == ProjectKind::Unknown {
            project.kind = kind_of(&piece);
        }
        match dates::period(&piece) {
            Some(period) => project.period = Some(period),
            None => name(known, &mut project, &piece),
        }
    }
    if project.funder.is_none() && !project.programmes.is_empty() {
        project.funder = pieces(&named).iter().find_map(|piece| body(known, piece));
    }
    // `General Program of NSFC`, `NSFC Youth Project`
    if project.funder.is_none()
        && let Some(acronym) =
            lower_words(&named).iter().find_map(|word| FUNDERS.iter().find(|known| known.eq_ignore_ascii_case(word)))
    {
        project.funder =
            Some(Organisation { name: (*acronym).to_owned(), acronym: None, kind: OrganisationKind::Funder });
        for programme in &mut project.programmes {
            *programme = strip_words(programme, &[acronym]).unwrap_or(programme).to_owned();
        }
    }
    for inside in &brackets {
        bracket(known, &mut project, inside);
    }
    // A number is one project's, and so is the time that somebody funds it for.
    let funded = project.funder.is_some() && project.period.is_some();
    if project.kind == ProjectKind::Unknown && (project.grant_number.is_some() || funded) {
        project.kind = ProjectKind::Project;
    }
    let known = project.funder.is_some() || !project.programmes.is_empty() || project.kind != ProjectKind::Unknown;
    known.then_some(project)
}

/// Beside a programme a body that funds now and then is the funder: an office, a committee, a university.
fn body(known: &Known, piece: &str) -> Option<Organisation> {
    use OrganisationKind::{Association, Committee, Department, Hospital, University};
    let kind = organisation_path::kind(known, piece)?;
    let funds = matches!(kind, Association | Committee | Department | Hospital | University);
    let named = piece.starts_with(char::is_uppercase) && !piece.contains(|c: char| c.is_ascii_digit());
    (funds && named).then(|| Organisation { name: piece.to_owned(), acronym: None, kind })
}

/// True for an item with a grant's number, which counts nothing.
pub(crate) fn is_numbered(known: &Known, text: &str) -> bool {
    has_grant_number(text) && project(known, text).is_some_and(|project| project.grant_number.is_some())
}

fn kind(text: &str) -> (ProjectKind, &str) {
    let found = KINDS.iter().find_map(|(kind, words)| Some((*kind, strip_words(text, words)?)));
    found.unwrap_or((ProjectKind::Unknown, text))
}

/// `National Plan, sub-project`: a piece that is nothing else.
fn kind_of(piece: &str) -> ProjectKind {
    let found = KINDS.iter().find(|(_, words)| words.iter().any(|word| word.eq_ignore_ascii_case(piece)));
    found.map_or(ProjectKind::Unknown, |(kind, _)| *kind)
}

/// The text outside brackets, and each bracket.
fn without_brackets(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut brackets, mut depth) = (String::new(), Vec::<String>::new(), 0_u32);
    for c in text.chars() {
        match c {
            '(' | '（' => {
                depth += 1;
                brackets.push(String::new());
            }
            ')' | '）' => {
                depth = depth.saturating_sub(1);
                // What stands behind a bracket is another piece.
                outside.push_str(if depth == 0 { ", " } else { "" });
            }
            _ if depth == 0 => outside.push(c),
            _ => brackets.last_mut().into_iter().for_each(|bracket| bracket.push(c)),
        }
    }
    (outside, brackets)
}

/// Pieces that may each name a funder or a programme.
fn pieces(text: &str) -> Vec<String> {
    let marked = split_sentences(text)
        .join(", ")
        .replace(" of the ", ", ")
        .replace(" from the ", ", ")
        .replace(" funded by ", ", ")
        .replace(" under the ", ", ")
        .replace(" – ", ", ")
        .replace(" - ", ", ");
    split_outside_brackets(&marked, |c| matches!(c, ',' | '，' | ':' | ';')).into_iter().map(bare).collect()
}

fn bare(text: &str) -> String {
    let mut rest = text.trim();
    while let Some(shorter) = strip_words(rest, LEADS).or_else(|| strip_words(rest, &["the"])) {
        rest = shorter;
    }
    without_end(rest).to_owned()
}

fn name(known: &Known, project: &mut Project, piece: &str) {
    use OrganisationKind::{Authority, Funder};
    let bare = [" of China", " of Shanghai"].iter().find_map(|place| piece.strip_suffix(place)).unwrap_or(piece);
    let last = lower_words(bare).pop().unwrap_or_default();
    // `Key Project 2019ZB0105`
    if let Some((first, other)) = piece.split_once(" and ")
        && let (Some(number), Some(_)) = (grant_number(first), grant_number(other))
    {
        project.grant_number.get_or_insert(number);
        return;
    }
    if let Some((piece, number)) = piece.rsplit_once(' ')
        && let Some(number) = grant_number(number)
        && !is_number_label(piece)
    {
        project.grant_number = Some(number);
        return name(known, project, without_number_label(piece));
    }
    // `NSFC Youth Fund`
    let programme = |rest: &str| lower_words(rest).last().is_some_and(|last| PROGRAMMES.contains(&last.as_str()));
    let short = FUNDERS
        .iter()
        .find_map(|funder| Some((*funder, strip_words(piece, &[funder]).filter(|rest| programme(rest))?)));
    if let Some((funder, rest)) = short.filter(|_| project.funder.is_none()) {
        project.funder = Some(Organisation { name: funder.to_owned(), acronym: None, kind: Funder });
        return name(known, project, rest);
    }
    let kind = organisation_path::kind(known, piece);
    if project.funder.is_none() && matches!(kind, Some(Funder | Authority)) {
        let kind = kind.unwrap_or(Funder);
        project.funder = Some(Organisation { name: piece.to_owned(), acronym: None, kind });
    } else if PROGRAMMES.contains(&last.as_str()) && piece.starts_with(char::is_uppercase) && piece.contains(' ') {
        project.programmes.push(piece.to_owned());
    } else if let Some(number) = grant_number(piece) {
        project.grant_number = Some(number);
    }
}

fn bracket(known: &Known, project: &mut Project, inside: &str) {
    if let Some(period) = dates::period(inside) {
        project.period = Some(period);
        return;
    }
    for piece in split_outside_brackets(inside, |c| matches!(c, ',' | '，' | ';')) {
        let only_acronym = crate::text::wording::is_acronym(piece);
        match &mut project.funder {
            Some(funder) if only_acronym => funder.acronym = Some(piece.to_owned()),
            _ => name(known, project, &bare(piece)),
        }
        if let Some(period) = dates::period(piece) {
            project.period = Some(period);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_name_their_funder_and_programme() {
        let one = project(
            &Known::built_in(),
            "Sub-project of the Eye Research Program of the Ministry of Science and Technology",
        )
        .unwrap();
        assert_eq!((one.kind, one.programmes), (ProjectKind::SubProject, vec!["Eye Research Program".to_owned()]));
        assert_eq!(one.funder.unwrap().name, "Ministry of Science and Technology");
        let many = project(
            &Known::built_in(),
            "Multiple grants from the Natural Science Foundation of Example (NSFE) (General Program, etc.)",
        )
        .unwrap();
        assert_eq!((many.kind, many.programmes), (ProjectKind::MultipleGrants, vec!["General Program".to_owned()]));
        assert_eq!(many.funder.unwrap().acronym.as_deref(), Some("NSFE"));
        let numbered = project(
            &Known::built_in(),
            "Natural Science Foundation of Example, Youth Program (No. 81900001), (2019-2021)",
        )
        .unwrap();
        assert_eq!((numbered.kind, numbered.grant_number.as_deref()), (ProjectKind::Project, Some("81900001")));
        assert!(numbered.period.is_some());
        let dated = project(&Known::built_in(), "City Health Commission, Lantern Plan, 2018–2020").unwrap();
        assert_eq!(dated.kind, ProjectKind::Project);
        assert_eq!(
            project(&Known::built_in(), "City Health Commission, Lantern Plan").unwrap().kind,
            ProjectKind::Unknown
        );
        let part =
            project(&Known::built_in(), "National Lantern Plan of Example, sub-project (2021YFC2500200)").unwrap();
        assert_eq!(part.kind, ProjectKind::SubProject);
        assert_eq!(project(&Known::built_in(), "Something he did"), None);
    }

    #[test]
    fn numbers_stand_in_many_forms() {
        for (text, number) in [
            ("Natural Science Foundation of Example, No. 81572250, 2016-2019", "81572250"),
            ("Natural Science Foundation of Example (Grant No. 81X72250)", "81X72250"),
            ("Natural Science Foundation of Example (Grant No.: 81572250)", "81572250"),
            ("Natural Science Foundation of Example 81572250", "81572250"),
            ("Natural Science Foundation of Example (#81572250)", "81572250"),
            ("Otters. Natural Science Foundation of Example (81572250). 2016.1-2019.12. RMB 570,000.", "81572250"),
            ("Supported by the Natural Science Foundation of Example (Grant Nos. 81572250 and 81370003)", "81572250"),
            ("City Health Commission, Key Project 2019ZB0105", "2019ZB0105"),
            ("Grant #R01-CA123456 from the Foundation of Example", "R01-CA123456"),
        ] {
            let project = project(&Known::built_in(), text).unwrap();
            assert_eq!(project.grant_number.as_deref(), Some(number), "{text}");
            assert!(project.funder.is_some_and(|funder| !funder.name.contains(char::is_numeric)), "{text}");
        }
        let office = project(&Known::built_in(), "Lake District Innovation Office, Silver Plan (LD2018045)").unwrap();
        assert_eq!(office.funder.unwrap().name, "Lake District Innovation Office");
        let dated = project(&Known::built_in(), "NSFC Youth Fund (81670001) 2017–2019").unwrap();
        assert!(dated.period.is_some() && dated.grant_number.is_some());
        assert_eq!((dated.funder.unwrap().name.as_str(), dated.programmes), ("NSFC", vec!["Youth Fund".to_owned()]));
        let short = project(&Known::built_in(), "NSFC Youth Project (81670001)").unwrap();
        assert_eq!((short.funder.unwrap().name.as_str(), short.programmes), ("NSFC", vec!["Youth Project".to_owned()]));
    }
}
