//! A link shows the drafts that it names, by the same queries and in the same types, and nothing else that is not public.

use std::time::Duration;

use rstest::rstest;
use sea_orm::ConnectionTrait as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{Article, Doctor};
use shanghaidoctor_domain::{Id, Limits, Role};
use shanghaidoctor_persistence::accounts::{AccountChange, Doer};
use shanghaidoctor_tests::content::{appointment, article, change, doctor, organisation, publish, save};
use shanghaidoctor_tests::{Answer, Backend, TestApp};

const CREATE: &str = "mutation ($input: CreatePreviewInput!) { createPreview(input: $input) { preview { id expiresAt \
    documents { document revision } } token userErrors { code path } } }";
const REVOKE: &str = "mutation ($input: RevokePreviewInput!) { revokePreview(input: $input) { preview { id revokedAt } \
    userErrors { code path } } }";

/// A link of this input: what was made of it, and its token.
async fn link(app: &TestApp, input: Value) -> (Value, String) {
    let writer = app.token(Role::Writer).await;
    let mut made = app.query_as(&writer, CREATE, json!({ "input": input })).await.at("/createPreview");
    assert_eq!(made["userErrors"], json!([]));
    (made["preview"].take(), made["token"].as_str().unwrap().to_owned())
}

async fn link_to(app: &TestApp, documents: Value) -> String {
    link(app, json!({ "documents": documents })).await.1
}

async fn by_link(app: &TestApp, token: &str, query: &str) -> Answer {
    let request = app.post(&json!({ "query": query })).header("preview-token", token);
    app.send(request.header("accept", "application/graphql-response+json")).await
}

/// What is kept for links alone.
async fn rows_of_links(app: &TestApp) -> usize {
    let connection = sea_orm::Database::connect(&app.database_url).await.unwrap();
    let mut rows = 0;
    for table in ["articles", "article_bodies", "links"] {
        let select =
            Query::select().column("stage").from(table).and_where(Expr::col("stage").is_not_in(["D", "P"])).take();
        rows += connection.query_all(&select).await.unwrap().len();
    }
    rows
}

/// A public doctor with a public article about her, whose draft has another title and also portrays somebody who is not
/// public, and another draft.
async fn content(app: &TestApp) -> (Id<Doctor>, Id<Article>, Id<Doctor>) {
    let wu = publish(app, &doctor("Wu", "Jing")).await;
    let portrait = publish(app, &article("Portrait", &[wu])).await;
    let mut writing = app.write().await;
    let hidden = save(&mut writing, &doctor("Lin", "Shu")).await;
    save(&mut writing, &article("Another draft", &[wu])).await;
    writing.commit().await.unwrap();
    change(app, portrait, |article: &mut Article| {
        article.title = "Portrait, in draft".into();
        article.subjects = vec![wu, hidden];
    })
    .await;
    (wu, portrait, hidden)
}

const SHOWN: &str = "{ article(slug: \"portrait\") { title html subjects { slug } } articles { totalCount nodes { title } } \
    doctor(slug: \"wu-jing\") { articles { totalCount nodes { title } } } doctors { totalCount } \
    found: articles(where: { title: { contains: \"draft\" } }) { totalCount } \
    of: doctors(where: { articles: { some: { title: { contains: \"draft\" } } } }) { totalCount } }";

#[rstest]
#[tokio::test]
async fn a_link_shows_what_it_names_and_all_else_as_the_public_sees_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (_, portrait, hidden) = content(&app).await;
    let before = app.query(SHOWN).await.data();
    assert_eq!((&before["article"]["title"], &before["found"]["totalCount"]), (&json!("Portrait"), &json!(0)));
    let token = link_to(&app, json!([{ "id": portrait }])).await;
    let answer = by_link(&app, &token, SHOWN).await;
    assert_eq!(answer.headers["cache-control"], "no-store");
    let titles = json!({ "totalCount": 1, "nodes": [{ "title": "Portrait, in draft" }] });
    let shown = answer.data();
    assert_eq!(shown["article"]["title"], "Portrait, in draft");
    assert_eq!(shown["article"]["subjects"], json!([{ "slug": "wu-jing" }]), "one who is not named is not shown");
    assert_eq!((&shown["articles"], &shown["doctor"]["articles"]), (&titles, &titles));
    let counted = ["doctors", "found", "of"].map(|list| shown[list]["totalCount"].clone());
    assert_eq!(counted, [json!(1), json!(1), json!(1)]);

    let token = link_to(&app, json!([{ "id": portrait }, { "id": hidden }])).await;
    let shown = by_link(&app, &token, SHOWN).await.data();
    assert_eq!(shown["article"]["subjects"], json!([{ "slug": "wu-jing" }, { "slug": "lin-shu" }]));
    assert_eq!((&shown["doctors"]["totalCount"], &shown["of"]["totalCount"]), (&json!(2), &json!(2)));
    assert_eq!(app.query(SHOWN).await.data(), before, "the public sees nothing of it");
}

#[rstest]
#[tokio::test]
async fn lists_are_walked_through_with_the_drafts_in_their_places(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (_, _, hidden) = content(&app).await;
    app.app.clock.advance(Duration::from_secs(60));
    publish(&app, &doctor("Qi", "Ran")).await;
    let token = link_to(&app, json!([{ "id": hidden }])).await;
    for (field, order) in
        [("PUBLISHED_AT", ["wu-jing", "lin-shu", "qi-ran"]), ("NAME", ["lin-shu", "qi-ran", "wu-jing"])]
    {
        let (mut walked, mut after) = (Vec::new(), "null".to_owned());
        while walked.len() < 4 {
            let query = format!(
                "{{ doctors(first: 1, after: {after}, orderBy: {{ field: {field}, direction: ASC }}) {{ \
                 totalCount nodes {{ slug }} pageInfo {{ hasNextPage endCursor }} }} }}"
            );
            let page = by_link(&app, &token, &query).await.at("/doctors");
            assert_eq!(page["totalCount"], 3);
            walked.push(page["nodes"][0]["slug"].as_str().unwrap().to_owned());
            after = page["pageInfo"]["endCursor"].to_string();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(walked, order, "{field}");
    }
}

#[rstest]
#[tokio::test]
async fn what_a_draft_needs_is_shown_where_the_link_says_so(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("A society", None)).await;
    save(&mut writing, &organisation("Another draft", None)).await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    let post = save(&mut writing, &appointment(wu, society, 0)).await;
    writing.commit().await.unwrap();
    let query = "{ doctor(slug: \"wu-jing\") { appointments { totalCount nodes { body { ... on Organisation { name } } } } } \
        organisations { totalCount } }";
    let alone = link_to(&app, json!([{ "id": wu }])).await;
    let shown = by_link(&app, &alone, query).await.data();
    assert_eq!(
        (&shown["doctor"]["appointments"]["totalCount"], &shown["organisations"]["totalCount"]),
        (&json!(0), &json!(0))
    );

    let input = json!({ "documents": [{ "id": wu, "revision": 1 }], "withNeeded": true });
    let (preview, token) = link(&app, input).await;
    let mut named = preview["documents"].as_array().unwrap().clone();
    named.sort_by_key(|document| document["document"].to_string());
    let document = |id: String, revision: Value| json!({ "document": id, "revision": revision });
    let all = [
        document(post.to_string(), Value::Null),
        document(wu.to_string(), json!(1)),
        document(society.to_string(), Value::Null),
    ];
    assert_eq!(named, all, "nothing is shown that the link does not tell");
    let posts = json!({ "totalCount": 1, "nodes": [{ "body": { "name": "A society" } }] });
    let shown = by_link(&app, &token, query).await.data();
    assert_eq!(shown, json!({ "doctor": { "appointments": posts }, "organisations": { "totalCount": 1 } }));

    // The post cannot be shown without its body, and the link does not show that one.
    let token = link_to(&app, json!([{ "id": wu }, { "id": post }])).await;
    let half = by_link(&app, &token, query).await;
    assert_eq!(half.body["errors"][0]["extensions"]["code"], "NOT_SHOWN");
    assert!(!half.body.to_string().contains("A society"));
}

#[rstest]
#[tokio::test]
async fn a_link_to_a_revision_shows_that_one_whatever_is_saved(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (wu, portrait, _) = content(&app).await;
    let lin = publish(&app, &doctor("Lin", "Yun")).await;
    let write = async |title: &str, slug: &str, subject: Id<Doctor>| {
        change(&app, portrait, |article: &mut Article| {
            (article.title, article.slug, article.subjects) = (title.into(), slug.into(), vec![subject]);
        })
        .await;
    };
    write("A third title", "third", lin).await;
    let token = link_to(&app, json!([{ "id": portrait, "revision": 3 }])).await;
    let query = "{ article(slug: \"third\") { title plainText } gone: article(slug: \"portrait\") { title } \
        wu: doctor(slug: \"wu-jing\") { articles { totalCount } } \
        lin: doctor(slug: \"lin-yun\") { articles { totalCount nodes { title } } } \
        of: articles(where: { subjects: { some: { slug: { eq: \"lin-yun\" } } } }) { nodes { title } } \
        latest: articles(orderBy: { field: DATE, direction: DESC }) { nodes { title } } }";
    let third = json!({
        "article": { "title": "A third title", "plainText": "It rained." },
        "gone": null,
        "wu": { "articles": { "totalCount": 0 } },
        "lin": { "articles": { "totalCount": 1, "nodes": [{ "title": "A third title" }] } },
        "of": { "nodes": [{ "title": "A third title" }] },
        "latest": { "nodes": [{ "title": "A third title" }] },
    });
    assert_eq!(by_link(&app, &token, query).await.data(), third);
    write("A fourth title", "fourth", wu).await;
    assert_eq!(by_link(&app, &token, query).await.data(), third, "a later save changes nothing");
    let first = link_to(&app, json!([{ "id": portrait, "revision": 1 }])).await;
    assert_eq!(by_link(&app, &first, SHOWN).await.at("/article/title"), "Portrait");
    let draft = "{ article(slug: \"fourth\") { title } }";
    assert_eq!(by_link(&app, &token, draft).await.at("/article"), Value::Null);
    assert_eq!(app.query(draft).await.at("/article"), Value::Null);
}

#[rstest]
#[tokio::test]
async fn what_a_link_keeps_of_a_revision_is_in_nobodys_way(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    let portrait = save(&mut writing, &article("Portrait", &[wu])).await;
    writing.commit().await.unwrap();
    let (preview, token) = link(&app, json!({ "documents": [{ "id": portrait, "revision": 1 }] })).await;
    change(&app, portrait, |article: &mut Article| {
        (article.slug, article.subjects) = ("portrait-2".into(), vec![]);
    })
    .await;
    // The address and the doctor are free for others: what the link keeps is the link's own.
    publish(&app, &article("Portrait", &[])).await;
    let editor = app.token(Role::Editor).await;
    let delete = "mutation ($input: DeleteInput!) { deleteDoctor(input: $input) { deletedId userErrors { code } } }";
    let deleted =
        app.query_as(&editor, delete, json!({ "input": { "id": wu, "revision": 1 } })).await.at("/deleteDoctor");
    assert_eq!(deleted, json!({ "deletedId": wu, "userErrors": [] }));
    let query = "{ article(slug: \"portrait\") { id subjects { slug } } }";
    let shown = by_link(&app, &token, query).await.at("/article");
    assert_eq!(shown, json!({ "id": portrait, "subjects": [] }), "the link's article goes before the public's");

    assert_eq!(rows_of_links(&app).await, 3, "the article, its body, and whom it named");
    let revoked = app.query_as(&editor, REVOKE, json!({ "input": { "id": preview["id"] } })).await.at("/revokePreview");
    assert_eq!(revoked["userErrors"], json!([]));
    assert_eq!(rows_of_links(&app).await, 0);
}

#[rstest]
#[tokio::test]
async fn a_link_that_does_not_hold_is_refused_whatever_is_asked(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (_, portrait, _) = content(&app).await;
    let status = async |token: &str, path: &str| {
        let answer = app.get(path).header("preview-token", token).send().await.unwrap();
        assert_eq!(answer.headers()["cache-control"], "no-store");
        answer.status().as_u16()
    };
    let query = "/graphql?query=%7Bsite%7Bname%7D%7D";
    let paths = [query, "/articles/portrait", "/healthz", "/media/x/y", "/nowhere"];
    let refused = async |token: &str| {
        for path in paths {
            assert_eq!(status(token, path).await, 401, "{path}");
        }
    };
    for token in ["", "x", "shdp_x", "shdp_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        refused(token).await;
    }
    let (revoked, revoked_token) = link(&app, json!({ "documents": [{ "id": portrait }] })).await;
    let expired = link_to(&app, json!([{ "id": portrait }])).await;
    assert_eq!(status(&revoked_token, query).await, 200);
    assert_eq!(status(&revoked_token, "/articles/portrait").await, 200);
    let twice = app.get(query).header("preview-token", &expired).header("preview-token", &expired);
    assert_eq!(twice.send().await.unwrap().status(), 401);
    let both = app.get(query).header("preview-token", &expired).header("content-stage", "PUBLISHED");
    assert_eq!(both.send().await.unwrap().status(), 400);
    let writer = app.token(Role::Writer).await;
    app.query_as(&writer, REVOKE, json!({ "input": { "id": revoked["id"] } })).await.data();
    refused(&revoked_token).await;
    let maker = app.account(Role::Writer).await;
    let (token, input) = (app.token_of(&maker).await, json!({ "documents": [{ "id": portrait }] }));
    let made = app.query_as(&token, CREATE, json!({ "input": input })).await.at("/createPreview/token");
    let of_maker = made.as_str().unwrap().to_owned();
    assert_eq!(status(&of_maker, query).await, 200);
    let shut_out = AccountChange { disabled: Some(true), ..AccountChange::default() };
    app.app.auth.accounts().update(&Doer::operator(), maker.id, maker.revision, shut_out).await.unwrap();
    refused(&of_maker).await;
    app.app.clock.advance(Duration::from_secs(7 * 24 * 60 * 60 + 1));
    refused(&expired).await;
}

#[rstest]
#[tokio::test]
async fn links_are_listed_without_their_tokens(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (_, portrait, _) = content(&app).await;
    let writer = app.token(Role::Writer).await;
    let (first, token) = link(&app, json!({ "documents": [{ "id": portrait }], "note": "for the board" })).await;
    app.app.clock.advance(Duration::from_secs(1));
    let (second, _) = link(&app, json!({ "documents": [{ "id": portrait, "revision": 2 }] })).await;
    app.query_as(&writer, REVOKE, json!({ "input": { "id": first["id"] } })).await.data();
    let list = "query ($after: String) { previews(first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor } \
        nodes { id note revokedAt createdBy documents { document revision } } } }";
    let page = app.query_as(&writer, list, json!({})).await.at("/previews");
    assert_eq!((&page["totalCount"], &page["nodes"][0]["id"]), (&json!(2), &second["id"]));
    assert_eq!(page["nodes"][0]["documents"], json!([{ "document": portrait, "revision": 2 }]));
    let after = json!({ "after": page["pageInfo"]["endCursor"] });
    let page = app.query_as(&writer, list, after).await.at("/previews");
    assert_eq!((&page["nodes"][0]["id"], &page["nodes"][0]["note"]), (&first["id"], &json!("for the board")));
    assert_eq!((&page["pageInfo"]["hasNextPage"], page["nodes"][0]["revokedAt"].is_string()), (&json!(false), true));
    assert!(!page.to_string().contains(&token[5..]));
    let log = "{ auditLog(where: { actions: [PREVIEW_CREATED, PREVIEW_REVOKED] }) { nodes { action target } } }";
    let log = app.query_as(&app.token(Role::Administrator).await, log, json!({})).await.at("/auditLog/nodes");
    let lines: Vec<_> = log.as_array().unwrap().iter().map(|line| (&line["action"], &line["target"])).collect();
    let (created, revoked) = (json!("PREVIEW_CREATED"), json!("PREVIEW_REVOKED"));
    assert_eq!(lines, [(&revoked, &first["id"]), (&created, &second["id"]), (&created, &first["id"])]);
    let refused = app.query("{ previews { totalCount } }").await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

#[rstest]
#[tokio::test]
async fn a_link_is_made_of_drafts_that_are_there(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (_, portrait, _) = content(&app).await;
    let token = app.token(Role::Writer).await;
    let nowhere = Id::<Article>::new(uuid::Uuid::from_u128(7));
    for (input, code, path) in [
        (json!({ "documents": [] }), "REQUIRED", json!(["input", "documents"])),
        (json!({ "documents": [{ "id": nowhere }] }), "NOT_FOUND", json!(["input", "documents", "0"])),
        (
            json!({ "documents": [{ "id": portrait }, { "id": portrait, "revision": 1 }] }),
            "DUPLICATE",
            json!(["input", "documents", "1"]),
        ),
        (
            json!({ "documents": [{ "id": portrait, "revision": 9 }] }),
            "NOT_FOUND",
            json!(["input", "documents", "0", "revision"]),
        ),
        (json!({ "documents": [{ "id": portrait }], "expiresIn": 5 }), "INVALID", json!(["input", "expiresIn"])),
    ] {
        let refused = app.query_as(&token, CREATE, json!({ "input": input })).await.at("/createPreview");
        assert_eq!(refused["userErrors"], json!([{ "code": code, "path": path }]));
        assert_eq!((&refused["token"], &refused["preview"]), (&Value::Null, &Value::Null));
    }
    let refused = app.query_with(CREATE, json!({ "input": { "documents": [{ "id": nowhere }] } })).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "whatever is there");
}

#[rstest]
#[tokio::test]
async fn nobody_shares_or_hides_what_lies_beyond_their_limits(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (wu, portrait, _) = content(&app).await;
    change(&app, portrait, |article: &mut Article| article.locale = "zh-Hans".parse().unwrap()).await;
    let (theirs, _) = link(&app, json!({ "documents": [{ "id": portrait, "revision": 1 }] })).await;
    let sign_off = "mutation ($input: RequestSignOffInput!) { requestSignOff(input: $input) { token } }";
    let in_language = Limits { locales: vec!["zh-Hans".parse().unwrap()], ..Limits::default() };
    let in_channel = Limits { channels: vec!["another".into()], ..Limits::default() };
    for (limits, now_too, beyond) in [(in_language, false, "language `en-GB`"), (in_channel, true, "channel `news`")] {
        let writer = app.token_of(&app.account_within(Role::Writer, limits).await).await;
        let create = async |document: Value| {
            app.query_as(&writer, CREATE, json!({ "input": { "documents": [{ "id": wu }, document] } })).await
        };
        let refused = create(json!({ "id": portrait, "revision": 1 })).await.error();
        assert!(refused.0 == "FORBIDDEN" && refused.1.contains(beyond), "as it was: {refused:?}");
        let made = create(json!({ "id": portrait })).await;
        let asked = app.query_as(&writer, sign_off, json!({ "input": { "article": portrait } })).await;
        for answer in [made, asked] {
            let code = &answer.body["errors"][0]["extensions"]["code"];
            assert_eq!(code == "FORBIDDEN", now_too, "as it is: {}", answer.body);
        }
        let revoke = app.query_as(&writer, REVOKE, json!({ "input": { "id": theirs["id"] } })).await;
        assert_eq!(revoke.error().0, "FORBIDDEN", "a link that they could not have made");
    }
}
