//! The anchors of an article's headings and questions: kept as they are, and made where a writer gives none.

use super::{Block, Body};
use crate::text::Anchors;

/// The words that a place in an article is known by: a heading's or a question's.
type Words = (&'static str, String);

impl Body {
    /// Gives an anchor to each heading and question that came without one. One whose words stood in the text before has
    /// the anchor that they had; else one that stands behind the same one as before has that of the one in its place, if
    /// that is gone. So rewording moves no anchor, and edits elsewhere neither.
    pub(super) fn fill_in_anchors(&mut self, before: Option<&Self>) {
        let mut anchors = Anchors::default();
        self.0.iter().filter_map(Block::anchor).for_each(|anchor| anchors.keep(anchor));
        let mut free = Free::of(before, self);
        let is_blank = |block: &Block| block.anchor().is_some_and(str::is_empty);
        for block in self.0.iter_mut().filter(|block| is_blank(block)) {
            if let Some(anchor) = words(block).and_then(|words| free.said(&words)) {
                anchors.keep(&anchor);
                block.set_anchor(anchor);
            }
        }
        let mut last: Option<String> = None;
        for block in self.0.iter_mut().filter(|block| block.anchor().is_some()) {
            if is_blank(block)
                && let Some((kind, text)) = words(block)
            {
                let anchor = free.behind(last.as_deref(), kind).unwrap_or_else(|| anchors.next(&text));
                anchors.keep(&anchor);
                block.set_anchor(anchor);
            }
            last = block.anchor().map(str::to_owned);
        }
    }
}

/// The headings and questions of the text before, in order; those whose anchor nothing in the new one has are free.
struct Free(Vec<Place>);

struct Place {
    words: Words,
    anchor: String,
    is_free: bool,
}

impl Free {
    fn of(before: Option<&Body>, now: &Body) -> Self {
        let is_kept = |anchor: &str| now.0.iter().any(|block| block.anchor() == Some(anchor));
        let blocks = before.map(|before| before.0.as_slice()).unwrap_or_default();
        let place = |block: &Block| {
            let anchor = block.anchor()?;
            Some(Place { words: words(block)?, anchor: anchor.to_owned(), is_free: !is_kept(anchor) })
        };
        Self(blocks.iter().filter_map(place).collect())
    }

    /// The anchor of the one that said the same.
    fn said(&mut self, words: &Words) -> Option<String> {
        self.0.iter_mut().find(|place| place.is_free && place.words == *words).map(Place::take)
    }

    /// The anchor of the one of this kind that stood right behind the one with this anchor; behind none, the first.
    fn behind(&mut self, last: Option<&str>, kind: &str) -> Option<String> {
        let index = match last {
            Some(last) => self.0.iter().position(|place| place.anchor == last)? + 1,
            None => 0,
        };
        self.0.get_mut(index).filter(|place| place.is_free && place.words.0 == kind).map(Place::take)
    }
}

impl Place {
    fn take(&mut self) -> String {
        self.is_free = false;
        self.anchor.clone()
    }
}

fn words(block: &Block) -> Option<Words> {
    match block {
        Block::Heading(heading) => Some(("heading", heading.text.clone())),
        Block::Exchange(exchange) => Some(("exchange", exchange.question.text())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Heading;
    use super::*;

    fn body(headings: &[(&str, &str)]) -> Body {
        let heading = |(text, anchor): &(&str, &str)| {
            Block::Heading(Heading { level: 2, text: (*text).into(), anchor: (*anchor).into(), number: None })
        };
        headings.iter().map(heading).collect()
    }

    fn filled(before: Option<&Body>, headings: &[(&str, &str)]) -> Vec<String> {
        let mut now = body(headings);
        now.fill_in_anchors(before);
        now.0.iter().filter_map(Block::anchor).map(str::to_owned).collect()
    }

    #[test]
    fn anchors_are_made_of_the_words_and_each_is_given_once() {
        assert_eq!(
            filled(None, &[("A day", ""), ("A day", ""), ("Night", "a-day-2")]),
            ["a-day", "a-day-3", "a-day-2"]
        );
    }

    #[test]
    fn edits_elsewhere_and_other_words_move_no_anchor() {
        let before = body(&[("Youth", "early"), ("Work", "work"), ("Rest", "rest")]);
        assert_eq!(
            filled(Some(&before), &[("Prologue", ""), ("Work", ""), ("Youth", "")]),
            ["prologue", "work", "early"]
        );
        assert_eq!(filled(Some(&before), &[("Youth", ""), ("Labour", ""), ("Rest", "")]), ["early", "work", "rest"]);
        assert_eq!(filled(Some(&before), &[("Work", "early"), ("Rest", "")]), ["early", "rest"]);
        assert_eq!(filled(Some(&before), &[("Rest", ""), ("Rest", "")]), ["rest", "rest-2"]);
    }
}
