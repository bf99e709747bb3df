//! The few signs of Markdown that pages hold, read line by line: a wrapped line is a line of its own here, as it is in
//! every text.

use crate::text::marks::{Mark, Marks, Picture, Span, is_link};

/// True for a text with signs that only Markdown has. In any other, stars are stars.
pub(crate) fn is_markdown(text: &str) -> bool {
    text.contains("](http") || text.lines().any(|line| heading(line.trim()).is_some() || picture(line.trim()).is_some())
}

/// The text of a line of Markdown and its marks.
pub(crate) fn line(text: &str) -> (String, Marks) {
    let mut marks = Marks { picture: picture(text).map(Box::new), ..Marks::default() };
    if let Some(picture) = &marks.picture {
        let shown = picture.address.clone().unwrap_or_default();
        return (shown, marks);
    }
    let head = heading(text);
    marks.heading = head.map(|(level, _)| level);
    let text = head.map_or(text, |(_, rest)| rest);
    let (text, bold) = match whole_bold(text) {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    marks.bold = bold;
    let (text, spans) = inline(text);
    marks.spans = spans;
    (text, marks)
}

/// True when a line of plain text is set in stars from end to end, as a label or a head is.
pub(crate) fn whole_bold(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("**")?.trim_end_matches([':', '：']).strip_suffix("**")?;
    (!inner.is_empty() && !inner.contains("**")).then_some(inner)
}

/// `## Head`, with its level.
fn heading(text: &str) -> Option<(u8, &str)> {
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    let rest = text.get(level..)?.strip_prefix(' ')?.trim().trim_end_matches('#').trim_end();
    let level = u8::try_from(level).ok().filter(|level| (1..=6).contains(level))?;
    (!rest.is_empty()).then_some((level, rest))
}

/// `![alt](address)` or `![alt](address "title")`, alone on its line.
fn picture(text: &str) -> Option<Picture> {
    let (alt, rest) = text.strip_prefix("![")?.split_once("](")?;
    let inside = rest.strip_suffix(')')?;
    let address = inside.split(" \"").next()?.trim().trim_start_matches('<').trim_end_matches('>');
    let alt = Some(alt.trim().to_owned()).filter(|alt| !alt.is_empty());
    (!address.is_empty() && !inside.contains(')')).then(|| Picture {
        address: Some(address.to_owned()),
        alt,
        ..Picture::default()
    })
}

/// Takes `**bold**`, `*emphasis*` and `[text](address)` out of a text. A sign without its other half is a sign.
fn inline(text: &str) -> (String, Vec<Span>) {
    let (mut plain, mut spans) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some(at) = rest.find(['*', '[']) {
        let (before, signs) = rest.split_at(at);
        plain.push_str(before);
        let from = plain.len();
        let starred = || paired(signs, "**").map(|(inner, after)| (inner, Mark::Bold, after));
        let slanted = || paired(signs, "*").map(|(inner, after)| (inner, Mark::Emphasis, after));
        match starred().or_else(slanted).or_else(|| link(signs)) {
            Some((inner, mark, after)) => {
                plain.push_str(inner);
                spans.push(Span { range: from..plain.len(), mark });
                rest = after;
            }
            None => {
                let sign = signs.len() - signs.trim_start_matches('*').len();
                let (sign, after) = signs.split_at(sign.max(1));
                plain.push_str(sign);
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    (plain, spans)
}

/// How far the other half of a pair is looked for: a line without one must not be searched from every sign anew.
const PAIRED_WITHIN: usize = 2000;

fn near(text: &str) -> &str {
    let end = (0..=PAIRED_WITHIN.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// What stands between a sign and its like. With a blank inside it is a sign of its own, as in `2 * 3 * 4`.
fn paired<'a>(text: &'a str, sign: &str) -> Option<(&'a str, &'a str)> {
    let rest = text.strip_prefix(sign).filter(|rest| !rest.starts_with(['*', ' ']))?;
    let (inner, _) = rest.split_at_checked(near(rest).find(sign)?)?;
    let after = rest.get(inner.len() + sign.len()..)?;
    (!inner.is_empty() && !inner.ends_with(' ') && !after.starts_with('*')).then_some((inner, after))
}

fn link(text: &str) -> Option<(&str, Mark, &str)> {
    let rest = text.strip_prefix('[')?;
    let (inner, after) = rest.split_at_checked(near(rest).find("](")?)?;
    let after = after.get(2..)?;
    let (address, _) = near(after).split_once(')')?;
    let after = after.get(address.len() + 1..)?;
    let link = is_link(address) && !inner.is_empty() && !inner.contains(['[', ']']);
    link.then(|| (inner, Mark::Link(address.to_owned()), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_pictures_and_labels_lose_their_signs() {
        let (text, marks) = line("## **A Long Way**");
        assert_eq!((text.as_str(), marks.heading, marks.bold), ("A Long Way", Some(2), true));
        let (text, marks) = line("![Two men](photos/two.jpg \"Old\")");
        assert_eq!(text, "photos/two.jpg");
        assert_eq!(marks.picture.unwrap().alt.as_deref(), Some("Two men"));
        let (text, marks) = line("**Q:** See [this](https://example.org/x) and *[that]*.");
        assert_eq!((text.as_str(), marks.spans.len()), ("Q: See this and [that].", 3));
    }

    #[test]
    fn single_signs_are_signs() {
        for text in ["5 * 3 ** 2", "[House] (Example.org)", "**a", "[a](b)", "#1 of all"] {
            assert_eq!(line(text).0, text);
        }
        assert!(!is_markdown("**Label**\n* item\n[House] (Example.org)"));
        assert!(is_markdown("a\n## Head") && is_markdown("![](x.png)"));
    }
}
