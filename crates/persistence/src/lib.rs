//! Where the publication is kept: SQLite or PostgreSQL, one schema, one way to read and one way to write.
//!
//! Every read names a [`Scope`], which says at which stage it sees the documents; every write goes through
//! [`write::Writing`], which checks the right, the rules and the links, and leaves a revision and a row in the change
//! log in the same transaction. This crate knows nothing of HTTP or GraphQL.

pub mod accounts;
pub mod archive;
pub mod backup;
pub mod changes;
mod clock;
mod column_format;
mod content;
mod database;
pub mod enquiries;
mod error;

mod filter;
mod follow;
mod former_slugs;
pub mod history;
mod in_use;
pub mod mails;
mod media_store;
mod merged;
mod name_keys;
mod packed;
pub mod partners;
pub mod previews;
mod private_file;
mod queue;
pub mod read;
mod readers;
pub mod releases;
mod request_counts;
mod scope;
pub mod search;
pub mod sign_offs;
mod stored;
pub mod subscriptions;
mod upgrade;
mod uploads;
mod uses;
mod visits;
pub mod webhooks;
pub mod withdrawn;
pub mod write;

pub use clock::Clock;
pub use database::{Database, DatabaseUrl};
pub use error::{Error, Result};
pub use filter::Place;
pub use follow::{Behind, Concern, Concerns, Follower};
pub use media_store::{Bucket, Kept, MediaError, MediaPlace, MediaStore, Secret, content_hash};
pub use queue::{PageOf, QueuePage};
pub use readers::Readers;
pub use request_counts::RequestCounts;
pub use scope::Scope;
pub use stored::{By, Entry, Filtered, Listed, Ordering, Stored};
pub use uploads::{Upload, UploadError, Uploads};
pub use uses::Use;
pub use visits::{Visit, Visits};
