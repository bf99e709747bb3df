//! Chinese roles: what posts end in, and how high they rank.

pub(crate) mod marks;

use shanghaidoctor_domain::content::AppointmentRank;

use crate::text::han_script::{fold, strip_suffix};

/// Roles that are held somewhere.
const OFFICES: &[&str] = &[
    "主任委员",
    "主委",
    "委员",
    "专家委员",
    "常委",
    "执委",
    "会长",
    "理事长",
    "理事",
    "监事",
    "监事长",
    "秘书长",
    "秘书",
    "组长",
    "组员",
    "主席",
    "会员",
    "顾问",
    "主编",
    "编委",
    "编辑",
    "编委会委员",
    "编委会主任",
    "编辑部主任",
    "编辑部副主任",
    "编辑委员会委员",
    "审稿人",
    "审稿专家",
    "评审专家",
    "评议专家",
    "院长",
    "校长",
    "所长",
    "处长",
    "部长",
    "局长",
    "系主任",
    "主任",
    "主任助理",
    "院长助理",
    "书记",
    "党委副书记",
    "党总支副书记",
    "党支部副书记",
    "纪委书记",
    "工会主席",
    "党委书记",
    "党总支书记",
    "党支部书记",
    "护士长",
    "负责人",
    "学科带头人",
    "学术带头人",
    "首席专家",
    "首席科学家",
    "特聘专家",
    "专家",
    "评委",
    "代表",
    "创始人",
    "发起人",
    "学科负责人",
    "科长",
    "总干事",
    "会士",
    "院士",
    "名誉会员",
    "访问学者",
    "客座研究员",
    "进修医师",
    "主持人",
    "带头人",
    "召集人",
    "总监",
    "执行委员",
    "成员",
];

/// Grades of a profession, which need no place.
const GRADES: &[&str] = &[
    "主任医师",
    "主治医师",
    "住院医师",
    "医师",
    "主任药师",
    "主任护师",
    "主管护师",
    "主任技师",
    "教授",
    "讲师",
    "助教",
    "研究员",
    "博士生导师",
    "硕士生导师",
    "博士研究生导师",
    "硕士研究生导师",
    "研究生导师",
    "博导",
    "硕导",
    "博士后导师",
    "博士后合作导师",
    "导师",
];

/// Words between a place and a role that are the role's.
const MODIFIERS: &[&str] = &[
    "副",
    "常务",
    "执行",
    "名誉",
    "荣誉",
    "候任",
    "青年",
    "代理",
    "行政",
    "特聘",
    "兼职",
    "客座",
    "讲座",
    "终身",
    "长聘",
    "一级",
    "二级",
    "三级",
    "四级",
    "高级",
    "创始",
    "创会",
    "候补",
    "通讯",
    "特约",
    "助理",
    "首席",
    "首任",
    "中青年",
    "临床",
    "总",
    "外籍",
    "资深",
];

/// A role at the end of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Role<'a> {
    /// What stands before it.
    pub place: &'a str,
    pub text: &'a str,
    /// A grade needs no place.
    pub is_grade: bool,
    /// `前主任` of a place.
    pub is_former: bool,
}

/// The role that a text ends with.
pub(crate) fn role(text: &str) -> Option<Role<'_>> {
    let office = strip_suffix(text, OFFICES);
    let grade = strip_suffix(text, GRADES);
    let is_grade = grade.is_some_and(|grade| office.is_none_or(|office| grade.len() < office.len()));
    let mut place = if is_grade { grade? } else { office? };
    while let Some(shorter) = strip_suffix(place, MODIFIERS) {
        place = shorter;
    }
    let role = text.get(place.len()..)?;
    let (place, is_former) = match strip_suffix(place, &["前任", "前", "原"]) {
        Some(shorter) if !shorter.is_empty() => (shorter, true),
        _ => (place, false),
    };
    // `科主任` of the department before it.
    let place = if matches!(place, "科" | "大科") { "" } else { place };
    Some(Role { place: without_term(place), text: role, is_grade, is_former })
}

/// `第八届` says when, not where.
fn without_term(place: &str) -> &str {
    let Some(before) = place.strip_suffix(['届', '屆']) else { return place };
    before.rfind('第').and_then(|at| before.get(..at)).filter(|_| before.chars().count() < 40).unwrap_or(place)
}

/// What kind of role it is. One that is new to us ranks as OTHER.
pub(crate) fn rank(role: &str) -> AppointmentRank {
    let role = fold(role);
    let has = |word: &str| role.contains(word);
    let second = has("副");
    if ["名誉", "荣誉", "候任", "候选", "候补", "助理"].iter().any(|word| has(word)) {
        return AppointmentRank::Other;
    }
    match () {
        () if has("主编") && !second => AppointmentRank::EditorInChief,
        () if has("主编") || has("编委") || has("编辑") => AppointmentRank::Editor,
        () if has("审稿") => AppointmentRank::Reviewer,
        () if has("主任委员") || has("主委") || has("主席") => {
            if second {
                AppointmentRank::ViceChair
            } else {
                AppointmentRank::Chair
            }
        }
        () if has("理事长") || has("会长") => {
            if second {
                AppointmentRank::VicePresident
            } else {
                AppointmentRank::President
            }
        }
        () if has("秘书长") && !second => AppointmentRank::SecretaryGeneral,
        () if has("常委") || has("常务委员") || has("常务理事") => AppointmentRank::StandingMember,
        () if has("会士") => AppointmentRank::Fellow,
        () if has("委员") || has("理事") || has("会员") || has("组员") || has("成员") || has("执委") => {
            AppointmentRank::Member
        }
        () => AppointmentRank::Other,
    }
}

/// What a leader is where the group is a society's.
pub(crate) fn chair_of_group(role: &str) -> Option<AppointmentRank> {
    match fold(role).strip_suffix("组长")? {
        "" | "执行" | "行政" => Some(AppointmentRank::Chair),
        "副" | "常务副" | "执行副" | "第一副" => Some(AppointmentRank::ViceChair),
        _ => None,
    }
}

/// The groups that a society has beside its committees.
pub(crate) fn is_study_group(name: &str) -> bool {
    ["学组", "协作组"].iter().any(|end| fold(name).ends_with(end))
}

/// True for who belongs to a body and is not employed by it.
pub(crate) fn is_membership(role: &str) -> bool {
    ["委员", "会员", "院士", "会士", "代表", "理事", "常委", "成员", "评审专家", "评议专家"]
        .iter()
        .any(|end| fold(role).ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(&str, &str)> {
        role(text).map(|role| (role.place, role.text))
    }

    #[test]
    fn roles_stand_at_the_end() {
        for (text, wanted) in [
            ("甲学会乙分会副主任委员", ("甲学会乙分会", "副主任委员")),
            ("甲医院外科主任", ("甲医院外科", "主任")),
            ("甲医院外科主任医师", ("甲医院外科", "主任医师")),
            ("甲医院脊柱外科行政主任", ("甲医院脊柱外科", "行政主任")),
            ("甲医学会会长", ("甲医学会", "会长")),
            ("甲分会第八届主任委员", ("甲分会", "主任委员")),
            ("博士生导师", ("", "博士生导师")),
            ("甲科學院院士", ("甲科學院", "院士")),
        ] {
            assert_eq!(parts(text), Some(wanted), "{text}");
        }
        assert_eq!(parts("江边的少年"), None);
        assert!(role("甲医院外科前主任").is_some_and(|role| role.is_former && role.place == "甲医院外科"));
    }

    #[test]
    fn ranks_follow_the_words() {
        for (role, wanted) in [
            ("主任委员", AppointmentRank::Chair),
            ("副主任委员", AppointmentRank::ViceChair),
            ("副主委", AppointmentRank::ViceChair),
            ("副理事长", AppointmentRank::VicePresident),
            ("会长", AppointmentRank::President),
            ("名誉会长", AppointmentRank::Other),
            ("常务委员", AppointmentRank::StandingMember),
            ("青年委员", AppointmentRank::Member),
            ("秘书长", AppointmentRank::SecretaryGeneral),
            ("副主编", AppointmentRank::Editor),
            ("主编", AppointmentRank::EditorInChief),
            ("审稿人", AppointmentRank::Reviewer),
            ("组长", AppointmentRank::Other),
        ] {
            assert_eq!(rank(role), wanted, "{role}");
        }
    }

    #[test]
    fn who_leads_a_group_of_a_society_is_its_chair() {
        for (role, wanted) in [
            ("组长", Some(AppointmentRank::Chair)),
            ("組長", Some(AppointmentRank::Chair)),
            ("执行组长", Some(AppointmentRank::Chair)),
            ("副组长", Some(AppointmentRank::ViceChair)),
            ("常务副组长", Some(AppointmentRank::ViceChair)),
            ("名誉组长", None),
            ("候任组长", None),
            ("组员", None),
            ("秘书", None),
        ] {
            assert_eq!(chair_of_group(role), wanted, "{role}");
        }
        assert!(is_study_group("声带学组") && is_study_group("青年學組") && !is_study_group("抢救专家组"));
    }
}
