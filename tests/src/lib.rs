//! The test application: the real server on a port of its own, over a database of its own, asked over HTTP as a client
//! asks. Every test runs on SQLite and on PostgreSQL.

mod accounts;
mod answer;
mod app;
mod backend;
mod binary;
pub mod content;
mod crawl;
mod enquiries;
mod events;
pub mod feed_subscriber;
mod form;
mod open_id_provider;
mod partners;
mod picture_store;
pub mod pictures;
mod s3;
mod smtp;
mod socket;
mod webhook_receiver;
mod webhooks;

pub use accounts::PASSWORD;
pub use answer::Answer;
pub use app::TestApp;
pub use backend::Backend;
pub use binary::{Binary, repository};
pub use crawl::Crawler;
pub use events::{EventStream, ServerEvent};
pub use form::Form;
pub use open_id_provider::OpenIdProvider;
pub use partners::TestPartner;
pub use picture_store::{PictureStore, Place};
pub use smtp::{ReceivedMail, SmtpServer};
pub use socket::Socket;
pub use webhook_receiver::{Received, WebhookReceiver};
pub use webhooks::TestWebhook;
