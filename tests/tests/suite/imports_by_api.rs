//! Pages and papers come in through the API as they do by the command line, for those who may import.

use rstest::rstest;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::content::{doctor, save};
use shanghaidoctor_tests::{Answer, Backend, Binary, TestApp, repository};

const IMPORT_PAGE: &str = "mutation ($input: ImportPageInput!) { importPage(input: $input) { \
    report { form encoding facts { path line value } absent leftOut { from to part reason } \
      unplaced { line text } unknownLabels { line label lines { line text } } \
      warnings { kind line message rule kept { line text } other { line text } } } \
    documents { id type name saved matchedBy changed { field removed } } \
    differences { name path line editor page } possibleDuplicates { name printed line reason } \
    openQuestions published kept userErrors { message code path line } } }";

const IMPORT_PAPERS: &str = "mutation ($input: ImportPublicationsInput!) { importPublications(input: $input) { \
    papers warnings { kind line message } documents { id type name saved matchedBy } possibleDuplicates { reason } \
    openQuestions published kept userErrors { message code path line } } }";

const BIBTEX: &str = "@article{a, author = {Wu, Jing and {孙梅}}, title = {Cold rooms}, journal = {Ward Science}, \
    year = 2021, doi = {10.5555/ward.1}}\n@article{b, author = {Sun, Mei and Wu, J.}, title = {Warm rooms}, journal = {Ward \
    Science}, year = 2022}\n";

fn page(name: &str) -> String {
    std::fs::read_to_string(repository().join("crates/importer/tests").join(name)).unwrap()
}

async fn asked(app: &TestApp, role: Option<Role>, query: &str, input: &Value) -> Answer {
    let request = app.post(&json!({ "query": query, "variables": { "input": input } }));
    let request = request.header("accept", "application/graphql-response+json");
    app.send(match role {
        Some(role) => request.bearer_auth(app.token(role).await),
        None => request,
    })
    .await
}

/// What comes of a page that somebody of this role imports.
async fn imported(app: &TestApp, role: Role, input: &Value) -> Value {
    asked(app, Some(role), IMPORT_PAGE, input).await.at("/importPage")
}

/// A value of the command line's report, with names that are the same in both.
fn said(report: &Value, key: &str) -> Value {
    report["report"][key].clone()
}

#[rstest]
#[tokio::test]
async fn a_page_is_reported_as_the_command_line_reports_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values("reports/small-steps.txt", "pages/full.txt", "pages/semantic.html")] name: &str,
) {
    let (by_api, by_hand) = (TestApp::start(backend).await, TestApp::start(backend).await);
    let file = repository().join("crates/importer/tests").join(name);
    let output = Binary::on(&by_hand).run(&["import", file.to_str().unwrap(), "--format", "json"]);
    let told: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let input = json!({ "page": page(name), "name": file.file_name().unwrap().to_str() });
    let answer = imported(&by_api, Role::Editor, &input).await;
    assert_eq!(answer["userErrors"], json!([]));
    for key in ["facts", "absent", "leftOut", "unplaced", "unknownLabels"] {
        assert_eq!(answer["report"][key], said(&told, key), "{key}");
    }
    assert_eq!(answer["report"]["form"], told["report"]["source"]["form"]);
    let messages = |warnings: &Value| -> Vec<(Value, Value, Value)> {
        let each = warnings.as_array().unwrap().iter();
        each.map(|one| (one["kind"].clone(), one["line"].clone(), one["message"].clone())).collect()
    };
    assert_eq!(messages(&answer["report"]["warnings"]), messages(&said(&told, "warnings")));
    let names = |answer: &Value| -> Vec<Value> {
        answer["documents"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect()
    };
    assert!(names(&answer).len() > 1);
    assert_eq!(names(&answer), names(&told));
}

#[rstest]
#[tokio::test]
async fn a_dry_run_says_what_would_become_of_a_page_and_keeps_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let before = app.export().await;
    let input = |dry_run: bool| json!({ "page": page("pages/full.txt"), "name": "full.txt", "dryRun": dry_run });
    let would = imported(&app, Role::Editor, &input(true)).await;
    assert_eq!(app.export().await, before);
    assert_eq!((&would["kept"], &would["published"]), (&json!(false), &json!(false)));

    let did = imported(&app, Role::Editor, &input(false)).await;
    assert_eq!(did["kept"], json!(true));
    let documents = |answer: &Value| answer["documents"].as_array().unwrap().clone();
    assert_eq!(documents(&would).len(), documents(&did).len());
    for (would, did) in documents(&would).iter().zip(documents(&did)) {
        assert_eq!((&would["name"], &would["saved"]), (&did["name"], &did["saved"]));
        assert!(did["id"].is_string());
        // The publication itself was there.
        assert_eq!(would["id"].is_null(), would["saved"] == "NEW", "{would}");
    }

    let again = imported(&app, Role::Editor, &input(true)).await;
    assert!(documents(&again).iter().all(|one| one["saved"] == "SAME" && one["id"].is_string()), "{again:#}");
    assert!(documents(&again).iter().all(|one| one["matchedBy"] == "PAGE"), "{again:#}");
}

#[rstest]
#[tokio::test]
async fn who_imports_needs_the_right_and_stands_in_the_history(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let before = app.export().await;
    let input = json!({ "page": page("pages/full.txt"), "name": "full.txt", "publish": "ALWAYS" });
    for (role, code) in
        [(None, "UNAUTHENTICATED"), (Some(Role::Writer), "FORBIDDEN"), (Some(Role::Editor), "FORBIDDEN")]
    {
        let refused = asked(&app, role, IMPORT_PAGE, &input).await;
        assert_eq!(refused.error().0, code, "{role:?}");
    }
    let papers = json!({ "format": "BIBTEX", "text": BIBTEX, "name": "papers.bib" });
    assert_eq!(asked(&app, Some(Role::Writer), IMPORT_PAPERS, &papers).await.error().0, "FORBIDDEN");
    assert_eq!(app.export().await, before);

    let published = imported(&app, Role::Publisher, &input).await;
    assert_eq!((&published["published"], &published["kept"]), (&json!(true), &json!(true)));
    assert!(published["openQuestions"].as_u64().unwrap() > 0, "published all the same: that is what was asked for");
    let shown = app.query("{ doctor(slug: \"fang-yulin\") { name { display } appointments { totalCount } } }").await;
    assert_eq!(shown.at("/doctor/name/display"), "Fang Yulin");

    let database = Database::connect(&app.database_url).await.unwrap();
    let actors = "SELECT DISTINCT actor, note FROM revisions WHERE kind = 'article'";
    let rows = database.query_all_raw(sea_orm::Statement::from_string(database.get_database_backend(), actors));
    let rows = rows.await.unwrap();
    let actor: String = rows[0].try_get("", "actor").unwrap();
    let note: String = rows[0].try_get("", "note").unwrap();
    assert!(rows.len() == 1 && actor.starts_with("account_"), "{actor}");
    assert_eq!(note, "import of full.txt");
}

#[rstest]
#[tokio::test]
async fn a_page_that_is_not_clear_is_kept_as_a_draft_where_only_clear_ones_are_published(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let input = json!({ "page": page("pages/full.txt"), "name": "full.txt", "publish": "WHEN_CLEAR" });
    let answer = imported(&app, Role::Publisher, &input).await;
    assert_eq!((&answer["published"], &answer["kept"]), (&json!(false), &json!(true)));
    assert_eq!(app.query("{ doctor(slug: \"fang-yulin\") { slug } }").await.at("/doctor"), Value::Null);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_read_says_where_and_why(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let before = app.export().await;
    let pages = [
        (json!({ "page": " \n", "name": "a.txt" }), "REQUIRED", "page", "the page is empty"),
        (json!({ "page": "A shopping list.\n\nTea.\n", "name": "a.txt" }), "INVALID", "page", "no portrait"),
        (json!({ "page": "x", "name": " " }), "REQUIRED", "name", "what it is called"),
        (json!({ "page": "x", "name": "a\nb" }), "INVALID", "name", "one line"),
    ];
    for (input, code, field, words) in pages {
        let answer = imported(&app, Role::Editor, &input).await;
        let error = &answer["userErrors"][0];
        assert_eq!((&error["code"], &error["path"]), (&json!(code), &json!(["input", field])), "{answer:#}");
        assert!(error["message"].as_str().unwrap().contains(words), "{error}");
        assert_eq!((&answer["kept"], &answer["report"]), (&json!(false), &Value::Null));
    }
    let long =
        format!("{BIBTEX}@article{{c, author = {{Wu, Jing}}, title = {{{}}}, year = 2023}}\n", "Long ".repeat(300));
    let files = [
        (json!({ "format": "CSL_JSON", "text": "[\n{]", "name": "a.json" }), "INVALID", "text", true),
        (json!({ "format": "RIS", "text": "nothing of the kind", "name": "a.ris" }), "INVALID", "text", true),
        (json!({ "format": "BIBTEX", "text": long, "name": "a.bib" }), "TOO_LONG", "text", true),
        (json!({ "format": "CSL_JSON", "text": "[]", "name": "a.json" }), "INVALID", "text", false),
        (
            json!({ "format": "BIBTEX", "text": BIBTEX, "name": "a.bib", "doctor": "nobody" }),
            "INVALID",
            "doctor",
            false,
        ),
        (
            json!({ "format": "BIBTEX", "text": BIBTEX, "name": "a.bib", "doctor": "doctor_01kf2gfr20edr86ncvqsq95vdz" }),
            "NOT_FOUND",
            "doctor",
            false,
        ),
    ];
    for (input, code, field, has_line) in files {
        let answer = asked(&app, Some(Role::Editor), IMPORT_PAPERS, &input).await.at("/importPublications");
        let error = &answer["userErrors"][0];
        assert_eq!((&error["code"], &error["path"][1]), (&json!(code), &json!(field)), "{answer:#}");
        assert_eq!(error["line"].is_u64(), has_line, "{error}");
        assert_eq!(answer["kept"], json!(false));
    }
    assert_eq!(app.export().await, before);
}

#[rstest]
#[tokio::test]
async fn papers_come_to_their_doctor_or_to_nobody_and_the_same_doi_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    writing.publish(wu.node()).await.unwrap();
    writing.commit().await.unwrap();
    let import = async |format: &str, text: &str, doctor: Option<String>| {
        let input = json!({ "format": format, "text": text, "name": "papers", "doctor": doctor, "publish": "ALWAYS" });
        asked(&app, Some(Role::Publisher), IMPORT_PAPERS, &input).await.at("/importPublications")
    };
    let saved = |answer: &Value| -> Vec<String> {
        let papers = answer["documents"].as_array().unwrap().iter().filter(|one| one["type"] == "PUBLICATION");
        papers.map(|one| one["saved"].as_str().unwrap().to_owned()).collect()
    };
    let nobodys = import("BIBTEX", BIBTEX, None).await;
    assert_eq!((nobodys["papers"].clone(), saved(&nobodys)), (json!(2), vec!["NEW".to_owned(); 2]), "{nobodys:#}");
    let again = import("BIBTEX", BIBTEX, None).await;
    assert_eq!(saved(&again), ["SAME", "SAME"], "{again:#}");
    let of_wu = import("BIBTEX", BIBTEX, Some(wu.to_string())).await;
    assert_eq!(saved(&of_wu), ["CHANGED", "NEW"], "the DOI says it is the same paper, a title of nobody's does not");
    let ris = "TY  - JOUR\r\nAU  - Wu, Jing\r\nTI  - Cold rooms\r\nDO  - https://doi.org/10.5555/WARD.1\r\nER  - \r\n";
    assert_eq!(saved(&import("RIS", ris, Some(wu.to_string())).await), ["SAME"]);
    let shown = app.query("{ doctor(slug: \"wu-jing\") { publications { nodes { title } } } }").await;
    let titles = json!([{ "title": "Warm rooms" }, { "title": "Cold rooms" }]);
    assert_eq!(shown.at("/doctor/publications/nodes"), titles);
}

#[tokio::test]
async fn each_line_says_why_it_was_read_as_it_was() {
    let app = TestApp::start(Backend::Sqlite).await;
    let query = "mutation ($input: ImportPageInput!) { importPage(input: $input) { report { lastLine \
        lines(from: 7, to: 16) { line text part decisions reasons facts { path } warnings { kind } } } } }";
    let input = json!({ "page": page("reports/small-steps.txt"), "name": "small-steps.txt", "dryRun": true });
    let lines = asked(&app, Some(Role::Editor), query, &input).await.at("/importPage/report/lines");
    let lines = lines.as_array().unwrap();
    assert_eq!(lines.iter().map(|line| line["line"].as_u64().unwrap()).collect::<Vec<_>>(), [7, 9, 11, 13, 15, 16]);
    assert_eq!(lines[0]["part"], "BYLINE");
    assert_eq!(lines[5]["facts"], json!([{ "path": "doctor.appointments.0" }]));
    assert!(lines[5]["reasons"][0].as_str().unwrap().contains("FORMER, by a word of the past"), "{}", lines[5]);
    let too_many = query.replace("from: 7, to: 16", "from: 1, to: 101");
    let refused = asked(&app, Some(Role::Editor), &too_many, &input).await;
    assert_eq!(refused.error().0, "BAD_USER_INPUT");
}
