//! Pages saved as HTML: the same lines as those of a text, with more marks, so that every later stage reads both alike.
//!
//! Lines are counted as a reader sees them. A content system writes a page's whole text on one line of the file, where a
//! line of the file would tell an editor nothing; the report says how it counted.
//!
//! Only the tokenizer of html5ever is used. A tree would be thrown away again, its builder looks through all open
//! elements at each tag, and deep markup makes that quadratic.

mod elements;
mod head;
mod line_builder;
mod masthead;
mod open_elements;
mod page;
mod reader;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};

use self::head::Head;
use self::line_builder::LineBuilder;
pub(crate) use self::page::HtmlPage;
use self::reader::Reader;

/// How much of a text is looked at to tell its kind.
const LOOKED_AT: usize = 64 * 1024;

/// True for HTML, by what is in it: it begins with a tag, or holds several that make paragraphs.
pub(crate) fn is_html(text: &str) -> bool {
    let end = (0..=LOOKED_AT.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    let text = text.get(..end).unwrap_or_default().trim_start_matches('\u{feff}').trim_start();
    let begins = ["<!doctype html", "<html", "<?xml", "<!--"]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start)));
    let tags = text.split('<').skip(1).filter_map(tag_name);
    let blocks = tags.filter(|name| elements::is_block(name) || name == "br").take(4).count();
    begins && blocks > 0 || blocks > 3 || text.starts_with('<') && blocks > 1
}

/// More attributes than a tag has.
const ATTRIBUTES: usize = 500;

/// True when a tag has more attributes than any page's: the tokenizer compares each with all before it.
pub(crate) fn has_endless_tag(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, tag)) = rest.split_once('<') {
        rest = tag;
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let Some(after) = after_tag(tag) else { return true };
        rest = match ["script", "style"].into_iter().find(|name| tag_name(tag).is_some_and(|found| found == **name)) {
            Some(name) => after.split_once(&format!("</{name}")).map_or("", |(_, after)| after),
            None => after,
        };
    }
    false
}

/// What follows a tag; none for one that goes on and on.
fn after_tag(tag: &str) -> Option<&str> {
    let (mut attributes, mut last, mut rest) = (0, ' ', tag.chars());
    while let Some(c) = rest.next() {
        match c {
            '>' => break,
            '"' | '\'' if last == '=' => rest = rest.as_str().split_once(c).map_or("", |(_, after)| after).chars(),
            _ => attributes += usize::from((last.is_whitespace() || last == '/') && !c.is_whitespace()),
        }
        if attributes > ATTRIBUTES {
            return None;
        }
        last = if c.is_whitespace() && last == '=' { last } else { c };
    }
    Some(rest.as_str())
}

/// The name of a tag, from what follows its bracket.
fn tag_name(text: &str) -> Option<String> {
    let text = text.strip_prefix('/').unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, rest) = text.split_at_checked(end)?;
    (!name.is_empty() && rest.starts_with(['>', ' ', '/', '\n', '\r', '\t'])).then(|| name.to_ascii_lowercase())
}

/// Reads a page of HTML. Markup that is broken is read as browsers read it, as far as lines go.
pub(crate) fn read(text: &str) -> HtmlPage {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(text));
    let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
    // The reader runs no scripts, so the tokenizer never waits for one.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let (lines, head) = tokenizer.sink.finish();
    page(lines, head)
}

fn page(builder: LineBuilder, head: Head) -> HtmlPage {
    let builder = builder.under(&head.document_title);
    let mut page = HtmlPage {
        lines: builder.lines,
        asides: builder.asides,
        title: head.title(),
        site_name: head.site_name.clone(),
        address: head.address(),
        unread: head.unread.clone(),
    };
    let mut asides = masthead::asides(&page, &head);
    page.asides.append(&mut asides);
    page.asides.sort_by_key(|aside| aside.number);
    page
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn texts(html: &str) -> Vec<String> {
        read(html).lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lines_are_those_that_a_reader_sees() {
        for (html, wanted) in [
            ("<p>a <span> b</span>\nc</p>d<div>e<br>f</div>", vec!["a b c", "d", "e", "f"]),
            ("<ul><li>a<li>b<ul><li>c</ul></ul>", vec!["a", "b", "c"]),
            ("<table><tr><th>a<td>b<td>c<tr><td><b>d</b></td><td>e</td></tr></table>", vec!["a: b, c", "d: e"]),
            ("<table><tr><td>a</td><td><p>b</p><p>c</p></td></tr></table>", vec!["a", "b", "c"]),
            ("<p>a&nbsp;&nbsp;&amp;&#8212;b <img src=x.png> c</p>", vec!["a &—b c", "x.png"]),
            ("<pre>a\nb</pre><svg><title/><text>s</text></svg><p>c", vec!["a", "b", "s", "c"]),
            ("<b><p>a</b>b</p><p>c</div></span>d", vec!["ab", "cd"]),
            ("<h1>a<h2>b</h2>c<select><option>o</select>d", vec!["a", "b", "cd", "o"]),
        ] {
            assert_eq!(texts(html), wanted, "{html}");
        }
    }

    #[test]
    fn marks_are_told_by_elements_and_styles() {
        let page = read(
            "<h2>a</h2><p><b><i>b</i></b>:</p><p style='font-weight:bold'>c</p><ol start=3><li>d</ol><p><a href=/x>e</a></p>\
             <figure><img src=f.png alt='two men'><figcaption>g</figcaption></figure><p><img src=h.png><br>i</p>",
        );
        let marks: Vec<_> = page.lines.iter().map(|line| &line.marks).collect();
        assert!(marks[0].heading == Some(2) && !marks[0].bold && marks[1].bold && marks[2].bold);
        assert_eq!(page.lines[3].numbered(), Some((3, "d")));
        assert_eq!(marks[4].linked, crate::text::marks::Linked::Wholly);
        assert_eq!(marks[5].picture.as_ref().unwrap().alt.as_deref(), Some("two men"));
        use crate::text::marks::Closeness::{Beside, Named};
        assert_eq!([marks[6].caption, marks[8].caption], [Some(Named), Some(Beside)]);
    }

    /// What a browser shows of a page, without the knowledge of this crate: all but tags, scripts and styles.
    fn visible(html: &str) -> String {
        let mut rest = html.to_owned();
        for (start, end) in [("<script", "</script>"), ("<style", "</style>"), ("<", ">")] {
            while let Some((from, length)) =
                rest.find(start).and_then(|at| Some((at, rest[at..].find(end)? + end.len())))
            {
                rest.replace_range(from..from + length, "");
            }
        }
        [("&nbsp;", " "), ("&gt;", ">"), ("&rsquo;", "’"), ("&amp;", "&")]
            .iter()
            .fold(rest, |text, (name, sign)| text.replace(name, sign))
    }

    fn counted(text: &str) -> HashMap<char, usize> {
        let mut count = HashMap::new();
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            *count.entry(c).or_default() += 1;
        }
        count
    }

    #[test]
    fn every_visible_character_is_in_a_line() {
        for name in ["cms", "semantic", "old-tags", "fragment"] {
            let path = format!("{}/tests/pages/{name}.html", env!("CARGO_MANIFEST_DIR"));
            let bytes = std::fs::read(path).unwrap();
            let html = crate::text::encoding::decode(&bytes).unwrap().text;
            assert!(is_html(&html));
            let lines = counted(&texts(&html).concat());
            for (c, count) in counted(&visible(&html)) {
                assert!(lines.get(&c).is_some_and(|found| *found >= count), "{name}: {c}");
            }
        }
    }

    #[test]
    fn a_tag_has_an_end() {
        let many = |text: &str| format!("<p {}>a", text.repeat(600));
        assert!(has_endless_tag(&many("a=b ")) && has_endless_tag(&many("a=\"b\"/")));
        assert!(!has_endless_tag(&format!("<p style=\"{}\" alt= 'a > b'>a", "a b ".repeat(600))));
        assert!(!has_endless_tag(&format!("<script>{}</script><p>", "a <b c d e ".repeat(600))));
    }

    #[test]
    fn html_is_told_by_its_content() {
        assert!(is_html("\u{feff} <!DOCTYPE HTML><p>a") && is_html("a<p>b</p><div>c</div>") && is_html("<p>a</p>"));
        assert!(!is_html("a < b <i>c</i> <x>") && !is_html("<Reporter> a") && !is_html(""));
    }
}
