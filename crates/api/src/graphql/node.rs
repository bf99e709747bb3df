use async_graphql::{Context, ID, Interface, Result};
use shanghaidoctor_domain::content::{
    Appointment, Article, Content, Doctor, Journal, Media, Organisation, Publication, Specialty,
};
use shanghaidoctor_domain::{Id, Kind, NodeId};
use shanghaidoctor_persistence::Stored;

use super::loaders::asked_for;
use super::view::{Node, View};

/// Anything with an id, by which it can be asked for again.
#[derive(Interface)]
#[graphql(name = "Node", field(name = "id", ty = "ID", desc = "The id, opaque and stable for life."))]
pub(super) enum AnyNode {
    Doctor(Node<Doctor>),
    Appointment(Node<Appointment>),
    Publication(Node<Publication>),
    Article(Node<Article>),
    Organisation(Node<Organisation>),
    Journal(Node<Journal>),
    Specialty(Node<Specialty>),
    Image(Node<Media>),
}

impl<T: Content> Node<T> {
    /// The field of all nodes.
    async fn id(&self, _: &Context<'_>) -> Result<ID> {
        Ok(self.public_id())
    }

    /// The id in its text form.
    pub(super) fn public_id(&self) -> ID {
        ID(self.entry.id().to_string())
    }
}

/// The document with this id, whatever its kind.
pub(super) async fn find(ctx: &Context<'_>, view: &View, id: NodeId) -> Result<Option<AnyNode>> {
    Ok(match id.kind {
        Kind::Doctor => find_as(ctx, view, id).await?.map(AnyNode::Doctor),
        Kind::Appointment => find_as(ctx, view, id).await?.map(AnyNode::Appointment),
        Kind::Publication => find_as(ctx, view, id).await?.map(AnyNode::Publication),
        Kind::Article => find_as(ctx, view, id).await?.map(AnyNode::Article),
        Kind::Organisation => find_as(ctx, view, id).await?.map(AnyNode::Organisation),
        Kind::Journal => find_as(ctx, view, id).await?.map(AnyNode::Journal),
        Kind::Specialty => find_as(ctx, view, id).await?.map(AnyNode::Specialty),
        Kind::Media => find_as(ctx, view, id).await?.map(AnyNode::Image),
        // The site is no node: there is one, and `site` shows it.
        Kind::Site => None,
    })
}

async fn find_as<T: Stored>(ctx: &Context<'_>, view: &View, id: NodeId) -> Result<Option<Node<T>>> {
    asked_for(ctx, view, Id::new(id.uuid)).await
}
