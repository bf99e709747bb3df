//! What somebody reads and what they agree to is one text, also while somebody else writes.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{Article, Block, Body, Doctor, Paragraph};
use shanghaidoctor_domain::text::RichText;
use shanghaidoctor_domain::{Id, Role};
use shanghaidoctor_persistence::sign_offs::content_hash;
use shanghaidoctor_tests::content::{article, change, doctor, publish, save};
use shanghaidoctor_tests::{Backend, TestApp};

use super::{by_link, request};

/// The text around what is asked, by all ways that lead to an article.
const READ: &str = "query ($id: ID!) { first: article(slug: \"portrait\") { title plainText } \
    signOffRequest { draftHash } byId: node(id: $id) { ... on Article { title plainText } } \
    articles { nodes { title plainText } } last: article(id: $id) { plainText title } }";

/// What an article says for the nth time, in its row and in its body.
fn say(article: &mut Article, number: u32) {
    article.title = format!("Portrait {number}");
    let text = RichText::from_plain(&format!("It rained {number} times."));
    article.body = Body(vec![Block::Paragraph(Paragraph { text })]);
}

/// Saves without an end.
async fn write(app: &TestApp, id: Id<Article>) -> Infallible {
    for number in 1.. {
        change(app, id, |article: &mut Article| say(article, number)).await;
    }
    unreachable!("there is always another number")
}

/// Reads as the subject does, and looks whether all of an answer is of one text, which is that of the hash. Gives how many
/// texts it saw.
async fn read(app: &TestApp, link: &str, (id, subject): (Id<Article>, Id<Doctor>)) -> usize {
    let mut seen = HashSet::new();
    for _ in 0..150 {
        let read = by_link(app, link, READ, json!({ "id": id })).await;
        let number =
            read["first"]["title"].as_str().unwrap().trim_start_matches("Portrait").trim().parse().unwrap_or(0);
        let mut said = article("Portrait", &[subject]);
        say(&mut said, number);
        let shown = json!({ "title": said.title, "plainText": format!("It rained {number} times.") });
        let ways: [&Value; 4] = [&read["first"], &read["byId"], &read["articles"]["nodes"][0], &read["last"]];
        assert_eq!(ways, [&shown; 4], "{read}");
        assert_eq!(read["signOffRequest"]["draftHash"], content_hash(&said, &HashMap::new()).unwrap(), "{read}");
        seen.insert(number);
    }
    seen.len()
}

#[rstest]
#[tokio::test]
async fn who_reads_while_somebody_writes_agrees_to_what_they_read(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let subject = publish(&app, &doctor("Wu", "Jing")).await;
    let mut first = article("Portrait", &[subject]);
    say(&mut first, 0);
    let mut writing = app.write().await;
    let id = save(&mut writing, &first).await;
    writing.commit().await.unwrap();
    let link = request(&app, &app.token(Role::Writer).await, id).await;
    let texts = tokio::select! {
        texts = read(&app, &link, (id, subject)) => texts,
        _ = write(&app, id) => unreachable!("it writes without an end"),
    };
    assert!(texts > 10, "the writer was not busy: {texts} texts were seen");
}
