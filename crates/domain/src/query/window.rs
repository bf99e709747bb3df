use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::DateTime;

/// A value that a list is ordered by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Key {
    /// A number.
    #[serde(rename = "i")]
    Number(i64),
    /// A text, compared byte by byte.
    #[serde(rename = "s")]
    Text(String),
    /// A moment.
    #[serde(rename = "t")]
    Moment(DateTime),
}

/// The kind of a [`Key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// A number.
    Number,
    /// A text.
    Text,
    /// A moment.
    Moment,
}

impl Key {
    const fn kind(&self) -> KeyKind {
        match self {
            Self::Number(_) => KeyKind::Number,
            Self::Text(_) => KeyKind::Text,
            Self::Moment(_) => KeyKind::Moment,
        }
    }
}

/// A place in a list: the value that the record there is ordered by, and its id. Opaque to clients; it stays right
/// when records are added or removed around it, and no place is slower to reach than another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// The order it is a place in; it means nothing in another one.
    #[serde(rename = "o")]
    pub order: String,
    /// The value the record is ordered by.
    #[serde(rename = "k")]
    pub key: Key,
    /// The record.
    #[serde(rename = "n")]
    pub id: Uuid,
}

/// A text that is no cursor.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no cursor: pass one exactly as `cursor`, `startCursor` or `endCursor` gave it")]
pub struct CursorError;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_vec(self).map_err(|_| fmt::Error)?;
        f.write_str(&URL_SAFE_NO_PAD.encode(json))
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError)?;
        serde_json::from_slice(&json).map_err(|_| CursorError)
    }
}

/// The paging arguments of the Relay cursor connections specification, as a client gives them.
#[derive(Clone, Debug, Default)]
pub struct PageArguments {
    /// How many from the beginning.
    pub first: Option<i32>,
    /// Behind which record.
    pub after: Option<String>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Before which record.
    pub before: Option<String>,
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    /// At most how many records.
    pub size: u32,
    /// Whether they are the last ones instead of the first.
    pub from_end: bool,
    /// Only records behind this place.
    pub after: Option<Cursor>,
    /// Only records before this place.
    pub before: Option<Cursor>,
}

/// Paging arguments that do not name a part of a list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// Both ends at once.
    #[error("give `first` or `last`, not both")]
    BothEnds,
    /// Too many or fewer than none.
    #[error("`{argument}` must be between 0 and {most}, got {got}", most = Window::LARGEST)]
    OutOfRange {
        /// `first` or `last`.
        argument: &'static str,
        /// What was given.
        got: i32,
    },
    /// A cursor that is none.
    #[error("`{argument}`: {error}")]
    Cursor {
        /// `after` or `before`.
        argument: &'static str,
        /// Why.
        error: CursorError,
    },
    /// A cursor of a list in another order.
    #[error("`{argument}` is a cursor of a list in another order: page with the `orderBy` it was given under")]
    OtherOrder {
        /// `after` or `before`.
        argument: &'static str,
    },
}

impl Window {
    /// Records in a page when the client does not say.
    pub const USUAL: u32 = 20;
    /// Records in a page at most.
    pub const LARGEST: u32 = 100;

    /// A whole list, for those that are short by nature.
    pub const fn whole() -> Self {
        // One less than the largest, so that "one more than the size" is still a number.
        Self { size: u32::MAX - 1, from_end: false, after: None, before: None }
    }

    /// The first records of a list.
    pub const fn first(size: u32) -> Self {
        Self { size, from_end: false, after: None, before: None }
    }

    /// The part that `arguments` name of a list in `order`, which compares values of one kind.
    pub fn new(arguments: &PageArguments, order: &str, compares: KeyKind) -> Result<Self, WindowError> {
        let cursor = |argument, text: &String| cursor(argument, text, order, compares);
        let (size, from_end) = match (arguments.first, arguments.last) {
            (Some(_), Some(_)) => return Err(WindowError::BothEnds),
            (Some(first), None) => (in_range("first", first)?, false),
            (None, Some(last)) => (in_range("last", last)?, true),
            (None, None) => (Self::USUAL, false),
        };
        let after = arguments.after.as_ref().map(|text| cursor("after", text)).transpose()?;
        let before = arguments.before.as_ref().map(|text| cursor("before", text)).transpose()?;
        Ok(Self { size, from_end, after, before })
    }
}

fn in_range(argument: &'static str, got: i32) -> Result<u32, WindowError> {
    let size = u32::try_from(got).ok().filter(|size| *size <= Window::LARGEST);
    size.ok_or(WindowError::OutOfRange { argument, got })
}

fn cursor(argument: &'static str, text: &str, order: &str, compares: KeyKind) -> Result<Cursor, WindowError> {
    let cursor: Cursor = text.parse().map_err(|error| WindowError::Cursor { argument, error })?;
    if cursor.order != order {
        return Err(WindowError::OtherOrder { argument });
    }
    // Somebody can write by hand what this server never put into a cursor.
    if cursor.key.kind() != compares || matches!(&cursor.key, Key::Text(text) if text.contains('\0')) {
        return Err(WindowError::Cursor { argument, error: CursorError });
    }
    Ok(cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_text_form() {
        for key in
            [Key::Number(-3), Key::Text("李".into()), Key::Moment("2026-01-02T03:04:05.000006Z".parse().unwrap())]
        {
            let cursor = Cursor { order: "NAME_ASC".into(), key, id: Uuid::from_u128(7) };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
    }

    #[test]
    fn wrong_arguments_are_told_apart() {
        let window = |first, last, after: Option<&str>| {
            Window::new(
                &PageArguments { first, last, after: after.map(str::to_owned), before: None },
                "NAME_ASC",
                KeyKind::Text,
            )
        };
        assert_eq!(window(Some(1), Some(1), None), Err(WindowError::BothEnds));
        assert_eq!(window(Some(101), None, None), Err(WindowError::OutOfRange { argument: "first", got: 101 }));
        assert_eq!(window(None, Some(-1), None), Err(WindowError::OutOfRange { argument: "last", got: -1 }));
        assert!(matches!(window(None, None, Some("x")), Err(WindowError::Cursor { .. })));
        let elsewhere = Cursor { order: "YEAR_DESC".into(), key: Key::Text("a".into()), id: Uuid::nil() }.to_string();
        assert_eq!(window(None, None, Some(&elsewhere)), Err(WindowError::OtherOrder { argument: "after" }));
    }
}
