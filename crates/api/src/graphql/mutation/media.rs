use async_graphql::{Context, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::Media;

use super::drafts::{self, Outcome};
use super::input::{DeleteInput, Update};
use super::payload::DeletePayload;
use super::user_error::UserError;
use crate::graphql::view::Node;

/// What came of writing what is known of a picture.
#[derive(SimpleObject)]
pub(super) struct MediaPayload {
    /// The draft as it is now; null when nothing was written.
    image: Option<Node<Media>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl From<Outcome<Media>> for MediaPayload {
    fn from(outcome: Outcome<Media>) -> Self {
        let (user_errors, image) = outcome.map_or_else(|errors| (errors, None), |draft| (Vec::new(), Some(draft)));
        Self { image, user_errors }
    }
}

/// Writes what is known of pictures. Their files are never changed.
#[derive(Default)]
pub struct MediaMutation;

/// Writes what is known of pictures. Their files are never changed.
#[Object]
impl MediaMutation {
    /// Changes what is known of a picture: what it shows, whom to name, how those in it agreed, what to keep in view.
    async fn update_media(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: Update<Media>,
    ) -> Result<MediaPayload> {
        Ok(drafts::update(ctx, input).await?.into())
    }

    /// Deletes the record of a picture.
    async fn delete_media(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        Ok(drafts::delete::<Media>(ctx, &input).await?.into())
    }
}
