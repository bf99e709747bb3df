//! How content is read: by id, by slug, in lists. Each function is one SQL statement, however many records it is asked
//! for at once, and whatever is read together with them.

mod companions;
mod compared;
mod counted;
mod lists;
mod records;
mod trees;

use std::collections::HashMap;
use std::sync::Arc;

use shanghaidoctor_domain::content::{
    Article, Body, Doctor, Journal, Media, Organisation, Publication, Site, Specialty,
};
use shanghaidoctor_domain::text::NameOrder;
use shanghaidoctor_domain::{Doi, Issn, Kind, Orcid, Ror};
use uuid::Uuid;

pub use companions::{Companion, Companions};
pub(crate) use lists::filtered;
pub use lists::{List, Relation, Slice};
pub(crate) use records::{all, by_hash, by_ids, by_slug, first, select, table, whole};

use crate::changes::sync::{self, Place, Since};
use crate::readers::Readers;
use crate::{Database, Entry, Listed, Result, Scope, Stored, former_slugs, merged};

/// Records by their ids.
pub type ById<T> = HashMap<Uuid, Arc<Entry<T>>>;

/// Reads what a scope shows.
#[derive(Clone)]
pub struct Reader {
    database: Database,
}

impl Reader {
    /// A reader of this database.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }

    /// The database that it reads.
    pub(crate) const fn database(&self) -> &Database {
        &self.database
    }

    fn connection(&self) -> &Readers {
        self.database.reading_planned_once()
    }

    /// How a list with a filter is read best, depends on how much the filter lets through.
    fn connection_for<T: Listed>(&self, list: &List<T>) -> &Readers {
        if list.filter == T::Filter::default() { self.connection() } else { self.database.reading() }
    }

    /// The documents with these ids, as far as the scope shows them. Articles come without their bodies.
    pub async fn by_ids<T: Stored>(&self, scope: Scope, ids: &[Uuid]) -> Result<ById<T>> {
        let entries = by_ids(self.connection(), scope.at(), ids).await?;
        Ok(entries.into_iter().map(|(id, entry)| (id, Arc::new(entry))).collect())
    }

    /// The document with this slug; where none has it, the one that had it last, whose own slug is another one then.
    pub async fn by_slug<T: Stored>(
        &self,
        scope: Scope,
        slug: &str,
        companions: &[Companion],
    ) -> Result<(Option<Arc<Entry<T>>>, Companions)> {
        let (connection, at) = (self.connection(), scope.at());
        match records::by_slug_with(connection, at, slug, companions).await? {
            (None, none) => Ok((former_slugs::owner(connection, at, slug).await?, none)),
            found => Ok(found),
        }
    }

    /// The slugs that each of these documents had before and that still lead to it, the latest first; one without any is
    /// absent.
    pub async fn former_slugs(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>> {
        former_slugs::of(self.connection(), ids).await
    }

    /// The documents that go on for these, which were merged into them; one that was not merged is absent.
    pub async fn survivors(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Uuid>> {
        merged::survivors(self.connection(), ids).await
    }

    /// The paper with this DOI.
    pub async fn by_doi(&self, scope: Scope, doi: &Doi) -> Result<Option<Arc<Entry<Publication>>>> {
        records::only(self.connection(), scope.at(), "doi", &doi.to_string()).await
    }

    /// The doctor with this ORCID iD.
    pub async fn by_orcid(&self, scope: Scope, orcid: &Orcid) -> Result<Option<Arc<Entry<Doctor>>>> {
        records::only(self.connection(), scope.at(), "orcid", &orcid.to_string()).await
    }

    /// The organisation with this ROR ID.
    pub async fn by_ror(&self, scope: Scope, ror: &Ror) -> Result<Option<Arc<Entry<Organisation>>>> {
        records::only(self.connection(), scope.at(), "ror", &ror.to_string()).await
    }

    /// The journal one of whose editions has this ISSN.
    pub async fn by_issn(&self, scope: Scope, issn: &Issn) -> Result<Option<Arc<Entry<Journal>>>> {
        records::by_issn(self.connection(), scope.at(), issn).await
    }

    /// The picture whose original has this hash.
    pub async fn picture_by_hash(&self, scope: Scope, hash: &str) -> Result<Option<Arc<Entry<Media>>>> {
        by_hash(self.connection(), scope.at(), hash).await
    }

    /// The publication itself; nothing before the first start wrote it.
    pub async fn site(&self, scope: Scope) -> Result<Option<Arc<Entry<Site>>>> {
        Ok(all(self.connection(), scope.at(), None).await?.pop())
    }

    /// Every specialty, by name.
    pub async fn specialties(&self, scope: Scope, names: NameOrder) -> Result<Vec<Arc<Entry<Specialty>>>> {
        let by_name = match names {
            NameOrder::English => "sort_name",
            NameOrder::Chinese => "sort_name_zh",
        };
        all(self.connection(), scope.at(), Some(by_name)).await
    }

    /// A part of a list of all documents of a kind.
    pub async fn list<T: Listed>(
        &self,
        scope: Scope,
        list: &List<T>,
        companions: &[Companion],
    ) -> Result<(Slice<T>, Companions)> {
        lists::page(self.connection_for(list), scope.at(), list, companions).await
    }

    /// A part of a list of all documents of a kind, and how many documents the list has. Its filter is asked once, so that
    /// this is for filters that let few through.
    pub async fn list_counted<T: Listed>(
        &self,
        scope: Scope,
        list: &List<T>,
        companions: &[Companion],
    ) -> Result<(Slice<T>, i64, Companions)> {
        counted::page(self.connection_for(list), scope.at(), list, companions).await
    }

    /// How many documents a list has, whatever part of it is asked for.
    pub async fn count<T: Listed>(&self, scope: Scope, list: &List<T>) -> Result<i64> {
        lists::count(self.connection_for(list), scope.at(), list).await
    }

    /// The same part of the list of each parent.
    pub async fn lists_of<T: Listed>(
        &self,
        scope: Scope,
        relation: Relation,
        list: &List<T>,
        parents: &[Uuid],
        companions: &[Companion],
    ) -> Result<(HashMap<Uuid, Slice<T>>, Companions)> {
        lists::pages_of(self.connection_for(list), scope.at(), relation, list, parents, companions).await
    }

    /// How many documents the list of each parent has; a parent with none is absent.
    pub async fn counts_of<T: Listed>(
        &self,
        scope: Scope,
        relation: Relation,
        list: &List<T>,
        parents: &[Uuid],
    ) -> Result<HashMap<Uuid, i64>> {
        lists::counts_of(self.connection_for(list), scope.at(), relation, list, parents).await
    }

    /// The organisations above each of these, root first; one without any is absent.
    pub async fn ancestors(
        &self,
        scope: Scope,
        organisations: &[Uuid],
    ) -> Result<HashMap<Uuid, Vec<Arc<Entry<Organisation>>>>> {
        trees::ancestors(self.connection(), scope.at(), organisations).await
    }

    /// All versions of the article in each of these translation groups, by language.
    pub async fn translations(&self, scope: Scope, groups: &[Uuid]) -> Result<HashMap<Uuid, Vec<Arc<Entry<Article>>>>> {
        trees::translations(self.connection(), scope.at(), groups).await
    }

    /// The bodies of these articles.
    pub async fn bodies(&self, scope: Scope, articles: &[Uuid]) -> Result<HashMap<Uuid, Body>> {
        crate::content::read_bodies(self.connection(), scope.at(), articles).await
    }

    /// What became of documents of these kinds behind a place of the log, `most` of them at most; none where the log does not
    /// go on from there. A partner is told besides what its licences gave and took, as far as that was written down.
    pub async fn changes_since(
        &self,
        place: Place,
        kinds: &[Kind],
        most: u64,
        partner: Option<Uuid>,
    ) -> Result<Option<Since>> {
        sync::since(&self.database, place, kinds, most, partner).await
    }

    /// How often each of these articles was visited; one never visited is absent.
    pub async fn visits(&self, articles: &[Uuid]) -> Result<HashMap<Uuid, i64>> {
        records::visits(self.connection(), articles).await
    }
}
