use std::fmt::Write as _;

use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use sha2::{Digest as _, Sha256};

use super::request::wrong;
use crate::App;
use crate::http::feeds::{self, Asked};
use crate::http::problem::Problem;

/// A feed of this server that somebody can follow.
#[derive(Clone, Copy)]
pub(super) struct Topic<'a> {
    asked: Asked,
    parameters: &'a str,
}

/// A feed as it is.
pub(super) struct Content {
    pub(super) content_type: &'static str,
    pub(super) body: Bytes,
    /// The name of these bytes.
    pub(super) hash: String,
}

impl<'a> Topic<'a> {
    /// The feed at an address of this server.
    pub(super) fn read(app: &App, address: &'a str) -> Result<Self, Problem> {
        let none = || Problem::new(StatusCode::NOT_FOUND, "`hub.topic`: it is no feed of this server: see /feeds.");
        let path = address.strip_prefix(app.public_url.join("feeds/").as_str()).ok_or_else(none)?;
        let (path, parameters) = path.split_once('?').unwrap_or((path, ""));
        let asked = Asked::feed(path).ok_or_else(none)?;
        if !address.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"#".contains(&byte)) {
            return Err(wrong("hub.topic", "write it as the feed's `self` link does, its signs encoded"));
        }
        asked.check_first_page(parameters)?;
        Ok(Self { asked, parameters })
    }

    /// What everybody reads there now.
    pub(super) async fn content(self, app: &App) -> Result<Content, Problem> {
        let body = feeds::written(app, self.asked, self.parameters).await?;
        let mut hash = String::with_capacity(32);
        for byte in Sha256::digest(&body).iter().take(16) {
            // Writing to a text does not fail.
            let _ = write!(hash, "{byte:02x}");
        }
        Ok(Content { content_type: self.asked.media().content_type(), body, hash })
    }
}
