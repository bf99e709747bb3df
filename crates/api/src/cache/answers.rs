//! Whole answers, as they go out: what was asked once in the same bytes is not even parsed again.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::ContentEncoding;
use quick_cache::sync::Cache;
use quick_cache::{Equivalent, Weighter};
use shanghaidoctor_domain::Locale;

use super::flights::{Flight, Flights, Turn};
use super::statistics::{Counts, Statistics};
use super::validity::{Moment, Seal, Validity, Verdict};
use super::weight;
use crate::answer::{Answer, MediaType};
use crate::tags::Noted;

/// About what an answer takes, to begin with.
const USUAL: u64 = 10_000;

/// Where the parameters of an operation came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// The query string of an address.
    Address,
    /// The body of a request.
    Body,
}

/// All that an answer varies by, as it was sent. The same operation in other bytes is another entry; that costs memory,
/// and saves reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asked<'a> {
    /// The media type of the answer.
    pub media: MediaType,
    /// How the answer is compressed.
    pub coding: ContentEncoding,
    /// Where the parameters stand.
    pub via: Via,
    /// The parameters.
    pub sent: &'a [u8],
    /// The languages that the request itself names. Most answers are the same for all of them.
    pub locales: &'a [Locale],
}

impl Asked<'_> {
    /// The same, asked by somebody who names no language.
    const fn in_no_language(self) -> Self {
        Self { locales: &[], ..self }
    }
}

#[derive(Clone, Debug)]
struct Key {
    media: MediaType,
    coding: ContentEncoding,
    via: Via,
    sent: Arc<[u8]>,
    locales: Box<[Locale]>,
}

impl Key {
    fn as_asked(&self) -> Asked<'_> {
        let Self { media, coding, via, sent, locales } = self;
        Asked { media: *media, coding: *coding, via: *via, sent, locales }
    }
}

impl From<Asked<'_>> for Key {
    fn from(asked: Asked<'_>) -> Self {
        let Asked { media, coding, via, sent, locales } = asked;
        Self { media, coding, via, sent: sent.into(), locales: locales.into() }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.as_asked() == other.as_asked()
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_asked().hash(state);
    }
}

impl Equivalent<Key> for Asked<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        *self == key.as_asked()
    }
}

/// An answer that can be given to many.
pub struct Held {
    /// What goes out.
    pub answer: Answer,
    /// Whether who names other languages may get another one.
    by_language: bool,
    since: Moment,
    seal: Seal,
    weight: u64,
}

impl Held {
    fn new(answer: Answer, by_language: bool, since: Moment, seal: Seal) -> Self {
        let weight = weight::ENTRY + answer.weight() + seal.weight();
        Self { answer, by_language, since, seal, weight }
    }

    /// How old the counts in it are; nothing where it has none.
    pub fn age(&self) -> Option<Duration> {
        self.seal.counted_at().map(|counted| counted.elapsed())
    }
}

#[derive(Clone)]
struct ByBytes;

impl Weighter<Key, Arc<Held>> for ByBytes {
    fn weight(&self, key: &Key, held: &Arc<Held>) -> u64 {
        held.weight + (key.sent.len() + size_of_val(&*key.locales)) as u64
    }
}

/// The answers that are kept; none where the cache is off.
#[derive(Clone)]
pub struct Answers(Option<Arc<Store>>);

struct Store {
    kept: Cache<Key, Arc<Held>, ByBytes>,
    flights: Flights<Key, Landed>,
    validity: Arc<Validity>,
    statistics: Statistics,
}

/// What an answer under way comes to; nothing where there is none that others could be given.
type Landed = Option<Arc<Held>>;

/// How an answer that is not kept is come by.
pub enum Begun {
    /// Somebody else just made it.
    Given(Arc<Held>),
    /// It is to be made, for all who ask for it meanwhile.
    Yours(Making),
    /// It is to be made, and is for nobody else.
    Alone,
}

/// An answer that is being made. Where it comes to none, those who wait make their own.
pub struct Making {
    store: Arc<Store>,
    key: Key,
    since: Moment,
    flight: Flight<Key, Landed>,
}

impl Answers {
    pub(super) fn new(bytes: u64, validity: &Arc<Validity>) -> Self {
        let store = || {
            let entries = usize::try_from(bytes / USUAL).unwrap_or(usize::MAX);
            Arc::new(Store {
                kept: Cache::with_weighter(entries, bytes, ByBytes),
                flights: Flights::default(),
                validity: Arc::clone(validity),
                statistics: Statistics::default(),
            })
        };
        Self((bytes > 0).then(store))
    }

    /// How well it serves, and what it takes.
    pub fn counts(&self) -> Counts {
        let counts = |store: &Arc<Store>| store.statistics.counts(store.kept.len(), store.kept.weight());
        self.0.as_ref().map(counts).unwrap_or_default()
    }

    /// The answer to what was asked, where it is kept and holds.
    pub fn get(&self, asked: &Asked<'_>) -> Option<Arc<Held>> {
        let store = self.0.as_ref()?;
        let held = store.find(asked);
        let verdict = held.as_ref().map(|held| (held, store.validity.check(&held.seal)));
        if let Some((held, Verdict::Dropped)) = verdict {
            store.statistics.dropped();
            let kept_by = if held.by_language { *asked } else { asked.in_no_language() };
            store.kept.remove_if(&kept_by, |kept| Arc::ptr_eq(kept, held));
        }
        let valid = verdict.is_some_and(|(_, verdict)| verdict == Verdict::Valid);
        if valid {
            store.statistics.hit()
        } else {
            store.statistics.missed()
        }
        held.filter(|_| valid)
    }

    /// Begins to make an answer, or waits for the one who has begun: a hundred who ask the same at once read it once.
    pub async fn begin(&self, asked: Asked<'_>) -> Begun {
        let Some(store) = &self.0 else { return Begun::Alone };
        let Some(since) = store.validity.now() else { return Begun::Alone };
        let key = Key::from(asked);
        match store.flights.turn(&key, store.validity.epoch()).await {
            Turn::Landed(Some(held)) => Begun::Given(held),
            Turn::Landed(None) => Begun::Alone,
            Turn::Yours(flight) => {
                // It may have landed between the look-up and now: it is kept before its flight ends.
                if let Some(held) = store.valid(&asked) {
                    flight.land(Some(Arc::clone(&held)));
                    return Begun::Given(held);
                }
                // Others may have been waited for: what is read from now on is newer than they were.
                let since = store.validity.now().unwrap_or(since);
                Begun::Yours(Making { store: Arc::clone(store), key, since, flight })
            }
        }
    }

    /// Keeps an answer in another coding, under the tags of the one that it was made of.
    pub fn keep_coded(&self, asked: Asked<'_>, plain: &Held, answer: Answer) {
        if let Some(store) = &self.0 {
            let seal = plain.seal.again(plain.since);
            store.keep(Key::from(asked), Held::new(answer, plain.by_language, plain.since, seal));
        }
    }
}

impl Store {
    /// What is kept for somebody who asks so: the answer that is the same in all languages, or the one in theirs.
    fn find(&self, asked: &Asked<'_>) -> Option<Arc<Held>> {
        let in_none = self.kept.get(&asked.in_no_language());
        if asked.locales.is_empty() || in_none.as_ref().is_some_and(|held| !held.by_language) {
            return in_none;
        }
        self.kept.get(asked)
    }

    fn valid(&self, asked: &Asked<'_>) -> Option<Arc<Held>> {
        self.find(asked).filter(|held| self.validity.check(&held.seal) == Verdict::Valid)
    }

    fn keep(&self, mut key: Key, held: Held) -> Arc<Held> {
        if !held.by_language {
            key.locales = Box::default();
        }
        let held = Arc::new(held);
        self.kept.insert(key, Arc::clone(&held));
        held
    }
}

impl Making {
    /// Keeps the answer, and gives it to those who wait.
    pub fn keep(self, answer: Answer, noted: Noted) -> Arc<Held> {
        let Noted { tags, counted_at, behind, by_language } = noted;
        let seal = Seal::new(self.since, tags.into(), counted_at);
        let held = Held::new(answer, by_language, self.since, seal);
        let held = if behind { Arc::new(held) } else { self.store.keep(self.key, held) };
        self.flight.land(Some(Arc::clone(&held)));
        held
    }

    /// There is none that others could be given.
    pub fn give_up(self) {
        self.flight.land(None);
    }
}
