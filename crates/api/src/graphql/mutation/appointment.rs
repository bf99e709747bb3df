use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use shanghaidoctor_domain::content::{Appointment, Doctor};
use shanghaidoctor_domain::{NodeId, Verb};
use shanghaidoctor_persistence::Error as ContentError;

use super::doctor::DoctorPayload;
use super::drafts::{self, Outcome};
use super::input::{Create, DeleteInput, Update};
use super::payload::DeletePayload;
use super::seen;
use super::user_error::{UserError, UserErrorCode, refused};
use crate::graphql::view::Node;

/// What came of writing a post.
#[derive(SimpleObject)]
pub(super) struct AppointmentPayload {
    /// The draft as it is now; null when nothing was written.
    appointment: Option<Node<Appointment>>,
    /// What is wrong with the input; empty when nothing is.
    user_errors: Vec<UserError>,
}

impl From<Outcome<Appointment>> for AppointmentPayload {
    fn from(outcome: Outcome<Appointment>) -> Self {
        let (user_errors, appointment) =
            outcome.map_or_else(|errors| (errors, None), |draft| (Vec::new(), Some(draft)));
        Self { appointment, user_errors }
    }
}

/// The order of a doctor's posts.
#[derive(InputObject)]
pub(super) struct ReorderAppointmentsInput {
    /// Whose posts.
    doctor: ID,
    /// Each of the doctor's posts once, in the order in which they are to stand.
    appointments: Vec<ID>,
    /// The revisions of their drafts that you last read, one for each of `appointments` in their order: where a post is at
    /// another one, as after somebody else put them into an order, nothing is done. Without them, yours takes the place of
    /// whatever order there is.
    revisions: Option<Vec<i32>>,
    /// Why, for the history.
    change_note: Option<String>,
}

/// Writes drafts of appointments.
#[derive(Default)]
pub struct AppointmentMutation;

/// Writes drafts of appointments.
#[Object]
impl AppointmentMutation {
    /// Creates a post: saves a draft, which the public does not see before it is published.
    async fn create_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it says.")] input: Create<Appointment>,
    ) -> Result<AppointmentPayload> {
        Ok(drafts::create(ctx, input).await?.into())
    }

    /// Changes the draft of a post.
    async fn update_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is to change.")] input: Update<Appointment>,
    ) -> Result<AppointmentPayload> {
        Ok(drafts::update(ctx, input).await?.into())
    }

    /// Deletes the draft of a post.
    async fn delete_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: DeleteInput,
    ) -> Result<DeletePayload> {
        Ok(drafts::delete::<Appointment>(ctx, &input).await?.into())
    }

    /// Puts the posts of a doctor into another order.
    async fn reorder_appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order.")] input: ReorderAppointmentsInput,
    ) -> Result<DoctorPayload> {
        Ok(reorder(ctx, input).await?.into())
    }
}

async fn reorder(ctx: &Context<'_>, input: ReorderAppointmentsInput) -> Result<Outcome<Doctor>> {
    drafts::permitted::<Appointment>(ctx, Verb::Save)?;
    let doctor = drafts::id_of::<Doctor>(&input.doctor, "doctor");
    let order = drafts::ids_of::<Appointment>(&input.appointments, "appointments");
    let (doctor, order) = match (doctor, order) {
        (Ok(doctor), Ok(order)) => (doctor, order),
        (doctor, order) => return Ok(Err(doctor.err().into_iter().chain(order.err().into_iter().flatten()).collect())),
    };
    let mut writing = drafts::begin::<Appointment>(ctx, Verb::Save, input.change_note).await?;
    let posts: Vec<NodeId> = order.iter().map(|id| id.node()).collect();
    let stale = seen::all(&writing, &posts, input.revisions.as_deref()).await?;
    if !stale.is_empty() {
        return Ok(Err(stale));
    }
    match writing.reorder_appointments(doctor, &order).await {
        Ok(()) => drafts::finish(ctx, writing, doctor).await,
        Err(ContentError::NotFound(node)) if node == doctor.node() => {
            let message = format!("There is no {node}.");
            Ok(Err(vec![UserError::new(UserErrorCode::NotFound, &["input", "doctor"], message)]))
        }
        Err(error) => Ok(Err(refused(error, &["input"])?)),
    }
}
