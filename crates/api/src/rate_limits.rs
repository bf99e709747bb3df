//! How many requests a caller may send in a minute.
//!
//! Each server counts in memory. Of callers who have used a tenth of what they may, the servers add up once a second, through
//! the database, what came to each: so no request waits for it, and most callers cost no statement at all. One server alone is
//! exact. A caller who spreads over several is given beyond the limit, by each server, what came there before it was added up:
//! of a second, and of the first tenth.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use shanghaidoctor_domain::id_text;
use shanghaidoctor_persistence::partners::KEY;
use shanghaidoctor_persistence::{Clock, RequestCounts, Result};
use uuid::Uuid;

use crate::auth::secret::hash;
use crate::config::RateLimitSettings;
use crate::live::line_of;

/// For how many seconds requests are counted together.
pub(crate) const WINDOW: u32 = 60;

/// How soon the servers add up.
const PAUSE: Duration = Duration::from_secs(1);

/// Who has used less than this part of the limit is counted where they are alone.
const NEAR: u32 = 10;

/// Parts that are locked alone, so that callers seldom wait for each other.
const SHARDS: usize = 64;

/// Callers that are counted in each part at most: whoever comes beyond them within the minute is not limited. That are 60 MB
/// for all.
const MOST: usize = 8_192;

/// Whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// Those signed with a partner's key.
    Key(Uuid),
    /// Those of nobody in particular, from one address or, of IPv6, from the network that one line has.
    Line(IpAddr),
}

/// How a caller stands after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the limit is called.
    pub policy: &'static str,
    /// How many requests a minute may have.
    pub quota: u32,
    /// How many are left.
    pub left: u32,
    /// In how many seconds all are there again.
    pub resets_in: u32,
    /// Whether this request was one too many.
    pub is_over: bool,
}

/// Counts requests, and says who has sent too many.
#[derive(Clone)]
pub struct RateLimits(Arc<Inner>);

struct Inner {
    settings: RateLimitSettings,
    clock: Clock,
    counts: RequestCounts,
    shards: Vec<Mutex<HashMap<Caller, Count>>>,
    hasher: RandomState,
}

/// What a caller sent in a minute.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    minute: i64,
    quota: u32,
    /// To this server.
    here: u32,
    /// As much of that as the others know.
    told: u32,
    /// To the other servers, as far as is known here.
    elsewhere: u32,
}

impl Caller {
    /// Whoever sends from this address.
    pub fn at(address: IpAddr) -> Self {
        Self::Line(line_of(address))
    }

    /// What the database knows of it: no address.
    fn hash(self) -> String {
        match self {
            Self::Key(id) => hash(&format!("requests {}", id_text(KEY, id))),
            Self::Line(address) => hash(&format!("requests {address}")),
        }
    }
}

impl RateLimits {
    /// As the settings say.
    pub fn new(settings: RateLimitSettings, counts: RequestCounts, clock: Clock) -> Self {
        let shards = std::iter::repeat_with(Mutex::default).take(SHARDS).collect();
        Self(Arc::new(Inner { settings, clock, counts, shards, hasher: RandomState::new() }))
    }

    /// Whether requests of nobody in particular are limited.
    pub fn limit_anybody(&self) -> bool {
        self.0.settings.rate_limit_anonymous > 0
    }

    /// Counts a request; none where the caller is not limited. `own` is the limit that a key has of its own. What is refused
    /// does not count.
    pub fn take(&self, caller: Caller, own: Option<u32>) -> Option<Standing> {
        let (policy, usual) = match caller {
            Caller::Key(_) => ("key", self.0.settings.rate_limit_key),
            Caller::Line(_) => ("anonymous", self.0.settings.rate_limit_anonymous),
        };
        let quota = own.unwrap_or(usual);
        if quota == 0 {
            return None;
        }
        let (minute, resets_in) = self.minute();
        let mut shard = self.shard(&caller)?;
        if shard.len() >= MOST && !shard.contains_key(&caller) {
            return None;
        }
        let count = shard.entry(caller).or_default();
        if count.minute != minute {
            *count = Count { minute, ..Count::default() };
        }
        count.quota = quota;
        let left = quota.saturating_sub(count.here.saturating_add(count.elsewhere));
        let is_over = left == 0;
        count.here += u32::from(!is_over);
        Some(Standing { policy, quota, left: left.saturating_sub(1), resets_in, is_over })
    }

    /// Adds up with the other servers, for as long as it is awaited.
    pub async fn run(&self) {
        loop {
            tokio::time::sleep(PAUSE).await;
            if let Err(error) = self.add_up().await {
                tracing::warn!(%error, "requests cannot be added up with other servers' at the moment: each counts alone");
            }
        }
    }

    /// Adds up what came here and elsewhere in this minute, and forgets all before it.
    pub async fn add_up(&self) -> Result<()> {
        let (minute, _) = self.minute();
        let near = self.near(minute);
        if near.is_empty() {
            return Ok(());
        }
        let came = near.iter().map(|(caller, count)| (caller.hash(), (count.here - count.told).into())).collect();
        let together = self.0.counts.add(minute, came).await?;
        for (caller, known) in near {
            let sum = together.get(&caller.hash()).copied().unwrap_or_default();
            let elsewhere = u32::try_from(sum - i64::from(known.here)).unwrap_or_default();
            let Some(mut shard) = self.shard(&caller) else { continue };
            if let Some(count) = shard.get_mut(&caller).filter(|count| count.minute == minute) {
                (count.told, count.elsewhere) = (known.here, elsewhere);
            }
        }
        Ok(())
    }

    /// Callers of this minute who come near their limit.
    fn near(&self, minute: i64) -> Vec<(Caller, Count)> {
        let mut near = Vec::new();
        for shard in &self.0.shards {
            let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            shard.retain(|_, count| count.minute == minute);
            let all = shard.iter().map(|(caller, count)| (*caller, *count));
            near.extend(all.filter(|(_, count)| count.here >= count.quota.div_ceil(NEAR)));
        }
        near
    }

    /// The minute of now, since 1970, and how many seconds are left of it.
    fn minute(&self) -> (i64, u32) {
        let now = chrono::DateTime::<chrono::Utc>::from(self.0.clock.now()).timestamp();
        let passed = now.rem_euclid(WINDOW.into());
        (now.div_euclid(WINDOW.into()), WINDOW - u32::try_from(passed).unwrap_or_default())
    }

    /// The part that counts a caller: there always is one.
    fn shard(&self, caller: &Caller) -> Option<MutexGuard<'_, HashMap<Caller, Count>>> {
        let place = self.0.hasher.hash_one(caller) % SHARDS as u64;
        let shard = self.0.shards.get(usize::try_from(place).ok()?)?;
        Some(shard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str) -> Caller {
        Caller::at(address.parse().unwrap())
    }

    #[test]
    fn one_line_is_one_caller() {
        assert_eq!(at("192.0.2.1"), at("::ffff:192.0.2.1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
        assert_eq!(at("2001:db8:0:1::1"), at("2001:db8:0:1:ffff::2"));
        assert_ne!(at("2001:db8:0:1::1"), at("2001:db8:0:2::1"));
    }

    #[test]
    fn the_database_knows_no_address() {
        let hashes = [at("192.0.2.1").hash(), at("192.0.2.2").hash(), Caller::Key(Uuid::nil()).hash()];
        assert!(hashes.iter().all(|hash| hash.len() == 64 && !hash.contains("192")));
        assert_ne!(hashes[0], hashes[1]);
    }
}
