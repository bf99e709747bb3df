use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use anyhow::Context as _;
use async_graphql::Request;

use super::{Document, Hash, hash_of};
use crate::graphql::Schema;
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

    /// Refuses documents that do not fit the schema, which otherwise nobody would notice before they are asked for.
    pub(super) async fn validate(&self, schema: &Schema) -> anyhow::Result<()> {
        for (id, document) in &self.by_id {
            let first = document.parsed.operations.iter().next().and_then(|(name, _)| name);
            // All of the document is validated, whatever operation is chosen, and nothing but introspection is executed.
            let mut request = Request::new(String::new()).only_introspection();
            request.operation_name = first.map(ToString::to_string);
            request.set_parsed_query(document.parsed.clone());
            let errors = schema.execute(request).await.errors;
            if let Some(error) = errors.iter().find(|error| error.path.is_empty()) {
                anyhow::bail!("REGISTERED_DOCUMENTS: document `{id}`: {}", error.message);
            }
            document.set_valid();
        }
        Ok(())
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
