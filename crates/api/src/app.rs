use std::sync::Arc;
use std::time::Duration;

use shanghaidoctor_domain::Url;
use shanghaidoctor_persistence::read::Reader;
use shanghaidoctor_persistence::search::SearchIndex;
use shanghaidoctor_persistence::{Clock, Database, MediaStore, RequestCounts, Uploads};

use crate::Config;
use crate::auth::Auth;
use crate::cache::Caches;
use crate::config::FullText;
use crate::graphql::cost::CostModel;
use crate::graphql::documents::Documents;
use crate::graphql::engine::Engine;
use crate::http::browsers::Browsers;
use crate::http::caching::Caching;
use crate::http::client_address::Proxies;
use crate::http::graphql::{Reservations, Settings};
use crate::live::Live;
use crate::mailer::Mailer;
use crate::outbound::Outbound;
use crate::partner_uses::UseCounter;
use crate::pictures::{Intake, Renditions};
use crate::rate_limits::RateLimits;
use crate::retention::Retention;
use crate::scheduler::Scheduler;
use crate::visits::VisitCounter;
use crate::webhooks::WebhookSender;

/// Everything that runs, wired once: the server, the command line, the tests and the benchmarks all build it here.
#[derive(Clone)]
pub struct App {
    /// Where content is kept.
    pub database: Database,
    /// Where pictures are kept.
    pub media: MediaStore,
    /// Where the world reaches this server.
    pub public_url: Url,
    /// What is published, as it is searched.
    pub search: SearchIndex,
    /// What is drawn of them.
    pub renditions: Renditions,
    /// How pictures come in.
    pub intake: Intake,
    /// Where files come in pieces.
    pub uploads: Uploads,
    /// Where time and ids come from.
    pub clock: Clock,
    /// Who may sign in.
    pub auth: Auth,
    /// What can be asked, and what answers it.
    pub engine: Engine,
    /// What an operation costs.
    pub costs: Arc<CostModel>,
    /// The documents that are known.
    pub documents: Arc<Documents>,
    /// What is kept in memory of what is public.
    pub caches: Caches,
    /// Who is given whole texts.
    pub full_text: FullText,
    /// How much can be asked at once.
    pub graphql: Settings,
    /// How long caches keep answers.
    pub caching: Caching,
    /// Which pages may read them.
    pub browsers: Browsers,
    /// How often articles are read.
    pub visits: VisitCounter,
    /// How much partners use their keys.
    pub uses: UseCounter,
    /// How often each may ask.
    pub rate_limits: RateLimits,
    /// The proxies that say who a client is.
    pub proxies: Proxies,
    /// What stays open.
    pub live: Arc<Live>,
    /// Who lets releases go out at their time.
    pub scheduler: Scheduler,
    /// The streams of events that were reserved.
    pub streams: Reservations,
    /// Who sends requests to addresses that others have chosen.
    pub outbound: Outbound,
    /// Who tells endpoints of changes.
    pub webhooks: WebhookSender,
    /// Who sends mails.
    pub mailer: Mailer,
    /// Who deletes what tells of people and is no longer needed.
    pub retention: Retention,
}

impl App {
    /// Opens the data, bringing the database's schema up to date, and builds what serves it.
    pub async fn new(config: &Config, clock: Clock) -> anyhow::Result<Self> {
        let public_url = config.public_url()?;
        let browsers = Browsers::new(&config.web, &public_url)?;
        let engine = Engine::new(&public_url);
        let documents = Arc::new(Documents::open(&config.operations)?);
        documents.validate(engine.schema()).await?;
        let media = MediaStore::open(&config.media_place()?)?;
        let renditions = Renditions::new(media.clone());
        let database = Database::open(&config.database_url()?, config.operations.operation_timeout).await?;
        let auth = Auth::new(&config.auth, &config.data_dir, &public_url, &database, &clock)?;
        let uploads = Uploads::new(&database, &media, &clock, config.uploads.lifetime());
        let intake = Intake::new(media.clone(), config.uploads.limits());
        let operations = &config.operations;
        let graphql = Settings {
            body_limit: config.body_limit,
            batch_limit: operations.batch_limit,
            timeout: operations.operation_timeout,
        };
        let search = SearchIndex::open(&config.search_dir())?;
        let costs = Arc::new(CostModel::new(operations.cost_limit));
        let caching = Caching::new(&config.web);
        let max_age = Duration::from_secs(config.web.cache_max_age.into());
        let proxies = Proxies::new(config.web.trusted_proxies.as_deref().unwrap_or_default())?;
        let streams = Reservations::default();
        let caches = Caches::new(&config.caches, &database, max_age);
        let live = Arc::new(Live::open(&database, &caches, config.live.clone()).await?);
        let visits = VisitCounter::new(&database, clock.clone());
        let uses = UseCounter::new(auth.partners().clone(), clock.clone());
        let counts = RequestCounts::new(&database);
        let rate_limits = RateLimits::new(config.rate_limits.clone(), counts, clock.clone());
        let scheduler = Scheduler::new(database.clone(), clock.clone());
        let outbound = Outbound::new(config.outbound.webhook_targets)?;
        let webhooks = WebhookSender::new(&database, &auth, &outbound, &clock);
        let mailer = Mailer::new(&config.enquiries, &database, &clock)?;
        let retention = Retention::new(&database, &clock, config.enquiries.kept());
        Ok(Self {
            database,
            media,
            renditions,
            public_url,
            search,
            intake,
            uploads,
            clock,
            auth,
            engine,
            costs,
            documents,
            caches,
            full_text: config.full_text,
            graphql,
            caching,
            browsers,
            visits,
            uses,
            rate_limits,
            proxies,
            live,
            scheduler,
            streams,
            outbound,
            webhooks,
            mailer,
            retention,
        })
    }

    /// A reader of the content.
    pub fn reader(&self) -> Reader {
        Reader::new(self.database.clone())
    }
}
