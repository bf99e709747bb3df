//! Pictures in a bucket: several servers share it, an import fills it, and while it does not answer only pictures fail.

use std::fs::File;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use futures_util::future::join;
use image::ImageFormat;
use reqwest::Client;
use rstest::rstest;
use serde_json::json;
use shanghaidoctor_api::{Config, MediaSettings};
use shanghaidoctor_domain::content::Media;
use shanghaidoctor_tests::pictures::{file, publish, record, two_halves};
use shanghaidoctor_tests::{Backend, Binary, Place, TestApp};
use tempfile::TempDir;

use crate::renditions::page_with;
use crate::running_server::RunningServer;

/// A picture and its record.
fn picture() -> (Vec<u8>, Media) {
    let bytes = file(&two_halves(1500, 1000), ImageFormat::Png);
    let media = record(&bytes, "image/png", (1500, 1000));
    (bytes, media)
}

#[rstest]
#[tokio::test]
async fn two_servers_that_draw_the_same_at_once_leave_one_whole_picture(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let store = Place::S3.open();
    let one = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let other = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let (bytes, media) = picture();
    for app in [&one, &other] {
        publish(app, &bytes, &media).await;
    }
    let path = format!("/media/{}/w1280.webp", media.hash);
    let of = async |app: &TestApp| app.get(&path).send().await.unwrap().bytes().await.unwrap();
    let (first, second) = join(of(&one), of(&other)).await;
    assert_eq!(image::load_from_memory(&first).unwrap().width(), 1280);
    assert!(first == second, "both drew the same");
    assert_eq!(store.renditions(&one), [format!("{}/w1280.webp", media.hash)]);
    let drawn = one.app.renditions.drawn() + other.app.renditions.drawn();
    for app in [&one, &other] {
        assert!(of(app).await == first, "what is kept is whole");
    }
    assert_eq!(one.app.renditions.drawn() + other.app.renditions.drawn(), drawn, "what one server kept, the other has");
}

#[rstest]
#[tokio::test]
async fn an_import_puts_pictures_where_the_server_reads_them(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let store = Place::S3.open();
    let app = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let (bytes, media) = picture();
    std::fs::write(app.folder.path().join("desk.png"), bytes).unwrap();
    let page = page_with(app.folder.path(), "desk.png");
    let output = Binary::on(&app).keeping(&store.settings()).run(&["import", &page, "--publish"]);
    assert!(output.status.success(), "{output:?}");
    assert!(!app.folder.path().join("media").exists(), "nothing is kept beside the bucket");
    assert!(store.root(&app).join("media").join(media.file_name()).exists());
    let response = app.get(&format!("/media/{}/w320.png", media.hash)).send().await.unwrap();
    assert_eq!(response.status(), 200);
}

#[rstest]
#[tokio::test]
async fn an_import_that_fails_leaves_no_picture_that_nobody_else_has(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Place::Folder, Place::S3)] place: Place,
) {
    let store = place.open();
    let app = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let (bytes, media) = picture();
    std::fs::write(app.folder.path().join("desk.png"), bytes).unwrap();
    let page = page_with(app.folder.path(), "desk.png");
    let import = |arguments: &[&str]| {
        let arguments = [&["import", &page], arguments].concat();
        Binary::on(&app).keeping(&store.settings()).run(&arguments)
    };
    let kept = store.root(&app).join("media").join(media.file_name());
    let failing = ["--channel", "No Channel"];
    assert!(!import(&failing).status.success());
    assert!(!kept.exists());
    assert!(!import(&[&failing[..], &[page.as_str()]].concat()).status.success(), "nor of several pages");
    assert!(!kept.exists());
    assert!(import(&[]).status.success());
    assert!(kept.exists());
    let other = page_with(
        &{
            let folder = app.folder.path().join("other");
            std::fs::create_dir(&folder).unwrap();
            std::fs::copy(app.folder.path().join("desk.png"), folder.join("desk.png")).unwrap();
            folder
        },
        "desk.png",
    );
    std::fs::write(&other, std::fs::read_to_string(&other).unwrap().replace("Wu Jing", "Lu Mei")).unwrap();
    let failed = Binary::on(&app).keeping(&store.settings()).run(&["import", &other, "--channel", "No Channel"]);
    assert!(!failed.status.success() && kept.exists(), "it is the picture of another page, too");
}

/// A port where nobody listens.
fn refused() -> String {
    format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
}

fn at(config: &mut Config, endpoint: String) {
    config.media = MediaSettings {
        media_store: Some("s3://pictures".into()),
        s3_endpoint: Some(endpoint),
        s3_access_key_id: Some("id".into()),
        s3_secret_access_key: "secret".parse().ok(),
        ..config.media.clone()
    };
}

/// Longer than the places are given, shorter than anybody waits.
const SOON: Duration = Duration::from_secs(20);

#[rstest]
#[tokio::test]
async fn while_a_bucket_does_not_answer_pictures_are_503_and_all_else_goes_on(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(true, false)] listens: bool,
) {
    // One that takes connections and says nothing; dropped, it refuses them.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = if listens { format!("http://{}", silent.local_addr().unwrap()) } else { refused() };
    let app = TestApp::configured(backend, false, |config| at(config, endpoint)).await;
    let (_, media) = picture();
    let mut writing = app.write().await;
    let id = shanghaidoctor_tests::content::save(&mut writing, &media).await;
    writing.publish(id.node()).await.unwrap();
    writing.commit().await.unwrap();

    let path = format!("/media/{}/w320.webp", media.hash);
    let start = Instant::now();
    let answer = app.send(app.get(&path)).await;
    assert!(start.elapsed() < SOON, "it took {:?}", start.elapsed());
    assert_eq!((answer.status, &answer.body["status"]), (503, &json!(503)), "{}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert_eq!(
        (&answer.headers["retry-after"], &answer.headers["cache-control"]),
        (&"10".parse().unwrap(), &"no-store".parse().unwrap())
    );
    let head = Client::new().head(format!("{}{path}", app.url)).send().await.unwrap();
    assert_eq!(head.status(), 503);

    let query = "query ($id: ID!) { node(id: $id) { ... on Image { url(width: 300, format: WEBP) } } }";
    let url = app.query_with(query, json!({ "id": id.node().to_string() })).await.at("/node/url");
    assert!(url.as_str().unwrap().ends_with(&path), "{url}");
    assert_eq!(app.get("/readyz").send().await.unwrap().status(), 200, "one without pictures is better than none");
    let elsewhere = app.send(app.get(&format!("/media/{}/w321.webp", media.hash))).await;
    assert_eq!(elsewhere.status, 404, "what there is not, is not looked for");
}

/// The log names the bucket that lets nobody in, and not the key.
#[tokio::test]
async fn a_server_whose_key_is_wrong_says_so_and_not_the_key() {
    let store = Place::S3.open();
    let folder = TempDir::new().unwrap();
    let log = folder.path().join("log");
    let settings = MediaSettings { s3_secret_access_key: "hunter2".parse().ok(), ..store.settings() };
    let mut command = Binary::in_folder(folder.path()).keeping(&settings).command();
    command.stderr(File::create(&log).unwrap());
    let server = RunningServer::start(command);
    assert!(server.greeting.contains("pictures in s3://pictures/site"), "{}", server.greeting);
    let deadline = Instant::now() + SOON;
    let told = loop {
        let told = std::fs::read_to_string(&log).unwrap();
        if told.contains("pictures cannot be read") {
            break told;
        }
        assert!(Instant::now() < deadline, "the log says nothing of it: {told}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(told.contains("SignatureDoesNotMatch") && !told.contains("hunter2"), "{told}");
    assert!(!server.greeting.contains("hunter2"), "{}", server.greeting);
}
