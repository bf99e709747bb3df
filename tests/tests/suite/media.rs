//! Pictures are served at the addresses that answers give, once and for all.

use image::DynamicImage;
use reqwest::{Client, Response};
use rstest::rstest;
use shanghaidoctor_tests::{Backend, Place, TestApp, repository};

/// Under `PUBLIC_URL` of the test application.
const PUBLIC: &str = "https://api.example.org";

/// The path of a picture as a client of the API learns it.
async fn portrait(app: &TestApp) -> String {
    let query = r#"{ doctor(slug: "shen-muyun") { portrait { url mimeType } } }"#;
    let portrait = app.query(query).await.at("/doctor/portrait");
    assert_eq!(portrait["mimeType"], "image/png");
    portrait["url"].as_str().unwrap().strip_prefix(PUBLIC).expect("an address of this server").to_owned()
}

/// The file that the sample has of it.
fn original(path: &str) -> DynamicImage {
    let hash = path.split('/').nth(2).unwrap();
    image::open(repository().join(format!("sample/media/{hash}.png"))).unwrap()
}

fn header(response: &Response, name: &str) -> String {
    response.headers()[name].to_str().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn a_picture_is_served_where_its_record_says(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Place::Folder, Place::S3)] place: Place,
) {
    let store = place.open();
    let app = TestApp::configured(backend, true, |config| store.settle(config)).await;
    let path = portrait(&app).await;
    let response = app.get(&path).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), "image/png");
    let length = header(&response, "content-length");
    assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    let bytes = response.bytes().await.unwrap();
    assert_eq!(bytes.len().to_string(), length);
    let (shown, original) = (image::load_from_memory(&bytes).unwrap(), original(&path));
    assert!(shown.to_rgb8() == original.to_rgb8(), "it is as large as the original, and drawn without loss");
}

#[rstest]
#[tokio::test]
async fn head_tells_of_a_picture_without_sending_it(#[values(Place::Folder, Place::S3)] place: Place) {
    let store = place.open();
    let app = TestApp::configured(Backend::Sqlite, true, |config| store.settle(config)).await;
    let path = portrait(&app).await;
    let response = Client::new().head(format!("{}{path}", app.url)).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), "image/png");
    let length = header(&response, "content-length");
    assert!(response.bytes().await.unwrap().is_empty());
    assert_eq!(app.get(&path).send().await.unwrap().bytes().await.unwrap().len().to_string(), length);
}

#[rstest]
#[tokio::test]
async fn a_picture_that_the_client_holds_is_not_sent_again(#[values(Place::Folder, Place::S3)] place: Place) {
    let store = place.open();
    let app = TestApp::configured(Backend::Sqlite, true, |config| store.settle(config)).await;
    let path = portrait(&app).await;
    let tag = header(&app.get(&path).send().await.unwrap(), "etag");
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    for held in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let response = app.get(&path).header("if-none-match", &held).send().await.unwrap();
        assert_eq!(response.status(), 304, "{held}");
        assert_eq!(header(&response, "etag"), tag);
        assert_eq!(header(&response, "cache-control"), "public, max-age=31536000, immutable");
        assert!(response.bytes().await.unwrap().is_empty());
    }
    for other in ["\"other\"", "nonsense", ""] {
        let response = app.get(&path).header("if-none-match", other).send().await.unwrap();
        assert_eq!(response.status(), 200, "{other}");
    }
}

/// A picture is compressed already.
#[rstest]
#[tokio::test]
async fn a_picture_is_not_compressed_again(#[values(Place::Folder, Place::S3)] place: Place) {
    let store = place.open();
    let app = TestApp::configured(Backend::Sqlite, true, |config| store.settle(config)).await;
    let path = portrait(&app).await;
    let response = app.get(&path).header("accept-encoding", "gzip, br, zstd").send().await.unwrap();
    assert!(!response.headers().contains_key("content-encoding"));
    let length = header(&response, "content-length");
    assert_eq!(response.bytes().await.unwrap().len().to_string(), length);
}

#[rstest]
#[tokio::test]
async fn a_name_that_no_picture_has_is_not_found(#[values(Place::Folder, Place::S3)] place: Place) {
    let store = place.open();
    let app = TestApp::configured(Backend::Sqlite, true, |config| store.settle(config)).await;
    let path = portrait(&app).await;
    let hash = path.split('/').nth(2).unwrap();
    std::fs::write(store.root(&app).join("media").join(format!("{hash}.part")), "unfinished").unwrap();
    let names = [
        format!("{}.png", "0".repeat(64)),
        format!("{hash}.jpg"),
        format!("{hash}.PNG"),
        format!("{hash}.part"),
        hash.to_owned(),
        format!("{hash}.png.png"),
        format!("{hash}.png%00"),
        format!("%2e%2e%2fmedia%2f{hash}.png"),
        "..%2ftest.db".to_owned(),
        "%2e%2e/test.db".to_owned(),
        "../test.db".to_owned(),
        "..%5ctest.db".to_owned(),
        "%2fetc%2fpasswd".to_owned(),
        "%ff.png".to_owned(),
        "%00/w160.png".to_owned(),
        format!("{}/w160.png", hash.to_uppercase()),
        String::new(),
    ];
    for name in names {
        let answer = app.send(app.get(&format!("/media/{name}"))).await;
        assert_eq!((answer.status, &answer.body["title"]), (404, &"Not Found".into()), "{name}");
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{name}");
    }
}
