//! What was read together with other documents because the request shows it, too: kept until the request ends.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_graphql::{Context, Lookahead};
use shanghaidoctor_domain::NodeId;
use shanghaidoctor_domain::content::Body;
use shanghaidoctor_persistence::read::{Companion, Companions};
use shanghaidoctor_persistence::{Entry, Scope, Stored};
use uuid::Uuid;

/// What was read so, at each scope.
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<Scope, Documents>>);

#[derive(Default)]
struct Documents {
    documents: HashMap<NodeId, Arc<dyn Any + Send + Sync>>,
    bodies: HashMap<Uuid, Arc<Body>>,
}

impl Known {
    pub(super) fn document<T: Stored>(&self, scope: Scope, id: Uuid) -> Option<Arc<Entry<T>>> {
        let document = Arc::clone(self.scopes().get(&scope)?.documents.get(&NodeId { kind: T::KIND, uuid: id })?);
        document.downcast().ok()
    }

    pub(super) fn body(&self, scope: Scope, article: Uuid) -> Option<Arc<Body>> {
        self.scopes().get(&scope)?.bodies.get(&article).cloned()
    }

    pub(super) fn add(&self, scope: Scope, companions: Companions) {
        let Companions { organisations, journals, doctors, bodies } = companions;
        let mut scopes = self.scopes();
        let known = scopes.entry(scope).or_default();
        known.keep(organisations);
        known.keep(journals);
        known.keep(doctors);
        known.bodies.extend(bodies);
    }

    fn scopes(&self) -> MutexGuard<'_, HashMap<Scope, Documents>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Documents {
    fn keep<T: Stored>(&mut self, entries: Vec<Arc<Entry<T>>>) {
        let keyed = entries.into_iter().map(|entry| (entry.id().node(), entry as Arc<dyn Any + Send + Sync>));
        self.documents.extend(keyed);
    }
}

/// The companions that the fields below this one show, where it is a document.
pub(super) fn shown_below<T: Stored>(ctx: &Context<'_>) -> Vec<Companion> {
    shown::<T>(&[ctx.look_ahead()])
}

/// The companions that the fields below this one show, where it is a page of documents.
pub(super) fn shown_in_page<T: Stored>(ctx: &Context<'_>) -> Vec<Companion> {
    if T::COMPANIONS.is_empty() {
        return Vec::new();
    }
    let page = ctx.look_ahead();
    shown::<T>(&[page.field("nodes"), page.field("edges").field("node")])
}

fn shown<T: Stored>(documents: &[Lookahead<'_>]) -> Vec<Companion> {
    let is_shown = |field: &&str| documents.iter().any(|document| document.field(field).exists());
    let is_wanted = |companion: &Companion| fields(*companion).iter().any(is_shown);
    T::COMPANIONS.iter().copied().filter(is_wanted).collect()
}

/// The fields of a document that show a companion.
const fn fields(companion: Companion) -> &'static [&'static str] {
    match companion {
        Companion::Organisation(_) => &["body"],
        Companion::Journal(_) => &["body", "journal"],
        Companion::Subjects => &["subjects"],
        Companion::Body => &["body", "html", "plainText", "tableOfContents", "wordCount", "readingMinutes"],
    }
}
