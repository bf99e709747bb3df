//! No text comes in that is longer than one of its kind may be, or holds the character that PostgreSQL keeps in no text; and
//! whoever looks for such a text is told so, or finds nothing. Nor does a number that is larger than GraphQL's.

use std::collections::BTreeMap;

use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_domain::{Actor, Role};
use shanghaidoctor_persistence::archive;
use shanghaidoctor_tests::content::{doctor, save};
use shanghaidoctor_tests::{Backend, Binary, TestApp, repository};
use tempfile::TempDir;

use super::inputs::{Inputs, ids};

const NULL: &str = "a\0b";

/// The same input once for each text that can stand in it, with a null character there; and the text's place.
fn with_null_each(inputs: &Inputs, input: &Value, kind: &str, ids: &BTreeMap<&str, String>) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    fields(inputs, kind, &mut vec![kind.to_owned()], &mut |steps: &[String]| {
        let mut input = input.clone();
        let (mut place, mut of) = (&mut input, kind.to_owned());
        let mut path = Vec::new();
        for step in steps {
            let field = field(inputs, &of, step);
            if inputs.types[&of]["isOneOf"] == true {
                *place = json!({});
            }
            if place[step.as_str()].is_null() {
                place[step.as_str()] = inputs.value(&field["type"], &ids["doctor"], ids);
            }
            place = &mut place[step.as_str()];
            path.push(step.clone());
            while place.is_array() {
                place = &mut place[0];
                path.push("0".to_owned());
            }
            of = named(&field["type"]).1;
        }
        *place = json!(NULL);
        all.push((path.join("."), input));
    });
    all
}

fn field<'i>(inputs: &'i Inputs, kind: &str, name: &str) -> &'i Value {
    inputs.types[kind]["inputFields"].as_array().unwrap().iter().find(|field| field["name"] == name).unwrap()
}

/// What a type is and is called, without what stands around it.
fn named(kind: &Value) -> (String, String) {
    match kind["name"].as_str() {
        Some(name) => (kind["kind"].as_str().unwrap().to_owned(), name.to_owned()),
        None => named(&kind["ofType"]),
    }
}

/// The way to each text of an input; an input within itself is not looked at again.
fn fields(inputs: &Inputs, kind: &str, within: &mut Vec<String>, take: &mut impl FnMut(&[String])) {
    fn walk(
        inputs: &Inputs,
        kind: &str,
        within: &mut Vec<String>,
        way: &mut Vec<String>,
        take: &mut impl FnMut(&[String]),
    ) {
        for field in inputs.types[kind]["inputFields"].as_array().unwrap() {
            way.push(field["name"].as_str().unwrap().to_owned());
            match named(&field["type"]) {
                (kind, name) if kind == "INPUT_OBJECT" && !within.contains(&name) => {
                    within.push(name.clone());
                    walk(inputs, &name, within, way, take);
                    within.pop();
                }
                (kind, name) if kind == "SCALAR" && !["Int", "Float", "Boolean", "Upload"].contains(&name.as_str()) => {
                    take(way.as_slice());
                }
                _ => {}
            }
            way.pop();
        }
    }
    walk(inputs, kind, within, &mut Vec::new(), take);
}

#[rstest]
#[tokio::test]
async fn a_null_character_is_told_of_with_its_path_wherever_an_input_has_a_text(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let (inputs, ids, token) = (Inputs::read(&app).await, ids(&app).await, app.token(Role::Administrator).await);
    let (before, mut asked) = (app.export().await, 0);
    for mutation in &inputs.mutations {
        let (query, variables) = inputs.operation(mutation, &ids);
        let Some(argument) = mutation["args"].as_array().unwrap().first() else { continue };
        let (_, kind) = named(&argument["type"]);
        for (path, input) in with_null_each(&inputs, &variables["input"], &kind, &ids) {
            let answer = app.query_as(&token, &query, json!({ "input": input })).await;
            let field = mutation["name"].as_str().unwrap();
            let errors = &answer.body["data"][field]["userErrors"];
            let told = errors[0]["path"].as_array().into_iter().flatten().map(|step| step.as_str().unwrap());
            let told = told.collect::<Vec<_>>().join(".");
            assert_eq!(told, format!("input.{path}"), "{field}: {}", answer.body);
            assert_eq!(errors[0]["code"], "INVALID", "{field}: {}", answer.body);
            assert_eq!(errors.as_array().unwrap().len(), 1, "{field}: {}", answer.body);
            asked += 1;
        }
    }
    assert!(asked > 300, "{asked}");
    assert_eq!(app.export().await, before);
}

#[rstest]
#[tokio::test]
async fn a_text_is_no_longer_than_one_of_its_kind_may_be(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::configured(backend, false, |config| config.body_limit = 2_000_000).await;
    let token = app.token(Role::Editor).await;
    let create = "mutation ($input: CreateDoctorInput!) { createDoctor(input: $input) { __typename doctor { id } \
        userErrors { ...told } userErrors { message } } } fragment told on UserError { code path }";
    let create = async |input: Value| app.query_as(&token, create, json!({ "input": input })).await.at("/createDoctor");
    let input = |family: usize, biography: usize, note: usize| {
        json!({
            "name": { "family": "字".repeat(family) }, "slug": "one",
            "biography": { "plain": "字".repeat(biography) }, "changeNote": "字".repeat(note),
        })
    };
    let payload = create(input(301, 100_001, 5_001)).await;
    assert_eq!((&payload["__typename"], &payload["doctor"]), (&json!("DoctorPayload"), &Value::Null));
    let errors = payload["userErrors"].as_array().unwrap();
    let told: Vec<_> =
        errors.iter().map(|error| (error["code"].as_str().unwrap(), error["path"].to_string())).collect();
    assert_eq!(
        told,
        [
            ("TOO_LONG", r#"["input","biography","plain"]"#.to_owned()),
            ("TOO_LONG", r#"["input","changeNote"]"#.to_owned()),
            ("TOO_LONG", r#"["input","name","family"]"#.to_owned()),
        ]
    );
    assert!(errors[2]["message"].as_str().unwrap().contains("301") && !payload.to_string().contains("字字"));
    let payload = create(input(300, 100_000, 5_000)).await;
    assert_eq!(payload["userErrors"], json!([]), "{}", payload["userErrors"]);
}

/// What no database can make smaller: characters in no order.
fn disorder(length: u32, seed: u32) -> String {
    let numbers = (0..length).scan(seed, |number, _| {
        *number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Some(*number)
    });
    numbers.filter_map(|number| char::from_u32(0x4E00 + (number >> 8) % 0x5000)).collect()
}

/// An index has no room for a long text, and whoever wrote it is to hear of that before the database does.
#[rstest]
#[tokio::test]
async fn the_longest_text_that_may_come_in_is_kept_and_found(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Editor).await;
    let create = async |kind: &str, input: Value| {
        let create = format!(
            "mutation ($input: Create{kind}Input!) {{ create{kind}(input: $input) {{ userErrors {{ code path message }} }} }}"
        );
        let payload = app.query_as(&token, &create, json!({ "input": input })).await.at(&format!("/create{kind}"));
        assert_eq!(payload["userErrors"], json!([]), "{kind}");
    };
    let [family, given, name, line] =
        [(300, 1), (300, 2), (300, 3), (1_000, 4)].map(|(length, seed)| disorder(length, seed));
    let named = json!([{ "locale": "zh-Hans", "text": name }]);
    let person = json!({ "family": family, "given": given, "native": name, "variants": [name] });
    create("Doctor", json!({ "slug": "a", "name": person, "claims": [{ "text": line, "kind": "AWARDS" }] })).await;
    create(
        "Organisation",
        json!({ "slug": "b", "name": named, "kind": "ASSOCIATION", "acronym": name, "formerNames": [named] }),
    )
    .await;
    create("Journal", json!({ "slug": "c", "name": named, "abbreviation": name })).await;
    create("Specialty", json!({ "slug": "d", "name": named })).await;
    let doi = format!("10.5555/{}", disorder(292, 5));
    create("Publication", json!({ "title": line, "doi": doi, "authors": [{ "name": line }], "pages": line })).await;
    create("Article", json!({ "slug": "e", "locale": "en", "channel": "news", "title": line, "headline": line })).await;
}

#[test]
fn no_page_that_the_importer_is_tested_with_is_too_long_anywhere() {
    let folder = TempDir::new().unwrap();
    let pages = repository().join("crates/importer/tests/pages");
    let output = Binary::in_folder(folder.path()).run(&["import", "--without-doctor", pages.to_str().unwrap()]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && told.contains(", 0 not;"), "{told}");
}

/// What comes by the command line passes the same place.
#[rstest]
#[tokio::test]
async fn no_other_way_in_lets_such_a_text_pass(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut named = doctor("Lu", "Mei");
    named.honorific = Some(shanghaidoctor_domain::text::Localised::english(NULL));
    let mut writing = app.write().await;
    let id = writing.next_id();
    let error = writing.save(id, None, &named).await.unwrap_err().to_string();
    assert!(error.contains("honorific.en: holds a null character"), "{error}");
    writing.give_up().await.unwrap();

    let mut writing = app.write().await;
    save(&mut writing, &doctor("Lu", "Mei")).await;
    writing.commit().await.unwrap();
    let export = app.export().await;
    let empty = TestApp::start(backend).await;
    for changed in [export.replace("\"Lu\"", "\"L\\u0000u\""), format!("{export}{}\n", json!({ "kind": NULL }))] {
        let lines = changed.lines().map(|line| Ok(line.to_owned()));
        let restored = archive::restore(&empty.app.database, &empty.app.clock, Actor::Operator, lines).await;
        let error = restored.unwrap_err().to_string();
        assert!(error.contains("null character"), "{error}");
    }
}

#[rstest]
#[tokio::test]
async fn who_looks_for_such_a_text_is_told_so_or_finds_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let token = app.token(Role::Administrator).await;
    let texts = json!({ "text": NULL, "id": NULL, "texts": [NULL] });
    for field in [
        "doctor(slug: $text) { id }",
        "article(slug: $text) { id }",
        "organisation(slug: $text) { id }",
        "journal(slug: $text) { id }",
        "specialty(slug: $text) { id }",
        "node(id: $id) { id }",
        "search(query: $text) { totalCount }",
        "suggestions(prefix: $text) { __typename }",
        "doctors(where: { name: { in: $texts } }) { totalCount }",
        "doctors(where: { search: $text }) { totalCount }",
        "articles(where: { channel: { eq: $text } }) { totalCount }",
        "doctors(after: $text) { totalCount }",
        "revisions(id: $id) { totalCount }",
        "publishBlockers(ids: [$id]) { __typename }",
        "release(id: $id) { id }",
        "releases(after: $text) { totalCount }",
        "previews(after: $text) { totalCount }",
        "signOff(article: $id) { __typename }",
        "auditLog(after: $text) { nodes { __typename } }",
        "enquiry(id: $id) { id }",
        "enquiries(after: $text) { totalCount }",
        "reprintRequests(after: $text) { totalCount }",
        "reprintRequest(token: $text) { state }",
        "mails(after: $text) { totalCount }",
        "auditLog(where: { target: $id }) { nodes { __typename } }",
        "auditLog(where: { actor: $text }) { nodes { __typename } }",
        "doctors(first: 1) { nodes { sources(fact: $text) { name } } }",
    ] {
        let kinds = [("$text", "$text: String!"), ("$id", "$id: ID!"), ("$texts", "$texts: [String!]")];
        let used = kinds
            .iter()
            .filter(|(name, _)| field.split(|c: char| !(c.is_alphanumeric() || c == '$')).any(|word| word == *name));
        let declared: Vec<&str> = used.map(|(_, declared)| *declared).collect();
        let query = format!("query ({}) {{ {field} }}", declared.join(", "));
        let answer = app.query_as(&token, &query, texts.clone()).await;
        let code = answer.body["errors"][0]["extensions"]["code"].as_str();
        assert!(matches!(code, None | Some("BAD_USER_INPUT")), "{query}: {}", answer.body);
    }
    for path in ["/doctors/a%00b", "/articles/a%00b", "/media/a%00b", "/publications/a%00b", "/articles/a%00b/visits"] {
        for accept in ["application/ld+json", "*/*"] {
            let request =
                if path.ends_with("visits") { app.request(reqwest::Method::POST, path) } else { app.get(path) };
            let status = request.header("accept", accept).send().await.unwrap().status();
            assert!(status.is_client_error(), "{path}: {status}");
        }
    }
}

/// A name that commands a terminal, or turns the line that it stands in, is no name; a text to read has lines.
#[rstest]
#[tokio::test]
async fn a_line_holds_no_control_character(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Editor).await;
    let create =
        "mutation ($input: CreateArticleInput!) { createArticle(input: $input) { userErrors { code path message } } }";
    let sent = async |title: &str, standfirst: &str| {
        let standfirst = json!({ "markdown": standfirst });
        let input = json!({ "title": title, "standfirst": standfirst, "channel": "news", "locale": "en" });
        app.query_as(&token, create, json!({ "input": input })).await.at("/createArticle/userErrors")
    };
    for (wrong, words) in [
        ("\u{1}", "U+0001"),
        ("\u{1b}", "U+001B"),
        ("\u{202e}", "U+202E"),
        ("\n", "one line"),
        ("\u{2028}", "one line"),
    ] {
        let errors = sent(&format!("a{wrong}b"), "a\n\nb").await;
        assert_eq!(
            (&errors[0]["code"], &errors[0]["path"]),
            (&json!("INVALID"), &json!(["input", "title"])),
            "{wrong:?}"
        );
        assert!(errors[0]["message"].as_str().unwrap().contains(words), "{errors}");
        assert_eq!(errors.as_array().unwrap().len(), 1, "{errors}");
    }
    assert_eq!(sent("a b", "a\n\nb").await, json!([]));
    let errors = sent("", "a").await;
    assert_eq!((&errors[0]["code"], &errors[0]["path"]), (&json!("REQUIRED"), &json!(["input", "title"])), "{errors}");
}

#[rstest]
#[tokio::test]
async fn a_number_that_is_too_large_is_told_of_with_its_path(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let token = app.token(Role::Administrator).await;
    let update =
        "mutation ($input: UpdateSiteInput!) { updateSite(input: $input) { userErrors { code path message } } }";
    for revision in [2_147_483_648_i64, -2_147_483_649] {
        let answer = app.query_as(&token, update, json!({ "input": { "revision": revision } })).await;
        let errors = answer.at("/updateSite/userErrors");
        assert_eq!((&errors[0]["code"], &errors[0]["path"]), (&json!("INVALID"), &json!(["input", "revision"])));
        assert!(errors[0]["message"].as_str().unwrap().contains(&revision.to_string()), "{errors}");
    }
}
