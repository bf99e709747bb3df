//! The values of variables (GraphQL specification, section 6.1.2): all that an operation requires, and each of its type.
//! The engine finds out later, when other fields may have been executed, and then names neither variable nor place.

mod misfits;

use async_graphql::{
    Pos, Positioned, Value, Variables,
    parser::types::{OperationDefinition, OperationType, VariableDefinition},
};

pub use self::misfits::Misfit;
use self::misfits::{Forms, Misfits};
use super::Refused;

/// Refuses an operation that lacks a value it requires, or has one that does not fit.
pub fn check(operation: &OperationDefinition, values: &Variables) -> Result<(), Refused> {
    let lacking = operation.variable_definitions.iter().filter(|variable| is_lacking(&variable.node, values));
    let (names, locations): (Vec<_>, Vec<_>) = lacking
        .map(|variable| (format!("`${}: {}`", variable.node.name.node, variable.node.var_type.node), variable.pos))
        .unzip();
    if !names.is_empty() {
        return Err(Refused::MissingVariables { names: names.join(", "), locations });
    }
    let misfits = misfits(operation, values);
    if misfits.is_empty() { Ok(()) } else { Err(Refused::UnfitVariables { misfits }) }
}

fn is_lacking(variable: &VariableDefinition, values: &Variables) -> bool {
    match values.get(&variable.name.node) {
        Some(value) => *value == Value::Null && !variable.var_type.node.nullable,
        None => variable.default_value().is_none(),
    }
}

/// All that does not fit in an argument of this type, the form of texts and of ids too; places begin with its name.
pub fn misfits_of(argument: &str, value: &Value, shape: &str) -> Vec<Misfit> {
    let mut misfits = Misfits::new(Forms::ScalarsAndIds);
    misfits.look(argument, Pos::default(), value, shape);
    misfits.found
}

/// What is wrong with the form of a text is told by a mutation itself, for all fields of its input at once.
fn misfits(operation: &OperationDefinition, values: &Variables) -> Vec<Misfit> {
    let forms = if operation.ty == OperationType::Mutation { Forms::None } else { Forms::Scalars };
    let mut misfits = Misfits::new(forms);
    for Positioned { node: variable, pos } in &operation.variable_definitions {
        if let Some(value) = values.get(&variable.name.node) {
            misfits.look(&variable.name.node, *pos, value, &variable.var_type.node.to_string());
        }
    }
    misfits.found
}
