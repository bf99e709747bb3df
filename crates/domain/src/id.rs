use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use async_graphql::registry::Registry;
use async_graphql::{ID, InputType, InputValueError, InputValueResult, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::content::Content;
use crate::input;
use crate::scalar::parsed;

/// Every kind of document, named by the prefix of its ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// The publication itself; there is one.
    Site,
    /// A society, branch, committee, hospital, department, funder.
    Organisation,
    /// A scientific journal.
    Journal,
    /// A medical specialty.
    Specialty,
    /// A picture.
    Media,
    /// A physician.
    Doctor,
    /// A professional post.
    Appointment,
    /// A paper.
    Publication,
    /// What the publication itself publishes.
    Article,
}

impl Kind {
    /// All kinds, those that others refer to first: the order in which documents can be written.
    pub const ALL: [Self; 9] = [
        Self::Site,
        Self::Organisation,
        Self::Journal,
        Self::Specialty,
        Self::Media,
        Self::Doctor,
        Self::Appointment,
        Self::Publication,
        Self::Article,
    ];

    /// The word before the underscore of an id.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Organisation => "organisation",
            Self::Journal => "journal",
            Self::Specialty => "specialty",
            Self::Media => "image",
            Self::Doctor => "doctor",
            Self::Appointment => "appointment",
            Self::Publication => "publication",
            Self::Article => "article",
        }
    }

    /// The kind's name, as exports spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Site => "SITE",
            Self::Organisation => "ORGANISATION",
            Self::Journal => "JOURNAL",
            Self::Specialty => "SPECIALTY",
            Self::Media => "MEDIA",
            Self::Doctor => "DOCTOR",
            Self::Appointment => "APPOINTMENT",
            Self::Publication => "PUBLICATION",
            Self::Article => "ARTICLE",
        }
    }

    /// The kind that a prefix names.
    pub fn from_prefix(prefix: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.prefix() == prefix)
    }
}

/// The id of a document of any kind, opaque to clients and stable for life: the kind's prefix and a UUID version 7
/// (RFC 9562) in Crockford's base 32, as the TypeID specification 0.3 writes it: `doctor_01k…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    /// What it is the id of.
    pub kind: Kind,
    /// The id within its kind.
    pub uuid: Uuid,
}

/// A text that is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no id: pass one exactly as this API gave it, like `doctor_01k0…`")]
pub struct NodeIdError(pub String);

/// What an id looks like.
const NONE: &str = "doctor_00000000000000000000000000";

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const SUFFIX_LENGTH: usize = 26;

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_id(f, self.kind.prefix(), self.uuid)
    }
}

fn write_id(text: &mut impl fmt::Write, prefix: &str, uuid: Uuid) -> fmt::Result {
    text.write_str(prefix)?;
    text.write_char('_')?;
    let mut number = uuid.as_u128();
    let mut suffix = [0; SUFFIX_LENGTH];
    for letter in suffix.iter_mut().rev() {
        *letter = ALPHABET.get((number & 31) as usize).copied().unwrap_or_default();
        number >>= 5;
    }
    // Letters of the alphabet alone.
    text.write_str(std::str::from_utf8(&suffix).unwrap_or_default())
}

/// The id of what is no document, such as an account, in the form that ids of documents have.
pub fn id_text(prefix: &str, uuid: Uuid) -> String {
    let mut text = String::new();
    // A string takes whatever is written into it.
    let _ = write_id(&mut text, prefix, uuid);
    text
}

/// Reads such an id.
pub fn read_id(prefix: &str, text: &str) -> Result<Uuid, NodeIdError> {
    let read = text.split_once('_').filter(|(given, _)| *given == prefix).and_then(|(_, suffix)| read_suffix(suffix));
    read.ok_or_else(|| NodeIdError(text.chars().take(80).collect()))
}

impl FromStr for NodeId {
    type Err = NodeIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| NodeIdError(text.chars().take(80).collect()))
    }
}

fn parse(text: &str) -> Option<NodeId> {
    let (prefix, suffix) = text.split_once('_')?;
    Some(NodeId { kind: Kind::from_prefix(prefix)?, uuid: read_suffix(suffix)? })
}

fn read_suffix(suffix: &str) -> Option<Uuid> {
    // 26 digits hold 130 bits: a first digit above 7 would overflow the 128 of a UUID.
    if suffix.len() != SUFFIX_LENGTH || suffix.as_bytes().first()? > &b'7' {
        return None;
    }
    let mut number: u128 = 0;
    for byte in suffix.bytes() {
        number = (number << 5) | u128::from(digit(byte)?);
    }
    Some(Uuid::from_u128(number))
}

/// The place of a letter in the alphabet, which leaves out four.
const fn digit(letter: u8) -> Option<u8> {
    Some(match letter {
        b'0'..=b'9' => letter - b'0',
        b'a'..=b'h' => letter - b'a' + 10,
        b'j' | b'k' => letter - b'j' + 18,
        b'm' | b'n' => letter - b'm' + 20,
        b'p'..=b't' => letter - b'p' + 22,
        b'v'..=b'z' => letter - b'v' + 27,
        _ => return None,
    })
}

impl Serialize for NodeId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NodeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer)
    }
}

/// In GraphQL a node's id is the built-in `ID`.
impl InputType for NodeId {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <ID as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let id = <ID as InputType>::parse(value).map_err(InputValueError::propagate)?;
        id.parse().map_err(|error: NodeIdError| {
            InputValueError::custom(error).with_extension(input::UNFIT, id.0).with_extension(input::FITTING, NONE)
        })
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

/// The id of one kind of document: an `Id<Doctor>` cannot be taken for an `Id<Article>`.
pub struct Id<T> {
    uuid: Uuid,
    kind: PhantomData<fn() -> T>,
}

impl<T: Content> Id<T> {
    /// The id with this UUID.
    pub const fn new(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    /// The UUID within the kind.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }

    /// The same id, its kind told at run time.
    pub const fn node(self) -> NodeId {
        NodeId { kind: T::KIND, uuid: self.uuid }
    }

    /// The id as one of this kind, if it is.
    pub fn of(node: NodeId) -> Option<Self> {
        (node.kind == T::KIND).then(|| Self::new(node.uuid))
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<T: Content> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.node(), f)
    }
}

impl<T: Content> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.node(), f)
    }
}

impl<T: Content> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.node().serialize(serializer)
    }
}

impl<'de, T: Content> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let node = NodeId::deserialize(deserializer)?;
        Self::of(node)
            .ok_or_else(|| serde::de::Error::custom(format!("expected the id of a {}, got `{node}`", T::KIND.prefix())))
    }
}

/// In GraphQL the built-in `ID`, of this kind of document alone.
impl<T: Content> InputType for Id<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        <ID as InputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let text = <ID as InputType>::parse(value).map_err(InputValueError::propagate)?.0;
        let refused = |message: String, text: String| {
            let fitting = Self::new(Uuid::nil()).to_string();
            let error = InputValueError::custom(message);
            Err(error.with_extension(input::UNFIT, text).with_extension(input::FITTING, fitting))
        };
        match text.parse::<NodeId>() {
            Ok(node) => match Self::of(node) {
                Some(id) => Ok(id),
                None => refused(format!("`{node}` names another kind: give an id like `{}_…`", T::KIND.prefix()), text),
            },
            Err(error) => refused(error.to_string(), text),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A new kind is asked for here by the compiler; where it is missing from `ALL`, the walk is longer than the list.
    fn after(kind: Kind) -> Option<Kind> {
        match kind {
            Kind::Site => Some(Kind::Organisation),
            Kind::Organisation => Some(Kind::Journal),
            Kind::Journal => Some(Kind::Specialty),
            Kind::Specialty => Some(Kind::Media),
            Kind::Media => Some(Kind::Doctor),
            Kind::Doctor => Some(Kind::Appointment),
            Kind::Appointment => Some(Kind::Publication),
            Kind::Publication => Some(Kind::Article),
            Kind::Article => None,
        }
    }

    #[test]
    fn all_kinds_are_all_kinds_and_have_one_name() {
        let walked: Vec<Kind> = std::iter::successors(Some(Kind::Site), |kind| after(*kind)).collect();
        assert_eq!(walked, Kind::ALL);
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(Kind::from_prefix(kind.prefix()), Some(kind));
        }
    }

    #[test]
    fn a_letter_stands_for_its_place_in_the_alphabet() {
        let places = (0..=u8::MAX).filter_map(|letter| Some((digit(letter)?, letter)));
        let placed: Vec<u8> =
            places.map(|(place, letter)| if ALPHABET[usize::from(place)] == letter { letter } else { 0 }).collect();
        assert_eq!(placed, ALPHABET);
    }

    #[test]
    fn an_id_survives_its_text_form() {
        for number in [0, 1, u128::MAX, 0x0190_5a3f_7c11_7abc_8def_0123_4567_89ab] {
            let id = NodeId { kind: Kind::Doctor, uuid: Uuid::from_u128(number) };
            assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "doctor", "doctor_", "patient_01h455vb4pex5vsknk084sn02q", "doctor_81h455vb4pex5vsknk084sn02q"]
        {
            assert!(text.parse::<NodeId>().is_err(), "{text}");
        }
    }
}
