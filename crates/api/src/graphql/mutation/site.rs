use async_graphql::{Context, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::Site;

use super::drafts::{self, Outcome};
use super::input::Update;
use super::user_error::UserError;
use crate::graphql::loaders::site;
use crate::graphql::view::{Node, View};

/// What came of writing what the publication says of itself.
#[derive(SimpleObject)]
pub(super) struct SitePayload {
    /// The draft as it is now; null when nothing was written.
    site: Option<Node<Site>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl From<Outcome<Site>> for SitePayload {
    fn from(outcome: Outcome<Site>) -> Self {
        let (user_errors, site) = outcome.map_or_else(|errors| (errors, None), |draft| (Vec::new(), Some(draft)));
        Self { site, user_errors }
    }
}

/// Writes what the publication says of itself.
#[derive(Default)]
pub struct SiteMutation;

/// Writes what the publication says of itself.
#[Object]
impl SiteMutation {
    /// Changes the draft of what the publication says of itself.
    async fn update_site(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: Update<Site>,
    ) -> Result<SitePayload> {
        let site = site(ctx, &View::of_draft(ctx)?).await?;
        Ok(drafts::change(ctx, site.entry.id(), input).await?.into())
    }
}
