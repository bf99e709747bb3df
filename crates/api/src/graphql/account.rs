//! Who signs in, as GraphQL shows them: to themselves and to administrators, never to anybody else.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use shanghaidoctor_domain::{Actor, DateTime, EmailAddress, Locale, Role, TokenScope, id_text};
use shanghaidoctor_persistence::accounts::{Account, ServiceToken, Session};
use uuid::Uuid;

use super::error::account_error;
use super::partner::SeenPartner;
use crate::auth::{Auth, Identity};

/// Somebody who may sign in.
pub(super) struct AccountNode(pub(super) Account);

/// Somebody who may sign in. Only they themselves and administrators see it.
#[Object(name = "Account")]
impl AccountNode {
    /// The id.
    async fn id(&self) -> ID {
        id_text("account", self.0.id).into()
    }

    /// The address that they sign in by.
    async fn email(&self) -> &EmailAddress {
        &self.0.email
    }

    /// What others call them.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What they may do.
    async fn role(&self) -> Role {
        self.0.role
    }

    /// The languages of the articles that they may write; empty for all.
    async fn locales(&self) -> &[Locale] {
        &self.0.limits.locales
    }

    /// The channels that they may write articles for, by slug; empty for all.
    async fn channels(&self) -> &[String] {
        &self.0.limits.channels
    }

    /// Whether they sign in with a second factor.
    async fn has_second_factor(&self) -> bool {
        self.0.has_second_factor
    }

    /// How often it was changed: `updateAccount` wants to know what its caller saw.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at
    }

    /// Since when nobody signs in with it; null while somebody may.
    async fn disabled_at(&self) -> Option<DateTime> {
        self.0.disabled_at
    }
}

/// A token that a program signs its requests with. Its secret was shown once, when it was made.
#[derive(SimpleObject)]
#[graphql(name = "ServiceToken")]
pub(super) struct ServiceTokenNode {
    /// The id.
    id: ID,
    /// What it is called.
    name: String,
    /// What it is for.
    scopes: Vec<TokenScope>,
    /// The languages of the articles that it may write; empty for all.
    locales: Vec<Locale>,
    /// The channels that it may write articles for, by slug; empty for all.
    channels: Vec<String>,
    /// The id of who made it, or `operator` for the command line.
    created_by: String,
    /// When it was made.
    created_at: DateTime,
    /// When it is over.
    expires_at: DateTime,
    /// When it was revoked; null when it was not.
    revoked_at: Option<DateTime>,
}

impl From<ServiceToken> for ServiceTokenNode {
    fn from(token: ServiceToken) -> Self {
        Self {
            id: id_text("token", token.id).into(),
            name: token.name,
            scopes: token.scopes,
            locales: token.limits.locales,
            channels: token.limits.channels,
            created_by: token.created_by,
            created_at: token.created_at,
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
        }
    }
}

/// A place where somebody is signed in.
#[derive(SimpleObject)]
#[graphql(name = "Session")]
pub(super) struct SessionNode {
    /// The id.
    id: ID,
    /// How they proved who they are: `password`, `invitation`, `open_id`.
    method: String,
    /// From which address it began, where that is known.
    address: Option<String>,
    /// What the program called itself (`User-Agent`).
    agent: String,
    /// When it began.
    created_at: DateTime,
    /// When it was refreshed last.
    seen_at: DateTime,
    /// When it is over at the latest.
    expires_at: DateTime,
    /// Whether this request was sent by it.
    is_this: bool,
}

/// Who is signed in.
#[derive(Default)]
pub(super) struct Viewer {
    account: Option<Account>,
    token: Option<ServiceToken>,
    partner: Option<Uuid>,
}

/// Who is signed in: a person by an account, or a program by a service token or a partner's key.
#[Object]
impl Viewer {
    /// The account; null for a program.
    async fn account(&self) -> Option<AccountNode> {
        self.account.clone().map(AccountNode)
    }

    /// The service token; null for a person.
    async fn service_token(&self) -> Option<ServiceTokenNode> {
        self.token.clone().map(ServiceTokenNode::from)
    }

    /// The partner whose key the request was signed with; null for all others, and for a key that is not for that
    /// (`LICENCES`).
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<SeenPartner>> {
        let may_see = |id: &Uuid| ctx.data::<Actor>().is_ok_and(|actor| actor.may_see_partner(*id).is_ok());
        match self.partner.filter(may_see) {
            Some(id) => SeenPartner::of(ctx, id).await,
            None => Ok(None),
        }
    }

    /// Where the person is signed in, the latest first; empty for a program.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<Vec<SessionNode>> {
        let Some(account) = &self.account else { return Ok(Vec::new()) };
        let this = ctx.data::<Identity>()?.signed.as_ref().map(|signed| signed.by);
        let sessions = ctx.data::<Auth>()?.accounts().sessions(account.id).await;
        let shown = |session: Session| SessionNode {
            id: id_text("session", session.id).into(),
            method: session.method,
            address: session.address,
            agent: session.agent,
            created_at: session.created_at,
            seen_at: session.seen_at,
            expires_at: session.expires_at,
            is_this: this == Some(session.id),
        };
        Ok(sessions.map_err(|error| account_error(&error))?.into_iter().map(shown).collect())
    }
}

impl Viewer {
    /// Who sends this request; nobody where nobody is signed in.
    pub(super) async fn of(ctx: &Context<'_>) -> Result<Option<Self>> {
        let Some(signed) = &ctx.data::<Identity>()?.signed else { return Ok(None) };
        let accounts = ctx.data::<Auth>()?.accounts();
        let viewer = match signed.actor {
            Actor::Account { id, .. } => accounts.by_id(id).await.map(|account| Self { account, ..Self::default() }),
            Actor::Partner { id, .. } => Ok(Self { partner: Some(id), ..Self::default() }),
            _ => accounts.service_token(signed.by).await.map(|token| Self { token, ..Self::default() }),
        };
        viewer.map(Some).map_err(|error| account_error(&error))
    }
}

/// What those who are signed in read beside the content.
#[derive(Default)]
pub struct AccountQuery;

/// What those who are signed in read beside the content.
#[Object]
impl AccountQuery {
    /// Who is signed in; null when nobody is.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        Viewer::of(ctx).await
    }

    /// All accounts, by e-mail address; for administrators.
    async fn accounts(&self, ctx: &Context<'_>) -> Result<Vec<AccountNode>> {
        let identity = ctx.data::<Identity>()?;
        let accounts = ctx.data::<Auth>()?.accounts().all(&identity.actor()).await;
        Ok(accounts.map_err(|error| account_error(&error))?.into_iter().map(AccountNode).collect())
    }

    /// All service tokens, the latest first; for administrators.
    async fn service_tokens(&self, ctx: &Context<'_>) -> Result<Vec<ServiceTokenNode>> {
        let identity = ctx.data::<Identity>()?;
        let tokens = ctx.data::<Auth>()?.accounts().service_tokens(&identity.actor()).await;
        Ok(tokens.map_err(|error| account_error(&error))?.into_iter().map(ServiceTokenNode::from).collect())
    }
}
