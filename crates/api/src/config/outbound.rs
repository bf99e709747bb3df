use clap::{Args, ValueEnum};

/// Where requests go whose addresses others have chosen.
#[derive(Args, Clone, Debug)]
pub struct OutboundSettings {
    /// Where webhooks may go: to public addresses by https, or, to try them out, to any.
    #[arg(long, value_name = "WHERE", env = "WEBHOOK_TARGETS", value_enum, default_value_t = OutboundTargets::Public, global = true)]
    pub webhook_targets: OutboundTargets,
}

/// Which servers may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutboundTargets {
    /// Those of the Internet, by https.
    Public,
    /// All, this machine too, also in clear: for development and tests alone.
    Any,
}
