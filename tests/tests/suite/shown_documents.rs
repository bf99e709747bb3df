//! A document that is followed is shown again when something in it has changed, whatever record that stands in, and then
//! alone.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{Article, Doctor, Organisation};
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_persistence::Stored;
use shanghaidoctor_tests::content::{appointment, article, doctor, journal, organisation, publication, save};
use shanghaidoctor_tests::{Backend, Socket, TestApp};

/// Longer than a change takes to be told.
const A_WHILE: Duration = Duration::from_millis(900);

/// A doctor with a post in a branch of a society, and another doctor.
struct People {
    wu: Id<Doctor>,
    li: Id<Doctor>,
    branch: Id<Organisation>,
    society: Id<Organisation>,
}

impl People {
    async fn publish(app: &TestApp) -> Self {
        let mut writing = app.write().await;
        let [wu, li] =
            [save(&mut writing, &doctor("Wu", "Jing")).await, save(&mut writing, &doctor("Li", "Ming")).await];
        let society = save(&mut writing, &organisation("A society", None)).await;
        let branch = save(&mut writing, &organisation("A branch", Some(society))).await;
        save(&mut writing, &appointment(wu, branch, 0)).await;
        for node in [wu.node(), li.node()] {
            writing.publish(node).await.unwrap();
        }
        writing.commit().await.unwrap();
        Self { wu, li, branch, society }
    }
}

async fn publish<T: Stored>(app: &TestApp, content: &T) -> Id<T> {
    let mut writing = app.write().await;
    let id = save(&mut writing, content).await;
    writing.publish(id.node()).await.unwrap();
    writing.commit().await.unwrap();
    id
}

async fn change<T: Stored>(app: &TestApp, id: Id<T>, change: impl FnOnce(&mut T)) {
    let mut writing = app.write().await;
    let mut content = writing.draft(id).await.unwrap().expect("a draft").content;
    change(&mut content);
    writing.save(id, None, &content).await.unwrap();
    writing.publish(id.node()).await.unwrap();
    writing.commit().await.unwrap();
}

async fn follow(app: &TestApp, query: &str) -> (Socket, Value) {
    let mut socket = Socket::open(app).await;
    socket.subscribe("1", &format!("subscription {{ {query} }}")).await;
    let first = socket.data("1").await;
    (socket, first)
}

#[rstest]
#[tokio::test]
async fn a_doctor_is_shown_again_when_a_post_a_paper_or_an_article_changes(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let People { wu, li, branch, society } = People::publish(&app).await;
    let selection = "slug appointments { nodes { body { ... on Organisation { name ancestors { name } } } } } \
        publications { totalCount } articles { nodes { title } }";
    let (mut socket, mut shown) = follow(&app, &format!("doctor(id: \"{wu}\") {{ {selection} }}")).await;
    let body = json!({ "body": { "name": "A branch", "ancestors": [{ "name": "A society" }] } });
    assert_eq!(shown["doctor"]["appointments"]["nodes"], json!([body]));

    let portrait = publish(&app, &article("A portrait", &[wu])).await;
    shown["doctor"]["articles"]["nodes"] = json!([{ "title": "A portrait" }]);
    assert_eq!(socket.data("1").await, shown);
    change(&app, society, |society| society.name = Localised::english("The society")).await;
    shown["doctor"]["appointments"]["nodes"][0]["body"]["ancestors"][0]["name"] = json!("The society");
    assert_eq!(socket.data("1").await, shown);
    let journal = publish(&app, &journal("A journal")).await;
    publish(&app, &publication("A paper", 2020, wu, journal)).await;
    shown["doctor"]["publications"]["totalCount"] = json!(1);
    assert_eq!(socket.data("1").await, shown);
    change(&app, portrait, |portrait: &mut Article| portrait.subjects = vec![li]).await;
    shown["doctor"]["articles"]["nodes"] = json!([]);
    assert_eq!(socket.data("1").await, shown);

    // What is not asked for, what is another's, and what is asked for of others.
    change(&app, wu, |wu| wu.academic_title = Some(Localised::english("Professor"))).await;
    change(&app, branch, |branch| branch.acronym = Some("AB".into())).await;
    publish(&app, &article("Another portrait", &[li])).await;
    publish(&app, &publication("Another paper", 2021, li, journal)).await;
    assert!(socket.is_silent(A_WHILE).await, "nothing in it has changed");
    change(&app, wu, |wu| wu.slug = "wu-the-second".into()).await;
    shown["doctor"]["slug"] = json!("wu-the-second");
    assert_eq!(socket.data("1").await, shown);
}

#[rstest]
#[tokio::test]
async fn an_article_is_shown_again_when_those_it_names_change_or_appear(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let hidden = save(&mut writing, &doctor("Gu", "Hidden")).await;
    let seen = save(&mut writing, &doctor("Wu", "Jing")).await;
    let portrait = save(&mut writing, &article("A portrait", &[hidden, seen])).await;
    for node in [seen.node(), portrait.node()] {
        writing.publish(node).await.unwrap();
    }
    writing.commit().await.unwrap();
    let query = format!("article(id: \"{portrait}\") {{ title subjects {{ name {{ given }} }} }}");
    let (mut socket, first) = follow(&app, &query).await;
    let subjects = |names: &[&str]| {
        let names: Vec<Value> = names.iter().map(|name| json!({ "name": { "given": name } })).collect();
        json!({ "article": { "title": "A portrait", "subjects": names } })
    };
    assert_eq!(first, subjects(&["Jing"]));
    change(&app, seen, |seen| seen.name.given = "Jingyi".into()).await;
    assert_eq!(socket.data("1").await, subjects(&["Jingyi"]));
    let mut writing = app.write().await;
    writing.publish(hidden.node()).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(socket.data("1").await, subjects(&["Hidden", "Jingyi"]));
}

#[rstest]
#[tokio::test]
async fn what_changes_in_quick_succession_is_shown_together(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    const CHANGES: usize = 60;
    let app = TestApp::start(backend).await;
    let wu = People::publish(&app).await.wu;
    let (mut socket, _) = follow(&app, &format!("doctor(id: \"{wu}\") {{ articles {{ totalCount }} }}")).await;
    let begun = std::time::Instant::now();
    for number in 0..CHANGES {
        publish(&app, &article(&format!("Article {number}"), &[wu])).await;
    }
    // One at once, one for each tenth of a second, and one for what a tick came in between.
    let most = begun.elapsed().as_millis() / 100 + 2;
    let mut times = 0;
    loop {
        times += 1;
        if socket.data("1").await["doctor"]["articles"]["totalCount"] == CHANGES {
            break;
        }
    }
    assert!(times <= most, "{times} times, {most} expected at most");
    assert!(socket.is_silent(A_WHILE).await);
}

/// The index of search follows the log on its own.
#[rstest]
#[tokio::test]
async fn what_a_search_finds_is_shown_as_soon_as_it_is_found(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let wu = People::publish(&app).await.wu;
    app.indexed().await;
    let list = "articles(where: { search: \"portrait\" }) { totalCount }";
    let (mut socket, first) = follow(&app, &format!("doctor(id: \"{wu}\") {{ {list} }}")).await;
    assert_eq!(first, json!({ "doctor": { "articles": { "totalCount": 0 } } }));
    for expected in 1..=3 {
        publish(&app, &article(&format!("Portrait {expected}"), &[wu])).await;
        assert_eq!(socket.data("1").await, json!({ "doctor": { "articles": { "totalCount": expected } } }));
    }
}

/// A doctor whose many papers are all shown is watched by fewer tags than there are papers.
#[tokio::test]
async fn what_is_made_of_very_much_is_followed_too() {
    let app = TestApp::start(Backend::Sqlite).await;
    let People { wu, .. } = People::publish(&app).await;
    let mut writing = app.write().await;
    let heart = save(&mut writing, &journal("Heart")).await;
    writing.publish(heart.node()).await.unwrap();
    for number in 0..1_100 {
        let paper = save(&mut writing, &publication(&format!("Paper {number}"), 2000, wu, heart)).await;
        writing.publish(paper.node()).await.unwrap();
    }
    writing.commit().await.unwrap();
    // A page has a hundred, so the same list is asked for in pages side by side.
    let mut after = Value::Null;
    let mut pages = Vec::new();
    for number in 0..11 {
        let page = format!("publications(first: 100, after: {after}) {{ nodes {{ id }} pageInfo {{ endCursor }} }}");
        let data = app.query(&format!("{{ doctor(id: \"{wu}\") {{ {page} }} }}")).await.data();
        pages.push(format!("p{number}: publications(first: 100, after: {after}) {{ nodes {{ title }} }}"));
        after = data["doctor"]["publications"]["pageInfo"]["endCursor"].clone();
    }
    let (mut socket, first) = follow(&app, &format!("doctor(id: \"{wu}\") {{ {} }}", pages.join(" "))).await;
    let last: &str = first["doctor"]["p10"]["nodes"][99]["title"].as_str().unwrap();
    assert!(last.starts_with("Paper "), "{last}");
    publish(&app, &publication("A last paper", 1999, wu, heart)).await;
    assert!(socket.is_silent(A_WHILE).await, "it stands behind the last page");
    publish(&app, &publication("A first paper", 2020, wu, heart)).await;
    let shown = socket.data("1").await;
    assert_eq!(shown["doctor"]["p0"]["nodes"][0]["title"], "A first paper");
}
