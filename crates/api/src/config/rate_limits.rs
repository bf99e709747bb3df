use clap::Args;

/// How often may be asked.
#[derive(Args, Clone, Debug)]
pub struct RateLimitSettings {
    /// At most this many requests a minute from one address that does not say who asks; 0 for any number.
    #[arg(long, env = "RATE_LIMIT_ANONYMOUS", default_value_t = 0, global = true)]
    pub rate_limit_anonymous: u32,

    /// At most this many requests a minute by a partner's key that has no limit of its own; 0 for any number.
    #[arg(long, env = "RATE_LIMIT_KEY", default_value_t = 600, global = true)]
    pub rate_limit_key: u32,
}
