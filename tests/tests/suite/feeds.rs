//! Feeds of articles, read as readers of feeds read them: what the API says, cut by the address, under names that stay; and
//! who asks again whether anything is new is told so at next to no cost.

mod addresses;
mod archives;
mod plans;
mod records;
mod texts;

use std::time::Duration;

use feed_rs::model::{Entry, Feed};
use feed_rs::parser;
use reqwest::Response;
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::{Id, NodeId, UnpublishReason};
use shanghaidoctor_tests::content::{article, doctor, publish, publish_changed, save};
use shanghaidoctor_tests::{Backend, TestApp, pictures};

const FORMATS: [(&str, &str); 3] = [
    ("rss", "application/rss+xml; charset=utf-8"),
    ("atom", "application/atom+xml; charset=utf-8"),
    ("json", "application/feed+json; charset=utf-8"),
];

/// The server's own address in answers.
const PUBLIC: &str = "https://api.example.org";

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

async fn get(app: &TestApp, path: &str) -> Response {
    app.get(path).send().await.unwrap()
}

/// What is at a path, as text.
async fn text(app: &TestApp, path: &str) -> String {
    let response = get(app, path).await;
    let (status, text) = (response.status(), response.text().await.unwrap());
    assert_eq!(status, 200, "{path}: {text}");
    text
}

/// What is at a path, as a reader of feeds reads it.
async fn read(app: &TestApp, path: &str) -> Feed {
    let text = text(app, path).await;
    parser::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"))
}

fn titles(feed: &Feed) -> Vec<&str> {
    feed.entries.iter().map(title).collect()
}

fn title(entry: &Entry) -> &str {
    &entry.title.as_ref().unwrap().content
}

/// Where another part of an Atom feed is, as a path of this server.
fn part(feed: &Feed, rel: &str) -> Option<String> {
    let link = feed.links.iter().find(|link| link.rel.as_deref() == Some(rel))?;
    Some(link.href.strip_prefix(PUBLIC).unwrap().to_owned())
}

/// The name of a document in every feed.
fn urn(id: &str) -> String {
    format!("urn:uuid:{}", id.parse::<NodeId>().unwrap().uuid)
}

/// Titles of the articles that the API lists, in the order of the feed.
async fn listed(app: &TestApp, condition: &str) -> Vec<String> {
    let order = "orderBy: { field: UPDATED_AT, direction: DESC }";
    let query = format!("{{ articles(first: 20, where: {condition}, {order}) {{ nodes {{ title }} }} }}");
    let nodes = app.query(&query).await.at("/articles/nodes");
    nodes.as_array().unwrap().iter().map(|node| node["title"].as_str().unwrap().to_owned()).collect()
}

#[rstest]
#[tokio::test]
async fn a_feed_says_in_each_format_what_the_api_says(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let query = "{ articles(first: 20, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { \
        id title locale excerpt canonicalUrl publishedAt updatedAt credits { role name } channel { name } \
        specialties { name } } } }";
    let articles = app.query(query).await.at("/articles/nodes");
    let articles = articles.as_array().unwrap();
    assert!(articles.len() > 10);
    for (ending, media_type) in FORMATS {
        let path = format!("/feeds/articles.{ending}");
        let response = get(&app, &path).await;
        assert_eq!((response.status().as_u16(), header(&response, "content-type").as_str()), (200, media_type));
        let feed = read(&app, &path).await;
        assert_eq!(feed.title.unwrap().content, "ShanghaiDoctor: Articles", "{ending}");
        assert_eq!(feed.language.as_deref().unwrap_or("en"), "en", "{ending}");
        assert_eq!(feed.entries.len(), articles.len(), "{ending}");
        for (entry, article) in feed.entries.iter().zip(articles) {
            let said = |name: &str| article[name].as_str().unwrap();
            assert_eq!((entry.id.as_str(), title(entry)), (urn(said("id")).as_str(), said("title")), "{ending}");
            assert_eq!(entry.links[0].href, said("canonicalUrl"), "{ending}");
            assert_eq!(moment(entry.published), said("publishedAt"), "{ending}");
            let categories: Vec<&str> =
                entry.categories.iter().map(|one| one.label.as_deref().unwrap_or(&one.term)).collect();
            let specialties = article["specialties"].as_array().unwrap();
            let named = specialties.iter().chain([&article["channel"]]).map(|one| one["name"].as_str().unwrap());
            assert_eq!(categories, named.collect::<Vec<_>>(), "{ending}");
            let authors: Vec<&str> = entry.authors.iter().map(|author| author.name.as_deref().unwrap()).collect();
            assert_eq!(authors, expected_authors(article), "{ending}");
            if ending == "atom" {
                assert_eq!(moment(entry.updated), said("updatedAt"));
                assert!(entry.summary.as_ref().unwrap().content.starts_with(said("excerpt")));
                assert!(entry.rights.as_ref().unwrap().content.contains("ShanghaiDoctor"));
            }
        }
    }
}

/// A moment as the API writes it.
fn moment(read: Option<impl std::fmt::Debug>) -> String {
    format!("{:?}", read.expect("a moment"))
}

/// Those who wrote it, or else asked the questions, or else the publication.
fn expected_authors(article: &Value) -> Vec<&str> {
    let credits = article["credits"].as_array().unwrap();
    let those = |role: &str| -> Vec<&str> {
        credits.iter().filter(|credit| credit["role"] == role).map(|credit| credit["name"].as_str().unwrap()).collect()
    };
    let named = [those("AUTHOR"), those("INTERVIEWER")].into_iter().find(|names| !names.is_empty());
    named.unwrap_or_else(|| vec!["ShanghaiDoctor"])
}

#[rstest]
#[tokio::test]
async fn the_address_cuts_a_feed_as_the_filter_of_the_api_does(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    app.indexed().await;
    let society = "id: { eq: \"SOCIETY\" }, descendants: true";
    let query = "{ organisation(slug: \"east-china-society-of-thoracic-medicine\") { id } }";
    let id = app.query(query).await.at("/organisation/id");
    let society = society.replace("SOCIETY", id.as_str().unwrap());
    let belongs = format!(
        "{{ subjects: {{ some: {{ or: [{{ workplaces: {{ some: {{ {society} }} }} }}, \
         {{ appointments: {{ some: {{ organisation: {{ {society} }} }} }} }}] }} }} }}"
    );
    for (parameters, condition) in [
        ("doctor=shen-muyun", "{ subjects: { some: { slug: { eq: \"shen-muyun\" } } } }"),
        ("specialty=thoracic-surgery", "{ specialties: { some: { slug: { eq: \"thoracic-surgery\" } } } }"),
        ("organisation=east-china-society-of-thoracic-medicine", &belongs),
        ("channel=df", "{ channel: { eq: \"df\" } }"),
        ("locale=zh-Hans", "{ locale: { eq: \"zh-Hans\" } }"),
        ("search=surgery", "{ search: \"surgery\" }"),
        ("channel=engouji&search=surgery", "{ and: [{ channel: { eq: \"engouji\" } }, { search: \"surgery\" }] }"),
    ] {
        let expected = listed(&app, condition).await;
        assert!(
            !expected.is_empty() && expected.len() < listed(&app, "null").await.len(),
            "{parameters}: {expected:?}"
        );
        for (ending, _) in FORMATS {
            let feed = read(&app, &format!("/feeds/articles.{ending}?{parameters}")).await;
            assert_eq!(titles(&feed), expected, "{ending} {parameters}");
        }
    }
    let chinese = read(&app, "/feeds/articles.atom?locale=zh-Hans").await;
    assert_eq!(chinese.title.unwrap().content, "上海医生：文章");
    let of_doctor = read(&app, "/feeds/articles.atom?doctor=shen-muyun").await;
    assert_eq!(of_doctor.title.unwrap().content, "ShanghaiDoctor: Articles · Shen Muyun");
}

#[rstest]
#[tokio::test]
async fn an_article_keeps_its_name_when_it_gets_another_title_and_address(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    let id = publish(&app, &article("Rain", &[wu])).await;
    let before = read(&app, "/feeds/articles.atom?doctor=wu-jing").await;
    app.app.clock.advance(Duration::from_secs(60));
    publish_changed(&app, id, |article| (article.title, article.slug) = ("Snow".into(), "snow".into())).await;
    publish_changed(&app, wu, |doctor| doctor.slug = "wu-jing-2".into()).await;
    app.followed().await;
    for (ending, _) in FORMATS {
        for name in ["wu-jing", "wu-jing-2", &wu.to_string()] {
            let feed = read(&app, &format!("/feeds/articles.{ending}?doctor={name}")).await;
            assert_eq!((titles(&feed), &feed.entries[0].id), (vec!["Snow"], &before.entries[0].id), "{ending} {name}");
            assert_eq!(feed.entries[0].links[0].href, "https://example.org/news/snow");
        }
    }
    let after = read(&app, "/feeds/articles.atom?doctor=wu-jing").await;
    assert_eq!(after.id, before.id, "a feed keeps its name too");
    assert_eq!(part(&after, "self").unwrap(), "/feeds/articles.atom?doctor=wu-jing-2");
    assert_eq!(after.entries[0].published, before.entries[0].published);
    assert!(after.entries[0].updated > before.entries[0].updated && after.updated > before.updated);
}

#[rstest]
#[tokio::test]
async fn who_holds_a_feed_is_told_that_it_is_still_so_and_nothing_is_read(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values("rss", "atom", "json")] ending: &str,
) {
    let app = TestApp::start(backend).await;
    let wu = publish(&app, &doctor("Wu", "Jing")).await;
    publish(&app, &article("Rain", &[wu])).await;
    app.app.clock.advance(Duration::from_secs(2));
    app.followed().await;
    let path = format!("/feeds/articles.{ending}?doctor=wu-jing");
    let first = get(&app, &path).await;
    let (tag, modified) = (header(&first, "etag"), header(&first, "last-modified"));
    assert_eq!(modified, "Sun, 01 Mar 2026 12:00:00 GMT");
    assert!(header(&first, "cache-control").starts_with("public, max-age=60"));
    assert!(header(&first, "cache-tag").contains("articles"), "{}", header(&first, "cache-tag"));
    let vary = header(&first, "vary").to_ascii_lowercase();
    assert!(vary.contains("accept-encoding") && !vary.contains("accept-language"), "{vary}");
    let before = app.app.database.statements();
    for (name, value) in [("if-none-match", &tag), ("if-modified-since", &modified)] {
        let held = app.get(&path).header(name, value).send().await.unwrap();
        assert_eq!((held.status().as_u16(), header(&held, "etag")), (304, tag.clone()), "{name}");
        assert_eq!(header(&held, "last-modified"), modified);
        assert!(held.bytes().await.unwrap().is_empty());
    }
    let other = app.get(&path).header("if-none-match", "\"x\"").header("if-modified-since", &modified);
    assert_eq!(other.send().await.unwrap().status(), 200, "a tag says more than a date");
    assert_eq!(app.app.database.statements(), before, "nothing was read");

    publish(&app, &article("Snow", &[wu])).await;
    app.app.clock.advance(Duration::from_secs(2));
    app.followed().await;
    for (name, value) in [("if-none-match", &tag), ("if-modified-since", &modified)] {
        let changed = app.get(&path).header(name, value).send().await.unwrap();
        assert_eq!(changed.status(), 200, "{name}");
        assert!(changed.text().await.unwrap().contains("Snow"));
    }
}

/// A date of HTTP has no room for parts of a second.
#[rstest]
#[tokio::test]
async fn a_feed_has_no_date_in_the_second_of_a_change(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    publish(&app, &article("Rain", &[])).await;
    for title in ["Snow", "Hail"] {
        let response = get(&app, "/feeds/articles.atom").await;
        assert_eq!(
            (header(&response, "last-modified").as_str(), header(&response, "cache-control").as_str()),
            ("", "no-cache")
        );
        assert!(!header(&response, "etag").is_empty());
        publish(&app, &article(title, &[])).await;
    }
    assert_eq!(read(&app, "/feeds/articles.atom").await.entries.len(), 3);
}

#[rstest]
#[tokio::test]
async fn a_picture_goes_along_with_its_true_length(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let bytes = pictures::file(&pictures::two_halves(600, 400), image::ImageFormat::Png);
    let cover = pictures::publish(&app, &bytes, &pictures::record(&bytes, "image/png", (600, 400))).await;
    publish(&app, &shanghaidoctor_domain::content::Article { cover: Some(cover), ..article("Rain", &[]) }).await;
    let url = app.query("{ article(slug: \"rain\") { cover { url(width: 1280) } } }").await.at("/article/cover/url");
    let url = url.as_str().unwrap();
    let drawn = get(&app, url.strip_prefix(PUBLIC).unwrap()).await.bytes().await.unwrap();
    let (url, length) = (url.to_owned(), drawn.len() as u64);

    let rss = read(&app, "/feeds/articles.rss").await;
    let enclosure = &rss.entries[0].media[0].content[0];
    assert_eq!((enclosure.url.as_ref().unwrap().as_str(), enclosure.size), (url.as_str(), Some(length)));
    let atom = read(&app, "/feeds/articles.atom").await;
    let enclosure = atom.entries[0].links.iter().find(|link| link.rel.as_deref() == Some("enclosure")).unwrap();
    assert_eq!(
        (&enclosure.href, enclosure.length, enclosure.media_type.as_deref()),
        (&url, Some(length), Some("image/png"))
    );
    let json: Value = text(&app, "/feeds/articles.json").await.parse().unwrap();
    let attachment = json!([{ "url": url, "mime_type": "image/png", "size_in_bytes": length }]);
    assert_eq!(json["items"][0]["attachments"], attachment);
}

/// Saves and takes back; gives the name that feeds know it by.
async fn withdrawn(app: &TestApp, title: &str, reason: UnpublishReason) -> String {
    let id: Id<_> = publish(app, &article(title, &[])).await;
    app.app.clock.advance(Duration::from_secs(60));
    let mut writing = app.write().await;
    writing.unpublish_all(&[id.node()], reason).await.unwrap();
    writing.commit().await.unwrap();
    app.followed().await;
    urn(&id.to_string())
}

#[rstest]
#[tokio::test]
async fn what_was_taken_away_is_told_in_atom_until_it_comes_again(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    publish(&app, &article("Sun", &[])).await;
    let retracted = withdrawn(&app, "Rain", UnpublishReason::Retracted).await;
    let ended = withdrawn(&app, "Snow", UnpublishReason::LicenceEnded).await;
    let atom = text(&app, "/feeds/articles.atom").await;
    for (name, when, reason) in
        [(&retracted, "2026-03-01T12:01:00Z", "RETRACTED: "), (&ended, "2026-03-01T12:02:00Z", "LICENCE_ENDED: ")]
    {
        let tombstone = format!("<at:deleted-entry ref=\"{name}\" when=\"{when}\"><at:comment>{reason}");
        assert!(atom.contains(&tombstone), "{tombstone}\n{atom}");
    }
    let feed = read(&app, "/feeds/articles.atom").await;
    assert_eq!(titles(&feed), ["Sun"]);
    assert_eq!(feed.updated.unwrap().to_rfc3339(), "2026-03-01T12:02:00+00:00", "a feed changes by what goes, too");

    let mut writing = app.write().await;
    let id = NodeId { kind: shanghaidoctor_domain::Kind::Article, uuid: retracted[9..].parse().unwrap() };
    writing.publish(id).await.unwrap();
    writing.commit().await.unwrap();
    app.followed().await;
    let atom = text(&app, "/feeds/articles.atom").await;
    assert!(!atom.contains(&format!("deleted-entry ref=\"{retracted}\"")) && atom.contains(&ended), "{atom}");
}

#[rstest]
#[tokio::test]
async fn a_draft_stands_in_no_feed(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Secret", "Wu")).await;
    save(&mut writing, &article("Hidden", &[wu])).await;
    writing.commit().await.unwrap();
    publish(&app, &article("Rain", &[wu])).await;
    for (ending, _) in FORMATS {
        let text = text(&app, &format!("/feeds/articles.{ending}")).await;
        assert!(text.contains("Rain") && !text.contains("Hidden") && !text.contains("Secret"), "{text}");
        let named = get(&app, &format!("/feeds/articles.{ending}?doctor=secret-wu")).await;
        assert_eq!(named.status(), 404);
    }
}
