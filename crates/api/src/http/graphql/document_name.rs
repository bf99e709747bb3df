//! What a request names its document with: the text, the id under which it is registered, or the hash of the text.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Value};

use super::malformed::Malformed;
use crate::graphql::documents::{Hash, Named};

/// Reads the three ways to name a document, of which a request uses one.
///
/// `extensions.persistedQuery` is the protocol of Apollo's automatic persisted queries: `version` 1, and the SHA-256 of
/// the text, which comes along when the server did not know the hash.
pub fn read(text: Option<String>, id: Option<String>, extensions: &IndexMap<Name, Value>) -> Result<Named, Malformed> {
    let persisted = extensions.get("persistedQuery").filter(|value| **value != Value::Null);
    match (text, id, persisted) {
        (None, Some(id), None) => Ok(Named::Id(id)),
        (_, Some(_), _) => Err(Malformed::TwoDocuments),
        // Some clients send an empty text beside the hash.
        (text, None, Some(persisted)) => Ok(Named::Hash {
            hash: hash(persisted).ok_or(Malformed::PersistedQuery)?,
            text: text.filter(|text| !text.is_empty()),
        }),
        (Some(text), None, None) => Ok(Named::Text(text)),
        (None, None, None) => Err(Malformed::NoQuery),
    }
}

fn hash(persisted: &Value) -> Option<Hash> {
    let Value::Object(members) = persisted else { return None };
    let version = members.get("version")?;
    let Value::String(digits) = members.get("sha256Hash")? else { return None };
    (*version == Value::from(1)).then(|| from_hexadecimal(digits))?
}

fn from_hexadecimal(digits: &str) -> Option<Hash> {
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut hash = Hash::default();
    for (byte, place) in hash.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(digits.get(place..place + 2)?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use async_graphql::value;

    use super::*;

    fn named(text: Option<&str>, id: Option<&str>, extensions: Value) -> Result<Named, Malformed> {
        let Value::Object(extensions) = extensions else { panic!("no object") };
        read(text.map(str::to_owned), id.map(str::to_owned), &extensions)
    }

    #[test]
    fn a_document_has_one_name() {
        let hash = "0A".repeat(32);
        let persisted = value!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        assert_eq!(named(Some("{a}"), None, value!({})), Ok(Named::Text("{a}".to_owned())));
        assert_eq!(named(None, Some("x"), value!({})), Ok(Named::Id("x".to_owned())));
        assert_eq!(named(None, None, persisted.clone()), Ok(Named::Hash { hash: [10; 32], text: None }));
        assert_eq!(named(Some(""), None, persisted.clone()), Ok(Named::Hash { hash: [10; 32], text: None }));
        let text = Some("{a}".to_owned());
        assert_eq!(named(Some("{a}"), None, persisted.clone()), Ok(Named::Hash { hash: [10; 32], text }));
        assert_eq!(named(Some("{a}"), Some("x"), value!({})), Err(Malformed::TwoDocuments));
        assert_eq!(named(None, Some("x"), persisted), Err(Malformed::TwoDocuments));
        assert_eq!(named(None, None, value!({ "persistedQuery": null })), Err(Malformed::NoQuery));
    }

    #[test]
    fn a_hash_is_sha_256_in_hexadecimal_digits() {
        let hash = "a".repeat(64);
        let wrong = [
            value!(7),
            value!({ "version": 1 }),
            value!({ "version": 2, "sha256Hash": hash.clone() }),
            value!({ "sha256Hash": hash }),
            value!({ "version": 1, "sha256Hash": "ab" }),
            value!({ "version": 1, "sha256Hash": "+f".repeat(32) }),
            value!({ "version": 1, "sha256Hash": "é".repeat(32) }),
        ];
        for wrong in wrong {
            assert_eq!(named(None, None, value!({ "persistedQuery": wrong })), Err(Malformed::PersistedQuery));
        }
    }
}
