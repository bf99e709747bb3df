//! What the input types of the schema take, read from the schema itself.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use async_graphql::registry::MetaType;
use async_graphql::{InputType, Pos, Value};
use shanghaidoctor_domain::{
    CountryCode, DateTime, Doi, EmailAddress, Issn, Locale, Orcid, PartialDate, Ror, TimeZone, Url, WallTime,
};

use super::error::without_frame;
use super::registry;

/// What a type takes.
pub enum Takes {
    /// One of these names.
    Names(Vec<String>),
    /// An object with these fields.
    Fields(BTreeMap<String, Field>),
    /// A text of some form: the function says what is wrong with one that is not.
    Text(fn(&Value) -> Option<String>),
}

/// A field of an input.
pub struct Field {
    /// Its type, `[Locale!]!`.
    pub shape: String,
    /// Whether it must be given.
    pub required: bool,
}

static TYPES: LazyLock<HashMap<String, Takes>> = LazyLock::new(|| {
    let registry = registry();
    let scalars = SCALARS.into_iter().map(|(name, wrong)| (name().into_owned(), Takes::Text(wrong)));
    let named = registry.types.into_iter().filter_map(|(name, meta)| match meta {
        MetaType::Enum { enum_values, .. } => Some((name, Takes::Names(enum_values.into_keys().collect()))),
        MetaType::InputObject { input_fields, .. } => {
            let fields = input_fields.into_iter().map(|(field, meta)| {
                let required = meta.ty.ends_with('!') && meta.default_value.is_none();
                (field, Field { shape: meta.ty, required })
            });
            Some((name, Takes::Fields(fields.collect())))
        }
        _ => None,
    });
    named.chain(scalars).collect()
});

type Scalar = (fn() -> std::borrow::Cow<'static, str>, fn(&Value) -> Option<String>);

/// The schema's own scalars whose values have a form.
const SCALARS: [Scalar; 12] = [
    scalar::<CountryCode>(),
    scalar::<DateTime>(),
    scalar::<Doi>(),
    scalar::<EmailAddress>(),
    scalar::<Issn>(),
    scalar::<Locale>(),
    scalar::<Orcid>(),
    scalar::<PartialDate>(),
    scalar::<Ror>(),
    scalar::<TimeZone>(),
    scalar::<Url>(),
    scalar::<WallTime>(),
];

const fn scalar<T: InputType>() -> Scalar {
    (T::type_name, wrong::<T>)
}

/// Why a value is none of a scalar, in its own words.
fn wrong<T: InputType>(value: &Value) -> Option<String> {
    let error = T::parse(Some(value.clone())).err()?;
    Some(without_frame(&error.into_server_error(Pos::default()).message))
}

/// What the type of this name takes; nothing for the scalars of the specification, and for those that take anything.
pub fn named(name: &str) -> Option<&'static Takes> {
    TYPES.get(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scalar_with_a_form_says_what_is_wrong() {
        let with_form = |name: &str| !["Boolean", "Float", "ID", "Int", "Json", "String", "Upload"].contains(&name);
        let registry = registry();
        let scalars = registry.types.iter().filter(|(_, meta)| matches!(meta, MetaType::Scalar { .. }));
        let scalars: Vec<_> = scalars.map(|(name, _)| name.as_str()).filter(|name| with_form(name)).collect();
        assert_eq!(scalars.len(), SCALARS.len(), "{scalars:?}");
        for name in scalars {
            let Some(Takes::Text(wrong)) = named(name) else { panic!("{name}") };
            let said = wrong(&Value::from("?")).expect("it is none");
            assert!(said.starts_with("`?` is not a"), "{name}: {said}");
        }
    }
}
