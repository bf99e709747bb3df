//! `中华医学会胸外科学分会青年委员会` as a path from the root. Chinese paths run from the largest to the smallest and nothing
//! parts their units but what names of organisations end in.

use std::collections::HashMap;
use std::sync::LazyLock;

use shanghaidoctor_domain::content::OrganisationKind;

use crate::facts::Organisation;
use crate::text::characters::is_han;
use crate::text::han_script::fold;
use crate::text::wording::is_acronym;

/// What names of organisations end in, and what that makes them. The longest that fits decides.
const SUFFIXES: &[(OrganisationKind, &[&str])] = &[
    (
        OrganisationKind::Association,
        &["学会", "协会", "联盟", "联合会", "研究会", "促进会", "总会", "共同体", "科协", "医促会"],
    ),
    (OrganisationKind::Branch, &["分会"]),
    (
        OrganisationKind::Committee,
        &["委员会", "专委会", "学组", "工作组", "专家组", "协作组", "小组", "理事会", "专家库", "质控组"],
    ),
    (OrganisationKind::University, &["大学"]),
    (OrganisationKind::School, &["学院", "医学部", "学校"]),
    (
        OrganisationKind::Hospital,
        &["医院", "分院", "院区", "卫生院", "保健院", "疗养院", "卫生服务中心", "医疗中心", "医学中心", "诊所"],
    ),
    (
        OrganisationKind::Institute,
        &["研究所", "研究院", "研究中心", "中心", "实验室", "科学院", "工程院", "研究室", "工作室", "基地"],
    ),
    (
        OrganisationKind::Department,
        &["科", "部", "室", "系", "处", "教研室", "病区", "病房", "办公室", "门诊", "科室", "教研组", "党委", "党支部"],
    ),
    (
        OrganisationKind::Authority,
        &[
            "教育部",
            "卫生部",
            "科技部",
            "国务院",
            "卫生局",
            "卫健委",
            "健康委员会",
            "科委",
            "技术委员会",
            "管理局",
            "卫计委",
            "政协",
            "人大",
            "政府",
            "党代会",
            "医保局",
            "药监局",
        ],
    ),
    (OrganisationKind::Funder, &["基金会", "基金", "基金委", "基金委员会"]),
];

/// Signs of a sentence that tells something; no name of an organisation has them.
const TOLD: &str = "的了他她我你它这那们把被让着过吗呢吧说就也都很没不是";

/// More bytes than any ending has.
const LONGEST_ENDING: usize = 48;

/// More characters than the path of any post has.
const LONGEST: usize = 60;

/// What an organisation of this name is; none for a text that names no organisation.
pub(crate) fn kind(name: &str) -> Option<OrganisationKind> {
    let end = name.get(name.ceil_char_boundary(name.len().saturating_sub(LONGEST_ENDING))..)?;
    suffix(&fold(end)).map(|(kind, _)| kind)
}

/// The endings by their last character: most characters end none.
static BY_LAST: LazyLock<HashMap<char, Vec<(OrganisationKind, &str)>>> = LazyLock::new(|| {
    let mut endings: HashMap<char, Vec<(OrganisationKind, &str)>> = HashMap::new();
    for (kind, names) in SUFFIXES {
        for name in *names {
            endings.entry(name.chars().next_back().unwrap_or_default()).or_default().push((*kind, name));
        }
    }
    endings
});

fn suffix(folded: &str) -> Option<(OrganisationKind, &'static str)> {
    let endings = BY_LAST.get(&folded.chars().next_back()?)?;
    endings.iter().filter(|(_, name)| folded.ends_with(name)).max_by_key(|(_, name)| name.len()).copied()
}

/// The path that a text is, whole; none where a part of it is no name.
pub(crate) fn path(text: &str) -> Option<Vec<Organisation>> {
    if text.is_empty() || text.chars().nth(LONGEST).is_some() {
        return None;
    }
    let (text, acronyms) = without_acronyms(text);
    let folded = fold(&text);
    if text.is_empty() || !is_name(&folded) {
        return None;
    }
    let mut path = Vec::new();
    let mut start = 0;
    for (at, c) in folded.char_indices() {
        let end = at + c.len_utf8();
        let (Some(name), Some(rest)) = (folded.get(start..end), folded.get(end..)) else { continue };
        if let Some((kind, _)) = suffix(name).filter(|(kind, ending)| is_whole(name, *kind, ending, rest)) {
            let acronym = acronyms.iter().find(|(place, _)| *place == end).map(|(_, acronym)| acronym.clone());
            path.push(Organisation { name: text.get(start..end)?.to_owned(), acronym, kind });
            start = end;
        }
    }
    let rest = text.get(start..).filter(|rest| !rest.is_empty());
    // `急诊` of a hospital: a unit by its place.
    if let Some(rest) = rest {
        let under = path.last().is_some_and(|last: &Organisation| last.kind == OrganisationKind::Hospital);
        (under && rest.chars().count() <= 8).then_some(())?;
        path.push(Organisation { name: rest.to_owned(), acronym: None, kind: OrganisationKind::Other });
    }
    Some(path)
}

fn is_name(folded: &str) -> bool {
    let signs =
        |c: char| is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '-' | '·' | '—' | '“' | '”' | '"' | ' ' | '、');
    folded.chars().all(signs) && !folded.contains(|c| TOLD.contains(c)) && folded.contains(is_han)
}

/// True where a name ends, and not only a word inside a longer name: `胸外科` in `胸外科学分会`.
fn is_whole(name: &str, kind: OrganisationKind, ending: &str, rest: &str) -> bool {
    use OrganisationKind::{Association, Authority, Branch, Committee, Department};
    if rest.is_empty() {
        return true;
    }
    let stem = name.len() > ending.len() || kind == Authority;
    let goes_on =
        begins_with_suffix(rest) || runs_on(name, rest) || rest.starts_with(['生', '、']) || is_affiliated(rest);
    let root = contains(rest, Association);
    let society = root || contains(rest, Branch) || contains(rest, Committee);
    let below = match kind {
        Association => !ends_association(rest),
        Branch | Committee => !root,
        // Only what ends so is one: `头颈部肿瘤外科`, `外科学教研室`.
        Department => ending == "科" && !society && suffix(rest).is_some() && !rest.starts_with(INSIDE),
        Authority => !society,
        _ => !root && !names_hospital(rest),
    };
    stem && !goes_on && below
}

/// What goes on with the name of a science after `科`.
const INSIDE: &[char] = &['学', '医', '研', '专', '技', '教', '普', '与', '和', '及', '护'];

/// A hospital belongs to the university before it by its name: `大学附属医院`, `大学第一医院`.
fn names_hospital(rest: &str) -> bool {
    ["医院", "保健院"].iter().any(|hospital| rest.contains(hospital))
}

fn is_affiliated(rest: &str) -> bool {
    rest.contains("附属") || rest.contains("附設")
}

fn ends_association(rest: &str) -> bool {
    suffix(rest).is_some_and(|(kind, _)| kind == OrganisationKind::Association)
}

fn contains(rest: &str, kind: OrganisationKind) -> bool {
    let names = SUFFIXES.iter().filter(|(other, _)| *other == kind).flat_map(|(_, names)| names.iter());
    names.into_iter().any(|name| rest.contains(name))
}

/// True where the next name would have no words of its own; a single sign says nothing.
fn begins_with_suffix(rest: &str) -> bool {
    let mut all = SUFFIXES.iter().flat_map(|(_, names)| names.iter());
    all.any(|name| name.chars().count() > 1 && rest.starts_with(name))
}

/// True where a longer ending stands across the place: `基金委` in `基金委员会`.
fn runs_on(name: &str, rest: &str) -> bool {
    let across = |ending: &str| {
        let mut places = ending.char_indices().skip(1);
        places.any(|(at, _)| {
            let (left, right) = ending.split_at_checked(at).unwrap_or_default();
            name.ends_with(left) && rest.starts_with(right)
        })
    };
    SUFFIXES.iter().flat_map(|(_, names)| names.iter()).any(|ending| across(ending))
}

/// The text without the acronyms in brackets, and where each stood.
fn without_acronyms(text: &str) -> (String, Vec<(usize, String)>) {
    let (mut bare, mut acronyms) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(['（', '(']) {
        let Some((inside, after)) = after.split_once(['）', ')']).filter(|(inside, _)| is_acronym(inside)) else {
            break;
        };
        bare.push_str(before);
        acronyms.push((bare.len(), inside.to_owned()));
        rest = after;
    }
    bare.push_str(rest);
    (bare, acronyms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let units = path(text).unwrap_or_default().into_iter().map(|unit| unit.name);
        units.collect::<Vec<_>>().join(" > ")
    }

    #[test]
    fn paths_begin_at_the_root() {
        for (text, wanted) in [
            ("中华医学会胸外科学分会青年委员会", "中华医学会 > 胸外科学分会 > 青年委员会"),
            ("中国抗癌协会肺癌专业委员会", "中国抗癌协会 > 肺癌专业委员会"),
            ("中国医师协会胸外科医师分会", "中国医师协会 > 胸外科医师分会"),
            ("上海市医学会骨科专科分会脊柱学组", "上海市医学会 > 骨科专科分会 > 脊柱学组"),
            ("中国医院协会", "中国医院协会"),
            ("中国研究型医院学会", "中国研究型医院学会"),
            ("上海市胸科医院胸外科", "上海市胸科医院 > 胸外科"),
            ("例子大学医学院附属例子医院外科", "例子大学医学院附属例子医院 > 外科"),
            ("例子大学第二附属医院眼科", "例子大学第二附属医院 > 眼科"),
            ("例子大学第一医院胸外科肺移植中心", "例子大学第一医院 > 胸外科 > 肺移植中心"),
            ("例子大学医学院内科学教研室", "例子大学 > 医学院 > 内科学教研室"),
            ("例子医院头颈部肿瘤外科", "例子医院 > 头颈部肿瘤外科"),
            ("例子医院急诊", "例子医院 > 急诊"),
            ("例子科学院", "例子科学院"),
            ("例子自然科学基金委员会", "例子自然科学基金委员会"),
            ("例子醫學會兒科學分會", "例子醫學會 > 兒科學分會"),
            ("外科", "外科"),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_sentence_is_no_path() {
        for text in ["他后来去了例子医院", "例子医院，外科", "江边", ""] {
            assert_eq!(path(text), None, "{text}");
        }
    }

    #[test]
    fn acronyms_belong_to_the_name_before_them() {
        let path = path("国际例子学会（ABC）青年委员会").unwrap();
        assert_eq!(path[0].acronym.as_deref(), Some("ABC"));
        assert_eq!(path[1].name, "青年委员会");
    }
}
