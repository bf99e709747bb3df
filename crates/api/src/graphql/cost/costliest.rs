use async_graphql::Positioned;
use async_graphql::parser::types::{Field, Selection, SelectionSet};

use super::field_costs::{FieldCosts, Repeats, TypeId};
use super::{Count, FieldCost};
use crate::graphql::guard::Costliest;

impl<'d> Count<'d> {
    /// Goes down from the root by the field that costs most, as long as that one is the greater part of what is around
    /// it, and names the last list on the way: it is the one to make shorter.
    pub(super) fn costliest(&self, fields: &FieldCosts) -> Costliest {
        let mut costliest = Costliest { path: Vec::new(), cost: 0, location: self.operation.selection_set.pos };
        let mut path = Vec::new();
        let mut around = 1_u64;
        let mut all = 0;
        let mut here = (fields.root(self.operation.ty), 1, &self.operation.selection_set.node);
        while let Some((field, cost)) = self.greatest(here.0, here.1, here.2) {
            if cost.total().saturating_mul(2) < all {
                break;
            }
            path.push(field.node.response_key().node.to_string());
            // The page is the connection's: its rows are no list of their own.
            let is_list = cost.times > 1 && cost.repeats != Repeats::Rows;
            if is_list || costliest.path.is_empty() {
                let total = cost.total().saturating_mul(around);
                costliest = Costliest { path: path.clone(), cost: total, location: field.pos };
            }
            let rows = cost.repeats.rows(cost.times);
            around = around.saturating_mul(if rows > 1 { 1 } else { cost.times });
            all = cost.below;
            here = (cost.returns, rows, &field.node.selection_set.node);
        }
        costliest
    }

    fn greatest(
        &self,
        within: Option<TypeId>,
        rows: u64,
        set: &'d SelectionSet,
    ) -> Option<(&'d Positioned<Field>, FieldCost)> {
        let mut fields = Vec::new();
        self.flatten(within, rows, set, &mut fields);
        fields.into_iter().max_by_key(|(_, cost)| cost.total())
    }

    /// The fields of a selection set, those of its fragments among them. The guard limits how many these can be.
    fn flatten(
        &self,
        within: Option<TypeId>,
        rows: u64,
        set: &'d SelectionSet,
        fields: &mut Vec<(&'d Positioned<Field>, FieldCost)>,
    ) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => fields.push((field, self.field(within, rows, &field.node))),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let within = condition.map_or(within, |on| self.fields.type_named(&on.node.on.node));
                    self.flatten(within, rows, &fragment.node.selection_set.node, fields);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        let within = self.fields.type_named(&fragment.node.type_condition.node.on.node);
                        self.flatten(within, rows, &fragment.node.selection_set.node, fields);
                    }
                }
            }
        }
    }
}
