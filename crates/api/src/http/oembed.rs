//! Articles as pages of others show them, at the address that oEmbed asks (`/oembed?url=…`).

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Variables;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::json;
use shanghaidoctor_domain::Url;
use shanghaidoctor_domain::content::CreditRole;
use shanghaidoctor_domain::rendition::{ImageFormat, Rendition};
use shanghaidoctor_domain::text::has_null;
use url::form_urlencoded;

use super::graphql::ask;
use super::kept::{LastChange, Made, given_or_made};
use super::problem::Problem;
use crate::App;
use crate::answer::MediaType;
use crate::graphql::languages::Wanted;
use crate::oembed::{Embed, Format, Thumbnail, Told};

/// The width of a thumbnail where no smaller one is asked for.
const WIDEST: u32 = 640;

const ARTICLE: &str = "query ($slug: String!) {
    site { name url }
    article(slug: $slug) { title excerpt canonicalUrl credits { role name } cover { srcset width height } }
}";

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    url: url::Url,
    format: Format,
    room: Room,
}

/// How large a thumbnail may be, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Room {
    width: u32,
    height: u32,
}

#[derive(Deserialize)]
struct Found {
    site: Site,
    article: Option<Article>,
}

#[derive(Deserialize)]
struct Site {
    name: String,
    url: Url,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Article {
    title: String,
    excerpt: String,
    canonical_url: Url,
    credits: Vec<Credit>,
    cover: Option<Cover>,
}

#[derive(Deserialize)]
struct Credit {
    role: CreditRole,
    name: String,
}

#[derive(Deserialize)]
struct Cover {
    srcset: String,
    width: u32,
    height: u32,
}

/// An article, by its address.
pub(super) async fn read(app: Data<App>, http: HttpRequest) -> Result<HttpResponse, Problem> {
    let asked = Asked::read(http.query_string())?;
    let media = match asked.format {
        Format::Json => MediaType::Json,
        Format::Xml => MediaType::TextXml,
    };
    given_or_made(&app, &http, media, made(&app, &asked)).await
}

async fn made(app: &App, asked: &Asked) -> Result<Made, Problem> {
    let last = LastChange::read(app).await?;
    let slug = asked.slug().ok_or_else(no_article)?;
    let (found, noted) = ask(app, ARTICLE, Variables::from_json(json!({ "slug": slug })), &Wanted::default()).await?;
    let Found { site, article } = serde_json::from_value(found).map_err(unwritable)?;
    let article = article.filter(|_| asked.is_of(&site.url, &app.public_url)).ok_or_else(no_article)?;
    let body = Embed::new(told(site, article, asked.room)).write(asked.format).map_err(unwritable)?;
    Ok(Made::new(app, body, noted, last))
}

fn told(site: Site, article: Article, room: Room) -> Told {
    let writers = article.credits.into_iter().filter(|credit| credit.role == CreditRole::Author);
    Told {
        title: article.title,
        authors: writers.map(|writer| writer.name).collect(),
        excerpt: article.excerpt,
        url: article.canonical_url,
        publisher: site.name,
        home: site.url,
        thumbnail: article.cover.and_then(|cover| cover.thumbnail(room)),
    }
}

impl Cover {
    /// The largest one that has room.
    fn thumbnail(&self, room: Room) -> Option<Thumbnail> {
        let sizes = self.srcset.split(", ").filter_map(|size| {
            let (url, width) = size.rsplit_once(' ')?;
            let width = width.strip_suffix('w')?.parse().ok()?;
            // The format has no part in its size.
            let plan = Rendition { width, cut: None, format: ImageFormat::Jpeg }.plan(self.width, self.height);
            Some(Thumbnail { url: url.to_owned(), width: plan.width, height: plan.height })
        });
        sizes.filter(|size| size.width <= room.width && size.height <= room.height).max_by_key(|size| size.width)
    }
}

impl Asked {
    fn read(sent: &str) -> Result<Self, Problem> {
        let (mut url, mut format, mut width, mut height) = (None, None, None, None);
        for (name, value) in form_urlencoded::parse(sent.as_bytes()) {
            let value = value.into_owned();
            let before = match name.as_ref() {
                "url" => url.replace(value),
                "format" => format.replace(value),
                "maxwidth" => width.replace(value),
                "maxheight" => height.replace(value),
                // Those who ask send along what other providers want.
                _ => None,
            };
            if before.is_some() {
                return Err(wrong(&name, "it stands there twice: name it once"));
            }
        }
        let url = url.ok_or_else(|| wrong("url", "say which article, by its address"))?;
        let url = url::Url::parse(&url).map_err(|_| wrong("url", format!("`{url}` is no address")))?;
        let width = pixels("maxwidth", width)?.unwrap_or(WIDEST).min(WIDEST);
        let room = Room { width, height: pixels("maxheight", height)?.unwrap_or(u32::MAX) };
        Ok(Self { url, format: named_format(format.as_deref())?, room })
    }

    /// The article's name in addresses, today's or a former one: the last part of its address.
    fn slug(&self) -> Option<String> {
        let last = self.segments().pop()?;
        let slug = percent_decode_str(last).decode_utf8().ok()?.into_owned();
        Some(slug).filter(|slug| !has_null(slug))
    }

    /// Whether it is an address of an article at all: one of the site, behind whatever section it stood in when it was
    /// copied, or the article's own on this server.
    fn is_of(&self, site: &Url, server: &Url) -> bool {
        let below_site = self.below(site).is_some_and(|path| path.len() == 2);
        below_site || self.below(server).is_some_and(|path| matches!(path[..], ["articles", _]))
    }

    /// The parts of the path below this address; none where it is somewhere else.
    fn below(&self, base: &Url) -> Option<Vec<&str>> {
        let base = url::Url::parse(base.as_str()).ok()?;
        let is_there = base.host() == self.url.host() && base.port() == self.url.port();
        let mut path = parts(&self.url);
        let is_below = is_there && parts(&base).all(|part| path.next() == Some(part));
        is_below.then(|| path.collect())
    }

    fn segments(&self) -> Vec<&str> {
        parts(&self.url).collect()
    }
}

fn parts(url: &url::Url) -> impl Iterator<Item = &str> {
    url.path().split('/').filter(|part| !part.is_empty())
}

fn named_format(name: Option<&str>) -> Result<Format, Problem> {
    let Some(name) = name else { return Ok(Format::default()) };
    let known = Format::ALL.into_iter().find(|format| format.name() == name);
    known.ok_or_else(|| Problem::new(StatusCode::NOT_IMPLEMENTED, "`format`: there are `json` and `xml`."))
}

fn pixels(name: &str, value: Option<String>) -> Result<Option<u32>, Problem> {
    let read = |value: String| {
        let pixels = value.parse().ok().filter(|pixels| *pixels > 0);
        pixels.ok_or_else(|| wrong(name, format!("`{value}` is no number of pixels")))
    };
    value.map(read).transpose()
}

fn wrong(name: &str, why: impl std::fmt::Display) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, format!("`{name}`: {why}."))
}

fn no_article() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "`url`: no published article has this address.")
}

fn unwritable(error: impl std::fmt::Display) -> Problem {
    tracing::error!(%error, "what others show of an article cannot be made");
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "It cannot be made at the moment.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(url: &str) -> Asked {
        let sent = form_urlencoded::Serializer::new(String::new()).append_pair("url", url).finish();
        Asked::read(&sent).unwrap()
    }

    #[test]
    fn an_article_is_known_by_its_addresses_alone() {
        let (site, server) = ("https://example.org/".parse().unwrap(), "https://api.example.org/".parse().unwrap());
        for (address, is_known) in [
            ("https://example.org/doctors/rain", true),
            ("http://example.org/doctors/rain/?from=mail#top", true),
            ("https://api.example.org/articles/rain", true),
            ("https://api.example.org/doctors/rain", false),
            ("https://example.org/rain", false),
            ("https://example.org/a/b/rain", false),
            ("https://example.org:8443/doctors/rain", false),
            ("https://example.com/doctors/rain", false),
        ] {
            assert_eq!(asked(address).is_of(&site, &server), is_known, "{address}");
        }
        assert_eq!(asked("https://example.org/d/%E9%9B%A8").slug().as_deref(), Some("雨"));
    }

    #[test]
    fn a_thumbnail_is_as_large_as_it_may_be() {
        let srcset = "https://a/w160.webp 160w, https://a/w320.webp 320w, https://a/w400.webp 400w".to_owned();
        let cover = Cover { srcset, width: 400, height: 300 };
        for ((width, height), expected) in [
            ((640, u32::MAX), Some((400, 300))),
            ((399, u32::MAX), Some((320, 240))),
            ((640, 200), Some((160, 120))),
            ((100, 100), None),
        ] {
            let thumbnail = cover.thumbnail(Room { width, height });
            assert_eq!(thumbnail.map(|found| (found.width, found.height)), expected);
        }
    }
}
