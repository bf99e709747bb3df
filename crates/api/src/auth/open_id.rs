//! Sign-in by a provider of OpenID Connect: the code flow with PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636; RFC
//! 9700).

mod id_token;
mod provider;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use shanghaidoctor_domain::{EmailAddress, Limits, Role, Url};
use shanghaidoctor_persistence::accounts::{Account, AccountChange, AccountError, Doer, NewAccount};
use url::Url as WebAddress;

use self::id_token::Proven;
use self::provider::Provider;
use super::key_error::KeyError;
use super::{Auth, AuthError, Given, Origin};
use crate::config::OpenIdSettings;

/// What the state between the two steps is sealed for.
const PURPOSE: &str = "open id flow";

/// How long somebody may take to sign in at the provider.
const PATIENCE: Duration = Duration::from_secs(600);

/// A provider that may say who somebody is.
pub(super) struct OpenId {
    provider: Provider,
    role_claim: String,
    roles: BTreeMap<String, Role>,
    /// Where the provider sends people back to.
    callback: String,
    /// Where a browser goes then.
    return_url: String,
}

/// Why nobody was signed in by the provider.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdRefused {
    /// No provider is set.
    #[error("no provider is set here: sign in by a password")]
    Off,
    /// What came back does not belong to what this browser has begun.
    #[error("this is not the end of what this browser has begun, or it took too long: begin again")]
    Foreign,
    /// The provider has refused.
    #[error("the provider has signed nobody in: {0}")]
    Provider(String),
    /// What the provider says cannot be believed.
    #[error("what the provider says of you cannot be believed: {0}")]
    Untrusted(&'static str),
    /// The provider knows them, and they may do nothing here.
    #[error("you have no role here: ask whoever gives roles at the provider")]
    NoRole,
    /// Their account here is disabled.
    #[error("your account here is disabled")]
    Disabled,
    /// The provider does not answer as it should.
    #[error("the provider does not answer as it should: {0}")]
    Unreachable(String),
    /// Something failed on our side.
    #[error(transparent)]
    Failed(#[from] AuthError),
}

impl From<AccountError> for OpenIdRefused {
    fn from(error: AccountError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<KeyError> for OpenIdRefused {
    fn from(error: KeyError) -> Self {
        Self::Failed(error.into())
    }
}

/// What a browser keeps, sealed, between the two steps.
#[derive(Serialize, Deserialize)]
struct Flow {
    state: String,
    nonce: String,
    verifier: String,
    until: i64,
}

impl OpenId {
    /// As the settings say; none where no provider is set.
    pub(super) fn new(settings: &OpenIdSettings, public_url: &Url) -> anyhow::Result<Option<Self>> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let Some(issuer) = given(&settings.openid_issuer) else { return Ok(None) };
        let client_id =
            given(&settings.openid_client_id).context("OPENID_CLIENT_ID must be set beside OPENID_ISSUER")?;
        let secret = settings.openid_client_secret.clone().filter(|secret| !secret.reveal().is_empty());
        let secret = secret.context("OPENID_CLIENT_SECRET must be set beside OPENID_ISSUER")?;
        let address = WebAddress::parse(&issuer).context("OPENID_ISSUER")?;
        let is_local = matches!(address.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        ensure!(
            address.scheme() == "https" || is_local,
            "OPENID_ISSUER must begin with https:, or whoever listens could sign in as anybody"
        );
        let roles = roles(&given(&settings.openid_roles).unwrap_or_default())?;
        ensure!(
            !roles.is_empty(),
            "OPENID_ROLES must say which value of the claim stands for which role: `editors=editor`"
        );
        let own = public_url.as_str().trim_end_matches('/').to_owned();
        let return_url = given(&settings.openid_return_url).unwrap_or_else(|| own.clone());
        return_url.parse::<Url>().context("OPENID_RETURN_URL")?;
        Ok(Some(Self {
            provider: Provider::new(issuer, client_id, secret)?,
            role_claim: settings.openid_role_claim.clone(),
            roles,
            callback: format!("{own}/sign-in/openid/callback"),
            return_url,
        }))
    }

    /// The highest role that the values of the claim stand for.
    fn role(&self, proven: &Proven) -> Option<Role> {
        proven.values(&self.role_claim).iter().filter_map(|value| self.roles.get(*value)).max().copied()
    }
}

fn roles(setting: &str) -> anyhow::Result<BTreeMap<String, Role>> {
    let pairs = setting.split(',').map(str::trim).filter(|pair| !pair.is_empty());
    let read = |pair: &str| {
        let (value, name) =
            pair.rsplit_once('=').with_context(|| format!("OPENID_ROLES: `{pair}` is not `value=role`"))?;
        let role = Role::ALL.into_iter().find(|role| role.name() == name.trim());
        let role = role.with_context(|| format!("OPENID_ROLES: `{name}` is no role"))?;
        Ok((value.trim().to_owned(), role))
    };
    pairs.map(read).collect()
}

impl Auth {
    fn open_id(&self) -> Result<&OpenId, OpenIdRefused> {
        self.0.open_id.as_ref().ok_or(OpenIdRefused::Off)
    }

    /// Begins to sign somebody in by the provider: where to send the browser, and what it has to keep until it comes back.
    pub async fn begin_open_id(&self) -> Result<(String, String), OpenIdRefused> {
        let open_id = self.open_id()?;
        let until = chrono::DateTime::<chrono::Utc>::from(self.clock().now()) + PATIENCE;
        let flow = Flow { state: random()?, nonce: random()?, verifier: random()?, until: until.timestamp() };
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(flow.verifier.as_bytes()));
        let address = open_id.provider.authorize(&open_id.callback, &flow.state, &flow.nonce, &challenge).await?;
        let plain = serde_json::to_vec(&flow).map_err(|error| OpenIdRefused::Unreachable(error.to_string()))?;
        Ok((address, self.sealing().seal(PURPOSE, &plain)?))
    }

    /// Signs in whoever comes back from the provider with this code. Gives their session, and where their browser goes.
    pub async fn finish_open_id(
        &self,
        kept: &str,
        state: &str,
        code: &str,
        origin: &Origin,
    ) -> Result<(Given, String, String), OpenIdRefused> {
        let open_id = self.open_id()?;
        let flow =
            self.sealing().open(PURPOSE, kept).ok().and_then(|plain| serde_json::from_slice::<Flow>(&plain).ok());
        let now = chrono::DateTime::<chrono::Utc>::from(self.clock().now()).timestamp();
        let flow = flow.filter(|flow| flow.state == state && now < flow.until).ok_or(OpenIdRefused::Foreign)?;
        let token = open_id.provider.exchange(&open_id.callback, code, &flow.verifier).await?;
        let proven = open_id.provider.believe(&token, &flow.nonce, now).await?;
        let account = self.account_of(open_id, &proven).await?;
        let (given, device) = self.welcome_open_id(&account, origin).await?;
        Ok((given, device, open_id.return_url.clone()))
    }

    /// The account of whoever the provider knows: that of before, or the one of their address, or a new one. What it may do
    /// is what the provider says.
    async fn account_of(&self, open_id: &OpenId, proven: &Proven) -> Result<Account, OpenIdRefused> {
        let role = open_id.role(proven).ok_or(OpenIdRefused::NoRole)?;
        let (issuer, doer) = (open_id.provider.issuer(), Doer::operator());
        let known = match self.accounts().by_external_identity(issuer, &proven.subject).await? {
            Some(account) => Some(account),
            None => self.accounts().by_email(proven.email()?).await?,
        };
        let account = match known {
            Some(account) if account.disabled_at.is_some() => return Err(OpenIdRefused::Disabled),
            Some(account) if account.role == role => account,
            Some(account) => {
                let change = AccountChange { role: Some(role), ..AccountChange::default() };
                self.accounts().update(&doer, account.id, account.revision, change).await?
            }
            None => self.accounts().create(&doer, new_account(proven.email()?, proven, role)).await?,
        };
        self.accounts().know_external_identity(issuer, &proven.subject, account.id).await?;
        Ok(account)
    }
}

fn new_account(email: &EmailAddress, proven: &Proven, role: Role) -> NewAccount {
    let is_fine =
        |name: &String| !name.trim().is_empty() && name.chars().count() <= 200 && !name.chars().any(char::is_control);
    let name = proven.name.clone().filter(is_fine);
    let name = name.unwrap_or_else(|| email.to_string());
    NewAccount { email: email.clone(), name, role, limits: Limits::default(), password: None }
}

fn random() -> Result<String, KeyError> {
    let mut bytes = [0; 32];
    rand::fill(&mut bytes).map_err(|_| KeyError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_and_others_refused() {
        let read = roles("cms editors=editor, cn=admins,dc=example=administrator");
        assert!(read.is_err(), "a value with a comma in it cannot be told from two");
        let read = roles("cms-editors=editor, a=b=publisher").unwrap();
        assert_eq!(read, BTreeMap::from([("cms-editors".into(), Role::Editor), ("a=b".into(), Role::Publisher)]));
        assert!(roles("editors=chief").unwrap_err().to_string().contains("OPENID_ROLES"));
    }
}
