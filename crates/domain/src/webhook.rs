use std::time::Duration;

use async_graphql::Enum;
use uuid::Uuid;

use crate::spelling::value_spelled;

/// How long after each failure a message is sent again: the schedule that the Standard Webhooks specification suggests.
const RETRIES: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_secs(5 * 60),
    Duration::from_secs(30 * 60),
    Duration::from_secs(2 * HOUR),
    Duration::from_secs(5 * HOUR),
    Duration::from_secs(10 * HOUR),
    Duration::from_secs(14 * HOUR),
    Duration::from_secs(20 * HOUR),
    Duration::from_secs(24 * HOUR),
];

const HOUR: u64 = 3_600;

/// What is waited longer than the schedule says, at most, as a part of it: endpoints that failed together come back one by
/// one.
const LONGEST_JITTER: u32 = 5;

/// Why nothing is sent to a webhook any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum WebhookDisabledReason {
    /// Somebody stopped it.
    Stopped,
    /// Its endpoint said that it is gone for good (410).
    Gone,
    /// Its endpoint did not take a message however often it was sent, over three days.
    Failing,
}

impl WebhookDisabledReason {
    /// As the database spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stopped => "STOPPED",
            Self::Gone => "GONE",
            Self::Failing => "FAILING",
        }
    }

    /// The reason that the database spells so.
    pub fn named(name: &str) -> Option<Self> {
        value_spelled(name, Self::name)
    }
}

/// How long to wait before a message is sent again that was not taken for the `failures`th time; nothing where it was tried
/// often enough. Of the same message and failure it is always the same.
pub fn retry_delay(webhook: Uuid, sequence: i64, failures: u32) -> Option<Duration> {
    let delay = *RETRIES.get(usize::try_from(failures.checked_sub(1)?).ok()?)?;
    let share = f64::from(scattered(webhook, sequence, failures)) / f64::from(u32::MAX);
    Some(delay + (delay / LONGEST_JITTER).mul_f64(share))
}

/// A number that is as good as chance, and always the same for the same (the last steps of SplitMix64).
fn scattered(webhook: Uuid, sequence: i64, failures: u32) -> u32 {
    let (high, low) = webhook.as_u64_pair();
    let mut bits = high ^ low.rotate_left(32) ^ sequence.unsigned_abs().rotate_left(17) ^ u64::from(failures);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    // The upper half of it.
    u32::try_from((bits ^ (bits >> 31)) >> 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_sent_ten_times_within_three_and_a_half_days() {
        let webhook = Uuid::from_u128(0x0193_8a2b_7c1d_7e44_9bb2_6f30_c1d2_e3f4);
        let delays: Vec<Duration> = (1..).map_while(|failures| retry_delay(webhook, 7, failures)).collect();
        assert_eq!(delays.len(), 9);
        for (delay, planned) in delays.iter().zip(RETRIES) {
            assert!((planned..=planned + planned / 5).contains(delay), "{planned:?}: {delay:?}");
        }
        let all: Duration = delays.iter().sum();
        assert!(Duration::from_secs(75 * HOUR) < all && all < Duration::from_secs(91 * HOUR), "{all:?}");
        assert_eq!(retry_delay(webhook, 7, 0), None);
    }

    #[test]
    fn those_that_failed_together_are_tried_at_different_moments_and_each_always_at_the_same() {
        let delays: Vec<Duration> = (0..100).filter_map(|number| retry_delay(Uuid::from_u128(number), 7, 3)).collect();
        let again: Vec<Duration> = (0..100).filter_map(|number| retry_delay(Uuid::from_u128(number), 7, 3)).collect();
        assert_eq!(delays, again);
        let (shortest, longest) = (delays.iter().min().unwrap(), delays.iter().max().unwrap());
        assert!(*longest - *shortest > Duration::from_secs(4 * 60), "{shortest:?} to {longest:?}");
    }

    #[test]
    fn each_reason_is_found_by_its_name() {
        for reason in [WebhookDisabledReason::Stopped, WebhookDisabledReason::Gone, WebhookDisabledReason::Failing] {
            assert_eq!(WebhookDisabledReason::named(reason.name()), Some(reason));
        }
    }
}
