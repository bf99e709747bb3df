//! How people and programs prove who they are: passwords, sessions, tokens, and the keys behind them.
//!
//! A session is a family of refresh tokens, each good for once. The access tokens it gives are JWTs of minutes, signed by
//! keys that everybody can look up; what their bearer may do is read anew at each request, so that a right that is taken
//! away, or a session that is ended, is gone at once.

mod access_token;
mod cookies;
mod form_token;
mod hub_secret;
mod key_error;
mod keys;
mod open_id;
mod password;
mod reprint_secret;
mod sealing;
mod second_factor;
pub(crate) mod secret;
mod sign_in;
mod throttle;
mod webhook_secret;

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use shanghaidoctor_domain::{Actor, DateTime, Url};
use shanghaidoctor_persistence::accounts::{AccountError, Accounts, Doer, Refreshed, SessionStart, Signed};
use shanghaidoctor_persistence::partners::Partners;
use shanghaidoctor_persistence::{Clock, Database};
use uuid::Uuid;

use self::access_token::Tokens;
pub use self::cookies::{CookieStyle, Cookies};
pub use self::form_token::{FormToken, WrongFormToken};
pub use self::key_error::KeyError;
use self::keys::Keys;
use self::open_id::OpenId;
pub use self::open_id::OpenIdRefused;
pub use self::password::{Passwords, WeakPassword};
pub use self::reprint_secret::ReprintLink;
use self::sealing::Sealing;
pub use self::secret::SecretKind;
pub use self::sign_in::{SignIn, SignInRefused};
use crate::AuthSettings;

/// How long a session goes on without being refreshed.
const IDLE: Duration = Duration::from_secs(30 * 86_400);

/// How long a session goes on, however often it is refreshed.
const LONGEST: Duration = Duration::from_secs(90 * 86_400);

/// How long a link to set a password is good for.
const INVITED_FOR: Duration = Duration::from_secs(7 * 86_400);

/// How people and programs prove who they are.
#[derive(Clone)]
pub struct Auth(Arc<Parts>);

struct Parts {
    accounts: Accounts,
    partners: Partners,
    clock: Clock,
    passwords: Passwords,
    tokens: Tokens,
    cookies: CookieStyle,
    open_id: Option<OpenId>,
}

/// By which somebody sets a password, once.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The address to open.
    pub link: String,
    /// Until when.
    pub expires_at: DateTime,
}

/// Who sends a request.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// Whom it is sent for; nobody where it says nothing.
    pub signed: Option<Signed>,
    /// The cookies that came with it, from a page that may send them.
    pub cookies: Cookies,
}

/// Where somebody signs in from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The address, where it is known.
    pub address: Option<IpAddr>,
    /// What the program calls itself (`User-Agent`).
    pub agent: String,
}

/// What a session gives to its holder.
#[derive(Clone, Debug)]
pub struct Given {
    /// The session.
    pub session: Uuid,
    /// Whose it is.
    pub account: Uuid,
    /// Sent with each request, as a bearer token.
    pub access_token: String,
    /// When it is over.
    pub access_token_expires_at: DateTime,
    /// Exchanged for the next ones, once.
    pub refresh_token: String,
}

/// Why a token was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Untrusted {
    /// It is none of this server's, its time is over, or its session has ended.
    #[error("this token is none of this server's, its time is over, or its session has ended")]
    Invalid,
    /// It cannot be looked at.
    #[error(transparent)]
    Failed(#[from] AuthError),
}

/// What can go wrong beside what a client did.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// Where accounts are kept.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The keys.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A password could not be hashed.
    #[error("a password could not be hashed: {0}")]
    Password(String),
}

impl Auth {
    /// That of a server, as its settings say.
    pub fn new(
        settings: &AuthSettings,
        data_dir: &Path,
        public_url: &Url,
        database: &Database,
        clock: &Clock,
    ) -> anyhow::Result<Self> {
        let (accounts, partners) = (Accounts::new(database, clock), Partners::new(database, clock));
        let sealing = Sealing::new(settings, data_dir)?;
        let keys = Keys::new(accounts.clone(), clock.clone(), sealing);
        let tokens = Tokens::new(keys, clock.clone(), public_url);
        let cookies = CookieStyle { secure: public_url.as_str().starts_with("https:") };
        let open_id = OpenId::new(&settings.open_id, public_url)?;
        let (clock, passwords) = (clock.clone(), Passwords::default());
        Ok(Self(Arc::new(Parts { accounts, partners, clock, passwords, tokens, cookies, open_id })))
    }

    /// Where accounts are kept.
    pub fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    /// Where partners are kept.
    pub fn partners(&self) -> &Partners {
        &self.0.partners
    }

    /// How passwords are hashed.
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// How cookies are written.
    pub fn cookies(&self) -> CookieStyle {
        self.0.cookies
    }

    /// What time it is.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The secret of a new service token, and the hash to keep of it.
    pub fn make_service_secret(&self) -> Result<(String, String), AuthError> {
        with_hash(SecretKind::Service)
    }

    /// The secret of a new key of a partner, and the hash to keep of it.
    pub fn make_partner_secret(&self) -> Result<(String, String), AuthError> {
        with_hash(SecretKind::Partner)
    }

    fn sealing(&self) -> &Sealing {
        self.0.tokens.keys().sealing()
    }

    /// Makes the keys ready, the first of them where there is none.
    pub async fn prepare(&self) -> Result<(), AuthError> {
        self.0.tokens.keys().prepare().await
    }

    /// The keys that everybody may look up, as a JSON Web Key Set (RFC 7517).
    pub async fn public_keys(&self) -> Result<serde_json::Value, AuthError> {
        self.0.tokens.keys().public().await
    }

    /// Signs with another key from now on; what those of before have signed is believed for `overlap`.
    pub async fn rotate_keys(&self, doer: &Doer, overlap: Duration) -> Result<(), AuthError> {
        self.0.tokens.keys().rotate(doer, overlap).await
    }

    /// Begins a session of somebody who has proven who they are.
    pub async fn begin(
        &self,
        account: Uuid,
        method: &'static str,
        doer: &Doer,
        agent: &str,
    ) -> Result<Given, AuthError> {
        let refresh_token = SecretKind::Refresh.make()?;
        let start = SessionStart {
            account,
            method,
            agent: agent.chars().take(LONGEST_AGENT).collect(),
            refresh: secret::hash(&refresh_token),
            longest: LONGEST,
            idle: IDLE,
        };
        let session = self.0.accounts.begin_session(doer, start).await?;
        self.given(session, account, refresh_token).await
    }

    /// Exchanges a refresh token for the next ones; nothing for one that is none, is over, or was used before.
    pub async fn refresh(&self, token: &str, origin: &Origin) -> Result<Option<Given>, AuthError> {
        if !SecretKind::Refresh.is_form_of(token) {
            return Ok(None);
        }
        let next = SecretKind::Refresh.make()?;
        let (hash, next_hash) = (secret::hash(token), secret::hash(&next));
        match self.0.accounts.refresh(&hash, &next_hash, IDLE, origin.text()).await? {
            Refreshed::GoesOn { session, account } => Ok(Some(self.given(session, account, next).await?)),
            Refreshed::Over | Refreshed::Reused => Ok(None),
        }
    }

    async fn given(&self, session: Uuid, account: Uuid, refresh_token: String) -> Result<Given, AuthError> {
        let (access_token, access_token_expires_at) = self.0.tokens.sign(session, account).await?;
        Ok(Given { session, account, access_token, access_token_expires_at, refresh_token })
    }

    /// Whom a bearer token stands for, with the rights of this moment.
    pub async fn identify(&self, token: &str) -> Result<Signed, Untrusted> {
        let signed = if SecretKind::Service.is_form_of(token) {
            self.0.accounts.service(&secret::hash(token)).await
        } else if SecretKind::Partner.is_form_of(token) {
            self.0.partners.by_hash(&secret::hash(token)).await
        } else {
            let session = self.0.tokens.verify(token).await?.ok_or(Untrusted::Invalid)?;
            self.0.accounts.signed_in(session).await
        };
        signed.map_err(AuthError::from)?.ok_or(Untrusted::Invalid)
    }

    /// Invites somebody to set a password. The secret stands behind the `#` of the link, which browsers send to nobody.
    pub async fn invite(&self, doer: &Doer, account: Uuid) -> Result<Invitation, AuthError> {
        let secret = SecretKind::Invitation.make()?;
        let expires_at = self.0.accounts.invite(doer, account, &secret::hash(&secret), INVITED_FOR).await?;
        Ok(Invitation { link: format!("{}/invitation#{secret}", self.0.tokens.issuer()), expires_at })
    }

    /// Whom a session, a service token or a partner's key stands for by now: rights may have been taken away since it was
    /// looked at.
    pub async fn renew(&self, signed: &Signed) -> Result<Option<Signed>, AuthError> {
        Ok(match signed.actor {
            Actor::Partner { key, .. } => self.0.partners.by_key(key).await,
            _ => self.0.accounts.renewed(signed).await,
        }?)
    }
}

fn with_hash(kind: SecretKind) -> Result<(String, String), AuthError> {
    let secret = kind.make()?;
    let hash = secret::hash(&secret);
    Ok((secret, hash))
}

/// Longer ones are cut: whoever signs in chooses what is kept of them.
const LONGEST_AGENT: usize = 200;

impl Origin {
    /// The address as the log keeps it.
    pub fn text(&self) -> Option<String> {
        self.address.map(|address| address.to_string())
    }
}

impl Identity {
    /// Who acts.
    pub fn actor(&self) -> Actor {
        self.signed.as_ref().map_or(Actor::Anonymous, |signed| signed.actor.clone())
    }
}
