use std::collections::HashMap;

use async_graphql::parser::types::OperationType;
use async_graphql::registry::{MetaField, MetaType, MetaTypeName, Registry};
use async_graphql::{OutputType, SubscriptionType, Value};
use shanghaidoctor_domain::query::Window;

use crate::graphql::content::json_ld;
use crate::graphql::{Mutation, Query, Subscription};

/// A type's place in the list of all types.
pub(super) type TypeId = usize;

/// How the fields of a schema count.
pub(super) struct FieldCosts {
    names: HashMap<String, TypeId>,
    types: Vec<HashMap<String, FieldOf>>,
    query: Option<TypeId>,
    mutation: Option<TypeId>,
    subscription: Option<TypeId>,
}

/// A field of a type.
pub(super) struct FieldOf {
    /// The type of what it shows; none for what has no fields.
    pub(super) returns: Option<TypeId>,
    /// What it counts itself.
    pub(super) own: u64,
    /// How often it repeats what is below it.
    pub(super) repeats: Repeats,
}

/// How often a field repeats what is below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeats {
    /// Once.
    Once,
    /// As often as its page has records at most: `first` or `last`, or this many when neither is said.
    Page(u64),
    /// As often as it is given ids.
    Ids,
}

impl FieldCosts {
    /// Reads the public schema.
    pub(super) fn of_schema() -> Self {
        let registry = registry();
        let names: HashMap<String, TypeId> = registry.types.keys().cloned().zip(0..).collect();
        let field = |field: &MetaField| FieldOf {
            returns: names.get(MetaTypeName::concrete_typename(&field.ty)).copied(),
            own: own_cost(field, &registry),
            repeats: Repeats::of(field),
        };
        let fields = |meta: &MetaType| {
            let fields = meta.fields().into_iter().flatten();
            fields.map(|(name, meta)| (name.clone(), field(meta))).collect()
        };
        let types = registry.types.values().map(fields).collect();
        let query = names.get(Query::type_name().as_ref()).copied();
        let mutation = names.get(Mutation::type_name().as_ref()).copied();
        let subscription = names.get(Subscription::type_name().as_ref()).copied();
        Self { names, types, query, mutation, subscription }
    }

    /// What a subscription costs is what each of its events costs.
    pub(super) fn root(&self, operation: OperationType) -> Option<TypeId> {
        match operation {
            OperationType::Query => self.query,
            OperationType::Subscription => self.subscription,
            OperationType::Mutation => self.mutation,
        }
    }

    pub(super) fn type_named(&self, name: &str) -> Option<TypeId> {
        self.names.get(name).copied()
    }

    pub(super) fn field(&self, within: TypeId, name: &str) -> Option<&FieldOf> {
        self.types.get(within)?.get(name)
    }
}

fn registry() -> Registry {
    let mut registry = Registry::default();
    Query::create_type_info(&mut registry);
    Mutation::create_type_info(&mut registry);
    Subscription::create_type_info(&mut registry);
    registry
}

/// A field that is marked and has nothing below it is a value that many records are read for.
fn own_cost(field: &MetaField, registry: &Registry) -> u64 {
    let shown = registry.types.get(MetaTypeName::concrete_typename(&field.ty));
    let is_value = matches!(shown, Some(MetaType::Scalar { .. }));
    if is_value && field.compute_complexity.is_some() { json_ld::COST as u64 } else { 1 }
}

impl Repeats {
    fn of(field: &MetaField) -> Self {
        if field.compute_complexity.is_none() {
            return Self::Once;
        }
        if field.args.contains_key("ids") {
            return Self::Ids;
        }
        let default = field.args.get("first").and_then(|first| first.default_value.as_deref()?.parse().ok());
        Self::Page(default.unwrap_or(Window::USUAL.into()))
    }

    /// The number of times, from the values of the field's arguments.
    pub(super) fn times(self, argument: impl Fn(&str) -> Option<Value>) -> u64 {
        match self {
            Self::Once => 1,
            Self::Page(usual) => {
                let said = |name| argument(name).filter(|value| *value != Value::Null);
                let size = said("first").or_else(|| said("last"));
                let size = size.and_then(|size| if let Value::Number(size) = size { size.as_u64() } else { None });
                size.unwrap_or(usual).min(Window::LARGEST.into())
            }
            Self::Ids => match argument("ids") {
                Some(Value::List(ids)) => ids.len() as u64,
                // A single value stands for a list of one.
                _ => 1,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The engine would let an unmarked list pass for a single record, and so would the cost.
    #[test]
    fn every_list_that_is_asked_for_in_pages_counts_its_page() {
        let registry = registry();
        let mut paged = 0;
        for (name, meta) in &registry.types {
            for field in meta.fields().into_iter().flat_map(|fields| fields.values()) {
                let asks = ["first", "last", "ids"].iter().any(|argument| field.args.contains_key(*argument));
                if asks || field.ty.trim_end_matches('!').ends_with("Connection") {
                    paged += 1;
                    assert_ne!(Repeats::of(field), Repeats::Once, "{name}.{}", field.name);
                }
            }
        }
        assert!(paged > 15, "{paged}");
    }
}
