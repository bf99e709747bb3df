use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};

use super::{Article, Content, Link, LocalisedTexts, Rights, rules};
use crate::text::{Localised, is_slug};
use crate::{EmailAddress, Kind, Locale, Stage, Url, Violations};

/// The publication itself: its name, its rights and where to reach it. There is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "SiteInput")]
pub struct Site {
    /// Its name.
    pub name: Localised,
    /// The line under its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tagline: Option<Localised>,
    /// The address of the site its readers see; articles' own addresses begin with it.
    pub url: Url,
    /// The languages it publishes in, the first one first.
    pub locales: Vec<Locale>,
    /// Where to write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<EmailAddress>,
    /// What holds for every article that does not say otherwise.
    pub rights: Rights,
    /// Its accounts elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub accounts: Vec<SocialAccount>,
    /// Its sections, in the order of its menu.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[graphql(default)]
    pub channels: Vec<Channel>,
}

/// An account of the publication on another service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SimpleObject, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(input_name = "SocialAccountInput")]
pub struct SocialAccount {
    /// The service: `WeChat`.
    pub service: String,
    /// The account's name there.
    pub handle: String,
    /// Its address, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
}

/// A section of the site and its path segment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
#[serde(deny_unknown_fields)]
#[graphql(name = "ChannelInput")]
pub struct Channel {
    /// Its path segment: `engouji`.
    pub slug: String,
    /// Its name.
    pub name: Localised,
}

impl Site {
    /// The address at which readers find an article.
    pub fn address_of(&self, article: &Article) -> Url {
        self.url.join(&format!("{}/{}", article.channel, article.slug))
    }
}

impl Content for Site {
    const KIND: Kind = Kind::Site;

    fn check(&self, stage: Stage) -> Violations {
        let mut violations = Violations::default();
        rules::needed_to_publish(&mut violations, stage, "name", &self.name);
        if self.locales.is_empty() {
            violations.required("locales", "name at least one language");
        }
        for (index, channel) in self.channels.iter().enumerate() {
            if !is_slug(&channel.slug) {
                violations
                    .invalid(format!("channels.{index}.slug"), "use lower-case letters and digits joined by hyphens");
            }
        }
        violations
    }

    fn links(&self) -> Vec<Link> {
        Vec::new()
    }

    fn localised(&self) -> LocalisedTexts<'_> {
        LocalisedTexts::default().with("name", &self.name).with("tagline", self.tagline.as_ref()).with_each(
            "channels",
            "name",
            &self.channels,
            |channel| Some(&channel.name),
        )
    }
}
