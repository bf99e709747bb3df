//! What search engines read of a document, and that no draft is in it.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{
    Article, Award, Block, Body, Mention, Paragraph, Position, PostStatus, Publication,
};
use shanghaidoctor_domain::text::{Localised, RichText};
use shanghaidoctor_domain::{Id, Locale, content};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_tests::content::{appointment, doctor, journal, organisation, publication, save};
use shanghaidoctor_tests::{Backend, TestApp};

async fn profile(app: &TestApp, slug: &str, locale: &str) -> Value {
    let query = "query ($slug: String, $locale: Locale!) { doctor(slug: $slug, locales: [$locale]) { jsonLd } }";
    app.query_with(query, json!({ "slug": slug, "locale": locale })).await.at("/doctor/jsonLd")
}

async fn article(app: &TestApp, slug: &str) -> Value {
    app.query_with("query ($slug: String) { article(slug: $slug) { jsonLd } }", json!({ "slug": slug }))
        .await
        .at("/article/jsonLd")
}

async fn paper(app: &TestApp, id: &str) -> Value {
    app.query_with("query ($id: ID!) { node(id: $id) { ... on Publication { jsonLd } } }", json!({ "id": id }))
        .await
        .at("/node/jsonLd")
}

/// Every `@type` in a document.
fn types(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("@type").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| types(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| types(item, found)),
        _ => {}
    }
}

#[rstest]
#[tokio::test]
async fn a_doctor_is_a_person_with_dated_roles(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let page = profile(&app, "shen-muyun", "en").await;
    assert_eq!((&page["@context"], &page["@type"]), (&json!("https://schema.org"), &json!("ProfilePage")));
    assert_eq!(page["isPartOf"]["url"], "https://shanghaidoctor.example/");
    let person = &page["mainEntity"];
    let id = "https://shanghaidoctor.example/#doctor_01keq56x6qee7t7rh011pb1axp";
    for (member, expected) in [
        ("@type", json!("Person")),
        ("@id", json!(id)),
        ("name", json!("Shen Muyun")),
        ("familyName", json!("Shen")),
        ("alternateName", json!(["沈牧云", "沈牧雲", "Shen Mu-yun"])),
        ("honorificPrefix", json!("Dr.")),
        ("birthDate", json!("1970-04")),
        ("sameAs", json!(["https://orcid.org/0000-0009-9012-3819"])),
    ] {
        assert_eq!(person[member], expected, "{member}");
    }
    let resident = &person["affiliation"][3];
    assert_eq!(resident["@type"], "OrganizationRole");
    assert_eq!(
        (&resident["roleName"], &resident["startDate"], &resident["endDate"]),
        (&json!("Resident"), &json!("1993-07"), &json!("1999"))
    );
    assert_eq!(resident["affiliation"]["@id"], person["affiliation"][0]["affiliation"]["@id"]);
    // The seven posts in societies; the eighth is on the board of a journal.
    let chair = &person["memberOf"][1];
    assert_eq!((&chair["roleName"], &chair["startDate"]), (&json!("Chair"), &json!("2021")));
    assert!(chair["memberOf"]["parentOrganization"]["name"].is_string(), "a branch is told with its society: {chair}");
    assert_eq!(person["memberOf"].as_array().unwrap().len(), 7);
    assert_eq!(person["hasOccupation"][0]["hasOccupation"]["name"], "Editor-in-Chief");
    assert_eq!(person["alumniOf"][0]["endDate"], "2004-01");
    assert!(person["award"][0].as_str().unwrap().starts_with("Delta Prize for Surgical Technique, Second Class, "));
    assert!(person["award"][0].as_str().unwrap().ends_with(", 2013"));
    let portrait = &person["image"];
    assert!(portrait["contentUrl"].as_str().unwrap().ends_with("/w480.png"), "{portrait}");
    assert_eq!((&portrait["width"], &portrait["encodingFormat"]), (&json!(480), &json!("image/png")));
    let mut found = Vec::new();
    types(&page, &mut found);
    assert!(!found.iter().any(|kind| kind == "Physician") && !page.to_string().contains("null"));

    let chinese = profile(&app, "shen-muyun", "zh-CN").await;
    assert_eq!((&chinese["mainEntity"]["name"], &chinese["mainEntity"]["@id"]), (&json!("沈牧云"), &json!(id)));
    assert_eq!(chinese["mainEntity"]["memberOf"][1]["roleName"], "主任委员");
}

#[rstest]
#[tokio::test]
async fn an_article_tells_who_made_it_whom_it_is_about_and_what_may_be_done_with_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let portrait = article(&app, "xu-tingyue-the-end-of-the-road").await;
    let address = "https://shanghaidoctor.example/engouji/xu-tingyue-the-end-of-the-road";
    assert_eq!((&portrait["@type"], &portrait["@id"]), (&json!("Article"), &json!(address)));
    assert_eq!(portrait["about"][0]["name"], "Xu Tingyue");
    assert_eq!(portrait["author"], json!([{ "@type": "Person", "name": "Marta Lindqvist" }]));
    assert_eq!(portrait["editor"], json!([{ "@type": "Person", "name": "Harriet Osei" }]));
    let roles: Vec<&Value> = portrait["contributor"].as_array().unwrap().iter().map(|role| &role["roleName"]).collect();
    assert_eq!(roles, ["Photographer", "Interviewer"]);
    assert_eq!(portrait["inLanguage"], "en");
    assert_eq!(portrait["copyrightHolder"]["name"], "ShanghaiDoctor");
    assert!(portrait["usageInfo"]["text"].as_str().unwrap().contains("on request"));
    assert!(!portrait.to_string().contains("osei@"), "addresses of the desk are not for machines");

    let translated = article(&app, "xu-tingyue-lu-de-jintou").await;
    assert_eq!(translated["translationOfWork"]["@id"], address);
    assert_eq!(portrait["workTranslation"][0]["@id"], translated["@id"]);
    assert_eq!((&translated["inLanguage"], &translated["workTranslation"]), (&json!("zh-Hans"), &Value::Null));

    let news = article(&app, "winter-clinics-keep-their-lamps-lit").await;
    assert_eq!((&news["@type"], &news["about"]), (&json!("NewsArticle"), &Value::Null));
    assert_eq!(news["author"], json!([{ "name": "Health desk" }]), "a desk is no person");
    assert_eq!(news["mentions"][2], json!({ "@type": "Person", "name": "Bao Runzhi" }));
    let corrected = article(&app, "qian-heng-two-kilograms").await;
    assert_eq!(corrected["correction"][0]["datePublished"], "2025-11-04T06:15:00Z");
}

#[rstest]
#[tokio::test]
async fn a_paper_is_part_of_an_issue_of_a_volume_of_a_journal(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let id = "publication_01kf2gfr20edr86ncvqsq95vdz";
    let document = paper(&app, id).await;
    assert_eq!(document["@type"], "ScholarlyArticle");
    assert_eq!(document["@id"], format!("https://api.example.org/publications/{id}"));
    let issue = &document["isPartOf"];
    assert_eq!((&issue["@type"], &issue["issueNumber"]), (&json!("PublicationIssue"), &json!("1")));
    let volume = &issue["isPartOf"];
    assert_eq!((&volume["@type"], &volume["volumeNumber"]), (&json!("PublicationVolume"), &json!("4")));
    assert_eq!(volume["isPartOf"]["@type"], "Periodical");
    assert_eq!((&document["pagination"], &document["datePublished"]), (&json!("e3"), &json!("2021")));
    assert_eq!(document["url"], "https://doi.org/10.5555/hcr.2021.01019");
    assert_eq!(document["identifier"][1]["value"], "990104666");
    let portrayed = &document["author"][0];
    assert_eq!((&portrayed["name"], &portrayed["familyName"]), (&json!("Xu TY"), &json!("Xu")));
    assert!(portrayed["@id"].as_str().unwrap().ends_with("#doctor_01keqrbxnsf71aerv9h1m8h2kg"));
    assert_eq!(
        document["author"][1],
        json!({ "@type": "Person", "name": "Sheng GP", "familyName": "Sheng", "givenName": "GP" })
    );
}

/// A published article by nobody about a doctor who is a draft, another one mentioned.
fn report(subject: Id<content::Doctor>, mentioned: Id<content::Doctor>) -> Article {
    let mention = Mention { name: "Somebody".into(), role: None, doctor: Some(mentioned) };
    let text = Paragraph { text: RichText::from_plain("It rained.") };
    Article {
        slug: "rain".into(),
        locale: Locale::english(),
        translation_group: None,
        channel: "jk".into(),
        title: "Rain".into(),
        headline: "Rain".into(),
        standfirst: None,
        body: Body(vec![Block::Paragraph(text)]),
        subjects: vec![subject],
        mentions: vec![mention],
        credits: vec![],
        cover: None,
        specialties: vec![],
        rights: None,
        corrections: vec![],
        updated_on: None,
        source: None,
    }
}

/// A published doctor with a post, and beside them a draft of everything that a document can name: a post more, the
/// record itself one step ahead, and a doctor whom a published article and a published paper are about.
async fn drafts_beside(app: &TestApp) -> (Id<content::Doctor>, Id<Publication>) {
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("A society", None)).await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    save(&mut writing, &appointment(wu, society, 0)).await;
    let sun = save(&mut writing, &doctor("Secret", "Sun")).await;
    let journal = save(&mut writing, &journal("A journal")).await;
    let paper = save(&mut writing, &publication("Rain and colds", 2020, sun, journal)).await;
    let article = save(&mut writing, &report(sun, sun)).await;
    for node in [wu.node(), paper.node(), article.node()] {
        writing.publish(node).await.unwrap();
    }
    writing.commit().await.unwrap();

    let mut writing = app.write().await;
    ahead(&mut writing, wu).await;
    writing.commit().await.unwrap();
    (sun, paper)
}

async fn ahead(writing: &mut Writing, wu: Id<content::Doctor>) {
    let hidden = save(writing, &organisation("Secret committee", None)).await;
    save(writing, &appointment(wu, hidden, 1)).await;
    let mut draft = doctor("Wu", "Jing");
    draft.awards = vec![Award { name: Localised::english("Secret prize"), grantor: Some(hidden), year: None }];
    draft.positions = vec![Position {
        role: Localised::english("Secret director"),
        department: None,
        organisation: Some(hidden),
        period: None,
        status: PostStatus::Current,
    }];
    writing.save(wu, Some(1), &draft).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn no_draft_is_in_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (sun, id) = drafts_beside(&app).await;
    let page = profile(&app, "wu-jing", "en").await;
    let news = article(&app, "rain").await;
    let document = paper(&app, &id.to_string()).await;
    for shown in [&page, &news, &document] {
        let text = shown.to_string();
        assert!(!text.contains("Secret") && !text.contains(&sun.to_string()), "{text}");
    }
    let memberships = page["mainEntity"]["memberOf"].as_array().unwrap();
    assert_eq!(memberships.len(), 1, "the published post is there: {page}");
    assert_eq!((&news["@type"], &news["about"]), (&json!("NewsArticle"), &Value::Null));
    assert_eq!(news["mentions"], json!([{ "@type": "Person", "name": "Somebody" }]));
    assert_eq!(news["author"][0]["name"], "ShanghaiDoctor", "nobody is named, so the publication is");
    assert_eq!(document["author"], json!([{ "name": "An author" }]));

    let mut writing = app.write().await;
    writing.publish(sun.node()).await.unwrap();
    writing.commit().await.unwrap();
    let news = article(&app, "rain").await;
    assert_eq!((&news["@type"], &news["about"][0]["name"]), (&json!("Article"), &json!("Secret Sun")));
    assert_eq!(news["mentions"][0]["@id"], news["about"][0]["@id"]);
    assert_eq!(paper(&app, &id.to_string()).await["author"][0]["@id"], news["about"][0]["@id"]);
}

#[rstest]
#[tokio::test]
async fn a_former_post_without_an_end_is_left_out(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("A society", None)).await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    for (position, status, end) in
        [(0, PostStatus::Former, None), (1, PostStatus::Former, Some("2016")), (2, PostStatus::Unknown, None)]
    {
        let mut post = appointment(wu, society, position);
        post.role = Localised::english(format!("Post {position}"));
        post.status = status;
        post.period = Some(shanghaidoctor_domain::Period { start: None, end: end.map(|end| end.parse().unwrap()) });
        save(&mut writing, &post).await;
    }
    writing.publish(wu.node()).await.unwrap();
    writing.commit().await.unwrap();
    let page = profile(&app, "wu-jing", "en").await;
    let posts = page["mainEntity"]["memberOf"].as_array().unwrap().iter();
    assert_eq!(posts.map(|post| &post["roleName"]).collect::<Vec<_>>(), ["Post 1", "Post 2"]);
}
