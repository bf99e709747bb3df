//! What a repository says of itself, and of questions that are none.

use reqwest::Method;
use rstest::rstest;
use shanghaidoctor_tests::content::{doctor, journal, publication, save};
use shanghaidoctor_tests::{Backend, TestApp};

use super::{Element, ask, identifier};

#[rstest]
#[tokio::test]
async fn a_repository_says_what_it_is(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let answer = ask(&app, "verb=Identify").await;
    assert_eq!(answer.one("request").attribute("verb"), "Identify");
    let identify = answer.one("Identify");
    // The schema of the protocol is a sequence.
    let told = [
        "repositoryName",
        "baseURL",
        "protocolVersion",
        "adminEmail",
        "earliestDatestamp",
        "deletedRecord",
        "granularity",
    ];
    assert_eq!(identify.names(), told);
    for (name, value) in [
        ("repositoryName", "ShanghaiDoctor"),
        ("baseURL", "https://api.example.org/oai"),
        ("protocolVersion", "2.0"),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
    ] {
        assert_eq!(identify.one(name).text, value);
    }
    assert!(identify.one("adminEmail").text.contains('@'));
    let formats = ask(&app, "verb=ListMetadataFormats").await;
    let format = formats.one("ListMetadataFormats").one("metadataFormat");
    assert_eq!(format.names(), ["metadataPrefix", "schema", "metadataNamespace"]);
    assert_eq!(format.one("metadataPrefix").text, "oai_dc");
}

#[rstest]
#[tokio::test]
async fn each_mistake_is_told_by_its_code(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Secret", "Wu")).await;
    let hidden = save(&mut writing, &journal("Hidden")).await;
    let draft = save(&mut writing, &publication("Concealed", 2020, wu, hidden)).await;
    writing.commit().await.unwrap();
    let draft = identifier(draft);
    let of_draft = format!("verb=GetRecord&metadataPrefix=oai_dc&identifier={draft}");
    let formats_of_draft = format!("verb=ListMetadataFormats&identifier={draft}");
    let (token, list) = ("verb=ListRecords&resumptionToken=bm9uZQ", "verb=ListRecords&metadataPrefix=oai_dc");
    let set_of_nothing = "verb=ListRecords&metadataPrefix=oai_dc&set=journal_01ke6qjp9dfaq8s1gn4hha7xdq";
    for (arguments, code) in [
        ("", "badVerb"),
        ("verb=Harvest", "badVerb"),
        ("verb=Identify&identifier=a", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        (of_draft.as_str(), "idDoesNotExist"),
        (formats_of_draft.as_str(), "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:example.com:a", "idDoesNotExist"),
        (token, "badResumptionToken"),
        (list, "noRecordsMatch"),
        (set_of_nothing, "noRecordsMatch"),
        ("verb=ListSets", "noSetHierarchy"),
    ] {
        let answer = ask(&app, arguments).await;
        assert_eq!(answer.names(), ["responseDate", "request", "error"], "{arguments}");
        assert_eq!(answer.one("error").attribute("code"), code, "{arguments}");
        assert!(!answer.one("error").text.is_empty());
        let is_request = !["badVerb", "badArgument"].contains(&code);
        assert_eq!(answer.one("request").attributes.len(), if is_request { arguments.split('&').count() } else { 0 });
    }
}

#[rstest]
#[tokio::test]
async fn a_form_asks_as_an_address_does(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let app = TestApp::with_sample(backend).await;
    let form = "application/x-www-form-urlencoded; charset=utf-8";
    let posted = app.request(Method::POST, "/oai").header("content-type", form);
    let posted = posted.body("verb=ListRecords&metadataPrefix=oai_dc").send().await.unwrap();
    assert_eq!((posted.status().as_u16(), &posted.headers()["cache-control"]), (200, &"no-store".parse().unwrap()));
    let posted = Element::read(&posted.text().await.unwrap());
    let got = ask(&app, "verb=ListRecords&metadataPrefix=oai_dc").await;
    assert_eq!(format!("{posted:?}"), format!("{got:?}"));

    let json = app.request(Method::POST, "/oai").header("content-type", "application/json").body("{}");
    assert_eq!(json.send().await.unwrap().status(), 415);
    let put = app.request(Method::PUT, "/oai").send().await.unwrap();
    assert_eq!((put.status().as_u16(), &put.headers()["allow"]), (405, &"GET, HEAD, POST".parse().unwrap()));
}
