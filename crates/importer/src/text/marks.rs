//! What sets a line off beside its words: the marks of HTML and Markdown. They are evidence, and no page needs them.

use std::ops::Range;

use shanghaidoctor_domain::text::RichText;

/// The marks of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// The level of the heading it is, from 1.
    pub heading: Option<u8>,
    /// True when all of it is bold.
    pub bold: bool,
    /// The place in a list.
    pub item: Option<Item>,
    /// The picture it stands for.
    pub picture: Option<Box<Picture>>,
    /// True when the page says that it belongs to a picture, or stands in one paragraph with it.
    pub caption: Option<Closeness>,
    /// How much of it leads to other pages.
    pub linked: Linked,
    /// Emphasis and links in it.
    pub spans: Vec<Span>,
}

/// An item of a list that the markup makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Bullet,
    Number(u16),
}

/// How much of a line is a link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Linked {
    #[default]
    Nothing,
    Partly,
    Wholly,
}

/// How surely a text belongs to the picture above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closeness {
    /// The page calls it a caption.
    Named,
    /// It stands in the picture's own paragraph.
    Beside,
}

/// A picture as the page names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Its address as printed; none for one that is inside the page.
    pub address: Option<String>,
    /// What it shows.
    pub alt: Option<String>,
    /// What stands under it.
    pub caption: Option<String>,
    /// Whom that names as the photographer.
    pub credit: Option<String>,
}

/// A stretch of a line's text, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub range: Range<usize>,
    pub mark: Mark,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Bold,
    Emphasis,
    Link(String),
}

impl Marks {
    /// True when all of `text` is emphasised.
    pub fn is_emphasised(&self, text: &str) -> bool {
        self.spans
            .iter()
            .any(|span| span.mark == Mark::Emphasis && span.range.len() >= text.trim_end_matches('.').len())
    }
}

/// The end of a line's text, from `from` on, with its links and its emphasis. What is bold from end to end is set off
/// and not emphasised. A text that the marks would change is kept without them.
pub(crate) fn rich(text: &str, from: usize, marks: &Marks) -> RichText {
    let rest = text.get(from..).unwrap_or(text);
    let plain = RichText::from_plain(rest);
    if marks.spans.is_empty() {
        return plain;
    }
    let marked = RichText::from_markdown(markdown(text, from, marks));
    if marked.text() == plain.text() { marked } else { plain }
}

fn markdown(text: &str, from: usize, marks: &Marks) -> String {
    let spans: Vec<&Span> = marks.spans.iter().filter(|span| !(marks.bold && span.mark == Mark::Bold)).collect();
    let mut cuts: Vec<usize> = spans.iter().flat_map(|span| [span.range.start, span.range.end]).collect();
    cuts.extend([from, text.len()]);
    cuts.retain(|at| (from..=text.len()).contains(at));
    cuts.sort_unstable();
    cuts.dedup();
    let mut markdown = String::with_capacity(text.len() + 16);
    // A span of one line covers a piece or does not; there are few of them, but a line may be long.
    let mut open: Vec<&Span> = Vec::new();
    let mut waiting = spans.into_iter().peekable();
    for (start, end) in cuts.iter().zip(cuts.iter().skip(1)) {
        while let Some(span) = waiting.next_if(|span| span.range.start <= *start) {
            open.push(span);
        }
        open.retain(|span| span.range.end > *start);
        push_piece(&mut markdown, text.get(*start..*end).unwrap_or_default(), &open);
    }
    markdown
}

/// Blanks stay outside the signs: CommonMark takes `**a **` for stars.
fn push_piece(markdown: &mut String, piece: &str, marks: &[&Span]) {
    let bare = piece.trim();
    let link = marks.iter().find_map(|span| if let Mark::Link(address) = &span.mark { Some(address) } else { None });
    let has = |mark: &Mark| marks.iter().any(|span| span.mark == *mark);
    if bare.is_empty() || link.is_none() && !has(&Mark::Bold) && !has(&Mark::Emphasis) {
        push_escaped(markdown, piece);
        return;
    }
    let lead = piece.len() - piece.trim_start().len();
    markdown.push_str(piece.get(..lead).unwrap_or_default());
    let signs = match (has(&Mark::Bold), has(&Mark::Emphasis)) {
        (true, true) => "***",
        (true, false) => "**",
        (false, true) => "*",
        (false, false) => "",
    };
    markdown.push_str(if link.is_some() { "[" } else { "" });
    markdown.push_str(signs);
    push_escaped(markdown, bare);
    markdown.push_str(signs);
    if let Some(address) = link {
        markdown.push_str(&format!("](<{address}>)"));
    }
    markdown.push_str(piece.get(lead + bare.len()..).unwrap_or_default());
}

fn push_escaped(markdown: &mut String, piece: &str) {
    let bare = piece.trim();
    let lead = piece.len() - piece.trim_start().len();
    markdown.push_str(piece.get(..lead).unwrap_or_default());
    markdown.push_str(RichText::from_plain(bare).markdown());
    markdown.push_str(piece.get(lead + bare.len()..).unwrap_or_default());
}

/// The addresses that a text leads to, as [`rich`] writes them: in no other text do these signs stand side by side.
pub(crate) fn addresses(text: &RichText) -> impl Iterator<Item = &str> {
    text.markdown().split("](<").skip(1).filter_map(|rest| Some(rest.split_once(">)")?.0))
}

/// An address that a text may lead to: the web and mail. One that is relative to a page leads nowhere from here.
pub(crate) fn is_link(address: &str) -> bool {
    let known = ["http://", "https://", "mailto:"].iter().any(|start| address.starts_with(start));
    known && !address.contains(['<', '>', '\n', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(range: Range<usize>, mark: Mark) -> Span {
        Span { range, mark }
    }

    #[test]
    fn links_and_emphasis_are_kept_as_markdown() {
        let text = "He *read* a book, twice.";
        let link = Mark::Link("https://example.org/a(b)".to_owned());
        let marks = Marks { spans: vec![span(3..10, Mark::Bold), span(12..16, link)], ..Marks::default() };
        let rich = rich(text, 0, &marks);
        assert_eq!(rich.markdown(), "He **\\*read\\*** a [book](<https://example.org/a(b)>), twice.");
        assert_eq!(rich.text(), text);
    }

    #[test]
    fn a_part_of_a_line_keeps_its_marks() {
        let marks = Marks { spans: vec![span(0..2, Mark::Bold), span(6..9, Mark::Emphasis)], ..Marks::default() };
        assert_eq!(rich("Q: Is it so?", 3, &marks).markdown(), "Is *it* so?");
    }

    #[test]
    fn marks_that_would_change_a_text_are_let_go() {
        // `*“a”*b` is no emphasis in CommonMark.
        let marks = Marks { spans: vec![span(0..7, Mark::Emphasis)], ..Marks::default() };
        assert_eq!(rich("“a”b", 0, &marks).text(), "“a”b");
        let all = Marks { bold: true, spans: vec![span(0..3, Mark::Bold)], ..Marks::default() };
        assert_eq!(rich("Why", 0, &all).markdown(), "Why");
    }
}
