//! Enums by the names that the database keeps of their values.

use async_graphql::resolver_utils::EnumType;

/// The value that is spelled so. Which values there are says the schema, for which the compiler lists them: none is forgotten.
pub(crate) fn value_spelled<E: EnumType>(name: &str, spelled: impl Fn(E) -> &'static str) -> Option<E> {
    E::items().iter().map(|item| item.value).find(|value| spelled(*value) == name)
}
