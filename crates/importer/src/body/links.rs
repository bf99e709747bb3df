//! Links of the text that the model has no place for: heads, captions and the names of speakers are plain texts.

use std::collections::HashSet;

use shanghaidoctor_domain::content::Block;
use shanghaidoctor_domain::text::RichText;

use crate::facts::Portrait;
use crate::report::notes::{Notes, WarningKind};
use crate::text::lines::Line;
use crate::text::marks::{Mark, addresses};

/// Tells of each link in a line of the text whose address the article keeps nowhere.
pub(crate) fn report_lost(lines: &[Line], article: &Portrait, notes: &mut Notes) {
    let is_text = |line: &&Line| notes.parts.get(&line.number).is_some_and(|part| part.is_text());
    let linked = lines.iter().filter(|line| !line.marks.spans.is_empty()).filter(is_text);
    let links: Vec<(u32, &str)> = linked.flat_map(links).collect();
    // Most pages have none.
    if links.is_empty() {
        return;
    }
    let standfirst = article.standfirst.iter().map(|text| &text.value);
    let texts = standfirst.chain(article.blocks.iter().flat_map(|block| texts(&block.value)));
    let kept: HashSet<&str> = texts.flat_map(addresses).collect();
    for (line, address) in links.into_iter().filter(|(_, address)| !kept.contains(address)) {
        notes.warn(WarningKind::Link, line, format!("a link that this text cannot keep: {address}"));
    }
}

fn links(line: &Line) -> impl Iterator<Item = (u32, &str)> {
    line.marks.spans.iter().filter_map(|span| match &span.mark {
        Mark::Link(address) => Some((line.number, address.as_str())),
        Mark::Bold | Mark::Emphasis => None,
    })
}

fn texts(block: &Block) -> Vec<&RichText> {
    match block {
        Block::Paragraph(paragraph) => vec![&paragraph.text],
        Block::Quote(quote) => vec![&quote.text],
        Block::BulletList(list) => list.items.iter().collect(),
        Block::Exchange(exchange) => [&exchange.question].into_iter().chain(&exchange.answer).collect(),
        Block::Heading(_) | Block::Figure(_) | Block::Divider => Vec::new(),
    }
}
