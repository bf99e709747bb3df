use std::collections::HashSet;

use shanghaidoctor_domain::content::naming;
use shanghaidoctor_domain::{Id, NodeId, Stage, Verb, ViolationCode, Violations};

use super::{Once, Writing, links, row};
use crate::stored::{Moments, Stored};
use crate::{Entry, Error, Result, merged};

/// No name in addresses is tried with larger numbers behind it.
const MOST_NUMBERED: u32 = 1_000;

impl Writing {
    /// The draft that a writer is about to change, having seen this revision of it.
    pub async fn edit<T: Stored>(&self, id: Id<T>, seen: i32) -> Result<Entry<T>> {
        self.actor.may(Verb::Save, T::KIND)?;
        let (node, draft) = (id.node(), self.draft_or_new(id).await?);
        let draft = draft.ok_or(Error::NotFound(node))?;
        self.actor.may_touch(Verb::Save, &draft.content)?;
        if draft.revision != seen {
            return Err(Error::Stale { node, current: draft.revision, seen });
        }
        Ok(draft)
    }

    /// Saves a draft of a new document, and gives its id; that of the first time, where it was saved under the same key
    /// before. A name in addresses that was made for it, not given, is one that is free.
    pub async fn create<T: Stored>(
        &mut self,
        mut content: T,
        slug_is_given: bool,
        once: Option<&Once>,
    ) -> Result<Id<T>> {
        self.actor.may(Verb::Save, T::KIND)?;
        if let Some(once) = once
            && let Some(created) = self.created_once(once).await?
        {
            return Ok(created);
        }
        if !slug_is_given && let Some(made) = content.slug().map(str::to_owned) {
            content.set_slug(self.free_slug::<T>(&made).await?);
        }
        content.join_others(&self.transaction).await?;
        let id = self.next_id::<T>();
        self.save_checked(id, None, &content).await?;
        if let Some(once) = once {
            self.note_once(once, id).await?;
        }
        Ok(id)
    }

    /// Saves a draft, after all has been looked for at once that would keep it from being saved.
    pub async fn save_checked<T: Stored>(&mut self, id: Id<T>, seen: Option<i32>, content: &T) -> Result<()> {
        self.actor.may_touch(Verb::Save, content)?;
        let found = self.violations(id, content).await?.into_result();
        found.map_err(|violations| Error::Invalid { node: id.node(), violations })?;
        self.save(id, seen, content).await?;
        Ok(())
    }

    /// All that would keep a draft from being saved, each with its path: the rules it breaks, the documents it names that
    /// do not exist, the values that another document has.
    async fn violations<T: Stored>(&self, id: Id<T>, content: &T) -> Result<Violations> {
        let mut violations = content.check(Stage::Draft);
        let named: HashSet<NodeId> =
            content.links().iter().map(|link| link.target).filter(|target| *target != id.node()).collect();
        let present = links::present(&self.transaction, Stage::Draft, &named).await?;
        let missing: Vec<NodeId> = named.difference(&present).copied().collect();
        let ids: Vec<_> = missing.iter().map(|missing| missing.uuid).collect();
        let survivors = merged::survivors(&self.transaction, &ids).await?;
        for missing in missing {
            let (code, message) = match survivors.get(&missing.uuid) {
                Some(uuid) => {
                    let into = NodeId { uuid: *uuid, ..missing };
                    (ViolationCode::Merged, format!("{missing} was merged into {into}: name that one"))
                }
                None => (ViolationCode::NotFound, format!("there is no {missing}: name a document that exists")),
            };
            for path in naming(content, missing)? {
                violations.push(path, code, message.clone());
            }
        }
        let moments = Moments { published_at: None, updated_at: self.at };
        violations.0.extend(row::taken(&self.transaction, Stage::Draft, id, content, &moments).await?.0);
        violations.0.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(violations)
    }

    /// This name in addresses, with a number behind it where a draft of the kind has it already.
    async fn free_slug<T: Stored>(&self, wanted: &str) -> Result<String> {
        let mut slug = wanted.to_owned();
        for number in 2..MOST_NUMBERED {
            if crate::read::by_slug::<T>(&self.transaction, Stage::Draft, &slug).await?.is_none() {
                break;
            }
            slug = format!("{wanted}-{number}");
        }
        Ok(slug)
    }
}
