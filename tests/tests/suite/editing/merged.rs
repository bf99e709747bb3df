use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::Backend;

use super::{Desk, create, errors, exported, mutation, named, of_kind, write};

async fn merge(app: &Desk, name: &str, thing: &str, merged: &str, survivor: &str) -> Value {
    let mutation = mutation(name, "MergeInput", &format!("{thing} {{ id }}"));
    write(app, &mutation, json!({ "merged": merged, "survivor": survivor })).await
}

#[rstest]
#[tokio::test]
async fn two_records_of_one_thing_become_one_and_both_ids_resolve(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    for (kind, plural, first, second) in [
        (
            "Organisation",
            "Organisations",
            json!({ "name": named("A society"), "kind": "ASSOCIATION" }),
            json!({ "name": named("The society"), "kind": "ASSOCIATION" }),
        ),
        ("Journal", "Journals", json!({ "name": named("A journal") }), json!({ "name": named("The journal") })),
        ("Specialty", "Specialties", json!({ "name": named("Surgery") }), json!({ "name": named("Surgeries") })),
        ("Doctor", "Doctors", json!({ "name": { "family": "Lu" } }), json!({ "name": { "family": "Loo" } })),
        ("Publication", "Publications", json!({ "title": "A paper" }), json!({ "title": "The paper" })),
    ] {
        let (goes, stays) = (create(&app, kind, first).await, create(&app, kind, second).await);
        let thing = kind.to_lowercase();
        let payload = merge(&app, &format!("merge{plural}"), &thing, &goes, &stays).await;
        assert_eq!((&payload["userErrors"], &payload[&thing]["id"]), (&json!([]), &json!(stays)), "{kind}");
        assert_eq!(exported(&app, &goes).await, None);
        let query = format!("query($id: ID!) {{ {thing}(id: $id) {{ id }} node(id: $id) {{ id }} }}");
        let data = super::drafts::read(&app, &query, json!({ "id": goes })).await.data();
        assert_eq!(data, json!({ thing: { "id": stays }, "node": { "id": stays } }), "{kind}");
        let late = write(&app, &of_kind("update", kind), json!({ "id": goes, "revision": 1 })).await;
        assert_eq!(errors(&late), [("MERGED".to_owned(), "input.id".to_owned())], "{kind}");
    }
}

/// Who names a record that is another one now, or merges it once more, is told which.
#[rstest]
#[tokio::test]
async fn a_merged_record_that_is_named_again_says_which_one_it_is(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let goes = create(&app, "Journal", json!({ "name": named("A journal") })).await;
    let stays = create(&app, "Journal", json!({ "name": named("The journal") })).await;
    let other = create(&app, "Journal", json!({ "name": named("Another journal") })).await;
    assert_eq!(merge(&app, "mergeJournals", "journal", &goes, &stays).await["userErrors"], json!([]));
    let paper = json!({ "title": "A paper", "journal": goes });
    let named = write(&app, &of_kind("create", "Publication"), paper).await;
    let again = merge(&app, "mergeJournals", "journal", &goes, &other).await;
    let into = merge(&app, "mergeJournals", "journal", &other, &goes).await;
    for (payload, place) in [(named, "input.journal"), (again, "input.merged"), (into, "input.survivor")] {
        assert_eq!(errors(&payload), [("MERGED".to_owned(), place.to_owned())]);
        assert!(payload["userErrors"][0]["message"].as_str().unwrap().contains(&stays), "{payload:#}");
    }
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_merged_is_told(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = Desk::start(backend).await;
    let doctor = create(&app, "Doctor", json!({ "name": { "family": "Lu" } })).await;
    let nobody = "doctor_00000000000000000000000000";
    for (merged, survivor, expected) in [
        (doctor.as_str(), doctor.as_str(), ("INVALID", "input.survivor")),
        (doctor.as_str(), nobody, ("NOT_FOUND", "input.survivor")),
        (nobody, doctor.as_str(), ("NOT_FOUND", "input.merged")),
        ("journal_00000000000000000000000000", doctor.as_str(), ("INVALID", "input.merged")),
    ] {
        let payload = merge(&app, "mergeDoctors", "doctor", merged, survivor).await;
        assert_eq!(errors(&payload), [(expected.0.to_owned(), expected.1.to_owned())], "{merged} {survivor}");
    }
}

#[rstest]
#[tokio::test]
async fn posts_stand_in_the_order_that_editors_give_them(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let society = create(&app, "Organisation", json!({ "name": named("A society"), "kind": "ASSOCIATION" })).await;
    let doctor = create(&app, "Doctor", json!({ "name": { "family": "Lu" } })).await;
    let mut posts = Vec::new();
    for role in ["Chair", "Member", "Fellow"] {
        let post = json!({ "doctor": doctor, "role": named(role), "rank": "OTHER", "status": "CURRENT", "body": { "organisation": society } });
        posts.push(create(&app, "Appointment", post).await);
    }
    let shown = "doctor { appointments { nodes { id } } }";
    let reorder = mutation("reorderAppointments", "ReorderAppointmentsInput", shown);
    let order = json!([posts[2], posts[0], posts[1]]);
    let payload = write(&app, &reorder, json!({ "doctor": doctor, "appointments": order })).await;
    let nodes = payload["doctor"]["appointments"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.iter().map(|node| node["id"].clone()).collect::<Value>(), order, "{payload:#}");
    for wrong in [json!([posts[0]]), json!([posts[0], posts[0], posts[1], posts[2]])] {
        let payload = write(&app, &reorder, json!({ "doctor": doctor, "appointments": wrong })).await;
        assert_eq!(errors(&payload), [("INVALID".to_owned(), "input.appointments".to_owned())]);
    }
    let payload = write(&app, &reorder, json!({ "doctor": doctor, "appointments": [posts[0], "x"] })).await;
    assert_eq!(errors(&payload), [("INVALID".to_owned(), "input.appointments.1".to_owned())]);
}
