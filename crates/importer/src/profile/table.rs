//! Tables of Markdown in a profile: `| 2011 | Otter Medal |`.

use crate::text::lines::Line;

/// What a line of a table is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// The heads of the columns, or the rule under them.
    Frame,
    /// What the cells say, as a list says it.
    Cells(String),
}

/// The row that a line is, if it is one; above a rule it has the heads of the columns.
pub(super) fn row(line: &Line, below: Option<&Line>) -> Option<Row> {
    let cells = cells(&line.text)?;
    if is_rule(&cells) || below.and_then(|below| self::cells(&below.text)).is_some_and(|below| is_rule(&below)) {
        return Some(Row::Frame);
    }
    let cells: Vec<&str> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
    (!cells.is_empty()).then(|| Row::Cells(cells.join(", ")))
}

/// The texts between the bars.
fn cells(text: &str) -> Option<Vec<&str>> {
    let inside = text.strip_prefix('|')?.strip_suffix('|')?;
    inside.contains('|').then(|| inside.split('|').map(str::trim).collect())
}

fn is_rule(cells: &[&str]) -> bool {
    cells.iter().all(|cell| cell.contains('-') && cell.chars().all(|c| matches!(c, '-' | ':')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_lists_and_their_heads_are_not() {
        let lines =
            crate::text::lines::split("| Year | Award |\n| --- | :-: |\n| 2011 | Otter Medal |\n2012 | Bay Medal");
        let rows: Vec<_> = lines.iter().enumerate().map(|(at, line)| row(line, lines.get(at + 1))).collect();
        let cells = Row::Cells("2011, Otter Medal".to_owned());
        assert_eq!(rows, [Some(Row::Frame), Some(Row::Frame), Some(cells), None]);
    }
}
