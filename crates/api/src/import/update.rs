use std::collections::BTreeMap;

use serde_json::{Map, Value};
use shanghaidoctor_domain::content::{Content, Source};
use shanghaidoctor_domain::merge::{Difference, Merged, Moves, at, merge, says};
use shanghaidoctor_domain::{NodeId, Stage};
use shanghaidoctor_persistence::Result;

use super::outcome::Change;
use super::{Import, questions};

/// The lines of a page's facts, by their paths.
pub(super) type Lines = BTreeMap<String, u32>;

/// A document after the page was read again.
pub(super) struct Update<T> {
    pub(super) content: T,
    /// The sources of its facts.
    pub(super) sources: Vec<Source>,
}

impl Import<'_> {
    /// What becomes of a draft (`mine`) when its page says `theirs` and said `base` at its last import. Its sources are
    /// not merged: they follow from what is.
    pub(super) fn update<T: Content>(
        &mut self,
        (node, name): (NodeId, &str),
        base: Option<&Value>,
        mine: Option<(&T, &[Source])>,
        theirs: &T,
        lines: &Lines,
    ) -> Result<Update<T>> {
        let page = without_sources(theirs)?;
        let Some((mine, known_sources)) = mine else {
            let sources = self.origin_sources(&page, &page, &Moves::default(), lines).into_iter().collect();
            return Ok(Update { content: theirs.clone(), sources });
        };
        let draft = without_sources(mine)?;
        let merged = merge(base, &draft, &page, &self.locale);
        let content = serde_json::from_value::<T>(merged.value.clone()).ok();
        let whole = content.filter(|content| content.check(Stage::Draft).into_result().is_ok());
        let (content, merged) = match whole {
            Some(content) => (content, merged),
            // Each side is right for itself, both together are not.
            None => (serde_json::from_value(draft.clone())?, kept(base, &draft, &page)),
        };
        self.ask(node, name, &merged.differences, lines);
        self.changes.insert(node, Change::between(&draft, &merged.value));
        let mut sources = self.other_sources(known_sources, &draft, &merged);
        sources.extend(self.origin_sources(&page, &merged.value, &merged.theirs, lines));
        if draft == merged.value && name_the_same(known_sources, &sources) {
            sources = known_sources.to_vec();
        }
        Ok(Update { content, sources })
    }

    /// Lists where editors and page disagree.
    pub(super) fn ask(&mut self, node: NodeId, name: &str, differences: &[Difference], lines: &Lines) {
        let told = differences.iter().map(|one| questions::Difference {
            id: node,
            name: name.to_owned(),
            path: one.path.clone(),
            line: one.theirs.as_ref().and_then(|_| line_of(lines, &one.theirs_path)),
            editor: one.mine.clone().unwrap_or_default(),
            page: one.theirs.clone().unwrap_or_default(),
        });
        self.questions.differences.extend(told);
    }

    /// This page as the source of what the document has from it: not of what editors have changed.
    fn origin_sources(&self, page: &Value, now: &Value, moves: &Moves, lines: &Lines) -> Option<Source> {
        let fact = |(path, line): (&String, &u32)| {
            let to = moves.follow(path)?;
            let (printed, kept) = (at(page, path)?, at(now, &to)?);
            says(kept, printed).then_some((to, *line))
        };
        let facts: BTreeMap<String, u32> = lines.iter().filter_map(fact).collect();
        (!facts.is_empty()).then(|| Source { facts, ..self.source(None) })
    }

    /// The sources that are not this page; those of single facts follow them, and end where the fact has changed.
    fn other_sources(&self, known: &[Source], draft: &Value, merged: &Merged) -> Vec<Source> {
        let follow = |path: &str| {
            let to = merged.mine.follow(path)?;
            (at(draft, path) == at(&merged.value, &to)).then_some(to)
        };
        let elsewhere = known.iter().filter(|source| !self.is_from_here(source));
        let followed = elsewhere.filter_map(|source| {
            let is_of_facts = source.fact.is_some() || !source.facts.is_empty();
            let fact = source.fact.as_deref().and_then(follow);
            let facts: BTreeMap<String, u32> =
                source.facts.iter().filter_map(|(path, line)| Some((follow(path)?, *line))).collect();
            let stays = !is_of_facts || fact.is_some() || !facts.is_empty();
            stays.then(|| Source { fact, facts, ..source.clone() })
        });
        followed.collect()
    }

    pub(super) fn is_from_here(&self, source: &Source) -> bool {
        source.name == self.origin.name && source.url == self.origin.url
            || source.hash.is_some() && source.hash == self.last_hash
    }
}

/// Whether two lists of sources differ in nothing but when the page was read, and as which bytes.
fn name_the_same(known: &[Source], now: &[Source]) -> bool {
    let bare = |source: &Source| Source { hash: None, ..source.clone() };
    let same = |one: &Source, other: &Source| bare(one) == Source { retrieved_at: one.retrieved_at, ..bare(other) };
    known.len() == now.len() && known.iter().zip(now).all(|(one, other)| same(one, other))
}

/// The line of a fact, or of what it is a part of.
pub(super) fn line_of(lines: &Lines, path: &str) -> Option<u32> {
    let mut path = path;
    loop {
        if let Some(line) = lines.get(path) {
            return Some(*line);
        }
        path = match path.rsplit_once('.') {
            Some((above, _)) => above,
            None if path.is_empty() => return None,
            None => "",
        };
    }
}

/// A document as it is compared: without where it comes from.
pub(super) fn without_sources<T: Content>(content: &T) -> Result<Value> {
    let mut value = serde_json::to_value(content)?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("sources");
        fields.remove("source");
    }
    Ok(value)
}

/// The draft as it is, and every field that the page has changed as a difference.
fn kept(base: Option<&Value>, draft: &Value, page: &Value) -> Merged {
    let empty = Map::new();
    let fields = |value: &'_ Value| value.as_object().cloned().unwrap_or_default();
    let (base, mine, theirs) = (base.map(fields).unwrap_or(empty), fields(draft), fields(page));
    let is_changed = |name: &&String| theirs.get(*name) != base.get(*name) && theirs.get(*name) != mine.get(*name);
    let differences = theirs.keys().filter(is_changed).map(|name| Difference {
        path: name.clone(),
        theirs_path: name.clone(),
        mine: mine.get(name).cloned(),
        theirs: theirs.get(name).cloned(),
    });
    Merged {
        value: draft.clone(),
        differences: differences.collect(),
        mine: Moves::default(),
        theirs: Moves::default(),
    }
}
