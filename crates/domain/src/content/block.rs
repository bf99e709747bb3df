use std::fmt;

use async_graphql::{InputObject, OneofObject};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Doctor, Link, LinkRole, Media};
use crate::Id;
use crate::input::written_as;
use crate::text::RichText;

/// One piece of an article's body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Block {
    /// A chapter's or section's head.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A set-off quotation.
    Quote(Quote),
    /// A picture.
    Figure(Figure),
    /// A list.
    BulletList(BulletList),
    /// A question and its answer.
    Exchange(Exchange),
    /// A break between parts.
    Divider,
}

/// One piece of an article's body.
#[derive(OneofObject)]
enum BlockInput {
    /// A chapter's or section's head.
    Heading(Heading),
    /// A paragraph.
    Paragraph(Paragraph),
    /// A set-off quotation.
    Quote(Quote),
    /// A picture.
    Figure(Figure),
    /// A list.
    BulletList(BulletList),
    /// A question and its answer.
    Exchange(Exchange),
    /// A break between parts; true or false, it is one.
    Divider(bool),
}

written_as!(Block, BlockInput);

impl From<BlockInput> for Block {
    fn from(written: BlockInput) -> Self {
        match written {
            BlockInput::Heading(heading) => Self::Heading(heading),
            BlockInput::Paragraph(paragraph) => Self::Paragraph(paragraph),
            BlockInput::Quote(quote) => Self::Quote(quote),
            BlockInput::Figure(figure) => Self::Figure(figure),
            BlockInput::BulletList(list) => Self::BulletList(list),
            BlockInput::Exchange(exchange) => Self::Exchange(exchange),
            BlockInput::Divider(_) => Self::Divider,
        }
    }
}

impl From<&Block> for BlockInput {
    fn from(block: &Block) -> Self {
        match block.clone() {
            Block::Heading(heading) => Self::Heading(heading),
            Block::Paragraph(paragraph) => Self::Paragraph(paragraph),
            Block::Quote(quote) => Self::Quote(quote),
            Block::Figure(figure) => Self::Figure(figure),
            Block::BulletList(list) => Self::BulletList(list),
            Block::Exchange(exchange) => Self::Exchange(exchange),
            Block::Divider => Self::Divider(true),
        }
    }
}

/// A chapter's or section's head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "HeadingInput")]
pub struct Heading {
    /// Its depth: 2 for a chapter (1 is the article's title), 6 at most.
    pub level: u8,
    /// Its text, without its number.
    pub text: String,
    /// Its name in addresses, after the `#`; edits elsewhere do not move it.
    #[graphql(default)]
    pub anchor: String,
    /// The number printed before it; null when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u16>,
}

/// A paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "ParagraphInput")]
pub struct Paragraph {
    /// Its text.
    pub text: RichText,
}

/// A set-off quotation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "QuoteInput")]
pub struct Quote {
    /// What is said.
    pub text: RichText,
    /// Who says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Speaker>,
}

/// A picture in the body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "FigureInput")]
pub struct Figure {
    /// The picture; null while it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Id<Media>>,
    /// What stands below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// Whom to name beside it, where that is not the picture's own credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "BulletListInput")]
pub struct BulletList {
    /// Its items.
    pub items: Vec<RichText>,
    /// Whether the items are numbered.
    #[serde(default)]
    #[graphql(default)]
    pub ordered: bool,
}

/// One question with its answer in an interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "ExchangeInput")]
pub struct Exchange {
    /// Its name in addresses, after the `#`; edits elsewhere do not move it.
    #[graphql(default)]
    pub anchor: String,
    /// What is asked.
    pub question: RichText,
    /// Who asks.
    pub questioner: Speaker,
    /// What is answered, a paragraph each.
    pub answer: Vec<RichText>,
    /// Who answers.
    pub respondent: Speaker,
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "SpeakerInput")]
pub struct Speaker {
    /// The name as printed.
    pub name: String,
    /// The doctor it is, when the publication has portrayed them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doctor: Option<Id<Doctor>>,
}

/// The names of the pieces in JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum Type {
    Heading,
    Paragraph,
    Quote,
    Figure,
    BulletList,
    Exchange,
    Divider,
}

impl Type {
    fn read<'de, D: Deserializer<'de>>(self, fields: D) -> Result<Block, D::Error> {
        Ok(match self {
            Self::Heading => Block::Heading(Heading::deserialize(fields)?),
            Self::Paragraph => Block::Paragraph(Paragraph::deserialize(fields)?),
            Self::Quote => Block::Quote(Quote::deserialize(fields)?),
            Self::Figure => Block::Figure(Figure::deserialize(fields)?),
            Self::BulletList => Block::BulletList(BulletList::deserialize(fields)?),
            Self::Exchange => Block::Exchange(Exchange::deserialize(fields)?),
            Self::Divider => IgnoredAny::deserialize(fields).map(|_| Block::Divider)?,
        })
    }
}

const TYPE: &str = "type";

// Written out because deriving would copy all of a piece before it looks at its type, which stands first wherever this
// program wrote it.
impl<'de> Deserialize<'de> for Block {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pieces)
    }
}

struct Pieces;

impl<'de> Visitor<'de> for Pieces {
    type Value = Block;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a block with its `type`")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Block, M::Error> {
        let Some(first) = map.next_key::<String>()? else { return Err(M::Error::missing_field(TYPE)) };
        if first == TYPE {
            let r#type: Type = map.next_value()?;
            return r#type.read(MapAccessDeserializer::new(map));
        }
        let mut fields = serde_json::Map::from_iter([(first, map.next_value()?)]);
        while let Some((name, value)) = map.next_entry()? {
            fields.insert(name, value);
        }
        let r#type = fields.remove(TYPE).ok_or_else(|| M::Error::missing_field(TYPE))?;
        let r#type = Type::deserialize(r#type).map_err(M::Error::custom)?;
        r#type.read(serde_json::Value::from(fields)).map_err(M::Error::custom)
    }
}

impl Block {
    /// What tells its type, in JSON as in the API's inputs.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Heading(_) => "heading",
            Self::Paragraph(_) => "paragraph",
            Self::Quote(_) => "quote",
            Self::Figure(_) => "figure",
            Self::BulletList(_) => "bulletList",
            Self::Exchange(_) => "exchange",
            Self::Divider => "divider",
        }
    }

    /// The anchor it can be reached by, for the kinds that have one.
    pub fn anchor(&self) -> Option<&str> {
        match self {
            Self::Heading(heading) => Some(&heading.anchor),
            Self::Exchange(exchange) => Some(&exchange.anchor),
            _ => None,
        }
    }

    /// Gives it another anchor; nothing happens to a kind that has none.
    pub(super) fn set_anchor(&mut self, new: String) {
        match self {
            Self::Heading(Heading { anchor, .. }) | Self::Exchange(Exchange { anchor, .. }) => *anchor = new,
            _ => {}
        }
    }

    /// The documents it names.
    pub fn links(&self) -> Vec<Link> {
        let speaker = |speaker: &Speaker| speaker.doctor.map(|id| LinkRole::Speaker.to(id.node()));
        match self {
            Self::Figure(figure) => figure.image.map(|id| LinkRole::Picture.to(id.node())).into_iter().collect(),
            Self::Quote(quote) => quote.speaker.iter().filter_map(speaker).collect(),
            Self::Exchange(exchange) => {
                [&exchange.questioner, &exchange.respondent].into_iter().filter_map(speaker).collect()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_of_a_block_may_stand_anywhere() {
        let paragraph = Block::Paragraph(Paragraph { text: RichText::from_plain("One.") });
        for json in [r#"{"type":"paragraph","text":"One."}"#, r#"{"text":"One.","type":"paragraph"}"#] {
            assert_eq!(serde_json::from_str::<Block>(json).unwrap(), paragraph, "{json}");
        }
        assert_eq!(serde_json::to_string(&paragraph).unwrap(), r#"{"type":"paragraph","text":"One."}"#);
        assert_eq!(serde_json::from_str::<Block>(r#"{"type":"divider"}"#).unwrap(), Block::Divider);
    }

    #[test]
    fn what_is_no_block_is_refused() {
        for (json, said) in [
            ("{}", "missing field `type`"),
            (r#"{"text":"One."}"#, "missing field `type`"),
            (r#"{"type":"verse","text":"One."}"#, "unknown variant `verse`"),
            (r#"{"type":"paragraph"}"#, "missing field `text`"),
            (r#"{"type":"paragraph","text":"One.","bold":true}"#, "unknown field `bold`"),
            (r#"{"bold":true,"type":"paragraph","text":"One."}"#, "unknown field `bold`"),
        ] {
            let error = serde_json::from_str::<Block>(json).unwrap_err().to_string();
            assert!(error.contains(said), "{json}: {error}");
        }
    }
}
