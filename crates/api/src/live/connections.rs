use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// How many connections stay open, of each client and in all.
#[derive(Clone)]
pub struct Connections {
    most: usize,
    most_of_one: usize,
    open: Arc<Mutex<Open>>,
}

#[derive(Default)]
struct Open {
    all: usize,
    by_client: HashMap<IpAddr, usize>,
}

/// Why there is no place for another connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// This client has as many as one may have.
    Client(usize),
    /// The server has as many as it may have.
    Server,
}

/// The place of one connection, free again when this is dropped.
pub struct Slot {
    client: Option<IpAddr>,
    open: Arc<Mutex<Open>>,
}

impl Connections {
    /// At most `most`, and `most_of_one` of one client.
    pub fn new(most: usize, most_of_one: usize) -> Self {
        Self { most, most_of_one, open: Arc::default() }
    }

    /// Takes a place for a connection from this address.
    pub fn enter(&self, address: Option<IpAddr>) -> Result<Slot, Full> {
        let client = address.map(line_of);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.all >= self.most {
            return Err(Full::Server);
        }
        if let Some(client) = client {
            let of_client = open.by_client.entry(client).or_default();
            if *of_client >= self.most_of_one {
                return Err(Full::Client(self.most_of_one));
            }
            *of_client += 1;
        }
        open.all += 1;
        Ok(Slot { client, open: Arc::clone(&self.open) })
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).all
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        let Some(client) = self.client else { return };
        if let Some(of_client) = open.by_client.get_mut(&client) {
            *of_client = of_client.saturating_sub(1);
            if *of_client == 0 {
                open.by_client.remove(&client);
            }
        }
    }
}

/// Whose address it is: one line of IPv6 has a whole network of 64 bits to choose from.
pub fn line_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn a_client_has_its_own_limit_and_all_have_one_together() {
        let connections = Connections::new(3, 2);
        let first = connections.enter(address("192.0.2.1")).unwrap();
        let _second = connections.enter(address("::ffff:192.0.2.1")).unwrap();
        assert_eq!(connections.enter(address("192.0.2.1")).err(), Some(Full::Client(2)));
        let _third = connections.enter(address("192.0.2.2")).unwrap();
        assert_eq!(connections.enter(address("192.0.2.3")).err(), Some(Full::Server));
        drop(first);
        assert_eq!(connections.count(), 2);
        assert!(connections.enter(address("192.0.2.1")).is_ok());
    }

    #[test]
    fn all_addresses_of_a_line_are_one_client() {
        let connections = Connections::new(10, 1);
        let _first = connections.enter(address("2001:db8::1")).unwrap();
        assert!(connections.enter(address("2001:db8::ffff:0:0:1")).is_err());
        assert!(connections.enter(address("2001:db8:0:1::1")).is_ok());
    }

    #[test]
    fn who_left_takes_no_memory() {
        let connections = Connections::new(10, 1);
        drop(connections.enter(address("192.0.2.1")).unwrap());
        assert!(connections.open.lock().unwrap().by_client.is_empty());
    }
}
