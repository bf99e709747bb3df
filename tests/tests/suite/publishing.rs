//! What the public sees is decided by documents together: all of them or none, and what is taken back is gone everywhere
//! at once, with its reason.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{Doctor, Organisation};
use shanghaidoctor_domain::{Id, Role, UnpublishReason, ViolationCode};
use shanghaidoctor_persistence::Error;
use shanghaidoctor_persistence::write::Blocker;
use shanghaidoctor_tests::content::{appointment, article, doctor, organisation, publish, publish_changed, save};
use shanghaidoctor_tests::{Answer, Backend, TestApp};

/// A doctor with a post in a society, and an article about her, all of it public.
async fn portrayed(app: &TestApp) -> (Id<Doctor>, Id<Organisation>) {
    let society = publish(app, &organisation("A society", None)).await;
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    save(&mut writing, &appointment(wu, society, 0)).await;
    writing.publish(wu.node()).await.unwrap();
    writing.commit().await.unwrap();
    publish(app, &article("Portrait", &[wu])).await;
    (wu, society)
}

async fn take_back(app: &TestApp, doctor: Id<Doctor>, reason: UnpublishReason) {
    let mut writing = app.write().await;
    writing.unpublish_all(&[doctor.node()], reason).await.unwrap();
    writing.commit().await.unwrap();
}

async fn described(app: &TestApp, path: &str) -> (u16, Value) {
    let Answer { status, body, headers } = app.send(app.get(path)).await;
    if status == 410 {
        assert_eq!(
            (&headers["cache-control"], &headers["content-type"]),
            (&"no-store".parse().unwrap(), &"application/problem+json".parse().unwrap())
        );
    }
    (status, body)
}

const SHOWN: &str = "{ doctor(slug: \"wu-jing\") { id } article(slug: \"portrait\") { subjects { slug } } \
    appointments { totalCount } organisation(slug: \"a-society\") { appointments { totalCount } } }";

#[rstest]
#[tokio::test]
async fn a_doctor_who_is_taken_back_goes_with_all_posts_and_what_names_her_goes_on(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (wu, _) = portrayed(&app).await;
    let before = app.query(SHOWN).await.data().clone();
    assert_eq!(before["article"]["subjects"], json!([{ "slug": "wu-jing" }]));
    let draft = app.write().await.draft(wu).await.unwrap();
    take_back(&app, wu, UnpublishReason::Retracted).await;
    assert_eq!(
        app.query(SHOWN).await.data(),
        json!({ "doctor": null, "article": { "subjects": [] }, "appointments": { "totalCount": 0 },
            "organisation": { "appointments": { "totalCount": 0 } } })
    );
    assert_eq!(app.write().await.draft(wu).await.unwrap(), draft, "the draft stays");
    publish_again(&app, wu).await;
    assert_eq!(app.query(SHOWN).await.data(), before);
}

async fn publish_again(app: &TestApp, doctor: Id<Doctor>) {
    let mut writing = app.write().await;
    writing.publish_all(&[doctor.node()]).await.unwrap();
    writing.commit().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn the_address_of_what_was_taken_back_says_that_it_is_gone_and_why_until_it_comes_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (wu, _) = portrayed(&app).await;
    assert_eq!(described(&app, "/doctors/wu-jing").await.0, 200);
    for (reason, name, why) in [
        (UnpublishReason::Unpublished, "UNPUBLISHED", "It was taken back"),
        (UnpublishReason::LicenceEnded, "LICENCE_ENDED", "The right to show it ended"),
        (UnpublishReason::Retracted, "RETRACTED", "It was withdrawn as wrong"),
    ] {
        take_back(&app, wu, reason).await;
        let (status, problem) = described(&app, "/doctors/wu-jing").await;
        let detail = format!("{why} at 2026-03-01T12:00:00Z.");
        assert_eq!((status, &problem["title"]), (410, &json!("Gone")));
        assert_eq!((&problem["detail"], &problem["reason"]), (&json!(detail), &json!(name)));
        // It is a doctor's address, and nobody else's.
        assert_eq!(described(&app, "/articles/wu-jing").await.0, 404);
        publish_again(&app, wu).await;
        assert_eq!(described(&app, "/doctors/wu-jing").await.0, 200);
    }
}

#[rstest]
#[tokio::test]
async fn what_was_taken_back_is_gone_for_that_reason_also_when_its_draft_is_deleted(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &article("Portrait", &[])).await;
    publish_changed(&app, id, |article| article.slug = "a-portrait".into()).await;
    let take_back = format!(
        "mutation {{ unpublish(input: {{ ids: [\"{id}\"], reason: LICENCE_ENDED }}) {{ userErrors {{ code }} }} }}"
    );
    app.query_as(&app.token(Role::Publisher).await, &take_back, json!({})).await.data();
    let delete =
        format!("mutation {{ deleteArticle(input: {{ id: \"{id}\", revision: 2 }}) {{ userErrors {{ code }} }} }}");
    let deleted = app.query_as(&app.token(Role::Editor).await, &delete, json!({})).await;
    assert_eq!(deleted.at("/deleteArticle/userErrors"), json!([]));
    let is_gone = async |path: &str| {
        let (status, problem) = described(&app, path).await;
        assert_eq!((status, &problem["reason"]), (410, &json!("LICENCE_ENDED")), "{path}");
    };
    for name in ["portrait", "a-portrait"] {
        is_gone(&format!("/articles/{name}")).await;
        is_gone(&format!("/api/v1/articles/{name}")).await;
        let found = app.query(&format!("{{ article(slug: \"{name}\") {{ id }} }}")).await;
        assert_eq!(found.at("/article"), Value::Null, "{name}");
    }
    is_gone(&format!("/api/v1/articles/{id}")).await;
    // An export tells nothing of what is gone, and can be put in elsewhere.
    assert!(!app.export().await.contains(&id.to_string()));
    // A draft changes nothing; what is published under the name has it.
    let mut writing = app.write().await;
    let other = save(&mut writing, &article("Portrait", &[])).await;
    writing.commit().await.unwrap();
    is_gone("/articles/portrait").await;
    let mut writing = app.write().await;
    writing.publish(other.node()).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(described(&app, "/articles/portrait").await.0, 200);
    is_gone("/articles/a-portrait").await;
}

fn told(error: Error) -> Vec<Blocker> {
    match error {
        Error::Blocked(blockers) => blockers,
        other => panic!("{other}"),
    }
}

#[rstest]
#[tokio::test]
async fn what_a_post_cannot_be_shown_without_is_taken_back_with_it_or_not_at_all(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (wu, society) = portrayed(&app).await;
    let before = app.export().await;
    let mut writing = app.write().await;
    writing.unpublish_all(&[society.node()], UnpublishReason::Unpublished).await.unwrap();
    let blockers = told(writing.commit().await.unwrap_err());
    assert_eq!(blockers.len(), 1);
    assert_eq!((blockers[0].node, blockers[0].violation.code), (society.node(), ViolationCode::InUse));
    assert!(blockers[0].violation.message.contains("appointment_"), "{}", blockers[0].violation.message);
    assert_eq!(app.export().await, before);

    let mut writing = app.write().await;
    writing.unpublish_all(&[society.node(), wu.node()], UnpublishReason::Unpublished).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(app.query("{ organisations { totalCount } }").await.at("/organisations/totalCount"), 0);
}

#[rstest]
#[tokio::test]
async fn documents_are_published_together_or_not_at_all_and_all_that_is_missing_is_told(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let before = app.export().await;
    let mut writing = app.write().await;
    let whole = save(&mut writing, &article("Whole", &[])).await;
    let mut wanting = article("Wanting", &[]);
    (wanting.title, wanting.body) = (String::new(), Default::default());
    let wanting = save(&mut writing, &wanting).await;
    let mut nameless = organisation("Nameless", None);
    nameless.name = Default::default();
    let nameless = save(&mut writing, &nameless).await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    let post = save(&mut writing, &appointment(wu, nameless, 0)).await;
    let blockers = told(writing.publish_all(&[whole.node(), wanting.node(), post.node()]).await.unwrap_err());
    let told: Vec<_> = blockers
        .iter()
        .map(|blocker| (blocker.asked, blocker.node, blocker.violation.path.as_str(), blocker.violation.code))
        .collect();
    assert_eq!(
        told,
        [
            (wanting.node(), wanting.node(), "title", ViolationCode::Required),
            (wanting.node(), wanting.node(), "body", ViolationCode::Required),
            (post.node(), nameless.node(), "name", ViolationCode::Required),
            (post.node(), post.node(), "holder", ViolationCode::NotFound),
        ]
    );
    drop(writing);
    assert_eq!(app.export().await, before);
}

#[rstest]
#[tokio::test]
async fn what_is_not_public_cannot_be_taken_back(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (wu, _) = portrayed(&app).await;
    let mut writing = app.write().await;
    let draft = save(&mut writing, &article("A draft", &[])).await;
    let blockers =
        told(writing.unpublish_all(&[wu.node(), draft.node()], UnpublishReason::Unpublished).await.unwrap_err());
    assert_eq!((blockers.len(), blockers[0].node), (1, draft.node()));
}

const PUBLISH: &str = "mutation ($input: PublishInput!) { publish(input: $input) { changes { action nodeId } \
    userErrors { code path message } } }";
const UNPUBLISH: &str = "mutation ($input: UnpublishInput!) { unpublish(input: $input) { changes { action reason nodeId } \
    userErrors { code path message } } }";

#[rstest]
#[tokio::test]
async fn publishers_publish_and_take_back_and_are_told_what_the_public_saw(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    let wanting = save(
        &mut writing,
        &shanghaidoctor_domain::content::Article { body: Default::default(), ..article("Wanting", &[wu]) },
    )
    .await;
    writing.commit().await.unwrap();
    let token = app.token(Role::Publisher).await;
    let both = json!({ "input": { "ids": [wu, wanting] } });
    let refused = app.query_as(&token, PUBLISH, both).await.at("/publish");
    assert_eq!(refused["changes"], json!([]));
    assert_eq!(refused["userErrors"][0]["code"], "REQUIRED");
    assert_eq!(refused["userErrors"][0]["path"], json!(["input", "ids", "1", "body"]));
    let told = "query ($ids: [ID!]!) { publishBlockers(ids: $ids) { askedFor path code } }";
    let told = app.query_as(&token, told, json!({ "ids": [wu, wanting] })).await.at("/publishBlockers");
    assert_eq!(told, json!([{ "askedFor": wanting, "path": ["body"], "code": "REQUIRED" }]));

    let published = app.query_as(&token, PUBLISH, json!({ "input": { "ids": [wu], "note": "ready" } })).await;
    assert_eq!(published.headers["cache-control"], "no-store");
    let appeared = json!({ "changes": [{ "action": "PUBLISHED", "nodeId": wu }], "userErrors": [] });
    assert_eq!(published.at("/publish"), appeared);
    let input = json!({ "input": { "ids": [wu], "reason": "RETRACTED" } });
    let taken_back = app.query_as(&token, UNPUBLISH, input).await.at("/unpublish");
    let went = json!([{ "action": "REMOVED", "reason": "RETRACTED", "nodeId": wu }]);
    assert_eq!(taken_back, json!({ "changes": went, "userErrors": [] }));
}

#[rstest]
#[tokio::test]
async fn who_may_not_publish_is_refused(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (wu, _) = portrayed(&app).await;
    let before = app.export().await;
    for role in [Role::Writer, Role::Editor] {
        let token = app.token(role).await;
        for mutation in [PUBLISH, UNPUBLISH] {
            let refused = app.query_as(&token, mutation, json!({ "input": { "ids": [wu] } })).await;
            assert_eq!(refused.body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{}", refused.body);
        }
    }
    let refused = app.query_with(PUBLISH, json!({ "input": { "ids": [wu] } })).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{}", refused.body);
    assert_eq!(app.export().await, before);
}
