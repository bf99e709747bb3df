//! Records are found by their numbers in public registers, in whichever spelling somebody has them.

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::content::{Identifier, IdentifierScheme};
use shanghaidoctor_tests::content::{doctor, journal, organisation, publish, save};
use shanghaidoctor_tests::{Backend, TestApp};

/// What a look-up finds, in each spelling: the field, its argument with its type, and the slug behind it.
const FOUND: [(&str, &str, &[&str], &str); 3] = [
    (
        "doctor",
        "orcid: Orcid",
        &[
            "0000-0009-9012-3819",
            "0000000990123819",
            "https://orcid.org/0000-0009-9012-3819",
            "orcid.org/0000-0009-9012-3819",
        ],
        "shen-muyun",
    ),
    (
        "organisation",
        "ror: Ror",
        &["0zzzzzz02", "0ZZZZZZ02", "https://ror.org/0zzzzzz02"],
        "huangpu-riverside-hospital",
    ),
    ("journal", "issn: Issn", &["9990-9731"], "rehabilitation-and-movement-science"),
];

/// Asks for one record by one number.
fn asking(field: &str, argument: &str) -> String {
    let (name, kind) = argument.split_once(": ").unwrap();
    format!("query ($number: {kind}) {{ {field}({name}: $number) {{ slug }} }}")
}

#[rstest]
#[tokio::test]
async fn a_record_is_found_by_its_number_however_it_is_spelled(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    for (field, argument, spellings, slug) in FOUND {
        for number in spellings {
            let found = app.query_with(&asking(field, argument), json!({ "number": number })).await;
            assert_eq!(found.at(&format!("/{field}/slug")), slug, "{number}");
        }
    }
    // Right numbers that nobody here has.
    for (field, argument, number) in [
        ("doctor", "orcid: Orcid", "0000-0002-1825-0097"),
        ("organisation", "ror: Ror", "03yrm5c26"),
        ("journal", "issn: Issn", "0140-6736"),
    ] {
        let none = app.query_with(&asking(field, argument), json!({ "number": number })).await.data();
        assert_eq!(none, json!({ field: null }));
    }
}

#[tokio::test]
async fn a_wrong_number_is_refused_and_told_why() {
    let app = TestApp::start(Backend::Sqlite).await;
    for (asked, why) in [
        ("doctor(orcid: \"0000-0009-9012-3818\")", "its last digit does not fit the others"),
        ("doctor(orcid: \"0000-0009-9012-381\")", "write its 16 digits in groups of four"),
        ("organisation(ror: \"0zzzzzz03\")", "its last two digits do not fit"),
        ("organisation(ror: \"https://ror.org/0zzzzzz\")", "it has nine signs"),
        ("journal(issn: \"9990-9732\")", "an ISSN with a right check digit"),
        ("doctors(where: { orcid: { eq: \"0000-0009-9012-3818\" } })", "does not fit the others"),
    ] {
        let inner = if asked.starts_with("doctors") { "totalCount" } else { "slug" };
        let answer = app.query(&format!("{{ {asked} {{ {inner} }} }}")).await;
        let message = answer.body["errors"][0]["message"].as_str().unwrap_or_default();
        assert!(message.contains(why), "{asked}: {}", answer.body);
    }
}

#[tokio::test]
async fn exactly_one_of_slug_id_and_number_is_given() {
    let app = TestApp::start(Backend::Sqlite).await;
    for (wrong, told) in [
        ("doctor", "`slug`, `id` or `orcid`"),
        ("doctor(slug: \"a\", orcid: \"0000-0002-1825-0097\")", "`slug`, `id` or `orcid`"),
        ("organisation(slug: \"a\", id: \"b\", ror: \"03yrm5c26\")", "`slug`, `id` or `ror`"),
        ("journal(slug: \"a\", id: \"b\")", "`slug`, `id` or `issn`"),
        ("specialty", "`slug` or `id`"),
    ] {
        let (code, message) = app.query(&format!("{{ {wrong} {{ id }} }}")).await.error();
        assert_eq!(code, "BAD_USER_INPUT", "{wrong}");
        assert!(message.contains(told), "{wrong}: {message}");
    }
}

#[rstest]
#[tokio::test]
async fn a_journal_is_found_by_either_of_its_numbers(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut both = journal("Two Editions");
    both.issn = Some("0140-6736".parse().unwrap());
    both.eissn = Some("1474-547X".parse().unwrap());
    publish(&app, &both).await;
    for number in ["0140-6736", "1474-547x", "ISSN 01406736"] {
        let query = format!(
            "{{ journal(issn: \"{number}\") {{ slug }} journals(where: {{ issn: {{ eq: \"{number}\" }} }}) {{ totalCount }} }}"
        );
        assert_eq!(
            app.query(&query).await.data(),
            json!({ "journal": { "slug": "two-editions" }, "journals": { "totalCount": 1 } })
        );
    }
}

#[rstest]
#[tokio::test]
async fn numbers_are_kept_as_their_register_writes_them_and_one_belongs_to_one_record(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut wu = doctor("Wu", "Jing");
    wu.identifiers.push(Identifier::new(IdentifierScheme::Orcid, "https://orcid.org/0000000218250097"));
    publish(&app, &wu).await;
    let query = "{ doctor(orcid: \"0000-0002-1825-0097\") { slug identifiers { scheme value url } } }";
    assert_eq!(
        app.query(query).await.at("/doctor/identifiers"),
        json!([{ "scheme": "ORCID", "value": "0000-0002-1825-0097", "url": "https://orcid.org/0000-0002-1825-0097" }])
    );

    let mut writing = app.write().await;
    let id = writing.next_id();
    let other = shanghaidoctor_domain::content::Doctor { slug: "other".into(), ..wu };
    let refused = writing.save(id, None, &other).await.unwrap_err().to_string();
    assert!(refused.contains("identifiers: another doctor has this orcid"), "{refused}");
}

#[rstest]
#[tokio::test]
async fn a_number_that_cannot_be_right_is_not_saved(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let mut society = organisation("A society", None);
    for (scheme, text, path) in [
        (IdentifierScheme::Ror, "03yrm5c27", "identifiers.0.value"),
        (IdentifierScheme::Wikidata, "42", "identifiers.0.value"),
        (IdentifierScheme::Orcid, "0000-0002-1825-0097", "identifiers.0.scheme"),
    ] {
        society.identifiers = vec![Identifier::new(scheme, text)];
        let id = writing.next_id();
        let refused = writing.save(id, None, &society).await.unwrap_err().to_string();
        assert!(refused.contains(path), "{text}: {refused}");
    }
    society.identifiers = vec![Identifier::new(IdentifierScheme::Ror, "https://ror.org/03YRM5C26")];
    save(&mut writing, &society).await;
}

#[rstest]
#[tokio::test]
async fn a_draft_is_found_by_no_number(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let mut wu = doctor("Wu", "Jing");
    wu.identifiers.push(Identifier::new(IdentifierScheme::Orcid, "0000-0002-1825-0097"));
    let id = save(&mut writing, &wu).await;
    writing.commit().await.unwrap();
    let query = "{ doctor(orcid: \"0000-0002-1825-0097\") { slug } }";
    app.followed().await;
    assert_eq!(app.query(query).await.at("/doctor"), Value::Null);
    // The answer that there is none goes with what is published.
    let mut writing = app.write().await;
    writing.publish(id.node()).await.unwrap();
    writing.commit().await.unwrap();
    app.followed().await;
    assert_eq!(app.query(query).await.at("/doctor/slug"), "wu-jing");
}
