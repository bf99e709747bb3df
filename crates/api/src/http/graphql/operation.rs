//! One operation: its document is found, its cost counted, and it runs for as long as it may.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::Method;
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response, ServerError, Value, value};

use super::not_allowed;
use super::request::Parameters;
use crate::App;
use crate::graphql::Loaders;
use crate::graphql::cost::Cost;
use crate::graphql::documents::Document;
use crate::graphql::guard::{self, Refused};
use crate::graphql::tags::Tags;
use crate::http::problem::Problem;

/// The code of an operation that took too long.
pub(super) const TIMED_OUT: &str = "OPERATION_TIMEOUT";

/// What came of an operation.
pub(super) struct Outcome {
    /// What the engine answered, or why it was not asked.
    pub(super) answer: Response,
    /// What it costs, once that is known.
    pub(super) cost: Option<Cost>,
    /// What the answer was made of.
    pub(super) tags: Arc<Tags>,
}

/// Answers one operation.
pub(super) async fn run(app: &App, parameters: Parameters, method: &Method) -> Result<Outcome, Problem> {
    Ok(match prepare(app, parameters, method)? {
        Ok(prepared) => prepared.execute(app).await,
        Err(refused) => refused,
    })
}

/// Makes ready what may run, or tells why it may not.
pub(super) fn prepare(
    app: &App,
    parameters: Parameters,
    method: &Method,
) -> Result<Result<Prepared, Outcome>, Problem> {
    match Prepared::new(app, parameters) {
        // GraphQL over HTTP, section "GET": a mutation must be refused with 405 before anything of it is executed.
        Ok(prepared) if prepared.kind == OperationType::Mutation && *method != Method::POST => {
            Err(not_allowed("A mutation must be sent with POST.", "POST"))
        }
        Ok(prepared) if prepared.kind == OperationType::Subscription => Ok(Err(Outcome::refused(no_subscriptions()))),
        Ok(prepared) => Ok(Ok(prepared)),
        Err(Refused::TooCostly { requested, limit, costliest }) => {
            let cost = Cost { requested, limit };
            let mut outcome = Outcome::refused(Refused::TooCostly { requested, limit, costliest }.into());
            outcome.answer.extensions.insert("cost".to_owned(), told(cost));
            Ok(Err(Outcome { cost: Some(cost), ..outcome }))
        }
        Err(refused) => Ok(Err(Outcome::refused(refused.into()))),
    }
}

impl Outcome {
    fn refused(error: ServerError) -> Self {
        Self { answer: Response::from_errors(vec![error]), cost: None, tags: Arc::default() }
    }
}

/// An operation that may run.
pub(super) struct Prepared {
    request: Request,
    /// Not every method and transport may execute every kind.
    kind: OperationType,
    cost: Cost,
}

impl Prepared {
    fn new(app: &App, parameters: Parameters) -> Result<Self, Refused> {
        let Parameters { document, operation_name, variables } = parameters;
        let document: Arc<Document> = app.documents.find(document)?;
        let operation = guard::operation(&document.parsed, operation_name.as_deref(), &variables)?;
        let (kind, cost) = (operation.ty, app.costs.of(&document.parsed, operation, &variables)?);
        // The engine reads the parsed document and never the text.
        let mut request = Request::new(String::new()).variables(variables);
        request.operation_name = operation_name;
        request.set_parsed_query(document.parsed.clone());
        Ok(Self { request, kind, cost })
    }

    /// Whether it reads and nothing else.
    pub(super) fn is_query(&self) -> bool {
        self.kind == OperationType::Query
    }

    pub(super) async fn execute(self, app: &App) -> Outcome {
        let Self { request, cost, .. } = self;
        let tags = Arc::default();
        let mut answer = execute(app, request, &tags).await;
        answer.extensions.insert("cost".to_owned(), told(cost));
        Outcome { answer, cost: Some(cost), tags }
    }
}

/// Executes within a time. What still runs when that is over is dropped, and with it the reads that it waits for.
async fn execute(app: &App, request: Request, tags: &Arc<Tags>) -> Response {
    let timeout = app.graphql.timeout;
    let loaders = Loaders::new(app.reader(), app.caches.clone(), Arc::clone(tags));
    let request = request.data(loaders).data(app.search.clone());
    let executed = tokio::time::timeout(timeout, app.schema.execute(request)).await;
    executed.unwrap_or_else(|_| Response::from_errors(vec![timed_out(timeout)]))
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

fn no_subscriptions() -> ServerError {
    with_code("This server answers no subscriptions: ask with a query.", "SUBSCRIPTION_NOT_SUPPORTED")
}

fn with_code(message: impl Into<String>, code: &str) -> ServerError {
    let mut error = ServerError::new(message, None);
    error.extensions.get_or_insert_default().set("code", code);
    error
}
