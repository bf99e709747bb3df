mod auth;
mod caches;
mod enquiries;
mod live;
mod media;
mod open_id;
mod operations;
mod outbound;
mod rate_limits;
mod uploads;
mod web;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use shanghaidoctor_domain::Url;
use shanghaidoctor_persistence::{DatabaseUrl, MediaPlace, Secret};

pub use auth::AuthSettings;
pub use caches::CacheSettings;
pub use enquiries::EnquirySettings;
pub use live::LiveSettings;
pub use media::MediaSettings;
pub use open_id::OpenIdSettings;
pub use operations::OperationSettings;
pub use outbound::{OutboundSettings, OutboundTargets};
pub use rate_limits::RateLimitSettings;
pub use uploads::UploadSettings;
pub use web::WebSettings;

/// The settings, each a flag and an environment variable of the same name.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Settings")]
pub struct Config {
    /// The address and port to listen on.
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,

    /// The folder that keeps the search index and, without MEDIA_STORE, pictures and, without DATABASE_URL, the database.
    #[arg(long, env = "DATA_DIR", default_value = "./data", global = true)]
    pub data_dir: PathBuf,

    /// The database: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME [default: SQLite in DATA_DIR].
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<Secret>,

    /// The address under which the world reaches this server [default: http:// and LISTEN].
    #[arg(long, env = "PUBLIC_URL", global = true)]
    pub public_url: Option<String>,

    /// The address of the site that readers see; the first start writes it into the record of the publication.
    #[arg(long, env = "SITE_URL", default_value = "https://shanghaidoctor.cn", global = true)]
    pub site_url: String,

    /// At most this many bytes in the body of a request.
    #[arg(long, env = "BODY_LIMIT", default_value_t = 1_048_576, global = true)]
    pub body_limit: usize,

    /// Who is given the whole texts of articles: everyone, or those alone who are signed in or have a licence.
    #[arg(long, value_name = "WHOM", env = "FULL_TEXT", value_enum, default_value_t = FullText::Everyone, global = true)]
    pub full_text: FullText,

    /// Where pictures are kept.
    #[command(flatten)]
    pub media: MediaSettings,

    /// How people and programs sign in.
    #[command(flatten)]
    pub auth: AuthSettings,

    /// What may be uploaded.
    #[command(flatten)]
    pub uploads: UploadSettings,

    /// Which operations are answered.
    #[command(flatten)]
    pub operations: OperationSettings,

    /// How often may be asked.
    #[command(flatten)]
    pub rate_limits: RateLimitSettings,

    /// What is kept in memory.
    #[command(flatten)]
    pub caches: CacheSettings,

    /// How much connections that stay open may take.
    #[command(flatten)]
    pub live: LiveSettings,

    /// What browsers and caches are told.
    #[command(flatten)]
    pub web: WebSettings,

    /// Where requests go whose addresses others have chosen.
    #[command(flatten)]
    pub outbound: OutboundSettings,
    /// Mail, and what readers write.
    #[command(flatten)]
    pub enquiries: EnquirySettings,

    /// How the log is written.
    #[command(flatten)]
    pub log: LogSettings,
}

/// How the log is written.
#[derive(Args, Clone, Debug)]
pub struct LogSettings {
    /// What is logged: error, warn, info, debug, trace, or finer by module (`info,sqlx=warn`).
    #[arg(
        id = "log",
        long,
        env = "LOG",
        default_value = "info,actix_server=warn,sea_orm_migration=warn,sqlx=warn",
        global = true
    )]
    pub filter: String,

    /// The form of a line in the log.
    #[arg(id = "log-format", long, value_name = "FORM", env = "LOG_FORMAT", value_enum, default_value_t = LogFormat::Text, global = true)]
    pub format: LogFormat,
}

/// The form of a line in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

/// Who is given the whole texts of articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FullText {
    /// Everyone, but for partners without a licence.
    Everyone,
    /// Those alone who are signed in, as the site's own pages are by a service token, and partners with a licence.
    Licensed,
}

impl Config {
    /// Where the database is.
    pub fn database_url(&self) -> anyhow::Result<DatabaseUrl> {
        // An empty variable is how some tools write one that is not set.
        match self.database_url.as_ref().map(Secret::reveal).filter(|text| !text.is_empty()) {
            Some(text) => Ok(text.parse().context("DATABASE_URL")?),
            None => Ok(DatabaseUrl::Sqlite(self.data_dir.join("shanghaidoctor.db"))),
        }
    }

    /// Whether nobody says where the world reaches this server.
    pub fn is_public_url_guessed(&self) -> bool {
        self.public_url.as_ref().is_none_or(String::is_empty)
    }

    /// Where the world reaches this server.
    pub fn public_url(&self) -> anyhow::Result<Url> {
        let given = self.public_url.clone().filter(|text| !text.is_empty());
        let text = given.unwrap_or_else(|| format!("http://{}", self.listen));
        text.parse().context("PUBLIC_URL")
    }

    /// The site that readers see.
    pub fn site_url(&self) -> anyhow::Result<Url> {
        self.site_url.parse().context("SITE_URL")
    }

    /// Where pictures are kept.
    pub fn media_place(&self) -> anyhow::Result<MediaPlace> {
        self.media.place(&self.data_dir)
    }

    /// Where the search index is kept.
    pub fn search_dir(&self) -> PathBuf {
        self.data_dir.join("search")
    }
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches;

    use super::*;

    #[test]
    fn no_password_of_the_database_is_shown() {
        let command = Config::augment_args(clap::Command::new("settings"));
        let given = command.get_matches_from(["settings", "--database-url", "postgres://writer:hunter2@host/db"]);
        let config = Config::from_arg_matches(&given).unwrap();
        let shown = format!("{config:?} {:?}", config.database_url().unwrap());
        assert!(shown.contains("db at host") && !shown.contains("hunter2"), "{shown}");
    }
}
