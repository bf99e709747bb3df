use std::collections::HashSet;

use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet};

use super::Refused;

/// A subscription is one stream of events, so it has one root field, and that is not an introspection field (GraphQL
/// specification, section 5.2.4.1). The same field twice under one name is one field.
pub fn check(document: &ExecutableDocument) -> Result<(), Refused> {
    for (_, operation) in document.operations.iter() {
        if operation.node.ty != OperationType::Subscription {
            continue;
        }
        let mut roots = Roots { document, keys: HashSet::new(), spread: HashSet::new() };
        roots.collect(&operation.node.selection_set.node);
        let count = roots.keys.iter().filter(|key| key.is_some()).count();
        if count != 1 || roots.keys.contains(&None) {
            return Err(Refused::SubscriptionRoot { count, location: operation.pos });
        }
    }
    Ok(())
}

struct Roots<'d> {
    document: &'d ExecutableDocument,
    /// The keys of the answer; nothing stands for an introspection field.
    keys: HashSet<Option<&'d str>>,
    spread: HashSet<&'d str>,
}

impl<'d> Roots<'d> {
    fn collect(&mut self, set: &'d SelectionSet) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) if field.node.name.node.starts_with("__") => {
                    self.keys.insert(None);
                }
                Selection::Field(field) => {
                    self.keys.insert(Some(field.node.response_key().node.as_str()));
                }
                Selection::InlineFragment(fragment) => self.collect(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    if self.spread.insert(name)
                        && let Some(fragment) = self.document.fragments.get(name)
                    {
                        self.collect(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
}
