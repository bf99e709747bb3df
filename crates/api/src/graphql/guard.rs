//! Refuses a GraphQL document that would cost too much, before any of it is validated or executed.
//!
//! The engine walks fragment spreads without a memo and counts depth only at the end of that walk, so a document of less
//! than a kilobyte can keep it busy for seconds. Here the text is counted before it is parsed, and each definition is measured
//! once, however often it is spread.

mod lexer;
mod measure;
mod refused;
mod subscription;
mod variables;

use async_graphql::{
    Positioned, Variables,
    parser::{
        self,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition},
    },
};

pub use refused::{Costliest, Refused};
pub use variables::misfits_of;

/// How large a document may be.
///
/// `bytes`, `tokens` and `nesting` are those of the text. The others count after fragments are spread, over all
/// operations of the document: this is what the validator walks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The text itself, comments and white space included. Long input belongs into variables.
    pub bytes: usize,
    /// Lexical tokens of the text: names, numbers, strings and punctuators.
    pub tokens: usize,
    /// Brackets of any kind open at the same time. It keeps the recursive parser within its stack: some 400 of them end
    /// the whole process where a thread has 2 MiB of stack.
    pub nesting: usize,
    /// Fields inside fields.
    pub depth: usize,
    /// Fields, spreads and inline fragments.
    pub selections: usize,
    /// Fields that are given another name.
    pub aliases: usize,
    /// Directives such as `@include`.
    pub directives: usize,
    /// Uses of a named fragment.
    pub fragment_spreads: usize,
}

impl Default for Limits {
    /// Chosen against what tools and pages really ask: the introspection query of GraphiQL has some 400 tokens and 230
    /// selections and is 15 deep, with brackets 16 deep; a page that shows everything of an article stays below that.
    fn default() -> Self {
        Self {
            bytes: 100_000,
            tokens: 5_000,
            nesting: 50,
            depth: 20,
            selections: 2_000,
            aliases: 200,
            directives: 200,
            fragment_spreads: 400,
        }
    }
}

/// Parses a document and counts its tokens, or says why it is not worth executing.
///
/// Besides the limits this applies two validation rules of the GraphQL specification: fragments form no cycle (section
/// 5.5.2.2), which cannot wait, and a subscription has one root field (5.2.4.1), which the engine leaves out. That
/// operations and fragments have names of their own (5.2.2.1, 5.5.1.1) is seen to by the parser.
pub fn parse(query: &str, limits: &Limits) -> Result<(ExecutableDocument, usize), Refused> {
    within(query.len(), limits.bytes, |measured, allowed| Refused::TooLong { measured, allowed })?;
    let text = lexer::lex(query)?;
    within(text.tokens, limits.tokens, |measured, allowed| Refused::TooManyTokens { measured, allowed })?;
    within(text.nesting, limits.nesting, |measured, allowed| Refused::TooNested { measured, allowed })?;

    let document = parser::parse_query(query)?;
    check(&measure::document(&document)?, limits)?;
    subscription::check(&document)?;
    Ok((document, text.tokens))
}

/// The operation that `name` selects, or the only one (GraphQL specification, section 6.1, `GetOperation`), once it is
/// sure that `values` has all that it requires.
pub fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
    values: &Variables,
) -> Result<&'d OperationDefinition, Refused> {
    let operation = select(document, name)?;
    variables::check(&operation.node, values)?;
    Ok(&operation.node)
}

fn select<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<&'d Positioned<OperationDefinition>, Refused> {
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(operation),
        (DocumentOperations::Single(_), Some(name)) => Err(Refused::UnknownOperation { name: name.to_owned() }),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            operations.get(name).ok_or_else(|| Refused::UnknownOperation { name: name.to_owned() })
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            match (all.next(), all.next()) {
                (Some(only), None) => Ok(only),
                _ => Err(Refused::OperationNotNamed { count: operations.len() }),
            }
        }
    }
}

fn check(weight: &measure::Weight, limits: &Limits) -> Result<(), Refused> {
    within(weight.depth, limits.depth, |measured, allowed| Refused::TooDeep { measured, allowed })?;
    within(weight.selections, limits.selections, |measured, allowed| Refused::TooManySelections { measured, allowed })?;
    within(weight.aliases, limits.aliases, |measured, allowed| Refused::TooManyAliases { measured, allowed })?;
    within(weight.directives, limits.directives, |measured, allowed| Refused::TooManyDirectives { measured, allowed })?;
    within(weight.fragment_spreads, limits.fragment_spreads, |measured, allowed| Refused::TooManyFragmentSpreads {
        measured,
        allowed,
    })
}

fn within(measured: usize, allowed: usize, refuse: impl FnOnce(usize, usize) -> Refused) -> Result<(), Refused> {
    if measured > allowed { Err(refuse(measured, allowed)) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
