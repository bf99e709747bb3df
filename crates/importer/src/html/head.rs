//! What a page says of itself, where no reader sees it.

use std::collections::BTreeMap;

use crate::text::characters::plain;
use crate::text::marks::is_link;

/// The head of a page.
#[derive(Debug, Default)]
pub(crate) struct Head {
    /// `<title>`.
    pub document_title: String,
    /// `og:title`, which mostly comes without the site's name.
    pub shared_title: Option<String>,
    /// `og:site_name`.
    pub site_name: Option<String>,
    /// `<link rel="canonical">`, else `og:url`.
    pub named_address: Option<String>,
    /// Where a browser says that it saved the page from.
    saved_from: Option<String>,
    /// What was not read, by the name of its element.
    pub unread: BTreeMap<String, u32>,
}

/// What stands between a page's title and the site's name.
const JOINTS: &[&str] = &[" - ", " – ", " — ", " | ", "｜", "_", "-"];

impl Head {
    pub fn meta(&mut self, property: &str, content: &str) {
        let content = plain(content);
        match property {
            _ if content.is_empty() => {}
            "og:title" => self.shared_title = Some(content),
            "og:site_name" => self.site_name = Some(content),
            "og:url" => {
                self.named_address.get_or_insert(content);
            }
            _ => {}
        }
    }

    /// Notes the comment that browsers set above a page they save: `saved from url=(0031)https://…`.
    pub fn comment(&mut self, text: &str) {
        let address = text.trim().strip_prefix("saved from url=(").and_then(|rest| rest.split_once(')'));
        if let Some((_, address)) = address.filter(|(_, address)| is_link(address)) {
            self.saved_from.get_or_insert_with(|| address.to_owned());
        }
    }

    /// The page's own address.
    pub fn address(&self) -> Option<String> {
        self.named_address.clone().or_else(|| self.saved_from.clone())
    }

    /// The article's title, without the name of the site.
    pub fn title(&self) -> Option<String> {
        let title = self.shared_title.clone().unwrap_or_else(|| plain(&self.document_title));
        let title = self.site_name.as_deref().map_or(title.as_str(), |site| without_site(&title, site)).to_owned();
        (!title.is_empty()).then_some(title)
    }

    /// True for a line that one of the titles is, or begins with.
    pub fn is_title(&self, line: &str) -> bool {
        let document = plain(&self.document_title);
        let is = |title: &str| title == line || line.chars().count() > 10 && title.starts_with(line);
        is(&document) || self.shared_title.as_deref().is_some_and(is)
    }

    /// True for a line that is the site's name: the page says so, or its title ends in it.
    pub fn is_site(&self, line: &str) -> bool {
        let document = plain(&self.document_title);
        let ends = document
            .strip_suffix(line)
            .is_some_and(|before| !before.is_empty() && JOINTS.iter().any(|joint| before.ends_with(joint)));
        ends || self.site_name.as_deref() == Some(line)
    }
}

fn without_site<'a>(title: &'a str, site: &str) -> &'a str {
    let before = title.strip_suffix(site).filter(|before| !before.is_empty());
    before.and_then(|before| JOINTS.iter().find_map(|joint| before.strip_suffix(joint))).unwrap_or(title).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_named_or_where_the_page_was_saved() {
        let mut head = Head::default();
        head.comment(" saved from url=(0025)https://example.org/saved ");
        assert_eq!(head.address().as_deref(), Some("https://example.org/saved"));
        head.meta("og:url", "https://example.org/own");
        assert_eq!(head.address().as_deref(), Some("https://example.org/own"));
    }

    #[test]
    fn a_title_comes_without_the_site() {
        let mut head = Head { document_title: "Dr. Wen Hao | A Life - Site".to_owned(), ..Head::default() };
        assert_eq!(head.title().as_deref(), Some("Dr. Wen Hao | A Life - Site"));
        head.meta("og:site_name", "Site");
        assert_eq!(head.title().as_deref(), Some("Dr. Wen Hao | A Life"));
        assert!(head.is_title("Dr. Wen Hao | A Life") && head.is_site("Site") && !head.is_title("Dr. Wen"));
    }
}
