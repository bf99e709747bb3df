use std::time::Duration;

use async_graphql::Enum;

use crate::spelling::value_spelled;

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum MailState {
    /// It is to be sent.
    Waiting,
    /// The server of the operator's mail took it. What it said is deleted.
    Sent,
    /// It was refused, or tried for days: somebody has to look.
    Failed,
    /// Somebody threw it away.
    Discarded,
}

impl MailState {
    /// As the database spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "WAITING",
            Self::Sent => "SENT",
            Self::Failed => "FAILED",
            Self::Discarded => "DISCARDED",
        }
    }

    /// The state that the database spells so.
    pub fn named(name: &str) -> Option<Self> {
        value_spelled(name, Self::name)
    }
}

/// How long to wait after each try, in minutes: for five days at least, as RFC 5321, section 4.5.4.1, wants it.
const WAITS: [u64; 9] = [1, 5, 30, 120, 360, 720, 1_440, 2_160, 2_880];

/// How long to wait for the next try, when so many have failed; none when they were enough.
pub fn next_try(failed: i32) -> Option<Duration> {
    let place = usize::try_from(failed).ok()?.checked_sub(1)?;
    WAITS.get(place).map(|minutes| Duration::from_secs(60 * minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_tried_for_five_days() {
        let waits: Vec<Duration> = (1..).map_while(next_try).collect();
        assert!(waits.is_sorted() && waits.len() == WAITS.len());
        assert!(waits.iter().sum::<Duration>() >= Duration::from_secs(5 * 86_400));
        assert_eq!([-1, 0, 10, i32::MAX].map(next_try), [None; 4]);
    }
}
