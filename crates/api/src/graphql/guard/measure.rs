use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, FragmentDefinition, Selection, SelectionSet};

use super::Refused;

/// What a part of a document comes to once its fragments are spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    pub depth: usize,
    pub selections: usize,
    pub aliases: usize,
    pub directives: usize,
    pub fragment_spreads: usize,
}

impl Weight {
    /// Doubling fragments overflow any integer, so counts stop at the largest.
    fn with(self, other: Self) -> Self {
        Self {
            depth: self.depth.max(other.depth),
            selections: self.selections.saturating_add(other.selections),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            fragment_spreads: self.fragment_spreads.saturating_add(other.fragment_spreads),
        }
    }
}

type Known<'d> = HashMap<&'d str, Weight>;

/// Measures all operations together. A fragment is measured once, after those it spreads, so the work grows with the
/// text and not with what the text expands to, and recursion is no deeper than the brackets of one definition.
pub fn document(document: &ExecutableDocument) -> Result<Weight, Refused> {
    let mut known = Known::new();
    for (name, fragment) in dependencies_first(document)? {
        let own = Weight { directives: fragment.directives.len(), ..Weight::default() };
        known.insert(name, own.with(selection_set(&fragment.selection_set.node, &known)));
    }
    Ok(document.operations.iter().fold(Weight::default(), |total, (_, operation)| {
        let variables = operation.node.variable_definitions.iter();
        let directives =
            operation.node.directives.len() + variables.map(|variable| variable.node.directives.len()).sum::<usize>();
        total
            .with(Weight { directives, ..Weight::default() })
            .with(selection_set(&operation.node.selection_set.node, &known))
    }))
}

fn selection_set(set: &SelectionSet, known: &Known<'_>) -> Weight {
    set.items.iter().fold(Weight::default(), |total, item| total.with(selection(&item.node, known)))
}

fn selection(selection: &Selection, known: &Known<'_>) -> Weight {
    let own = Weight { selections: 1, directives: selection.directives().len(), ..Weight::default() };
    match selection {
        Selection::Field(field) => {
            let below = selection_set(&field.node.selection_set.node, known);
            let own = Weight { aliases: usize::from(field.node.alias.is_some()), ..own };
            own.with(Weight { depth: below.depth.saturating_add(1), ..below })
        }
        Selection::InlineFragment(fragment) => own.with(selection_set(&fragment.node.selection_set.node, known)),
        Selection::FragmentSpread(spread) => {
            let own = Weight { fragment_spreads: 1, ..own };
            // A fragment that is not defined weighs nothing: validation names it.
            own.with(known.get(spread.node.fragment_name.node.as_str()).copied().unwrap_or_default())
        }
    }
}

/// Orders the fragments so that each comes after all that it spreads.
fn dependencies_first(document: &ExecutableDocument) -> Result<Vec<(&str, &FragmentDefinition)>, Refused> {
    let mut waiting: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut spread_by: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, fragment) in &document.fragments {
        let mut spreads = Vec::new();
        collect_spreads(&fragment.node.selection_set.node, &mut spreads);
        spreads.retain(|spread| document.fragments.contains_key(*spread));
        for spread in &spreads {
            spread_by.entry(spread).or_default().push(name.as_str());
        }
        waiting.insert(name.as_str(), spreads);
    }

    let mut missing: HashMap<&str, usize> = waiting.iter().map(|(name, spreads)| (*name, spreads.len())).collect();
    let mut ready: Vec<&str> = missing.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect();
    let mut ordered = Vec::with_capacity(document.fragments.len());
    while let Some(name) = ready.pop() {
        waiting.remove(name);
        ordered.extend(document.fragments.get(name).map(|fragment| (name, &fragment.node)));
        for user in spread_by.get(name).into_iter().flatten() {
            let Some(count) = missing.get_mut(user) else { continue };
            *count -= 1;
            if *count == 0 {
                ready.push(user);
            }
        }
    }
    cycle(document, &waiting).map_or(Ok(ordered), Err)
}

/// Names a fragment of a cycle among those that wait for each other for ever.
fn cycle(document: &ExecutableDocument, waiting: &HashMap<&str, Vec<&str>>) -> Option<Refused> {
    let mut fragment = *waiting.keys().min()?;
    // Each of them waits for another, so after as many steps as there are the walk is inside a cycle.
    for _ in waiting {
        fragment = waiting.get(fragment)?.iter().find(|spread| waiting.contains_key(**spread))?;
    }
    let location = document.fragments.get(fragment)?.pos;
    Some(Refused::FragmentCycle { fragment: fragment.to_owned(), location })
}

fn collect_spreads<'d>(set: &'d SelectionSet, spreads: &mut Vec<&'d str>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => collect_spreads(&field.node.selection_set.node, spreads),
            Selection::InlineFragment(fragment) => collect_spreads(&fragment.node.selection_set.node, spreads),
            Selection::FragmentSpread(spread) => spreads.push(spread.node.fragment_name.node.as_str()),
        }
    }
}
