//! Names in addresses that published records had before: they go on leading there, the answer says where it went, and
//! nothing is told of what is not published.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{Article, Doctor, Specialty};
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_tests::content::{article, doctor, journal, organisation, publish, publish_changed, save};
use shanghaidoctor_tests::{Backend, Binary, TestApp};

/// The slug of the record that a slug leads to, and the slugs that it had before; null where it leads nowhere.
async fn led(app: &TestApp, field: &str, slug: &str) -> Value {
    let query = format!("{{ {field}(slug: \"{slug}\") {{ slug formerSlugs }} }}");
    app.query(&query).await.at(&format!("/{field}"))
}

fn renamed(slug: &str, before: &[&str]) -> Value {
    json!({ "slug": slug, "formerSlugs": before })
}

#[rstest]
#[tokio::test]
async fn every_kind_is_found_by_the_slugs_that_it_had(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let specialty = Specialty { slug: "a-specialty".into(), name: Localised::english("A"), parent: None };
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    let portrait = publish(&app, &article("Portrait", &[wu])).await;
    let society = publish(&app, &organisation("A society", None)).await;
    let journal = publish(&app, &journal("A journal")).await;
    let specialty = publish(&app, &specialty).await;
    publish_changed(&app, wu, |doctor| doctor.slug = "new".into()).await;
    publish_changed(&app, portrait, |article| article.slug = "new".into()).await;
    publish_changed(&app, society, |organisation| organisation.slug = "new".into()).await;
    publish_changed(&app, journal, |journal| journal.slug = "new".into()).await;
    publish_changed(&app, specialty, |specialty| specialty.slug = "new".into()).await;
    for (field, before) in [
        ("doctor", "wu-jing"),
        ("article", "portrait"),
        ("organisation", "a-society"),
        ("journal", "a-journal"),
        ("specialty", "a-specialty"),
    ] {
        assert_eq!(led(&app, field, before).await, renamed("new", &[before]), "{field}");
        assert_eq!(led(&app, field, "new").await, renamed("new", &[before]), "{field}");
    }
    // A filter is exact.
    let listed = "{ doctors(where: { slug: { eq: \"wu-jing\" } }) { totalCount } }";
    assert_eq!(app.query(listed).await.at("/doctors/totalCount"), 0);
}

#[rstest]
#[tokio::test]
async fn a_slug_in_use_wins_and_the_last_who_had_it_is_found_by_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    publish_changed(&app, wu, |doctor| doctor.slug = "wu-1".into()).await;
    publish_changed(&app, wu, |doctor| doctor.slug = "wu-2".into()).await;
    assert_eq!(led(&app, "doctor", "wu-jing").await, renamed("wu-2", &["wu-1", "wu-jing"]));
    // Another one takes the oldest.
    let other = publish(&app, &doctor("Wu", "Jing")).await;
    assert_eq!(led(&app, "doctor", "wu-jing").await, renamed("wu-jing", &[]));
    assert_eq!(led(&app, "doctor", "wu-1").await, renamed("wu-2", &["wu-1"]));
    // She leaves it: whoever had it last is found by it.
    publish_changed(&app, other, |doctor| doctor.slug = "wu-3".into()).await;
    assert_eq!(led(&app, "doctor", "wu-jing").await, renamed("wu-3", &["wu-jing"]));
    // Back to the old name: it is no former one any more.
    publish_changed(&app, wu, |doctor| doctor.slug = "wu-1".into()).await;
    assert_eq!(led(&app, "doctor", "wu-2").await, renamed("wu-1", &["wu-2"]));
}

#[rstest]
#[tokio::test]
async fn nothing_is_told_of_drafts(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    // A draft that is renamed before anybody saw it.
    let mut writing = app.write().await;
    let mut wu = doctor("Wu", "Jing");
    let id = save(&mut writing, &wu).await;
    wu.slug = "wu-1".into();
    writing.save(id, None, &wu).await.unwrap();
    writing.publish(id.node()).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(led(&app, "doctor", "wu-jing").await, Value::Null);
    // One that is public, and has another name in its draft.
    let mut writing = app.write().await;
    wu.slug = "wu-2".into();
    writing.save(id, None, &wu).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(led(&app, "doctor", "wu-1").await, renamed("wu-1", &[]));
    assert_eq!(led(&app, "doctor", "wu-2").await, Value::Null);
}

#[rstest]
#[tokio::test]
async fn what_is_kept_in_memory_follows_a_slug_to_whoever_has_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    let lin = publish(&app, &doctor("Lin", "Hai")).await;
    let slugs = ["wu-jing", "wu-1", "lin-hai"];
    let ask = async || {
        app.followed().await;
        let mut found = Vec::new();
        for slug in slugs {
            found.push(app.query(&format!("{{ doctor(slug: \"{slug}\") {{ slug }} }}")).await.at("/doctor"));
        }
        let names = app.query(&format!("{{ doctor(id: \"{wu}\") {{ formerSlugs }} }}")).await.at("/doctor/formerSlugs");
        (found, names)
    };
    let slug = |slug: &str| json!({ "slug": slug });
    let hits = || app.app.caches.answers.counts().hits;
    assert_eq!(ask().await, (vec![slug("wu-jing"), Value::Null, slug("lin-hai")], json!([])));
    publish_changed(&app, wu, |doctor| doctor.slug = "wu-1".into()).await;
    let expected = (vec![slug("wu-1"), slug("wu-1"), slug("lin-hai")], json!(["wu-jing"]));
    assert_eq!(ask().await, expected);
    let before = hits();
    assert_eq!(ask().await, expected);
    assert_eq!(hits() - before, 4, "all of them are kept");
    // Who had nothing to do with any of them.
    publish(&app, &doctor("Gu", "Hengyuan")).await;
    app.followed().await;
    let before = hits();
    assert_eq!(ask().await, expected);
    assert_eq!(hits() - before, 4, "one who comes under another name drops none of them");
    // The old name comes to be used, by one who was asked for under another.
    publish_changed(&app, lin, |doctor| doctor.slug = "wu-jing".into()).await;
    assert_eq!(ask().await, (vec![slug("wu-jing"), slug("wu-1"), slug("wu-jing")], json!([])));
}

#[rstest]
#[tokio::test]
async fn a_visit_by_a_former_slug_is_sent_to_the_address_of_today(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let portrait = publish(&app, &article("Portrait", &[])).await;
    publish_changed(&app, portrait, |article| article.slug = "沈牧云-portrait".into()).await;
    let client = reqwest::Client::builder().user_agent("Firefox").redirect(reqwest::redirect::Policy::none());
    let visit = |client: reqwest::Client| client.post(format!("{}/api/v1/articles/portrait/visits", app.url)).send();
    let answer = visit(client.build().unwrap()).await.unwrap();
    let location = answer.headers()["location"].to_str().unwrap();
    assert_eq!((answer.status().as_u16(), location), (308, "../%E6%B2%88%E7%89%A7%E4%BA%91-portrait/visits"));
    assert_eq!(answer.headers()["cache-control"], "no-store");
    // A browser follows it with the same method.
    let answer =
        visit(reqwest::Client::builder().user_agent("Mozilla/5.0 Firefox/145.0").build().unwrap()).await.unwrap();
    assert_eq!(answer.status(), 204);
    app.app.visits.count().await.unwrap();
    assert_eq!(app.query("{ article(slug: \"portrait\") { visits } }").await.at("/article/visits"), 1);
}

#[rstest]
#[tokio::test]
async fn an_address_of_json_ld_with_a_former_slug_leads_to_that_of_today(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let portrait = publish(&app, &article("Portrait", &[])).await;
    publish_changed(&app, portrait, |article| article.slug = "沈牧云-portrait".into()).await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let read =
        |path: &str| client.get(format!("{}/articles/{path}", app.url)).header("accept", "application/ld+json").send();
    let answer = read("portrait").await.unwrap();
    assert_eq!(answer.status(), 308);
    let today = answer.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!(today, "%E6%B2%88%E7%89%A7%E4%BA%91-portrait");
    assert_eq!(read(&today).await.unwrap().status(), 200);
}

const PAGE: &str = "ShanghaiDoctor\n\nDr. Wu Jing | A Room by the River\n\nUpdate time:2025-06-03Visits:12\n\n\
    Professor Wu Jing,\n\nDirector of the Endoscopy Department at the Harbour Hospital.\n\nPreface:\n\nThe river is wide \
    here.\n\n1. The First Winter\n\nIt was cold, and the ward was full of people from the harbour.\n";

/// What an editor renames is met again by the page's own names, in a file that is called otherwise.
#[rstest]
#[tokio::test]
async fn a_page_that_comes_again_meets_the_records_that_were_renamed_since(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let import = |name: &str, text: &str| {
        let path = app.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let output = Binary::on(&app).run(&["import", path.to_str().unwrap(), "--publish", "--force"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    import("first.txt", PAGE);
    let writing = app.write().await;
    let wu = writing.draft_by_slug::<Doctor>("wu-jing").await.unwrap().unwrap().id();
    let portrait = writing.draft_by_slug::<Article>("wu-jing-a-room-by-the-river").await.unwrap().unwrap().id();
    writing.commit().await.unwrap();
    publish_changed(&app, wu, |doctor: &mut Doctor| {
        doctor.slug = "jane-wu".into();
        // The name as she writes it today; only the old address tells that she is the one of the page.
        doctor.name.family = "Wu-Baker".into();
        doctor.name.given = "Jane".into();
    })
    .await;
    publish_changed(&app, portrait, |article: &mut Article| article.slug = "by-the-river".into()).await;
    import("second.txt", &PAGE.replace("It was cold", "It was very cold"));
    let all = app.query("{ doctors { nodes { slug } } articles { nodes { slug } } }").await.data();
    let expected = json!({
        "doctors": { "nodes": [{ "slug": "jane-wu" }] },
        "articles": { "nodes": [{ "slug": "by-the-river" }] },
    });
    assert_eq!(all, expected);
}
