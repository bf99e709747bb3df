//! What an operation costs, counted from its text and variables before it runs.
//!
//! There is one rule: each field counts 1 (JSON-LD, made of many records, 10, and each search in a filter 10 more), and
//! what is below a list counts as often as the list can have items: a page by its size, a list without pages 5 or, where
//! it grows with the content, 20, a facet of a search 50. So the number is known to who writes the query, and no data changes it. Which fields are lists is
//! read from the schema.

mod costliest;
mod field_costs;

use std::cell::RefCell;
use std::collections::HashMap;

use async_graphql::Variables;
use async_graphql::parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet};

use self::field_costs::{FieldCosts, Repeats, TypeId};
use super::guard::Refused;

/// What an operation costs, and what it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// What is asked for.
    pub requested: u64,
    /// The most that may be asked for.
    pub limit: u64,
}

/// Counts what operations cost.
pub struct CostModel {
    fields: FieldCosts,
    limit: u64,
}

impl CostModel {
    /// The costs of the public schema.
    pub fn new(limit: u64) -> Self {
        Self { fields: FieldCosts::of_schema(), limit }
    }

    /// What an operation of a document costs; refused where that is too much.
    ///
    /// The guard has seen the document: its fragments form no circle.
    pub fn of(
        &self,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
        variables: &Variables,
    ) -> Result<Cost, Refused> {
        let count = Count { fields: &self.fields, document, operation, variables, fragments: RefCell::default() };
        let requested = count.selection_set(self.fields.root(operation.ty), 1, &operation.selection_set.node);
        if requested > self.limit {
            return Err(Refused::TooCostly { requested, limit: self.limit, costliest: count.costliest(&self.fields) });
        }
        Ok(Cost { requested, limit: self.limit })
    }
}

/// The count of one operation. A fragment is counted once, however often it is spread.
struct Count<'d> {
    fields: &'d FieldCosts,
    document: &'d ExecutableDocument,
    operation: &'d OperationDefinition,
    variables: &'d Variables,
    /// By the records of the page around them, too.
    fragments: RefCell<HashMap<(&'d str, u64), u64>>,
}

impl<'d> Count<'d> {
    /// `rows` is how many records the page has, where this is the selection of a connection.
    fn selection_set(&self, within: Option<TypeId>, rows: u64, set: &'d SelectionSet) -> u64 {
        let costs = set.items.iter().map(|item| match &item.node {
            Selection::Field(field) => self.field(within, rows, &field.node).total(),
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref().map(|condition| condition.node.on.node.as_str());
                let within = condition.map_or(within, |name| self.fields.type_named(name));
                self.selection_set(within, rows, &fragment.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => self.fragment(rows, spread.node.fragment_name.node.as_str()),
        });
        costs.fold(0, u64::saturating_add)
    }

    /// A fragment that is not defined costs nothing: validation names it.
    fn fragment(&self, rows: u64, name: &'d str) -> u64 {
        if let Some(known) = self.fragments.borrow().get(&(name, rows)) {
            return *known;
        }
        let Some(fragment) = self.document.fragments.get(name) else { return 0 };
        let within = self.fields.type_named(&fragment.node.type_condition.node.on.node);
        let cost = self.selection_set(within, rows, &fragment.node.selection_set.node);
        self.fragments.borrow_mut().insert((name, rows), cost);
        cost
    }

    /// A field that the schema does not have costs 1: validation names it.
    fn field(&self, within: Option<TypeId>, rows: u64, field: &'d Field) -> FieldCost {
        let known = within.and_then(|within| self.fields.field(within, &field.name.node));
        let returns = known.and_then(|known| known.returns);
        let repeats = known.map_or(Repeats::Once, |known| known.repeats);
        let times = repeats.times(rows, |argument| self.argument(field, argument));
        let below = self.selection_set(returns, repeats.rows(times), &field.selection_set.node);
        let own = known.map_or(1, |known| known.own)
            + SEARCH * self.argument(field, "where").map_or(0, |such| searches(&such));
        FieldCost { own, repeats, times, below, returns }
    }

    fn argument(&self, field: &Field, name: &str) -> Option<async_graphql::Value> {
        let value = field.get_argument(name)?;
        value.node.clone().into_const_with(|name| Ok::<_, ()>(self.variable(&name).unwrap_or_default())).ok()
    }

    fn variable(&self, name: &str) -> Option<async_graphql::Value> {
        let given = self.variables.get(name);
        given.cloned().or_else(|| {
            let defined =
                self.operation.variable_definitions.iter().find(|variable| variable.node.name.node == name)?;
            defined.node.default_value().cloned()
        })
    }
}

/// What a search in a filter counts: the index is asked, and all that it finds goes to the database.
const SEARCH: u64 = 10;

/// How many searches a filter asks for.
fn searches(filter: &async_graphql::Value) -> u64 {
    match filter {
        async_graphql::Value::List(items) => items.iter().map(searches).sum(),
        async_graphql::Value::Object(fields) => {
            let own = fields.get("search").is_some_and(|text| *text != async_graphql::Value::Null);
            u64::from(own) + fields.values().map(searches).sum::<u64>()
        }
        _ => 0,
    }
}

/// What a field comes to.
struct FieldCost {
    /// What it counts itself.
    own: u64,
    repeats: Repeats,
    /// How often it repeats what is below it, or how many records the page of a connection has.
    times: u64,
    /// What is below it, once; of a connection all that is below it.
    below: u64,
    returns: Option<TypeId>,
}

impl FieldCost {
    fn total(&self) -> u64 {
        match self.repeats {
            Repeats::Connection(_) => self.own.saturating_add(self.below),
            Repeats::Rows => self.times.saturating_mul(self.own.saturating_add(self.below)),
            _ => self.times.saturating_mul(self.below).saturating_add(self.own),
        }
    }
}

#[cfg(test)]
mod tests;
