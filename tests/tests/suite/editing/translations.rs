use rstest::rstest;
use serde_json::{Value, json};
use shanghaidoctor_tests::Backend;

use super::{Desk, create, errors, mutation, write};

async fn set(app: &Desk, articles: &[&str]) -> Value {
    let shown = "articles { id translations { id } }";
    write(app, &mutation("setTranslations", "SetTranslationsInput", shown), json!({ "articles": articles })).await
}

async fn translations(app: &Desk, article: &str) -> Value {
    let query = "query($id: ID!) { article(id: $id) { translations { id } } }";
    super::drafts::read(app, query, json!({ "id": article })).await.at("/article/translations")
}

#[rstest]
#[tokio::test]
async fn articles_become_translations_of_each_other_and_of_no_others(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let app = Desk::start(backend).await;
    let mut articles = Vec::new();
    for locale in ["en", "zh-Hans", "fr"] {
        let input = json!({ "title": format!("A title in {locale}"), "locale": locale, "channel": "news" });
        articles.push(create(&app, "Article", input).await);
    }
    let [english, chinese, french] = [0, 1, 2].map(|index| articles[index].as_str());
    let payload = set(&app, &[english, chinese]).await;
    let pair = |one: &str, other: &str| json!({ "id": one, "translations": [{ "id": other }] });
    assert_eq!(payload["articles"], json!([pair(english, chinese), pair(chinese, english)]), "{payload:#}");
    // The group is another one's now, and who is not named in it leaves.
    assert_eq!(set(&app, &[chinese, french]).await["userErrors"], json!([]));
    assert_eq!(translations(&app, english).await, json!([]));
    assert_eq!(translations(&app, french).await, json!([{ "id": chinese }]));
    assert_eq!(set(&app, &[chinese]).await["userErrors"], json!([]));
    assert_eq!(translations(&app, french).await, json!([]));

    let other = json!({ "title": "Another title", "locale": "en", "channel": "news" });
    let other = create(&app, "Article", other).await;
    let payload = set(&app, &[english, &other]).await;
    assert_eq!(errors(&payload), [("DUPLICATE".to_owned(), "input.articles.1".to_owned())]);
}
