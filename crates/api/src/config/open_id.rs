use clap::Args;
use shanghaidoctor_persistence::Secret;

/// Sign-in by a provider of OpenID Connect, such as the company's own; off where no issuer is set.
#[derive(Args, Clone, Debug, Default)]
pub struct OpenIdSettings {
    /// The provider of OpenID Connect that editors may sign in by, as it names itself [default: none].
    #[arg(long, env = "OPENID_ISSUER", global = true)]
    pub openid_issuer: Option<String>,

    /// What the provider calls this server [default: none].
    #[arg(long, env = "OPENID_CLIENT_ID", global = true)]
    pub openid_client_id: Option<String>,

    /// By which the provider knows this server [default: none].
    #[arg(long, env = "OPENID_CLIENT_SECRET", hide_env_values = true, global = true)]
    pub openid_client_secret: Option<Secret>,

    /// The claim of the ID token that says what somebody may do.
    #[arg(long, env = "OPENID_ROLE_CLAIM", default_value = "groups", global = true)]
    pub openid_role_claim: String,

    /// Which of its values stands for which role, as `value=role`, separated by commas [default: none].
    #[arg(long, env = "OPENID_ROLES", global = true)]
    pub openid_roles: Option<String>,

    /// Where a browser goes once somebody has signed in by the provider [default: PUBLIC_URL].
    #[arg(long, env = "OPENID_RETURN_URL", global = true)]
    pub openid_return_url: Option<String>,
}
