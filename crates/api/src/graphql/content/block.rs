use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    Context, ContextSelectionSet, Object, OutputType, Positioned, Result, ServerResult, SimpleObject, Union, Value,
};
use shanghaidoctor_domain::content::{self, Body, Doctor, Media};

use super::rich_text::RichText;
use crate::graphql::loaders::one;
use crate::graphql::plain::{Plain, list, object, text};
use crate::graphql::view::{Node, Part, View};

/// The names of all blocks: each is one of the others in the place of another.
const BLOCKS: &[&str] = &["Heading", "Paragraph", "Quote", "Figure", "BulletList", "Exchange", "Divider"];

/// An article's body as it is seen: in GraphQL a list of blocks.
pub(super) struct Blocks {
    pub(super) view: View,
    pub(super) body: Arc<Body>,
}

// Written by hand because the list's items borrow from it: a resolver could only return a copy of each.
impl OutputType for Blocks {
    fn type_name() -> Cow<'static, str> {
        <Vec<Block<'_>> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<Block<'_>> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<Block<'_>> as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match self.plain(ctx) {
            Some(plain) => Ok(plain),
            None => self.each().collect::<Vec<_>>().resolve(ctx, field).await,
        }
    }
}

impl Blocks {
    fn each(&self) -> impl Iterator<Item = Block<'_>> {
        self.body.0.iter().map(|block| Block::new(&self.view, block))
    }

    /// What is selected of each, where it all lies at hand.
    pub(super) fn plain(&self, ctx: &ContextSelectionSet<'_>) -> Option<Value> {
        self.each().map(|block| block.plain(ctx)).collect::<Option<_>>().map(Value::List)
    }
}

/// One piece of an article's body.
#[derive(Union)]
enum Block<'a> {
    Heading(Part<'a, content::Heading>),
    Paragraph(Part<'a, content::Paragraph>),
    Quote(Part<'a, content::Quote>),
    Figure(Part<'a, content::Figure>),
    BulletList(Part<'a, content::BulletList>),
    Exchange(Part<'a, content::Exchange>),
    Divider(Divider),
}

impl<'a> Block<'a> {
    fn new(view: &'a View, block: &'a content::Block) -> Self {
        match block {
            content::Block::Heading(value) => Self::Heading(Part { view, value }),
            content::Block::Paragraph(value) => Self::Paragraph(Part { view, value }),
            content::Block::Quote(value) => Self::Quote(Part { view, value }),
            content::Block::Figure(value) => Self::Figure(Part { view, value }),
            content::Block::BulletList(value) => Self::BulletList(Part { view, value }),
            content::Block::Exchange(value) => Self::Exchange(Part { view, value }),
            content::Block::Divider => Self::Divider(Divider { mark: "* * *" }),
        }
    }

    /// What is selected of it, where it all lies at hand.
    fn plain(&self, ctx: &ContextSelectionSet<'_>) -> Option<Value> {
        match self {
            Self::Heading(heading) => object(heading, ctx),
            Self::Paragraph(paragraph) => object(paragraph, ctx),
            Self::Quote(quote) => object(quote, ctx),
            Self::Figure(figure) => object(figure, ctx),
            Self::BulletList(list) => object(list, ctx),
            Self::Exchange(exchange) => object(exchange, ctx),
            Self::Divider(divider) => object(divider, ctx),
        }
    }
}

/// A break between parts.
#[derive(SimpleObject)]
struct Divider {
    /// What to print where no line can be drawn.
    mark: &'static str,
}

impl Plain for Divider {
    const TYPE: &'static str = "Divider";
    const OTHERS: &'static [&'static str] = BLOCKS;

    fn field(&self, name: &str, _: &ContextSelectionSet<'_>) -> Option<Value> {
        match name {
            "mark" => Some(self.mark.into()),
            _ => None,
        }
    }
}

/// A chapter's or section's head.
#[Object(name = "Heading")]
impl Part<'_, content::Heading> {
    /// Its depth: 2 for a chapter (1 is the article's title), 6 at most.
    async fn level(&self) -> u8 {
        self.value.level
    }

    /// Its text, without its number.
    async fn text(&self) -> &str {
        &self.value.text
    }

    /// Its name in addresses, after the `#`; edits elsewhere do not move it.
    async fn anchor(&self) -> &str {
        &self.value.anchor
    }

    /// The number printed before it; null when it has none.
    async fn number(&self) -> Option<u16> {
        self.value.number
    }
}

impl Plain for Part<'_, content::Heading> {
    const TYPE: &'static str = "Heading";
    const OTHERS: &'static [&'static str] = BLOCKS;

    fn field(&self, name: &str, _: &ContextSelectionSet<'_>) -> Option<Value> {
        match name {
            "level" => Some(self.value.level.into()),
            "text" => Some(self.value.text.as_str().into()),
            "anchor" => Some(self.value.anchor.as_str().into()),
            "number" => Some(self.value.number.map_or(Value::Null, Value::from)),
            _ => None,
        }
    }
}

/// A paragraph.
#[Object(name = "Paragraph")]
impl Part<'_, content::Paragraph> {
    /// Its text.
    async fn text(&self) -> RichText<'_> {
        RichText(&self.value.text)
    }
}

impl Plain for Part<'_, content::Paragraph> {
    const TYPE: &'static str = "Paragraph";
    const OTHERS: &'static [&'static str] = BLOCKS;

    fn field(&self, name: &str, below: &ContextSelectionSet<'_>) -> Option<Value> {
        match name {
            "text" => object(&RichText(&self.value.text), below),
            _ => None,
        }
    }
}

/// A set-off quotation.
#[Object(name = "Quote")]
impl Part<'_, content::Quote> {
    /// What is said.
    async fn text(&self) -> RichText<'_> {
        RichText(&self.value.text)
    }

    /// Who says it.
    async fn speaker(&self) -> Option<Part<'_, content::Speaker>> {
        let value = self.value.speaker.as_ref()?;
        Some(Part { view: self.view, value })
    }
}

impl Plain for Part<'_, content::Quote> {
    const TYPE: &'static str = "Quote";
    const OTHERS: &'static [&'static str] = BLOCKS;

    fn field(&self, name: &str, below: &ContextSelectionSet<'_>) -> Option<Value> {
        match name {
            "text" => object(&RichText(&self.value.text), below),
            "speaker" => match &self.value.speaker {
                Some(value) => object(&Part { view: self.view, value }, below),
                None => Some(Value::Null),
            },
            _ => None,
        }
    }
}

/// A picture in the body.
#[Object(name = "Figure")]
impl Part<'_, content::Figure> {
    /// The picture; null while it is missing.
    async fn image(&self, ctx: &Context<'_>) -> Option<Result<Node<Media>>> {
        one(ctx, self.view, self.value.image?).await.transpose()
    }

    /// What stands below it.
    async fn caption(&self) -> Option<&str> {
        self.value.caption.as_deref()
    }

    /// Whom to name beside it, where that is not the picture's own credit.
    async fn credit(&self) -> Option<&str> {
        self.value.credit.as_deref()
    }
}

impl Plain for Part<'_, content::Figure> {
    const TYPE: &'static str = "Figure";
    const OTHERS: &'static [&'static str] = BLOCKS;

    fn field(&self, name: &str, _: &ContextSelectionSet<'_>) -> Option<Value> {
        match name {
            "caption" => Some(text(self.value.caption.as_deref())),
            "credit" => Some(text(self.value.credit.as_deref())),
            _ => None,
        }
    }
}

/// A list.
#[Object(name = "BulletList")]
impl Part<'_, content::BulletList> {
    /// Its items.
    async fn items(&self) -> Vec<RichText<'_>> {
        self.value.items.iter().map(RichText).collect()
    }

    /// Whether the items are numbered.
    async fn ordered(&self) -> bool {
        self.value.ordered
    }
}

impl Plain for Part<'_, content::BulletList> {
    const TYPE: &'static str = "BulletList";
    const OTHERS: &'static [&'static str] = BLOCKS;

    fn field(&self, name: &str, below: &ContextSelectionSet<'_>) -> Option<Value> {
        match name {
            "items" => list(self.value.items.iter().map(RichText), below),
            "ordered" => Some(self.value.ordered.into()),
            _ => None,
        }
    }
}

/// One question with its answer in an interview.
#[Object(name = "Exchange")]
impl Part<'_, content::Exchange> {
    /// Its name in addresses, after the `#`; edits elsewhere do not move it.
    async fn anchor(&self) -> &str {
        &self.value.anchor
    }

    /// What is asked.
    async fn question(&self) -> RichText<'_> {
        RichText(&self.value.question)
    }

    /// Who asks.
    async fn questioner(&self) -> Part<'_, content::Speaker> {
        Part { view: self.view, value: &self.value.questioner }
    }

    /// What is answered, a paragraph each.
    async fn answer(&self) -> Vec<RichText<'_>> {
        self.value.answer.iter().map(RichText).collect()
    }

    /// Who answers.
    async fn respondent(&self) -> Part<'_, content::Speaker> {
        Part { view: self.view, value: &self.value.respondent }
    }
}

impl Plain for Part<'_, content::Exchange> {
    const TYPE: &'static str = "Exchange";
    const OTHERS: &'static [&'static str] = BLOCKS;

    fn field(&self, name: &str, below: &ContextSelectionSet<'_>) -> Option<Value> {
        match name {
            "anchor" => Some(self.value.anchor.as_str().into()),
            "question" => object(&RichText(&self.value.question), below),
            "questioner" => object(&Part { view: self.view, value: &self.value.questioner }, below),
            "answer" => list(self.value.answer.iter().map(RichText), below),
            "respondent" => object(&Part { view: self.view, value: &self.value.respondent }, below),
            _ => None,
        }
    }
}

/// Who speaks.
#[Object(name = "Speaker")]
impl Part<'_, content::Speaker> {
    /// The name as printed.
    async fn name(&self) -> &str {
        &self.value.name
    }

    /// The doctor it is, when the publication has portrayed them.
    async fn doctor(&self, ctx: &Context<'_>) -> Option<Result<Node<Doctor>>> {
        one(ctx, self.view, self.value.doctor?).await.transpose()
    }
}

impl Plain for Part<'_, content::Speaker> {
    const TYPE: &'static str = "Speaker";

    fn field(&self, name: &str, _: &ContextSelectionSet<'_>) -> Option<Value> {
        match name {
            "name" => Some(self.value.name.as_str().into()),
            _ => None,
        }
    }
}
