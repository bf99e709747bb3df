//! A person as a text names one: by a name in either script, with an honorific before or after it.

use crate::text::characters::is_han;
use crate::text::han_names::{self, leading_name};
use crate::text::names::{Name, honorific, latin_name};
use crate::text::pinyin::is_family;

/// A person with the honorific before the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub honorific: Option<&'static str>,
    pub name: Name,
}

impl Person {
    /// Two words with a capital are a person only under an honorific or with a known family name.
    pub fn is_certain(&self) -> bool {
        // A Chinese name is read only where it is one.
        self.honorific.is_some() || self.name.is_han() || is_family(&self.name.family.replace(' ', ""))
    }
}

/// One person and what follows.
pub(crate) fn person(text: &str) -> Option<(Person, &str)> {
    let (title, rest) = honorific(text).map_or((None, text), |(title, rest)| (Some(title), rest));
    let (name, rest) = name(rest)?;
    // After a Chinese name its title stands.
    let after = han_names::honorific(rest).filter(|_| name.is_han() && title.is_none());
    let (title, rest) = after.map_or((title, rest), |(title, rest)| (Some(title), rest));
    Some((Person { honorific: title, name }, rest))
}

/// The name that `text` begins with, and what follows it.
pub(crate) fn name(text: &str) -> Option<(Name, &str)> {
    if text.starts_with(is_han) { leading_name(text) } else { latin_name(text) }
}
