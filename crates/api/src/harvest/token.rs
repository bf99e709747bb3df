use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use shanghaidoctor_domain::content::Journal;
use shanghaidoctor_domain::{DateTime, Id};
use shanghaidoctor_persistence::changes::harvest::Selection;
use shanghaidoctor_persistence::changes::sync::Place;

/// A list that comes in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum List {
    Sets,
    Identifiers,
    Records,
}

/// Where a list goes on (section 3.5). It says all there is to it, so no server has to remember it, and it never expires.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Token {
    /// Which list it is of.
    pub(crate) list: List,
    from: Option<DateTime>,
    before: Option<DateTime>,
    journal: Option<Id<Journal>>,
    /// Where it has got to: a place of the log, or a cursor of the API's list; empty at the beginning.
    pub(crate) place: String,
    /// How many were given.
    pub(crate) given: u64,
    /// How many there were when it began; none before that.
    pub(crate) size: Option<u64>,
}

impl Token {
    /// The beginning of a list.
    pub(super) fn beginning(list: List, selection: Selection) -> Self {
        let Selection { from, before, journal } = selection;
        Self { list, from, before, journal, place: String::new(), given: 0, size: None }
    }

    /// Which papers the list is of.
    pub(crate) const fn selection(&self) -> Selection {
        Selection { from: self.from, before: self.before, journal: self.journal }
    }

    /// The place of the log that it has got to; none where that is no such place.
    pub(crate) fn place_in_log(&self) -> Option<Place> {
        if self.place.is_empty() { Some(Place::BEGINNING) } else { self.place.parse().ok() }
    }

    /// The same list, so many further.
    pub(crate) fn further(&self, place: String, given: usize, size: u64) -> Self {
        Self { place, given: self.given.saturating_add(given as u64), size: Some(size), ..self.clone() }
    }

    /// As it is handed out.
    pub(super) fn written(&self) -> String {
        // Text, numbers and names always serialise.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// As it was handed out, for this list.
    pub(super) fn read(list: List, text: &str) -> Option<Self> {
        let token: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        Some(token).filter(|token| token.list == list && !token.place.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_on_with_its_own_list_alone() {
        let from = Some("2026-03-01T12:00:00Z".parse().unwrap());
        let begun = Token::beginning(List::Records, Selection { from, ..Selection::default() });
        assert_eq!(begun.place_in_log(), Some(Place::BEGINNING));
        let token = begun.further("128-0f3a2c1b".to_owned(), 100, 250);
        assert_eq!(Token::read(List::Records, &token.written()), Some(token.clone()));
        assert_eq!((token.given, token.selection().from), (100, from));
        assert_eq!(Token::read(List::Identifiers, &token.written()), None);
        assert_eq!(Token::read(List::Records, &begun.written()), None);
        assert_eq!(Token::read(List::Records, "no token"), None);
    }
}
