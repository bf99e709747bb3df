//! How the publication is asked for: GraphQL, its explorer, media, health; the server and the command line.

mod answer;
mod app;
pub mod auth;
mod cache;
pub mod cli;
mod config;
mod feeds;
pub mod first_start;
pub mod graphql;
mod harvest;
pub mod http;
mod import;
mod json_ld;
mod letters;
mod live;
mod mailer;
mod oembed;
pub mod outbound;
mod partner_uses;
mod pictures;
pub mod rate_limits;
mod rest;
mod retention;
pub mod scheduler;
mod sitemap;
mod tags;
mod visits;
pub mod webhooks;
mod xml;

pub use app::App;
pub use cache::{Caches, Counts};
pub use config::{
    AuthSettings, CacheSettings, Config, EnquirySettings, FullText, LiveSettings, LogFormat, LogSettings,
    MediaSettings, OpenIdSettings, OperationSettings, OutboundSettings, OutboundTargets, RateLimitSettings,
    UploadSettings, WebSettings,
};
pub use live::Live;
pub use pictures::{Intake, IntakeLimits, Renditions};
