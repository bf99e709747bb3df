//! What an operation costs, counted from its text and variables before it runs.
//!
//! There is one rule: each field counts 1 (JSON-LD, made of many records, 10, and each search in a filter 10 more), and what is below a list that is asked for in pages counts as often as the page
//! can have records. So the number is known to who writes the query, and no data changes it. Which fields are such lists
//! is read from the schema: those that the resolvers mark with `complexity`.

mod costliest;
mod field_costs;

use std::cell::RefCell;
use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Pos, Variables};

use self::field_costs::{FieldCosts, FieldOf, TypeId};
use super::guard::Refused;

/// What an operation costs, and what it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// What is asked for.
    pub requested: u64,
    /// The most that may be asked for.
    pub limit: u64,
}

/// The part of an operation that it costs most by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Costliest {
    /// The keys of the answer that lead to it.
    pub path: Vec<String>,
    /// What it costs, counted as often as the lists around it repeat it.
    pub cost: u64,
    /// Where it stands in the document.
    pub location: Pos,
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
        let requested = count.selection_set(self.fields.root(operation.ty), &operation.selection_set.node);
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
    fragments: RefCell<HashMap<&'d str, u64>>,
}

impl<'d> Count<'d> {
    fn selection_set(&self, within: Option<TypeId>, set: &'d SelectionSet) -> u64 {
        let costs = set.items.iter().map(|item| match &item.node {
            Selection::Field(field) => self.field(within, &field.node).total(),
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref().map(|condition| condition.node.on.node.as_str());
                let within = condition.map_or(within, |name| self.fields.type_named(name));
                self.selection_set(within, &fragment.node.selection_set.node)
            }
            Selection::FragmentSpread(spread) => self.fragment(spread.node.fragment_name.node.as_str()),
        });
        costs.fold(0, u64::saturating_add)
    }

    /// A fragment that is not defined costs nothing: validation names it.
    fn fragment(&self, name: &'d str) -> u64 {
        if let Some(known) = self.fragments.borrow().get(name) {
            return *known;
        }
        let Some(fragment) = self.document.fragments.get(name) else { return 0 };
        let within = self.fields.type_named(&fragment.node.type_condition.node.on.node);
        let cost = self.selection_set(within, &fragment.node.selection_set.node);
        self.fragments.borrow_mut().insert(name, cost);
        cost
    }

    /// A field that the schema does not have costs 1: validation names it.
    fn field(&self, within: Option<TypeId>, field: &'d Field) -> FieldCost {
        let known = within.and_then(|within| self.fields.field(within, &field.name.node));
        let returns = known.and_then(|known| known.returns);
        let below = self.selection_set(returns, &field.selection_set.node);
        let times = known.map_or(1, |known| self.times(known, field));
        let own = known.map_or(1, |known| known.own)
            + SEARCH * self.argument(field, "where").map_or(0, |such| searches(&such));
        FieldCost { own, times, below, returns }
    }

    fn times(&self, known: &FieldOf, field: &Field) -> u64 {
        known.repeats.times(|argument| self.argument(field, argument))
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
    /// How often it repeats what is below it.
    times: u64,
    /// What is below it, once.
    below: u64,
    returns: Option<TypeId>,
}

impl FieldCost {
    fn total(&self) -> u64 {
        self.times.saturating_mul(self.below).saturating_add(self.own)
    }
}

#[cfg(test)]
mod tests;
