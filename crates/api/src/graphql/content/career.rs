use async_graphql::{Context, Object, Result};
use shanghaidoctor_domain::Period;
use shanghaidoctor_domain::content::{self, Organisation, PostStatus, ProjectKind};

use crate::graphql::loaders::{one, required};
use crate::graphql::view::{Node, Part};

/// Employment: a role in a hospital, school or department.
#[Object(name = "Position")]
impl Part<'_, content::Position> {
    /// The role as printed: `Director`.
    async fn role(&self) -> &str {
        self.view.text(&self.value.role)
    }

    /// The department, as printed.
    async fn department(&self) -> Option<&str> {
        self.view.text_of(self.value.department.as_ref())
    }

    /// The hospital, university or school; null when the source names none.
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Result<Node<Organisation>>> {
        one(ctx, self.view, self.value.organisation?).await.transpose()
    }

    /// From when to when; null when the source does not say.
    async fn period(&self) -> Option<Period> {
        self.value.period
    }

    /// Whether it is held today, as far as the source says.
    async fn status(&self) -> PostStatus {
        self.value.status
    }
}

/// A stay elsewhere as visiting scholar or fellow.
#[Object(name = "Fellowship")]
impl Part<'_, content::Fellowship> {
    /// The role as printed: `Visiting Scholar`; null when the source does not say.
    async fn role(&self) -> Option<&str> {
        self.view.text_of(self.value.role.as_ref())
    }

    /// Where.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Node<Organisation>> {
        required(ctx, self.view, self.value.organisation).await
    }

    /// From when to when; null when the source does not say.
    async fn period(&self) -> Option<Period> {
        self.value.period
    }
}

/// An award or honour.
#[Object(name = "Award")]
impl Part<'_, content::Award> {
    /// Its name as printed.
    async fn name(&self) -> &str {
        self.view.text(&self.value.name)
    }

    /// Who gave it.
    async fn grantor(&self, ctx: &Context<'_>) -> Option<Result<Node<Organisation>>> {
        one(ctx, self.view, self.value.grantor?).await.transpose()
    }

    /// The year it was given.
    async fn year(&self) -> Option<u16> {
        self.value.year
    }
}

/// Funded research.
#[Object(name = "Project")]
impl Part<'_, content::Project> {
    /// Its title or description as printed.
    async fn title(&self) -> &str {
        self.view.text(&self.value.title)
    }

    /// What kind of funding it is.
    async fn kind(&self) -> ProjectKind {
        self.value.kind
    }

    /// Who pays.
    async fn funder(&self, ctx: &Context<'_>) -> Option<Result<Node<Organisation>>> {
        one(ctx, self.view, self.value.funder?).await.transpose()
    }

    /// The funder's programmes it belongs to.
    async fn programmes(&self) -> &[String] {
        &self.value.programmes
    }

    /// From when to when; null when the source does not say.
    async fn period(&self) -> Option<Period> {
        self.value.period
    }

    /// The funder's number for it.
    async fn grant_number(&self) -> Option<&str> {
        self.value.grant_number.as_deref()
    }
}
