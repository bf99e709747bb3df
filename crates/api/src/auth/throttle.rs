//! How fast passwords can be tried. Delays grow with failures one after the other, and end by themselves: nobody is locked
//! out. A device that was signed in from before has a count of its own, so whoever tries somebody's password from
//! elsewhere does not keep them waiting.

use std::net::IpAddr;
use std::time::Duration;

use shanghaidoctor_domain::DateTime;
use shanghaidoctor_persistence::accounts::Failures;

use super::secret;
use crate::live::line_of;

/// Failures that are counted together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// The hash of what they have in common.
    pub(super) hash: String,
    /// So many cost nothing: people mistype.
    free: i32,
    /// The delay grows to this, and no further.
    longest: Duration,
    /// Whether it is forgotten when the account is signed in to. That of an address is not: with an account of one's own
    /// one could begin anew.
    pub(super) ends_with_success: bool,
}

/// What a try is counted with.
pub(super) fn counts(email: &str, address: Option<IpAddr>, known_device: Option<&str>) -> Vec<Count> {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    let count = |name: String, free, longest, ends_with_success| Count {
        hash: secret::hash(&name),
        free,
        longest,
        ends_with_success,
    };
    if let Some(device) = known_device {
        return vec![count(format!("device {device} {email}"), 5, minutes(5), true)];
    }
    let network = address.map_or_else(|| "unknown".to_owned(), |address| line_of(address).to_string());
    vec![
        count(format!("account and address {email} {network}"), 5, minutes(15), true),
        count(format!("address {network}"), 20, minutes(15), false),
        // All who try one account from everywhere wait for each other, but never long.
        count(format!("account {email}"), 100, Duration::from_secs(10), true),
    ]
}

/// How long to wait before the next try.
pub(super) fn wait(count: &Count, failures: Failures, now: DateTime) -> Duration {
    let beyond = failures.count - count.free;
    if beyond < 0 {
        return Duration::ZERO;
    }
    let seconds = 1_u64.checked_shl(beyond.unsigned_abs()).unwrap_or(u64::MAX);
    let delay = Duration::from_secs(seconds.max(1)).min(count.longest);
    let [last, now] = [failures.last_at, now].map(chrono::DateTime::<chrono::Utc>::from);
    let passed = (now - last).to_std().unwrap_or_default();
    delay.saturating_sub(passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMAIL: &str = "chen@example.org";

    fn waits(count: &Count, failures: i32) -> u64 {
        let at: DateTime = "2026-03-01T12:00:00Z".parse().unwrap();
        wait(count, Failures { count: failures, last_at: at }, at).as_secs()
    }

    #[test]
    fn delays_grow_and_end() {
        let pair = &counts(EMAIL, None, None)[0];
        assert_eq!([0, 4, 5, 6, 7, 8].map(|failures| waits(pair, failures)), [0, 0, 1, 2, 4, 8]);
        assert_eq!([100, i32::MAX].map(|failures| waits(pair, failures)), [900, 900]);
    }

    #[test]
    fn all_addresses_together_keep_nobody_waiting_for_long() {
        let account = &counts(EMAIL, None, None)[2];
        assert_eq!([99, 100, 101, 10_000].map(|failures| waits(account, failures)), [0, 1, 2, 10]);
    }

    #[test]
    fn a_known_device_waits_for_nobody_else() {
        let known = counts(EMAIL, Some("192.0.2.1".parse().unwrap()), Some("x"));
        let others = counts(EMAIL, Some("192.0.2.1".parse().unwrap()), None);
        assert!(known.iter().all(|count| others.iter().all(|other| other.hash != count.hash)));
    }
}
