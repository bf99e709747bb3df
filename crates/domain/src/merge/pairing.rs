use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

/// Comparisons by likeness that one list is worth: more would take longer than a person waits.
const MOST_COMPARED: usize = 40_000;

/// What is enough for two items to be taken for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// That they are equal or share their surest key.
    None,
    /// Or any key.
    Keys,
    /// Or half of their words.
    Words,
}

/// Pairs the items of two lists, each at most once, the closest first: those that are equal, those that share a key (the
/// surest first), those that share half of their words. Gives for each item of `from` its place in `to`.
pub fn pair(
    from: &[Value],
    to: &[Value],
    keys: &dyn Fn(&Value) -> Vec<Option<String>>,
    likeness: Likeness,
) -> Vec<Option<usize>> {
    let mut pairs = Pairs { of: vec![None; from.len()], taken: vec![false; to.len()] };
    // What begins and what ends in the same way is not moved, even where the same stands in the list twice.
    let head = from.iter().zip(to).take_while(|(one, other)| one == other).count();
    (0..head).for_each(|at| pairs.take(at, at));
    let shorter = from.len().min(to.len()) - head;
    let tail = from.iter().rev().zip(to.iter().rev()).take(shorter).take_while(|(one, other)| one == other).count();
    (1..=tail).for_each(|back| pairs.take(from.len() - back, to.len() - back));
    pairs.by(from, to, &|item| Some(item.to_string()));
    let stages = from.iter().map(|item| keys(item).len()).max().unwrap_or_default();
    let stages = if likeness == Likeness::None { stages.min(1) } else { stages };
    for stage in 0..stages {
        pairs.by(from, to, &|item| keys(item).get(stage).cloned().flatten());
    }
    if likeness == Likeness::Words {
        pairs.by_words(from, to);
    }
    pairs.of
}

/// Items with their places in a list.
type Placed<'i> = Vec<(usize, &'i Value)>;

struct Pairs {
    of: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairs {
    fn take(&mut self, from: usize, to: usize) {
        if let (Some(pair), Some(taken)) = (self.of.get_mut(from), self.taken.get_mut(to)) {
            *pair = Some(to);
            *taken = true;
        }
    }

    fn left<'i>(&self, from: &'i [Value], to: &'i [Value]) -> (Placed<'i>, Placed<'i>) {
        let unpaired = from.iter().enumerate().zip(&self.of).filter(|(_, pair)| pair.is_none());
        let free = to.iter().enumerate().zip(&self.taken).filter(|(_, taken)| !**taken);
        (unpaired.map(|(item, _)| item).collect(), free.map(|(item, _)| item).collect())
    }

    fn by(&mut self, from: &[Value], to: &[Value], key: &dyn Fn(&Value) -> Option<String>) {
        let (from, to) = self.left(from, to);
        let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
        for (at, item) in to {
            if let Some(key) = key(item) {
                places.entry(key).or_default().push_back(at);
            }
        }
        for (at, item) in from {
            let place = key(item).and_then(|key| places.get_mut(&key)).and_then(VecDeque::pop_front);
            if let Some(place) = place {
                self.take(at, place);
            }
        }
    }

    fn by_words(&mut self, from: &[Value], to: &[Value]) {
        let (from, to) = self.left(from, to);
        if from.len().saturating_mul(to.len()) > MOST_COMPARED {
            return;
        }
        let mut to: Vec<(usize, &Value, HashSet<String>)> =
            to.into_iter().map(|(at, item)| (at, item, words(item))).collect();
        for (at, item) in from {
            let said = words(item);
            let is_like = |(_, other, words): &(usize, &Value, HashSet<String>)| {
                item.get("type") == other.get("type") && share(&said, words)
            };
            if let Some(found) = to.iter().position(is_like) {
                let (place, ..) = to.remove(found);
                self.take(at, place);
            }
        }
    }
}

/// Whether two texts share at least half of their words.
pub fn words_alike(one: &str, other: &str) -> bool {
    let words = |text: &str| {
        let mut words = HashSet::new();
        add_words(text, &mut words);
        words
    };
    share(&words(one), &words(other))
}

fn share(one: &HashSet<String>, other: &HashSet<String>) -> bool {
    let shared = one.intersection(other).count();
    shared > 0 && 4 * shared >= one.len() + other.len()
}

fn words(value: &Value) -> HashSet<String> {
    let mut words = HashSet::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::String(text) => add_words(text, &mut words),
            Value::Array(items) => waiting.extend(items),
            Value::Object(fields) => waiting.extend(fields.iter().filter(|(name, _)| *name != "type").map(|(_, v)| v)),
            _ => {}
        }
    }
    words
}

/// Runs of letters and digits; a Chinese character is a word of its own.
fn add_words(text: &str, words: &mut HashSet<String>) {
    for run in text.to_lowercase().split(|c: char| !c.is_alphanumeric() && c != '_') {
        if run.chars().any(|c| c >= '\u{2e80}') {
            words.extend(run.chars().map(String::from));
        } else if !run.is_empty() {
            words.insert(run.to_owned());
        }
    }
}
