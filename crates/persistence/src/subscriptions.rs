//! Who is told of what is new in a feed. A subscriber is told of a feed as it is by then, so what is told comes in order;
//! each subscription keeps what was delivered to it last, and the line of the log that this was made behind.

use std::time::Duration;

use chrono::Utc;
use sea_orm::sea_query::{Expr, OnConflict, Query, UpdateStatement};
use sea_orm::{ConnectionTrait, ExprTrait, QueryResult};
use shanghaidoctor_domain::DateTime;
use uuid::Uuid;

use crate::{Clock, Database, Result, changes};

const TABLE: &str = "feed_subscriptions";

/// How long a server has a subscription for itself: longer than a delivery can take.
const LEASE: Duration = Duration::from_secs(20);

/// Where subscriptions are kept.
#[derive(Clone)]
pub struct Subscriptions {
    database: Database,
    clock: Clock,
}

/// That somebody is told of what is new in a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: Uuid,
    /// The address of the feed.
    pub topic: String,
    /// Where it is delivered to.
    pub callback: String,
    /// With what deliveries are signed, sealed.
    pub secret: Option<String>,
    /// When it ends.
    pub ends_at: DateTime,
    /// The hash of what was delivered last.
    pub delivered: String,
    /// The line of the log that this was made behind.
    pub reached: i64,
    /// How often the next delivery failed.
    pub failures: i32,
}

/// Which subscriptions are to be looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Those whose feed may have changed, and that may be delivered to now.
    pub ready: Vec<Subscription>,
    /// When the first of the others may.
    pub next: Option<DateTime>,
    /// The last line of the log, read before all that is delivered is made.
    pub last: i64,
}

impl Subscriptions {
    /// Those of a database.
    pub fn new(database: &Database, clock: &Clock) -> Self {
        Self { database: database.uncounted(), clock: clock.clone() }
    }

    /// The last line of the log.
    pub async fn last_change(&self) -> Result<i64> {
        changes::last(&self.database).await
    }

    /// How many there are.
    pub async fn count(&self) -> Result<u64> {
        let select = Query::select().expr_as(Expr::col("id").count(), "subscriptions").from(TABLE).take();
        counted(self.database.reading().query_one(&select).await?, "subscriptions")
    }

    /// How many feeds others than this one are followed.
    pub async fn other_topics(&self, topic: &str) -> Result<u64> {
        let select = Query::select()
            .expr_as(Expr::col("topic").count_distinct(), "topics")
            .from(TABLE)
            .and_where(Expr::col("topic").ne(topic))
            .take();
        counted(self.database.reading().query_one(&select).await?, "topics")
    }

    /// Keeps a subscription. One of the same callback to the same topic goes on with the new secret and the new end.
    pub async fn keep(&self, subscription: &Subscription) -> Result<()> {
        let Subscription { id, topic, callback, secret, ends_at, delivered, reached, failures } = subscription;
        let insert = Query::insert()
            .into_table(TABLE)
            .columns(["id", "topic", "callback", "secret", "ends_at", "delivered", "reached", "failures"])
            .values_panic([
                (*id).into(),
                topic.into(),
                callback.into(),
                secret.clone().into(),
                chrono::DateTime::<Utc>::from(*ends_at).into(),
                delivered.into(),
                (*reached).into(),
                (*failures).into(),
            ])
            .on_conflict(OnConflict::columns(["topic", "callback"]).update_columns(["secret", "ends_at"]).to_owned())
            .take();
        let transaction = self.database.begin().await?;
        transaction.execute(&insert).await?;
        Ok(transaction.commit().await?)
    }

    /// Ends the subscription of a callback to a topic.
    pub async fn end(&self, topic: &str, callback: &str) -> Result<()> {
        let delete = Query::delete()
            .from_table(TABLE)
            .and_where(Expr::col("topic").eq(topic))
            .and_where(Expr::col("callback").eq(callback))
            .take();
        let transaction = self.database.begin().await?;
        transaction.execute(&delete).await?;
        Ok(transaction.commit().await?)
    }

    /// Which subscriptions are to be looked at. Those that are over are forgotten.
    pub async fn due(&self) -> Result<Due> {
        let columns = [
            "id",
            "topic",
            "callback",
            "secret",
            "ends_at",
            "delivered",
            "reached",
            "failures",
            "next_attempt_at",
            "leased_until",
        ];
        let select = Query::select().columns(columns).from(TABLE).take();
        let last = self.last_change().await?;
        let rows = self.database.reading().query_all(&select).await?;
        let (now, mut due, mut over) = (self.clock.now(), Due { last, ..Due::default() }, Vec::new());
        for row in &rows {
            let subscription = subscription(row)?;
            let until = moment(row, "next_attempt_at")?.max(moment(row, "leased_until")?);
            match until.filter(|until| *until > now) {
                _ if subscription.ends_at <= now => over.push(subscription.id),
                _ if subscription.reached >= last => {}
                Some(until) => due.next = Some(due.next.map_or(until, |next| next.min(until))),
                None => due.ready.push(subscription),
            }
        }
        if !over.is_empty() {
            let delete = Query::delete().from_table(TABLE).and_where(Expr::col("id").is_in(over)).take();
            let transaction = self.database.begin().await?;
            transaction.execute(&delete).await?;
            transaction.commit().await?;
        }
        Ok(due)
    }

    /// Lets this server have a subscription for itself for a while; not where another has it, or has delivered already.
    pub async fn claim(&self, subscription: &Subscription) -> Result<bool> {
        let now = chrono::DateTime::<Utc>::from(self.clock.now());
        let is_free = Expr::col("leased_until").is_null().or(Expr::col("leased_until").lte(now));
        let mut claim = update(subscription);
        claim.value("leased_until", now + LEASE).and_where(is_free);
        self.execute(&claim).await
    }

    /// Notes what was delivered, made behind a line of the log.
    pub async fn taken(&self, subscription: &Subscription, delivered: &str, reached: i64) -> Result<()> {
        let mut taken = update(subscription);
        taken
            .value("delivered", delivered)
            .value("reached", reached)
            .value("failures", 0)
            .value("next_attempt_at", Option::<chrono::DateTime<Utc>>::None)
            .value("leased_until", Option::<chrono::DateTime<Utc>>::None);
        self.execute(&taken).await.map(drop)
    }

    /// Notes that a delivery failed, and when it is to be tried again.
    pub async fn failed(&self, subscription: &Subscription, again_at: DateTime) -> Result<()> {
        let mut failed = update(subscription);
        failed
            .value("failures", subscription.failures.saturating_add(1))
            .value("next_attempt_at", chrono::DateTime::<Utc>::from(again_at))
            .value("leased_until", Option::<chrono::DateTime<Utc>>::None);
        self.execute(&failed).await.map(drop)
    }

    async fn execute(&self, update: &UpdateStatement) -> Result<bool> {
        let transaction = self.database.begin().await?;
        let is_changed = transaction.execute(update).await?.rows_affected() > 0;
        transaction.commit().await?;
        Ok(is_changed)
    }
}

/// Changes a subscription that is as it was read.
fn update(subscription: &Subscription) -> UpdateStatement {
    Query::update()
        .table(TABLE)
        .and_where(Expr::col("id").eq(subscription.id))
        .and_where(Expr::col("reached").eq(subscription.reached))
        .take()
}

fn counted(row: Option<QueryResult>, column: &str) -> Result<u64> {
    let count: i64 = row.map(|row| row.try_get("", column)).transpose()?.unwrap_or_default();
    Ok(count.unsigned_abs())
}

fn subscription(row: &QueryResult) -> Result<Subscription> {
    Ok(Subscription {
        id: row.try_get("", "id")?,
        topic: row.try_get("", "topic")?,
        callback: row.try_get("", "callback")?,
        secret: row.try_get("", "secret")?,
        ends_at: row.try_get::<chrono::DateTime<Utc>>("", "ends_at")?.into(),
        delivered: row.try_get("", "delivered")?,
        reached: row.try_get("", "reached")?,
        failures: row.try_get("", "failures")?,
    })
}

fn moment(row: &QueryResult, column: &str) -> Result<Option<DateTime>> {
    Ok(row.try_get::<Option<chrono::DateTime<Utc>>>("", column)?.map(DateTime::from))
}
