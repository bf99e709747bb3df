//! Every input of every mutation is looked at here, before the mutation sees it: no text in it is longer than one of its
//! kind may be, or holds what cannot be kept, and no number is larger than GraphQL's. What holds for texts, says the domain
//! (`text/bounds.rs`). And where the engine refuses an input, which it does at the first value that does not fit and without
//! saying where that is, all that do not fit are told with their places.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaField, MetaType, Registry};
use async_graphql::resolver_utils::{ContainerType, resolve_container};
use async_graphql::{
    Context, ContextSelectionSet, Error, Number, ObjectType, OutputType, Positioned, ServerError, ServerResult, Value,
};
use shanghaidoctor_domain::input::UNFIT;
use shanghaidoctor_domain::text::check_texts;

use super::user_error::{UserError, UserErrorCode};
use crate::graphql::error::{is_about_input, without_frame};
use crate::graphql::guard::misfits_of;

/// The field of each payload that says what is wrong with the input.
const USER_ERRORS: &str = "userErrors";

/// A mutation whose inputs are bounded.
#[derive(Default)]
pub struct Bounded<M>(M);

impl<M: ContainerType> ContainerType for Bounded<M> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let user_errors = unbounded(ctx)?;
        let user_errors = match user_errors.is_empty() {
            // In a box: what holds the future of every mutation is larger than a stack has room for more than once.
            true => match Box::pin(self.0.resolve_field(ctx)).await {
                // An error of a field below comes after the act.
                Err(error) if is_about_input(&error) && error.path.len() < 2 => unfit::<M>(ctx, &error)?,
                done => return done,
            },
            false => user_errors,
        };
        let payload = Refused { payload: payload::<M>(ctx)?, user_errors };
        let selection = ctx.with_selection_set(&ctx.item.node.selection_set);
        OutputType::resolve(&payload, &selection, ctx.item).await.map(Some)
    }
}

/// What is wrong with the texts of the arguments.
fn unbounded(ctx: &Context<'_>) -> ServerResult<Vec<UserError>> {
    let mut errors = Vec::new();
    for (name, value) in ctx.field().arguments()? {
        let violations = check_texts(&value).map_err(|error| failed(ctx, error.to_string()))?;
        errors.extend(violations.0.into_iter().map(|violation| UserError::of(violation, &[name.as_str()])));
        check_numbers(&value, &mut vec![name.to_string()], &mut errors);
    }
    Ok(errors)
}

/// What does not fit in the arguments, which the engine refuses for this error.
fn unfit<M: OutputType>(ctx: &Context<'_>, error: &ServerError) -> ServerResult<Vec<UserError>> {
    let (arguments, field) = (ctx.field().arguments()?, mutation::<M>(ctx)?);
    let mut errors = Vec::new();
    for (name, value) in &arguments {
        let shape = field.args.get(name.as_str()).map_or("", |argument| argument.ty.as_str());
        let misfits = misfits_of(name, value, shape).into_iter();
        errors.extend(misfits.map(|misfit| UserError::at(UserErrorCode::Invalid, misfit.path, misfit.message)));
    }
    if errors.is_empty() {
        let unfit = error.extensions.as_ref().and_then(|extensions| extensions.get(UNFIT));
        let message = without_frame(&error.message);
        let mut tell = |path: &[String]| {
            errors.push(UserError::at(UserErrorCode::Invalid, path.to_vec(), message.clone()));
        };
        for (name, value) in &arguments {
            find(value, unfit, &mut vec![name.to_string()], &mut tell);
        }
    }
    // What has no place is told of the input as a whole.
    if errors.is_empty() {
        errors.push(UserError::new(UserErrorCode::Invalid, &["input"], without_frame(&error.message)));
    }
    Ok(errors)
}

/// Tells each place where a value stands.
fn find(value: &Value, wanted: Option<&Value>, path: &mut Vec<String>, tell: &mut impl FnMut(&[String])) {
    let mut below = |step: String, value: &Value| {
        path.push(step);
        find(value, wanted, path, tell);
        path.pop();
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| below(name.to_string(), field)),
        Value::List(items) => items.iter().enumerate().for_each(|(index, item)| below(index.to_string(), item)),
        leaf if Some(leaf) == wanted => tell(path),
        _ => {}
    }
}

/// A whole number has 32 bits with its sign (GraphQL specification, section 3.5.1): the engine tells of a larger one without
/// its place.
fn check_numbers(value: &Value, path: &mut Vec<String>, errors: &mut Vec<UserError>) {
    let mut below = |step: String, value: &Value| {
        path.push(step);
        check_numbers(value, path, errors);
        path.pop();
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| below(name.to_string(), field)),
        Value::List(items) => items.iter().enumerate().for_each(|(index, item)| below(index.to_string(), item)),
        Value::Number(number) if !number.is_f64() && !is_whole(number) => {
            let message =
                format!("{number} is too large or too small: give a whole number from {} to {}.", i32::MIN, i32::MAX);
            errors.push(UserError::at(UserErrorCode::Invalid, path.clone(), message));
        }
        _ => {}
    }
}

fn is_whole(number: &Number) -> bool {
    number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
}

/// The type of what the field gives.
fn payload<'a, M: OutputType>(ctx: &Context<'a>) -> ServerResult<&'a MetaType> {
    let payload = ctx.schema_env.registry.types.get(mutation::<M>(ctx)?.ty.trim_end_matches('!'));
    payload.ok_or_else(|| failed(ctx, "a mutation gives no payload".to_owned()))
}

/// What the schema says of the field.
fn mutation<'a, M: OutputType>(ctx: &Context<'a>) -> ServerResult<&'a MetaField> {
    let mutations = ctx.schema_env.registry.types.get(&*M::type_name());
    let field = mutations.and_then(|mutations| mutations.field_by_name(&ctx.item.node.name.node));
    field.ok_or_else(|| failed(ctx, "there is no such mutation".to_owned()))
}

fn failed(ctx: &Context<'_>, message: String) -> ServerError {
    ctx.set_error_path(Error::new(message).into_server_error(ctx.item.pos))
}

/// What came of a mutation that was not begun: a payload of its type that has nothing in it but what is wrong.
struct Refused<'a> {
    payload: &'a MetaType,
    user_errors: Vec<UserError>,
}

impl OutputType for Refused<'_> {
    fn type_name() -> Cow<'static, str> {
        "Refused".into()
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        self.payload.name().to_owned().into()
    }

    /// It shows itself as a type that is there already.
    fn create_type_info(_: &mut Registry) -> String {
        Self::type_name().into_owned()
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container(ctx, self).await
    }
}

impl ContainerType for Refused<'_> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        let name = ctx.item.node.name.node.as_str();
        if name == USER_ERRORS {
            let selection = ctx.with_selection_set(&ctx.item.node.selection_set);
            return OutputType::resolve(&self.user_errors, &selection, ctx.item).await.map(Some);
        }
        Ok(self.payload.field_by_name(name).map(|field| nothing(&field.ty)))
    }
}

/// What a field of this type shows where nothing was done.
fn nothing(of: &str) -> Value {
    match of {
        "Boolean!" => false.into(),
        "Int!" => 0.into(),
        list if list.starts_with('[') && list.ends_with('!') => Value::List(Vec::new()),
        _ => Value::Null,
    }
}

impl<M: ObjectType> ObjectType for Bounded<M> {}

impl<M: OutputType> OutputType for Bounded<M> {
    fn type_name() -> Cow<'static, str> {
        M::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        M::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}

#[cfg(test)]
mod tests {
    use shanghaidoctor_domain::text::TextKind;

    use super::*;
    use crate::graphql::{Mutation, schema, sdl};

    #[test]
    fn the_schema_tells_how_long_texts_may_be() {
        let sdl = sdl(&schema("https://api.example.org".parse().unwrap()));
        let (before, _) = sdl.split_once("\tTOO_LONG\n").unwrap();
        let told = before.rsplit("\"\"\"").nth(1).unwrap_or_default();
        for kind in [TextKind::Name, TextKind::Line, TextKind::Note, TextKind::Prose, TextKind::File] {
            let most = kind.most().to_string();
            let digits: String = told.chars().filter(|c| *c != ',').collect();
            assert!(digits.contains(&most), "{kind:?}: {told}");
        }
    }

    #[test]
    fn every_payload_says_what_is_wrong_and_what_else_it_shows_can_be_nothing() {
        let mut registry = Registry::default();
        Mutation::create_type_info(&mut registry);
        let types = &registry.types;
        let mutation = types.get(&*Mutation::type_name()).unwrap();
        for field in mutation.fields().unwrap().values() {
            let payload = types.get(field.ty.trim_end_matches('!')).unwrap();
            assert_eq!(payload.field_by_name(USER_ERRORS).map(|errors| errors.ty.as_str()), Some("[UserError!]!"));
            for shown in payload.fields().unwrap().values() {
                assert!(!shown.ty.ends_with('!') || nothing(&shown.ty) != Value::Null, "{}.{}", field.ty, shown.name);
            }
        }
    }
}
