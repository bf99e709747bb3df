//! One operation: its document is found, its cost counted, and it runs for as long as it may.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response, ServerError, Value, Variables, value};
use futures_util::StreamExt as _;
use shanghaidoctor_domain::DateTime;
use shanghaidoctor_persistence::read::Reader;
use shanghaidoctor_persistence::{Database, Scope};
use tokio::time::Instant;
use uuid::Uuid;

use super::client::Client;
use super::headers::headers;
use super::request::Parameters;
use super::response::{TIMED_OUT, with_code};
use super::{completed, is_for_all, not_allowed};
use crate::App;
use crate::auth::Identity;
use crate::graphql::cost::Cost;
use crate::graphql::documents::{Document, Named};
use crate::graphql::engine::Trusted;
use crate::graphql::guard::{self, Refused};
use crate::graphql::languages::{Languages, Spoken, Wanted};
use crate::graphql::preview::CameBy;
use crate::graphql::subscription::Moment;
use crate::graphql::{Acting, Loaders, TextRights};
use crate::http::problem::Problem;
use crate::live;
use crate::tags::{Noted, Tags};

/// What came of an operation.
pub(super) struct Outcome {
    /// What the engine answered, or why it was not asked.
    pub(super) answer: Response,
    /// What it costs, once that is known.
    pub(super) cost: Option<Cost>,
    /// What the answer was made of.
    pub(super) tags: Arc<Tags>,
    /// In which languages it is.
    pub(super) spoken: Arc<Spoken>,
}

/// Answers one operation.
pub(super) async fn run(
    app: &App,
    client: &Client,
    parameters: Parameters,
    method: &Method,
) -> Result<Outcome, Problem> {
    Ok(match prepare(app, parameters, method)? {
        Ok(prepared) => prepared.execute(app, client, Instant::now()).await,
        Err(refused) => refused,
    })
}

/// Makes ready what may run, or tells why it may not.
pub(super) fn prepare(
    app: &App,
    parameters: Parameters,
    method: &Method,
) -> Result<Result<Prepared, Outcome>, Problem> {
    Ok(match sent_by(app, parameters, method)? {
        Ok(prepared) if prepared.is_subscription() => Err(Outcome::refused(needs_stream())),
        Ok(prepared) => Ok(prepared),
        Err(refused) => Err(refused.into()),
    })
}

/// Makes ready what may run when it is sent by this method. GraphQL over HTTP, section "GET": a mutation must be refused
/// with 405 before anything of it is executed.
pub(super) fn sent_by(
    app: &App,
    parameters: Parameters,
    method: &Method,
) -> Result<Result<Prepared, Refused>, Problem> {
    match Prepared::new(app, parameters) {
        Ok(prepared) if prepared.is_mutation() && *method != Method::POST => {
            Err(not_allowed("A mutation must be sent with POST.", "POST"))
        }
        prepared => Ok(prepared),
    }
}

impl Outcome {
    fn refused(error: ServerError) -> Self {
        Self { answer: Response::from_errors(vec![error]), cost: None, tags: Arc::default(), spoken: Arc::default() }
    }
}

impl From<Refused> for Outcome {
    fn from(refused: Refused) -> Self {
        let cost = match refused {
            Refused::TooCostly { requested, limit, .. } => Some(Cost { requested, limit }),
            _ => None,
        };
        let answer = Response::from_errors(refused.into_errors());
        let mut outcome = Self { answer, cost, tags: Arc::default(), spoken: Arc::default() };
        if let Some(cost) = cost {
            outcome.answer.extensions.insert("cost".to_owned(), told(cost));
        }
        outcome
    }
}

/// An operation that may run.
pub(super) struct Prepared {
    document: Arc<Document>,
    operation_name: Option<String>,
    variables: Variables,
    /// Not every method and transport may execute every kind.
    kind: OperationType,
    cost: Cost,
    trusted: Trusted,
}

impl Prepared {
    /// Finds the document and counts the cost.
    pub(super) fn new(app: &App, parameters: Parameters) -> Result<Self, Refused> {
        let Parameters { document, operation_name, variables, operation_id: _ } = parameters;
        let document: Arc<Document> = app.documents.find(document)?;
        let operation = guard::operation(&document.parsed, operation_name.as_deref(), &variables)?;
        let (kind, cost) = (operation.ty, app.costs.of(&document.parsed, operation, &variables)?);
        let trusted = Trusted::of(operation, &variables);
        Ok(Self { document, operation_name, variables, kind, cost, trusted })
    }

    /// Whether it reads and nothing else.
    pub(super) fn is_query(&self) -> bool {
        self.kind == OperationType::Query
    }

    fn is_mutation(&self) -> bool {
        self.kind == OperationType::Mutation
    }

    pub(super) fn is_subscription(&self) -> bool {
        self.kind == OperationType::Subscription
    }

    /// Executes a query or a mutation within its time, which began when it was asked for. What still runs when that is
    /// over is dropped, and with it the reads that it waits for.
    pub(super) async fn execute(mut self, app: &App, client: &Client, asked_at: Instant) -> Outcome {
        let variables = std::mem::take(&mut self.variables);
        let database = self.read_by(app, client);
        let (request, noted) = with_loaders(app, database, &client.wanted, &client.identity, self.request(variables));
        let mut request = request.data(client.scope).data(client.came_by).data(text_rights(app, client));
        if self.is_mutation() {
            let (actor, address) = (client.identity.actor(), client.visitor.address);
            let acting = Acting::new(app.database.clone(), app.clock.clone(), actor, address);
            request = request.data(app.visits.clone()).data(client.visitor.clone()).data(acting);
            request = request.data(app.intake.clone()).data(app.uploads.clone()).data(client.files.clone());
            request = request.data(app.webhooks.clone());
        }
        let timeout = app.graphql.timeout;
        let executing = app.engine.execute(&self.document, self.trusted, request);
        let executed = tokio::time::timeout_at(asked_at + timeout, executing).await;
        let mut answer = executed.unwrap_or_else(|_| Response::from_errors(vec![timed_out(timeout)]));
        answer.extensions.insert("cost".to_owned(), told(self.cost));
        let Notes { tags, spoken } = noted;
        if spoken.is_negotiated() {
            tags.note_language(client.wanted.matched_with);
        }
        Outcome { answer, cost: Some(self.cost), tags, spoken }
    }

    /// What it comes to where its time is over before it began.
    pub(super) fn timed_out(&self, app: &App) -> Outcome {
        let mut outcome = Outcome::refused(timed_out(app.graphql.timeout));
        outcome.cost = Some(self.cost);
        outcome.answer.extensions.insert("cost".to_owned(), told(self.cost));
        outcome
    }

    /// Asks a subscription's field what it follows, or to show one event of that, within the time of a query. Nothing
    /// comes of a field that is left out, and of one that says what it follows.
    pub(super) async fn at(&self, app: &App, client: &Client, moment: Moment) -> Option<Outcome> {
        let request = self.request(self.variables.clone()).data(moment);
        let (request, noted) = with_loaders(app, app.database.clone(), &client.wanted, &client.identity, request);
        let request = request.data(client.scope).data(client.came_by).data(text_rights(app, client));
        let mut answers = app.engine.schema().execute_stream(request);
        let timeout = app.graphql.timeout;
        let answer = tokio::time::timeout(timeout, answers.next()).await;
        let mut answer = answer.unwrap_or_else(|_| Some(Response::from_errors(vec![timed_out(timeout)])))?;
        answer.extensions.insert("cost".to_owned(), told(self.cost));
        Some(Outcome { answer, cost: Some(self.cost), tags: noted.tags, spoken: noted.spoken })
    }

    /// Under which name it is made once for all who ask it alike. What somebody who is signed in sees, or a link shows, is
    /// for them alone.
    pub(super) fn together(&self, client: &Client) -> Option<live::Operation> {
        let is_for_all = client.scope.is_public() && client.came_by.0.is_none() && client.identity.signed.is_none();
        let variables = serde_json::to_string(&self.variables).ok()?;
        is_for_all.then(|| live::Operation {
            document: self.document.hash,
            name: self.operation_name.clone(),
            variables,
            locales: Arc::clone(&client.wanted.locales),
            matched_with: client.wanted.matched_with,
        })
    }

    /// What a link shows is of one moment: whoever agrees to a text by it has read that one, also while it is being written.
    fn read_by(&self, app: &App, client: &Client) -> Database {
        match client.came_by.0 {
            Some(_) if self.is_query() => app.database.at_one_moment(),
            _ => app.database.clone(),
        }
    }

    fn request(&self, variables: Variables) -> Request {
        // The engine reads the parsed document and never the text.
        let mut request = Request::new(String::new()).variables(variables);
        request.operation_name.clone_from(&self.operation_name);
        request.set_parsed_query(self.document.parsed.clone());
        request
    }
}

/// What is noted while an operation runs.
#[derive(Default)]
struct Notes {
    tags: Arc<Tags>,
    spoken: Arc<Spoken>,
}

/// For whom this server asks queries of its own, all of them at one moment.
pub(in crate::http) struct Asker {
    identity: Identity,
    at: DateTime,
    rights: TextRights,
}

impl Asker {
    /// For everybody.
    pub(in crate::http) fn everybody(app: &App) -> Self {
        Self::of(app, Identity::default())
    }

    /// For somebody, who sees what is published.
    pub(in crate::http) fn of(app: &App, identity: Identity) -> Self {
        let at = app.clock.now();
        let rights = TextRights::of(&identity.actor(), Scope::published(), at, app.full_text);
        Self { identity, at, rights }
    }

    /// The same for texts that whoever asks was found to be given whole.
    pub(in crate::http) fn for_whole_texts(&self) -> Self {
        Self { identity: self.identity.clone(), at: self.at, rights: TextRights::whole() }
    }

    /// The partner that is told what its licences take, and when it asks.
    pub(in crate::http) fn licensed(&self) -> Option<(Uuid, DateTime)> {
        Some((self.identity.actor().licensed()?, self.at))
    }
}

/// What a query of this server's own is answered for everybody.
pub(in crate::http) async fn ask(
    app: &App,
    query: &str,
    variables: Variables,
    wanted: &Wanted,
) -> Result<(serde_json::Value, Noted), Problem> {
    ask_for(app, &Asker::everybody(app), query, variables, wanted).await
}

/// What a query of this server's own is answered in these languages, and what that was made of. It is public as every
/// answer is; only the limits of what clients may ask for do not hold for it, but that of time. What it takes from an
/// address and cannot be read is told to whoever sent that.
pub(in crate::http) async fn ask_for(
    app: &App,
    asker: &Asker,
    query: &str,
    variables: Variables,
    wanted: &Wanted,
) -> Result<(serde_json::Value, Noted), Problem> {
    let request = Request::new(query).variables(variables);
    let (request, notes) = with_loaders(app, app.database.clone(), wanted, &asker.identity, request);
    let request = request.data(Scope::published()).data(CameBy::default()).data(asker.rights.clone());
    let executed = tokio::time::timeout(app.graphql.timeout, app.engine.schema().execute(request)).await;
    let answer = executed.map_err(|_| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "It took too long. Try again.").header("retry-after", "2")
    })?;
    let unreadable = || Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "It cannot be read at the moment.");
    if let Some(error) = answer.errors.first() {
        if code(error) == Some("BAD_USER_INPUT") {
            return Err(Problem::new(StatusCode::BAD_REQUEST, format!("{}.", error.message)));
        }
        tracing::error!(error = %error.message, path = ?error.path, "a resolver failed");
        return Err(unreadable());
    }
    let data = answer.data.into_json().map_err(|_| unreadable())?;
    if notes.spoken.is_negotiated() {
        notes.tags.note_language(wanted.matched_with);
    }
    Ok((data, notes.tags.take()))
}

fn code(error: &ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        Value::String(code) => Some(code),
        _ => None,
    }
}

/// What a query that was made of an address is answered with.
pub(in crate::http) struct Found {
    /// What the engine answered; every error has a code.
    pub(in crate::http) answer: Response,
    /// How it was asked.
    pub(in crate::http) asking: Asking,
}

/// How a query was asked, as far as its answer tells.
pub(in crate::http) struct Asking {
    /// What it costs, and in which languages it is.
    pub(in crate::http) headers: Vec<(HeaderName, HeaderValue)>,
    /// What it was made of; none where it is for one client alone.
    pub(in crate::http) noted: Option<Noted>,
}

/// What a query that this server made of an address is answered with: as the client may see it, within the limits that hold
/// for its own queries.
pub(in crate::http) async fn ask_as_client(
    app: &App,
    http: &HttpRequest,
    wanted: Wanted,
    query: String,
    variables: Variables,
) -> Result<Found, Problem> {
    let client = Client::of(app, http, wanted)?;
    let document = Named::Own(query);
    let parameters = Parameters { document, operation_name: None, variables, operation_id: None };
    let outcome = completed(run(app, &client, parameters, http.method()).await?, http);
    let headers = headers(std::slice::from_ref(&outcome));
    let noted = is_for_all(http).then(|| outcome.tags.take());
    Ok(Found { answer: outcome.answer, asking: Asking { headers, noted } })
}

/// By which rights a client is given texts, at this moment.
fn text_rights(app: &App, client: &Client) -> TextRights {
    TextRights::of(&client.identity.actor(), client.scope, app.clock.now(), app.full_text)
}

/// With loaders of its own, which note what they read, with the languages of the request and with who asks.
fn with_loaders(
    app: &App,
    database: Database,
    wanted: &Wanted,
    identity: &Identity,
    request: Request,
) -> (Request, Notes) {
    let notes = Notes::default();
    let loaders = Loaders::new(Reader::new(database.clone()), app.caches.clone(), Arc::clone(&notes.tags));
    let languages = Languages::of_request(wanted, Arc::clone(&notes.spoken));
    let request =
        request.data(loaders).data(app.search.clone()).data(database).data(app.clock.clone()).data(Arc::new(languages));
    let request = request.data(identity.actor()).data(identity.clone()).data(app.auth.clone());
    (request, notes)
}

/// In the words that users of Shopify's API know.
fn told(cost: Cost) -> Value {
    value!({ "requestedQueryCost": cost.requested, "maximumQueryCost": cost.limit })
}

fn timed_out(timeout: Duration) -> ServerError {
    let seconds = timeout.as_secs_f64();
    let message = format!("The operation took longer than {seconds} seconds and was stopped: ask for less at once.");
    with_code(message, TIMED_OUT)
}

fn needs_stream() -> ServerError {
    let message = "A subscription needs a connection that stays open: send it with `Accept: text/event-stream`, or over a \
        WebSocket with the sub-protocol `graphql-transport-ws`.";
    with_code(message, "SUBSCRIPTION_NOT_SUPPORTED")
}
