//! read_quota: reads what is left of the tracker's credits, so that a person hears before they end.

use domain::changeset::{Changeset, Write};
use domain::ids::ConnectionId;
use domain::job::{Job, NewJob};

use super::tracker;
use crate::App;
use crate::flow::{Ending, Step, call};

/// Repeating it changes nothing.
pub(crate) async fn read_quota(app: &App, connection_id: ConnectionId) -> Step {
    let port = app.tracker_port(connection_id).await?;
    let quota = port
        .quota()
        .await
        .map_err(call("reading what is left of the credits", connection_id))?;
    let Some(mut tracker) = tracker(app, connection_id).await? else {
        return Ok(Ending::done());
    };
    let was_used_up = tracker.used_up_since.is_some();
    tracker.used_up_since = if quota.left == 0 {
        tracker.used_up_since.or(Some(app.now()))
    } else {
        None
    };
    let mut changeset = Changeset::default();
    if was_used_up && quota.left > 0 {
        // What waited for credits goes on at once.
        changeset.jobs.push(NewJob {
            job: Job::RegisterNumbers { connection_id },
            due_at: app.now(),
        });
    }
    tracker.quota = Some(quota);
    changeset.writes.push(Write::PutTracker(Box::new(tracker)));
    Ok(Ending::recording(changeset))
}
