//! From tags to lines.

use std::cell::RefCell;

use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use crate::html::elements;
use crate::html::head::Head;
use crate::html::line_builder::LineBuilder;
use crate::html::open_elements::{Effect, OpenElements};
use crate::text::characters::plain;
use crate::text::lines::is_picture_name;
use crate::text::marks::{Item, Picture, is_link};

/// Takes what the tokenizer gives.
#[derive(Debug, Default)]
pub(crate) struct Reader(RefCell<State>);

#[derive(Debug, Default)]
struct State {
    elements: OpenElements,
    lines: LineBuilder,
    head: Head,
    /// Characters go to the document's title.
    in_title: bool,
    /// The last cell of the row was a head.
    after_head: bool,
}

impl Reader {
    /// The lines and the head of the page.
    pub fn finish(self) -> (LineBuilder, Head) {
        let mut state = self.0.into_inner();
        state.lines.end_block(0);
        (state.lines, state.head)
    }
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.characters(&text),
            Token::CommentToken(text) => state.head.comment(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return state.start(&tag),
            Token::TagToken(tag) => state.end(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn characters(&mut self, text: &str) {
        if self.in_title {
            self.head.document_title.push_str(text);
        } else if self.elements.unread == 0 {
            self.lines.push(text, &self.elements.context);
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let name = &*tag.name;
        match name {
            "br" => self.lines.break_line(),
            "img" => self.picture(tag),
            "meta" => {
                let property = attribute(tag, "property").or_else(|| attribute(tag, "name"));
                self.head.meta(property.unwrap_or_default(), attribute(tag, "content").unwrap_or_default());
            }
            "link" => self.link(tag),
            _ => {}
        }
        let block = elements::is_block(name);
        if block {
            self.close_implied(name);
            self.begin_block(name);
        }
        if elements::is_void(name) {
            return TokenSinkResult::Continue;
        }
        let effect = self.effect(tag);
        if effect.unread && self.elements.unread == 0 {
            *self.head.unread.entry(name.to_owned()).or_default() += 1;
        }
        self.elements.push(&tag.name, effect);
        if name == "li" {
            self.number_item();
        }
        // In a drawing these are ordinary elements.
        let in_drawing = self.elements.is_open("svg");
        self.in_title = name == "title" && !in_drawing && self.head.document_title.is_empty();
        elements::raw(name).filter(|_| !in_drawing).map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }

    fn end(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if name == "title" {
            self.in_title = false;
        }
        if name == "br" {
            self.lines.break_line();
        }
        if !self.elements.close(&tag.name) || !elements::is_block(name) {
            return;
        }
        if !matches!(name, "td" | "th") {
            self.lines.end_block(elements::line_ends(name));
        }
        if name == "li" {
            self.lines.item = None;
        }
    }

    /// Elements whose end tag may be left out end where the next begins.
    fn close_implied(&mut self, name: &str) {
        let elements = &mut self.elements;
        let ended = elements.innermost_block().is_some_and(|block| {
            block == "p" || elements::heading(block).is_some() && elements::heading(name).is_some()
        });
        if ended && let Some(block) = elements.innermost_block().map(str::to_owned) {
            elements.close_within(&[&block], &[]);
        }
        match name {
            "li" => elements.close_within(&["li"], &["ul", "ol", "menu", "dir"]),
            "dt" | "dd" => elements.close_within(&["dt", "dd"], &["dl"]),
            "td" | "th" => elements.close_within(&["td", "th"], &["table", "tr"]),
            "tr" => elements.close_within(&["tr"], &["table"]),
            _ => false,
        };
    }

    fn begin_block(&mut self, name: &str) {
        match name {
            "td" | "th" => self.lines.begin_cell(self.after_head),
            _ => self.lines.end_block(elements::line_ends(name)),
        }
        self.after_head = name == "th" || self.after_head && !matches!(name, "td" | "tr");
    }

    fn number_item(&mut self) {
        self.lines.item = Some(match self.elements.lists.last_mut() {
            Some(Some(number)) => {
                let own = *number;
                *number = number.saturating_add(1);
                Item::Number(own)
            }
            _ => Item::Bullet,
        });
    }

    fn effect(&self, tag: &Tag) -> Effect {
        let name = &*tag.name;
        let style = elements::style(attribute(tag, "style").unwrap_or_default());
        let names = [attribute(tag, "class"), attribute(tag, "id")];
        let named = |is: fn(&str) -> bool| names.iter().flatten().any(|names| is(names));
        // The whole of a page is called by what stands in it now and then.
        let is_box = elements::is_block(name) && !matches!(name, "html" | "body" | "main" | "article");
        let start = || attribute(tag, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
        Effect {
            bold: matches!(name, "b" | "strong") || style.bold,
            emphasis: matches!(name, "i" | "em" | "cite") || style.emphasis,
            caption: name == "figcaption" || named(elements::is_caption_name),
            preformatted: name == "pre",
            furniture: elements::is_furniture(name, self.elements.articles > 0)
                || is_box && named(elements::is_site_name),
            hidden: style.hidden || attribute(tag, "hidden").is_some(),
            unread: elements::is_unread(name),
            article: name == "article",
            heading: elements::heading(name),
            link: (name == "a")
                .then(|| attribute(tag, "href"))
                .flatten()
                .filter(|address| !address.starts_with('#'))
                .map(|address| Some(address.trim().to_owned()).filter(|address| is_link(address))),
            list: match name {
                "ol" => Some(Some(start())),
                "ul" | "menu" | "dir" => Some(None),
                _ => None,
            },
        }
    }

    fn picture(&mut self, tag: &Tag) {
        if self.elements.unread > 0 {
            return;
        }
        // A picture of one pixel counts readers.
        if [attribute(tag, "width"), attribute(tag, "height")].iter().flatten().any(|size| matches!(*size, "0" | "1")) {
            *self.head.unread.entry("img".to_owned()).or_default() += 1;
            return;
        }
        // What loads late has its address aside.
        let places = ["data-src", "data-original", "data-lazy-src", "src"];
        let mut addresses = places.iter().filter_map(|place| attribute(tag, place)).map(str::trim);
        let address = addresses.find(|address| !address.is_empty() && !address.starts_with("data:"));
        let alt = attribute(tag, "alt").map(plain).filter(|alt| !alt.is_empty() && !is_picture_name(alt));
        let picture = Picture { address: address.map(str::to_owned), alt, ..Picture::default() };
        self.lines.picture(picture, &self.elements.context);
    }

    fn link(&mut self, tag: &Tag) {
        let canonical = attribute(tag, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
        let address = attribute(tag, "href").map(str::trim).filter(|address| canonical && is_link(address));
        if let Some(address) = address {
            self.head.named_address = Some(address.to_owned());
        }
    }
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}
