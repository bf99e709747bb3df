//! The editors: what they do in a year, chosen by a seed, so that each run is the same.

use std::time::Duration;

use shanghaidoctor_domain::content::{Article, CorrectionKind, Doctor};
use shanghaidoctor_domain::{Actor, Id, ReleaseAction, ReleaseItem, ReleaseTime, UnpublishReason};
use shanghaidoctor_persistence::write::Writing;
use shanghaidoctor_persistence::{Clock, Database, DatabaseUrl};
use shanghaidoctor_tests::content::{article, doctor, save};

const DAY: Duration = Duration::from_secs(86_400);

/// How long an embargo lasts by the server's clock, which runs as all do.
const EMBARGO: Duration = Duration::from_secs(2);

/// Numbers by a seed (splitmix64).
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(end).unwrap()).unwrap()
    }

    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// Those who write, beside the server, at days of the year before now.
pub(super) struct Editors {
    pub(super) database: Database,
    clock: Clock,
    articles: Vec<Id<Article>>,
    doctors: Vec<Id<Doctor>>,
    written: usize,
}

impl Editors {
    pub(super) async fn new(address: &str) -> Self {
        let clock = Clock::fixed("2025-01-01T08:00:00Z".parse().unwrap());
        let database = open(address).await;
        Self { database, clock, articles: Vec::new(), doctors: Vec::new(), written: 0 }
    }

    /// One to three acts, and the night.
    pub(super) async fn work_a_day(&mut self, random: &mut Random) {
        for _ in 0..=random.below(3) {
            self.act(random).await;
        }
        self.clock.advance(DAY);
    }

    async fn act(&mut self, random: &mut Random) {
        match random.below(20) {
            0..7 => self.publish(random).await,
            7 => self.publish_doctor().await,
            8..11 => self.retitle(random).await,
            11..13 => self.move_away(random).await,
            13..15 => self.correct(random).await,
            15 => self.embargo().await,
            16..18 => self.take_away(random).await,
            18 => self.bring_back(random).await,
            _ => self.merge(random).await,
        }
    }

    async fn writing(&self) -> Writing {
        Writing::begin(&self.database, &self.clock, Actor::Operator, None).await.unwrap()
    }

    fn one_article(&self, random: &mut Random) -> Option<Id<Article>> {
        if self.articles.is_empty() { None } else { Some(self.articles[random.below(self.articles.len())]) }
    }

    fn another_title(&mut self) -> String {
        self.written += 1;
        format!("Ward round {} & others", self.written)
    }

    async fn publish(&mut self, random: &mut Random) {
        let subject = if self.doctors.is_empty() { None } else { Some(self.doctors[random.below(self.doctors.len())]) };
        let content = article(&self.another_title(), &subject.into_iter().collect::<Vec<_>>());
        let mut writing = self.writing().await;
        let id = save(&mut writing, &content).await;
        writing.publish(id.node()).await.unwrap();
        writing.commit().await.unwrap();
        self.articles.push(id);
    }

    async fn publish_doctor(&mut self) {
        self.written += 1;
        let mut writing = self.writing().await;
        let id = save(&mut writing, &doctor("Shi", &format!("Lan{}", self.written))).await;
        writing.publish(id.node()).await.unwrap();
        writing.commit().await.unwrap();
        self.doctors.push(id);
    }

    /// Changes the draft of an article; publishes it where the public has one.
    async fn change(&mut self, random: &mut Random, change: impl FnOnce(&mut Article, String)) {
        let Some(id) = self.one_article(random) else { return };
        let title = self.another_title();
        let mut writing = self.writing().await;
        let mut draft = writing.draft(id).await.unwrap().unwrap().content;
        change(&mut draft, title);
        writing.save(id, None, &draft).await.unwrap();
        if writing.is_public(id).await.unwrap() {
            writing.publish(id.node()).await.unwrap();
        }
        writing.commit().await.unwrap();
    }

    async fn retitle(&mut self, random: &mut Random) {
        self.change(random, |article, title| article.title = title).await;
    }

    async fn move_away(&mut self, random: &mut Random) {
        self.change(random, |article, title| article.slug = shanghaidoctor_domain::text::slug(&title)).await;
    }

    async fn correct(&mut self, random: &mut Random) {
        let Some(id) = self.one_article(random) else { return };
        let mut writing = self.writing().await;
        if !writing.is_public(id).await.unwrap() {
            return writing.give_up().await.unwrap();
        }
        let seen = writing.draft(id).await.unwrap().unwrap().revision;
        writing.correct_article(id, seen, CorrectionKind::Fact, "The year was wrong.").await.unwrap();
        writing.commit().await.unwrap();
    }

    /// A draft that goes out by itself, whether or not the server runs by then.
    async fn embargo(&mut self) {
        let content = article(&self.another_title(), &[]);
        let until = Clock::system().now().after(EMBARGO).to_string();
        let mut writing = self.writing().await;
        let id = save(&mut writing, &content).await;
        let items = [ReleaseItem { node: id.node(), action: ReleaseAction::Publish }];
        let release = writing.create_release(&content.title, None, &items).await.unwrap();
        let time = ReleaseTime {
            wall: until.split(['.', 'Z']).next().unwrap().parse().unwrap(),
            zone: "UTC".parse().unwrap(),
        };
        writing.schedule_release(release, time).await.unwrap();
        writing.commit().await.unwrap();
        self.articles.push(id);
    }

    async fn take_away(&mut self, random: &mut Random) {
        let Some(id) = self.one_article(random) else { return };
        let reasons = [UnpublishReason::Unpublished, UnpublishReason::Retracted, UnpublishReason::LicenceEnded];
        let reason = reasons[random.below(reasons.len())];
        let mut writing = self.writing().await;
        if writing.is_public(id).await.unwrap() {
            writing.unpublish_all(&[id.node()], reason).await.unwrap();
        }
        writing.commit().await.unwrap();
    }

    async fn bring_back(&mut self, random: &mut Random) {
        let Some(id) = self.one_article(random) else { return };
        let mut writing = self.writing().await;
        writing.publish(id.node()).await.unwrap();
        writing.commit().await.unwrap();
    }

    async fn merge(&mut self, random: &mut Random) {
        if self.doctors.len() < 12 {
            return;
        }
        let merged = self.doctors.swap_remove(random.below(self.doctors.len()));
        let survivor = self.doctors[random.below(self.doctors.len())];
        let mut writing = self.writing().await;
        writing.merge(merged.node(), survivor.node()).await.unwrap();
        writing.commit().await.unwrap();
    }

    /// Waits for the last of them.
    pub(super) async fn embargoes_are_over(&self) {
        tokio::time::sleep(EMBARGO).await;
    }
}

/// The database, as a process of its own has it.
async fn open(address: &str) -> Database {
    let url: DatabaseUrl = address.parse().unwrap();
    Database::open(&url, Duration::from_secs(60)).await.unwrap()
}
