use shanghaidoctor_domain::{Kind, ReleaseAction, ReleaseItem, Stage, Verb};
use uuid::Uuid;

use super::Writing;
use crate::Result;
use crate::stored::{Stored, with_kind};

impl Writing {
    /// Whether who acts has the right to all that a release does, of each document as it is now. Who is kept to some languages
    /// or channels does nothing with a release that reaches beyond them: when it goes out, and with what, is part of that.
    pub(super) async fn may_all(&self, items: &[ReleaseItem]) -> Result<()> {
        for verb in [Verb::Publish, Verb::Unpublish] {
            for kind in Kind::ALL {
                let done = items.iter().filter(|item| item.node.kind == kind && verb_of(item.action) == verb);
                let ids: Vec<Uuid> = done.map(|item| item.node.uuid).collect();
                if !ids.is_empty() {
                    self.actor.may(verb, kind)?;
                    with_kind!(kind, T => self.may_touch_all::<T>(verb, &ids).await)?;
                }
            }
        }
        Ok(())
    }

    async fn may_touch_all<T: Stored>(&self, verb: Verb, ids: &[Uuid]) -> Result<()> {
        let mut touched = crate::read::by_ids::<T>(&self.transaction, Stage::Draft, ids).await?;
        if verb == Verb::Unpublish {
            touched.extend(crate::read::by_ids::<T>(&self.transaction, Stage::Published, ids).await?);
        }
        Ok(touched.values().try_for_each(|entry| self.actor.may_touch(verb, &entry.content))?)
    }
}

const fn verb_of(action: ReleaseAction) -> Verb {
    match action {
        ReleaseAction::Publish => Verb::Publish,
        ReleaseAction::Unpublish(_) => Verb::Unpublish,
    }
}
