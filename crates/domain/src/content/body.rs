use std::fmt::Write as _;

use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};

use super::{Block, BulletList, Exchange, Figure, Heading, Link, Quote};
use crate::input::written_as;
use crate::text::{RichText, escape_html};

/// Words of English that a reader takes in a minute, and Chinese characters: Brysbaert, "How many words do we read per
/// minute?", Journal of Memory and Language 109 (2019).
const WORDS_A_MINUTE: usize = 238;
const CHARACTERS_A_MINUTE: usize = 260;

/// What an article says, in order; and what that reads like as HTML, as plain text and as a table of contents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Body(pub Vec<Block>);

written_as!(Body, Vec<Block>);

impl From<Vec<Block>> for Body {
    fn from(blocks: Vec<Block>) -> Self {
        Self(blocks)
    }
}

impl From<&Body> for Vec<Block> {
    fn from(body: &Body) -> Self {
        body.0.clone()
    }
}

impl Body {
    /// True when it says nothing.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The documents it names.
    pub fn links(&self) -> impl Iterator<Item = Link> {
        self.0.iter().flat_map(Block::links)
    }

    /// The headings and questions of its body, in order.
    pub fn table_of_contents(&self) -> Vec<TocEntry> {
        table_of_contents(&self.0)
    }

    /// The text alone: a blank line between blocks, questions and answers with their speakers' names.
    pub fn plain_text(&self) -> String {
        plain_text(&self.0)
    }

    /// Semantic HTML that needs no cleaning: every text in it is escaped here. `image` gives the address of
    /// a figure's picture and what it shows, or nothing while the picture is missing.
    pub fn html(&self, image: &dyn Fn(&Figure) -> Option<Picture>) -> String {
        html(&self.0, image)
    }

    /// Its words: runs of letters between blanks, and every Chinese character for itself.
    pub fn word_count(&self) -> usize {
        word_count(&self.plain_text())
    }

    /// Minutes a reader takes, at least one.
    pub fn reading_minutes(&self) -> usize {
        reading_minutes(&self.plain_text())
    }
}

impl FromIterator<Block> for Body {
    fn from_iter<I: IntoIterator<Item = Block>>(blocks: I) -> Self {
        Self(blocks.into_iter().collect())
    }
}

/// What HTML says of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Where it is.
    pub url: String,
    /// What it shows.
    pub alt: String,
    /// Whom to name beside it, where the figure names nobody.
    pub credit: Option<String>,
}

/// A place in an article that a table of contents leads to.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct TocEntry {
    /// The heading's text or the question asked.
    pub text: String,
    /// The anchor to put after the `#`.
    pub anchor: String,
    /// Its depth, 2 for a chapter; a question is one deeper than the heading above it.
    pub level: u8,
    /// The chapter's number as printed; null when it has none.
    pub number: Option<u16>,
}

fn table_of_contents(body: &[Block]) -> Vec<TocEntry> {
    let mut level = 1;
    let mut entries = Vec::new();
    for block in body {
        match block {
            Block::Heading(heading) => {
                level = heading.level;
                entries.push(TocEntry {
                    text: heading.text.clone(),
                    anchor: heading.anchor.clone(),
                    level,
                    number: heading.number,
                });
            }
            Block::Exchange(exchange) => {
                let anchor = exchange.anchor.clone();
                entries.push(TocEntry { text: exchange.question.text(), anchor, level: level + 1, number: None });
            }
            _ => {}
        }
    }
    entries
}

fn plain_text(body: &[Block]) -> String {
    let blocks: Vec<String> = body.iter().map(block_text).filter(|text| !text.is_empty()).collect();
    blocks.join("\n\n")
}

fn block_text(block: &Block) -> String {
    match block {
        Block::Heading(Heading { number: Some(number), text, .. }) => format!("{number}. {text}"),
        Block::Heading(heading) => heading.text.clone(),
        Block::Paragraph(paragraph) => paragraph.text.text(),
        Block::Quote(quote) => quote.text.text(),
        Block::Figure(figure) => figure.caption.clone().unwrap_or_default(),
        Block::BulletList(list) => list_text(list),
        Block::Exchange(exchange) => exchange_text(exchange),
        Block::Divider => String::new(),
    }
}

fn list_text(list: &BulletList) -> String {
    let numbered = |(index, item): (usize, &RichText)| {
        if list.ordered { format!("{}. {}", index + 1, item.text()) } else { format!("- {}", item.text()) }
    };
    list.items.iter().enumerate().map(numbered).collect::<Vec<_>>().join("\n")
}

fn exchange_text(exchange: &Exchange) -> String {
    let answer: Vec<String> = exchange.answer.iter().map(RichText::text).collect();
    let Exchange { questioner, respondent, question, .. } = exchange;
    format!("{}: {}\n\n{}: {}", questioner.name, question.text(), respondent.name, answer.join("\n\n"))
}

fn html(body: &[Block], image: &dyn Fn(&Figure) -> Option<Picture>) -> String {
    let mut html = String::new();
    for block in body {
        push_block(&mut html, block, image);
        html.push('\n');
    }
    html.truncate(html.trim_end().len());
    html
}

fn push_block(html: &mut String, block: &Block, image: &dyn Fn(&Figure) -> Option<Picture>) {
    match block {
        Block::Heading(heading) => push_heading(html, heading),
        Block::Paragraph(paragraph) => html.push_str(&paragraph.text.html()),
        Block::Quote(quote) => push_quote(html, quote),
        Block::Figure(figure) => push_figure(html, figure, image(figure)),
        Block::BulletList(list) => push_list(html, list),
        Block::Exchange(exchange) => push_exchange(html, exchange),
        Block::Divider => html.push_str("<hr>"),
    }
}

// Writing to a String cannot fail, so the results of `write!` below are let go.
fn push_heading(html: &mut String, heading: &Heading) {
    let Heading { level, text, anchor, number } = heading;
    let number = number.map(|number| format!("{number}. ")).unwrap_or_default();
    let _ = write!(html, "<h{level} id=\"{}\">{number}{}</h{level}>", escape_html(anchor), escape_html(text));
}

fn push_quote(html: &mut String, quote: &Quote) {
    let _ = write!(html, "<blockquote>{}", quote.text.html());
    if let Some(speaker) = &quote.speaker {
        let _ = write!(html, "<footer>{}</footer>", escape_html(&speaker.name));
    }
    html.push_str("</blockquote>");
}

fn push_figure(html: &mut String, figure: &Figure, picture: Option<Picture>) {
    html.push_str("<figure>");
    if let Some(Picture { url, alt, .. }) = &picture {
        let _ = write!(html, "<img src=\"{}\" alt=\"{}\">", escape_html(url), escape_html(alt));
    }
    let credit = figure.credit.clone().or_else(|| picture.and_then(|picture| picture.credit));
    let caption: Vec<String> = [&figure.caption, &credit].into_iter().flatten().map(|text| escape_html(text)).collect();
    if !caption.is_empty() {
        let _ = write!(html, "<figcaption>{}</figcaption>", caption.join(" "));
    }
    html.push_str("</figure>");
}

fn push_list(html: &mut String, list: &BulletList) {
    let tag = if list.ordered { "ol" } else { "ul" };
    let _ = write!(html, "<{tag}>");
    for item in &list.items {
        let _ = write!(html, "<li>{}</li>", item.inline_html());
    }
    let _ = write!(html, "</{tag}>");
}

fn push_exchange(html: &mut String, exchange: &Exchange) {
    let Exchange { anchor, question, questioner, answer, respondent } = exchange;
    let _ = write!(html, "<section class=\"exchange\" id=\"{}\">", escape_html(anchor));
    let _ =
        write!(html, "<p class=\"question\"><b>{}</b> {}</p>", escape_html(&questioner.name), question.inline_html());
    let _ = write!(html, "<div class=\"answer\"><b>{}</b> ", escape_html(&respondent.name));
    for paragraph in answer {
        html.push_str(&paragraph.html());
    }
    html.push_str("</div></section>");
}

fn word_count(text: &str) -> usize {
    let (words, characters) = count(text);
    words + characters
}

fn reading_minutes(text: &str) -> usize {
    let (words, characters) = count(text);
    let seconds = words * 60 / WORDS_A_MINUTE + characters * 60 / CHARACTERS_A_MINUTE;
    seconds.div_ceil(60).max(1)
}

fn count(text: &str) -> (usize, usize) {
    let characters = text.chars().filter(|c| is_ideograph(*c)).count();
    let words = text
        .split(|c: char| c.is_whitespace() || is_ideograph(c))
        .filter(|word| word.contains(|c: char| c.is_alphanumeric()))
        .count();
    (words, characters)
}

const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2ffff}')
}

#[cfg(test)]
mod tests {
    use super::super::{Paragraph, Speaker};
    use super::*;

    fn body() -> Vec<Block> {
        let speaker = |name: &str| Speaker { name: name.to_owned(), doctor: None };
        vec![
            Block::Heading(Heading { level: 2, text: "A <b> day".into(), anchor: "a-day".into(), number: Some(1) }),
            Block::Paragraph(Paragraph { text: RichText::from_markdown("It *rained*.") }),
            Block::Figure(Figure::default()),
            Block::BulletList(BulletList { items: vec![RichText::from_plain("one")], ordered: true }),
            Block::Exchange(Exchange {
                anchor: "why".into(),
                question: RichText::from_plain("Why?"),
                questioner: speaker("Reporter"),
                answer: vec![RichText::from_plain("So."), RichText::from_plain("And so.")],
                respondent: speaker("Dr. Wu"),
            }),
        ]
    }

    #[test]
    fn html_is_semantic_and_escaped() {
        let html = html(&body(), &|_| {
            Some(Picture { url: "/media/x.png".into(), alt: "A \"x\"".into(), credit: Some("Lu & Co".into()) })
        });
        assert!(html.starts_with("<h2 id=\"a-day\">1. A &lt;b&gt; day</h2>\n<p>It <em>rained</em>.</p>"), "{html}");
        assert!(html.contains("<figure><img src=\"/media/x.png\" alt=\"A &quot;x&quot;\"><figcaption>Lu &amp; Co</figcaption></figure>"), "{html}");
        assert!(html.contains("<ol><li>one</li></ol>"), "{html}");
        assert!(html.contains("<section class=\"exchange\" id=\"why\">"), "{html}");
    }

    #[test]
    fn plain_text_keeps_the_speakers() {
        assert_eq!(
            plain_text(&body()),
            "1. A <b> day\n\nIt rained.\n\n1. one\n\nReporter: Why?\n\nDr. Wu: So.\n\nAnd so."
        );
    }

    #[test]
    fn questions_stand_in_the_table_of_contents() {
        let entries = table_of_contents(&body());
        let places: Vec<(&str, u8)> = entries.iter().map(|entry| (entry.anchor.as_str(), entry.level)).collect();
        assert_eq!(places, [("a-day", 2), ("why", 3)]);
    }

    #[test]
    fn chinese_is_counted_by_character() {
        assert_eq!(word_count("两个 words — 三"), 4);
        assert_eq!(reading_minutes(""), 1);
    }
}
