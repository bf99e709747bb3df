//! Whose request it is: the address of the client, also where a proxy stands before this server.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::X_FORWARDED_FOR;
use anyhow::Context as _;
use ipnet::IpNet;

/// The proxies whose word is taken for who sent a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Their addresses and networks, separated by commas.
    pub fn new(setting: &str) -> anyhow::Result<Self> {
        let places = setting.split(',').map(str::trim).filter(|place| !place.is_empty());
        let networks = places.map(|place| {
            let address = place.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
            address.or_else(|_| place.parse()).with_context(|| {
                format!("TRUSTED_PROXIES: `{place}` is no address and no network: write it like 10.0.0.1 or 10.0.0.0/8")
            })
        });
        Ok(Self(networks.collect::<anyhow::Result<_>>()?))
    }

    /// The address of the client.
    pub(super) fn client(&self, http: &HttpRequest) -> Option<IpAddr> {
        let peer = http.peer_addr()?.ip().to_canonical();
        let lines: Vec<&str> = http.headers().get_all(X_FORWARDED_FOR).filter_map(|line| line.to_str().ok()).collect();
        Some(self.first_unknown(peer, &lines.join(",")))
    }

    /// Each proxy adds at the end whom it heard: behind the last one that is trusted, anybody can have written anything.
    fn first_unknown(&self, peer: IpAddr, forwarded: &str) -> IpAddr {
        let mut client = peer;
        for named in forwarded.rsplit(',') {
            match named.trim().parse::<IpAddr>() {
                Ok(named) if self.trust(client) => client = named.to_canonical(),
                _ => break,
            }
        }
        client
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &str, peer: &str, forwarded: &str) -> String {
        Proxies::new(trusted).unwrap().first_unknown(peer.parse().unwrap(), forwarded).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let forwarded = "203.0.113.9, 192.0.2.7, 10.0.0.2";
        assert_eq!(client("", "10.0.0.1", forwarded), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "192.0.2.1", forwarded), "192.0.2.1");
        assert_eq!(client("10.0.0.1", "10.0.0.1", forwarded), "10.0.0.2");
        assert_eq!(client("10.0.0.1, 10.0.0.2", "10.0.0.1", forwarded), "192.0.2.7");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", forwarded), "192.0.2.7");
        assert_eq!(client("10.0.0.1", "10.0.0.1", ""), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "10.0.0.1", "unknown"), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "10.0.0.1", "2001:db8::1"), "2001:db8::1");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let error = Proxies::new("10.0.0.0/8, proxy.example").unwrap_err().to_string();
        assert!(error.contains("TRUSTED_PROXIES") && error.contains("`proxy.example`"), "{error}");
    }
}
