use async_graphql::{Context, ContextSelectionSet, ID, Object, Result, Union, Value, resolver_utils::enum_value};
use shanghaidoctor_domain::content::{
    self, Appointment, AppointmentRank, Doctor, Journal, Organisation, PostStatus, Source,
};
use shanghaidoctor_domain::query::{AppointmentFilter, AppointmentOrder, PageArguments};
use shanghaidoctor_domain::{DateTime, PartialDate, Period};
use shanghaidoctor_persistence::read::Relation;
use uuid::Uuid;

use crate::graphql::connection::{self, Connection};
use crate::graphql::editing::Editing;
use crate::graphql::loaders::{at_hand, required};
use crate::graphql::plain::{Plain, object, scalar};
use crate::graphql::view::{DOCUMENTS, Fields, Node, TextLocale, View};

/// The body that a post is held in.
#[derive(Union)]
pub(super) enum AppointmentBody {
    Organisation(Node<Organisation>),
    Journal(Node<Journal>),
}

/// A professional post: held in a learned society, its branch or committee, or on a journal's board. Never a patient's
/// booking.
#[Object(name = "Appointment")]
impl Fields<Appointment> {
    /// The id, opaque and stable for life.
    async fn id(&self) -> ID {
        self.public_id()
    }

    /// Who holds or held it.
    async fn doctor(&self, ctx: &Context<'_>) -> Result<Node<Doctor>> {
        required(ctx, &self.view, self.entry.content.doctor).await
    }

    /// The role as printed: `Standing Member`.
    async fn role(&self) -> &str {
        self.view.text(&self.entry.content.role)
    }

    /// What kind of role that is, for sorting and filtering.
    async fn rank(&self) -> AppointmentRank {
        self.entry.content.rank
    }

    /// The body it is held in.
    async fn body(&self, ctx: &Context<'_>) -> Result<AppointmentBody> {
        Ok(match self.entry.content.body {
            content::AppointmentBody::Organisation(id) => {
                AppointmentBody::Organisation(required(ctx, &self.view, id).await?)
            }
            content::AppointmentBody::Journal(id) => AppointmentBody::Journal(required(ctx, &self.view, id).await?),
        })
    }

    /// Which term of the body it is or was, counted from 1.
    async fn term(&self) -> Option<i32> {
        self.entry.content.term
    }

    /// From when to when; null when the source does not say.
    async fn period(&self) -> Option<Period> {
        self.entry.content.period
    }

    /// Whether it is held today, as far as the source says.
    async fn status(&self) -> PostStatus {
        self.entry.content.status
    }

    /// Where the fact comes from.
    async fn source(&self) -> Option<&Source> {
        self.entry.content.source.as_ref()
    }

    /// When the record was first published here.
    async fn published_at(&self) -> DateTime {
        self.first_published_at()
    }

    /// When the record was last changed here.
    async fn updated_at(&self) -> DateTime {
        self.entry.updated_at
    }

    /// In which language each of its texts is shown, with the languages asked for.
    async fn text_locales(&self) -> Vec<TextLocale> {
        self.shown_locales()
    }

    /// What those who write drafts need to know of it; null for those who read what is published.
    async fn editing(&self, ctx: &Context<'_>) -> Option<Result<Editing>> {
        self.editing_state(ctx).await
    }
}

impl Plain for Node<Appointment> {
    const TYPE: &'static str = "Appointment";
    const OTHERS: &'static [&'static str] = DOCUMENTS;

    fn field(&self, name: &str, below: &ContextSelectionSet<'_>) -> Option<Value> {
        let content = &self.entry.content;
        Some(match name {
            "id" => self.public_id().0.into(),
            "doctor" => return object(&at_hand(below, &self.view, content.doctor)??, below),
            "role" => self.view.text(&content.role).into(),
            "rank" => enum_value(content.rank),
            "body" => {
                return match content.body {
                    content::AppointmentBody::Organisation(id) => object(&at_hand(below, &self.view, id)??, below),
                    content::AppointmentBody::Journal(id) => object(&at_hand(below, &self.view, id)??, below),
                };
            }
            "term" => content.term.map_or(Value::Null, Value::from),
            "period" => return content.period.as_ref().map_or(Some(Value::Null), |period| object(period, below)),
            "status" => enum_value(content.status),
            _ => return None,
        })
    }
}

impl Plain for Period {
    const TYPE: &'static str = "Period";

    fn field(&self, name: &str, _: &ContextSelectionSet<'_>) -> Option<Value> {
        match name {
            "start" => Some(scalar(self.start.as_ref())),
            "end" => Some(scalar(self.end.as_ref())),
            _ => None,
        }
    }
}

/// A page of posts, of all or of those that belong to one parent; where a date is given, of those held then.
pub(in crate::graphql) async fn posts(
    ctx: &Context<'_>,
    view: &View,
    parent: Option<(Relation, Uuid)>,
    page: PageArguments,
    filter: Option<AppointmentFilter>,
    as_of: Option<PartialDate>,
    order: Option<AppointmentOrder>,
) -> Result<Connection<Appointment>> {
    let filter = AppointmentFilter::held_on(filter, as_of);
    match parent {
        Some(parent) => connection::of(ctx, view, parent, page, filter, order).await,
        None => connection::all(ctx, view.clone(), page, filter, order).await,
    }
}
