//! Parts of files that come in pieces. They lie beside the pictures and under no address.

use std::collections::HashSet;

use bytes::Bytes;
use futures_util::stream::{StreamExt as _, TryStreamExt as _};
use object_store::ObjectStoreExt as _;
use object_store::path::Path;
use uuid::Uuid;

use super::{MediaStore, Result, soon, there};

/// Below what the parts are, those of a file together.
const UPLOADS: &str = "uploads";

/// How many parts are deleted at a time.
const AT_ONCE: usize = 8;

impl MediaStore {
    /// Keeps a part of a file.
    pub(crate) async fn put_part(&self, upload: Uuid, part: Uuid, bytes: Bytes) -> Result<()> {
        self.write(&self.part_key(upload, part), bytes).await
    }

    /// A part of a file; none where there is none.
    pub(crate) async fn part(&self, upload: Uuid, part: Uuid) -> Result<Option<Bytes>> {
        match self.find(&self.part_key(upload, part)).await? {
            Some(found) => Ok(Some(found.bytes().await?)),
            None => Ok(None),
        }
    }

    /// Takes a part away.
    pub(crate) async fn delete_part(&self, upload: Uuid, part: Uuid) -> Result<()> {
        there(soon(self.objects.delete(&self.part_key(upload, part))).await)?;
        Ok(())
    }

    /// Takes all parts of a file away, also those that nobody knows of.
    pub(crate) async fn delete_parts(&self, upload: Uuid) -> Result<()> {
        let parts = self.objects.list(Some(&self.upload_key(upload)));
        let keys: Vec<Path> = parts.map_ok(|part| part.location).try_collect().await?;
        let deleted = futures_util::stream::iter(keys).map(|key| async move { soon(self.objects.delete(&key)).await });
        deleted.buffer_unordered(AT_ONCE).try_for_each(|()| async { Ok(()) }).await
    }

    /// The files that there are parts of.
    pub(crate) async fn uploads(&self) -> Result<HashSet<Uuid>> {
        let of = |key: &Path| key.parts().nth(self.top.parts().count() + 1)?.as_ref().parse::<Uuid>().ok();
        let parts = self.objects.list(Some(&self.key([UPLOADS])));
        Ok(parts.try_filter_map(|part| async move { Ok(of(&part.location)) }).try_collect().await?)
    }

    fn upload_key(&self, upload: Uuid) -> Path {
        self.key([UPLOADS, &upload.to_string()])
    }

    fn part_key(&self, upload: Uuid, part: Uuid) -> Path {
        self.key([UPLOADS, &upload.to_string(), &part.to_string()])
    }
}
