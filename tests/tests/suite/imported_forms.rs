//! Pages come as they were saved: as HTML with a folder of pictures, in a Chinese encoding, as Markdown.

use std::path::{Path, PathBuf};

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::{Backend, Binary, TestApp, repository};

/// A saved page with four pictures: beside it, beside it without a word on it, on the web, and out of reach.
fn saved_page(folder: &Path) -> PathBuf {
    let inside = folder.join("pages/wu-jing_files");
    std::fs::create_dir_all(&inside).unwrap();
    let mut pictures = std::fs::read_dir(repository().join("sample/media")).unwrap().map(|file| file.unwrap().path());
    for place in [inside.join("desk.png"), inside.join("bare.png"), folder.join("secret.png")] {
        std::fs::copy(pictures.next().unwrap(), place).unwrap();
    }
    let html = "<html><head><meta charset=\"utf-8\"><link rel=\"canonical\" href=\"https://www.example.org/wu-jing\"></head><body>\
        <h1>Dr. Wu Jing | A Room by the River</h1><div>Update time:2025-06-03Visits:12</div><p>Professor Wu Jing</p>\
        <h2>Preface</h2><p>The river is <em>wide</em> here.</p>\
        <h2>The First Winter</h2><p>It was cold, and the ward was full. Nobody slept much.</p>\
        <figure><img src=\"wu-jing_files/desk.png\" alt=\"A desk by a window\"><figcaption>The desk</figcaption></figure>\
        <p>It thawed in March, and the river came up to the door of the ward.</p>\
        <p><img src=\"wu-jing_files/bare.png\"></p><p><img src=\"https://www.example.org/upload/far.png\"></p>\
        <p><img src=\"../secret.png\" alt=\"A secret\"></p><p>Nobody drowned.</p></body></html>";
    let page = folder.join("pages/wu-jing.html");
    std::fs::write(&page, html).unwrap();
    page
}

const FIGURES: &str = "{ article(slug: \"wu-jing-a-room-by-the-river\") { source { url } \
    body { ... on Figure { caption image { url alt width mimeType } } } } }";

fn figures(article: &Value) -> Vec<&Value> {
    let blocks = article["body"].as_array().unwrap().iter();
    blocks.filter(|block| block.get("caption").is_some()).collect()
}

#[rstest]
#[tokio::test]
async fn pictures_beside_a_page_are_published_with_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let page = saved_page(app.folder.path());
    let output = Binary::on(&app).run(&["import", page.to_str().unwrap(), "--publish"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    for line in [
        "wu-jing_files/desk.png: beside the page",
        "wu-jing_files/bare.png: not taken: neither an alternative text nor a caption says what it shows",
        "https://www.example.org/upload/far.png: not fetched: it is on the web",
        "../secret.png: not taken: it is outside the page's folder",
    ] {
        assert!(told.contains(line), "{line}\n{told}");
    }
    let article = app.query(FIGURES).await.at("/article");
    assert_eq!(article["source"]["url"], "https://www.example.org/wu-jing");
    let figures = figures(&article);
    let image = &figures[0]["image"];
    assert_eq!((&image["alt"], &figures[0]["caption"]), (&json!("A desk by a window"), &json!("The desk")));
    assert_eq!(image["mimeType"], "image/png");
    assert!(figures[1..].iter().all(|figure| figure["image"].is_null()), "{article}");
    let address = image["url"].as_str().unwrap().replace("https://api.example.org", "");
    assert_eq!(app.get(&address).send().await.unwrap().status(), 200);
}

/// The way an editor works: a draft first, then the picture that was missing, then all of it for everybody.
#[tokio::test]
async fn a_draft_takes_a_picture_that_came_later_and_can_be_published() {
    let app = TestApp::start(Backend::Sqlite).await;
    let page = saved_page(app.folder.path());
    let desk = app.folder.path().join("pages/wu-jing_files/desk.png");
    let bytes = std::fs::read(&desk).unwrap();
    std::fs::remove_file(&desk).unwrap();
    let import = |flags: &[&str]| {
        let output = Binary::on(&app).run(&[&["import", page.to_str().unwrap()], flags].concat());
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
        told
    };
    assert!(import(&[]).contains("wu-jing_files/desk.png: no such file beside the page"));
    std::fs::write(&desk, bytes).unwrap();
    let told = import(&[]);
    assert!(told.contains("  changed   article_") && told.contains("  new       image_"), "{told}");
    let told = import(&["--publish"]);
    assert!(told.contains("  same      article_"), "{told}");
    let article = app.query(FIGURES).await.at("/article");
    let figures = figures(&article);
    assert_eq!(figures[0]["image"]["alt"], "A desk by a window");
    assert!(figures[1..].iter().all(|figure| figure["image"].is_null()), "{article}");
}

#[tokio::test]
async fn a_folder_may_hold_pages_of_every_form() {
    let app = TestApp::start(Backend::Sqlite).await;
    let folder = tempfile::TempDir::new().unwrap();
    for name in ["cms.html", "old-tags.html", "notes.md", "founder.txt"] {
        std::fs::copy(repository().join("crates/importer/tests/pages").join(name), folder.path().join(name)).unwrap();
    }
    let output = Binary::on(&app).run(&["import", folder.path().to_str().unwrap(), "--publish", "--force"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("4 pages: 4 read (4 new), 0 not"), "{told}");
    assert_eq!(app.query("{ articles { totalCount } }").await.at("/articles/totalCount"), 4);
}
