use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::Backend;

use super::{Desk, capital, mutation, named, send};

/// A mutation with an input that breaks a rule, so that nothing is written: and the least role whose input is looked at.
struct Right {
    name: String,
    input: String,
    given: Value,
    least: Role,
}

fn nobody(kind: &str) -> String {
    format!("{kind}_00000000000000000000000000")
}

fn rights() -> Vec<Right> {
    let right = |name: &str, input: &str, given: Value, least| Right {
        name: name.to_owned(),
        input: input.to_owned(),
        given,
        least,
    };
    let created = [
        ("Doctor", json!({ "name": { "family": "" } })),
        ("Organisation", json!({ "name": named("—"), "kind": "OTHER" })),
        ("Journal", json!({ "name": named("—") })),
        ("Specialty", json!({ "name": named("—") })),
        ("Publication", json!({ "year": 1 })),
        ("Article", json!({ "title": "—", "locale": "en", "channel": "news" })),
        (
            "Appointment",
            json!({ "doctor": nobody("doctor"), "role": [], "rank": "CHAIR", "status": "CURRENT", "body": { "organisation": nobody("organisation") } }),
        ),
    ];
    let mut rights = Vec::new();
    for (kind, given) in created {
        rights.push(right(&format!("create{kind}"), &format!("Create{kind}Input"), given, Role::Writer));
    }
    for kind in ["Doctor", "Organisation", "Journal", "Specialty", "Publication", "Article", "Appointment", "Media"] {
        let prefix = if kind == "Media" { "image".to_owned() } else { kind.to_lowercase() };
        let given = json!({ "id": nobody(&prefix), "revision": 1 });
        rights.push(right(&format!("update{kind}"), &format!("Update{kind}Input"), given.clone(), Role::Writer));
        rights.push(right(&format!("delete{kind}"), "DeleteInput", given, Role::Editor));
    }
    for plural in ["doctors", "organisations", "journals", "specialties", "publications"] {
        let given = json!({ "merged": "x", "survivor": "y" });
        rights.push(right(&format!("merge{}", capital(plural)), "MergeInput", given, Role::Editor));
    }
    rights.push(right("updateSite", "UpdateSiteInput", json!({ "revision": 7 }), Role::Administrator));
    let order = json!({ "doctor": nobody("doctor"), "appointments": [] });
    rights.push(right("reorderAppointments", "ReorderAppointmentsInput", order, Role::Writer));
    let articles = json!({ "articles": [nobody("article")] });
    rights.push(right("setTranslations", "SetTranslationsInput", articles, Role::Writer));
    rights
}

/// Who may is told what is wrong with the input, who may not that they may not, whatever the input.
#[rstest]
#[tokio::test]
async fn each_mutation_looks_at_the_input_of_those_who_may_and_of_no_others(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let before = app.export().await;
    for Right { name, input, given, least } in rights() {
        let text = mutation(&name, &input, "");
        let anonymous = app.query_with(&text, json!({ "input": given })).await;
        assert_eq!(anonymous.error().0, "UNAUTHENTICATED", "{name}");
        for role in Role::ALL {
            let answer = send(&app, role, &text, given.clone()).await;
            if role < least {
                assert_eq!(answer.error().0, "FORBIDDEN", "{name} by {role:?}");
            } else {
                let payload = answer.at(&format!("/{name}"));
                assert_ne!(payload["userErrors"], json!([]), "{name} by {role:?}");
            }
        }
    }
    assert_eq!(app.export().await, before);
}
