//! A paper is cited in the style asked for, by GraphQL and at its own address; a draft nowhere.

use reqwest::{Client, Method};
use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::content::{doctor, journal, publication, save};
use shanghaidoctor_tests::{Backend, TestApp};

/// Paper and style, as the API spells them.
const BY_STYLE: &str = "query ($id: ID!) { node(id: $id) { ... on Publication { vancouver: citation \
    apa: citation(style: APA) ama: citation(style: AMA) harvard: citation(style: HARVARD) \
    chicago: citation(style: CHICAGO) gb: citation(style: GB_T_7714) \
    chinese: citation(style: APA, locale: \"zh-CN\") bibtex ris cslJson } } }";

/// Hepatitis A in one hospital district.
const PAPER: &str = "publication_01kf2yt0gmedytqsbdkqdahcqa";

async fn cited(app: &TestApp, id: &str, accept: &str) -> (u16, String, String) {
    let response = app.get(&format!("/publications/{id}")).header("accept", accept).send().await.unwrap();
    let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
    assert_eq!(vary(&response), ["Accept"], "{accept}");
    (response.status().as_u16(), kind, response.text().await.unwrap())
}

/// What the answer varies by, beside the coding of its bytes.
fn vary(response: &reqwest::Response) -> Vec<&str> {
    let mut lines = response.headers().get_all("vary").iter();
    let line = lines.next().expect("it varies").to_str().unwrap();
    assert!(lines.next().is_none(), "one line for all");
    line.split(", ").filter(|name| !name.eq_ignore_ascii_case("accept-encoding")).collect()
}

#[rstest]
#[tokio::test]
async fn a_paper_is_cited_in_each_style(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let paper = app.query_with(BY_STYLE, json!({ "id": PAPER })).await.at("/node");
    for (style, expected) in [
        (
            "vancouver",
            "Wei SH, Kong AM, Tian BY. Hepatitis A in one hospital district, winter 1988: admissions, beds and staff. Infect Control Lett. 1989;1(2):45-52.",
        ),
        (
            "apa",
            "Wei, S. H., Kong, A. M., & Tian, B. Y. (1989). Hepatitis A in one hospital district, winter 1988: admissions, beds and staff. Infection Control Letters, 1(2), 45–52. https://infection-control-letters.example/1/2/45",
        ),
        (
            "harvard",
            "Wei, S.H., Kong, A.M. and Tian, B.Y. (1989) ‘Hepatitis A in one hospital district, winter 1988: admissions, beds and staff’, Infection Control Letters, 1(2), pp. 45–52. Available at: https://infection-control-letters.example/1/2/45.",
        ),
        (
            "chicago",
            "Wei, S. H., A. M. Kong, and B. Y. Tian. 1989. “Hepatitis A in one hospital district, winter 1988: admissions, beds and staff.” Infection Control Letters 1 (2): 45–52. https://infection-control-letters.example/1/2/45.",
        ),
        (
            "gb",
            "WEI S H, KONG A M, TIAN B Y. Hepatitis A in one hospital district, winter 1988: admissions, beds and staff[J/OL]. Infection Control Letters, 1989, 1(2): 45-52. https://infection-control-letters.example/1/2/45",
        ),
    ] {
        assert_eq!(paper[style], expected, "{style}");
    }
    assert_eq!(paper["ama"], paper["vancouver"], "their pages differ, where they can be shortened");
    assert_ne!(paper["chinese"], paper["apa"], "the journal has a Chinese name");
    assert_eq!(paper["cslJson"]["author"][0], json!({ "family": "Wei", "given": "S. H." }));
    assert_eq!(paper["cslJson"]["id"], PAPER);
}

#[rstest]
#[tokio::test]
async fn its_address_answers_in_the_format_that_the_client_accepts(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::with_sample(backend).await;
    let paper = app.query_with(BY_STYLE, json!({ "id": PAPER })).await.at("/node");
    let text = |field: &str| paper[field].as_str().unwrap().to_owned();
    let line = |field: &str| format!("{}\n", text(field));
    for (accept, kind, expected) in [
        ("application/x-bibtex", "application/x-bibtex; charset=utf-8", text("bibtex")),
        ("application/x-research-info-systems", "application/x-research-info-systems; charset=utf-8", text("ris")),
        ("text/x-bibliography", "text/x-bibliography; style=vancouver; charset=utf-8", line("vancouver")),
        ("text/x-bibliography; style=apa", "text/x-bibliography; style=apa; charset=utf-8", line("apa")),
        (
            "text/x-bibliography; style=apa; locale=zh-CN, */*;q=0.1",
            "text/x-bibliography; style=apa; locale=zh-CN; charset=utf-8",
            line("chinese"),
        ),
        ("text/html, application/x-bibtex;q=0.5", "application/x-bibtex; charset=utf-8", text("bibtex")),
    ] {
        assert_eq!(cited(&app, PAPER, accept).await, (200, kind.to_owned(), expected), "{accept}");
    }
    for accept in ["application/vnd.citationstyles.csl+json", "*/*", "application/x-bibtex;q=0.5, application/*"] {
        let (status, kind, body) = cited(&app, PAPER, accept).await;
        assert_eq!((status, kind.as_str()), (200, "application/vnd.citationstyles.csl+json"), "{accept}");
        assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), paper["cslJson"]);
    }
}

#[tokio::test]
async fn a_format_that_no_paper_has_is_a_problem() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    for accept in ["text/html", "application/json", "application/x-bibtex;q=0", "text/x-bibliography; style=nature"] {
        let (status, kind, body) = cited(&app, PAPER, accept).await;
        assert_eq!((status, kind.as_str()), (406, "application/problem+json"), "{accept}");
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(problem["status"], 406);
        assert!(problem["detail"].as_str().unwrap().contains("gb-t-7714"), "it says what there is: {body}");
    }
}

#[tokio::test]
async fn head_is_answered_as_get_is_and_nothing_else_is() {
    let app = TestApp::with_sample(Backend::Sqlite).await;
    let url = format!("{}/publications/{PAPER}", app.url);
    let ask = |method: Method| Client::new().request(method, &url).header("accept", "application/x-bibtex").send();
    let (get, head) = (ask(Method::GET).await.unwrap(), ask(Method::HEAD).await.unwrap());
    assert_eq!((get.status().as_u16(), head.status().as_u16()), (200, 200));
    for name in ["content-type", "content-length", "cache-control", "vary", "x-content-type-options"] {
        assert_eq!(head.headers().get(name), get.headers().get(name), "{name}");
    }
    assert!(head.bytes().await.unwrap().is_empty() && !get.bytes().await.unwrap().is_empty());
    let refused = ask(Method::POST).await.unwrap();
    assert_eq!((refused.status().as_u16(), &refused.headers()["allow"]), (405, &"GET, HEAD".parse().unwrap()));
}

#[rstest]
#[tokio::test]
async fn what_is_not_published_has_no_address(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let journal = save(&mut writing, &journal("A journal")).await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    let paper = publication("As it is published", 2020, wu, journal);
    let id = save(&mut writing, &paper).await;
    writing.commit().await.unwrap();
    let address = id.to_string();
    let at = async |id: &str| app.get(&format!("/publications/{id}")).send().await.unwrap();
    assert_eq!(at(&address).await.status(), 404);

    let mut writing = app.write().await;
    writing.publish(id.node()).await.unwrap();
    let mut ahead = paper.clone();
    ahead.title = Some("As it is in the draft".into());
    writing.save(id, Some(1), &ahead).await.unwrap();
    writing.commit().await.unwrap();
    let body = at(&address).await.text().await.unwrap();
    assert!(body.contains("As it is published") && !body.contains("draft"), "{body}");
    // The journal was published with it; its author's record was not, and would not be a paper.
    for other in [wu.to_string(), journal.to_string(), "nothing".to_owned(), address.to_uppercase()] {
        let response = at(&other).await;
        assert_eq!(response.status(), 404, "{other}");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
}
