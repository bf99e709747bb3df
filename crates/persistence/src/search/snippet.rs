//! The passage of an article that shows why it was found.

use std::ops::Range;

use shanghaidoctor_domain::content::{Article, Block, Body};
use shanghaidoctor_domain::text::escape_html;

use super::analysis::{Run, runs, stem};

/// Characters of a snippet at most.
const LENGTH: usize = 180;

/// A passage that shows why a record was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The passage, as text.
    pub text: String,
    /// The words that were looked for, in Unicode characters of the text.
    pub highlights: Vec<Range<usize>>,
    /// The chapter or the exchange that it stands in.
    pub anchor: Option<String>,
}

impl Snippet {
    /// The passage as HTML, what was looked for in `<mark>`; all else is escaped.
    pub fn html(&self) -> String {
        let characters: Vec<char> = self.text.chars().collect();
        let part = |range: Range<usize>| -> String {
            escape_html(&characters.get(range).unwrap_or_default().iter().collect::<String>())
        };
        let (mut html, mut done) = (String::new(), 0);
        for mark in self.highlights.iter().filter(|mark| mark.start < mark.end) {
            // Two words that were looked for can meet in one place.
            if mark.start >= done {
                html.push_str(&part(done..mark.start));
                html.push_str("<mark>");
                html.push_str(&part(mark.clone()));
                html.push_str("</mark>");
                done = mark.end;
            }
        }
        html.push_str(&part(done..characters.len()));
        html
    }
}

/// The passage of an article that holds most of what was looked for, its preface included; `None` where only names or
/// titles hold any of it.
pub fn snippet(article: &Article, body: &Body, searched: &str) -> Option<Snippet> {
    let wanted: Vec<Run> = runs(searched).into_iter().map(|(run, _)| run).collect();
    let standfirst = article.standfirst.iter().map(|text| (text.text(), None));
    let mut anchor: Option<&str> = None;
    let passages = body.0.iter().flat_map(|block| {
        anchor = block.anchor().or(anchor);
        texts(block).into_iter().map(move |text| (text, anchor.map(str::to_owned)))
    });
    let mut best: Option<(usize, Snippet)> = None;
    for (text, anchor) in standfirst.chain(passages) {
        let marks = marks(&text, &wanted);
        let kinds = marks.iter().map(|(at, _)| at).collect::<std::collections::BTreeSet<_>>().len();
        if kinds > best.as_ref().map_or(0, |(most, _)| *most) {
            let places = marks.into_iter().map(|(_, place)| place).collect();
            best = Some((kinds, cut(&text, places, anchor)));
        }
    }
    best.map(|(_, snippet)| snippet)
}

fn texts(block: &Block) -> Vec<String> {
    match block {
        Block::Heading(heading) => vec![heading.text.clone()],
        Block::Paragraph(paragraph) => vec![paragraph.text.text()],
        Block::Quote(quote) => vec![quote.text.text()],
        Block::Figure(figure) => figure.caption.iter().cloned().collect(),
        Block::BulletList(list) => list.items.iter().map(|item| item.text()).collect(),
        Block::Exchange(exchange) => {
            [&exchange.question].into_iter().chain(&exchange.answer).map(|text| text.text()).collect()
        }
        Block::Divider => Vec::new(),
    }
}

/// Which of the wanted runs stand where, in bytes.
fn marks(text: &str, wanted: &[Run]) -> Vec<(usize, Range<usize>)> {
    let mut marks = Vec::new();
    for (run, place) in runs(text) {
        for (at, sought) in wanted.iter().enumerate() {
            match (&run, sought) {
                (Run::Word(word), Run::Word(sought)) if meets(word, sought) => marks.push((at, place.clone())),
                (Run::Han(characters), Run::Han(sought)) => {
                    marks.extend(within(text, &place, characters, sought).map(|place| (at, place)));
                }
                _ => {}
            }
        }
    }
    marks
}

fn meets(word: &str, sought: &str) -> bool {
    word == sought || (sought.len() > 2 && word.starts_with(sought)) || stem(word) == stem(sought)
}

/// Where `sought` stands in a run of characters that begins at `place`.
fn within<'a>(
    text: &'a str,
    place: &Range<usize>,
    characters: &'a [char],
    sought: &'a [char],
) -> impl Iterator<Item = Range<usize>> + use<'a> {
    let (start, end) = (place.start, place.end);
    let written = text.get(start..end).unwrap_or_default();
    let offset = move |count: usize| start + written.chars().take(count).map(char::len_utf8).sum::<usize>();
    let starts = characters.windows(sought.len().max(1)).enumerate().filter(move |(_, window)| *window == sought);
    starts.map(move |(at, _)| offset(at)..offset(at + sought.len()))
}

/// The part of a text around its first mark.
fn cut(text: &str, places: Vec<Range<usize>>, anchor: Option<String>) -> Snippet {
    let before = |byte: usize| text.get(..byte).map_or(0, |start| start.chars().count());
    let marks: Vec<Range<usize>> = places.iter().map(|place| before(place.start)..before(place.end)).collect();
    let length = text.chars().count();
    let first = marks.first().map_or(0, |mark| mark.start);
    let from = if length <= LENGTH { 0 } else { first.saturating_sub(LENGTH / 3).min(length - LENGTH) };
    let to = (from + LENGTH).min(length);
    let lead = usize::from(from > 0);
    let mut shown: String = text.chars().skip(from).take(to - from).collect();
    if from > 0 {
        shown.insert(0, '…');
    }
    if to < length {
        shown.push('…');
    }
    let seen = marks.into_iter().filter(|mark| from <= mark.start && mark.end <= to);
    let highlights = seen.map(|mark| mark.start - from + lead..mark.end - from + lead).collect();
    Snippet { text: shown, highlights, anchor }
}
