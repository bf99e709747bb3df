//! Who asks, and what they are shown.

use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest};
use async_graphql::Response;
use shanghaidoctor_persistence::{Scope, previews};

use super::response::with_code;
use crate::App;
use crate::auth::Identity;
use crate::graphql::languages::Wanted;
use crate::graphql::preview::CameBy;
use crate::graphql::upload::Files;
use crate::http::problem::Problem;
use crate::http::visits::visitor;
use crate::http::{content_stage, identity, preview};
use crate::visits::Visitor;

/// Who asks, as far as an operation may know it.
#[derive(Clone)]
pub(super) struct Client {
    /// The languages that the request names.
    pub(super) wanted: Wanted,
    /// Who tells of a visit.
    pub(super) visitor: Visitor,
    /// Who asks or acts.
    pub(super) identity: Identity,
    /// By which link that shows drafts they came.
    pub(super) came_by: CameBy,
    /// What is shown.
    pub(super) scope: Scope,
    /// The files that were sent along.
    pub(super) files: Files,
}

/// What a client says of itself in place of headers, where it cannot send any.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Introduction {
    /// `Authorization`.
    pub authorization: Option<String>,
    /// `Preview-Token`.
    pub preview_token: Option<String>,
    /// `Content-Stage`.
    pub content_stage: Option<String>,
}

impl Client {
    /// Who sends a request.
    pub(super) fn of(app: &App, http: &HttpRequest, wanted: Wanted) -> Result<Self, Problem> {
        let identity = identity::of(http);
        let scope = content_stage::scope(http, &identity.actor())?;
        let came_by = preview::of(http).map(|link| link.came_by).unwrap_or_default();
        let files = http.extensions().get::<Files>().cloned().unwrap_or_default();
        Ok(Self { wanted, visitor: visitor(app, http), identity, came_by, scope, files })
    }

    /// Takes the client's word for who it is; what it does not say is as its request said.
    pub(super) async fn introduce(&mut self, app: &App, said: Introduction) -> Result<(), Problem> {
        let Introduction { authorization, preview_token, content_stage } = said;
        if let Some(header) = authorization {
            let token = identity::bearer(&header).ok_or_else(|| unauthorised("Send `Bearer …`."))?;
            self.identity = identity::by_token(app, token).await?;
        }
        if let Some(token) = preview_token {
            let link = preview::by_token(app, &token).await?;
            (self.came_by, self.scope) = (link.came_by, link.scope);
        }
        if let Some(stage) = content_stage {
            let link = self.came_by.0.map(|_| self.scope);
            self.scope = content_stage::at(&stage, link, &self.identity.actor())?;
        }
        Ok(())
    }

    /// Looks at what the client may do by now: on a connection that stays open, rights are taken away, and sessions and
    /// links end.
    pub(super) async fn renew(&mut self, app: &App) -> Result<(), Box<Response>> {
        self.link_holds(app).await?;
        let Some(signed) = &self.identity.signed else { return Ok(()) };
        match app.auth.renew(signed).await {
            Ok(Some(signed)) => {
                self.identity.signed = Some(signed);
                self.still_sees()
            }
            Ok(None) => Err(refused("Your session has ended: sign in again, and connect anew.", "UNAUTHENTICATED")),
            Err(error) => {
                tracing::error!(%error, "who asks cannot be looked up");
                Err(refused("Who you are cannot be looked up at the moment. Try again.", "INTERNAL_SERVER_ERROR"))
            }
        }
    }

    /// An error where the link by which the client came holds no more.
    async fn link_holds(&self, app: &App) -> Result<(), Box<Response>> {
        let Some(link) = self.came_by.0 else { return Ok(()) };
        match previews::holds(&app.database, link, app.clock.now()).await {
            Ok(true) => Ok(()),
            Ok(false) => {
                Err(refused("The link of your `Preview-Token` has ended: ask for another one.", "UNAUTHENTICATED"))
            }
            Err(error) => {
                tracing::error!(%error, "the link of a preview cannot be looked up");
                Err(refused("The link cannot be looked up at the moment. Try again.", "INTERNAL_SERVER_ERROR"))
            }
        }
    }

    /// An error where the client is shown drafts and may read them no more.
    fn still_sees(&self) -> Result<(), Box<Response>> {
        match Scope::draft(&self.identity.actor()) {
            Err(forbidden) if self.scope.is_draft() => Err(refused(format!("{forbidden}."), "FORBIDDEN")),
            _ => Ok(()),
        }
    }
}

fn refused(message: impl Into<String>, code: &str) -> Box<Response> {
    Box::new(Response::from_errors(vec![with_code(message, code)]))
}

fn unauthorised(detail: &'static str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, detail)
}
