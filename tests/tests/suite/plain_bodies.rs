//! The text of an article is read field by field where that is plain, and by the engine where it is not: both say the same.

use rstest::rstest;
use serde_json::json;
use shanghaidoctor_domain::content::{
    Article, Block, Body, BulletList, Exchange, Figure, Heading, Paragraph, Quote, Speaker,
};
use shanghaidoctor_domain::text::RichText;
use shanghaidoctor_tests::content::{article, doctor, save};
use shanghaidoctor_tests::{Backend, TestApp};

/// All that is plain, in fragments of each kind.
const PLAIN: &str = r#"
    query ($slug: String!, $yes: Boolean!) { article(slug: $slug) { body {
        kind: __typename
        ... on Heading { level text anchor number }
        ... on Paragraph { text { ...texts } }
        ... on Quote { text { ...texts } speaker { name } }
        ... on Figure { caption credit @include(if: $yes) }
        ... on BulletList { items { ...texts } ordered }
        ... on Exchange { ...talk }
        ... on Divider { mark @skip(if: $yes) }
        MORE
    } } }
    fragment texts on RichText { markdown ... { html } text }
    fragment talk on Exchange {
        anchor question { ...texts } questioner { name } answer { ...texts } respondent { name __typename }
    }"#;

fn body(doctor: shanghaidoctor_domain::Id<shanghaidoctor_domain::content::Doctor>) -> Body {
    let rich = |text: &str| RichText::from_markdown(text);
    let speaker = |name: &str| Speaker { name: name.to_owned(), doctor: None };
    [
        Block::Heading(Heading { level: 2, text: "Roads".to_owned(), anchor: "roads".to_owned(), number: Some(1) }),
        Block::Paragraph(Paragraph { text: rich("A *quiet* \"morning\"\nby <the> road.") }),
        Block::Quote(Quote {
            text: rich("So."),
            speaker: Some(Speaker { name: "Wu".to_owned(), doctor: Some(doctor) }),
        }),
        Block::Quote(Quote { text: rich("Nobody said it."), speaker: None }),
        Block::Figure(Figure { image: None, caption: Some("A lamp".to_owned()), credit: None }),
        Block::BulletList(BulletList { items: vec![rich("one"), rich("两")], ordered: true }),
        Block::Exchange(Exchange {
            anchor: "why".to_owned(),
            question: rich("Why?"),
            questioner: speaker("Ding"),
            answer: vec![rich("Because."), rich("And.")],
            respondent: speaker("Wu"),
        }),
        Block::Divider,
    ]
    .into_iter()
    .collect()
}

#[rstest]
#[tokio::test]
async fn a_body_says_the_same_whoever_reads_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Anan", "Wu")).await;
    let report = save(&mut writing, &Article { body: body(wu), ..article("Roads", &[wu]) }).await;
    writing.publish(wu.node()).await.unwrap();
    writing.publish(report.node()).await.unwrap();
    writing.commit().await.unwrap();

    let asked = |more: &'static str| {
        let (app, query) = (&app, PLAIN.replace("MORE", more));
        async move { app.query_with(&query, json!({ "slug": "roads", "yes": true })).await.at("/article/body") }
    };
    let plain = asked("").await;
    // What is selected twice is left to the engine, as is a field of a record.
    assert_eq!(asked("kind: __typename").await, plain);
    assert_eq!(asked("... on Quote { speaker { name } }").await, plain);
    assert_eq!(plain[0], json!({ "kind": "Heading", "level": 2, "text": "Roads", "anchor": "roads", "number": 1 }));
    assert_eq!(plain[3]["speaker"], json!(null));
    assert_eq!(plain[4], json!({ "kind": "Figure", "caption": "A lamp", "credit": null }));
    assert_eq!(plain[5]["items"][1], json!({ "markdown": "两", "html": "<p>两</p>", "text": "两" }));
    assert_eq!(plain[6]["respondent"], json!({ "name": "Wu", "__typename": "Speaker" }));
    assert_eq!(plain[7], json!({ "kind": "Divider" }));

    let of_record = asked("... on Quote { speaker { doctor { slug } } }").await;
    assert_eq!(of_record[2]["speaker"], json!({ "name": "Wu", "doctor": { "slug": "anan-wu" } }));
    assert_eq!(of_record[1], plain[1]);
}
