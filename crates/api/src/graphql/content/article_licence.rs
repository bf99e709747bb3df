use async_graphql::SimpleObject;
use shanghaidoctor_domain::content::{Article, Site};
use shanghaidoctor_domain::{CountryCode, DateTime, Licence, Url};

/// On what terms a partner may show an article elsewhere.
#[derive(SimpleObject)]
#[graphql(name = "ArticleLicence")]
pub(super) struct ArticleLicence {
    /// The line to print with it.
    credit_line: String,
    /// The address that a copy must name as the canonical one; null where it need not.
    canonical_url: Option<Url>,
    /// From which moment on it may not be shown any more; null where no end is set.
    until: Option<DateTime>,
    /// Whether the text may be changed.
    edits_allowed: bool,
    /// In which countries it may be shown; empty for all.
    territory: Vec<CountryCode>,
}

impl ArticleLicence {
    /// What a licence says of an article of the site.
    pub(super) fn of(licence: &Licence, site: &Site, article: &Article) -> Self {
        let rights = article.rights.as_ref().unwrap_or(&site.rights);
        Self {
            credit_line: licence.credit_line.as_ref().unwrap_or(&rights.credit_line).clone(),
            canonical_url: licence.canonical_link.then(|| site.address_of(article)),
            until: licence.end(),
            edits_allowed: licence.edits_allowed,
            territory: licence.territory.clone(),
        }
    }
}
