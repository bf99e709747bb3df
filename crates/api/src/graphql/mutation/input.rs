//! The inputs that create, change and delete a document, made of its domain struct: a field that is added there is an
//! argument here.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::marker::PhantomData;

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{Deprecation, MetaInputValue, MetaType, MetaTypeId, Registry};
use async_graphql::{ID, InputObject, InputType, InputValueError, InputValueResult, Name, Value};
use shanghaidoctor_domain::Kind;
use shanghaidoctor_domain::content::Content;
use shanghaidoctor_domain::text::TextKind;

/// The fields that were given, as they were given.
pub(super) type Given = IndexMap<Name, Value>;

/// What a new document says. What may be left out, and what a draft may lack, is nullable.
pub(super) struct Create<T> {
    pub(super) given: Given,
    pub(super) idempotency_key: Option<String>,
    pub(super) change_note: Option<String>,
    kind: PhantomData<fn() -> T>,
}

/// What is to change in a document.
pub(super) struct Update<T> {
    /// Empty for the site: there is one.
    pub(super) id: ID,
    pub(super) revision: i32,
    pub(super) given: Given,
    pub(super) change_note: Option<String>,
    kind: PhantomData<fn() -> T>,
}

/// A draft that is to be deleted. The public must not see it, and no other document may name it.
#[derive(InputObject)]
pub(super) struct DeleteInput {
    /// Its id.
    pub(super) id: ID,
    /// The revision of the draft that you saw last.
    pub(super) revision: i32,
}

/// Two records of the same thing, of which one goes on for both.
#[derive(InputObject)]
pub(super) struct MergeInput {
    /// The id of the record that goes. It leads to the other one from then on.
    pub(super) merged: ID,
    /// The id of the record that goes on. It takes over by what the other was found, and of its other facts nothing.
    pub(super) survivor: ID,
    /// The revision of the draft of the record that goes, which you last read: where it is at another one, nothing is done.
    /// Without it, it is taken as it is.
    pub(super) merged_revision: Option<i32>,
    /// The revision of the draft of the record that goes on, which you last read: where it is at another one, nothing is
    /// done. Without it, it is taken as it is.
    pub(super) survivor_revision: Option<i32>,
    /// Why, for the history.
    pub(super) change_note: Option<String>,
}

const ID_FIELD: (&str, &str) = ("id", "Its id.");
const REVISION: (&str, &str) = (
    "revision",
    "The revision of the draft that you saw last. Where somebody saved another one since, nothing is written, and the error of \
     code `STALE` says what changed.",
);
const CHANGE_NOTE: (&str, &str) = ("changeNote", "Why, for the history.");
const IDEMPOTENCY_KEY: (&str, &str) = (
    "idempotencyKey",
    "A key of your own making, 255 bytes at most, such as a UUID: the same input sent again with it within a day creates \
     nothing, and is answered with what it created the first time. The same key with another input is refused.",
);

/// Where a domain struct describes itself as an input, this is its input of another name and with other fields.
fn derived<S: InputType, T: InputType>(
    registry: &mut Registry,
    description: &str,
    own: Vec<MetaInputValue>,
    field: impl Fn(MetaInputValue) -> MetaInputValue,
) -> String {
    T::create_type_info(registry);
    registry.create_input_type::<S, _>(MetaTypeId::InputObject, |registry| {
        let of_struct = match registry.types.get(&*T::type_name()) {
            Some(MetaType::InputObject { input_fields, .. }) => input_fields.values().cloned().collect(),
            _ => Vec::new(),
        };
        let fields = own.iter().cloned().chain(of_struct.into_iter().map(&field).map(bounded));
        MetaType::InputObject {
            name: S::type_name().into_owned(),
            description: Some(description.to_owned()),
            input_fields: fields.map(|field| (field.name.clone(), field)).collect(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: Some(std::any::type_name::<S>()),
            oneof: false,
            directive_invocations: Vec::new(),
        }
    })
}

/// A field that says how long its text may be.
fn bounded(mut field: MetaInputValue) -> MetaInputValue {
    let of = field.ty.trim_matches(|c| matches!(c, '[' | ']' | '!'));
    if TEXTS.contains(&of)
        && let Some(description) = &mut field.description
    {
        // Writing to a string cannot fail.
        let _ = write!(description, " At most {} characters.", TextKind::of_field(&field.name).most());
    }
    field
}

/// The types of fields that take a text, which have one bound.
const TEXTS: [&str; 3] = ["String", "LocalisedTextInput", "RichTextInput"];

fn own_field((name, description): (&str, &str), ty: String) -> MetaInputValue {
    MetaInputValue {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        ty,
        deprecation: Deprecation::NoDeprecated,
        default_value: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        is_secret: false,
        directive_invocations: Vec::new(),
    }
}

/// A field that may be left out.
fn optional(mut field: MetaInputValue) -> MetaInputValue {
    field.default_value = None;
    field.ty = field.ty.trim_end_matches('!').to_owned();
    field
}

/// A field that must be given, unless the struct knows what it is without.
fn optional_with_default(field: MetaInputValue) -> MetaInputValue {
    if field.default_value.is_some() { optional(field) } else { field }
}

fn take<S: InputType, V: InputType>(given: &mut Given, (name, _): (&str, &str)) -> Result<V, InputValueError<S>> {
    V::parse(given.shift_remove(name)).map_err(InputValueError::propagate)
}

fn object<S: InputType>(value: Option<Value>) -> Result<Given, InputValueError<S>> {
    match value {
        Some(Value::Object(given)) => Ok(given),
        other => Err(InputValueError::expected_type(other.unwrap_or_default())),
    }
}

impl<T: Content + InputType> InputType for Create<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        format!("Create{}", T::type_name()).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let text = Option::<String>::create_type_info(registry);
        let own = vec![own_field(IDEMPOTENCY_KEY, text.clone()), own_field(CHANGE_NOTE, text)];
        let description = "What a new document says, of which a draft is saved.";
        derived::<Self, T>(registry, description, own, optional_with_default)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let mut given = object::<Self>(value)?;
        let idempotency_key = take::<Self, _>(&mut given, IDEMPOTENCY_KEY)?;
        let change_note = take::<Self, _>(&mut given, CHANGE_NOTE)?;
        given.retain(|_, value| *value != Value::Null);
        Ok(Self { given, idempotency_key, change_note, kind: PhantomData })
    }

    fn to_value(&self) -> Value {
        Value::Object(self.given.clone())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<T: Content + InputType> InputType for Update<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        format!("Update{}", T::type_name()).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let mut own = vec![
            own_field(REVISION, i32::create_type_info(registry)),
            own_field(CHANGE_NOTE, Option::<String>::create_type_info(registry)),
        ];
        if T::KIND != Kind::Site {
            own.insert(0, own_field(ID_FIELD, ID::create_type_info(registry)));
        }
        let description = "What is to change in a draft. A field that is left out stays as it is; one that is null is \
            cleared; one that is given is replaced as a whole, a list or a text in all its languages too.";
        derived::<Self, T>(registry, description, own, optional)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let mut given = object::<Self>(value)?;
        let (id, revision) = (take::<Self, Option<ID>>(&mut given, ID_FIELD)?, take::<Self, _>(&mut given, REVISION)?);
        let change_note = take::<Self, _>(&mut given, CHANGE_NOTE)?;
        Ok(Self { id: id.unwrap_or_default(), revision, given, change_note, kind: PhantomData })
    }

    fn to_value(&self) -> Value {
        Value::Object(self.given.clone())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}
