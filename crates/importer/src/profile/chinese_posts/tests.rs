use super::*;

fn shown(text: &str) -> Vec<String> {
    let show = |post: Post| {
        let path: Vec<String> = post.path.into_iter().map(|unit| unit.name).collect();
        let over = if post.status == PostStatus::Former { " †" } else { "" };
        format!("{} @ {}{over}", post.role, path.join(" > "))
    };
    read(text).posts.into_iter().map(show).collect()
}

#[test]
fn several_posts_stand_in_one_sentence() {
    assert_eq!(
        shown("现任甲医院副院长、胸外科主任，主任医师，乙学会丙分会委员及丁学组组长。"),
        [
            "副院长 @ 甲医院",
            "主任 @ 甲医院 > 胸外科",
            "主任医师 @ ",
            "委员 @ 乙学会 > 丙分会",
            "组长 @ 乙学会 > 丙分会 > 丁学组"
        ]
    );
}

#[test]
fn one_role_may_cover_two_units() {
    assert_eq!(
        shown("甲学会乙分会、丙学会丁分会常务委员"),
        ["常务委员 @ 甲学会 > 乙分会", "常务委员 @ 丙学会 > 丁分会"]
    );
    assert_eq!(shown("《甲、乙》《丙》杂志编委"), ["编委 @ 甲、乙", "编委 @ 丙"]);
    assert_eq!(shown("Ear、Annals of Eyes 等杂志审稿人"), ["审稿人 @ Ear", "审稿人 @ Annals of Eyes"]);
}

#[test]
fn blanks_part_posts_and_join_a_path() {
    assert_eq!(
        shown("甲大学附属乙医院 骨科 行政副主任 主任医师"),
        ["行政副主任 @ 甲大学附属乙医院 > 骨科", "主任医师 @ "]
    );
    assert_eq!(shown("甲学会乙分会第六、七届主任委员"), ["主任委员 @ 甲学会 > 乙分会"]);
    assert_eq!(shown("2001.7至今 甲医院丙科 主任医师、科主任"), ["主任医师 @ 甲医院 > 丙科", "主任 @ 甲医院 > 丙科"]);
}

#[test]
fn what_was_held_is_over() {
    assert_eq!(
        shown("曾任甲医院院长、外科主任，现任乙学会会长"),
        ["院长 @ 甲医院 †", "主任 @ 甲医院 > 外科 †", "会长 @ 乙学会"]
    );
    assert_eq!(shown("原甲医院院长，乙大学教授"), ["院长 @ 甲医院 †", "教授 @ 乙大学"]);
    assert_eq!(shown("历任甲医院院长，丙科学院院士"), ["院长 @ 甲医院 †", "院士 @ 丙科学院"]);
}

#[test]
fn a_role_says_what_it_is_at_the_head_of() {
    assert_eq!(
        shown("曾任甲医院传染科主任、副院长、党委书记"),
        ["主任 @ 甲医院 > 传染科 †", "副院长 @ 甲医院 †", "党委书记 @ 甲医院 †"]
    );
    assert_eq!(
        shown("甲大学附属乙医院麻醉科主任、副院长，丙学会丁学组委员、副会长"),
        ["主任 @ 甲大学附属乙医院 > 麻醉科", "副院长 @ 甲大学附属乙医院", "委员 @ 丙学会 > 丁学组", "副会长 @ 丙学会"]
    );
    assert_eq!(shown("甲医院眼科主任、副主任医师"), ["主任 @ 甲医院 > 眼科", "副主任医师 @ "]);
}

#[test]
fn an_honour_of_another_house_is_not_over() {
    assert_eq!(shown("曾任甲医院院长，乙学会名誉会长"), ["院长 @ 甲医院 †", "名誉会长 @ 乙学会"]);
    assert_eq!(shown("曾任甲医院院长、名誉院长"), ["院长 @ 甲医院 †", "名誉院长 @ 甲医院 †"]);
    assert_eq!(shown("曾任乙学会名誉会长"), ["名誉会长 @ 乙学会 †"]);
    assert_eq!(shown("曾任甲医院院长，乙学会会长"), ["院长 @ 甲医院 †", "会长 @ 乙学会 †"]);
}

#[test]
fn what_was_held_beside_is_over_too() {
    assert_eq!(
        shown("1983年至2004年任甲医院院长，兼任乙学会会长，现任丙协会顾问"),
        ["院长 @ 甲医院 †", "会长 @ 乙学会 †", "顾问 @ 丙协会"]
    );
    assert_eq!(shown("甲医院院长，兼任乙学会会长"), ["院长 @ 甲医院", "会长 @ 乙学会"]);
}

#[test]
fn a_journal_has_an_office() {
    assert_eq!(shown("前《甲与乙》编辑部主任"), ["编辑部主任 @ 甲与乙 †"]);
    assert_eq!(shown("《丙杂志》编辑部副主任、编委"), ["编辑部副主任 @ 丙杂志", "编委 @ 丙杂志"]);
}

#[test]
fn what_is_told_is_no_post() {
    for text in ["他后来成了甲医院的院长", "江边住着一位主任", "那年他遇见了甲医院外科主任"]
    {
        assert_eq!(shown(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_was_refused_or_done_for_another_is_no_post() {
    for text in [
        "他拒绝担任甲医院院长",
        "婉拒甲医院院长、乙学会会长",
        "他推荐李明担任甲医院外科副主任",
        "由王强担任乙学会会长、秘书长",
        "师从甲医院院长",
        "未担任甲医院院长",
        "被提名为乙学会会长",
        "落选乙学会理事长",
        "协助甲医院院长",
        "陪同甲医院院长",
        "受邀担任乙学会会长",
        "儿子任甲医院院长",
        "导师曾任甲医院院长",
        "王强任甲医院院长",
        "其学生李明任甲医院院长",
        "王强是甲医院院长",
    ] {
        assert_eq!(shown(text), Vec::<String>::new(), "{text}");
        assert!(!read(text).unread.is_empty(), "{text}");
    }
    assert_eq!(shown("婉拒甲医院院长，现任乙学会会长"), ["会长 @ 乙学会"]);
    assert_eq!(shown("由义医院外科主任"), ["主任 @ 由义医院 > 外科"]);
    assert_eq!(shown("甲大学学生工作部部长"), ["部长 @ 甲大学 > 学生工作部"]);
}

#[test]
fn posts_are_taken_up_and_given_up() {
    assert_eq!(shown("接替王强出任甲医院院长"), ["院长 @ 甲医院"]);
    assert_eq!(shown("2011年接任甲医院院长"), ["院长 @ 甲医院"]);
    assert_eq!(shown("卸任甲医院院长"), ["院长 @ 甲医院 †"]);
    assert_eq!(shown("2003年起任甲医院院长，2010年卸任"), ["院长 @ 甲医院 †"]);
    assert_eq!(shown("不再担任甲医院院长职务"), ["院长 @ 甲医院 †"]);
}

#[test]
fn a_mark_of_the_past_holds_for_its_row() {
    assert_eq!(
        shown("甲医院原党委书记、副院长，现任乙学会副会长"),
        ["党委书记 @ 甲医院 †", "副院长 @ 甲医院 †", "副会长 @ 乙学会"]
    );
    assert_eq!(shown("原甲医院院长、外科主任、主任医师"), ["院长 @ 甲医院 †", "主任 @ 甲医院 > 外科 †", "主任医师 @ "]);
    assert_eq!(read("甲学会原会长、乙协会副会长").posts[1].status, PostStatus::Unknown);
    assert_eq!(shown("前甲医院院长、现乙学会顾问"), ["院长 @ 甲医院 †", "顾问 @ 乙学会"]);
}
