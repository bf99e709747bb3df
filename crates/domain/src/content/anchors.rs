//! The anchors of an article's headings and questions: kept as they are, and made where a writer gives none.

use super::{Block, Body};
use crate::text::Anchors;

/// The words that a place in an article is known by: a heading's or a question's.
type Words = (&'static str, String);

impl Body {
    /// Gives an anchor to each heading and question that came without one. One whose words stood in the text before has
    /// the anchor that they had; else, where as many came without an anchor as lost theirs, each has that of the one in
    /// whose place it stands. So rewording moves no anchor, and edits elsewhere neither.
    pub(super) fn fill_in_anchors(&mut self, before: Option<&Self>) {
        let mut anchors = Anchors::default();
        self.0.iter().filter_map(Block::anchor).for_each(|anchor| anchors.keep(anchor));
        let mut free = Free::of(before, self);
        let mut blank: Vec<&mut Block> =
            self.0.iter_mut().filter(|block| block.anchor().is_some_and(str::is_empty)).collect();
        for block in &mut blank {
            if let Some(anchor) = words(block).and_then(|words| free.take(&words)) {
                anchors.keep(&anchor);
                block.set_anchor(anchor);
            }
        }
        blank.retain(|block| block.anchor().is_some_and(str::is_empty));
        let reworded = free.left_for(&blank);
        for (place, block) in blank.into_iter().enumerate() {
            let made = || words(block).map(|(_, text)| text).unwrap_or_default();
            let anchor = reworded.get(place).cloned().unwrap_or_else(|| anchors.next(&made()));
            block.set_anchor(anchor);
        }
    }
}

/// The anchors of the text before that nothing in the new one has, in order.
struct Free(Vec<(Words, String)>);

impl Free {
    fn of(before: Option<&Body>, now: &Body) -> Self {
        let is_kept = |anchor: &str| now.0.iter().any(|block| block.anchor() == Some(anchor));
        let blocks = before.map(|before| before.0.as_slice()).unwrap_or_default();
        let place = |block: &Block| Some((words(block)?, block.anchor()?.to_owned()));
        Self(blocks.iter().filter_map(place).filter(|(_, anchor)| !is_kept(anchor)).collect())
    }

    fn take(&mut self, words: &Words) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| known == words)?;
        Some(self.0.remove(place).1)
    }

    /// The anchors for what was reworded, in order; none where it cannot be told what became of what.
    fn left_for(self, blank: &[&mut Block]) -> Vec<String> {
        let kinds = |words: &[Option<Words>]| words.iter().flatten().map(|(kind, _)| *kind).collect::<Vec<_>>();
        let lost: Vec<Option<Words>> = self.0.iter().map(|(words, _)| Some(words.clone())).collect();
        let new: Vec<Option<Words>> = blank.iter().map(|block| words(block)).collect();
        if kinds(&lost) == kinds(&new) { self.0.into_iter().map(|(_, anchor)| anchor).collect() } else { Vec::new() }
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
    }
}
