//! What programs that read the web should know of this server: where the map of the site is, what is not for them
//! (`/robots.txt`, RFC 9309), and where texts and data are to be had (`/llms.txt`, <https://llmstxt.org>).

use actix_web::http::header::{CACHE_CONTROL, VARY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Variables;
use serde_json::Value;

use super::caching::revalidated;
use super::graphql::ask;
use super::problem::Problem;
use crate::App;
use crate::graphql::languages::Wanted;

const PUBLICATION: &str = "{
    site { name tagline url rights { notice creditLine } feeds { title url } }
    articles(first: 50, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { title canonicalUrl excerpt } }
}";

/// `/robots.txt`. Queries are for programs that somebody made for them, and a crawler that follows links through them has
/// no end.
pub(super) async fn robots(app: Data<App>, http: HttpRequest) -> HttpResponse {
    let map = app.public_url.join("sitemap.xml");
    let body = format!(
        "User-agent: *\nDisallow: /graphql\nDisallow: /graphiql\nDisallow: /sign-in/\nDisallow: /invitation\n\
         Disallow: /uploads\n\nSitemap: {map}\n"
    );
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, "public, max-age=3600")).append_header((VARY, "Accept-Encoding"));
    revalidated(answer, &http, "text/plain; charset=utf-8", body)
}

/// `/llms.txt`.
pub(super) async fn llms(app: Data<App>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    let (found, noted) = ask(&app, PUBLICATION, Variables::default(), &Wanted::default()).await?;
    let mut answer = HttpResponse::Ok();
    answer.append_header((VARY, "Accept-Encoding"));
    for header in app.caching.headers(&noted.tags) {
        answer.insert_header(header);
    }
    Ok(revalidated(answer, &http, "text/markdown; charset=utf-8", written(&app, &found)))
}

fn written(app: &App, found: &Value) -> String {
    let text = |value: &Value, pointer: &str| value.pointer(pointer).and_then(Value::as_str).map(line);
    let of_site = |pointer: &str| text(found, &format!("/site/{pointer}")).unwrap_or_default();
    let each = |pointer: &str| found.pointer(pointer).and_then(Value::as_array).into_iter().flatten();
    let mut parts = vec![format!("# {}", of_site("name"))];
    parts.extend(text(found, "/site/tagline").map(|tagline| format!("> {tagline}")));
    parts.push(format!(
        "{} Print the credit line with every copy: {}",
        of_site("rights/notice"),
        of_site("rights/creditLine")
    ));
    let at = |path: &str| app.public_url.join(path).to_string();
    let mut data = vec![
        format!("- [The site]({})", of_site("url")),
        format!(
            "- [GraphQL]({}): doctors, their posts and papers, articles; the [schema]({})",
            at("graphql"),
            at("schema.graphql")
        ),
        format!("- [Map of the site]({})", at("sitemap.xml")),
    ];
    data.extend(
        each("/site/feeds").filter_map(|feed| Some(format!("- [{}]({})", text(feed, "/title")?, text(feed, "/url")?))),
    );
    parts.push(format!("## Data\n\n{}", data.join("\n")));
    let articles = each("/articles/nodes").filter_map(|article| {
        let (title, url) = (text(article, "/title")?, text(article, "/canonicalUrl")?);
        Some(format!("- [{title}]({url}): {}", text(article, "/excerpt")?))
    });
    parts.push(format!("## Articles that changed last\n\n{}", articles.collect::<Vec<_>>().join("\n")));
    parts.join("\n\n") + "\n"
}

/// A text in one line, without what Markdown takes for the end of a link's name.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['[', ']'], "")
}
