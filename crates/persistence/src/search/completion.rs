//! What a text that is still being typed is the beginning of.

use shanghaidoctor_domain::Kind;
use shanghaidoctor_domain::text::simplified;
use tantivy::query::BooleanQuery;

use super::analysis::{Run, letters, runs};
use super::index::Fields;
use super::query::{Clause, MOST_RUNS, among, any, begins, run, scored, term};

/// How much each way to go on from what was typed counts.
mod weight {
    pub(super) const LABEL_BEGINS: f32 = 60.0;
    pub(super) const WHOLE_KEY: f32 = 40.0;
    pub(super) const WORD_BEGINS: f32 = 20.0;
}

/// The records of these kinds one of whose names or titles begins with a text, or has words that do, in its order or
/// another. Initials, readings and numbers count when they are typed as a whole: few letters begin too many of them. `None`
/// for a text without a letter.
pub(super) fn of(fields: &Fields, text: &str, kinds: &[Kind]) -> Option<Clause> {
    let typed = simplified(&letters(text));
    let runs: Vec<Run> = runs(text).into_iter().map(|(run, _)| run).take(MOST_RUNS).collect();
    if runs.is_empty() || typed.is_empty() {
        return None;
    }
    let words = runs.iter().enumerate().map(|(at, run)| word(fields, run, at + 1 == runs.len()));
    let met = any([
        scored(begins(fields.label, &typed), weight::LABEL_BEGINS),
        scored(term(fields.key, &typed), weight::WHOLE_KEY),
        scored(Box::new(BooleanQuery::intersection(words.collect())), weight::WORD_BEGINS),
    ]);
    Some(among(fields, met, kinds))
}

fn word(fields: &Fields, part: &Run, last: bool) -> Clause {
    match part {
        Run::Word(word) if last => begins(fields.title, word),
        Run::Word(word) => term(fields.title, word),
        Run::Han(characters) => match characters.as_slice() {
            // It stands in the index as the first of a pair.
            [single] => begins(fields.title, &single.to_string()),
            many => run(fields.title, many),
        },
    }
}
