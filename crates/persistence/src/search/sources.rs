//! The published records that documents are made of, read a batch at a time.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use shanghaidoctor_domain::content::{
    Appointment, Article, Body, Content, Doctor, Journal, Organisation, Publication, Specialty,
};
use shanghaidoctor_domain::query::Window;
use shanghaidoctor_domain::{Kind, NodeId};
use uuid::Uuid;

use super::document::{self, Document};
use crate::read::{ById, List, Reader, Relation};
use crate::{Entry, Result, Scope};

/// The kinds that search finds.
pub(super) const KINDS: [Kind; 5] = [Kind::Doctor, Kind::Organisation, Kind::Publication, Kind::Journal, Kind::Article];

/// The published records that documents of the index are made of, beside those that they stand for.
#[derive(Default)]
pub(super) struct Sources {
    pub(super) doctors: ById<Doctor>,
    pub(super) organisations: ById<Organisation>,
    pub(super) journals: ById<Journal>,
    pub(super) specialties: ById<Specialty>,
    pub(super) posts: HashMap<Uuid, Vec<Arc<Entry<Appointment>>>>,
}

/// What the public may find of these records; those that it does not see give nothing.
pub(super) async fn documents(reader: &Reader, kind: Kind, ids: &[Uuid]) -> Result<Vec<Document>> {
    let scope = Scope::published();
    Ok(match kind {
        Kind::Doctor => {
            let doctors: ById<Doctor> = reader.by_ids(scope, ids).await?;
            let sources = of_doctors(reader, &doctors).await?;
            doctors.values().map(|entry| document::doctor(entry, &sources)).collect()
        }
        Kind::Organisation => {
            let organisations: ById<Organisation> = reader.by_ids(scope, ids).await?;
            let sources = Sources::read(reader, linked(&organisations)).await?;
            organisations.values().map(|entry| document::organisation(entry, &sources)).collect()
        }
        Kind::Journal => {
            let journals: ById<Journal> = reader.by_ids(scope, ids).await?;
            journals.values().map(|entry| document::journal(entry)).collect()
        }
        Kind::Publication => {
            let papers: ById<Publication> = reader.by_ids(scope, ids).await?;
            let sources = Sources::read(reader, linked(&papers)).await?;
            papers.values().map(|entry| document::publication(entry, &sources)).collect()
        }
        Kind::Article => {
            let articles: ById<Article> = reader.by_ids(scope, ids).await?;
            let sources = Sources::read(reader, linked(&articles)).await?;
            let bodies: HashMap<Uuid, Body> = reader.bodies(scope, ids).await?;
            articles.values().map(|entry| document::article(entry, bodies.get(&entry.id), &sources)).collect()
        }
        Kind::Site | Kind::Specialty | Kind::Media | Kind::Appointment => Vec::new(),
    })
}

async fn of_doctors(reader: &Reader, doctors: &ById<Doctor>) -> Result<Sources> {
    let ids: Vec<Uuid> = doctors.keys().copied().collect();
    let list = List {
        filter: Default::default(),
        order: Default::default(),
        names: Default::default(),
        window: Window::whole(),
        searched: Default::default(),
    };
    let (slices, _) = reader.lists_of(Scope::published(), Relation::Column("doctor_id"), &list, &ids, &[]).await?;
    let posts: HashMap<Uuid, Vec<Arc<Entry<Appointment>>>> =
        slices.into_iter().map(|(id, slice)| (id, slice.entries)).collect();
    let bodies = posts.values().flatten().map(|post| post.content.body.node());
    let links: BTreeSet<NodeId> = linked(doctors).into_iter().chain(bodies).collect();
    Ok(Sources { posts, ..Sources::read(reader, links).await? })
}

fn linked<T: Content>(entries: &ById<T>) -> BTreeSet<NodeId> {
    entries.values().flat_map(|entry| entry.content.links()).map(|link| link.target).collect()
}

impl Sources {
    async fn read(reader: &Reader, nodes: BTreeSet<NodeId>) -> Result<Self> {
        let scope = Scope::published();
        let of =
            |kind: Kind| -> Vec<Uuid> { nodes.iter().filter(|node| node.kind == kind).map(|node| node.uuid).collect() };
        Ok(Self {
            doctors: reader.by_ids(scope, &of(Kind::Doctor)).await?,
            organisations: reader.by_ids(scope, &of(Kind::Organisation)).await?,
            journals: reader.by_ids(scope, &of(Kind::Journal)).await?,
            specialties: reader.by_ids(scope, &of(Kind::Specialty)).await?,
            posts: HashMap::new(),
        })
    }
}
