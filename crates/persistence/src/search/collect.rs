//! The best results behind a place, and what they can be narrowed by.

use std::cmp::Ordering;

use shanghaidoctor_domain::NodeId;
use tantivy::collector::{Collector, Count, FacetCollector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Query;
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader};
use uuid::Uuid;

use super::Search;
use super::document::facet;
use super::index::Files;
use crate::Result;

/// At most this many values of one facet.
pub const MOST_VALUES: usize = 50;

/// A result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The record.
    pub node: NodeId,
    /// How well it fits: larger is better, and only to be compared within one search.
    pub score: f32,
}

/// A place among the results of a search.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The score of the result there.
    pub score: f32,
    /// The id of the result there.
    pub id: Uuid,
}

/// A value that results can be narrowed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// Which facet, one of [`super::facet::ALL`].
    pub root: &'static str,
    /// The value: an id, a slug, a year, a language.
    pub value: String,
    /// How many results have it.
    pub count: u64,
}

/// The results of a search before they are cut to the page.
pub(super) struct Collected {
    pub(super) hits: Vec<Hit>,
    pub(super) total: u64,
    pub(super) facets: Vec<Facet>,
}

pub(super) fn collect(
    files: &Files,
    searcher: &Searcher,
    query: &dyn Query,
    search: &Search,
    facets: bool,
) -> Result<Collected> {
    let best = Best { size: search.size + 1, after: search.after };
    if !facets {
        let (hits, total) = searcher.search(query, &(best, Count))?;
        return Ok(Collected { hits, total: as_u64(total), facets: Vec::new() });
    }
    let name = files.index.schema();
    let mut by_facet = FacetCollector::for_field(name.get_field_name(files.fields.facet));
    for root in facet::ALL {
        by_facet.add_facet(tantivy::schema::Facet::from_path([root]));
    }
    let (hits, total, counts) = searcher.search(query, &(best, Count, by_facet))?;
    let mut all = Vec::new();
    for root in facet::ALL {
        for (path, count) in counts.top_k(&format!("/{root}"), MOST_VALUES) {
            let value = path.to_path().last().copied().unwrap_or_default().to_owned();
            all.push(Facet { root, value, count });
        }
    }
    Ok(Collected { hits, total: as_u64(total), facets: all })
}

fn as_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Better results first; equally good ones by their ids, so that the order is total.
pub(super) fn compare(one: &Place, other: &Place) -> Ordering {
    other.score.total_cmp(&one.score).then_with(|| one.id.cmp(&other.id))
}

impl Hit {
    /// Where it stands among the results.
    pub const fn place(&self) -> Place {
        Place { score: self.score, id: self.node.uuid }
    }
}

/// Collects the best results behind a place.
struct Best {
    size: usize,
    after: Option<Place>,
}

struct BestOfSegment {
    size: usize,
    after: Option<Place>,
    high: Column<u64>,
    low: Column<u64>,
    kind: StrColumn,
    hits: Vec<Hit>,
}

impl Collector for Best {
    type Fruit = Vec<Hit>;
    type Child = BestOfSegment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<BestOfSegment> {
        let columns = segment.fast_fields();
        let kind = columns.str("kind")?;
        Ok(BestOfSegment {
            size: self.size,
            after: self.after,
            high: columns.u64("high")?,
            low: columns.u64("low")?,
            kind: kind.ok_or_else(|| tantivy::TantivyError::SchemaError("no column `kind`".to_owned()))?,
            hits: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, parts: Vec<Vec<Hit>>) -> tantivy::Result<Vec<Hit>> {
        let mut hits: Vec<Hit> = parts.into_iter().flatten().collect();
        hits.sort_by(|one, other| compare(&one.place(), &other.place()));
        hits.truncate(self.size);
        Ok(hits)
    }
}

impl SegmentCollector for BestOfSegment {
    type Fruit = Vec<Hit>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let Some(node) = self.node(doc) else { return };
        // Rounded, so that the last bits of a sum, which differ from one computer to another, decide nothing.
        let hit = Hit { node, score: (score * 1000.0).round() / 1000.0 };
        if self.after.is_none_or(|after| compare(&after, &hit.place()) == Ordering::Less) {
            self.hits.push(hit);
            if self.hits.len() >= 2 * self.size + 64 {
                self.keep_best();
            }
        }
    }

    fn harvest(mut self) -> Vec<Hit> {
        self.keep_best();
        self.hits
    }
}

impl BestOfSegment {
    fn keep_best(&mut self) {
        self.hits.sort_by(|one, other| compare(&one.place(), &other.place()));
        self.hits.truncate(self.size);
    }

    fn node(&self, doc: DocId) -> Option<NodeId> {
        let uuid = Uuid::from_u64_pair(self.high.first(doc)?, self.low.first(doc)?);
        let mut name = String::new();
        self.kind.ord_to_str(self.kind.term_ords(doc).next()?, &mut name).ok()?;
        let kind = super::kinds().into_iter().find(|kind| kind.prefix() == name)?;
        Some(NodeId { kind, uuid })
    }
}
