//! Files come in pieces, by tus 1.0: what has come is kept when a connection breaks, and is nobody else's.

use std::io::Write as _;
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::{Backend, Place, TestApp};

use crate::uploads::{UPLOAD, png};

fn asked(app: &TestApp, token: &str, method: Method, path: &str) -> RequestBuilder {
    app.request(method, path).bearer_auth(token).header("tus-resumable", "1.0.0")
}

async fn begun(app: &TestApp, token: &str, length: usize) -> String {
    let request = asked(app, token, Method::POST, "/uploads").header("upload-length", length);
    let response = request.header("upload-metadata", "filename d29ybGQucG5n,is_confidential").send().await.unwrap();
    assert_eq!(response.status(), 201, "{}", response.text().await.unwrap());
    let place = response.headers()["location"].to_str().unwrap().to_owned();
    assert!(response.headers()["upload-expires"].to_str().unwrap().ends_with(" GMT"));
    format!("/{place}")
}

fn piece(app: &TestApp, token: &str, place: &str, at: usize, bytes: &[u8]) -> RequestBuilder {
    let request = asked(app, token, Method::PATCH, place).header("content-type", "application/offset+octet-stream");
    request.header("upload-offset", at).body(bytes.to_vec())
}

async fn offset(app: &TestApp, token: &str, place: &str) -> Response {
    asked(app, token, Method::HEAD, place).send().await.unwrap()
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn used(app: &TestApp, token: &str, place: &str) -> Value {
    let id = place.rsplit('/').next().unwrap();
    app.query_as(token, UPLOAD, json!({ "input": { "upload": id } })).await.at("/uploadMedia")
}

/// How many files of uploads lie where pictures are kept.
fn pieces(root: &std::path::Path) -> usize {
    let Ok(folders) = std::fs::read_dir(root.join("uploads")) else { return 0 };
    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).map_or(0, Iterator::count)).sum()
}

#[rstest]
#[tokio::test]
async fn a_picture_comes_in_pieces_and_is_used_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Place::Folder, Place::S3)] kept_in: Place,
) {
    let store = kept_in.open();
    let app = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let root = store.root(&app);
    let token = app.token(Role::Writer).await;
    let bytes = png(300, 200);
    let place = begun(&app, &token, bytes.len()).await;
    let half = bytes.len() / 2;
    let first = piece(&app, &token, &place, 0, &bytes[..half]).send().await.unwrap();
    assert_eq!((first.status().as_u16(), header(&first, "upload-offset")), (204, half.to_string().as_str()));

    let unfinished = used(&app, &token, &place).await;
    assert_eq!(unfinished["userErrors"][0]["path"], json!(["input", "upload"]), "{unfinished}");

    let told = offset(&app, &token, &place).await;
    assert_eq!(told.status(), 200);
    assert_eq!(header(&told, "upload-offset"), half.to_string());
    assert_eq!(header(&told, "upload-length"), bytes.len().to_string());
    assert_eq!(header(&told, "upload-metadata"), "filename d29ybGQucG5n,is_confidential");
    assert_eq!((header(&told, "cache-control"), header(&told, "tus-resumable")), ("no-store", "1.0.0"));
    let rest = piece(&app, &token, &place, half, &bytes[half..]).send().await.unwrap();
    assert_eq!(rest.status(), 204);
    assert_eq!(pieces(&root), 2);

    let answer = used(&app, &token, &place).await;
    assert_eq!((&answer["userErrors"], &answer["image"]["width"]), (&json!([]), &json!(300)), "{answer}");
    assert_eq!(offset(&app, &token, &place).await.status(), 404, "it is a picture now");
    assert_eq!(pieces(&root), 0);
}

#[rstest]
#[tokio::test]
async fn a_piece_goes_where_the_last_one_ended_and_nowhere_else(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Writer).await;
    let place = begun(&app, &token, 10).await;
    let status = async |request: RequestBuilder| request.send().await.unwrap().status().as_u16();
    assert_eq!(status(piece(&app, &token, &place, 0, b"hello")).await, 204);
    assert_eq!(status(piece(&app, &token, &place, 0, b"hello")).await, 409, "it has come");
    assert_eq!(status(piece(&app, &token, &place, 6, b"x")).await, 409, "a gap");
    assert_eq!(status(piece(&app, &token, &place, 5, b"too much")).await, 413);
    let as_text =
        asked(&app, &token, Method::PATCH, &place).header("upload-offset", 5).header("content-type", "text/plain");
    assert_eq!(status(as_text.body("x")).await, 415);
    assert_eq!(status(asked(&app, &token, Method::PATCH, &place).body("x")).await, 415);
    assert_eq!(status(asked(&app, &token, Method::GET, &place)).await, 405, "what has come is shown to nobody");
    assert_eq!(header(&offset(&app, &token, &place).await, "upload-offset"), "5");

    // Of several who send the same piece at the same time, one is taken.
    let racing = futures_util::future::join_all((0..8).map(|_| piece(&app, &token, &place, 5, b"world").send())).await;
    let taken = racing.into_iter().filter(|response| response.as_ref().unwrap().status() == 204).count();
    assert_eq!(taken, 1);
    assert_eq!(header(&offset(&app, &token, &place).await, "upload-offset"), "10");
    assert_eq!(pieces(app.folder.path()), 2);

    // A client that can send POST alone.
    let end = asked(&app, &token, Method::POST, &place).header("x-http-method-override", "DELETE");
    assert_eq!(status(end).await, 204);
    assert_eq!(offset(&app, &token, &place).await.status(), 404);
    assert_eq!(pieces(app.folder.path()), 0);
}

#[rstest]
#[tokio::test]
async fn a_piece_that_is_not_what_its_checksum_says_is_not_kept(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Writer).await;
    let place = begun(&app, &token, 11).await;
    let summed = async |at: usize, sum: &str| {
        let request = piece(&app, &token, &place, at, b"hello world").header("upload-checksum", sum);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(summed(0, "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=").await, 460);
    assert_eq!(summed(0, "md5 XrY7u+Ae7tCTyyK7j1rNww==").await, 400);
    assert_eq!(header(&offset(&app, &token, &place).await, "upload-offset"), "0");
    // From another program: `printf 'hello world' | openssl sha1 -binary | base64`.
    assert_eq!(summed(0, "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=").await, 204);
    let other = begun(&app, &token, 11).await;
    let request = piece(&app, &token, &other, 0, b"hello world");
    let request = request.header("upload-checksum", "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=");
    assert_eq!(request.send().await.unwrap().status(), 204);
}

#[rstest]
#[tokio::test]
async fn what_has_come_before_a_connection_broke_is_kept(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Writer).await;
    let place = begun(&app, &token, 100).await;
    let mut stream = TcpStream::connect(app.url.trim_start_matches("http://")).unwrap();
    let head = format!(
        "PATCH {place} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\n\
         Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: 100\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&[7; 40]).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    for _ in 0..200 {
        if header(&offset(&app, &token, &place).await, "upload-offset") == "40" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("what came is lost");
}

#[rstest]
#[tokio::test]
async fn an_upload_is_its_senders_alone_and_ends_when_nothing_is_made_of_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (owner, other) = (app.account(Role::Writer).await, app.token(Role::Administrator).await);
    let token = app.token_of(&owner).await;
    let place = begun(&app, &token, 10).await;
    assert_eq!(piece(&app, &token, &place, 0, b"0123456789").send().await.unwrap().status(), 204);
    assert_eq!(offset(&app, &other, &place).await.status(), 404);
    assert_eq!(piece(&app, &other, &place, 0, b"x").send().await.unwrap().status(), 404);
    assert_eq!(asked(&app, &other, Method::DELETE, &place).send().await.unwrap().status(), 404);
    assert_eq!(used(&app, &other, &place).await["userErrors"][0]["code"], "NOT_FOUND");

    let anonymous = app.request(Method::POST, "/uploads").header("tus-resumable", "1.0.0").header("upload-length", 1);
    assert_eq!(anonymous.send().await.unwrap().status(), 401);
    let nobody = app.request(Method::HEAD, &place).header("tus-resumable", "1.0.0").send().await.unwrap();
    assert_eq!(nobody.status(), 401);
    for path in [place.clone(), place.replace("/uploads/", "/media/"), format!("{place}/0")] {
        assert_ne!(app.get(&path).send().await.unwrap().status(), 200, "{path}");
    }

    app.app.clock.advance(Duration::from_secs(24 * 3600));
    let token = app.token_of(&owner).await;
    assert_eq!(offset(&app, &token, &place).await.status(), 410, "its time is over, whether it was taken away or not");
    let next = begun(&app, &token, 10).await;
    app.app.clock.advance(Duration::from_secs(24 * 3600 - 1));
    assert_eq!(app.app.uploads.sweep().await.unwrap(), 1, "the first one");
    assert_eq!(pieces(app.folder.path()), 0);
    app.app.clock.advance(Duration::from_secs(1));
    assert_eq!(app.app.uploads.sweep().await.unwrap(), 1);
    let token = app.token_of(&owner).await;
    assert_eq!(offset(&app, &token, &next).await.status(), 404);
}

#[tokio::test]
async fn clients_of_the_protocol_learn_what_is_spoken_here() {
    let app = TestApp::start(Backend::Sqlite).await;
    let token = app.token(Role::Writer).await;
    let about = app.request(Method::OPTIONS, "/uploads").send().await.unwrap();
    assert_eq!(about.status(), 204);
    assert_eq!(header(&about, "tus-version"), "1.0.0");
    assert_eq!(header(&about, "tus-extension"), "creation,expiration,termination,checksum");
    assert_eq!((header(&about, "tus-max-size"), header(&about, "tus-checksum-algorithm")), ("1000000", "sha1,sha256"));

    let wrong =
        |name: &'static str, value: &'static str| asked(&app, &token, Method::POST, "/uploads").header(name, value);
    let other_version = app.request(Method::POST, "/uploads").bearer_auth(&token).header("tus-resumable", "0.2.2");
    let refused = other_version.header("upload-length", 1).send().await.unwrap();
    assert_eq!((refused.status().as_u16(), header(&refused, "tus-version")), (412, "1.0.0"));
    assert_eq!(wrong("upload-length", "1000001").send().await.unwrap().status(), 413);
    for (name, value) in [("upload-defer-length", "1"), ("upload-length", "-1"), ("upload-length", "1.5")] {
        let refused = wrong(name, value).send().await.unwrap();
        assert_eq!((refused.status().as_u16(), header(&refused, "tus-resumable")), (400, "1.0.0"), "{name}: {value}");
    }
    let metadata = wrong("upload-length", "1").header("upload-metadata", "filename not=base64");
    assert_eq!(metadata.send().await.unwrap().status(), 400);

    // What a browser asks before a page may send a piece.
    let preflight = app.request(Method::OPTIONS, "/uploads/x").header("origin", "https://editors.example");
    let preflight = preflight.header("access-control-request-method", "PATCH");
    let preflight =
        preflight.header("access-control-request-headers", "tus-resumable,upload-offset").send().await.unwrap();
    assert_eq!(preflight.status(), 200);
    assert!(header(&preflight, "access-control-allow-methods").contains("PATCH"));
    let told =
        app.request(Method::OPTIONS, "/uploads").header("origin", "https://editors.example").send().await.unwrap();
    assert!(header(&told, "access-control-expose-headers").contains("upload-offset"), "{:?}", told.headers());
}
