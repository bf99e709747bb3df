use std::time::Duration;

use shanghaidoctor_domain::{Actor, EmailAddress};
use shanghaidoctor_persistence::accounts::{Account, AccountError, Doer, Failures, Signed};
use uuid::Uuid;

use super::password::{Passwords, WeakPassword};
use super::throttle::{self, Count};
use super::{Auth, AuthError, Given, Origin, SecretKind, secret};

/// Somebody signs in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// By which they sign in, as they typed it.
    pub email: String,
    /// Their password.
    pub password: String,
    /// A code of their second factor.
    pub code: Option<String>,
    /// What their device was told when they signed in before.
    pub device_token: Option<String>,
    /// Where they are.
    pub origin: Origin,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInRefused {
    /// There is no such account, or this is not its password: which of the two is nobody's business.
    #[error("the e-mail address or the password is wrong")]
    Wrong,
    /// The password is right, and a code of the second factor is needed.
    #[error("a code of the second factor is needed")]
    CodeNeeded,
    /// The password is right, and this is no code of the second factor.
    #[error("this is no code of the second factor, or it was used before")]
    WrongCode,
    /// It was tried too often.
    #[error("too many tries: wait before the next one")]
    Wait(Duration),
    /// Something failed on our side.
    #[error(transparent)]
    Failed(#[from] AuthError),
}

impl<E: Into<AccountError>> From<E> for SignInRefused {
    fn from(error: E) -> Self {
        Self::Failed(AuthError::Account(error.into()))
    }
}

impl Auth {
    /// Signs somebody in by their password. Gives what their session gives them, and what tells their device next time.
    pub async fn sign_in(&self, sign_in: SignIn) -> Result<(Given, String), SignInRefused> {
        let SignIn { email, password, code, device_token, origin } = sign_in;
        let account = match email.parse::<EmailAddress>() {
            Ok(email) => self.accounts().by_email(&email).await?,
            Err(_) => None,
        };
        let account = account.filter(|account| account.disabled_at.is_none());
        let device = self.known_device(account.as_ref(), device_token.as_deref()).await?;
        let counts = throttle::counts(&email.to_ascii_lowercase(), origin.address, device.as_deref());
        self.wait_is_over(&counts).await?;
        let hash = account.as_ref().and_then(|account| account.password.clone());
        let known = self.passwords().matches(password.clone(), hash).await?;
        let tried = account.as_ref().map(|account| account.id);
        let Some(account) = account.filter(|_| known) else {
            return Err(self.failed(&counts, tried, "password", &origin).await?);
        };
        if account.has_second_factor {
            self.second_factor_fits(&account, code.as_deref(), &counts, &origin).await?;
        }
        self.went_well(&counts).await?;
        self.keep_up(&account, password).await?;
        self.welcome(&account, "password", device_token, &origin).await
    }

    /// Sets the password of whoever was invited, and signs them in; or says why the password cannot be.
    pub async fn accept_invitation(
        &self,
        invitation: &str,
        password: String,
        name: Option<String>,
        origin: &Origin,
    ) -> Result<Result<(Given, String), WeakPassword>, SignInRefused> {
        let hash = secret::hash(invitation);
        let invited = match SecretKind::Invitation.is_form_of(invitation) {
            true => self.accounts().invited(&hash).await?,
            false => None,
        };
        let Some(account) = invited else { return Err(SignInRefused::Wrong) };
        if let Err(weak) = Passwords::check(&password, &account.email.to_string()) {
            return Ok(Err(weak));
        }
        let password = self.passwords().hash(password).await?;
        match self.accounts().accept_invitation(&hash, &password, name, origin.text()).await {
            Ok(_) => self.welcome(&account, "invitation", None, origin).await.map(Ok),
            Err(AccountError::InvitationOver) => Err(SignInRefused::Wrong),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives somebody who is signed in another password. Trying the one of before is slowed down as signing in is: a session
    /// that was left open is no way to it.
    pub async fn change_password(
        &self,
        account: &Account,
        signed: &Signed,
        before: String,
        password: String,
        origin: &Origin,
    ) -> Result<(), SignInRefused> {
        let counts = throttle::counts(&account.email.to_string(), origin.address, None);
        self.wait_is_over(&counts).await?;
        if !self.passwords().matches(before, account.password.clone()).await? {
            return Err(self.failed(&counts, Some(account.id), "password", origin).await?);
        }
        let hash = self.passwords().hash(password).await?;
        let doer = Doer { actor: signed.actor.clone(), address: origin.text() };
        self.accounts().set_password(&doer, account.id, &hash, Some(signed.by)).await?;
        Ok(self.went_well(&counts).await?)
    }

    /// Takes the second factor of somebody who is signed in away, for a code of it.
    pub async fn disable_second_factor(
        &self,
        account: &Account,
        signed: &Signed,
        code: &str,
        origin: &Origin,
    ) -> Result<(), SignInRefused> {
        let counts = throttle::counts(&account.email.to_string(), origin.address, None);
        self.wait_is_over(&counts).await?;
        self.second_factor_fits(account, Some(code), &counts, origin).await?;
        let doer = Doer { actor: signed.actor.clone(), address: origin.text() };
        Ok(self.accounts().disable_second_factor(&doer, account.id).await?)
    }

    async fn second_factor_fits(
        &self,
        account: &Account,
        code: Option<&str>,
        counts: &[Count],
        origin: &Origin,
    ) -> Result<(), SignInRefused> {
        let Some(code) = code else { return Err(SignInRefused::CodeNeeded) };
        if self.is_second_factor(account, code).await? {
            return Ok(());
        }
        self.failed(counts, Some(account.id), "second factor", origin).await?;
        Err(SignInRefused::WrongCode)
    }

    /// What follows once the provider of OpenID Connect has said who somebody is.
    pub(super) async fn welcome_open_id(
        &self,
        account: &Account,
        origin: &Origin,
    ) -> Result<(Given, String), AuthError> {
        match self.welcome(account, "open_id", None, origin).await {
            Ok(welcomed) => Ok(welcomed),
            Err(SignInRefused::Failed(error)) => Err(error),
            Err(refused) => Err(AuthError::Password(refused.to_string())),
        }
    }

    /// What follows once somebody has proven who they are.
    async fn welcome(
        &self,
        account: &Account,
        method: &'static str,
        device_token: Option<String>,
        origin: &Origin,
    ) -> Result<(Given, String), SignInRefused> {
        let actor = Actor::Account { id: account.id, role: account.role, limits: account.limits.clone() };
        let doer = Doer { actor, address: origin.text() };
        let given = self.begin(account.id, method, &doer, &origin.agent).await?;
        let device_token = match device_token.filter(|token| SecretKind::Device.is_form_of(token)) {
            Some(token) => token,
            None => SecretKind::Device.make().map_err(AuthError::from)?,
        };
        self.accounts().know_device(account.id, &secret::hash(&device_token)).await?;
        Ok((given, device_token))
    }

    /// The hash of the device, where the account was signed in to from it before.
    async fn known_device(&self, account: Option<&Account>, token: Option<&str>) -> Result<Option<String>, AuthError> {
        let (Some(account), Some(token)) = (account, token) else { return Ok(None) };
        let hash = secret::hash(token);
        Ok(self.accounts().knows_device(account.id, &hash).await?.then_some(hash))
    }

    /// A try that comes too early is neither looked at nor counted: who waits as told never waits longer.
    async fn wait_is_over(&self, counts: &[Count]) -> Result<(), SignInRefused> {
        let hashes: Vec<String> = counts.iter().map(|count| count.hash.clone()).collect();
        let failures = self.accounts().failures(&hashes).await?;
        let of = |count: &Count| failures.iter().find(|(hash, _)| *hash == count.hash).map(|(_, failures)| *failures);
        let now = self.0.clock.now();
        let wait =
            |count: &Count| of(count).map_or(Duration::ZERO, |failed: Failures| throttle::wait(count, failed, now));
        let longest = counts.iter().map(wait).max().unwrap_or_default();
        if longest.is_zero() { Ok(()) } else { Err(SignInRefused::Wait(longest)) }
    }

    async fn failed(
        &self,
        counts: &[Count],
        account: Option<Uuid>,
        reason: &str,
        origin: &Origin,
    ) -> Result<SignInRefused, AuthError> {
        let hashes: Vec<String> = counts.iter().map(|count| count.hash.clone()).collect();
        self.accounts().note_failure(&hashes, account, reason, origin.text()).await?;
        Ok(SignInRefused::Wrong)
    }

    async fn went_well(&self, counts: &[Count]) -> Result<(), AuthError> {
        let over = counts.iter().filter(|count| count.ends_with_success).map(|count| count.hash.clone());
        let hashes: Vec<String> = over.collect();
        if !self.accounts().failures(&hashes).await?.is_empty() {
            self.accounts().forget_failures(&hashes).await?;
        }
        Ok(())
    }

    /// Hashes a password anew where its hash is made as hashes no longer are.
    async fn keep_up(&self, account: &Account, password: String) -> Result<(), AuthError> {
        let Some(before) = account.password.as_deref().filter(|hash| Passwords::is_outdated(hash)) else {
            return Ok(());
        };
        let hash = self.passwords().hash(password).await?;
        Ok(self.accounts().rehash(account.id, before, &hash).await?)
    }
}
