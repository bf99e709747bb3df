//! A page is imported by the command line and read back over HTTP: what the API says is what the page says.
//!
//! Pages in our own words lie beside the importer. The publication's own page is no part of the repository; where it
//! lies beside the checkout, it is held to the same.

use std::path::{Path, PathBuf};

use rstest::rstest;
use serde_json::{Map, Value, json};
use shanghaidoctor_tests::{Backend, Binary, TestApp, repository};

/// All that the API says of an imported page, in one request.
const PAGE: &str = "query ($slug: String!) { site { name tagline } doctor(slug: $slug) { slug honorific academicTitle \
    degrees born died researchFocus name { family given native } \
    positions { role department status organisation { name } } \
    appointments(first: 100) { totalCount nodes { role rank status source { name line } body { \
      ... on Organisation { name acronym ancestors { name acronym } } ... on Journal { journal: name } } } } \
    fellowships { role period { start end } organisation { name city country ancestors { name } } } \
    awards { name year } claims { text count kind } \
    projects { title kind programmes funder { name } grantNumber } \
    publications(first: 100) { totalCount nodes { title year doi indexedIn journal { name abbreviation } \
      authors { name roles doctor { slug } } citation } } \
    articles(first: 10) { totalCount nodes { slug title headline locale standfirst updatedOn visits plainText \
      subjects { slug } mentions { name } credits { role name email } rights { holder creditLine reprint notice } \
      body { __typename ... on Heading { number heading: text } \
        ... on Exchange { questioner { name } respondent { name doctor { slug } } } } } } } }";

/// What was imported, as the API tells it, in the shape of a page's facts.
async fn facts(app: &TestApp, slug: &str) -> Value {
    let answer = app.query_with(PAGE, json!({ "slug": slug })).await.data();
    let (doctor, article) = (&answer["doctor"], &answer["doctor"]["articles"]["nodes"][0]);
    let appointments = list(&doctor["appointments"]["nodes"]);
    assert_eq!(doctor["appointments"]["totalCount"], appointments.len());
    let (journals, societies): (Vec<_>, Vec<_>) =
        appointments.iter().partition(|post| post["body"]["journal"].is_string());
    json!({
        "site": answer["site"],
        "doctor": {
            "slug": doctor["slug"],
            "name": doctor["name"],
            "honorific": doctor["honorific"],
            "academicTitle": doctor["academicTitle"],
            "degrees": doctor["degrees"],
            "lifeDates": { "born": doctor["born"], "died": doctor["died"] },
            "positions": each(&doctor["positions"], position),
            "appointments": societies.into_iter().map(appointment).collect::<Vec<_>>(),
            "editorialRoles": journals.into_iter().map(editorial_role).collect::<Vec<_>>(),
            "fellowships": each(&doctor["fellowships"], fellowship),
            "researchFocus": doctor["researchFocus"],
            "researchFocusCount": list(&doctor["researchFocus"]).len(),
            "claims": doctor["claims"],
            "awards": each(&doctor["awards"], |award| if award["year"].is_null() { award["name"].clone() } else { award.clone() }),
            "publications": publications(doctor),
            "projects": each(&doctor["projects"], project),
        },
        "article": article_facts(article),
    })
}

fn list(value: &Value) -> Vec<&Value> {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}")).iter().collect()
}

fn each(value: &Value, fact: impl Fn(&Value) -> Value) -> Value {
    list(value).into_iter().map(fact).collect()
}

fn path(organisation: &Value) -> Vec<&Value> {
    let above = list(&organisation["ancestors"]).into_iter().map(|ancestor| &ancestor["name"]);
    above.chain([&organisation["name"]]).collect()
}

fn position(position: &Value) -> Value {
    json!({ "role": position["role"], "department": position["department"], "status": position["status"],
        "organisation": position["organisation"]["name"] })
}

fn appointment(post: &Value) -> Value {
    assert!(post["source"]["line"].as_u64().is_some(), "a post without its line: {post}");
    let acronyms = list(&post["body"]["ancestors"]).into_iter().chain([&post["body"]]).map(|step| &step["acronym"]);
    let acronym = acronyms.into_iter().find(|acronym| acronym.is_string());
    json!({ "role": post["role"], "rank": post["rank"], "status": post["status"], "path": path(&post["body"]), "acronym": acronym })
}

fn editorial_role(post: &Value) -> Value {
    json!({ "role": post["role"], "journal": post["body"]["journal"], "status": post["status"] })
}

fn fellowship(stay: &Value) -> Value {
    let place = &stay["organisation"];
    json!({ "role": stay["role"], "path": path(place), "city": place["city"], "country": place["country"],
        "start": stay["period"]["start"], "end": stay["period"]["end"] })
}

fn project(project: &Value) -> Value {
    let kind = project["kind"].as_str().unwrap().to_lowercase();
    let kind = if kind == "sub_project" { "sub-project".to_owned() } else { kind.replace('_', " ") };
    let programmes = &project["programmes"];
    json!({ "funder": project["funder"]["name"], "kind": kind, "programme": programmes[0], "programmes": programmes,
        "grantNumber": project["grantNumber"] })
}

fn publications(doctor: &Value) -> Value {
    let all = list(&doctor["publications"]["nodes"]);
    assert_eq!(doctor["publications"]["totalCount"], all.len());
    let own = |paper: &Value| {
        let authors = list(&paper["authors"]);
        let own = authors.into_iter().find(|author| author["doctor"]["slug"] == doctor["slug"]).cloned();
        own.unwrap_or_else(|| panic!("a paper without its doctor: {paper}"))
    };
    let (papers, journals): (Vec<&Value>, Vec<&Value>) = all.iter().partition(|paper| paper["title"].is_string());
    for journal in &journals {
        assert!(journal["year"].is_null() && journal["doi"].is_null(), "invented: {journal}");
    }
    json!({
        "authorship": all.first().map(|paper| own(paper)["roles"][0].clone()),
        "indexedIn": all.first().map_or(json!([]), |paper| paper["indexedIn"].clone()),
        "journals": journals.iter().map(|paper| paper["journal"].clone()).collect::<Vec<_>>(),
        "papers": papers,
    })
}

fn article_facts(article: &Value) -> Value {
    let blocks = list(&article["body"]);
    let of = |kind: &'static str| blocks.iter().filter(move |block| block["__typename"] == kind);
    let chapters = of("Heading").filter(|heading| heading["number"].is_number());
    let exchanges: Vec<_> = of("Exchange").collect();
    let editor = list(&article["credits"]).into_iter().find(|credit| credit["role"] == "EDITOR").cloned();
    let rights = &article["rights"];
    let reprint = if rights["reprint"] == "ON_REQUEST" { "by authorisation only, on request" } else { "" };
    json!({
        "subject": article["subjects"][0]["slug"],
        "locale": article["locale"],
        "title": article["title"],
        "standfirst": article["standfirst"],
        "headline": article["headline"],
        "updatedOn": article["updatedOn"],
        "visits": article["visits"],
        "figures": of("Figure").count(),
        "hasPreface": article["standfirst"].is_string(),
        "sections": chapters.map(|heading| json!({ "number": heading["number"], "heading": heading["heading"] })).collect::<Vec<_>>(),
        "interview": {
            "interviewer": exchanges.first().map(|exchange| &exchange["questioner"]["name"]),
            "interviewees": exchanges.first().map(|exchange| [&exchange["respondent"]["doctor"]["slug"]]),
            "interviewee": exchanges.first().map(|exchange| &exchange["respondent"]["doctor"]["slug"]),
            "exchanges": exchanges.len(),
        },
        "mentions": list(&article["mentions"]).into_iter().map(|mention| &mention["name"]).collect::<Vec<_>>(),
        "editor": editor.map(|editor| json!({ "name": editor["name"], "email": editor["email"] })),
        "rights": { "holder": rights["holder"], "creditLine": rights["creditLine"], "reprint": reprint },
        "body": article["plainText"],
    })
}

/// Whether what was found holds all that was expected; where not, the place of the first difference.
fn difference(place: &str, expected: &Value, found: &Value) -> Option<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            expected.iter().find_map(|(key, value)| member(&format!("{place}.{key}"), key, value, found))
        }
        (Value::Array(expected), Value::Array(found)) => {
            if expected.len() != found.len() {
                return Some(format!("{place}: expected {} items, found {}", expected.len(), found.len()));
            }
            let mut pairs = expected.iter().zip(found).enumerate();
            pairs.find_map(|(index, (expected, found))| difference(&format!("{place}.{index}"), expected, found))
        }
        _ if expected == found => None,
        _ => Some(format!("{place}: expected {expected}, found {found}")),
    }
}

fn member(place: &str, key: &str, expected: &Value, found: &Map<String, Value>) -> Option<String> {
    let null = Value::Null;
    match key {
        // A remark for people.
        "note" => None,
        "mustNotAppearInBody" => {
            let body = found["body"].as_str().unwrap();
            list(expected)
                .into_iter()
                .find(|text| body.contains(text.as_str().unwrap()))
                .map(|text| format!("{place}: {text} is in the body"))
        }
        _ => match key.strip_suffix("StartsWith") {
            Some(whole) => {
                let text = found[whole].as_str().unwrap_or_default();
                (!text.starts_with(expected.as_str().unwrap())).then(|| format!("{place}: found {text}"))
            }
            None => difference(place, expected, found.get(key).unwrap_or(&null)),
        },
    }
}

async fn import_and_compare(backend: Backend, page: &Path, expected: &Path, publish: &[&str]) {
    let app = TestApp::start(backend).await;
    let import = Binary::on(&app).run(&[&["import", page.to_str().unwrap()], publish].concat());
    assert!(import.status.success(), "{}", String::from_utf8_lossy(&import.stderr));
    let mut expected: Value = serde_json::from_str(&std::fs::read_to_string(expected).unwrap()).unwrap();
    // A page that another publication printed says nothing of this one.
    if expected["site"]["name"] != "ShanghaiDoctor" {
        expected["site"] = json!({ "name": "ShanghaiDoctor", "tagline": null });
    }
    let found = facts(&app, expected["doctor"]["slug"].as_str().unwrap()).await;
    assert_eq!(difference("page", &expected, &found), None, "{found:#}");
}

#[rstest]
#[tokio::test]
async fn what_the_api_says_is_what_the_page_says(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let pages = repository().join("crates/importer/tests/pages");
    import_and_compare(backend, &pages.join("full.txt"), &pages.join("full.json"), &["--publish", "--force"]).await;
}

#[rstest]
#[tokio::test]
async fn a_page_that_leaves_questions_open_is_published_only_by_force(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let page = repository().join("crates/importer/tests/pages/full.txt");
    let count = "{ articles { totalCount } }";
    let told = Binary::on(&app).run(&["import", page.to_str().unwrap(), "--publish"]);
    assert!(String::from_utf8_lossy(&told.stdout).contains("Not published: "), "{told:?}");
    assert_eq!(app.query(count).await.at("/articles/totalCount"), 0);
    Binary::on(&app).run(&["import", page.to_str().unwrap(), "--publish", "--force"]);
    assert_eq!(app.query(count).await.at("/articles/totalCount"), 1);
}

#[rstest]
#[tokio::test]
async fn a_report_is_an_article_without_a_subject_where_it_is_asked_for(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let page = repository().join("crates/importer/tests/pages/report.txt");
    let import = ["import", page.to_str().unwrap(), "--publish"];
    let refused = Binary::on(&app).run(&import);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--without-doctor"), "{refused:?}");

    let told = Binary::on(&app).run(&[&import[..], &["--without-doctor"]].concat());
    assert!(told.status.success(), "{told:?}");
    let query = "{ doctors { totalCount } articles(first: 10) { nodes { slug title updatedOn visits plainText \
        subjects { slug } mentions { name } credits { name } } } }";
    let seen = app.query(query).await.data();
    assert_eq!(seen["doctors"]["totalCount"], 0);
    let facts = page.with_extension("without-doctor.json");
    let facts: Value = serde_json::from_str(&std::fs::read_to_string(facts).unwrap()).unwrap();
    let article = &facts["article"];
    let name = |name: &Value| json!({ "name": name });
    let expected = json!([{
        "slug": "three-days-of-fog-experts-meet-on-the-lungs-of-the-river-towns",
        "title": article["headline"],
        "updatedOn": article["updatedOn"],
        "visits": article["visits"],
        "plainText": article["body"],
        "subjects": [],
        "mentions": each(&article["mentions"], name),
        "credits": [name(&article["editor"]["name"])],
    }]);
    assert_eq!(seen["articles"]["nodes"], expected);

    let again = Binary::on(&app).run(&[&import[..], &["--without-doctor", "--format", "json"]].concat());
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert!(list(&again["documents"]).iter().all(|document| document["saved"] == "same"), "{again:#}");
}

#[rstest]
#[tokio::test]
async fn the_publications_own_page_is_read_back_whole(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let seed: PathBuf = repository().parent().unwrap().join("shared/seed");
    if !seed.exists() {
        println!("not here: {}", seed.display());
        return;
    }
    import_and_compare(
        backend,
        &seed.join("li-ziming.page.txt"),
        &seed.join("li-ziming.expected.json"),
        &["--publish"],
    )
    .await;
}
