//! Items that were broken over two lines.

use crate::gazetteer::Known;
use crate::profile::labels;
use crate::report::decision::Decision;
use crate::report::notes::Notes;
use crate::text::lines::Line;

/// The lines of a profile, each item on one; pictures left out.
pub(crate) struct Items {
    pub lines: Vec<Line>,
    /// The number of a line that went on with an item, and that of the item.
    wraps: Vec<(u32, u32)>,
}

/// Joins what belongs together.
pub(crate) fn items<'a>(known: &Known, lines: impl Iterator<Item = &'a Line>) -> Items {
    let mut items = Items { lines: Vec::new(), wraps: Vec::new() };
    for line in lines.filter(|line| !line.is_picture()) {
        match items.lines.last_mut().and_then(|last| Some((joint(known, last, line)?, last))) {
            Some((joint, last)) => {
                last.text.push_str(joint);
                last.text.push_str(&line.text);
                items.wraps.push((line.number, last.number));
            }
            None => items.lines.push(line.clone()),
        }
    }
    items
}

impl Items {
    /// Each line that went on with an item is where the item is.
    pub fn settle(&self, notes: &mut Notes) {
        for (line, item) in &self.wraps {
            if let Some(part) = notes.parts.get(item).copied() {
                notes.parts.insert(*line, part);
            }
            notes.decide(*line, Decision::Wrapped(*item));
        }
    }
}

/// What stands between a line and the one under it, if they are one item.
fn joint(known: &Known, above: &Line, below: &Line) -> Option<&'static str> {
    if below.is_bullet() || below.numbered().is_some() {
        return None;
    }
    sign(above, below).filter(|_| labels::label(known, below).is_none())
}

fn sign(above: &Line, below: &Line) -> Option<&'static str> {
    let end = above.text.as_str();
    let ends = |sign: &str| {
        let at = end.len().checked_sub(sign.len());
        at.and_then(|at| end.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(sign))
    };
    let number = below.text.starts_with("10.") || below.text.starts_with("http") || !below.text.contains(' ');
    if number && ["doi:", "doi：", "doi", "doi.org/"].into_iter().any(ends) {
        return Some(if end.ends_with('/') { "" } else { " " });
    }
    let word = above.text.rsplit(' ').next().unwrap_or_default();
    let small = below.text.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
    let doi = word.contains("10.") && word.contains('/') && word.ends_with(['/', '.', '-', '_', '(']);
    if doi && small && !below.text.contains(' ') {
        return Some("");
    }
    let goes_on = below.text.starts_with(char::is_lowercase) && !end.ends_with(['.', ';', ':', '。', '；', '：']);
    (goes_on && above.is_bullet()).then_some(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_items_are_joined() {
        let text = "- A paper. doi:\n10.5555/a.b\n- Another. https://doi.org/10.5555/\nc.d\n- Third. 10.5555/x.\n2021.1\n\
                    - Member of the\n  eye committee\n- Fourth\nFifth\n- One.\nand two";
        let lines = crate::text::lines::split(text);
        let texts: Vec<String> =
            items(&Known::built_in(), lines.iter()).lines.into_iter().map(|line| line.text).collect();
        assert_eq!(
            texts,
            [
                "- A paper. doi: 10.5555/a.b",
                "- Another. https://doi.org/10.5555/c.d",
                "- Third. 10.5555/x.2021.1",
                "- Member of the eye committee",
                "- Fourth",
                "Fifth",
                "- One.",
                "and two",
            ]
        );
    }
}
