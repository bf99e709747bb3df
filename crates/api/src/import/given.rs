use serde::{Deserialize, Serialize};
use serde_json::Value;
use shanghaidoctor_domain::Id;
use shanghaidoctor_domain::content::{Article, Doctor, Journal, Publication};
use shanghaidoctor_domain::merge::words_alike;
use shanghaidoctor_importer as page;
use shanghaidoctor_persistence::Result;
use shanghaidoctor_persistence::write::ImportedPage;

use super::{Import, Questions};

/// What a page gave when it was imported, before editors touched it: what its next import is compared with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Given {
    /// SHA-256 of the page.
    pub(super) hash: String,
    /// The slug of the title as printed; the article may have another one.
    pub(super) slug: String,
    pub(super) article: Value,
    pub(super) doctors: Vec<GivenDoctor>,
    /// What that import left open.
    #[serde(default, skip_serializing_if = "Questions::is_empty")]
    pub(super) questions: Questions,
}

/// What a page gave of one doctor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GivenDoctor {
    pub(super) id: Id<Doctor>,
    /// The slug of the name as printed; the record may have another one.
    pub(super) slug: String,
    pub(super) record: Value,
    pub(super) appointments: Vec<Value>,
    pub(super) publications: Vec<GivenPaper>,
}

/// What a page gave of one paper.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct GivenPaper {
    pub(super) id: Id<Publication>,
    pub(super) content: Value,
    /// The journal's name as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) journal: Option<String>,
}

impl GivenPaper {
    /// The journal that the name was taken for.
    pub(super) fn journal_id(&self) -> Result<Option<Id<Journal>>> {
        Ok(self.content.get("journal").map(|id| serde_json::from_value(id.clone())).transpose()?)
    }
}

/// A page that was imported before.
pub(super) struct KnownPage {
    pub(super) article: Id<Article>,
    /// None where it was imported by a version that did not keep what pages gave.
    pub(super) given: Option<Given>,
    /// Whether it comes under the same name with the same title: then it tells of the same people.
    pub(super) is_certain: bool,
}

impl Given {
    /// What the page gave of a doctor: by the name as it prints it, or, where it had and has one doctor, of that one.
    pub(super) fn doctor(&self, doctor: &page::Doctor, only: bool) -> Option<&GivenDoctor> {
        let by_name = self.doctors.iter().find(|given| given.slug == doctor.slug);
        by_name.or(match self.doctors.as_slice() {
            [given] if only => Some(given),
            _ => None,
        })
    }
}

impl KnownPage {
    /// Whether it told of somebody of nearly the same name.
    fn is_about(&self, facts: &page::Facts) -> bool {
        let mut told = self.given.iter().flat_map(|given| &given.doctors);
        told.any(|given| facts.doctors.iter().any(|doctor| words_alike(&given.slug, &doctor.slug)))
    }
}

impl Import<'_> {
    /// The page as it was imported before: by its name, where it tells of nobody else under it, or by the address of its
    /// article. A file's name alone says little: many are called `page.txt`.
    pub(super) async fn known_page(&self, facts: &page::Facts) -> Result<Option<KnownPage>> {
        let mut alike = Vec::new();
        for (article, page) in self.writing.imported_as(&self.origin.page()).await? {
            let Some(given) = read(&page) else { continue };
            let is_certain = given.slug == facts.article.slug;
            let known = KnownPage { article, given: Some(given), is_certain };
            match known {
                known if known.is_certain => return Ok(Some(known)),
                known if known.is_about(facts) => alike.push(known),
                _ => {}
            }
        }
        if let (Some(known), true) = (alike.pop(), alike.is_empty()) {
            return Ok(Some(known));
        }
        let Some(article) = self.writing.draft_by_slug::<Article>(&facts.article.slug).await? else { return Ok(None) };
        let given = self.writing.imported(article.id()).await?.as_ref().and_then(read);
        Ok(Some(KnownPage { article: article.id(), given, is_certain: false }))
    }

    pub(super) async fn keep_given(&self, article: Id<Article>, given: &Given) -> Result<()> {
        let page = ImportedPage { name: self.origin.page(), content: serde_json::to_value(given)? };
        self.writing.keep_imported(article, &page).await
    }
}

fn read(page: &ImportedPage) -> Option<Given> {
    serde_json::from_value(page.content.clone()).ok()
}
