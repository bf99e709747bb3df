use async_graphql::OneofObject;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use serde::{Deserialize, Serialize};

use crate::input::written_as;

/// A paragraph with emphasis and links, kept as CommonMark. Raw HTML in it is text, never markup.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RichText(String);

/// What CommonMark would take for markup anywhere in a line.
const INLINE_MARKS: &[char] = &['\\', '`', '*', '_', '[', ']', '<', '&', '~'];

/// A text with emphasis and links, in one of two forms.
#[derive(OneofObject)]
enum RichTextInput {
    /// As CommonMark: paragraphs, emphasis, links, code. HTML in it is text, never markup.
    Markdown(String),
    /// As a text that has no markup: every sign in it stands for itself.
    Plain(String),
}

written_as!(RichText, RichTextInput);

impl From<RichTextInput> for RichText {
    fn from(written: RichTextInput) -> Self {
        match written {
            RichTextInput::Markdown(markdown) => Self::from_markdown(markdown),
            RichTextInput::Plain(text) => Self::from_plain(&text),
        }
    }
}

impl From<&RichText> for RichTextInput {
    fn from(text: &RichText) -> Self {
        Self::Markdown(text.0.clone())
    }
}

impl RichText {
    /// A text that is markup already.
    pub fn from_markdown(markdown: impl Into<String>) -> Self {
        Self(markdown.into())
    }

    /// A text that has no markup: every sign in it stands for itself.
    pub fn from_plain(text: &str) -> Self {
        let mut markdown = String::with_capacity(text.len());
        for (index, line) in text.lines().map(str::trim).enumerate() {
            if index > 0 {
                markdown.push('\n');
            }
            escape_line(line, &mut markdown);
        }
        Self(markdown)
    }

    /// The text as CommonMark.
    pub fn markdown(&self) -> &str {
        &self.0
    }

    /// The text alone.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.0.len());
        for event in self.events() {
            match event {
                Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => {
                    text.push_str(&part)
                }
                Event::SoftBreak => text.push(' '),
                Event::HardBreak => text.push('\n'),
                Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => text.push('\n'),
                _ => {}
            }
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// The text as HTML, one `<p>` a paragraph: only what CommonMark makes, links only to the web and to mail.
    pub fn html(&self) -> String {
        let mut rendered = String::with_capacity(self.0.len() + 16);
        html::push_html(&mut rendered, self.events());
        rendered.truncate(rendered.trim_end().len());
        rendered
    }

    /// The text as HTML without the paragraph around it, for use inside another element.
    pub fn inline_html(&self) -> String {
        let html = self.html();
        match html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
            Some(inner) if !inner.contains("<p>") => inner.to_owned(),
            _ => html,
        }
    }

    /// True when it says nothing.
    pub fn is_blank(&self) -> bool {
        self.0.trim().is_empty()
    }

    fn events(&self) -> impl Iterator<Item = Event<'_>> {
        Parser::new_ext(&self.0, Options::ENABLE_STRIKETHROUGH).map(without_raw_html).map(without_unsafe_links)
    }
}

fn without_raw_html(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        other => other,
    }
}

fn without_unsafe_links(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = if is_safe(&dest_url) { dest_url } else { "#".into() };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        // A picture belongs in a figure block, where it has its size and its credit.
        Event::Start(Tag::Image { .. }) => Event::Start(Tag::Emphasis),
        Event::End(TagEnd::Image) => Event::End(TagEnd::Emphasis),
        other => other,
    }
}

fn is_safe(address: &str) -> bool {
    ["http://", "https://", "mailto:", "#", "/"].iter().any(|start| address.starts_with(start))
}

fn escape_line(line: &str, markdown: &mut String) {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    for (index, c) in line.chars().enumerate() {
        let opens_block = index == 0 && "#>-+=|".contains(c);
        let numbers_item = index > 0 && index == digits && ".)".contains(c);
        if INLINE_MARKS.contains(&c) || opens_block || numbers_item {
            markdown.push('\\');
        }
        markdown.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_comes_back_as_it_was() {
        for text in [
            "1. The path",
            "*** 5 * 3 _ [x](y) <b> & `",
            "- a",
            "> q",
            "# h",
            "\\*",
            "1) x",
            "a ~~b~~ &amp;",
            "+ x",
            "=== ",
        ] {
            assert_eq!(RichText::from_plain(text).text(), text.trim(), "{text}");
        }
    }

    #[test]
    fn no_markup_but_its_own_gets_through() {
        let html = RichText::from_markdown("a <script>x</script> [y](javascript:z) *e* ![p](http://x/p.png)").html();
        assert_eq!(html, "<p>a &lt;script&gt;x&lt;/script&gt; <a href=\"#\">y</a> <em>e</em> <em>p</em></p>");
    }

    #[test]
    fn a_single_paragraph_can_stand_inside_another_element() {
        assert_eq!(RichText::from_markdown("a **b**").inline_html(), "a <strong>b</strong>");
        assert_eq!(RichText::from_markdown("a\n\nb").inline_html(), "<p>a</p>\n<p>b</p>");
    }
}
