use std::collections::BTreeSet;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::Backend;
use shanghaidoctor_tests::content::{doctor, journal, organisation, save};

use super::{Desk, create, errors, exported, named, of_kind, send, write};

/// A field of an input: a value that it is given, what the draft then says as it is exported, and whether it can be cleared.
struct Field {
    name: &'static str,
    given: Value,
    kept: Value,
    clears: Clears,
}

/// What comes of a field that is set to null.
#[derive(PartialEq)]
enum Clears {
    /// It is gone from the draft.
    Yes,
    /// It cannot be cleared.
    No,
    /// It is made anew from other fields.
    MadeAnew,
}

fn field(name: &'static str, given: Value, kept: Value, clears: Clears) -> Field {
    Field { name, given, kept, clears }
}

fn same(name: &'static str, given: Value, clears: Clears) -> Field {
    field(name, given.clone(), given, clears)
}

/// What the documents of a test name.
struct Named {
    organisation: String,
    journal: String,
    specialty: String,
    doctor: String,
    other_doctor: String,
}

fn fields(kind: &str, named_ones: &Named) -> Vec<Field> {
    let Named { organisation, journal, specialty, doctor, .. } = named_ones;
    let text = |english: &str, chinese: &str| json!([{ "locale": "en", "text": english }, { "locale": "zh-Hans", "text": chinese }]);
    let kept = |english: &str, chinese: &str| json!({ "en": english, "zh-Hans": chinese });
    let localised = |name, clears| field(name, text("Word", "词"), kept("Word", "词"), clears);
    let localised_list = |name| field(name, json!([text("Word", "词")]), json!([kept("Word", "词")]), Clears::Yes);
    let slug = || same("slug", json!("another-name"), Clears::MadeAnew);
    let period = || same("period", json!({ "start": "2001-05", "end": "2009" }), Clears::Yes);
    match kind {
        "Organisation" => vec![
            slug(),
            localised("name", Clears::No),
            same("acronym", json!("CSCO"), Clears::Yes),
            same("kind", json!("HOSPITAL"), Clears::No),
            same("parent", json!(organisation), Clears::Yes),
            localised_list("formerNames"),
            localised("city", Clears::Yes),
            same("country", json!("CN"), Clears::Yes),
            field(
                "identifiers",
                json!([{ "scheme": "ROR", "value": "https://ror.org/03yrm5c26" }]),
                json!([{ "scheme": "ROR", "value": "03yrm5c26" }]),
                Clears::Yes,
            ),
        ],
        "Journal" => vec![
            slug(),
            localised("name", Clears::No),
            same("abbreviation", json!("Lancet"), Clears::Yes),
            same("issn", json!("0140-6736"), Clears::Yes),
            same("eissn", json!("2434-561X"), Clears::Yes),
        ],
        "Specialty" => vec![slug(), localised("name", Clears::No), same("parent", json!(specialty), Clears::Yes)],
        "Media" => vec![
            field("alt", text("A hall", "大厅"), kept("A hall", "大厅"), Clears::Yes),
            same("credit", json!("A photographer"), Clears::Yes),
            same("consent", json!("By letter"), Clears::Yes),
            same("focalPoint", json!({ "x": 0.25, "y": 0.75 }), Clears::Yes),
        ],
        "Doctor" => vec![
            slug(),
            same(
                "name",
                json!({ "family": "Wu", "given": "Mei", "native": "吴梅", "variants": ["May Wu"] }),
                Clears::No,
            ),
            localised("honorific", Clears::Yes),
            localised("academicTitle", Clears::Yes),
            localised_list("degrees"),
            same("born", json!("1931"), Clears::Yes),
            same("died", json!("2001-02-03"), Clears::Yes),
            field(
                "positions",
                json!([{ "role": named("Director"), "department": named("Surgery"), "organisation": organisation, "status": "FORMER" }]),
                json!([{ "role": { "en": "Director" }, "department": { "en": "Surgery" }, "organisation": organisation, "status": "FORMER" }]),
                Clears::Yes,
            ),
            field(
                "fellowships",
                json!([{ "role": named("Scholar"), "organisation": organisation, "period": { "start": "1988" } }]),
                json!([{ "role": { "en": "Scholar" }, "organisation": organisation, "period": { "start": "1988" } }]),
                Clears::Yes,
            ),
            localised_list("researchFocus"),
            same("specialties", json!([specialty]), Clears::Yes),
            field(
                "awards",
                json!([{ "name": named("A prize"), "grantor": organisation, "year": 1999 }]),
                json!([{ "name": { "en": "A prize" }, "grantor": organisation, "year": 1999 }]),
                Clears::Yes,
            ),
            field(
                "projects",
                json!([{ "title": named("A trial"), "kind": "CLINICAL_TRIAL", "funder": organisation, "programmes": ["973"], "grantNumber": "7" }]),
                json!([{ "title": { "en": "A trial" }, "kind": "CLINICAL_TRIAL", "funder": organisation, "programmes": ["973"], "grantNumber": "7" }]),
                Clears::Yes,
            ),
            same("mentors", json!([doctor]), Clears::Yes),
            same("claims", json!([{ "text": "over 50 papers", "count": 50, "kind": "PUBLICATIONS" }]), Clears::Yes),
            same("identifiers", json!([{ "scheme": "ORCID", "value": "0000-0002-1825-0097" }]), Clears::Yes),
            field("biography", json!({ "markdown": "She *works*." }), json!("She *works*."), Clears::Yes),
        ],
        "Appointment" => vec![
            same("doctor", json!(doctor), Clears::No),
            localised("role", Clears::No),
            same("rank", json!("CHAIR"), Clears::No),
            same("body", json!({ "journal": journal }), Clears::No),
            same("term", json!(3), Clears::Yes),
            period(),
            same("status", json!("UNKNOWN"), Clears::No),
        ],
        "Publication" => vec![
            same("title", json!("A paper"), Clears::Yes),
            same("journal", json!(journal), Clears::Yes),
            field(
                "authors",
                json!([{ "name": "M. Wu", "doctor": doctor, "roles": ["FIRST", "CORRESPONDING"] }]),
                json!([{ "name": "M. Wu", "doctor": doctor, "roles": ["FIRST", "CORRESPONDING"] }]),
                Clears::MadeAnew,
            ),
            same("year", json!(1987), Clears::Yes),
            same("volume", json!("7"), Clears::Yes),
            same("issue", json!("2"), Clears::Yes),
            same("pages", json!("11-19"), Clears::Yes),
            field("doi", json!("https://doi.org/10.5555/ABC"), json!("10.5555/abc"), Clears::Yes),
            same("pmid", json!("12345"), Clears::Yes),
            same("url", json!("https://example.org/paper"), Clears::Yes),
            same("abstract", json!("In short."), Clears::Yes),
            same("indexedIn", json!(["SCI", "EI"]), Clears::Yes),
        ],
        "Article" => vec![
            slug(),
            same("locale", json!("zh-Hans"), Clears::No),
            same("channel", json!("engouji"), Clears::No),
            same("title", json!("Another title"), Clears::No),
            same("headline", json!("Another headline"), Clears::MadeAnew),
            field("standfirst", json!({ "plain": "5 * 3" }), json!("5 \\* 3"), Clears::Yes),
            field(
                "body",
                json!([
                    { "heading": { "level": 2, "text": "A day", "number": 1 } },
                    { "exchange": {
                        "question": { "plain": "Why?" }, "questioner": { "name": "Reporter" },
                        "answer": [{ "plain": "So." }], "respondent": { "name": "Dr. Wu", "doctor": doctor },
                    } },
                    { "divider": true },
                ]),
                json!([
                    { "type": "heading", "level": 2, "text": "A day", "anchor": "a-day", "number": 1 },
                    { "type": "exchange", "anchor": "why", "question": "Why?", "questioner": { "name": "Reporter" },
                        "answer": ["So."], "respondent": { "name": "Dr. Wu", "doctor": doctor } },
                    { "type": "divider" },
                ]),
                Clears::MadeAnew,
            ),
            same("subjects", json!([doctor]), Clears::Yes),
            same("mentions", json!([{ "name": "Wu Mei", "role": "Prof.", "doctor": doctor }]), Clears::Yes),
            same("credits", json!([{ "role": "EDITOR", "name": "Lu", "email": "lu@example.org" }]), Clears::Yes),
            same("specialties", json!([specialty]), Clears::Yes),
            same(
                "rights",
                json!({ "holder": "H", "notice": "N", "creditLine": "C", "reprint": "ON_REQUEST" }),
                Clears::Yes,
            ),
            same("updatedOn", json!("2020-01"), Clears::Yes),
        ],
        other => panic!("{other}"),
    }
}

/// What a document of a kind needs at least.
fn least(kind: &str, named_ones: &Named) -> Value {
    match kind {
        "Organisation" => json!({ "name": named("A hall"), "kind": "OTHER" }),
        "Journal" | "Specialty" => json!({ "name": named("A thing") }),
        "Doctor" => json!({ "name": { "family": "Lu" } }),
        "Appointment" => json!({
            "doctor": named_ones.other_doctor, "role": named("Member"), "rank": "MEMBER", "status": "CURRENT",
            "body": { "organisation": named_ones.organisation },
        }),
        "Publication" => json!({}),
        "Article" => json!({ "title": "A title", "locale": "en", "channel": "news" }),
        other => panic!("{other}"),
    }
}

/// Fields of inputs that are none of the document's.
const AROUND: [&str; 4] = ["id", "revision", "changeNote", "idempotencyKey"];

async fn input_fields(app: &Desk, input: &str) -> BTreeSet<String> {
    let query = format!("{{ __type(name: \"{input}\") {{ inputFields {{ name }} }} }}");
    let fields = app.query(&query).await.at("/__type/inputFields");
    let names = fields.as_array().unwrap().iter().map(|field| field["name"].as_str().unwrap().to_owned());
    names.filter(|name| !AROUND.contains(&name.as_str())).collect()
}

/// The fields in which two exports of a draft differ.
fn changed(before: &Value, after: &Value) -> BTreeSet<String> {
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    names(before).union(&names(after)).filter(|name| before[name.as_str()] != after[name.as_str()]).cloned().collect()
}

async fn content_of(app: &Desk, id: &str) -> (i64, Value) {
    let line = exported(app, id).await.unwrap();
    (line["revision"].as_i64().unwrap(), line["content"].clone())
}

async fn named_documents(app: &Desk) -> Named {
    let mut writing = app.write().await;
    let organisation = save(&mut writing, &organisation("A society", None)).await;
    let journal = save(&mut writing, &journal("A journal")).await;
    let specialty = shanghaidoctor_domain::content::Specialty {
        slug: "a-specialty".into(),
        name: shanghaidoctor_domain::text::Localised::english("A specialty"),
        parent: None,
    };
    let specialty = save(&mut writing, &specialty).await;
    let other = save(&mut writing, &doctor("Gu", "Lan")).await;
    let doctor = save(&mut writing, &doctor("He", "Jun")).await;
    writing.commit().await.unwrap();
    Named {
        organisation: organisation.to_string(),
        journal: journal.to_string(),
        specialty: specialty.to_string(),
        doctor: doctor.to_string(),
        other_doctor: other.to_string(),
    }
}

#[rstest]
#[tokio::test]
async fn each_field_of_each_kind_is_set_alone_kept_and_cleared(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values("Organisation", "Journal", "Specialty", "Doctor", "Appointment", "Publication", "Article")] kind: &str,
) {
    let app = Desk::start(backend).await;
    let known = named_documents(&app).await;
    let listed = fields(kind, &known);
    let pictures = ["portrait", "cover"];
    let asked: BTreeSet<String> = listed.iter().map(|field| field.name.to_owned()).collect();
    for input in [format!("Create{kind}Input"), format!("Update{kind}Input")] {
        let declared = input_fields(&app, &input).await;
        let missing: Vec<_> = declared.difference(&asked).filter(|name| !pictures.contains(&name.as_str())).collect();
        assert!(missing.is_empty(), "{input} has fields that this test does not set: {missing:?}");
    }
    let id = create(&app, kind, least(kind, &known)).await;
    let update = of_kind("update", kind);
    for Field { name, given, kept, clears } in listed {
        let (revision, before) = content_of(&app, &id).await;
        let payload = write(&app, &update, json!({ "id": id, "revision": revision, name: given })).await;
        assert_eq!(payload["userErrors"], json!([]), "{kind}.{name}: {payload:#}");
        let (saved, after) = content_of(&app, &id).await;
        assert_eq!((saved, &after[name]), (revision + 1, &kept), "{kind}.{name}");
        assert_eq!(changed(&before, &after), BTreeSet::from([name.to_owned()]), "{kind}.{name}");
        let payload = write(&app, &update, json!({ "id": id, "revision": saved, name: null })).await;
        let (_, cleared) = content_of(&app, &id).await;
        match clears {
            Clears::No => {
                assert_eq!(errors(&payload), [("REQUIRED".to_owned(), format!("input.{name}"))], "{kind}.{name}");
                assert_eq!(cleared, after);
            }
            Clears::Yes | Clears::MadeAnew => {
                assert_eq!(payload["userErrors"], json!([]), "{kind}.{name}: {payload:#}");
                let is_gone = cleared.get(name).is_none_or(|value| *value == json!({}));
                assert_eq!(is_gone, clears == Clears::Yes, "{kind}.{name}: {cleared:#}");
                assert_eq!(changed(&after, &cleared), BTreeSet::from([name.to_owned()]), "{kind}.{name}");
            }
        }
    }
}

#[rstest]
#[tokio::test]
async fn what_is_known_of_a_picture_is_set_and_its_file_stays(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::with_sample(backend).await;
    let export = app.export().await;
    let lines = export.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let picture = lines.into_iter().find(|line| line["kind"] == "MEDIA").unwrap();
    let id = picture["id"].as_str().unwrap();
    let known = named_documents(&app).await;
    let listed = fields("Media", &known);
    let asked: BTreeSet<String> = listed.iter().map(|field| field.name.to_owned()).collect();
    assert_eq!(input_fields(&app, "UpdateMediaInput").await, asked);
    for Field { name, given, kept, .. } in listed {
        let (revision, before) = content_of(&app, id).await;
        let payload =
            write(&app, &of_kind("update", "Media"), json!({ "id": id, "revision": revision, name: given })).await;
        assert_eq!(payload["userErrors"], json!([]), "{name}: {payload:#}");
        let (_, after) = content_of(&app, id).await;
        assert_eq!(after[name], kept, "{name}");
        assert_eq!((&after["hash"], &after["width"]), (&before["hash"], &before["width"]));
    }
}

#[rstest]
#[tokio::test]
async fn what_the_publication_says_of_itself_is_set_by_administrators(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let update = of_kind("update", "Site");
    let input = json!({ "revision": 1, "tagline": named("Portraits"), "channels": [{ "slug": "df", "name": named("Founders") }] });
    assert_eq!(send(&app, Role::Publisher, &update, input.clone()).await.error().0, "FORBIDDEN");
    let payload = send(&app, Role::Administrator, &update, input).await.at("/updateSite");
    assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
    assert_eq!(payload["site"]["editing"], json!({ "revision": 2, "publishedRevision": 1 }));
    let public = app.query("{ site { tagline channels { slug } editing { revision } } }").await.at("/site");
    assert_eq!(public, json!({ "tagline": null, "channels": [], "editing": null }));
}
