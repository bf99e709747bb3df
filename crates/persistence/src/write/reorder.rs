use std::collections::BTreeSet;

use shanghaidoctor_domain::content::{Appointment, Doctor};
use shanghaidoctor_domain::{Id, Kind, Stage, Verb, Violations};
use uuid::Uuid;

use super::Writing;
use super::published_with::belongings;
use crate::{Error, Result};

impl Writing {
    /// Puts a doctor's posts into this order, which names each of them once.
    pub async fn reorder_appointments(&mut self, doctor: Id<Doctor>, order: &[Id<Appointment>]) -> Result<()> {
        self.actor.may(Verb::Save, Kind::Appointment)?;
        self.expect_draft(doctor).await?;
        let posts = belongings(&self.transaction, Stage::Draft, doctor.node()).await?;
        let posts: BTreeSet<Uuid> = posts.iter().map(|node| node.uuid).collect();
        let named: BTreeSet<Uuid> = order.iter().map(|id| id.uuid()).collect();
        if posts != named || order.len() != named.len() {
            let mut violations = Violations::default();
            let message = format!("name each of the doctor's {} posts once, and no other", posts.len());
            violations.invalid("appointments", message);
            return Err(Error::Invalid { node: doctor.node(), violations });
        }
        for (position, id) in (0..).zip(order) {
            let mut draft = self.draft(*id).await?.ok_or(Error::NotFound(id.node()))?;
            if draft.content.position != position {
                draft.content.position = position;
                self.save(*id, Some(draft.revision), &draft.content).await?;
            }
        }
        Ok(())
    }
}
