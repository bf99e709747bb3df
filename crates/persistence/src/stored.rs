use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;
use std::hash::Hash;

use sea_orm::sea_query::{SimpleExpr, Value};
use sea_orm::{ConnectionTrait, EntityTrait};
use shanghaidoctor_domain::content::Content;
use shanghaidoctor_domain::query::{Direction, Filter, KeyKind};
use shanghaidoctor_domain::text::NameOrder;
use shanghaidoctor_domain::{DateTime, Id, Stage};
use uuid::Uuid;

use crate::Result;
use crate::filter::Place;
use crate::read::Companion;

/// The columns that every table of documents has.
pub(crate) mod column {
    pub(crate) const ID: &str = "id";
    pub(crate) const STAGE: &str = "stage";
    pub(crate) const REVISION: &str = "revision";
    pub(crate) const CREATED_AT: &str = "created_at";
    pub(crate) const UPDATED_AT: &str = "updated_at";
    pub(crate) const PUBLISHED_AT: &str = "published_at";
    pub(crate) const CONTENT: &str = "content";
    /// Those that a read asks for.
    pub(crate) const READ: [&str; 6] = [ID, REVISION, CREATED_AT, UPDATED_AT, PUBLISHED_AT, CONTENT];
}

/// Steps from a root to its deepest part. No real tree is deeper, and a circle in the data must not keep the database
/// busy for ever.
pub(crate) const DEEPEST_TREE: i32 = 32;

/// A document as it is kept at one stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<T> {
    /// The id within its kind.
    pub id: Uuid,
    /// The revision of the draft that this is, counted from 1.
    pub revision: i32,
    /// When it was first saved.
    pub created_at: DateTime,
    /// When it was last changed at this stage.
    pub updated_at: DateTime,
    /// When it was first published; `None` while it never was.
    pub published_at: Option<DateTime>,
    /// What it says.
    pub content: T,
}

impl<T: Content> Entry<T> {
    /// The document's id.
    pub const fn id(&self) -> Id<T> {
        Id::new(self.id)
    }
}

/// A kind of document with its table.
pub trait Stored: Content {
    /// The table.
    type Entity: EntityTrait + Default;

    /// What can be read together with it.
    const COMPANIONS: &'static [Companion] = &[];

    /// What the table keeps beside the content, to find and to sort by: all columns but the common ones.
    fn indexed(&self, moments: &Moments) -> Vec<(<Self::Entity as EntityTrait>::Column, Value)>;

    /// By what a page's names find a draft; none for a kind that pages do not name.
    fn names(&self) -> Option<Names> {
        None
    }

    /// The group that it is listed with beside the documents that it names; none for most kinds.
    fn group(&self) -> Option<Uuid> {
        None
    }

    /// Takes its place among the drafts that are there, when it is new.
    fn join_others(&mut self, _connection: &impl ConnectionTrait) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// The content as the table keeps it. Kinds with a part in a table of its own leave that part out.
    fn to_row(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }

    /// Writes the parts that are kept in tables of their own.
    fn write_parts(
        &self,
        _connection: &impl ConnectionTrait,
        _id: Uuid,
        _stage: &str,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Removes the parts that are kept in tables of their own.
    fn remove_parts(
        _connection: &impl ConnectionTrait,
        _id: Uuid,
        _stage: &str,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }

    /// Fills in the parts that are kept in tables of their own, for those who need documents whole.
    fn read_parts(
        _connection: &impl ConnectionTrait,
        _stage: Stage,
        _entries: &mut HashMap<Uuid, Entry<Self>>,
    ) -> impl Future<Output = Result<()>> + Send {
        async { Ok(()) }
    }
}

/// By what names a draft is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The keys of its names, those of `shanghaidoctor_domain::text::name_key` and `slip_keys` among them.
    pub keys: BTreeSet<String>,
    /// The document above it, within which its name is its own.
    pub above: Option<Uuid>,
}

/// When what is written was first published, and when it is written.
#[derive(Clone, Copy, Debug)]
pub struct Moments {
    /// When it was first published; `None` while it never was.
    pub published_at: Option<DateTime>,
    /// Now.
    pub updated_at: DateTime,
}

/// A kind of document of which some can be asked for.
pub trait Filtered: Stored {
    /// Which of them.
    type Filter: Filter;

    /// The condition that a filter is in SQL.
    fn condition(filter: &Self::Filter, place: &Place) -> SimpleExpr;
}

/// A kind of document that can be listed.
pub trait Listed: Filtered {
    /// In what order.
    type Order: Copy + Debug + Default + Eq + Hash + Send + Sync + 'static;

    /// What an order compares, for those who see names as `names` says.
    fn ordering(order: Self::Order, names: NameOrder) -> Ordering<Self>;
}

/// An order of a list: by one value, and by id where that is equal.
#[derive(Clone, Debug)]
pub struct Ordering<T: Stored> {
    /// Its name, which cursors carry.
    pub name: &'static str,
    /// What is compared.
    pub by: By<T>,
    /// What kind of value it compares.
    pub compares: KeyKind,
    /// Which end first.
    pub direction: Direction,
}

/// What an order compares.
#[derive(Clone, Copy, Debug)]
pub enum By<T: Stored> {
    /// A column of the table; never null, because cursors compare it.
    Column(<T::Entity as EntityTrait>::Column),
    /// How often an article was visited.
    Visits,
    /// The place among the results of the search that the list names.
    Relevance,
}

/// What cursors call the orders whose values are made by collation. The number is that of the values' format: a cursor of
/// another one names no place.
pub(crate) mod collated {
    use super::{By, KeyKind, NameOrder};
    use crate::Stored;

    /// By one of the two columns of names.
    pub(crate) fn name<T: Stored>(names: NameOrder, english: By<T>, chinese: By<T>) -> (&'static str, By<T>, KeyKind) {
        match names {
            NameOrder::English => ("NAME_EN1", english, KeyKind::Text),
            NameOrder::Chinese => ("NAME_ZH1", chinese, KeyKind::Text),
        }
    }

    /// By title.
    pub(crate) const TITLE: &str = "TITLE1";

    #[cfg(test)]
    #[test]
    fn the_number_is_that_of_the_format() {
        let number = shanghaidoctor_domain::text::COLLATION_FORMAT.split(' ').next().unwrap();
        assert_eq!((TITLE.strip_prefix("TITLE"), number), (Some(number), number));
    }
}

/// Runs `$body` with `$T` standing for the type of the documents of `$kind`: the one place that lists the types by
/// their kinds.
macro_rules! with_kind {
    ($kind:expr, $T:ident => $body:expr) => {
        match $kind {
            shanghaidoctor_domain::Kind::Site => {
                type $T = shanghaidoctor_domain::content::Site;
                $body
            }
            shanghaidoctor_domain::Kind::Organisation => {
                type $T = shanghaidoctor_domain::content::Organisation;
                $body
            }
            shanghaidoctor_domain::Kind::Journal => {
                type $T = shanghaidoctor_domain::content::Journal;
                $body
            }
            shanghaidoctor_domain::Kind::Specialty => {
                type $T = shanghaidoctor_domain::content::Specialty;
                $body
            }
            shanghaidoctor_domain::Kind::Media => {
                type $T = shanghaidoctor_domain::content::Media;
                $body
            }
            shanghaidoctor_domain::Kind::Doctor => {
                type $T = shanghaidoctor_domain::content::Doctor;
                $body
            }
            shanghaidoctor_domain::Kind::Appointment => {
                type $T = shanghaidoctor_domain::content::Appointment;
                $body
            }
            shanghaidoctor_domain::Kind::Publication => {
                type $T = shanghaidoctor_domain::content::Publication;
                $body
            }
            shanghaidoctor_domain::Kind::Article => {
                type $T = shanghaidoctor_domain::content::Article;
                $body
            }
        }
    };
}
pub(crate) use with_kind;
