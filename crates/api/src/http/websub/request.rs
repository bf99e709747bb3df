use std::fmt::Display;
use std::time::Duration;

use actix_web::http::StatusCode;
use shanghaidoctor_domain::Url;
use shanghaidoctor_domain::text::has_null;
use url::form_urlencoded;

use crate::http::problem::Problem;

/// Bytes of an address at most.
const LONGEST: usize = 1_000;

/// How long a subscription holds where nobody says it, and at most.
const LEASE: Duration = Duration::from_secs(10 * 86_400);
const LONGEST_LEASE: Duration = Duration::from_secs(30 * 86_400);
const SHORTEST_LEASE: Duration = Duration::from_secs(60);

/// What somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Subscribe,
    Unsubscribe,
}

/// A request of a subscriber (section 5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) mode: Mode,
    /// The address of the feed.
    pub(super) topic: String,
    /// Where to tell of it.
    pub(super) callback: Url,
    /// How long.
    pub(super) lease: Duration,
    /// With what to sign.
    pub(super) secret: Option<String>,
}

impl Mode {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Subscribe => "subscribe",
            Self::Unsubscribe => "unsubscribe",
        }
    }
}

impl Request {
    pub(super) fn read(form: &[u8]) -> Result<Self, Problem> {
        let (mut mode, mut topic, mut callback, mut lease, mut secret) = (None, None, None, None, None);
        for (name, value) in form_urlencoded::parse(form) {
            if has_null(&value) {
                return Err(wrong(&name, "no text holds U+0000"));
            }
            let value = value.into_owned();
            let before = match name.as_ref() {
                "hub.mode" => mode.replace(value),
                "hub.topic" => topic.replace(value),
                "hub.callback" => callback.replace(value),
                "hub.lease_seconds" => lease.replace(value),
                "hub.secret" => secret.replace(value),
                // Hubs take no notice of what they do not know (section 5.1).
                _ => None,
            };
            if before.is_some() {
                return Err(wrong(&name, "it stands there twice: name it once"));
            }
        }
        Ok(Self {
            mode: read_mode(mode.as_deref())?,
            topic: address("hub.topic", topic)?,
            callback: address("hub.callback", callback)?.parse().map_err(|error| wrong("hub.callback", error))?,
            lease: read_lease(lease.as_deref())?,
            secret: read_secret(secret)?,
        })
    }
}

fn read_mode(mode: Option<&str>) -> Result<Mode, Problem> {
    let known = [Mode::Subscribe, Mode::Unsubscribe].into_iter().find(|known| Some(known.name()) == mode);
    known.ok_or_else(|| wrong("hub.mode", "say `subscribe` or `unsubscribe`"))
}

fn address(name: &str, value: Option<String>) -> Result<String, Problem> {
    let value = value.ok_or_else(|| wrong(name, "say which address"))?;
    if value.len() > LONGEST {
        return Err(wrong(name, format!("an address has {LONGEST} bytes at most")));
    }
    Ok(value)
}

fn read_lease(lease: Option<&str>) -> Result<Duration, Problem> {
    let Some(lease) = lease else { return Ok(LEASE) };
    let seconds =
        lease.parse().map_err(|_| wrong("hub.lease_seconds", format!("`{lease}` is no number of seconds")))?;
    Ok(Duration::from_secs(seconds).clamp(SHORTEST_LEASE, LONGEST_LEASE))
}

/// Less than 200 bytes, by section 5.1; an empty one is none.
fn read_secret(secret: Option<String>) -> Result<Option<String>, Problem> {
    match secret.filter(|secret| !secret.is_empty()) {
        Some(secret) if secret.len() >= 200 => Err(wrong("hub.secret", "a secret has less than 200 bytes")),
        secret => Ok(secret),
    }
}

pub(super) fn wrong(name: &str, why: impl Display) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, format!("`{name}`: {why}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_kept_within_bounds() {
        for (lease, seconds) in [(None, 864_000), (Some("3600"), 3_600), (Some("1"), 60), (Some("99999999"), 2_592_000)]
        {
            assert_eq!(read_lease(lease).unwrap().as_secs(), seconds, "{lease:?}");
        }
        assert!(read_lease(Some("-1")).is_err());
    }
}
