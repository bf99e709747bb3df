//! All records of a kind that a search meets: what lists are cut and ordered by.

use std::collections::BTreeMap;
use std::sync::Arc;

use shanghaidoctor_domain::Kind;
use uuid::Uuid;

use super::collect::{Collected, Place, collect, compare};
use super::index::Files;
use super::{Meant, Search, SearchIndex, query};
use crate::{Error, Result};

/// Records of a kind that a search in a list may meet. All of their ids go to the database, in one parameter.
pub const MOST_RANKED: usize = 20_000;

/// The records of a kind that a search meets, best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking(Vec<Place>);

// No score is NaN.
impl Eq for Ranking {}

/// The searches of a list's filter, with what they met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    found: BTreeMap<(Kind, String), Arc<Ranking>>,
    /// The one that the list is ordered by.
    order: Option<Arc<Ranking>>,
}

impl Ranking {
    /// How many records there are.
    pub(crate) fn count(&self) -> i64 {
        number(self.0.len())
    }

    /// The ids in their order, between quotation marks and commas, but for the marks at both ends.
    pub(crate) fn ids(&self) -> String {
        let mut text = String::with_capacity(36 * self.0.len());
        for place in &self.0 {
            if !text.is_empty() {
                text.push_str("\",\"");
            }
            text.push_str(place.id.simple().encode_lower(&mut Uuid::encode_buffer()));
        }
        text
    }

    /// The score of the record that has this number, counted from 1, as bits: scores are not negative, and keep their
    /// order so.
    pub(crate) fn score(&self, number: i64) -> i64 {
        let place = usize::try_from(number - 1).ok().and_then(|at| self.0.get(at));
        place.map_or(0, |place| i64::from(place.score.to_bits()))
    }

    /// How many records stand before a place, given as a score's bits and an id, and how many up to it.
    pub(crate) fn around(&self, score: i64, id: Uuid) -> (i64, i64) {
        let score = u32::try_from(score).map(f32::from_bits).unwrap_or_default();
        let place = Place { score, id };
        let count =
            |included| self.0.partition_point(|one| compare(one, &place).is_lt() || (included && *one == place));
        (number(count(false)), number(count(true)))
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Searched {
    /// Notes what a search among the records of a kind met.
    pub fn add(&mut self, kind: Kind, text: String, ranking: Arc<Ranking>) {
        self.found.insert((kind, text), ranking);
    }

    /// Says which of the searches the list is ordered by.
    pub fn order_by(&mut self, kind: Kind, text: &str) {
        self.order = self.found.get(&(kind, text.to_owned())).cloned();
    }

    /// What a search among the records of a kind met; a search that was not made met nothing.
    pub(crate) fn of(&self, kind: Kind, text: &str) -> Arc<Ranking> {
        self.found.get(&(kind, text.to_owned())).cloned().unwrap_or_default()
    }

    /// What the list is ordered by.
    pub(crate) fn order(&self) -> Arc<Ranking> {
        self.order.clone().unwrap_or_default()
    }
}

impl SearchIndex {
    /// All records of a kind that a search meets, best first; an error where they are more than [`MOST_RANKED`]. Waits
    /// while the first index is made.
    pub async fn rank(&self, kind: Kind, text: String) -> Result<Ranking> {
        let _ = self.reached.subscribe().wait_for(|reached| *reached >= 0).await;
        let files = Arc::clone(&self.files);
        let ranked = tokio::task::spawn_blocking(move || rank(&files, kind, text, MOST_RANKED)).await;
        ranked.map_err(|_| Error::Search("the search ended early".into()))?
    }
}

/// The records of a kind that a search meets; an error where they are more than `most`.
fn rank(files: &Files, kind: Kind, text: String, most: usize) -> Result<Ranking> {
    let searcher = files.reader.searcher();
    let Some(query) = query::of(&files.fields, &text, &[kind]) else { return Ok(Ranking::default()) };
    let search = Search { text, meant: Meant::Sought, kinds: vec![kind], size: most, after: None };
    let Collected { hits, total, .. } = collect(files, &searcher, &*query, &search, false)?;
    match hits.len() > most {
        true => Err(Error::TooMuchFound { found: total, most }),
        false => Ok(Ranking(hits.iter().map(|hit| hit.place()).collect())),
    }
}

#[cfg(test)]
mod tests {
    use shanghaidoctor_domain::NodeId;

    use super::*;
    use crate::search::document::Document;

    #[test]
    fn more_records_than_a_list_can_be_cut_by_are_an_error_that_says_how_many() {
        let folder = tempfile::TempDir::new().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let mut writer = files.writer().unwrap().unwrap();
        let named = |number| Document { keys: ["lantern".to_owned()].into(), ..Document::new(node(number)) };
        files.add(&writer, (1..=3).map(named).collect()).unwrap();
        files.commit(&mut writer, 1).unwrap();
        let ranked = |most| rank(&files, Kind::Journal, "lantern".to_owned(), most);
        assert_eq!(ranked(3).unwrap().count(), 3);
        let error = ranked(2).unwrap_err();
        assert!(matches!(error, Error::TooMuchFound { found: 3, most: 2 }), "{error}");
        assert!(error.to_string().contains("3 records are too many to cut a list by, 2 are allowed"), "{error}");
    }

    fn node(number: u128) -> NodeId {
        NodeId { kind: Kind::Journal, uuid: Uuid::from_u128(number) }
    }

    fn ranking() -> Ranking {
        let place = |score, id| Place { score, id: Uuid::from_u128(id) };
        Ranking(vec![place(3.0, 5), place(2.0, 1), place(2.0, 8), place(1.0, 2)])
    }

    #[test]
    fn a_place_is_found_again_also_when_its_record_is_gone() {
        let bits = |score: f32| i64::from(score.to_bits());
        let around = |score, id| ranking().around(bits(score), Uuid::from_u128(id));
        assert_eq!(around(2.0, 1), (1, 2));
        assert_eq!(around(2.0, 4), (2, 2));
        assert_eq!(around(9.0, 4), (0, 0));
        assert_eq!(around(0.5, 4), (4, 4));
        assert_eq!((ranking().score(1), ranking().score(4), ranking().score(5)), (bits(3.0), bits(1.0), 0));
    }

    #[test]
    fn ids_are_one_text() {
        let text = ranking().ids();
        let ids: Vec<String> = serde_json::from_str(&format!("[\"{text}\"]")).unwrap();
        assert_eq!(ids.len(), 4);
        assert_eq!(ids[0].parse(), Ok(Uuid::from_u128(5)));
    }
}
