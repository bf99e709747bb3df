//! LaTeX in the fields of BibTeX: what is set right before `biblatex` resolves it, and what it leaves to do.

use std::iter::Peekable;
use std::str::Chars;

use biblatex::{Chunk, ChunksRef};

/// Commands that change only how their text looks (LaTeX2e reference manual, "Font styles").
const LOOKS: [&str; 14] = [
    "emph",
    "textit",
    "textbf",
    "textrm",
    "textsc",
    "textsf",
    "texttt",
    "textup",
    "textsuperscript",
    "textsubscript",
    "mathrm",
    "mathit",
    "mathbf",
    "text",
];

/// The same without braces around their text: `{\em text}`.
const SWITCHES: [&str; 8] = ["em", "it", "bf", "itshape", "bfseries", "rm", "sc", "scshape"];

/// Signs of mathematics that titles have.
const SIGNS: [(&str, &str); 22] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("Delta", "Δ"),
    ("epsilon", "ε"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("omega", "ω"),
    ("pm", "±"),
    ("times", "×"),
    ("leq", "≤"),
    ("le", "≤"),
    ("geq", "≥"),
    ("ge", "≥"),
    ("approx", "≈"),
    ("circ", "°"),
    ("rightarrow", "→"),
    ("sim", "~"),
];

/// How deep the braces of a text are nested.
pub(super) fn depth(text: &str) -> usize {
    let (mut deepest, mut depth) = (0_usize, 0_usize);
    for byte in text.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// A text with the spellings that `biblatex` misreads written in another way: ties, thin blanks, quotation marks, a
/// lone `$`, `\o{}` and an accent on a dotless i.
pub(super) fn prepared(text: &str) -> String {
    let lone_dollar = !text.replace("\\$", "").matches('$').count().is_multiple_of(2);
    let mut prepared = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => command(&mut rest, &mut prepared),
            '~' => prepared.push(' '),
            '$' if lone_dollar => prepared.push_str("\\$"),
            '`' if rest.next_if_eq(&'`').is_some() => prepared.push('“'),
            '\'' if rest.next_if_eq(&'\'').is_some() => prepared.push('”'),
            other => prepared.push(other),
        }
    }
    prepared.replace("\\o{}", "{\\o}").replace("\\O{}", "{\\O}")
}

fn command(rest: &mut Peekable<Chars<'_>>, prepared: &mut String) {
    match rest.next() {
        Some(',' | ';' | ' ' | '\n' | '\r') => prepared.push(' '),
        Some('/' | '!') => {}
        Some(accent @ ('\'' | '"' | '`' | '^' | '~' | '=' | '.')) => {
            prepared.extend(['\\', accent]);
            let mut ahead = rest.clone();
            let dotless = ahead.next() == Some('\\') && matches!(ahead.next(), Some('i' | 'j'));
            if dotless && ahead.peek().is_none_or(|c| !c.is_ascii_alphabetic()) {
                rest.next();
                prepared.extend(rest.next());
                rest.next_if_eq(&' ');
            }
        }
        Some(other) => prepared.extend(['\\', other]),
        None => {}
    }
}

/// A field's text without the commands that change only its looks; others are kept as they are written.
pub(super) fn text(chunks: ChunksRef<'_>) -> String {
    let joined: String = chunks
        .iter()
        .map(|chunk| match &chunk.v {
            Chunk::Normal(text) | Chunk::Verbatim(text) => text.clone(),
            Chunk::Math(formula) => math(formula),
        })
        .collect();
    plain_looks(&joined)
}

/// A text without commands that change only its looks.
pub(super) fn plain_looks(text: &str) -> String {
    let (mut bare, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('\\') {
        bare.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (name, behind) = after.split_at_checked(end).unwrap_or((after, ""));
        if SWITCHES.contains(&name) {
            rest = behind.trim_start();
        } else if let Some((inner, behind)) = argument(behind).filter(|_| LOOKS.contains(&name)) {
            // The depth of braces is bounded before a text comes here.
            bare.push_str(&plain_looks(inner));
            rest = behind;
        } else {
            bare.push('\\');
            bare.push_str(name);
            rest = behind;
        }
    }
    bare + rest
}

/// What the braces at the beginning hold, and what is behind them.
fn argument(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('{')?;
    let mut depth = 1_usize;
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let (inner, behind) = inside.split_at_checked(at)?;
            return Some((inner, behind.strip_prefix('}')?));
        }
    }
    None
}

/// A formula as text: `T_{2}` is `T2`, `\beta` is `β`. What it cannot say stays as it is written.
fn math(formula: &str) -> String {
    let bare = plain_looks(formula);
    let mut pieces = bare.split('\\');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(piece.len());
        let (name, behind) = piece.split_at_checked(end).unwrap_or((piece, ""));
        match SIGNS.iter().find(|(known, _)| *known == name) {
            Some((_, sign)) => text.push_str(sign),
            None => text.extend(["\\", name]),
        }
        text.push_str(behind);
    }
    if text.contains('\\') { format!("${formula}$") } else { text.replace(['{', '}', '_', '^'], "") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misread_spellings_are_set_right() {
        for (text, expected) in [
            ("Garc{\\'\\i}a", "Garc{\\'i}a"),
            ("Garc\\'\\i a", "Garc\\'ia"),
            ("A.~Lowe", "A. Lowe"),
            ("5\\,mm", "5 mm"),
            ("S\\o{}ren", "S{\\o}ren"),
            ("``a''", "“a”"),
            ("costs $5", "costs \\$5"),
            ("\\$5 or $x$", "\\$5 or $x$"),
        ] {
            assert_eq!(prepared(text), expected);
        }
    }

    #[test]
    fn looks_are_left_out() {
        assert_eq!(plain_looks("\\emph{Growth \\textbf{of}} nodules"), "Growth of nodules");
        assert_eq!(plain_looks("\\em Growth"), "Growth");
        assert_eq!(plain_looks("\\strange{x} \\"), "\\strange{x} \\");
        assert_eq!(math("T_{2} \\leq \\beta^2"), "T2 ≤ β2");
        assert_eq!(math("\\left(x\\right)"), "$\\left(x\\right)$");
        assert_eq!(math("\\frac{1}{2}"), "$\\frac{1}{2}$");
    }
}
