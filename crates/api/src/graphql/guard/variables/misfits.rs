use std::collections::BTreeMap;
use std::fmt;

use async_graphql::registry::MetaTypeName;
use async_graphql::{Pos, Value};
use shanghaidoctor_domain::{NodeIdError, read_id};

use crate::graphql::input_types::{self, Field, Takes};

/// At most so many are told.
const MOST: usize = 50;

/// Characters of a value that are told.
const SHOWN: usize = 80;

/// A value that does not fit where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Where: the variable, then fields and places in lists.
    pub path: Vec<String>,
    /// What is wrong, and what to send.
    pub message: String,
    /// Where the variable is defined.
    pub location: Pos,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`${}`: {}", self.path.join("."), self.message)
    }
}

/// What is looked at beside the kind of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Forms {
    /// Nothing.
    None,
    /// The form of texts and the size of numbers.
    Scalars,
    /// That of ids, too.
    ScalarsAndIds,
}

/// Looks for values that do not fit.
pub(super) struct Misfits {
    pub(super) found: Vec<Misfit>,
    forms: Forms,
    path: Vec<String>,
    location: Pos,
}

impl Misfits {
    pub(super) const fn new(forms: Forms) -> Self {
        Self { found: Vec::new(), forms, path: Vec::new(), location: Pos { line: 0, column: 0 } }
    }

    /// Looks at the value of a variable of this type, `[Locale!]!`.
    pub(super) fn look(&mut self, variable: &str, location: Pos, value: &Value, shape: &str) {
        self.location = location;
        self.below(variable, |misfits| misfits.value(value, shape));
    }

    fn value(&mut self, value: &Value, shape: &str) {
        if self.found.len() >= MOST {
            return;
        }
        match (MetaTypeName::create(shape), value) {
            (MetaTypeName::NonNull(_), Value::Null) => self.tell(format!("null is no {shape}: send a value.")),
            (MetaTypeName::NonNull(shape), _) => self.value(value, shape),
            (_, Value::Null) => {}
            (MetaTypeName::List(shape), Value::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.below(&index.to_string(), |misfits| misfits.value(item, shape));
                }
            }
            // A single value stands for a list of one (section 3.11).
            (MetaTypeName::List(shape), _) => self.value(value, shape),
            (MetaTypeName::Named(name), _) => self.named(value, name),
        }
    }

    fn named(&mut self, value: &Value, name: &str) {
        match (input_types::named(name), value) {
            (Some(Takes::Fields(fields)), Value::Object(given)) => {
                for (field, value) in given {
                    match fields.get(field.as_str()) {
                        Some(known) => self.below(field, |misfits| misfits.value(value, &known.shape)),
                        None => self.below(field, |misfits| misfits.tell(no_field(name, field, fields))),
                    }
                }
                let lacking =
                    fields.iter().filter(|(field, meta)| meta.required && !given.contains_key(field.as_str()));
                for (field, Field { shape, .. }) in lacking {
                    self.tell(format!("{name} requires `{field}: {shape}`: add it."));
                }
            }
            (Some(Takes::Fields(fields)), _) => {
                self.tell(format!("{} is no {name}: send an object of {}.", shown(value), listed(fields.keys())));
            }
            (Some(Takes::Names(names)), _) if !is_one_of(names, value) => {
                self.tell(format!("{} is no {name}: send one of {}.", shown(value), listed(names)));
            }
            (Some(Takes::Text(_)), Value::String(_)) if self.forms == Forms::None => {}
            (Some(Takes::Text(wrong)), Value::String(_)) => {
                if let Some(said) = wrong(value) {
                    self.tell(said);
                }
            }
            (Some(Takes::Text(_)), _) => self.tell(format!("{} is no {name}: send a text.", shown(value))),
            (Some(Takes::Names(_)), _) => {}
            (None, _) => self.plain(value, name),
        }
    }

    /// The scalars of the specification, section 3.5.
    fn plain(&mut self, value: &Value, name: &str) {
        let expected = match (name, value) {
            ("Int", Value::Number(number)) if number.is_i64() || number.is_u64() => {
                let fits = number.as_i64().is_some_and(|number| i32::try_from(number).is_ok());
                if fits || self.forms == Forms::None { return } else { WHOLE }
            }
            ("Int", _) => WHOLE,
            ("Float", value) if !matches!(value, Value::Number(_)) => "a number",
            ("String", value) if !matches!(value, Value::String(_)) => "a text",
            ("Boolean", value) if !matches!(value, Value::Boolean(_)) => "true or false",
            ("ID", Value::String(text)) if self.forms == Forms::ScalarsAndIds && !is_id(text) => {
                let error = NodeIdError(text.chars().take(SHOWN).collect());
                return self.tell(format!("{error}."));
            }
            ("ID", value) if !matches!(value, Value::String(_) | Value::Number(_)) => "a text",
            _ => return,
        };
        self.tell(format!("{} is no {name}: send {expected}.", shown(value)));
    }

    fn below(&mut self, step: &str, look: impl FnOnce(&mut Self)) {
        self.path.push(step.to_owned());
        look(self);
        self.path.pop();
    }

    fn tell(&mut self, message: String) {
        if self.found.len() < MOST {
            self.found.push(Misfit { path: self.path.clone(), message, location: self.location });
        }
    }
}

const WHOLE: &str = "a whole number from -2147483648 to 2147483647";

/// Whether a text has the form of an id, whatever it is the id of.
fn is_id(text: &str) -> bool {
    text.split_once('_').is_some_and(|(prefix, _)| read_id(prefix, text).is_ok())
}

fn is_one_of(names: &[String], value: &Value) -> bool {
    match value {
        Value::Enum(given) => names.iter().any(|name| name == given.as_str()),
        Value::String(given) => names.contains(given),
        _ => false,
    }
}

fn no_field(of: &str, field: &str, fields: &BTreeMap<String, Field>) -> String {
    let field: String = field.chars().take(SHOWN).collect();
    format!("{of} has no field `{field}`: it has {}.", listed(fields.keys()))
}

fn listed<'n>(names: impl IntoIterator<Item = &'n String>) -> String {
    names.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// As it was sent, as far as that is short.
fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("`{}…`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}
