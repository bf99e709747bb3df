//! The map of the site for search engines, by the protocol of sitemaps.org, with Google's extensions for pictures and news
//! and the alternates of other languages.

use std::io;

use shanghaidoctor_domain::{DateTime, Locale, Url};

use crate::xml::{Xml, document, text, within};

/// The names of a sitemap's elements.
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

/// A part of the map.
pub(crate) struct Part {
    /// Where it is.
    pub(crate) location: String,
    /// When anything in it changed last.
    pub(crate) modified: DateTime,
}

/// A page of the site.
pub(crate) struct Page {
    /// Where it is.
    pub(crate) location: Url,
    /// When it changed last.
    pub(crate) modified: DateTime,
    /// The same in each of its languages, itself among them; empty where it is in one alone.
    pub(crate) alternates: Vec<(Locale, Url)>,
    /// The picture that stands for it.
    pub(crate) picture: Option<Url>,
    /// What it is as news; none for what is older than two days.
    pub(crate) news: Option<News>,
}

/// A page as news.
pub(crate) struct News {
    /// Who publishes it.
    pub(crate) publication: String,
    /// The language that it is written in.
    pub(crate) language: Locale,
    /// When it was first published.
    pub(crate) published: DateTime,
    /// Its title.
    pub(crate) title: String,
}

/// The list of all parts.
pub(crate) fn index(parts: &[Part]) -> io::Result<Vec<u8>> {
    document("sitemapindex", &[("xmlns", SITEMAP)], |xml| {
        for Part { location, modified } in parts {
            within(xml, "sitemap", |xml| {
                text(xml, "loc", location)?;
                text(xml, "lastmod", &modified.to_string())
            })?;
        }
        Ok(())
    })
}

/// One part, of 50,000 pages at most.
pub(crate) fn part(pages: &[Page]) -> io::Result<Vec<u8>> {
    let names = [
        ("xmlns", SITEMAP),
        ("xmlns:image", "http://www.google.com/schemas/sitemap-image/1.1"),
        ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9"),
        ("xmlns:xhtml", "http://www.w3.org/1999/xhtml"),
    ];
    document("urlset", &names, |xml| {
        for one in pages {
            within(xml, "url", |xml| page(xml, one))?;
        }
        Ok(())
    })
}

fn page(xml: &mut Xml, page: &Page) -> io::Result<()> {
    text(xml, "loc", page.location.as_str())?;
    text(xml, "lastmod", &page.modified.to_string())?;
    for (language, place) in &page.alternates {
        let link = xml.create_element("xhtml:link").with_attribute(("rel", "alternate"));
        link.with_attribute(("hreflang", language.as_str())).with_attribute(("href", place.as_str())).write_empty()?;
    }
    if let Some(picture) = &page.picture {
        within(xml, "image:image", |xml| text(xml, "image:loc", picture.as_str()))?;
    }
    if let Some(news) = &page.news {
        within(xml, "news:news", |xml| {
            within(xml, "news:publication", |xml| {
                text(xml, "news:name", &news.publication)?;
                text(xml, "news:language", news_language(&news.language))
            })?;
            text(xml, "news:publication_date", &news.published.to_string())?;
            text(xml, "news:title", &news.title)
        })?;
    }
    Ok(())
}

/// Two letters, as Google wants them; Chinese by its script.
fn news_language(locale: &Locale) -> &str {
    match locale.as_str() {
        "zh-Hant" => "zh-tw",
        chinese if chinese.starts_with("zh") => "zh-cn",
        other => other.split('-').next().unwrap_or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_in_a_language_that_google_knows() {
        for (tag, expected) in [("en", "en"), ("en-GB", "en"), ("zh-Hans", "zh-cn"), ("zh-Hant", "zh-tw")] {
            assert_eq!(news_language(&tag.parse().unwrap()), expected);
        }
    }
}
