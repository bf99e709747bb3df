//! Forms that Chinese pages come in, each in a few lines: what is read of them, and what is left alone.

#![expect(clippy::unwrap_used, reason = "helpers of tests, too, stop at what cannot be")]

use serde_json::Value;
use shanghaidoctor_importer::read_page;

const STORY: &str = "\n导语\n她的办公室里有一盏灯，二十年没有关过。\n\n一、灯\n\n那年冬天，沈牧云第一次值夜班。她说：“灯不要关。”\n\n\
                     二、路\n\n她走过的路很长，也很暗。\n";

fn facts(page: &str) -> Value {
    read_page(page.as_bytes()).unwrap().facts.to_json()
}

/// The facts of a page with this byline.
fn doctor(byline: &str) -> Value {
    facts(&format!("沈牧云：把灯留下的人\n\n{byline}\n{STORY}")).pointer("/doctor").unwrap().clone()
}

#[test]
fn headlines_name_the_doctor_in_many_ways() {
    for (title, headline) in [
        ("沈牧云教授：把灯留下", "把灯留下"),
        ("【仁心】沈牧云：把灯留下", "把灯留下"),
        ("沈牧云 | 把灯留下", "把灯留下"),
        ("把灯留下——记望江医院呼吸科主任沈牧云", "把灯留下"),
        ("把灯留下——追记望江医院沈牧云教授", "把灯留下"),
        ("“把灯留下”——访望江医院呼吸科主任沈牧云", "“把灯留下”"),
        ("把灯留下\n——记我院呼吸科主任医师沈牧云", "把灯留下"),
    ] {
        let facts = facts(&format!("{title}\n更新时间：2024-01-02点击：3\n\n沈牧云，主任医师。\n{STORY}"));
        assert_eq!(facts["article"]["headline"], headline, "{title}");
        assert_eq!(facts["doctor"]["slug"], "shen-muyun", "{title}");
    }
}

#[test]
fn a_preface_has_many_names() {
    for label in ["导语", "卷首语", "题记", "编者按：", "【按语】", "引子", "前言："] {
        let page = format!("沈牧云：把灯留下的人\n\n沈牧云，主任医师。\n{}", STORY.replace("导语", label));
        assert_eq!(facts(&page)["article"]["standfirst"], "她的办公室里有一盏灯，二十年没有关过。", "{label}");
    }
}

#[test]
fn chapters_are_numbered_in_many_ways() {
    for (one, two) in [("一、", "二、"), ("PART 1 ", "PART 2 "), ("壹 ", "贰 "), ("01 ", "02 "), ("（一）", "（二）")]
    {
        let story = STORY.replace("一、灯", &format!("{one}灯")).replace("二、路", &format!("{two}路"));
        let facts = facts(&format!("沈牧云：把灯留下的人\n\n沈牧云，主任医师。\n{story}"));
        let sections = &facts["article"]["sections"];
        assert_eq!((&sections[0]["number"], &sections[1]["number"]), (&1.into(), &2.into()), "{one}");
        assert_eq!((&sections[0]["heading"], &sections[1]["heading"]), (&"灯".into(), &"路".into()), "{one}");
    }
}

#[test]
fn a_field_of_work_ends_where_posts_go_on() {
    for (byline, focus) in [
        ("沈牧云，主任医师，擅长间质性肺病的诊治，兼任甲学会乙分会委员。", "间质性肺病的诊治"),
        ("沈牧云，主任医师。擅长肺癌、肺结节的诊治，发表论文60余篇。", "肺癌、肺结节的诊治"),
        ("沈牧云，主任医师，甲学会乙分会委员。主攻方向：肺结节", "肺结节"),
    ] {
        assert_eq!(doctor(byline)["researchFocus"][0], focus, "{byline}");
    }
}

#[test]
fn a_department_may_have_a_joint_in_its_name() {
    let doctor = doctor("沈牧云，现任望江医院呼吸与危重症医学科主任。");
    assert_eq!(doctor["positions"][0]["department"], "呼吸与危重症医学科");
    assert_eq!(doctor["positions"][0]["organisation"], "望江医院");
}

#[test]
fn an_allowance_is_no_post() {
    for words in [
        "享受国务院政府特殊津贴",
        "国务院特殊津贴专家",
        "享受国务院政府特殊津贴专家",
        "国务院政府特殊津贴获得者",
        "长江学者特聘教授",
    ] {
        let doctor = doctor(&format!("沈牧云，{words}，主任医师，博士生导师。"));
        let roles: Vec<&Value> = doctor["positions"].as_array().unwrap().iter().map(|post| &post["role"]).collect();
        assert_eq!(roles, ["主任医师", "博士生导师"], "{words}");
        assert_eq!(doctor["appointments"], Value::Null, "{words}");
    }
}

#[test]
fn update_lines_stand_beside_a_source() {
    for line in [
        "来源：望江医院　发布时间：2022-04-11　浏览：882",
        "发布日期：2022年4月11日 阅读次数：882",
        "更新时间：2022/4/11　点击量：882",
    ] {
        let facts = facts(&format!("沈牧云医生：把灯留下的人\n{line}\n\n沈牧云，主任医师。\n{STORY}"));
        assert_eq!(facts["article"]["updatedOn"], "2022-04-11", "{line}");
        assert_eq!(facts["article"]["visits"], 882, "{line}");
    }
}

#[test]
fn items_of_a_list_have_many_marks() {
    for mark in ["● ", "▶ ", "①", "（1）", "1. ", "★", "■ "] {
        let doctor = doctor(&format!("沈牧云，主任医师。\n【社会兼职】\n{mark}甲学会乙分会委员"));
        assert_eq!(doctor["appointments"][0]["path"], serde_json::json!(["甲学会", "乙分会"]), "{mark}");
    }
}

#[test]
fn interviews_have_many_speakers() {
    for (asks, answers) in [
        ("记者：", "沈牧云："),
        ("问：", "答："),
        ("夜问：", "沈牧云："),
        ("【记者】", "【沈牧云】"),
        ("Q：", "A："),
        ("记者：", "沈主任："),
    ] {
        let page = format!("沈牧云：把灯留下的人\n\n沈牧云，主任医师。\n{STORY}\n{asks}您累吗？\n{answers}累。\n");
        assert_eq!(facts(&page)["article"]["interview"]["exchanges"], 1, "{asks}");
        assert_eq!(facts(&page)["article"]["interview"]["interviewee"], "shen-muyun", "{asks}");
    }
}

#[test]
fn rights_are_said_in_many_ways() {
    for (notice, wanted) in [
        ("请勿转载", "not at all"),
        ("欢迎转载，转载请注明出处。", "freely, with the credit line"),
        ("如需转载请联系望江医院宣传科。", "by authorisation only, on request"),
        ("未经授权，严禁转载，转载请联系编辑部。", "by authorisation only, on request"),
    ] {
        let page = format!("沈牧云：把灯留下的人\n\n沈牧云，主任医师。\n{STORY}\n文：路野\n{notice}\n");
        assert_eq!(facts(&page)["article"]["rights"]["reprint"], wanted, "{notice}");
    }
}
