use std::borrow::Cow;

use sea_orm::ExprTrait;
use sea_orm::sea_query::{Expr, IntoIden, Order, Query, SelectStatement, SimpleExpr};
use shanghaidoctor_domain::{Actor, Forbidden, Kind, Stage, Verb};
use uuid::Uuid;

use crate::previews;
use crate::stored::column;

/// What a reader may see: where every document of the request is read.
///
/// Its field is private and there is no default, so a read that forgets the stage does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    at: At,
}

impl Scope {
    /// What everybody may see.
    pub const fn published() -> Self {
        Self { at: At::Stage(Stage::Published) }
    }

    /// What those who may edit see.
    pub fn draft(actor: &Actor) -> Result<Self, Forbidden> {
        for kind in Kind::ALL {
            actor.may(Verb::ReadDraft, kind)?;
        }
        Ok(Self { at: At::Stage(Stage::Draft) })
    }

    /// What everybody may see, but for what a link shows in its place. Who has the link proves it where it is looked up
    /// (`previews::by_token`), and nothing else calls this.
    pub(crate) const fn preview(link: Uuid) -> Self {
        Self { at: At::Preview(link) }
    }

    /// Whether it shows drafts and nothing else.
    pub const fn is_draft(self) -> bool {
        matches!(self.at, At::Stage(Stage::Draft))
    }

    /// Whether everybody may see what it shows.
    pub const fn is_public(self) -> bool {
        matches!(self.at, At::Stage(Stage::Published))
    }

    pub(crate) const fn at(self) -> At {
        self.at
    }
}

/// Where documents are read: at a stage, or as a link shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum At {
    Stage(Stage),
    /// The documents of the link with this id as it names them, all others as they are published.
    Preview(Uuid),
}

impl From<Stage> for At {
    fn from(stage: Stage) -> Self {
        Self::Stage(stage)
    }
}

impl At {
    /// What the column `stage` says of rows that are there for it: a letter; and of the revisions that a link names, which
    /// are kept beside the drafts and what is published, the link's id.
    pub(crate) fn name(self) -> Cow<'static, str> {
        match self {
            Self::Stage(stage) => stage.letter().into(),
            Self::Preview(link) => link.simple().to_string().into(),
        }
    }

    /// The one condition that this is in SQL, on rows of a table whose column `id` names their document.
    pub(crate) fn condition(self, table: impl IntoIden, id: &'static str) -> SimpleExpr {
        let table = table.into_iden();
        let is_at = |at: Self| Expr::col((table.clone(), column::STAGE)).eq(at.name().into_owned());
        let Self::Preview(link) = self else { return is_at(self) };
        let document = || Expr::col((table.clone(), id));
        let others = is_at(Stage::Published.into()).and(document().not_in_subquery(named_by(link).take()));
        let drafts = named_by(link).and_where(Expr::col("revision").is_null()).take();
        let drafts = is_at(Stage::Draft.into()).and(document().in_subquery(drafts));
        others.or(drafts).or(is_at(self))
    }

    /// Of the documents that have a name, keeps one: where a link shows a document under a name that another one has in
    /// public, it is the one of the link.
    pub(crate) fn only_one(self, select: &mut SelectStatement, table: &'static str) {
        if matches!(self, Self::Preview(_)) {
            let is_published = Expr::col((table, column::STAGE)).eq(Stage::Published.letter());
            select.order_by_expr(is_published, Order::Asc).limit(1);
        }
    }
}

/// The documents that a link names.
fn named_by(link: Uuid) -> SelectStatement {
    Query::select().column("node").from(previews::DOCUMENTS).and_where(Expr::col("preview").eq(link)).take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_sees_a_draft_without_the_right() {
        assert!(Scope::draft(&Actor::Anonymous).is_err());
        assert!(Scope::draft(&Actor::Operator).is_ok());
    }

    #[test]
    fn a_link_shows_neither_all_drafts_nor_what_is_for_everybody_to_keep() {
        let link = Scope::preview(Uuid::from_u128(7));
        assert!(!link.is_draft() && !link.is_public());
        assert_ne!(link, Scope::preview(Uuid::from_u128(8)));
    }
}
