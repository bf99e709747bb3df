use std::sync::Arc;

use sea_orm::sea_query::{DynIden, Expr, ExprTrait, IntoIden, SelectStatement, SimpleExpr};
use sea_orm::{DbBackend, EntityName};

use crate::Stored;
use crate::scope::At;
use crate::search::Searched;
use crate::stored::column;

/// Where a condition holds: a table as it is read, under the name that its statement gives it. A table that is asked about
/// inside a condition on another one, or on itself, gets a name of its own.
#[derive(Clone, Debug)]
pub struct Place {
    name: DynIden,
    at: At,
    depth: usize,
    searched: Arc<Searched>,
    backend: DbBackend,
}

impl Place {
    /// The table of a kind itself, in a statement for this database whose searches met this.
    pub(crate) fn of<T: Stored>(at: At, searched: &Arc<Searched>, backend: DbBackend) -> Self {
        let name = T::Entity::default().table_name().into_iden();
        Self { name, at, depth: 0, searched: Arc::clone(searched), backend }
    }

    /// A table inside a condition on this one.
    pub(super) fn inner(&self) -> Self {
        let depth = self.depth + 1;
        Self { name: format!("r{depth}").into_iden(), depth, ..self.clone() }
    }

    /// The table of links between this one and that inside.
    pub(super) fn links(&self) -> Self {
        Self { name: format!("l{}", self.depth + 1).into_iden(), ..self.clone() }
    }

    /// The table of what lies below others, inside a condition on this one.
    pub(super) fn below(&self) -> Self {
        Self { name: format!("b{}", self.depth + 1).into_iden(), ..self.clone() }
    }

    /// The name that the statement gives it.
    pub(super) fn name(&self) -> DynIden {
        self.name.clone()
    }

    /// One of its columns.
    pub(crate) fn column(&self, column: impl IntoIden) -> Expr {
        Expr::col((self.name(), column))
    }

    /// Rows that are shown.
    fn shown(&self) -> SimpleExpr {
        self.at.condition(self.name(), column::ID)
    }

    /// What documents that are shown name, where this is the table of links.
    pub(super) fn shown_links(&self) -> SimpleExpr {
        self.at.condition(self.name(), "source")
    }

    /// Rows of a kind that this search met.
    pub(crate) fn found<T: Stored>(&self, text: &str) -> SimpleExpr {
        let ids = self.searched.of(T::KIND, text).ids();
        super::searched::one_of(self.column(column::ID), &ids, self.backend)
    }

    /// Rows whose ids are among those that a statement finds by itself, without a column of this one. PostgreSQL cannot
    /// guess how few lie below something in a tree, and would rather read whole tables than ask for each; of an array it
    /// expects a handful.
    pub(super) fn one_of(&self, ids: SelectStatement) -> SimpleExpr {
        let id = self.column(column::ID);
        match self.backend {
            DbBackend::Postgres => {
                let ids = SimpleExpr::SubQuery(None, Box::new(ids.into()));
                Expr::cust_with_exprs("$1 = ANY(ARRAY $2)", [id, ids])
            }
            _ => id.in_subquery(ids),
        }
    }

    /// All rows of a kind under this name.
    pub(super) fn rows<T: Stored>(&self) -> SelectStatement {
        let table = T::Entity::default().table_name();
        let mut select = SelectStatement::new();
        select.from_as(table, self.name()).and_where(self.shown());
        select
    }
}
