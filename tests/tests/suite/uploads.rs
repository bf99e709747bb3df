//! Pictures come in through the API: as a file of a request, by the GraphQL multipart request specification, or in pieces,
//! by tus. What a file is, its content tells.

use image::ImageFormat;
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::content::{doctor, save};
use shanghaidoctor_tests::pictures::{file, two_halves};
use shanghaidoctor_tests::{Answer, Backend, Form, Place, TestApp};

pub(crate) const UPLOAD: &str = "mutation ($input: UploadMediaInput!) { uploadMedia(input: $input) { \
    image { id mimeType width height alt credit focalPoint { x y } thumbhash } \
    userErrors { message code path documents } } }";

pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    file(&two_halves(width, height), ImageFormat::Png)
}

/// A request with one file, which stands for the variable `input.file`.
fn form(input: &Value, file: &[u8], name: &str) -> Form {
    let operations = json!({ "query": UPLOAD, "variables": { "input": input } }).to_string();
    let form = Form::default().text("operations", &operations);
    form.text("map", r#"{"0":["variables.input.file"]}"#).file("0", name, file)
}

fn sent(app: &TestApp, token: Option<&str>, form: Form) -> reqwest::RequestBuilder {
    let request = app.post_form(form).header("accept", "application/graphql-response+json");
    match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    }
}

async fn upload(app: &TestApp, token: &str, input: Value, file: &[u8], name: &str) -> Value {
    let mut input = input;
    input["file"] = Value::Null;
    let request = sent(app, Some(token), form(&input, file, name)).header("graphql-preflight", "1");
    app.send(request).await.at("/uploadMedia")
}

fn originals(folder: &std::path::Path) -> usize {
    std::fs::read_dir(folder.join("media")).map_or(0, Iterator::count)
}

#[rstest]
#[tokio::test]
async fn a_picture_that_cannot_be_saved_leaves_no_file(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Place::Folder, Place::S3)] place: Place,
) {
    use sea_orm::ConnectionTrait as _;
    let store = place.open();
    let app = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let token = app.token(Role::Writer).await;
    let database = sea_orm::Database::connect(&app.database_url).await.unwrap();
    database.execute_unprepared("ALTER TABLE revisions RENAME TO elsewhere").await.unwrap();
    let request = form(&json!({ "file": null, "alt": [] }), &png(8, 8), "a.png");
    let request = sent(&app, Some(&token), request).header("graphql-preflight", "1");
    let failed = app.send(request).await;
    assert_eq!(failed.body["errors"][0]["extensions"]["code"], "INTERNAL_SERVER_ERROR", "{}", failed.body);
    assert_eq!(originals(&store.root(&app)), 0, "the file is still there");
    database.execute_unprepared("ALTER TABLE elsewhere RENAME TO revisions").await.unwrap();
    let saved = upload(&app, &token, json!({ "alt": [] }), &png(8, 8), "a.png").await;
    assert_eq!(saved["userErrors"], json!([]));
    assert_eq!(originals(&store.root(&app)), 1);
}

#[rstest]
#[tokio::test]
async fn a_picture_comes_with_its_request_and_is_told_by_its_content(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Place::Folder, Place::S3)] place: Place,
) {
    let store = place.open();
    let app = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let token = app.token(Role::Writer).await;
    let input = json!({ "alt": [{ "locale": "en", "text": "Two halves" }, { "locale": "zh-Hans", "text": "两半" }],
        "credit": "Lu Secret", "consent": "On paper, in the cabinet", "focalPoint": { "x": 0.25, "y": 0.5 } });
    let jpeg = file(&two_halves(40, 20), ImageFormat::Jpeg);
    let answer = upload(&app, &token, input, &jpeg, "not-a-picture.exe").await;
    assert_eq!(answer["userErrors"], json!([]));
    let image = &answer["image"];
    assert_eq!(
        (&image["mimeType"], &image["width"], &image["height"]),
        (&json!("image/jpeg"), &json!(40), &json!(20)),
        "not what its sender calls it"
    );
    assert_eq!((&image["alt"], &image["credit"]), (&json!("Two halves"), &json!("Lu Secret")));
    assert!(image["thumbhash"].is_string() && image["focalPoint"] == json!({ "x": 0.25, "y": 0.5 }), "{image}");
    let root = store.root(&app);
    assert_eq!(originals(&root), 1);

    // A draft: nobody sees it.
    let shown = app.query_with("query ($id: ID!) { node(id: $id) { id } }", json!({ "id": image["id"] })).await;
    assert_eq!(shown.at("/node"), Value::Null);

    // A draft's picture is drawn for those who read drafts, and kept by no cache.
    let query = "query ($id: ID!) { node(id: $id) { ... on Image { url } } }";
    let body = json!({ "query": query, "variables": { "id": image["id"] } });
    let url = app.send(app.post(&body).bearer_auth(&token).header("content-stage", "DRAFT")).await.at("/node/url");
    let path = url.as_str().unwrap().trim_start_matches("https://api.example.org").to_owned();
    assert_eq!(app.get(&path).send().await.unwrap().status(), 404);
    assert_eq!(app.get(&path).bearer_auth(&token).send().await.unwrap().status(), 404);
    assert_eq!(app.get(&path).header("content-stage", "DRAFT").send().await.unwrap().status(), 401);
    let drawn = app.get(&path).bearer_auth(&token).header("content-stage", "DRAFT").send().await.unwrap();
    assert_eq!((drawn.status().as_u16(), &drawn.headers()["cache-control"]), (200, &"no-store".parse().unwrap()));

    let again = upload(&app, &token, json!({ "credit": "Somebody else" }), &jpeg, "again.jpg").await;
    assert_eq!(again["image"]["id"], image["id"]);
    assert_eq!(again["image"]["credit"], "Lu Secret", "what is known of it stays");
    let error = &again["userErrors"][0];
    assert_eq!((&error["code"], &error["documents"]), (&json!("DUPLICATE"), &json!([image["id"]])), "{error}");
}

#[rstest]
#[tokio::test]
async fn what_is_no_picture_or_too_large_a_one_is_refused(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Writer).await;
    let before = app.export().await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    let mut damaged = png(40, 20);
    damaged.truncate(60);
    for (bytes, words) in [
        (svg, "SVG is not taken"),
        (b"MZ\x90\0".to_vec(), "no PNG, JPEG, GIF or WebP"),
        (Vec::new(), "no PNG, JPEG, GIF or WebP"),
        (damaged, "damaged"),
        (png(1001, 1000), "at most 1000000 are taken"),
    ] {
        let answer = upload(&app, &token, json!({}), &bytes, "picture.png").await;
        let error = &answer["userErrors"][0];
        assert_eq!((&error["code"], &error["path"]), (&json!("INVALID"), &json!(["input", "file"])), "{answer}");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
        assert_eq!(answer["image"], Value::Null);
    }
    let off = upload(&app, &token, json!({ "focalPoint": { "x": 1.5, "y": 0 } }), &png(4, 2), "picture.png").await;
    assert_eq!(off["userErrors"][0]["path"], json!(["input", "focalPoint"]));
    let large = sent(&app, Some(&token), form(&json!({ "file": null }), &vec![0; 1_000_001], "picture.png"));
    assert_eq!(large.header("graphql-preflight", "1").send().await.unwrap().status(), 413);
    assert_eq!(app.export().await, before);
    assert_eq!(originals(app.folder.path()), 0, "nothing is left behind");
}

#[rstest]
#[tokio::test]
async fn a_form_is_read_for_those_who_may_upload_and_mean_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Writer).await;
    let whole = || form(&json!({ "file": null }), &png(4, 2), "a.png");
    // What a page of another site could send, with the cookies of its reader.
    assert_eq!(sent(&app, Some(&token), whole()).send().await.unwrap().status(), 400);
    assert_eq!(sent(&app, None, whole()).header("graphql-preflight", "1").send().await.unwrap().status(), 401);
    let operations = json!({ "query": UPLOAD, "variables": { "input": { "file": null } } }).to_string();
    let map = |text: &str| Form::default().text("operations", &operations).text("map", text);
    let two = r#"{"0":["variables.input.file"],"1":["variables.input.file"]}"#;
    let wrong = [
        Form::default().text("map", "{}").text("operations", &operations),
        map("[]"),
        map(r#"{"0":["variables.input.file"]}"#),
        map(r#"{"0":["variables.input.other"]}"#).file("0", "a.png", &png(4, 2)),
        map(r#"{"0":["query"]}"#).file("0", "a.png", &png(4, 2)),
        map("{}").file("0", "a.png", &png(4, 2)),
        map(two).file("0", "a.png", &png(4, 2)).file("1", "b.png", &png(4, 2)),
        Form::default().text("operations", "not JSON").text("map", "{}"),
    ];
    for form in wrong {
        let response = sent(&app, Some(&token), form).header("graphql-preflight", "1").send().await.unwrap();
        assert_eq!(response.status(), 400, "{}", response.text().await.unwrap());
    }
    // No value stands for a file, whatever it looks like.
    for value in [json!("#__graphql_file__:0"), json!(0), json!([0, 0, 0, 0, 0, 0, 0, 0]), json!({})] {
        let body = json!({ "query": UPLOAD, "variables": { "input": { "file": value } } });
        let answer: Answer = app.send(app.post(&body).bearer_auth(&token)).await;
        assert!(answer.body["errors"][0]["message"].as_str().unwrap().contains("Upload"), "{:#}", answer.body);
    }
    let none = app.query_as(&token, UPLOAD, json!({ "input": {} })).await.at("/uploadMedia/userErrors/0");
    assert_eq!((&none["code"], &none["path"]), (&json!("REQUIRED"), &json!(["input"])));
}

/// A picture says where it is used, to those who read drafts, and is not deleted while it is.
#[rstest]
#[tokio::test]
async fn a_picture_in_use_says_where(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Editor).await;
    let alt = json!({ "alt": [{ "locale": "en", "text": "A face" }] });
    let answer = upload(&app, &token, alt, &png(40, 20), "face.png").await;
    let id: shanghaidoctor_domain::NodeId = answer["image"]["id"].as_str().unwrap().parse().unwrap();
    let mut writing = app.write().await;
    let mut wu = doctor("Wu", "Jing");
    wu.portrait = shanghaidoctor_domain::Id::of(id);
    let wu = save(&mut writing, &wu).await;
    writing.commit().await.unwrap();

    let uses = "query ($id: ID!) { node(id: $id) { ... on Image { usedIn { id type name byDraft byPublished } } } }";
    let asked = async || {
        let body = json!({ "query": uses, "variables": { "id": id.to_string() } });
        app.send(app.post(&body).bearer_auth(&token).header("content-stage", "DRAFT")).await.at("/node/usedIn")
    };
    let told = |by_published: bool| json!([{ "id": wu.to_string(), "type": "DOCTOR", "name": "Wu Jing", "byDraft": true, "byPublished": by_published }]);
    assert_eq!(asked().await, told(false));

    let delete =
        "mutation ($input: DeleteInput!) { deleteMedia(input: $input) { deletedId userErrors { code documents } } }";
    let input = json!({ "input": { "id": id.to_string(), "revision": 1 } });
    let refused = app.query_as(&token, delete, input).await.at("/deleteMedia");
    assert_eq!(refused["deletedId"], Value::Null);
    assert_eq!(refused["userErrors"][0]["documents"], json!([wu.to_string()]), "{refused}");

    let mut writing = app.write().await;
    writing.publish(wu.node()).await.unwrap();
    writing.commit().await.unwrap();
    assert_eq!(asked().await, told(true));
    let public = app.query_with(uses, json!({ "id": id.to_string() })).await;
    assert_eq!(public.at("/node/usedIn"), Value::Null);
}
