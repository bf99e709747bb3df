use async_graphql::{Value, Variables, parser::types::OperationDefinition};

use super::Refused;

/// Refuses an operation that lacks a value it requires (GraphQL specification, section 6.1.2).
///
/// The engine notices that only when a resolver asks for the argument, when other fields may have been executed.
pub fn check(operation: &OperationDefinition, variables: &Variables) -> Result<(), Refused> {
    let lacking = operation.variable_definitions.iter().filter(|variable| {
        let definition = &variable.node;
        match variables.get(&definition.name.node) {
            Some(value) => *value == Value::Null && !definition.var_type.node.nullable,
            None => definition.default_value().is_none(),
        }
    });
    let (names, locations): (Vec<_>, Vec<_>) = lacking
        .map(|variable| (format!("`${}: {}`", variable.node.name.node, variable.node.var_type.node), variable.pos))
        .unzip();
    if names.is_empty() { Ok(()) } else { Err(Refused::MissingVariables { names: names.join(", "), locations }) }
}
