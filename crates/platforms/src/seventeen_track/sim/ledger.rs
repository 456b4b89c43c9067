//! What really happened here: numbers, credits, calls and pushes. README.md has its form.

use serde_json::{Value, json};

use super::world::World;

/// The whole ledger.
pub(super) fn whole(world: &World) -> Value {
    let numbers: Vec<Value> = world
        .tracked
        .iter()
        .map(|(number, tracked)| {
            json!({
                "number": number, "carrier": tracked.carrier.key, "country": tracked.country,
                "registered_at": tracked.registered_at.to_string(), "stopped": tracked.stopped,
                "retracked": tracked.retracked, "carrier_changes": tracked.carrier_changes,
                "synced": tracked.synced_at.is_some(), "scans": tracked.seen.len(),
                "newest": tracked.seen.last().map(|scan| scan.sub_status),
            })
        })
        .collect();
    let rejected: serde_json::Map<String, Value> = world
        .rejected
        .iter()
        .map(|(code, count)| (code.to_string(), json!(count)))
        .collect();
    json!({
        "numbers": numbers,
        "credits": {"total": world.config.quota_total, "used": world.quota_used, "left": world.quota_left()},
        "calls": world.calls, "rejected": rejected, "refused_rate": world.refused_rate,
        "pushes": {"sent": world.outbox.sent, "failed": world.outbox.failed,
            "given_up": world.outbox.given_up, "waiting": world.outbox.waiting()},
    })
}
