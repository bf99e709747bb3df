use serde::Serialize;
use shanghaidoctor_domain::{ChangeAction, DateTime, id_text};
use shanghaidoctor_persistence::changes::Change;
use shanghaidoctor_persistence::changes::sync::Place;
use uuid::Uuid;

/// What the names of messages begin with.
const MESSAGE: &str = "msg";

/// The type of a message that tells of nothing.
const TRIAL: &str = "webhook.test";

/// A message as it is sent.
#[derive(Debug)]
pub(super) struct Message {
    /// Its name: the same however often it is sent, and by whichever server.
    pub(super) id: String,
    /// The type of what it tells of.
    pub(super) event: String,
    /// The line of the log that it tells of; none of a trial.
    pub(super) sequence: Option<i64>,
    /// What is signed and sent, the same each time.
    pub(super) body: String,
}

/// A body (Standard Webhooks, "Payload structure").
#[derive(Serialize)]
struct Body<'a, T> {
    #[serde(rename = "type")]
    event: &'a str,
    timestamp: DateTime,
    data: T,
}

/// What is told of a change: as `/api/v1/changes` tells it, without the document, which is another one tomorrow.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    sequence: String,
    at: DateTime,
    action: &'static str,
    reason: Option<&'static str>,
    #[serde(rename = "type")]
    kind: String,
    node_id: String,
    merged_into: Option<String>,
}

/// What is told by a trial.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tried {
    webhook_id: String,
}

impl Message {
    /// What tells an endpoint of a change. Its name is made of the endpoint and of the place in the log, with the mark of what
    /// stands there: after a backup was restored, other changes have the same numbers.
    pub(super) fn of_change(webhook: Uuid, change: &Change) -> Self {
        let kind = change.node.kind.prefix();
        let event = format!("{kind}.{}", verb(change.action));
        let told = Told {
            sequence: change.sequence.to_string(),
            at: change.at,
            action: change.action.name(),
            reason: change.reason.map(|reason| reason.name()),
            kind: kind.to_uppercase(),
            node_id: change.node.to_string(),
            merged_into: change.merged_into.map(|node| node.to_string()),
        };
        let body = written(&event, change.at, told);
        let id = format!("{}_{}", id_text(MESSAGE, webhook), Place::of(change));
        Self { id, event, sequence: Some(change.sequence), body }
    }

    /// What tells an endpoint of nothing, so that its owner sees whether it is taken.
    pub(super) fn of_trial(webhook: Uuid, id: Uuid, now: DateTime) -> Self {
        let webhook_id = id_text(shanghaidoctor_persistence::webhooks::WEBHOOK, webhook);
        let body = written(TRIAL, now, Tried { webhook_id });
        Self { id: id_text(MESSAGE, id), event: TRIAL.to_owned(), sequence: None, body }
    }
}

/// What happened, as types of messages spell it.
const fn verb(action: ChangeAction) -> &'static str {
    match action {
        ChangeAction::Published => "published",
        ChangeAction::Updated => "updated",
        ChangeAction::Removed => "removed",
    }
}

fn written(event: &str, timestamp: DateTime, data: impl Serialize) -> String {
    // Texts alone, which JSON always has a form for.
    serde_json::to_string(&Body { event, timestamp, data }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use shanghaidoctor_domain::{Kind, NodeId, TombstoneReason};

    use super::*;

    #[test]
    fn a_message_tells_what_became_of_a_document_and_is_the_same_each_time() {
        let node = |uuid| NodeId { kind: Kind::Doctor, uuid: Uuid::from_u128(uuid) };
        let change = Change {
            sequence: 12,
            at: "2026-03-01T12:00:00Z".parse().unwrap(),
            action: ChangeAction::Removed,
            reason: Some(TombstoneReason::Merged),
            node: node(1),
            merged_into: Some(node(2)),
        };
        let webhook = Uuid::from_u128(7);
        let message = Message::of_change(webhook, &change);
        assert_eq!(
            message.body,
            r#"{"type":"doctor.removed","timestamp":"2026-03-01T12:00:00Z","data":{"sequence":"12","at":"2026-03-01T12:00:00Z","#
                .to_owned()
                + r#""action":"REMOVED","reason":"MERGED","type":"DOCTOR","nodeId":"doctor_00000000000000000000000001","#
                + r#""mergedInto":"doctor_00000000000000000000000002"}}"#
        );
        assert!(message.id.starts_with("msg_00000000000000000000000007_12-"), "{}", message.id);
        // A full stop would end it where the signature is made.
        assert!(!message.id.contains('.'));
        assert_eq!(Message::of_change(webhook, &change).id, message.id);
        assert_ne!(Message::of_change(Uuid::from_u128(8), &change).id, message.id);
        let other = Change { node: node(3), ..change };
        assert_ne!(Message::of_change(webhook, &other).id, message.id, "another change of the same number");
    }
}
