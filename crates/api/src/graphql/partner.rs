//! Partners with their keys and licences, as publishers see them, and each partner itself.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use chrono::Days;
use shanghaidoctor_domain::content::Content;
use shanghaidoctor_domain::{
    Actor, CountryCode, DateTime, EmailAddress, Id, LicenceStatus, LicensedWorks, Locale, PartialDate, PartnerScope,
    id_text, read_id,
};
use shanghaidoctor_persistence::Clock;
use shanghaidoctor_persistence::partners::{
    DailyUse, GrantedLicence, KEY, LICENCE, PARTNER, Partner, PartnerKey, Partners,
};
use uuid::Uuid;

use super::error::{account_error, bad_input};
use crate::auth::Auth;

/// The longest time of which uses are shown at once, in days.
const MOST_DAYS: i32 = 366;

/// Partners.
#[derive(Default)]
pub struct PartnerQuery;

/// Partners.
#[Object]
impl PartnerQuery {
    /// One partner; null when there is no such one. For publishers, and for the partner itself.
    async fn partner(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Option<SeenPartner>> {
        let id = read_id(PARTNER, &id).map_err(|error| bad_input(format!("`id`: {error}")))?;
        SeenPartner::of(ctx, id).await
    }

    /// All partners, by name; for publishers.
    async fn partners(&self, ctx: &Context<'_>) -> Result<Vec<SeenPartner>> {
        let all = partners(ctx)?.all(ctx.data::<Actor>()?).await.map_err(|error| account_error(&error))?;
        Ok(all.into_iter().map(SeenPartner).collect())
    }

    /// The licences of all partners, those granted last first; for publishers.
    async fn licences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that hold at the moment, or are over, or are to come.")] status: Option<
            LicenceStatus,
        >,
    ) -> Result<Vec<SeenLicence>> {
        let all = partners(ctx)?.all_licences(ctx.data::<Actor>()?).await.map_err(|error| account_error(&error))?;
        let now = ctx.data::<Clock>()?.now();
        let wanted = all.into_iter().filter(|one| status.is_none_or(|status| one.licence.status(now) == status));
        Ok(wanted.map(SeenLicence).collect())
    }
}

/// Where partners are kept.
pub(super) fn partners<'c>(ctx: &Context<'c>) -> Result<&'c Partners> {
    Ok(ctx.data::<Auth>()?.partners())
}

/// Somebody who may show articles elsewhere.
pub(super) struct SeenPartner(pub(super) Partner);

impl SeenPartner {
    /// The partner of this id, where whoever asks may see it.
    pub(super) async fn of(ctx: &Context<'_>, id: Uuid) -> Result<Option<Self>> {
        let partner = partners(ctx)?.one(ctx.data::<Actor>()?, id).await;
        Ok(partner.map_err(|error| account_error(&error))?.map(Self))
    }
}

/// Somebody who may show articles elsewhere.
#[Object(name = "Partner")]
impl SeenPartner {
    /// The id.
    async fn id(&self) -> ID {
        id_text(PARTNER, self.0.id).into()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Where to write to; null where that is not known.
    async fn contact(&self) -> Option<&EmailAddress> {
        self.0.contact.as_ref()
    }

    /// How often it was changed: `updatePartner` wants to know what its caller saw.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// When it was made known.
    async fn created_at(&self) -> DateTime {
        self.0.created_at
    }

    /// Its keys, the latest first.
    async fn keys(&self, ctx: &Context<'_>) -> Result<Vec<PartnerKeyNode>> {
        let keys = partners(ctx)?.keys(ctx.data::<Actor>()?, self.0.id).await.map_err(|error| account_error(&error))?;
        Ok(keys.into_iter().map(PartnerKeyNode::from).collect())
    }

    /// Its licences, those granted last first.
    async fn licences(&self, ctx: &Context<'_>) -> Result<Vec<SeenLicence>> {
        let licences = partners(ctx)?.licences(ctx.data::<Actor>()?, self.0.id).await;
        Ok(licences.map_err(|error| account_error(&error))?.into_iter().map(SeenLicence).collect())
    }

    /// How many requests were signed with its keys, day by day, the latest first; days without any are left out. They are
    /// counted a second after they came.
    async fn uses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of how many days, today with them; 366 at most.", default = 30)] days: i32,
    ) -> Result<Vec<PartnerUse>> {
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(bad_input(format!("`days`: ask for 1 to {MOST_DAYS}, got {days}")));
        }
        let today = chrono::DateTime::<chrono::Utc>::from(ctx.data::<Clock>()?.now()).date_naive();
        let since = today.checked_sub_days(Days::new(u64::from(days.unsigned_abs()) - 1)).unwrap_or(today);
        let uses = partners(ctx)?.uses(ctx.data::<Actor>()?, self.0.id, since).await;
        uses.map_err(|error| account_error(&error))?.into_iter().map(PartnerUse::of).collect()
    }
}

/// A key that a program of a partner signs its requests with. Its secret was shown once, when it was made.
#[derive(SimpleObject)]
#[graphql(name = "PartnerKey")]
pub(super) struct PartnerKeyNode {
    /// The id.
    id: ID,
    /// What it is called.
    name: String,
    /// What it is for.
    scopes: Vec<PartnerScope>,
    /// The id of the key that it takes the place of; null where it takes none's.
    replaces: Option<ID>,
    /// When it was made.
    created_at: DateTime,
    /// When it is over.
    expires_at: DateTime,
    /// When it was revoked; null when it was not.
    revoked_at: Option<DateTime>,
    /// When a request was last signed with it; null when none was.
    last_used_at: Option<DateTime>,
    /// How many requests a minute it may sign; null where it may sign as many as all keys may that have no number of their own.
    requests_per_minute: Option<u32>,
}

impl From<PartnerKey> for PartnerKeyNode {
    fn from(key: PartnerKey) -> Self {
        Self {
            id: id_text(KEY, key.id).into(),
            name: key.name,
            scopes: key.scopes,
            replaces: key.replaces.map(|id| id_text(KEY, id).into()),
            created_at: key.created_at,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
            last_used_at: key.last_used_at,
            requests_per_minute: key.requests_per_minute,
        }
    }
}

/// How many requests were signed with a key on a day.
#[derive(SimpleObject)]
pub(super) struct PartnerUse {
    /// The day, in UTC.
    day: PartialDate,
    /// The id of the key.
    key: ID,
    /// How many requests.
    count: i64,
}

impl PartnerUse {
    fn of(used: DailyUse) -> Result<Self> {
        let DailyUse { day, key, count } = used;
        Ok(Self { day: day.to_string().parse()?, key: id_text(KEY, key).into(), count })
    }
}

/// That a partner may show whole articles elsewhere, for a time.
pub(super) struct SeenLicence(pub(super) GrantedLicence);

/// That a partner may show whole articles elsewhere, for a time.
#[Object(name = "Licence")]
impl SeenLicence {
    /// The id.
    async fn id(&self) -> ID {
        id_text(LICENCE, self.0.licence.id).into()
    }

    /// Who may.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<SeenPartner>> {
        SeenPartner::of(ctx, self.0.licence.partner).await
    }

    /// Which articles.
    async fn works(&self) -> SeenWorks {
        SeenWorks::of(&self.0.licence.works)
    }

    /// In which languages; empty for all. `zh` is for `zh-Hans` too.
    async fn languages(&self) -> &[Locale] {
        &self.0.licence.languages
    }

    /// In which countries the partner may show them; empty for all. It is told, and not looked at: where a copy is read, this
    /// server does not know.
    async fn territory(&self) -> &[CountryCode] {
        &self.0.licence.territory
    }

    /// From which moment on.
    async fn from(&self) -> DateTime {
        self.0.licence.from
    }

    /// Until when, this moment not counted; null where it has no end.
    async fn until(&self) -> Option<DateTime> {
        self.0.licence.until
    }

    /// Whether it holds at the moment.
    async fn status(&self, ctx: &Context<'_>) -> Result<LicenceStatus> {
        Ok(self.0.licence.status(ctx.data::<Clock>()?.now()))
    }

    /// The line to print with them; null where that of each article holds.
    async fn credit_line(&self) -> Option<&str> {
        self.0.licence.credit_line.as_deref()
    }

    /// Whether copies name the article's own address as the canonical one.
    async fn canonical_link(&self) -> bool {
        self.0.licence.canonical_link
    }

    /// Whether the text may be changed.
    async fn edits_allowed(&self) -> bool {
        self.0.licence.edits_allowed
    }

    /// Whether it is for trying: it gives keys with the scope `SANDBOX` alone, and nothing of it may be shown.
    async fn sandbox(&self) -> bool {
        self.0.licence.sandbox
    }

    /// When it was granted.
    async fn granted_at(&self) -> DateTime {
        self.0.granted_at
    }

    /// When it was ended before its time; null when it was not.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.licence.ended_at
    }

    /// Why it was ended; null where nobody said so.
    async fn end_reason(&self) -> Option<&str> {
        self.0.end_reason.as_deref()
    }
}

/// Which articles a licence is for: all, or those that every list lets through that names something.
#[derive(SimpleObject)]
#[graphql(name = "LicensedWorks")]
pub(super) struct SeenWorks {
    /// All articles, those to come too.
    everything: bool,
    /// The ids of these articles.
    articles: Vec<ID>,
    /// Articles that portray one of the doctors of these ids.
    doctors: Vec<ID>,
    /// Articles about one of the specialties of these ids.
    specialties: Vec<ID>,
    /// Articles of one of these channels, by their slugs.
    channels: Vec<String>,
}

impl SeenWorks {
    pub(super) fn of(works: &LicensedWorks) -> Self {
        Self {
            everything: works.everything,
            articles: ids(&works.articles),
            doctors: ids(&works.doctors),
            specialties: ids(&works.specialties),
            channels: works.channels.clone(),
        }
    }
}

fn ids<T: Content>(named: &[Id<T>]) -> Vec<ID> {
    named.iter().map(|id| ID(id.to_string())).collect()
}
