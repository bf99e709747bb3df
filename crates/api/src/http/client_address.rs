//! The address that a request comes from, behind the proxies that the operator trusts.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::X_FORWARDED_FOR;
use ipnet::IpNet;

/// The addresses of proxies whose word on where a request comes from is taken.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// Those of a setting: addresses and networks, separated by commas.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let networks = parts.map(|part| {
            let network = part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
            network
                .map_err(|_| anyhow::anyhow!("TRUSTED_PROXIES: `{part}` is no address and no network like 10.0.0.0/8"))
        });
        Ok(Self(networks.collect::<anyhow::Result<Vec<_>>>()?.into()))
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address.to_canonical()))
    }
}

/// Where a request comes from: the peer, or, where that is a trusted proxy, the last address of `X-Forwarded-For` that is
/// none. What stands further to the left anybody can write.
pub(super) fn of(http: &HttpRequest, trusted: &TrustedProxies) -> Option<IpAddr> {
    let peer = http.peer_addr()?.ip();
    if !trusted.trust(peer) {
        return Some(peer);
    }
    let lines: Vec<&str> = http.headers().get_all(X_FORWARDED_FOR).filter_map(|line| line.to_str().ok()).collect();
    let forwarded = lines.iter().rev().flat_map(|line| line.rsplit(','));
    let mut addresses = forwarded.map_while(|address| address.trim().parse::<IpAddr>().ok());
    Some(addresses.find(|address| !trusted.trust(*address)).unwrap_or(peer))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn seen(peer: &str, forwarded: &str, trusted: &str) -> String {
        let request = TestRequest::default()
            .peer_addr(format!("{peer}:4711").parse().unwrap())
            .insert_header((X_FORWARDED_FOR, forwarded))
            .to_http_request();
        of(&request, &TrustedProxies::parse(trusted).unwrap()).unwrap().to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(seen("203.0.113.9", "198.51.100.7", ""), "203.0.113.9");
        assert_eq!(seen("10.0.0.2", "198.51.100.7", "10.0.0.0/8"), "198.51.100.7");
        assert_eq!(seen("10.0.0.2", "192.0.2.1, 198.51.100.7, 10.0.0.3", "10.0.0.0/8"), "198.51.100.7");
        assert_eq!(seen("10.0.0.2", "192.0.2.1, nonsense", "10.0.0.2"), "10.0.0.2");
    }

    #[test]
    fn a_setting_that_names_no_address_is_refused() {
        let error = TrustedProxies::parse("10.0.0.0/8, proxy.example").unwrap_err().to_string();
        assert!(error.contains("`proxy.example`"), "{error}");
    }
}
