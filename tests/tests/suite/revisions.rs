//! What a document said before: every save is kept, can be compared and brought back, and nothing changes what is kept.

use rstest::rstest;
use serde_json::json;
use shanghaidoctor_domain::content::{Block, Doctor, Paragraph};
use shanghaidoctor_domain::query::Window;
use shanghaidoctor_domain::text::RichText;
use shanghaidoctor_domain::{Actor, Id, Role};
use shanghaidoctor_persistence::{Error, history};
use shanghaidoctor_tests::content::{article, doctor, publish, save};
use shanghaidoctor_tests::{Backend, TestApp};

async fn numbers(app: &TestApp, id: Id<Doctor>) -> Vec<i32> {
    let window = Window::first(10);
    let read = history::revisions(&app.app.database, &Actor::Operator, id.node(), &window, false).await.unwrap();
    read.revisions.iter().map(|revision| revision.revision).collect()
}

async fn rename(app: &TestApp, id: Id<Doctor>, native: &str) {
    let mut writing = app.write().await;
    let mut draft = writing.draft(id).await.unwrap().unwrap().content;
    draft.name.native = Some(native.into());
    writing.save(id, None, &draft).await.unwrap();
    writing.commit().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn an_earlier_revision_is_brought_back_as_a_new_one(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    let first = app.write().await.draft(wu).await.unwrap().unwrap().content;
    rename(&app, wu, "吴静").await;
    let mut writing = app.write().await;
    let stale = writing.restore_revision(wu.node(), 1, Some(1)).await.unwrap_err();
    assert!(matches!(stale, Error::Stale { current: 2, seen: 1, .. }), "{stale}");
    let unknown = writing.restore_revision(wu.node(), 7, None).await.unwrap_err();
    assert!(matches!(unknown, Error::NoRevision { revision: 7, .. }), "{unknown}");
    assert_eq!(writing.restore_revision(wu.node(), 1, Some(2)).await.unwrap(), 3);
    assert_eq!(writing.restore_revision(wu.node(), 1, Some(3)).await.unwrap(), 3, "it says the same already");
    writing.commit().await.unwrap();
    assert_eq!(app.write().await.draft(wu).await.unwrap().unwrap().content, first);
    assert_eq!(numbers(&app, wu).await, [3, 2, 1]);
}

/// A document that an earlier revision names may be another one by now.
#[rstest]
#[tokio::test]
async fn what_was_merged_since_is_named_by_the_one_that_goes_on(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let teacher = publish(&app, &doctor("Lin", "Shu")).await;
    let twin = publish(&app, &doctor("Lin", "Shu-Yi")).await;
    let mut wu = doctor("Wu", "Jing");
    wu.mentors = vec![twin];
    let wu = publish(&app, &wu).await;
    let mut writing = app.write().await;
    writing.merge(twin.node(), teacher.node()).await.unwrap();
    writing.restore_revision(wu.node(), 1, None).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(app.write().await.draft(wu).await.unwrap().unwrap().content.mentors, [teacher]);
}

/// The fields of a text are none of the input's: what keeps it from being saved again stands at the number of its revision.
#[rstest]
#[tokio::test]
async fn a_revision_that_names_what_was_deleted_since_says_where_it_does(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let teacher = save(&mut writing, &doctor("Lin", "Shu")).await;
    let mut wu = doctor("Wu", "Jing");
    wu.mentors = vec![teacher];
    let id = save(&mut writing, &wu).await;
    writing.commit().await.unwrap();
    let mut writing = app.write().await;
    wu.mentors.clear();
    writing.save(id, Some(1), &wu).await.unwrap();
    writing.delete(teacher, 1).await.unwrap();
    writing.commit().await.unwrap();
    let restore = "mutation ($input: RestoreRevisionInput!) { restoreRevision(input: $input) { revision { number } \
        userErrors { code path message } } }";
    let input = json!({ "input": { "id": id, "revision": 1, "seen": 2 } });
    let answer = app.query_as(&app.token(Role::Writer).await, restore, input).await.at("/restoreRevision");
    let errors = answer["userErrors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{answer:#}");
    assert_eq!((&errors[0]["code"], &errors[0]["path"]), (&json!("NOT_FOUND"), &json!(["input", "revision"])));
    assert!(errors[0]["message"].as_str().unwrap().starts_with("`mentors.0`: "), "{answer:#}");
}

#[rstest]
#[tokio::test]
async fn a_draft_that_is_given_up_says_what_the_public_sees(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    rename(&app, wu, "吴静").await;
    let mut writing = app.write().await;
    assert_eq!(writing.discard_draft(wu.node(), Some(2)).await.unwrap(), 3);
    // The public sees it already.
    writing.publish_all(&[wu.node()]).await.unwrap();
    assert_eq!(writing.commit_and_tell().await.unwrap(), []);
    let public = history::public(&app.app.database, &Actor::Operator, wu.node()).await.unwrap();
    assert_eq!(public, Some(3));
    assert_eq!(app.write().await.draft(wu).await.unwrap().unwrap().content.name.native, None);

    let mut writing = app.write().await;
    let draft = save(&mut writing, &article("Never seen", &[])).await;
    let refused = writing.discard_draft(draft.node(), None).await.unwrap_err();
    assert!(refused.to_string().contains("is not published"), "{refused}");
}

#[rstest]
#[tokio::test]
async fn two_revisions_of_an_article_differ_by_paragraphs_and_words(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let portrait = publish(&app, &article("Portrait", &[])).await;
    let mut writing = app.write().await;
    let mut draft = writing.draft(portrait).await.unwrap().unwrap().content;
    draft.body.0[0] = Block::Paragraph(Paragraph { text: RichText::from_plain("It snowed.") });
    draft.body.0.push(Block::Divider);
    writing.save(portrait, None, &draft).await.unwrap();
    writing.commit().await.unwrap();
    let [one, two] = history::contents(&app.app.database, &Actor::Operator, portrait.node(), [1, 2]).await.unwrap();
    let differences = shanghaidoctor_domain::compare::compare(&one, &two);
    let paths: Vec<&str> = differences.iter().map(|difference| difference.path.as_str()).collect();
    assert_eq!(paths, ["body.0.text", "body.1"]);
    let words: Vec<&str> = differences[0].words.iter().map(|words| words.text.as_str()).collect();
    assert_eq!(words, ["It ", "rained", "snowed", "."]);
}

#[rstest]
#[tokio::test]
async fn the_history_is_told_to_nobody_who_is_not_signed_in(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    for query in [
        format!("{{ revisions(id: \"{wu}\") {{ totalCount nodes {{ author content }} }} }}"),
        format!("{{ compareRevisions(id: \"{wu}\", from: 1, to: 1) {{ path }} }}"),
        format!("{{ publishBlockers(ids: [\"{wu}\"]) {{ message }} }}"),
    ] {
        let answer = app.query(&query).await;
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{}", answer.body);
        assert_eq!(answer.body["data"], serde_json::Value::Null);
    }
}

#[rstest]
#[tokio::test]
async fn editors_read_compare_and_restore_the_history(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    rename(&app, wu, "吴静").await;
    let token = app.token(Role::Writer).await;
    let history = "query ($id: ID!, $after: String) { revisions(id: $id, first: 1, after: $after) { totalCount published \
        pageInfo { hasNextPage endCursor } nodes { number author content } } }";
    let first = app.query_as(&token, history, json!({ "id": wu })).await.at("/revisions");
    assert_eq!((&first["totalCount"], &first["published"]), (&json!(2), &json!(1)));
    assert_eq!((&first["nodes"][0]["number"], &first["nodes"][0]["author"]), (&json!(2), &json!("operator")));
    assert_eq!(first["nodes"][0]["content"]["name"]["native"], "吴静");
    let after = &first["pageInfo"]["endCursor"];
    let second = app.query_as(&token, history, json!({ "id": wu, "after": after })).await.at("/revisions");
    assert_eq!((&second["nodes"][0]["number"], &second["pageInfo"]["hasNextPage"]), (&json!(1), &json!(false)));

    let compare = "query ($id: ID!) { compareRevisions(id: $id, from: 1, to: 2) { path before after words { text } } }";
    let differences = app.query_as(&token, compare, json!({ "id": wu })).await.at("/compareRevisions");
    assert_eq!(differences, json!([{ "path": "name.native", "before": null, "after": "吴静", "words": [] }]));

    let restore = "mutation ($input: RestoreRevisionInput!) { restoreRevision(input: $input) { revision { number note } \
        userErrors { code path conflict { revision changed } } } }";
    let input =
        |revision, seen| json!({ "input": { "id": wu, "revision": revision, "seen": seen, "note": "as it was" } });
    let stale = app.query_as(&token, restore, input(1, 1)).await.at("/restoreRevision");
    let conflict = json!({ "revision": 2, "changed": ["name.native"] });
    assert_eq!(stale["userErrors"], json!([{ "code": "STALE", "path": ["input", "seen"], "conflict": conflict }]));
    let unknown = app.query_as(&token, restore, input(9, 2)).await.at("/restoreRevision");
    assert_eq!(
        unknown["userErrors"],
        json!([{ "code": "NOT_FOUND", "path": ["input", "revision"], "conflict": null }])
    );
    let restored = app.query_as(&token, restore, input(1, 2)).await.at("/restoreRevision");
    assert_eq!(restored, json!({ "revision": { "number": 3, "note": "as it was" }, "userErrors": [] }));

    rename(&app, wu, "吴晶").await;
    let discard = "mutation ($input: DiscardDraftInput!) { discardDraft(input: $input) { revision { number } \
        userErrors { code } } }";
    let input = json!({ "input": { "id": wu, "revision": 4 } });
    let discarded = app.query_as(&token, discard, input).await.at("/discardDraft");
    assert_eq!(discarded, json!({ "revision": { "number": 5 }, "userErrors": [] }));
}
