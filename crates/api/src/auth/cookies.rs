//! The tokens of a session as cookies, for pages in browsers: scripts cannot read them, and pages of other sites cannot
//! send them.

use std::time::Duration;

use super::{Given, IDLE};

const ACCESS: &str = "shd_access";
const REFRESH: &str = "shd_refresh";
const DEVICE: &str = "shd_device";
const FLOW: &str = "shd_flow";

/// How long a browser keeps an access token: as long as it is good.
const ACCESS_LASTS: Duration = super::access_token::LASTS;

/// How long a browser keeps what belongs to a sign-in at a provider.
const FLOW_LASTS: Duration = Duration::from_secs(600);

/// How long a device is remembered.
const DEVICE_LASTS: Duration = Duration::from_secs(365 * 86_400);

/// The cookies of this server in a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cookies {
    /// The access token.
    pub access: Option<String>,
    /// The refresh token.
    pub refresh: Option<String>,
    /// The device token.
    pub device: Option<String>,
}

/// How cookies are written: over TLS with names that other hosts cannot set (RFC 6265bis, section 4.1.3.2).
#[derive(Clone, Copy, Debug)]
pub struct CookieStyle {
    /// Whether the world reaches this server by TLS alone.
    pub secure: bool,
}

impl CookieStyle {
    fn name(self, name: &str) -> String {
        if self.secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    fn write(self, name: &str, value: &str, lasts: Duration) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        let (name, seconds) = (self.name(name), lasts.as_secs());
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
    }

    /// The value of `Set-Cookie` that keeps what belongs to a sign-in at a provider, whose page sends the browser back here:
    /// so it is sent along on the way from another site, too.
    pub fn flow(self, sealed: &str) -> String {
        self.write(FLOW, sealed, FLOW_LASTS).replace("SameSite=Strict", "SameSite=Lax")
    }

    /// The value of `Set-Cookie` that takes that away.
    pub fn no_flow(self) -> String {
        self.write(FLOW, "", Duration::ZERO)
    }

    /// What belongs to a sign-in at a provider.
    pub fn read_flow<'h>(self, headers: impl Iterator<Item = &'h str>) -> Option<String> {
        self.value(&pairs(headers), FLOW)
    }

    fn value(self, pairs: &[(&str, &str)], name: &str) -> Option<String> {
        let name = self.name(name);
        let found = pairs.iter().find(|(given, _)| *given == name)?;
        Some(found.1.to_owned()).filter(|value| !value.is_empty())
    }

    /// Reads the values of `Cookie` headers.
    pub fn read<'h>(self, headers: impl Iterator<Item = &'h str>) -> Cookies {
        let pairs = pairs(headers);
        let value = |name| self.value(&pairs, name);
        Cookies { access: value(ACCESS), refresh: value(REFRESH), device: value(DEVICE) }
    }

    /// The values of `Set-Cookie` that hold what a session gives.
    pub fn of(self, given: &Given, device_token: Option<&str>) -> Vec<String> {
        let access = self.write(ACCESS, &given.access_token, ACCESS_LASTS);
        let refresh = self.write(REFRESH, &given.refresh_token, IDLE);
        let device = device_token.map(|token| self.write(DEVICE, token, DEVICE_LASTS));
        [access, refresh].into_iter().chain(device).collect()
    }

    /// The values of `Set-Cookie` that take the session's tokens away. A device is remembered: it is what it is.
    pub fn none(self) -> [String; 2] {
        [ACCESS, REFRESH].map(|name| self.write(name, "", Duration::ZERO))
    }

    /// The value of `Set-Cookie` that takes the access token away, so that the session can be refreshed.
    pub fn no_access(self) -> String {
        self.write(ACCESS, "", Duration::ZERO)
    }
}

fn pairs<'h>(headers: impl Iterator<Item = &'h str>) -> Vec<(&'h str, &'h str)> {
    headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('=')).collect()
}

impl Cookies {
    /// Whether they say who somebody is.
    pub const fn tell_who(&self) -> bool {
        self.access.is_some() || self.refresh.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_by_their_full_names() {
        let headers = ["a=1; __Host-shd_access=jwt", "shd_refresh=other; __Host-shd_device=d"];
        let secure = CookieStyle { secure: true }.read(headers.into_iter());
        assert_eq!(secure, Cookies { access: Some("jwt".into()), refresh: None, device: Some("d".into()) });
        let plain = CookieStyle { secure: false }.read(headers.into_iter());
        assert_eq!(plain, Cookies { access: None, refresh: Some("other".into()), device: None });
    }
}
