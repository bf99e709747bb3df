//! Which elements are open, and what their ends undo. Every step takes constant time for each element it opens or
//! closes, however deep the markup is.

use std::collections::HashMap;

use html5ever::LocalName;

use crate::html::elements;
use crate::html::line_builder::Context;

/// What an element does to the text in it.
#[derive(Debug, Default)]
pub(crate) struct Effect {
    pub bold: bool,
    pub emphasis: bool,
    pub caption: bool,
    pub preformatted: bool,
    pub furniture: bool,
    pub hidden: bool,
    pub unread: bool,
    pub article: bool,
    pub heading: Option<u8>,
    /// A link: with its address, when it leads somewhere from here.
    pub link: Option<Option<String>>,
    /// A list: its next number, when it is numbered.
    pub list: Option<Option<u16>>,
}

#[derive(Debug)]
struct Open {
    name: LocalName,
    effect: Effect,
    /// False for formatting that was closed across the elements inside it.
    alive: bool,
}

/// The open elements, the innermost last.
#[derive(Debug, Default)]
pub(crate) struct OpenElements {
    open: Vec<Open>,
    by_name: HashMap<LocalName, Vec<usize>>,
    blocks: Vec<usize>,
    scopes: Vec<usize>,
    pub lists: Vec<Option<u16>>,
    pub unread: u32,
    pub articles: u32,
    pub context: Context,
}

impl OpenElements {
    pub fn push(&mut self, name: &LocalName, effect: Effect) {
        let at = self.open.len();
        self.by_name.entry(name.clone()).or_default().push(at);
        if elements::is_block(name) {
            self.blocks.push(at);
        }
        if elements::is_scope(name) {
            self.scopes.push(at);
        }
        self.apply(&effect);
        self.open.push(Open { name: name.clone(), effect, alive: true });
    }

    /// Where the innermost element of this name is.
    fn last(&self, name: &str) -> Option<usize> {
        self.by_name.get(&LocalName::from(name))?.last().copied()
    }

    /// True inside an element of this name.
    pub fn is_open(&self, name: &str) -> bool {
        self.last(name).is_some()
    }

    /// The name of the innermost block.
    pub fn innermost_block(&self) -> Option<&str> {
        self.blocks.last().and_then(|at| self.open.get(*at)).map(|open| &*open.name)
    }

    /// Closes the innermost of the elements named, if no element of `around` stands between.
    pub fn close_within(&mut self, names: &[&str], around: &[&str]) -> bool {
        let innermost = |names: &[&str]| names.iter().filter_map(|name| self.last(name)).max();
        let (Some(at), around) = (innermost(names), innermost(around)) else { return false };
        let closes = around.is_none_or(|around| at > around);
        if closes {
            self.truncate(at);
        }
        closes
    }

    /// Closes an element by its end tag: a block with all that is in it, formatting alone. False when none is open.
    pub fn close(&mut self, name: &LocalName) -> bool {
        let Some(at) = self.by_name.get(name).and_then(|places| places.last().copied()) else { return false };
        let scope =
            self.scopes.last().copied().filter(|_| !elements::is_scope(name) && !matches!(&**name, "tr" | "tbody"));
        if scope.is_some_and(|scope| at < scope) {
            return false;
        }
        if elements::is_block(name) || at + 1 == self.open.len() {
            self.truncate(at);
        } else if let Some(open) = self.open.get_mut(at) {
            open.alive = false;
            let effect = std::mem::take(&mut open.effect);
            self.forget(name);
            self.undo(&effect);
        }
        true
    }

    fn truncate(&mut self, to: usize) {
        while self.open.len() > to {
            let Some(open) = self.open.pop() else { return };
            let at = self.open.len();
            if open.alive {
                self.forget(&open.name);
                self.undo(&open.effect);
            }
            self.blocks.pop_if(|block| *block == at);
            self.scopes.pop_if(|scope| *scope == at);
        }
    }

    fn forget(&mut self, name: &LocalName) {
        if let Some(places) = self.by_name.get_mut(name) {
            places.pop();
        }
    }

    fn apply(&mut self, effect: &Effect) {
        for (counter, on) in self.counters(effect) {
            *counter += u32::from(on);
        }
        self.context.headings.extend(effect.heading);
        self.context.links.extend(effect.link.clone());
        self.lists.extend(effect.list);
    }

    fn undo(&mut self, effect: &Effect) {
        for (counter, on) in self.counters(effect) {
            *counter -= u32::from(on);
        }
        if effect.heading.is_some() {
            self.context.headings.pop();
        }
        if effect.link.is_some() {
            self.context.links.pop();
        }
        if effect.list.is_some() {
            self.lists.pop();
        }
    }

    fn counters(&mut self, effect: &Effect) -> [(&mut u32, bool); 8] {
        let Context { bold, emphasis, caption, preformatted, furniture, hidden, .. } = &mut self.context;
        [
            (bold, effect.bold),
            (emphasis, effect.emphasis),
            (caption, effect.caption),
            (preformatted, effect.preformatted),
            (furniture, effect.furniture),
            (hidden, effect.hidden),
            (&mut self.unread, effect.unread),
            (&mut self.articles, effect.article),
        ]
    }
}
