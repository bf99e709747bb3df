use std::collections::HashMap;

use async_graphql::parser::types::OperationType;
use async_graphql::registry::{MetaField, MetaType, MetaTypeName, Registry};
use async_graphql::{OutputType, SubscriptionType, Value};
use shanghaidoctor_domain::query::Window;
use shanghaidoctor_persistence::search::MOST_VALUES;

use crate::graphql::content::json_ld;
use crate::graphql::{Mutation, Query, Subscription, registry};

/// What a list without pages counts for, whose length is known only when it is read: those inside a record are short.
const LISTED: u64 = 5;

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
    /// As often as this: a list that has no pages, however long it is.
    Listed(u64),
    /// As often as it has items at most: `first` or `last`, or this many when neither is said.
    Page(u64),
    /// The same for a connection, whose total and facets are not repeated with its records: [`Self::Rows`] are.
    Connection(u64),
    /// As often as the page of the connection around it has records.
    Rows,
    /// As often as it is given ids.
    Ids,
}

impl FieldCosts {
    /// Reads the public schema.
    pub(super) fn of_schema() -> Self {
        let registry = registry();
        let names: HashMap<String, TypeId> = registry.types.keys().cloned().zip(0..).collect();
        let field = |within: &MetaType, field: &MetaField| FieldOf {
            returns: names.get(MetaTypeName::concrete_typename(&field.ty)).copied(),
            own: own_cost(field, &registry),
            repeats: Repeats::of(within, field, &registry),
        };
        let fields = |within: &MetaType| {
            let fields = within.fields().into_iter().flatten();
            fields.map(|(name, meta)| (name.clone(), field(within, meta))).collect()
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

/// A field that is marked and has nothing below it is a value that many records are read for.
fn own_cost(field: &MetaField, registry: &Registry) -> u64 {
    let shown = registry.types.get(MetaTypeName::concrete_typename(&field.ty));
    let is_value = matches!(shown, Some(MetaType::Scalar { .. }));
    if is_value && field.compute_complexity.is_some() { json_ld::COST as u64 } else { 1 }
}

impl Repeats {
    fn of(within: &MetaType, field: &MetaField, registry: &Registry) -> Self {
        let asks = |argument: &str| field.args.contains_key(argument);
        if asks("ids") && is_list(field) {
            return Self::Ids;
        }
        if asks("first") {
            let usual = field.args.get("first").and_then(|first| first.default_value.as_deref()?.parse().ok());
            let usual = usual.unwrap_or(Window::USUAL.into());
            return if is_list(field) { Self::Page(usual) } else { Self::Connection(usual) };
        }
        if !is_list(field) || is_plain(field, registry) {
            return Self::Once;
        }
        match within.name() {
            connection if connection.ends_with("Connection") => Self::Rows,
            "SearchFacets" => Self::Listed(MOST_VALUES as u64),
            // Marked, as one that grows with the content.
            _ if field.compute_complexity.is_some() => Self::Listed(Window::USUAL.into()),
            _ => Self::Listed(LISTED),
        }
    }

    /// The number of times, from the values of the field's arguments; `rows` is how many records the page of the
    /// connection around it has.
    pub(super) fn times(self, rows: u64, argument: impl Fn(&str) -> Option<Value>) -> u64 {
        match self {
            Self::Once => 1,
            Self::Listed(times) => times,
            Self::Rows => rows,
            Self::Page(usual) | Self::Connection(usual) => {
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

    /// How many records the page has for what is selected of this field, which repeats what is below it so often.
    pub(super) const fn rows(self, times: u64) -> u64 {
        if matches!(self, Self::Connection(_)) { times } else { 1 }
    }
}

fn is_list(field: &MetaField) -> bool {
    field.ty.starts_with('[')
}

/// Whether it shows values that have no fields.
fn is_plain(field: &MetaField, registry: &Registry) -> bool {
    let shown = registry.types.get(MetaTypeName::concrete_typename(&field.ty));
    matches!(shown, Some(MetaType::Scalar { .. } | MetaType::Enum { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_counts_for_many() {
        let registry = registry();
        let mut lists = 0;
        for (name, meta) in &registry.types {
            for field in meta.fields().into_iter().flat_map(|fields| fields.values()) {
                let asks = ["first", "last"].iter().any(|argument| field.args.contains_key(*argument));
                let is_list = is_list(field) && !is_plain(field, &registry);
                if asks || is_list || field.ty.trim_end_matches('!').ends_with("Connection") {
                    lists += 1;
                    assert_ne!(Repeats::of(meta, field, &registry), Repeats::Once, "{name}.{}", field.name);
                }
            }
        }
        assert!(lists > 50, "{lists}");
    }
}
