//! The original of a picture is for nobody: it tells where, when and with what it was taken. All that is public was drawn
//! of it, upright and in the colours of the web.

use std::collections::BTreeSet;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, GenericImageView as _, ImageEncoder, ImageFormat};
use moxcms::ColorProfile;
use reqwest::StatusCode;
use rstest::rstest;
use serde_json::json;
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{Block, Figure, Media};
use shanghaidoctor_tests::content::{article, doctor, save};
use shanghaidoctor_tests::pictures::{keep, near, record, two_halves};
use shanghaidoctor_tests::{Backend, Crawler, TestApp};

const PUBLIC: &str = "https://api.example.org";

/// 31 degrees, 13 minutes and 329.1082 seconds: three fractions of whole numbers.
const LATITUDE: [u32; 6] = [31, 1, 13, 1, 987_654, 3_001];

const PHOTOGRAPHER: &[u8] = b"Liu Secret \0";

fn latitude() -> Vec<u8> {
    LATITUDE.into_iter().flat_map(u32::to_be_bytes).collect()
}

/// What a camera writes (EXIF 2.32): it was held upright (orientation 6, to be turned right), by whom, and where.
fn exif() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    let at = |offset: u32| offset.to_be_bytes();
    let (artist, places, seconds) = (50, 62, 92);
    [
        b"MM\0*\0\0\0\x08\0\x03".to_vec(),
        entry(0x0112, 3, 1, [0, 6, 0, 0]),
        entry(0x013b, 2, 12, at(artist)),
        entry(0x8825, 4, 1, at(places)),
        vec![0; 4],
        PHOTOGRAPHER.to_vec(),
        b"\0\x02".to_vec(),
        entry(1, 2, 2, *b"N\0\0\0"),
        entry(2, 5, 3, at(seconds)),
        vec![0; 4],
        latitude(),
    ]
    .concat()
}

/// A photograph as a file of the camera: lying, with its metadata and the profile of its colours.
fn photograph(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    match format {
        ImageFormat::Jpeg => write(JpegEncoder::new(&mut bytes), picture),
        ImageFormat::Png => write(PngEncoder::new(&mut bytes), picture),
        _ => write(WebPEncoder::new_lossless(&mut bytes), picture),
    }
    bytes.into_inner()
}

fn write(mut encoder: impl ImageEncoder, picture: &DynamicImage) {
    encoder.set_exif_metadata(exif()).unwrap();
    encoder.set_icc_profile(ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    let (width, height) = picture.dimensions();
    encoder.write_image(picture.as_bytes(), width, height, picture.color().into()).unwrap();
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// What tells of the camera, the photographer, the place or the colours, by the name that each format has for it.
fn told_by(bytes: &[u8]) -> Vec<String> {
    let latitude = latitude();
    let names: [&[u8]; 8] =
        [b"Exif", b"eXIf", b"EXIF", b"ICC_PROFILE", b"iCCP", b"ICCP", &PHOTOGRAPHER[..10], &latitude];
    names.into_iter().filter(|name| contains(bytes, name)).map(|name| String::from_utf8_lossy(name).into()).collect()
}

/// A doctor whose portrait it is, and an article with it on its cover and in its text; all of it published.
async fn publish_everywhere(app: &TestApp, bytes: &[u8], media: &Media) -> Id<Media> {
    keep(app, bytes, media).await;
    let mut writing = app.write().await;
    let id = save(&mut writing, media).await;
    let mut wu = doctor("Wu", "Jing");
    wu.portrait = Some(id);
    let wu = save(&mut writing, &wu).await;
    let mut report = article("A room by the river", &[wu]);
    report.cover = Some(id);
    report.body.0.push(Block::Figure(Figure { image: Some(id), caption: None, credit: None }));
    let report = save(&mut writing, &report).await;
    writing.publish(wu.node()).await.unwrap();
    writing.publish(report.node()).await.unwrap();
    writing.commit().await.unwrap();
    id
}

/// Every answer that there is to have about what is published here.
async fn every_answer(app: &TestApp, picture: Id<Media>) -> Vec<String> {
    let crawler = Crawler::new(app).await;
    let fields = [
        ("doctor", "(slug: \"wu-jing\")"),
        ("article", "(slug: \"a-room-by-the-river\")"),
        ("doctors", ""),
        ("articles", ""),
    ];
    let queries = fields.into_iter().flat_map(|(field, arguments)| crawler.queries(field, arguments));
    let mut texts = Vec::new();
    for query in queries {
        texts.push(app.query_with(&query, json!({ "after": null })).await.data().to_string());
    }
    let of_image = "query ($id: ID!) { node(id: $id) { ... on Image { url srcset \
        jpeg: srcset(format: JPEG) png: srcset(format: PNG) webp: srcset(format: WEBP) \
        face: url(width: 100, height: 100) } } }";
    texts.push(app.query_with(of_image, json!({ "id": picture.node().to_string() })).await.data().to_string());
    texts
}

/// The addresses of pictures in a text, below that of the server.
fn addresses(text: &str) -> impl Iterator<Item = String> {
    let begin = format!("{PUBLIC}/media/");
    let places: Vec<usize> = text.match_indices(&begin).map(|(place, _)| place + PUBLIC.len()).collect();
    places.into_iter().map(|place| {
        let address = &text[place..];
        let end = address.find(|c: char| !c.is_ascii_alphanumeric() && !"/.-_".contains(c));
        address[..end.unwrap_or(address.len())].to_owned()
    })
}

/// Where somebody may look for the original.
fn guessed(media: &Media) -> Vec<String> {
    let (hash, name) = (&media.hash, media.file_name());
    let (_, ending) = name.split_once('.').unwrap();
    [
        format!("/media/{name}"),
        format!("/media/{hash}"),
        format!("/media/{hash}/{name}"),
        format!("/media/{hash}/original.{ending}"),
        format!("/media/{hash}/w2560.{ending}"),
        format!("/media/%2e/{name}"),
        format!("/media/{hash}/..%2f{name}"),
        format!("/media/..%2fmedia%2f{name}"),
        format!("/media/{hash}/%2e%2e%2f%2e%2e%2fmedia%2f{name}"),
    ]
    .to_vec()
}

#[rstest]
#[tokio::test]
async fn no_public_address_gives_what_the_camera_wrote(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP)] format: ImageFormat,
) {
    let app = TestApp::start(backend).await;
    let bytes = photograph(&two_halves(400, 200), format);
    let told = told_by(&bytes);
    assert_eq!(told.len(), 4, "the camera tells of itself, who held it, where, and of its colours: {told:?}");
    // As the import writes it: turned.
    let media = record(&bytes, format.to_mime_type(), (200, 400));
    let id = publish_everywhere(&app, &bytes, &media).await;

    let texts = every_answer(&app, id).await;
    for place in ["<img src", "contentUrl", "srcset"] {
        assert!(texts.iter().any(|text| text.contains(place)), "the answers hold {place}");
    }
    let named: BTreeSet<String> = texts.iter().flat_map(|text| addresses(text)).collect();
    assert!(named.len() > 5, "{named:?}");
    for path in named.iter().cloned().chain(guessed(&media)) {
        let response = app.get(&path).send().await.unwrap();
        let found = response.status() == StatusCode::OK;
        assert!(found || !named.contains(&path), "{path}: {}", response.status());
        let body = response.bytes().await.unwrap();
        assert_eq!(told_by(&body), Vec::<String>::new(), "{path}");
        if found {
            let picture = image::load_from_memory(&body).unwrap();
            assert!(picture.width() <= picture.height(), "{path} lies on its side");
            assert!(near(picture.get_pixel(picture.width() / 2, 5), [217, 0, 0]), "{path}: what was left is on top");
        }
    }
}

/// An address that was given out before still leads to the picture.
#[rstest]
#[tokio::test]
async fn the_address_of_an_original_leads_to_what_was_drawn_of_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let bytes = photograph(&two_halves(400, 200), ImageFormat::Jpeg);
    let media = record(&bytes, "image/jpeg", (200, 400));
    let id = publish_everywhere(&app, &bytes, &media).await;
    let url = app.query_with(
        "query ($id: ID!) { node(id: $id) { ... on Image { url } } }",
        json!({ "id": id.node().to_string() }),
    );
    let url = url.await.at("/node/url");
    assert_eq!(url, format!("{PUBLIC}/media/{}/w200.jpg", media.hash));
    let response = app.get(&format!("/media/{}.jpg", media.hash)).send().await.unwrap();
    assert_eq!(
        (response.status(), format!("{PUBLIC}{}", response.url().path())),
        (StatusCode::OK, url.as_str().unwrap().to_owned())
    );
}
