use std::collections::HashSet;

use async_graphql::{Enum, InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Block, Body, Content, Doctor, Link, LinkRole, LocalisedTexts, Media, Rights, Source, Specialty, rules};
use crate::text::{RichText, Spellings, is_slug, slug};
use crate::{DateTime, EmailAddress, Id, Kind, Locale, PartialDate, Stage, ViolationCode, Violations};

/// What the publication itself publishes: a portrait of one or more doctors, or a report with no subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ArticleInput")]
pub struct Article {
    /// Its name in addresses.
    #[graphql(default)]
    pub slug: String,
    /// The language it is written in.
    pub locale: Locale,
    /// What it shares with its translations, which are articles of their own; null while it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub translation_group: Option<Uuid>,
    /// The path segment of the section it stands in.
    pub channel: String,
    /// The title as printed, with the subject's name.
    pub title: String,
    /// The title without the subject's name.
    #[graphql(default)]
    pub headline: String,
    /// The preface.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standfirst: Option<RichText>,
    /// What it says, in order.
    #[serde(default)]
    #[graphql(default)]
    pub body: Body,
    /// Whom it portrays, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub subjects: Vec<Id<Doctor>>,
    /// Who else appears in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub mentions: Vec<Mention>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub credits: Vec<Credit>,
    /// The picture that stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<Id<Media>>,
    /// The medical specialties it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub specialties: Vec<Id<Specialty>>,
    /// What holds for it alone; null when the site's own rights hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// What was corrected after it was published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(skip)]
    pub corrections: Vec<Correction>,
    /// The date of its last update that the page itself prints; null when it prints none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_on: Option<PartialDate>,
    /// Where it was read, when it was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[graphql(skip)]
    pub source: Option<Source>,
}

/// A person who appears in an article without being its subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "MentionInput")]
pub struct Mention {
    /// The name as printed, without its title.
    pub name: String,
    /// The title or role it is printed with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The doctor it is, when the publication has portrayed them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doctor: Option<Id<Doctor>>,
}

/// One who made an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SimpleObject, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(input_name = "CreditInput")]
pub struct Credit {
    /// What they did.
    pub role: CreditRole,
    /// Their name.
    pub name: String,
    /// Where to write to them, when the page says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
}

/// What somebody did for an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CreditRole {
    /// Wrote it.
    Author,
    /// Edited it.
    Editor,
    /// Asked the questions.
    Interviewer,
    /// Took the pictures.
    Photographer,
    /// Translated it.
    Translator,
    /// Checked it.
    Reviewer,
    /// Anything else.
    Other,
}

/// What was corrected in an article after it was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SimpleObject)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// When.
    pub at: DateTime,
    /// How grave it is.
    pub kind: CorrectionKind,
    /// What was wrong and what is right, for readers.
    pub note: String,
}

/// How grave a correction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CorrectionKind {
    /// A slip of the pen.
    Typo,
    /// A fact was wrong.
    Fact,
    /// The article no longer stands.
    Retraction,
}

impl Article {
    /// Its title and headline, folded.
    pub fn spellings(&self) -> Spellings {
        Spellings::of([self.title.as_str(), self.headline.as_str()])
    }

    fn check_anchors(&self, violations: &mut Violations) {
        let mut seen = HashSet::new();
        for (index, block) in self.body.0.iter().enumerate() {
            match block.anchor() {
                Some(anchor) if !is_slug(anchor) => {
                    violations.invalid(
                        format!("body.{index}.{}.anchor", block.type_name()),
                        format!("`{anchor}` is no anchor: use lower-case letters and digits joined by hyphens"),
                    );
                }
                Some(anchor) if !seen.insert(anchor) => {
                    violations.push(
                        format!("body.{index}.{}.anchor", block.type_name()),
                        ViolationCode::Duplicate,
                        format!("`{anchor}` stands twice in the article"),
                    );
                }
                _ => {}
            }
        }
    }
}

impl Content for Article {
    const KIND: Kind = Kind::Article;

    fn check(&self, stage: Stage) -> Violations {
        let mut violations = Violations::default();
        if self.slug.is_empty() && self.title.trim().is_empty() {
            violations
                .required("title", "give a title, of which the name in addresses is made, or that name as `slug`");
        } else {
            rules::slug(&mut violations, &self.slug);
        }
        if !is_slug(&self.channel) {
            violations.invalid("channel", "name the channel by its path segment");
        }
        self.check_anchors(&mut violations);
        for (index, block) in self.body.0.iter().enumerate() {
            if let Block::Heading(heading) = block
                && !(2..=6).contains(&heading.level)
            {
                violations.invalid(format!("body.{index}.heading.level"), "a heading's level is 2 to 6");
            }
        }
        if stage == Stage::Published && self.title.trim().is_empty() && !self.slug.is_empty() {
            violations.required("title", "an article needs a title before it is published");
        }
        if stage == Stage::Published && self.body.is_empty() {
            violations.required("body", "an article needs a text before it is published");
        }
        violations
    }

    fn links(&self) -> Vec<Link> {
        let subjects = self.subjects.iter().map(|id| LinkRole::Subject.to(id.node()));
        let mentioned = self.mentions.iter().filter_map(|mention| mention.doctor);
        let mentions = mentioned.map(|id| LinkRole::Mention.to(id.node()));
        let specialties = self.specialties.iter().map(|id| LinkRole::Specialty.to(id.node()));
        let cover = self.cover.map(|id| LinkRole::Picture.to(id.node()));
        let blocks = self.body.links();
        subjects.chain(mentions).chain(specialties).chain(cover).chain(blocks).collect()
    }

    fn localised(&self) -> LocalisedTexts<'_> {
        LocalisedTexts::default()
    }

    fn slug(&self) -> Option<&str> {
        Some(&self.slug)
    }

    fn set_slug(&mut self, slug: String) {
        self.slug = slug;
    }

    fn fill_in(&mut self, before: Option<&Self>) {
        if self.slug.is_empty() {
            self.slug = slug(&self.title);
        }
        if self.headline.is_empty() {
            self.headline.clone_from(&self.title);
        }
        self.body.fill_in_anchors(before.map(|before| &before.body));
    }

    fn keep_notices(&mut self, before: &Self) {
        let new: Vec<Correction> =
            self.corrections.iter().filter(|notice| !before.corrections.contains(notice)).cloned().collect();
        self.corrections.clone_from(&before.corrections);
        self.corrections.extend(new);
    }

    fn written_in(&self) -> Option<&Locale> {
        Some(&self.locale)
    }

    fn channel(&self) -> Option<&str> {
        Some(&self.channel)
    }
}
