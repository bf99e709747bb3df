use std::time::Duration;

use clap::Args;
use shanghaidoctor_persistence::Secret;

/// Mail, and what readers write.
#[derive(Args, Clone, Debug)]
pub struct EnquirySettings {
    /// The server that takes mails: smtps://USER:PASSWORD@HOST, or smtp:// with ?tls=required [default: none is sent].
    #[arg(long, env = "SMTP_URL", hide_env_values = true, global = true)]
    pub smtp_url: Option<Secret>,

    /// Who mails are from, NAME <ADDRESS> or an address alone [default: none; SMTP_URL needs it].
    #[arg(long, env = "MAIL_FROM", global = true)]
    pub mail_from: Option<String>,

    /// For this many days what tells of a person is kept, after somebody has dealt with what they wrote.
    #[arg(
        long, env = "ENQUIRIES_KEPT", default_value_t = 90, global = true,
        value_parser = clap::value_parser!(u16).range(1..=3650)
    )]
    pub enquiries_kept: u16,
}

impl EnquirySettings {
    /// For how long what tells of a person is kept.
    pub(crate) fn kept(&self) -> Duration {
        Duration::from_secs(u64::from(self.enquiries_kept) * 86_400)
    }
}
