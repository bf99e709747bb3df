//! Who reads slowly slows nobody else down, takes a bounded part of the server, and misses nothing.

use std::time::Duration;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::Doctor;
use shanghaidoctor_domain::text::Localised;
use shanghaidoctor_tests::content::{doctor, save};
use shanghaidoctor_tests::{Backend, Socket, TestApp};

/// As many changes as no buffer on the way holds, each with an answer of 100 kB.
const CHANGES: usize = 400;

#[rstest]
#[tokio::test]
async fn a_slow_socket_waits_in_the_log_and_not_in_memory(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    // What is read of the database then tells what was made ready.
    let app = TestApp::configured(backend, false, |config| config.caches.record_cache_mb = 0).await;
    let mut writing = app.write().await;
    let large = Doctor { research_focus: vec![Localised::english("x".repeat(1_000)); 100], ..doctor("Wu", "Jing") };
    let id = save(&mut writing, &large).await;
    writing.publish(id.node()).await.unwrap();
    writing.commit().await.unwrap();

    let mut slow = Socket::open(&app).await;
    let selection = "sequence node { ... on Doctor { academicTitle researchFocus } }";
    slow.subscribe("changes", &format!("subscription {{ changes {{ {selection} }} }}")).await;
    let mut shown = Socket::open(&app).await;
    shown
        .subscribe("doctor", &format!("subscription {{ doctor(id: \"{id}\") {{ academicTitle researchFocus }} }}"))
        .await;
    assert_eq!(shown.data("doctor").await["doctor"]["academicTitle"], Value::Null);
    let mut quick = Socket::open(&app).await;
    quick.subscribe("quick", "subscription { changes { sequence } }").await;
    tokio::time::sleep(Duration::from_millis(300)).await;

    let before = app.app.live.feed.last().await.unwrap();
    let mut content = large;
    let mut writing = app.write().await;
    for number in 0..CHANGES {
        content.academic_title = Some(Localised::english(format!("Professor {number}")));
        writing.save(id, None, &content).await.unwrap();
        writing.publish(id.node()).await.unwrap();
    }
    let statements = app.app.database.statements();
    writing.commit().await.unwrap();
    let expected = |number: usize| json!((before + 1 + number as i64).to_string());
    for number in 0..CHANGES {
        assert_eq!(
            quick.data("quick").await["changes"]["sequence"],
            expected(number),
            "the quick one waits for nobody"
        );
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let read = app.app.database.statements() - statements;
    assert!(read < CHANGES as u64 / 2, "{read} answers are ready for those who do not read");

    for number in 0..CHANGES {
        assert_eq!(slow.data("changes").await["changes"]["sequence"], expected(number));
    }
    let mut times = 0;
    loop {
        times += 1;
        if shown.data("doctor").await["doctor"]["academicTitle"] == json!(format!("Professor {}", CHANGES - 1)) {
            break;
        }
    }
    assert!(times < CHANGES / 2, "the document was shown {times} times: what nobody saw is told once");
}
