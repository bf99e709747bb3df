use shanghaidoctor_domain::{Actor, Forbidden, Kind, Stage, Verb};

/// What a reader may see: the stage at which every document of the request is read.
///
/// Its field is private and there is no default, so a read that forgets the stage does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    stage: Stage,
}

impl Scope {
    /// What everybody may see.
    pub const fn published() -> Self {
        Self { stage: Stage::Published }
    }

    /// What those who may edit see.
    pub fn draft(actor: &Actor) -> Result<Self, Forbidden> {
        for kind in Kind::ALL {
            actor.may(Verb::ReadDraft, kind)?;
        }
        Ok(Self { stage: Stage::Draft })
    }

    /// Whether it shows drafts.
    pub const fn is_draft(self) -> bool {
        matches!(self.stage, Stage::Draft)
    }

    pub(crate) const fn stage(self) -> Stage {
        self.stage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_sees_a_draft_without_the_right() {
        assert!(Scope::draft(&Actor::Anonymous).is_err());
        assert!(Scope::draft(&Actor::Operator).is_ok());
    }
}
