//! An event as a webhook's receiver reads it.

use base::Timestamp;
use base::journal::Recorded;
use serde_json::{Value as Json, json};

/// The event, with the same words as the journal's own list.
pub(crate) fn event_json(event: &Recorded) -> Json {
    let (kind, id) = event.actor.split_once(':').unwrap_or((&event.actor, ""));
    json!({
        "seq": event.seq,
        "kind": event.kind,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "actor": { "kind": kind, "id": id.parse::<i64>().ok(), "name": event.actor_name },
        "subject": { "kind": event.subject_kind, "id": event.subject_id },
        "customer_id": event.customer_id,
        "ticket_id": event.ticket_id,
        "body": event.json(),
    })
}

/// What is sent to try a webhook out.
pub(crate) fn test_json(webhook: &str, now: Timestamp) -> Json {
    json!({ "seq": null, "kind": "webhook.test", "at": now, "recorded_at": now, "body": { "webhook": webhook } })
}
