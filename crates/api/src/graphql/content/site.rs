use async_graphql::{Context, ContextSelectionSet, Object, Result, SimpleObject, Value};
use shanghaidoctor_domain::content::{self, Rights, Site, SocialAccount};
use shanghaidoctor_domain::{EmailAddress, Locale, Url};

use super::feed::Feed;
use crate::graphql::PublicUrl;
use crate::graphql::editing::Editing;
use crate::graphql::plain::Plain;
use crate::graphql::view::{Fields, Node, TextLocale};

/// Who publishes: the publication itself, its rights and where to reach it.
#[Object(name = "Site")]
impl Fields<Site> {
    /// Its name.
    async fn name(&self) -> &str {
        self.view.text(&self.entry.content.name)
    }

    /// The line under its name.
    async fn tagline(&self) -> Option<&str> {
        self.view.text_of(self.entry.content.tagline.as_ref())
    }

    /// The address of the site its readers see.
    async fn url(&self) -> &Url {
        &self.entry.content.url
    }

    /// The languages it publishes in, the first one first.
    async fn locales(&self) -> &[Locale] {
        &self.entry.content.locales
    }

    /// Where to write to.
    async fn contact(&self) -> Option<&EmailAddress> {
        self.entry.content.contact.as_ref()
    }

    /// What holds for every article that does not say otherwise.
    async fn rights(&self) -> &Rights {
        &self.entry.content.rights
    }

    /// Its accounts elsewhere.
    async fn accounts(&self) -> &[SocialAccount] {
        &self.entry.content.accounts
    }

    /// Its sections, in the order of its menu.
    async fn channels(&self) -> Vec<Channel> {
        self.entry.content.channels.iter().map(|channel| self.channel(channel)).collect()
    }

    /// Its feeds, in each of their formats.
    async fn feeds(&self, ctx: &Context<'_>) -> Result<Vec<Feed>> {
        Ok(Feed::all(self.view.text(&self.entry.content.name), &ctx.data::<PublicUrl>()?.0))
    }

    /// In which language each of its texts is shown, with the languages asked for.
    async fn text_locales(&self) -> Vec<TextLocale> {
        self.shown_locales()
    }

    /// What those who write drafts need to know of it; null for those who read what is published.
    async fn editing(&self, ctx: &Context<'_>) -> Option<Result<Editing>> {
        self.editing_state(ctx).await
    }
}

impl Plain for Node<Site> {
    const TYPE: &'static str = "Site";

    fn field(&self, name: &str, _: &ContextSelectionSet<'_>) -> Option<Value> {
        (name == "name").then(|| self.view.text(&self.entry.content.name).into())
    }
}

/// A section of the site and its path segment.
#[derive(SimpleObject)]
pub(super) struct Channel {
    /// Its path segment: `engouji`.
    slug: String,
    /// Its name.
    name: String,
}

impl Node<Site> {
    fn channel(&self, channel: &content::Channel) -> Channel {
        Channel { slug: channel.slug.clone(), name: self.view.text(&channel.name).to_owned() }
    }

    /// The section with this path segment; one that the menu does not name goes by its path segment.
    pub(super) fn channel_of(&self, slug: &str) -> Channel {
        let known = self.entry.content.channels.iter().find(|channel| channel.slug == slug);
        known.map_or_else(|| Channel { slug: slug.to_owned(), name: slug.to_owned() }, |channel| self.channel(channel))
    }
}
