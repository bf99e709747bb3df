//! What the public schema says of its types.

use std::sync::LazyLock;

use async_graphql::registry::{MetaField, MetaInputValue, MetaType, MetaTypeName, Registry};

use crate::graphql::registry;

/// The name of the root of all that is read.
const QUERY: &str = "Query";

/// A type that has pages of records.
const CONNECTION: &str = "Connection";

/// The public schema, as it was written down by the engine.
pub(super) struct Schema {
    registry: Registry,
}

/// Read when it is first asked for: it takes longer than a start may.
static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema { registry: registry() });

impl Schema {
    /// The one that this server has.
    pub(super) fn public() -> &'static Self {
        &SCHEMA
    }

    /// The type of this name, or of the items of a list of it: `[Doctor!]!` is `Doctor`.
    pub(super) fn type_of(&self, name: &str) -> Option<&MetaType> {
        self.registry.types.get(MetaTypeName::concrete_typename(name))
    }

    /// A field that a query begins with.
    pub(super) fn root(&self, field: &str) -> Option<&MetaField> {
        self.type_of(QUERY)?.field_by_name(field)
    }

    /// The fields of an input, by their names; none where it is no object.
    pub(super) fn input_field(&self, of: &str, name: &str) -> Option<&MetaInputValue> {
        match self.type_of(of)? {
            MetaType::InputObject { input_fields, .. } => input_fields.get(name),
            _ => None,
        }
    }

    /// The names of the fields of an input.
    pub(super) fn input_fields(&self, of: &str) -> impl Iterator<Item = &str> {
        let fields = match self.type_of(of) {
            Some(MetaType::InputObject { input_fields, .. }) => Some(input_fields),
            _ => None,
        };
        fields.into_iter().flat_map(|fields| fields.keys().map(String::as_str))
    }

    /// The names of an enumeration.
    pub(super) fn names_of(&self, of: &str) -> impl Iterator<Item = &str> {
        let values = match self.type_of(of) {
            Some(MetaType::Enum { enum_values, .. }) => Some(enum_values),
            _ => None,
        };
        values.into_iter().flat_map(|values| values.keys().map(String::as_str))
    }

    /// Whether a field shows something that has no fields itself.
    pub(super) fn is_leaf(&self, field: &MetaField) -> bool {
        self.type_of(&field.ty).is_some_and(MetaType::is_leaf)
    }

    /// Whether a type's records have ids and are shown at addresses of their own.
    pub(super) fn is_record(&self, of: &MetaType) -> bool {
        let interfaces = self.registry.implements.get(of.name());
        interfaces.is_some_and(|interfaces| interfaces.contains("Node"))
    }

    /// Whether a type has pages of records.
    pub(super) fn is_connection(of: &MetaType) -> bool {
        of.name().ends_with(CONNECTION)
    }
}
