//! What a feed gives of a text: its beginning, and all of it where its rights let anybody print it; with its notices of
//! correction and the line that every copy prints.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_domain::content::{Block, Body, Paragraph, ReprintPolicy, Rights};
use shanghaidoctor_domain::text::RichText;
use shanghaidoctor_tests::content::{article, publish};
use shanghaidoctor_tests::{Backend, TestApp};

use super::{FORMATS, read, text};

fn rights(reprint: ReprintPolicy) -> Rights {
    Rights {
        holder: "The desk".into(),
        notice: "© The desk".into(),
        credit_line: "Courtesy of <the desk>".into(),
        reprint,
        licence_url: Some("https://licence.example/by".parse().unwrap()),
        contact: None,
    }
}

/// An article of two paragraphs, the second of which no excerpt reaches.
fn long(title: &str, reprint: ReprintPolicy) -> shanghaidoctor_domain::content::Article {
    let paragraph = |text: &str| Block::Paragraph(Paragraph { text: RichText::from_plain(text) });
    let body = Body(vec![paragraph(&"It rained & rained. ".repeat(30)), paragraph("The last word")]);
    shanghaidoctor_domain::content::Article { body, rights: Some(rights(reprint)), ..article(title, &[]) }
}

#[rstest]
#[tokio::test]
async fn a_text_is_given_whole_where_anybody_may_print_it_and_nowhere_else(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    for (title, reprint) in
        [("Free", ReprintPolicy::WithCredit), ("On request", ReprintPolicy::OnRequest), ("Closed", ReprintPolicy::None)]
    {
        publish(&app, &long(title, reprint)).await;
    }
    for (ending, _) in FORMATS {
        for path in [format!("/feeds/articles.{ending}"), format!("/feeds/articles/2026-03.{ending}")] {
            assert_eq!(text(&app, &path).await.matches("The last word").count(), 1, "{path}");
        }
    }
    let feed = read(&app, "/feeds/articles.atom").await;
    for entry in &feed.entries {
        let title = entry.title.as_ref().unwrap().content.as_str();
        let summary = &entry.summary.as_ref().unwrap().content;
        assert!(summary.starts_with("It rained & rained. It rained") && summary.ends_with('…'), "{summary}");
        assert_eq!(entry.rights.as_ref().unwrap().content, "© The desk Courtesy of <the desk>");
        let whole = entry.content.as_ref().and_then(|content| content.body.as_deref());
        assert_eq!(whole.is_some(), title == "Free", "{title}");
        if let Some(whole) = whole {
            assert!(whole.contains("<p>The last word</p>"), "{whole}");
            assert!(whole.ends_with("<p>Courtesy of &lt;the desk&gt;</p>"), "{whole}");
        }
        assert!(entry.links.iter().any(|link| link.rel.as_deref() == Some("license")));
    }
    let json: Value = text(&app, "/feeds/articles.json").await.parse().unwrap();
    for item in json["items"].as_array().unwrap() {
        let is_free = item["title"] == "Free";
        assert_eq!((item.get("content_html").is_some(), item.get("content_text").is_some()), (is_free, !is_free));
        assert_eq!(item["_shanghaidoctor"]["credit_line"], "Courtesy of <the desk>");
    }
}

#[rstest]
#[tokio::test]
async fn a_correction_is_told_with_its_date(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &article("Rain", &[])).await;
    app.app.clock.advance(Duration::from_secs(86_400));
    let correct = "mutation ($input: CorrectArticleInput!) { correctArticle(input: $input) { userErrors { code } } }";
    let input = json!({ "input": { "id": id, "revision": 1, "kind": "FACT", "note": "It snowed & hailed." } });
    let token = app.token(Role::Publisher).await;
    let done = app.query_as(&token, correct, input).await.at("/correctArticle/userErrors");
    assert_eq!(done, json!([]));
    app.followed().await;
    let atom = read(&app, "/feeds/articles.atom").await;
    let summary = &atom.entries[0].summary.as_ref().unwrap().content;
    assert_eq!(summary, "It rained.\n\nCorrection, 2026-03-02: It snowed & hailed.");
    assert_eq!(atom.entries[0].updated.unwrap().to_rfc3339(), "2026-03-02T12:00:00+00:00");
    let rss = text(&app, "/feeds/articles.rss").await;
    assert!(rss.contains("<p>Correction, 2026-03-02: It snowed &amp; hailed.</p>"), "{rss}");
    assert!(rss.contains("<atom:updated>2026-03-02T12:00:00Z</atom:updated>"), "{rss}");
    let json: Value = text(&app, "/feeds/articles.json").await.parse().unwrap();
    let notice = json!([{ "at": "2026-03-02T12:00:00Z", "kind": "FACT", "note": "It snowed & hailed." }]);
    assert_eq!(json["items"][0]["_shanghaidoctor"]["corrections"], notice);
}

/// Editors paste signs that XML cannot say; a line holds none of them, a text may.
#[tokio::test]
async fn signs_that_a_format_cannot_say_break_no_feed() {
    let app = TestApp::start(Backend::Sqlite).await;
    let mut rain = article("Rain & <snow> ]]> 沈", &[]);
    let text_of = RichText::from_plain("It rained \u{b}& \u{1}<snowed> ]]>");
    rain.body = Body(vec![Block::Paragraph(Paragraph { text: text_of })]);
    publish(&app, &rain).await;
    for (ending, _) in FORMATS {
        let path = format!("/feeds/articles.{ending}");
        let feed = read(&app, &path).await;
        assert_eq!(feed.entries[0].title.as_ref().unwrap().content, "Rain & <snow> ]]> 沈", "{ending}");
        let said = text(&app, &path).await;
        assert!(said.contains("snowed") && !said.contains(['\u{b}', '\u{1}']), "{ending}: {said}");
    }
}
