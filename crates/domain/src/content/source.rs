use std::collections::BTreeMap;

use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};

use crate::{DateTime, Url};

/// Where a fact comes from: the page it was read on and the line, or the editor who set it; and who verified it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SimpleObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Source {
    /// The address of the page, when it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// The name of the page or file, or of the editor.
    pub name: String,
    /// The line of the page, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// SHA-256 of the whole page or file as it was read; null when the source is none that was read by this program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// Which fact of the record it supports, as a path (`positions.0`); null when it supports all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// The facts of the record that one page supports, each with its line: a record has dozens from the same page.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[graphql(skip)]
    pub facts: BTreeMap<String, u32>,
    /// When it was read.
    pub retrieved_at: DateTime,
    /// When an editor last checked the fact against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<DateTime>,
}

impl Source {
    /// The sources of single facts that this one stands for, in the order of the page.
    pub fn each(&self) -> Vec<Self> {
        if self.facts.is_empty() {
            return vec![self.clone()];
        }
        let of_fact = |(fact, line): (&String, &u32)| Self {
            url: self.url.clone(),
            name: self.name.clone(),
            line: Some(*line),
            hash: self.hash.clone(),
            fact: Some(fact.clone()),
            facts: BTreeMap::new(),
            retrieved_at: self.retrieved_at,
            verified_at: self.verified_at,
        };
        let mut each: Vec<Self> = self.facts.iter().map(of_fact).collect();
        each.sort_by_key(|source| source.line);
        each
    }

    /// Whether it supports this fact, or a part of it.
    pub fn supports(&self, fact: &str) -> bool {
        let ours = self.fact.as_deref().unwrap_or_default();
        ours.strip_prefix(fact).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_stands_for_the_sources_of_its_facts() {
        let page = Source {
            url: None,
            name: "page.txt".into(),
            line: None,
            hash: None,
            fact: None,
            facts: BTreeMap::from([("awards.0".into(), 9), ("awards.10".into(), 12), ("name".into(), 3)]),
            retrieved_at: "2026-03-01T12:00:00Z".parse().unwrap(),
            verified_at: None,
        };
        let each = page.each();
        let lines: Vec<_> = each.iter().map(|source| (source.fact.as_deref().unwrap(), source.line)).collect();
        assert_eq!(lines, [("name", Some(3)), ("awards.0", Some(9)), ("awards.10", Some(12))]);
        let of = |fact: &str| each.iter().filter(|source| source.supports(fact)).count();
        assert_eq!((of("awards"), of("awards.1"), of("name"), of("born")), (2, 0, 1, 0));
    }
}
