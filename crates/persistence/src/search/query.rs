//! What a text looks for.

use shanghaidoctor_domain::Kind;
use shanghaidoctor_domain::text::readings;
use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, PhraseQuery, Query,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::analysis::{Run, marked, pairs, runs, stem};
use super::index::Fields;

/// Letters that a word has at least before an error in it is forgiven.
const LEAST_FORGIVEN: usize = 4;

/// Runs of a search that are looked at; nobody types more.
pub(super) const MOST_RUNS: usize = 16;

pub(super) type Clause = Box<dyn Query>;

/// How much each way to meet a record counts. A whole name is what people look for by name, above any number of words.
mod weight {
    pub(super) const WHOLE_NAME: f32 = 60.0;
    pub(super) const NAME_BEGINS: f32 = 24.0;
    pub(super) const NAME_SOUNDS: f32 = 18.0;
    pub(super) const NAME_WITH_ERROR: f32 = 10.0;
    pub(super) const ABOUT_NAME: f32 = 20.0;
    pub(super) const TITLE: f32 = 4.0;
    pub(super) const TITLE_STEM: f32 = 3.0;
    pub(super) const TITLE_BEGINS: f32 = 2.0;
    pub(super) const TITLE_WITH_ERROR: f32 = 1.0;
    pub(super) const TEXT: f32 = 1.2;
    pub(super) const TEXT_STEM: f32 = 1.0;
    pub(super) const TEXT_BEGINS: f32 = 0.4;
    pub(super) const TEXT_WITH_ERROR: f32 = 0.2;
    /// What is added by kind.
    pub(super) const DOCTOR: f32 = 2.0;
    pub(super) const ARTICLE: f32 = 1.0;
    pub(super) const ORGANISATION: f32 = 0.5;
}

/// What a text looks for among these kinds: a name as a whole, or records that all its words lead to. `None` for a
/// text without a letter.
pub(super) fn of(fields: &Fields, text: &str, kinds: &[Kind]) -> Option<Clause> {
    let runs: Vec<Run> = runs(text).into_iter().map(|(run, _)| run).take(MOST_RUNS).collect();
    if runs.is_empty() {
        return None;
    }
    let every = runs.iter().enumerate().map(|(at, run)| word(fields, run, at + 1 == runs.len()));
    let every: Clause = Box::new(BooleanQuery::intersection(every.collect()));
    let met = any(whole(fields, &runs).into_iter().chain([every]));
    Some(among(fields, met, kinds))
}

/// What is met among these kinds; people come before texts, where both fit equally.
pub(super) fn among(fields: &Fields, met: Clause, kinds: &[Kind]) -> Clause {
    let kind = |kind: Kind| term(fields.kind, kind.prefix());
    let kinds = any(kinds.iter().map(|one| scored(kind(*one), 0.0)));
    Box::new(BooleanQuery::new(vec![
        (Occur::Must, met),
        (Occur::Must, kinds),
        (Occur::Should, scored(kind(Kind::Doctor), weight::DOCTOR)),
        (Occur::Should, scored(kind(Kind::Article), weight::ARTICLE)),
        (Occur::Should, scored(kind(Kind::Organisation), weight::ORGANISATION)),
    ]))
}

/// What stands before and behind names and is no part of them.
const TITLES: &[&str] = &["dr", "doctor", "prof", "professor", "academician", "md", "phd"];
const HAN_TITLES: &[&str] = &["教授", "医生", "医师", "主任", "院士", "大夫", "博士", "院长"];

/// The text as one name, however its syllables are joined, with tones as numbers or without, in characters or not.
fn whole(fields: &Fields, runs: &[Run]) -> Vec<Clause> {
    let parts = || runs.iter().filter(|run| !matches!(run, Run::Word(word) if TITLES.contains(&word.as_str())));
    let joined = |word: fn(&str) -> String| -> String {
        let text: String = parts()
            .map(|run| match run {
                Run::Word(written) => word(written),
                Run::Han(characters) => characters.iter().collect(),
            })
            .collect();
        let name = HAN_TITLES.iter().find_map(|title| text.strip_suffix(title)).filter(|name| !name.is_empty());
        name.unwrap_or(&text).to_owned()
    };
    let written = joined(str::to_owned);
    let spoken = joined(without_tones);
    let mut ways = names(fields, &written);
    if spoken != written {
        ways.extend(names(fields, &spoken));
    }
    ways
}

fn names(fields: &Fields, name: &str) -> Vec<Clause> {
    if name.is_empty() {
        return Vec::new();
    }
    let mut ways = vec![
        scored(term(fields.key, name), weight::WHOLE_NAME),
        scored(term(fields.about, name), weight::ABOUT_NAME),
        scored(begins(fields.key, name), weight::NAME_BEGINS),
    ];
    if name.len() >= LEAST_FORGIVEN && name.chars().all(|c| c.is_ascii_alphabetic()) {
        ways.push(scored(with_error(fields.key, name), weight::NAME_WITH_ERROR));
    }
    ways.extend(readings(name).iter().map(|read| scored(term(fields.key, &read.concat()), weight::NAME_SOUNDS)));
    ways
}

/// `shen3` is `shen`: a number behind letters is a tone.
fn without_tones(word: &str) -> String {
    let mut spoken = String::with_capacity(word.len());
    for c in word.chars() {
        if !(('1'..='5').contains(&c) && spoken.ends_with(|c: char| c.is_ascii_alphabetic())) {
            spoken.push(c);
        }
    }
    spoken
}

/// One word or run of characters, wherever it stands.
fn word(fields: &Fields, run: &Run, last: bool) -> Clause {
    match run {
        Run::Word(word) => latin(fields, word, last),
        Run::Han(characters) => han(fields, characters),
    }
}

fn latin(fields: &Fields, word: &str, last: bool) -> Clause {
    let stem = stem(word);
    let (title, text) = (fields.title, fields.text);
    let mut ways = vec![
        scored(term(fields.key, word), weight::TITLE),
        boosted(term(title, word), weight::TITLE),
        boosted(any([term(title, &stem), term(title, &marked(&stem))]), weight::TITLE_STEM),
        boosted(term(text, word), weight::TEXT),
        boosted(any([term(text, &stem), term(text, &marked(&stem))]), weight::TEXT_STEM),
    ];
    let letters = word.chars().count();
    // Only what is still being typed is the beginning of a word.
    if last && letters >= 2 {
        ways.push(scored(begins(title, word), weight::TITLE_BEGINS));
        ways.push(scored(begins(text, word), weight::TEXT_BEGINS));
    }
    if letters >= LEAST_FORGIVEN && word.chars().all(char::is_alphabetic) {
        ways.push(scored(with_error(title, word), weight::TITLE_WITH_ERROR));
        ways.push(scored(with_error(text, word), weight::TEXT_WITH_ERROR));
    }
    any(ways)
}

fn han(fields: &Fields, characters: &[char]) -> Clause {
    let written: String = characters.iter().collect();
    let key = scored(begins(fields.key, &written), weight::TITLE);
    any([
        key,
        boosted(run(fields.title, characters), weight::TITLE),
        boosted(run(fields.text, characters), weight::TEXT),
    ])
}

/// Characters that stand together in this order.
pub(super) fn run(field: Field, characters: &[char]) -> Clause {
    let mut terms: Vec<Term> = pairs(characters).iter().map(|pair| Term::from_field_text(field, pair)).collect();
    match terms.len() {
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

pub(super) fn term(field: Field, text: &str) -> Clause {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

pub(super) fn begins(field: Field, text: &str) -> Clause {
    Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(field, text), 0, true))
}

fn with_error(field: Field, text: &str) -> Clause {
    Box::new(FuzzyTermQuery::new(Term::from_field_text(field, text), 1, true))
}

pub(super) fn scored(query: Clause, score: f32) -> Clause {
    Box::new(ConstScoreQuery::new(query, score))
}

fn boosted(query: Clause, factor: f32) -> Clause {
    Box::new(BoostQuery::new(query, factor))
}

/// The best of several ways counts; that a word stands in many places makes no record better.
pub(super) fn any(ways: impl IntoIterator<Item = Clause>) -> Clause {
    Box::new(DisjunctionMaxQuery::with_tie_breaker(ways.into_iter().collect(), 0.1))
}
