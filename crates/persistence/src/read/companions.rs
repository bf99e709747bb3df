//! What is read together with documents because who asks for them will show it, too: what they name, and their bodies. One
//! statement finds all of it, where each kind by itself would be one more message to the database, and behind the other.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{Asterisk, CommonTableExpression, Expr, Order, Query, SelectStatement, WithClause};
use sea_orm::{ConnectionTrait, ExprTrait};
use shanghaidoctor_domain::content::{Body, Doctor, Journal, LinkRole, Organisation};
use uuid::Uuid;

use super::records::select;
use crate::content::{bodies, body_part};
use crate::packed::{self, Column, Packed, Part};
use crate::scope::At;
use crate::stored::column;
use crate::{Entry, Result};

/// What can be read together with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Companion {
    /// The organisation that a column names.
    Organisation(&'static str),
    /// The journal that a column names.
    Journal(&'static str),
    /// The doctors whom an article portrays.
    Subjects,
    /// An article's body.
    Body,
}

/// What was read together with documents.
#[derive(Default)]
pub struct Companions {
    /// Organisations.
    pub organisations: Vec<Arc<Entry<Organisation>>>,
    /// Journals.
    pub journals: Vec<Arc<Entry<Journal>>>,
    /// Doctors.
    pub doctors: Vec<Arc<Entry<Doctor>>>,
    /// Bodies of articles, by their ids.
    pub bodies: HashMap<Uuid, Arc<Body>>,
}

/// What a statement calls the documents whose companions it reads.
const SHOWN: &str = "shown";

/// Documents that a statement finds.
pub(super) struct Shown<'c> {
    /// What finds them in their order; with the columns that their companions need.
    pub(super) select: SelectStatement,
    /// The columns that are taken before those of a document.
    pub(super) first: &'c [Column],
    /// That order, in columns of the statement.
    pub(super) order: Vec<(&'static str, Order)>,
    /// What is read with them.
    pub(super) companions: &'c [Companion],
}

impl Companion {
    /// The column of the document that it needs, beside the id.
    pub(super) const fn column(self) -> Option<&'static str> {
        match self {
            Self::Organisation(name) | Self::Journal(name) => Some(name),
            Self::Subjects | Self::Body => None,
        }
    }

    fn part(self, at: At) -> Part {
        let shown = |column| Query::select().column(column).from(SHOWN).take();
        let among = |ids: SelectStatement| Expr::col(column::ID).in_subquery(ids);
        match self {
            Self::Organisation(name) => {
                Part::documents(select::<Organisation>(at).and_where(among(shown(name))).take(), &[])
            }
            Self::Journal(name) => Part::documents(select::<Journal>(at).and_where(among(shown(name))).take(), &[]),
            Self::Subjects => {
                let subjects = Query::select()
                    .column("target")
                    .from("links")
                    .and_where(Expr::col("source").in_subquery(shown(column::ID)))
                    .and_where(at.condition("links", "source"))
                    .and_where(Expr::col("role").eq(LinkRole::Subject.name()))
                    .take();
                Part::documents(select::<Doctor>(at).and_where(among(subjects)).take(), &[])
            }
            Self::Body => body_part(at, among(shown(column::ID))),
        }
    }
}

impl Companions {
    /// What was found by these parts of a statement: documents, then their companions.
    pub(super) fn of(companions: &[Companion], found: Vec<Packed>) -> Result<(Packed, Self)> {
        let mut found = found.into_iter();
        let documents = found.next().unwrap_or_default();
        let mut all = Self::default();
        for (companion, found) in companions.iter().zip(found) {
            all.add(*companion, &found)?;
        }
        Ok((documents, all))
    }

    fn add(&mut self, companion: Companion, found: &Packed) -> Result<()> {
        match companion {
            Companion::Organisation(_) => self.organisations.extend(shared(found)?),
            Companion::Journal(_) => self.journals.extend(shared(found)?),
            Companion::Subjects => self.doctors.extend(shared(found)?),
            Companion::Body => {
                self.bodies.extend(bodies(found)?.into_iter().map(|(id, body)| (id, Arc::new(body))));
            }
        }
        Ok(())
    }
}

fn shared<T: crate::Stored>(found: &Packed) -> Result<Vec<Arc<Entry<T>>>> {
    found.entries().map(|entry| entry.map(Arc::new)).collect()
}

impl Shown<'_> {
    /// Reads them, and their companions.
    pub(super) async fn fetch(self, connection: &impl ConnectionTrait, at: At) -> Result<(Packed, Companions)> {
        if self.companions.is_empty() {
            let found = packed::fetch(connection, Part::documents(self.select, self.first)).await?;
            return Ok((found, Companions::default()));
        }
        let companions = self.companions;
        let (shown, parts) = self.parts(at);
        let named = WithClause::new().cte(shown).to_owned();
        Companions::of(companions, packed::fetch_parts(connection, named, parts).await?)
    }

    /// What a statement names them, and its parts: themselves, then their companions.
    pub(super) fn parts(self, at: At) -> (CommonTableExpression, Vec<Part>) {
        let shown = CommonTableExpression::new().query(self.select).table_name(SHOWN).materialized(true).to_owned();
        let mut all = Query::select().column(Asterisk).from(SHOWN).take();
        for (column, order) in self.order {
            all.order_by(column, order);
        }
        let companions = self.companions.iter().map(|companion| companion.part(at));
        let parts = std::iter::once(Part::documents(all, self.first)).chain(companions);
        (shown, parts.collect())
    }
}
