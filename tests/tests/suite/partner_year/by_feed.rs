//! Whoever copies by Atom alone: reads the feed and each of its archives again (RFC 5005), sends the validator of what it has
//! (RFC 9110, section 13.1.2), and believes the tombstones (RFC 6721).

use std::collections::{BTreeMap, BTreeSet};

use feed_rs::parser;
use shanghaidoctor_domain::{Kind, NodeId};

use super::{Documents, PUBLIC, Server};

/// A copy by a feed and its archives.
pub(super) struct FeedCopy {
    subject: &'static str,
    /// What each part said when it was read last, by its path.
    parts: BTreeMap<String, Part>,
    /// The parts of today, in the order of the walk.
    walk: Vec<String>,
    /// All that it ever had.
    seen: BTreeSet<String>,
    /// How often a part was as it was.
    unchanged: usize,
}

#[derive(Default)]
struct Part {
    validator: String,
    /// Title and address of each entry, by its name.
    entries: Documents,
    /// The names of what is gone.
    tombstones: BTreeSet<String>,
    before: Option<String>,
}

impl FeedCopy {
    /// Of this subject; empty.
    pub(super) fn of(subject: &'static str) -> Self {
        Self { subject, parts: BTreeMap::new(), walk: Vec::new(), seen: BTreeSet::new(), unchanged: 0 }
    }

    /// Reads all parts, from the newest to the oldest.
    pub(super) async fn read(&mut self, server: &Server) {
        self.walk.clear();
        let mut next = Some(format!("/feeds/{}.atom", self.subject));
        while let Some(path) = next {
            self.read_part(server, &path).await;
            next = self.parts[&path].before.clone();
            self.walk.push(path);
        }
        self.seen.extend(self.walk.iter().flat_map(|path| self.parts[path].entries.keys().cloned()));
    }

    async fn read_part(&mut self, server: &Server, path: &str) {
        let mut request = server.get(path);
        if let Some(part) = self.parts.get(path) {
            request = request.header("if-none-match", &part.validator);
        }
        let response = request.send().await.unwrap();
        if response.status() == 304 {
            self.unchanged += 1;
            return;
        }
        assert_eq!(response.status(), 200, "{path}");
        let validator = response.headers()["etag"].to_str().unwrap().to_owned();
        let text = response.text().await.unwrap();
        self.parts.insert(path.to_owned(), Part { validator, ..part(&text) });
    }

    /// What it holds: of a document that stands in two parts, what the newer says.
    pub(super) fn documents(&self) -> Documents {
        let mut documents = Documents::new();
        for path in self.walk.iter().rev() {
            documents.extend(self.parts[path].entries.clone());
        }
        let named = |(name, said): (String, _)| (self.id(&name), said);
        documents.into_iter().map(named).collect()
    }

    /// The id in the API of what feeds name so.
    fn id(&self, name: &str) -> String {
        let kind = Kind::from_prefix(self.subject.trim_end_matches('s')).unwrap();
        NodeId { kind, uuid: name.strip_prefix("urn:uuid:").unwrap().parse().unwrap() }.to_string()
    }

    /// What it once had and has no more stands among the tombstones, and nothing else does.
    pub(super) fn assert_told_of_all_that_went(&self) {
        let parts = || self.walk.iter().map(|path| &self.parts[path]);
        let held: BTreeSet<&String> = parts().flat_map(|part| part.entries.keys()).collect();
        let told: BTreeSet<&String> = parts().flat_map(|part| &part.tombstones).collect();
        let missing: Vec<&String> =
            self.seen.iter().filter(|name| !held.contains(name) && !told.contains(name)).collect();
        assert!(missing.is_empty(), "{} went without a word: {missing:?}", self.subject);
        let both: Vec<_> = held.intersection(&told).collect();
        assert!(both.is_empty(), "{} are there and gone: {both:?}", self.subject);
        assert!(self.unchanged > 5, "archives that nobody changed are not sent again: {}", self.unchanged);
    }
}

fn part(text: &str) -> Part {
    let feed = parser::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let before = feed.links.iter().find(|link| link.rel.as_deref() == Some("prev-archive"));
    let entry = |entry: &feed_rs::model::Entry| {
        let title = entry.title.as_ref().unwrap().content.clone();
        (entry.id.clone(), (title, entry.links[0].href.clone()))
    };
    let gone = text.split("at:deleted-entry ref=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    Part {
        validator: String::new(),
        entries: feed.entries.iter().map(entry).collect(),
        tombstones: gone.collect(),
        before: before.map(|link| link.href.strip_prefix(PUBLIC).unwrap().to_owned()),
    }
}
