//! Gathers the text of a page into lines.

use crate::html::page::Aside;
use crate::report::decision::Decision;
use crate::report::notes::Part;
use crate::text::characters::{is_invisible, plain};
use crate::text::lines::Line;
use crate::text::marks::{Closeness, Item, Linked, Mark, Marks, Picture, Span};

/// What holds for the text that comes next.
#[derive(Debug, Default)]
pub(crate) struct Context {
    pub bold: u32,
    pub emphasis: u32,
    pub caption: u32,
    pub preformatted: u32,
    pub furniture: u32,
    pub hidden: u32,
    pub headings: Vec<u8>,
    /// The addresses that the text leads to; none for one that leads nowhere from here.
    pub links: Vec<Option<String>>,
}

impl Context {
    /// Why the text is none of the article's.
    fn aside(&self) -> Option<Part> {
        if self.hidden > 0 { Some(Part::Hidden) } else { (self.furniture > 0).then_some(Part::Furniture) }
    }
}

/// The lines so far, and the one under way.
#[derive(Debug, Default)]
pub(crate) struct LineBuilder {
    pub lines: Vec<Line>,
    pub asides: Vec<Aside>,
    /// The place in a list that the next line takes.
    pub item: Option<Item>,
    text: String,
    marks: Marks,
    indent: usize,
    blank: bool,
    /// Letters on the line, those that are bold, and those that lead elsewhere.
    letters: usize,
    bold: usize,
    linked: usize,
    /// What parts the cells of a table's row, put in before the next letter.
    separator: Option<&'static str>,
    /// Text between that belongs to the site: it does not break a paragraph in two.
    beside_text: String,
    beside_part: Option<Part>,
    pictures: Vec<(Picture, Option<Part>)>,
    line_ends: u32,
    under_picture: bool,
}

impl LineBuilder {
    pub fn push(&mut self, text: &str, context: &Context) {
        if let Some(part) = context.aside() {
            self.push_aside(text, part);
            return;
        }
        let from = self.text.len();
        for c in text.chars() {
            if c == '\n' && context.preformatted > 0 {
                self.end_line();
            } else if c.is_whitespace() {
                self.blank = true;
                self.indent += usize::from(self.text.is_empty() && !c.is_ascii_whitespace());
            } else if !is_invisible(c) {
                self.push_visible(c, context);
            }
        }
        self.mark(from.min(self.text.len()), context);
    }

    fn push_visible(&mut self, c: char, context: &Context) {
        if self.text.is_empty() {
            self.marks.heading = context.headings.last().copied();
            let beside = self.under_picture && self.line_ends < 2;
            self.marks.caption =
                if context.caption > 0 { Some(Closeness::Named) } else { beside.then_some(Closeness::Beside) };
        } else if let Some(separator) = self.separator.take() {
            self.text.push_str(separator);
        } else if self.blank {
            self.text.push(' ');
        }
        self.blank = false;
        self.text.push(c);
        // A label's colon stands outside of what is bold now and then.
        if !matches!(c, ':' | '：') {
            self.letters += 1;
            self.bold += usize::from(context.bold > 0);
            self.linked += usize::from(!context.links.is_empty());
        }
    }

    /// Notes what the text from `from` on is, as one with what was so before it.
    fn mark(&mut self, from: usize, context: &Context) {
        let to = self.text.len();
        let link = context.links.last().cloned().flatten().map(Mark::Link);
        let bold = (context.bold > 0).then_some(Mark::Bold);
        let emphasis = (context.emphasis > 0).then_some(Mark::Emphasis);
        for mark in [bold, emphasis, link].into_iter().flatten().filter(|_| from < to) {
            // Three marks at most run on at a time.
            let last =
                self.marks.spans.iter_mut().rev().take(3).find(|span| span.mark == mark && span.range.end == from);
            match last {
                Some(span) => span.range.end = to,
                None => self.marks.spans.push(Span { range: from..to, mark }),
            }
        }
    }

    fn push_aside(&mut self, text: &str, part: Part) {
        if self.beside_part != Some(part) {
            self.end_aside();
        }
        self.beside_part = Some(part);
        self.beside_text.push_str(text);
    }

    /// A picture. In the middle of a text it waits for the end of the line: the sentence around it stays whole.
    pub fn picture(&mut self, picture: Picture, context: &Context) {
        self.pictures.push((picture, context.aside()));
        if self.text.is_empty() {
            self.end_pictures();
        }
    }

    /// Begins a cell of a table: those of one row stand on one line, the first as its label where it is a head.
    pub fn begin_cell(&mut self, after_head: bool) {
        if self.text.is_empty() {
            return;
        }
        let is_label = after_head || self.letters > 0 && self.bold == self.letters;
        self.separator = Some(match self.text.chars().next_back() {
            Some(':' | '：') => " ",
            _ if is_label => ": ",
            _ => ", ",
        });
    }

    /// Ends the line as `<br>` does.
    pub fn break_line(&mut self) {
        self.end_line();
        self.line_ends += 1;
    }

    /// Ends the line as the edge of a block does.
    pub fn end_block(&mut self, line_ends: u32) {
        self.end_line();
        self.line_ends = self.line_ends.max(line_ends);
        self.under_picture = false;
    }

    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut marks = std::mem::take(&mut self.marks);
        if !text.is_empty() {
            marks.bold = self.letters > 0 && self.bold == self.letters;
            marks.linked = match self.linked {
                0 => Linked::Nothing,
                linked if linked < self.letters => Linked::Partly,
                _ => Linked::Wholly,
            };
            marks.item = self.item.take();
            self.add(text, marks, None);
            self.under_picture = false;
        }
        (self.indent, self.letters, self.bold, self.linked, self.blank, self.separator) = (0, 0, 0, 0, false, None);
        self.end_pictures();
        self.end_aside();
    }

    fn end_pictures(&mut self) {
        for (picture, part) in std::mem::take(&mut self.pictures) {
            let text = picture.address.clone().unwrap_or_else(|| "picture inside the page".to_owned());
            let marks = Marks { picture: Some(Box::new(picture)), ..Marks::default() };
            self.add(text, marks, part);
            self.under_picture = part.is_none();
        }
    }

    fn end_aside(&mut self) {
        let text = plain(&std::mem::take(&mut self.beside_text));
        if let (false, part @ Some(_)) = (text.is_empty(), self.beside_part.take()) {
            self.add(text, Marks::default(), part);
        }
    }

    /// Sets the document's title above all lines, where a browser shows it.
    pub fn under(mut self, title: &str) -> Self {
        let text = plain(title);
        if text.is_empty() {
            return self;
        }
        self.lines.iter_mut().for_each(|line| line.number += 1);
        self.asides.iter_mut().for_each(|aside| aside.number += 1);
        self.lines.insert(
            0,
            Line { number: 1, raw: text.as_str().into(), text, indent: 0, blank_before: 0, marks: Marks::default() },
        );
        self.asides.insert(0, Aside { number: 1, part: Part::Furniture, why: Decision::DocumentTitle });
        self
    }

    fn add(&mut self, text: String, marks: Marks, part: Option<Part>) {
        let number = u32::try_from(self.lines.len() + 1).unwrap_or(u32::MAX);
        let blank_before = self.line_ends.saturating_sub(1);
        self.line_ends = 0;
        let why = if part == Some(Part::Hidden) { Decision::HiddenElement } else { Decision::SiteElement };
        self.asides.extend(part.map(|part| Aside { number, part, why }));
        self.lines.push(Line { number, raw: text.as_str().into(), text, indent: self.indent, blank_before, marks });
    }
}
