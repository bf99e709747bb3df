//! Whoever copies by `/api/v1/changes` alone.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Documents, Server, shown};

const ASKED: &str =
    "first=20&fields=sequence,action,nodeId,node(slug,title,canonicalUrl,name.display)&types=ARTICLE,DOCTOR";

/// A copy by the sync.
#[derive(Default)]
pub(super) struct SyncCopy {
    documents: BTreeMap<String, Value>,
    cursor: Option<String>,
    /// The number of the change that was told last.
    last: i64,
}

impl SyncCopy {
    /// Takes in a page, and says whether there is another. It goes on where it stopped, whatever became of the server.
    pub(super) async fn page(&mut self, server: &Server) -> bool {
        let after = self.cursor.as_ref().map(|cursor| format!("&after={cursor}")).unwrap_or_default();
        let page = server.json(&format!("/api/v1/changes?{ASKED}{after}")).await;
        for change in page["data"].as_array().unwrap() {
            let number = change["sequence"].as_str().unwrap().parse().unwrap();
            assert!(number > self.last, "{number} was told after {}", self.last);
            self.last = number;
            let id = change["nodeId"].as_str().unwrap().to_owned();
            match &change["node"] {
                Value::Null => self.documents.remove(&id),
                node => self.documents.insert(id, node.clone()),
            };
        }
        self.cursor = Some(page["page"]["after"].as_str().unwrap().to_owned());
        page["page"]["more"] == true
    }

    /// What it holds of a kind.
    pub(super) fn documents(&self, prefix: &str) -> Documents {
        let of_kind = self.documents.iter().filter(|(id, _)| id.starts_with(prefix));
        of_kind.map(|(id, node)| (id.clone(), shown(node))).collect()
    }
}
