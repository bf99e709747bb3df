//! Pictures are drawn in the sizes that readers need, once, and kept.

use std::path::Path;

use futures_util::future::join_all;
use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgba, RgbaImage};
use reqwest::{Client, Response, redirect};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{FocalPoint, Media};
use shanghaidoctor_tests::content::save;
use shanghaidoctor_tests::pictures::{file, keep, near, publish, record, two_halves};
use shanghaidoctor_tests::{Backend, Binary, Place, TestApp};

const PUBLIC: &str = "https://api.example.org";
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// A published picture of two halves.
async fn picture(app: &TestApp, width: u32, height: u32) -> (Media, Id<Media>) {
    let bytes = file(&two_halves(width, height), ImageFormat::Png);
    let media = record(&bytes, "image/png", (width, height));
    let id = publish(app, &bytes, &media).await;
    (media, id)
}

/// What the API says of a picture.
async fn of_image(app: &TestApp, id: Id<Media>, field: &str) -> Value {
    let query = format!("query ($id: ID!) {{ node(id: $id) {{ ... on Image {{ answer: {field} }} }} }}");
    app.query_with(&query, json!({ "id": id.node().to_string() })).await.at("/node/answer")
}

/// The path of a picture as a client of the API learns it.
async fn path(app: &TestApp, id: Id<Media>, arguments: &str) -> String {
    let url = of_image(app, id, &format!("url{arguments}")).await;
    url.as_str().unwrap().strip_prefix(PUBLIC).expect("an address of this server").to_owned()
}

async fn drawn(app: &TestApp, path: &str) -> (Vec<u8>, DynamicImage) {
    let response = app.get(path).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let bytes = response.bytes().await.unwrap().to_vec();
    let picture = image::load_from_memory(&bytes).unwrap();
    (bytes, picture)
}

fn header(response: &Response, name: &str) -> String {
    response.headers()[name].to_str().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn a_picture_is_drawn_in_the_next_larger_size_and_the_format_asked_for(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Place::Folder, Place::S3)] place: Place,
) {
    let store = place.open();
    let app = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let (_, id) = picture(&app, 900, 600).await;
    for (format, media_type, kind) in [
        ("JPEG", "image/jpeg", ImageFormat::Jpeg),
        ("PNG", "image/png", ImageFormat::Png),
        ("WEBP", "image/webp", ImageFormat::WebP),
    ] {
        let path = path(&app, id, &format!("(width: 300, format: {format})")).await;
        let response = app.get(&path).send().await.unwrap();
        assert_eq!((response.status().as_u16(), header(&response, "content-type").as_str()), (200, media_type));
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        let bytes = response.bytes().await.unwrap();
        assert_eq!(image::guess_format(&bytes).unwrap(), kind);
        let picture = image::load_from_memory(&bytes).unwrap();
        assert_eq!(picture.dimensions(), (320, 213), "{format}");
        assert!(near(picture.get_pixel(20, 100), [200, 0, 0]), "{format}: {:?}", picture.get_pixel(20, 100));
        assert!(near(picture.get_pixel(300, 100), [0, 0, 200]), "{format}: {:?}", picture.get_pixel(300, 100));
    }
    for (arguments, size) in [
        ("(width: 900)", (900, 600)),
        ("(width: 5000)", (900, 600)),
        ("(format: PNG)", (900, 600)),
        ("(height: 100)", (160, 107)),
        ("(width: 200, height: 9999, fit: CONTAIN)", (320, 213)),
    ] {
        let (bytes, picture) = drawn(&app, &path(&app, id, arguments).await).await;
        assert_eq!(image::guess_format(&bytes).unwrap(), ImageFormat::Png, "the kind of the original");
        assert_eq!(picture.dimensions(), size, "{arguments}");
    }
}

/// Width and height as the property `ispe` has them (ISO/IEC 23008-12, section 6.5.3).
fn size_of_avif(bytes: &[u8]) -> (u32, u32) {
    let place = bytes.windows(4).position(|name| name == b"ispe").expect("a picture has a size") + 8;
    let number = |place: usize| u32::from_be_bytes(bytes[place..place + 4].try_into().unwrap());
    (number(place), number(place + 4))
}

/// Nothing here reads the format, so its boxes have to do.
#[rstest]
#[tokio::test]
async fn avif_is_drawn_in_the_sizes_of_the_others_and_keeps_transparency(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Place::Folder, Place::S3)] place: Place,
) {
    let store = place.open();
    let app = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let (_, id) = picture(&app, 900, 600).await;
    let glass = file(&RgbaImage::from_pixel(200, 100, Rgba([0, 0, 90, 20])).into(), ImageFormat::Png);
    let glass = publish(&app, &glass, &record(&glass, "image/png", (200, 100))).await;
    for (id, size, transparent) in [(id, (320, 213), false), (glass, (200, 100), true)] {
        let path = path(&app, id, "(width: 300, format: AVIF)").await;
        let response = app.get(&path).send().await.unwrap();
        assert_eq!((response.status().as_u16(), header(&response, "content-type").as_str()), (200, "image/avif"));
        let bytes = response.bytes().await.unwrap();
        assert_eq!((image::guess_format(&bytes).unwrap(), size_of_avif(&bytes)), (ImageFormat::Avif, size));
        assert_eq!(contains(&bytes, "auxiliary:alpha"), transparent);
        assert!(!contains(&bytes, "Exif"));
    }
    let offered = of_image(&app, id, "srcset(format: AVIF)").await;
    assert!(offered.as_str().unwrap().ends_with("/w900.avif 900w"), "{offered}");
}

#[rstest]
#[tokio::test]
async fn a_rendition_never_changes_and_is_not_sent_twice(#[values(Place::Folder, Place::S3)] place: Place) {
    let store = place.open();
    let app = TestApp::configured(Backend::Sqlite, false, |config| store.settle(config)).await;
    let (_, id) = picture(&app, 400, 300).await;
    let path = path(&app, id, "(width: 160, format: WEBP)").await;
    let head = Client::new().head(format!("{}{path}", app.url)).send().await.unwrap();
    let first = app.get(&path).send().await.unwrap();
    assert_eq!((head.status(), first.status()), (reqwest::StatusCode::OK, reqwest::StatusCode::OK));
    for name in ["etag", "cache-control", "content-type", "content-length"] {
        assert_eq!(header(&head, name), header(&first, name), "{name}");
    }
    assert_eq!(header(&first, "cache-control"), IMMUTABLE);
    let tag = header(&first, "etag");
    assert!(head.bytes().await.unwrap().is_empty());
    let held = app.get(&path).header("if-none-match", &tag).send().await.unwrap();
    assert_eq!((held.status().as_u16(), header(&held, "cache-control").as_str()), (304, IMMUTABLE));
    assert!(held.bytes().await.unwrap().is_empty());
    assert_eq!(app.app.renditions.drawn(), 1);
}

#[rstest]
#[tokio::test]
async fn many_who_ask_at_once_get_one_drawing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Place::Folder, Place::S3)] place: Place,
) {
    let store = place.open();
    let app = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let (_, id) = picture(&app, 1500, 1000).await;
    let path = path(&app, id, "(width: 1280, format: WEBP)").await;
    let answers =
        join_all((0..20).map(|_| async { app.get(&path).send().await.unwrap().bytes().await.unwrap() })).await;
    assert!(answers.iter().all(|bytes| bytes == &answers[0] && !bytes.is_empty()));
    assert_eq!(app.app.renditions.drawn(), 1);
    assert_eq!(app.get(&path).send().await.unwrap().bytes().await.unwrap(), answers[0]);
    assert_eq!(app.app.renditions.drawn(), 1, "it is kept");
    assert_eq!(store.renditions(&app), [path.trim_start_matches("/media/")]);
}

#[rstest]
#[tokio::test]
async fn what_a_box_cuts_off_is_farthest_from_the_focal_point(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let bytes = file(&two_halves(800, 400), ImageFormat::Png);
    let mut media = record(&bytes, "image/png", (800, 400));
    media.focal_point = Some(FocalPoint { x: 0.9, y: 0.5 });
    let id = publish(&app, &bytes, &media).await;
    let before = path(&app, id, "(width: 300, height: 300)").await;
    let (_, right) = drawn(&app, &before).await;
    assert_eq!(right.dimensions(), (320, 320));
    assert!([5, 160, 315].into_iter().all(|x| near(right.get_pixel(x, 160), [0, 0, 200])));

    media.focal_point = Some(FocalPoint { x: 0.1, y: 0.5 });
    let mut writing = app.write().await;
    writing.save(id, Some(1), &media).await.unwrap();
    writing.publish(id.node()).await.unwrap();
    writing.commit().await.unwrap();
    let after = path(&app, id, "(width: 300, height: 300)").await;
    assert_ne!(before, after, "what is held at the old address is held for a year");
    let (_, left) = drawn(&app, &after).await;
    assert!([5, 160, 315].into_iter().all(|x| near(left.get_pixel(x, 160), [200, 0, 0])));

    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
    let moved = client.get(format!("{}{before}", app.url)).send().await.unwrap();
    assert_eq!(moved.status(), 307, "another focal point is nobody's to choose");
    assert_eq!(header(&moved, "location"), after.rsplit('/').next().unwrap());
    assert_eq!(app.get(&before).send().await.unwrap().url().path(), after);
    assert_eq!(app.app.renditions.drawn(), 2);
}

#[rstest]
#[tokio::test]
async fn srcset_names_every_width_that_there_is(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let (media, id) = picture(&app, 700, 350).await;
    let all = of_image(&app, id, "srcset(format: WEBP)").await;
    let address = |width: u32, ending: &str| format!("{PUBLIC}/media/{}/w{width}.{ending} {width}w", media.hash);
    assert_eq!(all, [160, 320, 480, 640, 700].map(|width| address(width, "webp")).join(", "));
    let some = of_image(&app, id, "srcset(widths: [9999, 300, 310, 1])").await;
    assert_eq!(some, [160, 320, 700].map(|width| address(width, "png")).join(", "));
    for entry in all.as_str().unwrap().split(", ") {
        let (url, width) = entry.split_once(' ').unwrap();
        let (_, picture) = drawn(&app, url.strip_prefix(PUBLIC).unwrap()).await;
        assert_eq!(format!("{}w", picture.width()), width);
    }
}

/// A page that is not laid out yet asks for 0 pixels. An error would take the picture from it, and all that is said of it.
#[rstest]
#[tokio::test]
async fn below_one_pixel_it_is_the_smallest_and_the_picture_stays(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let (media, id) = picture(&app, 700, 350).await;
    let address = |name: &str| format!("{PUBLIC}/media/{}/{name}.png", media.hash);
    for (field, expected) in [
        ("url(width: 0)", address("w160")),
        ("url(height: -1)", address("w160")),
        ("url(width: 0, height: 0)", address("w160-1x1-50")),
        ("url(width: -2147483648)", address("w160")),
        ("srcset(widths: [320, 0])", format!("{} 160w, {} 320w", address("w160"), address("w320"))),
        ("srcset(widths: [])", String::new()),
    ] {
        assert_eq!(of_image(&app, id, field).await, expected, "{field}");
    }
}

#[rstest]
#[tokio::test]
async fn nobody_can_have_pictures_drawn_that_the_ladder_lacks(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Place::Folder, Place::S3)] place: Place,
) {
    let store = place.open();
    let app = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let (media, _) = picture(&app, 700, 350).await;
    let names = [
        "w161.webp",
        "w701.webp",
        "w960.webp",
        "w0.webp",
        "w0320.webp",
        "w320.gif",
        "w320.heic",
        "w320",
        "320.webp",
        "w320-7x5-50.webp",
        "w320-2x1-50.webp",
        "w640-1x1-50.webp",
        "w320-1x1-101.webp",
        "w320-1x1.webp",
        "w320.webp.part",
        "%2e%2e%2fw320.webp",
    ];
    let hash = &media.hash;
    let nobody = "0".repeat(64);
    let paths = names.iter().map(|name| format!("/media/{hash}/{name}"));
    for path in paths.chain([format!("/media/{nobody}/w320.webp"), "/media/..%2fmedia/w320.webp".to_owned()]) {
        let answer = app.send(app.get(&path)).await;
        assert_eq!((answer.status, &answer.body["title"]), (404, &"Not Found".into()), "{path}");
        assert_eq!(answer.headers["content-type"], "application/problem+json", "{path}");
    }
    assert_eq!(app.app.renditions.drawn(), 0);
    assert_eq!(store.renditions(&app), [""; 0]);
}

/// A JPEG whose camera was held upright (EXIF orientation 6: turn it right) and that tells who held it.
fn turned(picture: &DynamicImage) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x02".to_vec();
    // Tag, type, count, value: Orientation (0x0112), a SHORT; Artist (0x013b), 12 bytes of text behind the directory.
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    tiff.extend([0x01, 0x3b, 0, 2, 0, 0, 0, 12, 0, 0, 0, 38]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"Liu Secret \0");
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(tiff);
    let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
    let jpeg = file(picture, ImageFormat::Jpeg);
    [&jpeg[..2], &[0xff, 0xe1], &length, &segment, &jpeg[2..]].concat()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

/// As an editor's computer has it: the page, and beside it a photograph.
#[rstest]
#[tokio::test]
async fn a_photograph_is_shown_upright_and_tells_nothing_of_its_camera(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let photograph = turned(&two_halves(400, 200));
    assert!(contains(&photograph, "Liu Secret"));
    let folder = app.folder.path();
    std::fs::write(folder.join("desk.jpg"), &photograph).unwrap();
    let output = Binary::on(&app).run(&["import", &page_with(folder, "desk.jpg"), "--publish"]);
    assert!(output.status.success(), "{output:?}");
    let query = "{ article(slug: \"wu-jing-a-room-by-the-river\") { body { ... on Figure { \
        image { width height thumbhash url(width: 160) } } } } }";
    let body = app.query(query).await.at("/article/body");
    let image = &body.as_array().unwrap().iter().find(|block| block.get("image").is_some()).unwrap()["image"];
    assert_eq!((&image["width"], &image["height"]), (&json!(200), &json!(400)), "as it is shown");
    assert!(image["thumbhash"].as_str().unwrap().len() > 20, "{image}");
    let (bytes, picture) = drawn(&app, image["url"].as_str().unwrap().strip_prefix(PUBLIC).unwrap()).await;
    assert_eq!(picture.dimensions(), (160, 320));
    assert!(near(picture.get_pixel(80, 20), [200, 0, 0]), "what was left is on top");
    assert!(near(picture.get_pixel(80, 300), [0, 0, 200]), "what was right is below");
    assert!(!contains(&bytes, "Liu Secret") && !contains(&bytes, "Exif"));
}

/// A page whose only picture has this name.
pub(crate) fn page_with(folder: &Path, picture: &str) -> String {
    let page = format!(
        "<html><head><meta charset=\"utf-8\"></head><body><h1>Dr. Wu Jing | A Room by the River</h1>\
         <div>Update time:2025-06-03Visits:12</div><p>Professor Wu Jing</p><h2>Preface</h2><p>The river is wide here.</p>\
         <h2>The First Winter</h2><p>It was cold, and the ward was full.</p><p><img src=\"{picture}\" alt=\"A desk\"></p>\
         <p>It thawed in March.</p></body></html>"
    );
    let path = folder.join("page.html");
    std::fs::write(&path, page).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_file_that_cannot_be_drawn_is_not_taken_from_a_page() {
    let app = TestApp::start(Backend::Sqlite).await;
    let whole = file(&two_halves(300, 300), ImageFormat::Png);
    for (bytes, told) in [
        (whole[..whole.len() / 2].to_vec(), "not taken: its file is damaged"),
        (bomb(16_000, 16_000), "not taken: it has too many pixels"),
        (b"no picture at all".to_vec(), "not taken: it is no PNG, JPEG, GIF or WebP"),
    ] {
        std::fs::write(app.folder.path().join("desk.png"), bytes).unwrap();
        let output = Binary::on(&app).run(&["import", &page_with(app.folder.path(), "desk.png")]);
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(printed.contains(told), "{printed}");
    }
}

#[tokio::test]
async fn a_record_of_before_gets_its_likeness_and_keeps_what_an_editor_wrote() {
    let app = TestApp::start(Backend::Sqlite).await;
    let (_, id) = picture(&app, 300, 200).await;
    assert_eq!(of_image(&app, id, "thumbhash").await, Value::Null);
    let folder = app.folder.path();
    std::fs::write(folder.join("desk.png"), file(&two_halves(300, 200), ImageFormat::Png)).unwrap();
    let output = Binary::on(&app).run(&["import", &page_with(folder, "desk.png"), "--publish"]);
    assert!(output.status.success(), "{output:?}");
    let mut writing = app.write().await;
    writing.publish(id.node()).await.unwrap();
    writing.commit().await.unwrap();
    assert!(of_image(&app, id, "thumbhash").await.as_str().is_some_and(|text| text.len() > 20));
    assert_eq!(of_image(&app, id, "alt").await, "Two halves");
}

/// Transparency stays where the format knows it, and becomes white where not.
#[tokio::test]
async fn what_is_transparent_is_white_in_a_jpeg() {
    let app = TestApp::start(Backend::Sqlite).await;
    let bytes = file(&RgbaImage::from_pixel(200, 200, Rgba([0, 0, 0, 0])).into(), ImageFormat::Png);
    let id = publish(&app, &bytes, &record(&bytes, "image/png", (200, 200))).await;
    let (_, jpeg) = drawn(&app, &path(&app, id, "(width: 160, format: JPEG)").await).await;
    assert!(near(jpeg.get_pixel(80, 80), [255, 255, 255]));
    for format in ["PNG", "WEBP"] {
        let (_, picture) = drawn(&app, &path(&app, id, &format!("(width: 160, format: {format})")).await).await;
        assert_eq!(picture.get_pixel(80, 80).0[3], 0, "{format}");
    }
}

/// A PNG that says it has so many pixels, and has none.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = file(&two_halves(2, 2), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

/// The checksum of a PNG's chunk (PNG, third edition, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 })
    })
}

#[rstest]
#[tokio::test]
async fn a_file_that_cannot_be_drawn_is_told_of_and_hurts_nobody(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Place::Folder, Place::S3)] place: Place,
) {
    let store = place.open();
    let app = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let whole = file(&two_halves(300, 300), ImageFormat::Png);
    for (bytes, told) in [
        (bomb(60_000, 60_000), "pixels"),
        (bomb(16_000, 16_000), "pixels"),
        (whole[..whole.len() / 2].to_vec(), "damaged"),
        (b"no picture at all".to_vec(), "no PNG, JPEG, GIF or WebP"),
    ] {
        let id = publish(&app, &bytes, &record(&bytes, "image/png", (300, 300))).await;
        let answer = app.send(app.get(&path(&app, id, "(width: 160)").await)).await;
        assert_eq!(
            (answer.status, &answer.headers["content-type"]),
            (422, &"application/problem+json".parse().unwrap())
        );
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert!(answer.body["detail"].as_str().unwrap().contains(told), "{}", answer.body);
    }
    let (_, id) = picture(&app, 300, 300).await;
    drawn(&app, &path(&app, id, "(width: 160)").await).await;
}

#[rstest]
#[tokio::test]
async fn nobody_sees_the_picture_of_a_draft(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Place::Folder, Place::S3)] place: Place,
) {
    let store = place.open();
    let app = TestApp::configured(backend, false, |config| store.settle(config)).await;
    let bytes = file(&two_halves(300, 300), ImageFormat::Png);
    let media = record(&bytes, "image/png", (300, 300));
    keep(&app, &bytes, &media).await;
    let mut writing = app.write().await;
    let id = save(&mut writing, &media).await;
    writing.commit().await.unwrap();
    let paths = [format!("/media/{}", media.file_name()), format!("/media/{}/w160.png", media.hash)];
    for path in &paths {
        assert_eq!(app.send(app.get(path)).await.status, 404, "{path}");
        let held = app.get(path).header("if-none-match", "*").send().await.unwrap();
        assert_eq!(held.status(), 404, "{path}");
    }
    let mut writing = app.write().await;
    writing.publish(id.node()).await.unwrap();
    writing.commit().await.unwrap();
    for path in &paths {
        drawn(&app, path).await;
    }
}
