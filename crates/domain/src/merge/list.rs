use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::identity::is_worded;
use super::{Likeness, Merger, Place, Versions, keys, pair};

/// One item in up to three versions, by its places in their lists.
#[derive(Clone, Copy, Default)]
struct Item {
    base: Option<usize>,
    mine: Option<usize>,
    theirs: Option<usize>,
}

impl Merger<'_> {
    /// Items are the same by what they are, not by where they stand.
    pub(super) fn list(&mut self, place: &Place, versions: Versions<'_>) -> Option<Value> {
        let [base, mine, theirs] = [versions.base, versions.mine, versions.theirs].map(items);
        let paired = self.paired(&place.list_name(), base, mine, theirs);
        let of = |item: Item| Versions {
            base: item.base.and_then(|at| base.get(at)),
            mine: item.mine.and_then(|at| mine.get(at)),
            theirs: item.theirs.and_then(|at| theirs.get(at)),
        };
        let stays: Vec<Item> = paired.iter().copied().filter(|item| is_kept(of(*item))).collect();
        let order = in_order(&stays);
        self.note_moves(place, &order, mine.len(), theirs.len());
        let mut result = Vec::with_capacity(order.len());
        for (at, item) in order.into_iter().enumerate() {
            let theirs_at = item.theirs.map(|at| at.to_string());
            let inside = Place {
                result: super::joined(&place.result, &at.to_string()),
                theirs: theirs_at.map_or_else(|| place.theirs.clone(), |at| super::joined(&place.theirs, &at)),
            };
            let versions = of(item);
            match versions {
                // The page no longer has what editors have worked on.
                Versions { base: Some(_), mine: Some(mine), theirs: None } => {
                    self.differ(&inside, Some(mine), None);
                    result.push(mine.clone());
                }
                _ => result.extend(self.value(&inside, versions)),
            }
        }
        for item in paired.iter().filter(|item| item.base.is_some() && item.mine.is_none()) {
            let Versions { base, theirs: Some(theirs), .. } = of(*item) else { continue };
            if base != Some(theirs) {
                let at = item.theirs.unwrap_or_default().to_string();
                let gone = Place { result: place.result.clone(), theirs: super::joined(&place.theirs, &at) };
                self.differ(&gone, None, Some(theirs));
            }
        }
        let is_given = match (versions.base.is_some(), versions.mine.is_some(), versions.theirs.is_some()) {
            (base, mine, theirs) if theirs == base => mine,
            (_, _, theirs) => theirs,
        };
        (is_given || !result.is_empty()).then_some(Value::Array(result))
    }

    fn paired(&self, list: &str, base: &[Value], mine: &[Value], theirs: &[Value]) -> Vec<Item> {
        let keys = |item: &Value| keys(list, item, self.locale);
        let likeness = if is_worded(list) { Likeness::Words } else { Likeness::Keys };
        let mut to_mine = pair(base, mine, &keys, likeness);
        let mut to_theirs = pair(base, theirs, &keys, likeness);
        if likeness == Likeness::Words {
            let sure = [mine, theirs].map(|other| pair(base, other, &keys, Likeness::Keys));
            part_records(base, [mine, theirs], [&mut to_mine, &mut to_theirs], &sure);
        }
        let mut paired: Vec<Item> = to_mine
            .iter()
            .zip(&to_theirs)
            .enumerate()
            .map(|(at, (mine, theirs))| Item { base: Some(at), mine: *mine, theirs: *theirs })
            .collect();
        let left = |count: usize, taken: &[Option<usize>]| -> Vec<usize> {
            let taken: HashSet<usize> = taken.iter().flatten().copied().collect();
            (0..count).filter(|at| !taken.contains(at)).collect()
        };
        let (mine_left, theirs_left) = (left(mine.len(), &to_mine), left(theirs.len(), &to_theirs));
        // Likeness is not enough here: what an editor and the page both have added may be two things.
        let added = pair(&pick(mine, &mine_left), &pick(theirs, &theirs_left), &keys, Likeness::None);
        let met: Vec<Option<usize>> = added.iter().map(|at| at.and_then(|at| theirs_left.get(at).copied())).collect();
        paired.extend(mine_left.iter().zip(&met).map(|(mine, theirs)| Item {
            base: None,
            mine: Some(*mine),
            theirs: *theirs,
        }));
        let met: HashSet<usize> = met.into_iter().flatten().collect();
        let new = theirs_left.into_iter().filter(|at| !met.contains(at));
        paired.extend(new.map(|theirs| Item { base: None, mine: None, theirs: Some(theirs) }));
        paired
    }

    fn note_moves(&mut self, place: &Place, order: &[Item], mine: usize, theirs: usize) {
        let (mut from_mine, mut from_theirs) = (vec![None; mine], vec![None; theirs]);
        for (now, item) in order.iter().enumerate() {
            for (places, before) in [(&mut from_mine, item.mine), (&mut from_theirs, item.theirs)] {
                if let Some(place) = before.and_then(|before| places.get_mut(before)) {
                    *place = Some(now);
                }
            }
        }
        self.mine.0.insert(place.result.clone(), from_mine);
        self.theirs.0.insert(place.result.clone(), from_theirs);
    }
}

/// A record that one side has worked on, and that the other side has only something like, is not the other one: what
/// was said of a silver medal is not said of a golden one. A text is its words alone.
fn part_records(
    base: &[Value],
    sides: [&[Value]; 2],
    pairs: [&mut Vec<Option<usize>>; 2],
    sure: &[Vec<Option<usize>>; 2],
) {
    let [mine_sure, theirs_sure] = sure;
    let [mine, theirs] = sides;
    let [to_mine, to_theirs] = pairs;
    for (at, item) in base.iter().enumerate().filter(|(_, item)| item.is_object() && item.get("type").is_none()) {
        let worked_on = |side: &[Value], pair: Option<usize>| pair.is_some_and(|pair| side.get(pair) != Some(item));
        let place = |pairs: &[Option<usize>]| pairs.get(at).copied().flatten();
        let (sure_mine, sure_theirs) = (place(mine_sure), place(theirs_sure));
        if worked_on(mine, sure_mine) && sure_theirs.is_none() {
            to_theirs.get_mut(at).and_then(Option::take);
        }
        if worked_on(theirs, sure_theirs) && sure_mine.is_none() {
            to_mine.get_mut(at).and_then(Option::take);
        }
    }
}

fn items(list: Option<&Value>) -> &[Value] {
    list.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn pick(items: &[Value], places: &[usize]) -> Vec<Value> {
    places.iter().filter_map(|at| items.get(*at)).cloned().collect()
}

fn is_kept(item: Versions<'_>) -> bool {
    match (item.base, item.mine, item.theirs) {
        (Some(base), Some(mine), None) => mine != base,
        (Some(_), None, _) => false,
        _ => true,
    }
}

/// The page's order, unless editors have chosen another one; what the other side has alone stands behind what it stood
/// behind there.
fn in_order(items: &[Item]) -> Vec<Item> {
    let mut of_mine: Vec<Item> = items.iter().copied().filter(|item| item.mine.is_some()).collect();
    of_mine.sort_by_key(|item| item.mine);
    let mut of_theirs: Vec<Item> = items.iter().copied().filter(|item| item.theirs.is_some()).collect();
    of_theirs.sort_by_key(|item| item.theirs);
    if of_mine.iter().filter_map(|item| item.base).is_sorted() {
        woven(of_theirs, &of_mine, |item| item.theirs)
    } else {
        woven(of_mine, &of_theirs, |item| item.mine)
    }
}

fn woven(lead: Vec<Item>, others: &[Item], in_lead: fn(&Item) -> Option<usize>) -> Vec<Item> {
    let mut behind: HashMap<Option<usize>, Vec<Item>> = HashMap::new();
    let mut last = None;
    for item in others {
        match in_lead(item) {
            Some(at) => last = Some(at),
            None => behind.entry(last).or_default().push(*item),
        }
    }
    let mut all = behind.remove(&None).unwrap_or_default();
    for item in lead {
        all.push(item);
        all.extend(behind.remove(&in_lead(&item)).unwrap_or_default());
    }
    all
}
