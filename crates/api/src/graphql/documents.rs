//! Documents by what a request names them with: their text, the hash of their text, or the id they are registered under.
//! Each was let through by the guard, and is parsed once.

mod registered;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::Positioned;
use async_graphql::parser::types::{ExecutableDocument, Selection};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};

use self::registered::Registered;
use super::Schema;
use super::guard::{self, Limits, Refused};
use crate::config::OperationSettings;

/// The SHA-256 of a document's text.
pub type Hash = [u8; 32];

/// How a request names its document.
#[derive(Debug, PartialEq, Eq)]
pub enum Named {
    /// By its text.
    Text(String),
    /// By its text, which the server made of an address: no client could register it.
    Own(String),
    /// By the hash of its text; with the text, the pair is remembered (Apollo's automatic persisted queries).
    Hash {
        /// The hash that the client computed.
        hash: Hash,
        /// The text, which a client sends when the hash alone was not known.
        text: Option<String>,
    },
    /// By the id that it is registered under.
    Id(String),
}

/// A document that the guard let through.
#[derive(Debug)]
pub struct Document {
    /// What it says.
    pub parsed: ExecutableDocument,
    /// The hash of its text.
    pub hash: Hash,
    /// Whether it was found to fit the schema.
    valid: AtomicBool,
    /// About how many bytes of memory it takes.
    weight: u64,
}

/// All documents that are known.
pub struct Documents {
    limits: Limits,
    by_text: Cache<Arc<str>, Arc<Document>, ByBytes>,
    by_hash: Cache<Hash, Arc<Document>, ByBytes>,
    registered: Registered,
    registered_only: bool,
}

#[derive(Clone)]
struct ByBytes;

impl<K> Weighter<K, Arc<Document>> for ByBytes {
    fn weight(&self, _: &K, document: &Arc<Document>) -> u64 {
        document.weight
    }
}

impl Document {
    fn parse(text: &str, limits: &Limits) -> Result<Self, Refused> {
        let (parsed, tokens) = guard::parse(text, limits)?;
        // Nothing in a document is larger than a selection, and each has a token at least.
        let largest = size_of::<Positioned<Selection>>();
        let hash = hash_of(text);
        Ok(Self { parsed, hash, valid: AtomicBool::new(false), weight: (text.len() + tokens * largest) as u64 })
    }
}

impl Document {
    /// Whether it is known to fit the schema.
    pub fn is_valid(&self) -> bool {
        self.valid.load(Ordering::Relaxed)
    }

    /// Notes that it fits the schema.
    pub fn set_valid(&self) {
        self.valid.store(true, Ordering::Relaxed);
    }
}

impl Documents {
    /// Reads the registered documents; the error names the one that is wrong.
    pub fn open(settings: &OperationSettings) -> anyhow::Result<Self> {
        let limits = Limits::default();
        let registered = Registered::open(settings.registered_documents.as_deref(), &limits)?;
        anyhow::ensure!(
            !settings.registered_only || !registered.is_empty(),
            "REGISTERED_ONLY would refuse everything: name a file of documents in REGISTERED_DOCUMENTS"
        );
        let cache = settings.document_cache;
        Ok(Self {
            limits,
            // Room for small documents, most of which take some 10 kB.
            by_text: Cache::with_weighter(entries(cache), cache, ByBytes),
            by_hash: Cache::with_weighter(entries(cache), cache, ByBytes),
            registered,
            registered_only: settings.registered_only,
        })
    }

    /// Refuses registered documents that do not fit the schema.
    pub async fn validate(&self, schema: &Schema) -> anyhow::Result<()> {
        self.registered.validate(schema).await
    }

    /// The document that a request names, parsed now or before.
    pub fn find(&self, named: Named) -> Result<Arc<Document>, Refused> {
        match named {
            Named::Id(id) => self.registered.by_id(&id).ok_or(Refused::UnknownDocument { id }),
            Named::Hash { hash, text: Some(text) } if hash_of(&text) == hash => self.remembered(hash, &text),
            Named::Hash { text: Some(_), .. } => Err(Refused::HashOfOtherText),
            Named::Hash { hash, text: None } => {
                self.registered.by_hash(&hash).or_else(|| self.by_hash.get(&hash)).ok_or_else(|| self.unknown_hash())
            }
            Named::Text(text) if self.registered_only => {
                self.registered.by_hash(&hash_of(&text)).ok_or(Refused::NotRegistered)
            }
            Named::Text(text) | Named::Own(text) => self.parsed(&text),
        }
    }

    /// The document of this text, which its hash will name from now on.
    fn remembered(&self, hash: Hash, text: &str) -> Result<Arc<Document>, Refused> {
        if let Some(document) = self.registered.by_hash(&hash).or_else(|| self.by_hash.get(&hash)) {
            return Ok(document);
        }
        if self.registered_only {
            return Err(Refused::NotRegistered);
        }
        let document = self.parsed(text)?;
        self.by_hash.insert(hash, Arc::clone(&document));
        Ok(document)
    }

    fn parsed(&self, text: &str) -> Result<Arc<Document>, Refused> {
        if let Some(document) = self.by_text.get(text) {
            return Ok(document);
        }
        let document = Arc::new(Document::parse(text, &self.limits)?);
        self.by_text.insert(text.into(), Arc::clone(&document));
        Ok(document)
    }

    /// Where only registered documents run, to send the text with the hash would change nothing.
    fn unknown_hash(&self) -> Refused {
        if self.registered_only { Refused::NotRegistered } else { Refused::UnknownHash }
    }
}

fn hash_of(text: &str) -> Hash {
    Sha256::digest(text).into()
}

fn entries(bytes: u64) -> usize {
    usize::try_from(bytes / 10_000).unwrap_or(usize::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(cache: u64) -> Documents {
        let settings = OperationSettings {
            cost_limit: 1,
            operation_timeout: std::time::Duration::MAX,
            batch_limit: 0,
            document_cache: cache,
            registered_documents: None,
            registered_only: false,
        };
        Documents::open(&settings).unwrap()
    }

    fn text(query: &str) -> Named {
        Named::Text(query.to_owned())
    }

    fn hashed(query: &str, with_text: bool) -> Named {
        Named::Hash { hash: hash_of(query), text: with_text.then(|| query.to_owned()) }
    }

    #[test]
    fn a_text_is_parsed_once_however_it_is_named() {
        let documents = documents(1_000_000);
        let first = documents.find(text("{ a }")).unwrap();
        for again in [text("{ a }"), hashed("{ a }", true), hashed("{ a }", false)] {
            assert!(Arc::ptr_eq(&first, &documents.find(again).unwrap()));
        }
        assert!(!Arc::ptr_eq(&first, &documents.find(text("{ b }")).unwrap()));
    }

    #[test]
    fn a_text_that_the_guard_refuses_is_not_kept_under_its_hash() {
        let documents = documents(1_000_000);
        assert_eq!(documents.find(hashed("{", true)).unwrap_err().code(), "GRAPHQL_PARSE_FAILED");
        assert_eq!(documents.find(hashed("{", false)).unwrap_err(), Refused::UnknownHash);
    }

    #[test]
    fn what_is_kept_takes_no_more_memory_than_it_may() {
        let documents = documents(100_000);
        for number in 0..2_000 {
            documents.find(hashed(&format!("{{ a{number} b c d }}"), true)).unwrap();
        }
        for kept in [documents.by_text.weight(), documents.by_hash.weight()] {
            assert!((1..=100_000).contains(&kept), "{kept}");
        }
    }

    #[test]
    fn without_memory_documents_are_parsed_each_time() {
        let documents = documents(0);
        let [first, again] = [text("{ a }"), text("{ a }")].map(|named| documents.find(named).unwrap());
        assert!(!Arc::ptr_eq(&first, &again));
        assert_eq!(documents.find(hashed("{ a }", false)).unwrap_err(), Refused::UnknownHash);
    }
}
