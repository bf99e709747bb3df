//! Those who are asked are whom the article portrays.

use rstest::rstest;
use serde_json::json;
use shanghaidoctor_domain::Role;
use shanghaidoctor_tests::content::{article, doctor, publish, save};
use shanghaidoctor_tests::{Backend, TestApp};

use super::{REQUEST, by_link, request};

#[rstest]
#[tokio::test]
async fn nobody_is_asked_about_an_article_that_portrays_nobody(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = TestApp::start(backend).await;
    let id = publish(&app, &article("A report", &[])).await;
    let token = app.token(Role::Writer).await;
    let refused = app.query_as(&token, REQUEST, json!({ "input": { "article": id } })).await.at("/requestSignOff");
    let errors = json!([{ "code": "INVALID", "path": ["input", "article"] }]);
    assert_eq!(refused, json!({ "token": null, "signOff": null, "userErrors": errors }));
    let stands = app.query_as(&token, &format!("{{ signOff(article: \"{id}\") {{ status }} }}"), json!({})).await;
    assert_eq!(stands.at("/signOff"), serde_json::Value::Null);
}

#[rstest]
#[tokio::test]
async fn a_link_shows_the_record_that_goes_on_for_its_subject(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(true, false)] is_public: bool,
) {
    let app = TestApp::start(backend).await;
    let mut writing = app.write().await;
    let wu = save(&mut writing, &doctor("Wu", "Jing")).await;
    let other = save(&mut writing, &doctor("Wu", "Jingyi")).await;
    let id = save(&mut writing, &article("Portrait", &[wu])).await;
    if is_public {
        writing.publish(other.node()).await.unwrap();
    }
    writing.commit().await.unwrap();
    let link = request(&app, &app.token(Role::Writer).await, id).await;
    let query = "{ article(slug: \"portrait\") { subjects { slug } } doctors { totalCount } }";
    let before = by_link(&app, &link, query, json!({})).await;
    assert_eq!(before["article"]["subjects"], json!([{ "slug": "wu-jing" }]));
    let merge = "mutation ($input: MergeInput!) { mergeDoctors(input: $input) { userErrors { code message } } }";
    let input = json!({ "input": { "merged": wu, "survivor": other } });
    let merged = app.query_as(&app.token(Role::Editor).await, merge, input).await;
    assert_eq!(merged.at("/mergeDoctors/userErrors"), json!([]));
    let after = by_link(&app, &link, query, json!({})).await;
    let expected = json!({ "article": { "subjects": [{ "slug": "wu-jingyi" }] }, "doctors": { "totalCount": 1 } });
    assert_eq!(after, expected);
}
