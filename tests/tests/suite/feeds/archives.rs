//! Whoever comes late reads the archives (RFC 5005): all that was ever published stands in one of them.

use std::collections::BTreeSet;
use std::time::Duration;

use rstest::rstest;
use serde_json::Value;
use shanghaidoctor_domain::UnpublishReason;
use shanghaidoctor_tests::content::{article, publish};
use shanghaidoctor_tests::{Backend, TestApp};

use super::{PUBLIC, part, read, text, titles, withdrawn};

const DAY: Duration = Duration::from_secs(86_400);

/// One article a week, and the clock where the last one was published.
async fn a_year(app: &TestApp) -> BTreeSet<String> {
    let mut published = BTreeSet::new();
    for week in 0..8 {
        let title = format!("Week {week}");
        publish(app, &article(&title, &[])).await;
        published.insert(title);
        app.app.clock.advance(7 * DAY);
    }
    app.followed().await;
    published
}

#[rstest]
#[tokio::test]
async fn archives_hold_all_that_was_ever_published_each_of_a_month(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let published = a_year(&app).await;
    let newest = read(&app, "/feeds/articles.atom?first=2").await;
    assert_eq!(titles(&newest), ["Week 7", "Week 6"]);
    let mut seen = BTreeSet::new();
    let (mut months, mut next) = (Vec::new(), part(&newest, "prev-archive"));
    while let Some(path) = next {
        let archive = read(&app, &path).await;
        assert!(text(&app, &path).await.contains("<fh:archive>"), "{path}");
        assert_eq!(archive.id, newest.id, "it is one feed");
        assert_eq!(part(&archive, "current").unwrap(), "/feeds/articles.atom");
        for title in titles(&archive) {
            assert!(seen.insert(title.to_owned()), "{title} stands in two archives");
        }
        next = part(&archive, "prev-archive");
        months.push((path, archive));
    }
    assert_eq!(seen, published);
    let paths: Vec<&str> = months.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["/feeds/articles/2026-04.atom", "/feeds/articles/2026-03.atom"]);
    // And forward again.
    let later = part(&months[1].1, "next-archive").unwrap();
    assert_eq!(titles(&read(&app, &later).await), titles(&months[0].1));
    assert_eq!(part(&months[0].1, "next-archive"), None);
    for ending in ["rss", "json"] {
        let path = format!("/feeds/articles/2026-03.{ending}");
        assert_eq!(titles(&read(&app, &path).await), titles(&months[1].1), "{ending}");
    }
}

#[rstest]
#[tokio::test]
async fn a_feed_goes_on_page_after_page(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let published = a_year(&app).await;
    let mut next = Some("/feeds/articles.json?first=3&channel=news".to_owned());
    let mut seen = Vec::new();
    while let Some(path) = next {
        let json: Value = text(&app, &path).await.parse().unwrap();
        let items = json["items"].as_array().unwrap();
        seen.extend(items.iter().map(|item| item["title"].as_str().unwrap().to_owned()));
        next = json["next_url"].as_str().map(|url| url.strip_prefix(PUBLIC).unwrap().to_owned());
    }
    assert_eq!((seen.len(), seen.into_iter().collect()), (published.len(), published));
}

#[rstest]
#[tokio::test]
async fn an_archive_that_is_long_goes_on_before_the_one_before(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let published = a_year(&app).await;
    let mut next = Some("/feeds/articles/2026-04.atom?first=2".to_owned());
    let mut seen: BTreeSet<String> = BTreeSet::new();
    while let Some(path) = next {
        let archive = read(&app, &path).await;
        seen.extend(titles(&archive).into_iter().map(str::to_owned));
        next = part(&archive, "prev-archive");
    }
    assert_eq!(seen, published);
}

#[rstest]
#[tokio::test]
async fn what_was_taken_away_stands_in_the_archive_of_its_time(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    publish(&app, &article("March", &[])).await;
    // Nothing is published in April.
    app.app.clock.advance(40 * DAY);
    let mut names = Vec::new();
    names.push(withdrawn(&app, "April", UnpublishReason::Unpublished).await);
    app.app.clock.advance(40 * DAY);
    publish(&app, &article("May", &[])).await;
    names.push(withdrawn(&app, "Late May", UnpublishReason::Retracted).await);
    let [march, may] =
        [text(&app, "/feeds/articles/2026-03.atom").await, text(&app, "/feeds/articles/2026-05.atom").await];
    for (name, here, elsewhere) in [(&names[0], &march, &may), (&names[1], &may, &march)] {
        let tombstone = format!("at:deleted-entry ref=\"{name}\"");
        assert!(here.contains(&tombstone) && !elsewhere.contains(&tombstone), "{name}");
    }
}
