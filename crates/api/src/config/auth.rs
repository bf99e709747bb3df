use clap::Args;
use shanghaidoctor_persistence::Secret;

use super::OpenIdSettings;

/// How people and programs sign in.
#[derive(Args, Clone, Debug, Default)]
pub struct AuthSettings {
    /// What seals keys in the database, 32 characters or more, the same for all nodes [default: a file in DATA_DIR].
    #[arg(long, env = "SECRET_KEY", hide_env_values = true, global = true)]
    pub secret_key: Option<Secret>,

    /// Sign-in by a provider of OpenID Connect.
    #[command(flatten)]
    pub open_id: OpenIdSettings,
}
