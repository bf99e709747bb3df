//! Records are found by what they are related to, and posts by when they were held.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{
    Appointment, Article, Award, Block, Body, Doctor, Fellowship, Mention, PostStatus, Project, ProjectKind, Quote,
    Speaker, Specialty,
};
use shanghaidoctor_domain::text::{Localised, RichText};
use shanghaidoctor_domain::{PartialDate, Period};
use shanghaidoctor_tests::content::{appointment, article, doctor, organisation, save};
use shanghaidoctor_tests::{Backend, TestApp};

use crate::filters::{ids, total};

#[rstest]
#[tokio::test]
async fn chairs_of_a_society_are_found_wherever_below_it_they_sit(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("Medical Association", None)).await;
    let branch = save(&mut writing, &organisation("Eye Branch", Some(society))).await;
    let committee = save(&mut writing, &organisation("Youth Committee", Some(branch))).await;
    let other = save(&mut writing, &organisation("Lake Society", None)).await;
    for (family, body) in [("Bai", society), ("Chu", branch), ("Deng", committee), ("Er", other)] {
        let doctor = save(&mut writing, &doctor(family, "An")).await;
        save(&mut writing, &appointment(doctor, body, 0)).await;
        writing.publish(doctor.node()).await.unwrap();
    }
    writing.commit().await.unwrap();
    let found = async |body: Value| -> Vec<String> {
        let filter = json!({ "appointments": { "some": { "organisation": body, "rank": { "in": ["MEMBER"] } } } });
        let query = "query ($where: DoctorFilter) { doctors(where: $where) { nodes { slug } } }";
        let nodes = app.query_with(query, json!({ "where": filter })).await.at("/doctors/nodes");
        nodes.as_array().unwrap().iter().map(|node| node["slug"].as_str().unwrap().to_owned()).collect()
    };
    let slug = json!({ "eq": "medical-association" });
    assert_eq!(found(json!({ "slug": slug })).await, ["bai-an"]);
    assert_eq!(found(json!({ "slug": slug, "descendants": false })).await, ["bai-an"]);
    assert_eq!(found(json!({ "slug": slug, "descendants": true })).await, ["bai-an", "chu-an", "deng-an"]);
    assert_eq!(found(json!({ "not": { "slug": slug, "descendants": true } })).await, ["er-an"]);
    let below = json!({ "parent": { "slug": slug }, "descendants": true });
    assert_eq!(found(below).await, ["chu-an", "deng-an"]);
}

#[rstest]
#[tokio::test]
async fn what_is_not_published_is_related_to_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("Medical Association", None)).await;
    let shown = save(&mut writing, &doctor("Bai", "An")).await;
    save(&mut writing, &appointment(shown, society, 0)).await;
    writing.publish(shown.node()).await.unwrap();
    let hidden = save(&mut writing, &doctor("Chu", "An")).await;
    save(&mut writing, &appointment(hidden, society, 0)).await;
    let post = save(&mut writing, &appointment(shown, society, 1)).await;
    writing.commit().await.unwrap();

    let of_hidden = json!({ "doctors": { "some": { "id": { "eq": hidden.node() } } } });
    assert_eq!(total(&app, "organisations", &of_hidden).await, 0);
    let with_post = json!({ "appointments": { "some": { "id": { "eq": post.node() } } } });
    assert_eq!(total(&app, "doctors", &with_post).await, 0);
    assert_eq!(total(&app, "organisations", &with_post).await, 0);
    let all_by_shown = json!({ "appointments": { "every": { "doctor": { "id": { "eq": shown.node() } } } } });
    assert_eq!(total(&app, "organisations", &all_by_shown).await, 1);
}

fn held(start: Option<&str>, end: Option<&str>, status: PostStatus, post: Appointment) -> Appointment {
    let date = |text: &str| text.parse::<PartialDate>().unwrap();
    let period = Period { start: start.map(date), end: end.map(date) };
    let dated = start.is_some() || end.is_some();
    Appointment { period: dated.then_some(period), status, ..post }
}

/// A post's period and status, and dates with what is known of it on them.
type Held = ((Option<&'static str>, Option<&'static str>, PostStatus), &'static [(&'static str, bool)]);

#[rstest]
#[tokio::test]
async fn a_date_meets_the_posts_held_on_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    use PostStatus::{Current, Former};
    let posts: [Held; 6] = [
        (
            (Some("2010"), Some("2014-08"), Former),
            &[("2009", false), ("2010", true), ("2014-08-31", true), ("2014-09", false), ("2014", true)],
        ),
        (
            (Some("2010-05-06"), None, Current),
            &[("2010-05-05", false), ("2010-05-06", true), ("2010-05", true), ("2030", true)],
        ),
        ((Some("2010-05"), None, Former), &[("2010-04", false), ("2010-06", true), ("2011", false)]),
        ((None, Some("2012"), Former), &[("1990", true), ("2012-12-31", true), ("2013", false)]),
        ((None, None, Former), &[("1990", false), ("2026", false)]),
        // The clock of the tests stands on 1 March 2026.
        ((None, None, Current), &[("2025", false), ("2026-02", false), ("2026-03", true), ("2026", true)]),
    ];
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let society = save(&mut writing, &organisation("Medical Association", None)).await;
    let holder = save(&mut writing, &doctor("Bai", "An")).await;
    for (position, ((start, end, status), _)) in posts.iter().enumerate() {
        let post = appointment(holder, society, i32::try_from(position).unwrap());
        save(&mut writing, &held(*start, *end, *status, post)).await;
    }
    writing.publish(holder.node()).await.unwrap();
    writing.commit().await.unwrap();

    let all = ids(&app, "appointments", &Value::Null).await;
    for (post, (period, dates)) in all.iter().zip(posts) {
        for (date, expected) in dates {
            let query = "query ($at: PartialDate, $where: AppointmentFilter) { \
                appointments(asOf: $at) { nodes { id } } \
                doctor(slug: \"bai-an\") { appointments(asOf: $at) { nodes { id } } } \
                organisation(slug: \"medical-association\") { appointments(asOf: $at) { nodes { id } } } \
                one: appointments(asOf: $at, where: $where) { totalCount } }";
            let such = json!({ "id": { "eq": post } });
            let data = app.query_with(query, json!({ "at": date, "where": such })).await.data();
            for list in ["/appointments", "/doctor/appointments", "/organisation/appointments"] {
                let nodes = data.pointer(&format!("{list}/nodes")).unwrap().as_array().unwrap();
                let met = nodes.iter().any(|node| node["id"] == **post);
                assert_eq!(met, *expected, "{period:?} on {date} at {list}");
            }
            assert_eq!(data["one"]["totalCount"], i64::from(*expected), "{period:?} on {date}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn every_relation_can_be_walked_back(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let foundation = save(&mut writing, &organisation("Science Foundation", None)).await;
    let teacher = save(&mut writing, &doctor("Bai", "An")).await;
    let project = Project {
        title: Localised::english("Nodules"),
        kind: ProjectKind::Project,
        funder: Some(foundation),
        programmes: vec![],
        period: None,
        grant_number: None,
    };
    let taught = Doctor {
        mentors: vec![teacher],
        fellowships: vec![Fellowship { role: None, organisation: foundation, period: None }],
        awards: vec![Award { name: Localised::english("Lake Prize"), grantor: Some(foundation), year: None }],
        projects: vec![project],
        ..doctor("Chu", "An")
    };
    let taught = save(&mut writing, &taught).await;
    let mention = Mention { name: "Bai An".into(), role: None, doctor: Some(teacher) };
    let speaks_of = Article { mentions: vec![mention], ..article("On teachers", &[taught]) };
    let speaks_of = save(&mut writing, &speaks_of).await;
    let said = Quote {
        text: RichText::from_plain("Look twice."),
        speaker: Some(Speaker { name: "Bai An".into(), doctor: Some(teacher) }),
    };
    let quotes = Article { body: Body(vec![Block::Quote(said)]), ..article("On looking", &[taught]) };
    let quotes = save(&mut writing, &quotes).await;
    for node in [foundation.node(), teacher.node(), taught.node(), speaks_of.node(), quotes.node()] {
        writing.publish(node).await.unwrap();
    }
    writing.commit().await.unwrap();

    let query = "{ doctor(slug: \"bai-an\") { students { totalCount nodes { slug mentors { slug } } } \
        mentionedIn { nodes { title mentions { doctor { slug } } } } articles { totalCount } \
        speaksIn { totalCount nodes { title body { ... on Quote { speaker { doctor { slug } } } } } } } \
        organisation(slug: \"science-foundation\") { fellows { nodes { slug } } awardedDoctors { nodes { slug } } \
        fundedDoctors(where: { slug: { eq: \"chu-an\" } }) { totalCount nodes { slug } } doctors { totalCount } } }";
    let data = app.query(query).await.data();
    let chu = json!([{ "slug": "chu-an" }]);
    let students = json!({ "totalCount": 1, "nodes": [{ "slug": "chu-an", "mentors": [{ "slug": "bai-an" }] }] });
    assert_eq!(data["doctor"]["students"], students);
    assert_eq!(data["doctor"]["mentionedIn"]["nodes"][0]["title"], "On teachers");
    let bai = json!({ "speaker": { "doctor": { "slug": "bai-an" } } });
    let quoting = json!({ "totalCount": 1, "nodes": [{ "title": "On looking", "body": [bai] }] });
    assert_eq!(data["doctor"]["speaksIn"], quoting);
    assert_eq!(data["doctor"]["articles"]["totalCount"], 0);
    let organisation = &data["organisation"];
    for list in ["fellows", "awardedDoctors", "fundedDoctors"] {
        assert_eq!(organisation[list]["nodes"], chu, "{list}");
    }
    assert_eq!(organisation["doctors"]["totalCount"], 0);
}

/// Narrower specialties are a list as all others are: cut, ordered, walked in pages and counted.
#[rstest]
#[tokio::test]
async fn specialties_are_walked_from_the_broader_to_the_narrower(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let specialty =
        |name: &str, parent| Specialty { slug: name.to_lowercase(), name: Localised::english(name), parent };
    let surgery = save(&mut writing, &specialty("Surgery", None)).await;
    let hand = save(&mut writing, &specialty("Hand", Some(surgery))).await;
    let mut below = vec![];
    for name in ["Vascular", "Thoracic", "Cardiac"] {
        below.push(save(&mut writing, &specialty(name, Some(surgery))).await);
    }
    let hidden = save(&mut writing, &specialty("Wrist", Some(hand))).await;
    for node in [surgery.node(), hand.node()].into_iter().chain(below.iter().map(|id| id.node())) {
        writing.publish(node).await.unwrap();
    }
    writing.commit().await.unwrap();
    let children = async |arguments: &str| -> Value {
        let list =
            format!("children{arguments} {{ totalCount nodes {{ slug parent {{ slug }} }} pageInfo {{ endCursor }} }}");
        app.query(&format!("{{ specialty(slug: \"surgery\") {{ {list} }} }}")).await.at("/specialty/children")
    };
    let slugs = |list: &Value| -> Vec<String> {
        let nodes = list["nodes"].as_array().unwrap().iter();
        nodes.map(|node| node["slug"].as_str().unwrap().to_owned()).collect()
    };
    let first = children("(first: 2)").await;
    assert_eq!((slugs(&first), &first["totalCount"]), (vec!["cardiac".into(), "hand".into()], &json!(4)));
    assert_eq!(first["nodes"][0]["parent"]["slug"], "surgery");
    let second = children(&format!("(first: 9, after: {})", first["pageInfo"]["endCursor"])).await;
    assert_eq!(slugs(&second), ["thoracic", "vascular"]);
    let such = "(last: 1, where: { slug: { contains: \"a\" } }, orderBy: { field: NAME, direction: DESC })";
    let cut = children(such).await;
    assert_eq!((slugs(&cut), &cut["totalCount"]), (vec!["cardiac".into()], &json!(4)));

    // What is not published stands below nothing; where it is published, the list is another.
    let below_hand = "{ specialty(slug: \"hand\") { children { totalCount nodes { slug } } } }";
    let nothing = json!({ "totalCount": 0, "nodes": [] });
    assert_eq!(app.query(below_hand).await.at("/specialty/children"), nothing);
    let mut writing = app.write().await;
    writing.publish(hidden.node()).await.unwrap();
    writing.commit().await.unwrap();
    let one = json!({ "totalCount": 1, "nodes": [{ "slug": "wrist" }] });
    assert_eq!(app.query(below_hand).await.at("/specialty/children"), one);
}

/// Whoever reads what has changed can read where to go on the next time.
#[rstest]
#[tokio::test]
async fn every_record_that_is_found_by_its_moment_shows_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    for list in ["doctors", "articles", "publications", "appointments", "organisations", "journals"] {
        let query = format!("{{ {list}(first: 1) {{ nodes {{ id publishedAt updatedAt }} }} }}");
        let first = app.query(&query).await.at(&format!("/{list}/nodes/0"));
        let at = json!({ "updatedAt": { "lte": first["updatedAt"] }, "publishedAt": { "gte": first["publishedAt"] } });
        let found = ids(&app, list, &at).await;
        assert!(found.contains(&first["id"].as_str().unwrap().to_owned()), "{list}: {first}");
    }
}
