use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use anyhow::Context as _;

use super::{Document, Hash, hash_of};
use crate::graphql::guard::Limits;

/// Documents that were agreed on before the start; they stay for as long as the server runs.
#[derive(Default)]
pub(super) struct Registered {
    by_id: HashMap<String, Arc<Document>>,
    by_hash: HashMap<Hash, Arc<Document>>,
}

impl Registered {
    /// Reads a JSON object of ids and texts.
    pub(super) fn open(path: Option<&str>, limits: &Limits) -> anyhow::Result<Self> {
        // An empty variable is how some tools write one that is not set.
        let Some(path) = path.filter(|path| !path.is_empty()) else { return Ok(Self::default()) };
        Self::read(path, limits).with_context(|| format!("REGISTERED_DOCUMENTS: {path}"))
    }

    fn read(path: &str, limits: &Limits) -> anyhow::Result<Self> {
        let bytes = std::fs::read(path)?;
        let texts: BTreeMap<String, String> =
            serde_json::from_slice(&bytes).context("the file must be a JSON object of ids and texts")?;
        anyhow::ensure!(!texts.is_empty(), "the file has no document");
        let mut registered = Self::default();
        for (id, text) in texts {
            let document = Arc::new(Document::parse(&text, limits).with_context(|| format!("document `{id}`"))?);
            registered.by_hash.insert(hash_of(&text), Arc::clone(&document));
            registered.by_id.insert(id, document);
        }
        Ok(registered)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    pub(super) fn by_id(&self, id: &str) -> Option<Arc<Document>> {
        self.by_id.get(id).cloned()
    }

    pub(super) fn by_hash(&self, hash: &Hash) -> Option<Arc<Document>> {
        self.by_hash.get(hash).cloned()
    }
}
