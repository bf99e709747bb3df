//! All feeds there are, for people and for machines.

use actix_web::http::header::{LINK, VARY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Variables;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shanghaidoctor_domain::text::escape_html;

use super::misread;
use crate::App;
use crate::feeds::Subject;
use crate::http::caching::revalidated;
use crate::http::graphql::{ask, prefers_html};
use crate::http::problem::Problem;
use crate::http::{accept, accept_language};

const FEEDS: &str = "{ site { name feeds { subject format title mimeType url } } }";

#[derive(Deserialize)]
struct Site {
    name: String,
    feeds: Vec<Listed>,
}

/// A feed, as the API tells of it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    subject: String,
    format: String,
    title: String,
    mime_type: String,
    url: String,
}

/// The list of feeds, and what their addresses take.
pub(in crate::http) async fn index(app: Data<App>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    let wanted = accept_language::of(&app, &http).await?;
    let (mut answer, noted) = ask(&app, FEEDS, Variables::default(), &wanted).await?;
    let site = answer.get_mut("site").map(Value::take).unwrap_or_default();
    let site: Site = serde_json::from_value(site).map_err(|error| misread(&error))?;
    let mut response = HttpResponse::Ok();
    response.append_header((VARY, "Accept, Accept-Encoding"));
    if noted.by_language {
        response.append_header((VARY, "Accept-Language"));
    }
    for feed in &site.feeds {
        let link = format!(r#"<{}>; rel="alternate"; type="{}"; title="{}""#, feed.url, feed.mime_type, quoted(feed));
        response.append_header((LINK, link));
    }
    for header in app.caching.headers(&noted.tags) {
        response.insert_header(header);
    }
    let (media_type, body) = match prefers_html(Some(&accept::of(&http))) {
        true => ("text/html; charset=utf-8", page(&site)),
        false => ("application/json; charset=utf-8", list(&site).to_string()),
    };
    Ok(revalidated(response, &http, media_type, body))
}

/// Titles in a header are of ASCII alone (RFC 8288, section 3.4.1, has another way for all else, which few read).
fn quoted(feed: &Listed) -> String {
    feed.title
        .chars()
        .filter(|sign| sign.is_ascii_graphic() || *sign == ' ')
        .filter(|sign| !"\"\\".contains(*sign))
        .collect()
}

fn list(site: &Site) -> Value {
    let parameters = |subject: Subject| (subject.name().to_owned(), json!(subject.filters()));
    let parameters: serde_json::Map<String, Value> = Subject::ALL.into_iter().map(parameters).collect();
    json!({ "feeds": site.feeds, "parameters": parameters })
}

fn page(site: &Site) -> String {
    let name = escape_html(&site.name);
    let heads = site.feeds.iter().map(|Listed { title, mime_type, url, .. }| {
        let (title, url) = (escape_html(title), escape_html(url));
        format!("<link rel=\"alternate\" type=\"{mime_type}\" title=\"{title}\" href=\"{url}\">\n")
    });
    let items = site.feeds.iter().map(|Listed { title, url, .. }| {
        format!("<li><a href=\"{}\">{}</a></li>\n", escape_html(url), escape_html(title))
    });
    let parameters = Subject::ALL.into_iter().map(|subject| {
        format!("<li>{}: <code>{}</code></li>\n", subject.name(), subject.filters().join("</code>, <code>"))
    });
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{name}: feeds</title>\n{}\
         <h1>{name}: feeds</h1>\n<ul>\n{}</ul>\n<p>Each can be cut by parameters of its address:</p>\n<ul>\n{}</ul>\n",
        heads.collect::<String>(),
        items.collect::<String>(),
        parameters.collect::<String>(),
    )
}
