use serde_json::{Map, Value, json};

use super::{AuthorName, Reference};
use crate::Locale;

/// The paper as an item of CSL-JSON (schema `csl-data.json`, 1.0.2), which citation processors and Zotero read. `id` is
/// what a processor knows it by.
pub fn csl_json(reference: Reference<'_>, id: &str) -> Value {
    let publication = reference.publication;
    let authors: Vec<Value> = reference.authors().into_iter().map(author).collect();
    let language = reference.language();
    let kind = if reference.journal.is_some() { "article-journal" } else { "document" };
    let fields = [
        ("id", Some(json!(id))),
        ("type", Some(json!(kind))),
        ("title", reference.title().map(Value::from)),
        ("author", (!authors.is_empty()).then(|| Value::from(authors))),
        ("container-title", reference.journal_name(&language).map(Value::from)),
        ("container-title-short", reference.journal.and_then(|journal| journal.abbreviation.clone()).map(Value::from)),
        ("issued", publication.year.map(|year| json!({ "date-parts": [[year]] }))),
        ("volume", reference.volume().map(Value::from)),
        ("issue", reference.issue().map(Value::from)),
        ("page", reference.pages().map(|pages| Value::from(pages.in_full("-")))),
        ("DOI", publication.doi.as_ref().map(|doi| Value::from(doi.to_string()))),
        ("PMID", publication.pmid.clone().map(Value::from)),
        (
            "ISSN",
            reference
                .journal
                .and_then(|journal| journal.issn.as_ref().or(journal.eissn.as_ref()))
                .map(|issn| Value::from(issn.to_string())),
        ),
        ("URL", reference.address().map(Value::from)),
        // Processors choose `et al.` or `等` by it. English is what they take without.
        ("language", (language != Locale::english()).then(|| Value::from(language.to_string()))),
        ("abstract", publication.abstract_text.clone().map(Value::from)),
    ];
    let known = fields.into_iter().filter_map(|(name, value)| value.map(|value| (name.to_owned(), value)));
    Value::Object(known.collect::<Map<_, _>>())
}

fn author(name: AuthorName<'_>) -> Value {
    match (name, name.given_for_programs()) {
        (AuthorName::Parted { family, .. }, Some(given)) => json!({ "family": family, "given": given }),
        (AuthorName::Parted { family: whole, .. } | AuthorName::Whole(whole), _) => json!({ "literal": whole }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples;
    use super::*;

    #[test]
    fn an_item_is_one_that_processors_read() {
        let paper = examples::by(&["Li ZM", "孙梅"]);
        let journal = examples::journal();
        let item = csl_json(Reference { publication: &paper, journal: Some(&journal) }, "publication_1");
        assert_eq!(
            item,
            json!({
                "id": "publication_1",
                "type": "article-journal",
                "title": "Cold & heat: 50% of nodules",
                "author": [{ "family": "Li", "given": "Z. M." }, { "literal": "孙梅" }],
                "container-title": "Annals of Thoracic Practice",
                "container-title-short": "Ann Thorac Pract",
                "issued": { "date-parts": [[2021]] },
                "volume": "12",
                "issue": "3",
                "page": "145-152",
                "DOI": "10.5555/atp.2021.7",
                "ISSN": "2434-561X",
                "URL": "https://doi.org/10.5555/atp.2021.7",
            })
        );
    }

    #[test]
    fn what_is_not_known_has_no_member() {
        let paper = examples::journal_alone();
        let item = csl_json(Reference { publication: &paper, journal: None }, "publication_1");
        let author = json!([{ "family": "Wu", "given": "J." }]);
        assert_eq!(item, json!({ "id": "publication_1", "type": "document", "author": author }));
    }

    #[test]
    fn a_chinese_paper_says_its_language() {
        let (paper, journal) = (examples::chinese(), examples::chinese_journal());
        let item = csl_json(Reference { publication: &paper, journal: Some(&journal) }, "publication_1");
        assert_eq!((&item["language"], &item["container-title"]), (&json!("zh-Hans"), &json!("沪上胸科")));
    }
}
