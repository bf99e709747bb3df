//! Files that come in pieces: their pieces are kept beside the pictures until something is made of the whole, or its time
//! is over. Each is its sender's alone.

mod rows;

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use sea_orm::DatabaseTransaction;
use shanghaidoctor_domain::{Actor, DateTime, Forbidden, Kind, Verb};
use uuid::Uuid;

use crate::{Clock, Database, Error, MediaError, MediaStore};

/// The most files that somebody may have begun.
const MOST_BEGUN: u64 = 100;

/// A file that comes in pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// By what its sender names it.
    pub id: Uuid,
    /// How many bytes it will have.
    pub length: u64,
    /// How many have come.
    pub received: u64,
    /// What its sender says of it, as it was sent.
    pub metadata: Option<String>,
    /// When it is taken away.
    pub expires_at: DateTime,
}

impl Upload {
    /// Whether all of it has come.
    pub const fn is_whole(&self) -> bool {
        self.received == self.length
    }
}

/// Why a file or a piece of it was not taken, or cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Its sender lacks the right.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is none of this name, or somebody else's.
    #[error("there is no such upload of yours")]
    Missing,
    /// It was there for as long as it may.
    #[error("the upload was not used in time and is gone: send the file again")]
    Expired,
    /// The piece begins elsewhere than the last one ended.
    #[error("the next byte is {received}")]
    Elsewhere {
        /// How many bytes have come.
        received: u64,
    },
    /// More bytes than were announced.
    #[error("the file has {length} bytes: this is more")]
    TooLong {
        /// How many were announced.
        length: u64,
    },
    /// Not all has come.
    #[error("of {length} bytes {received} have come: send the rest first")]
    Unfinished {
        /// How many will come.
        length: u64,
        /// How many have come.
        received: u64,
    },
    /// Too many at once.
    #[error("{MOST_BEGUN} files of yours have begun to come: end some of them first")]
    TooMany,
    /// The database failed.
    #[error(transparent)]
    Content(#[from] Error),
    /// The place of the pieces failed.
    #[error(transparent)]
    Media(#[from] MediaError),
}

type Result<T, E = UploadError> = std::result::Result<T, E>;

/// Where files come in pieces.
#[derive(Clone)]
pub struct Uploads {
    database: Database,
    media: MediaStore,
    clock: Clock,
    lifetime: Duration,
}

impl Uploads {
    /// Pieces are kept with these pictures. A file that nothing is made of is taken away after `lifetime`.
    pub fn new(database: &Database, media: &MediaStore, clock: &Clock, lifetime: Duration) -> Self {
        Self { database: database.clone(), media: media.clone(), clock: clock.clone(), lifetime }
    }

    /// Begins a file of so many bytes.
    pub async fn begin(&self, actor: &Actor, length: u64, metadata: Option<String>) -> Result<Upload> {
        actor.may(Verb::Save, Kind::Media)?;
        let expires_at = (chrono::DateTime::from(self.clock.now()) + self.lifetime).into();
        let upload = Upload { id: self.clock.secret(), length, received: 0, metadata, expires_at };
        let transaction = self.begin_write().await?;
        if rows::count(&transaction, &actor.name()).await? >= MOST_BEGUN {
            return Err(UploadError::TooMany);
        }
        rows::insert(&transaction, &actor.name(), &upload).await?;
        commit(transaction).await?;
        Ok(upload)
    }

    /// A file as far as it has come.
    pub async fn find(&self, actor: &Actor, id: Uuid) -> Result<Upload> {
        actor.may(Verb::Save, Kind::Media)?;
        let found = rows::find(self.database.pool(), &actor.name(), id).await?.ok_or(UploadError::Missing)?;
        if found.expires_at <= self.clock.now() { Err(UploadError::Expired) } else { Ok(found) }
    }

    /// Takes the next piece, which begins at byte `at`. Of two that begin at the same one is taken.
    pub async fn append(&self, actor: &Actor, id: Uuid, at: u64, piece: Bytes) -> Result<Upload> {
        let upload = self.find(actor, id).await?;
        if upload.received != at {
            return Err(UploadError::Elsewhere { received: upload.received });
        }
        if piece.is_empty() {
            return Ok(upload);
        }
        let received = at + piece.len() as u64;
        if received > upload.length {
            return Err(UploadError::TooLong { length: upload.length });
        }
        let part = self.clock.next_id();
        self.media.put_part(id, part, piece).await?;
        let noted = self.note(id, at, received, part).await;
        if !matches!(noted, Ok(true)) {
            self.media.delete_part(id, part).await?;
        }
        match noted? {
            true => Ok(Upload { received, ..upload }),
            false => Err(UploadError::Elsewhere { received: self.find(actor, id).await?.received }),
        }
    }

    async fn note(&self, id: Uuid, at: u64, received: u64, part: Uuid) -> Result<bool> {
        let transaction = self.begin_write().await?;
        let is_next = rows::advance(&transaction, id, at, received).await?;
        if is_next {
            rows::insert_part(&transaction, id, at, part).await?;
            commit(transaction).await?;
        }
        Ok(is_next)
    }

    /// All bytes of a file that has come.
    pub async fn whole(&self, actor: &Actor, id: Uuid) -> Result<Bytes> {
        let upload = self.find(actor, id).await?;
        if !upload.is_whole() {
            return Err(UploadError::Unfinished { length: upload.length, received: upload.received });
        }
        let mut whole = BytesMut::new();
        for part in rows::parts(self.database.pool(), id).await? {
            whole.extend_from_slice(&self.media.part(id, part).await?.ok_or(UploadError::Missing)?);
        }
        Ok(whole.freeze())
    }

    /// Takes a file away: something was made of it, or its sender gives it up.
    pub async fn end(&self, actor: &Actor, id: Uuid) -> Result<()> {
        self.find(actor, id).await?;
        self.remove(id).await
    }

    /// Takes away what nothing was made of in time, and what is left of pieces that nobody knows of. Gives how many files
    /// that were.
    pub async fn sweep(&self) -> Result<usize> {
        let mut over = rows::expired(self.database.pool(), self.clock.now()).await?;
        let kept = self.media.uploads().await?;
        over.extend(rows::unknown(self.database.pool(), kept).await?);
        for id in &over {
            self.remove(*id).await?;
        }
        Ok(over.len())
    }

    /// The row goes first: no piece is taken for what is going.
    async fn remove(&self, id: Uuid) -> Result<()> {
        let transaction = self.begin_write().await?;
        rows::delete(&transaction, id).await?;
        commit(transaction).await?;
        Ok(self.media.delete_parts(id).await?)
    }

    async fn begin_write(&self) -> Result<DatabaseTransaction> {
        Ok(self.database.begin().await?)
    }
}

async fn commit(transaction: DatabaseTransaction) -> Result<()> {
    Ok(transaction.commit().await.map_err(Error::from)?)
}
