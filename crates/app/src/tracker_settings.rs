//! Changing how much a tracker may cost.
//!
//! What was spent today stays spent; what waited for credits goes on at once where more may be spent now.

use domain::changeset::{Changeset, Write};
use domain::ids::ConnectionId;
use domain::job::{Job, NewJob};
use domain::tracker::TrackerSettings;

use crate::App;
use crate::error::AppError;

/// Each registering moves the tracker's version too, so a change is tried again this often.
const TRIES: u32 = 20;

/// The most credits that can be allowed for a day: more than any account spends, and a typing slip less.
pub const MOST_DAILY_CREDITS: u32 = 1_000_000;

/// Changes how many credits may be spent in a day. With 0 nothing new is registered.
///
/// # Errors
/// When there is no such tracker, when it is more than can be allowed, or storing fails.
pub async fn change_daily_credits(
    app: &App,
    id: ConnectionId,
    daily_credits: u32,
) -> Result<(), AppError> {
    if daily_credits > MOST_DAILY_CREDITS {
        return Err(AppError::BadValue {
            field: "daily_credits".into(),
            message: format!("at most {MOST_DAILY_CREDITS} credits a day can be allowed"),
        });
    }
    for _ in 0..TRIES {
        let mut trackers = app.space().trackers().await?.into_iter();
        let tracker = trackers.find(|tracker| tracker.connection_id == id);
        let mut tracker = tracker.ok_or(AppError::NotFound("tracker"))?;
        tracker.settings = TrackerSettings { daily_credits };
        let mut changeset = Changeset::default();
        changeset.writes.push(Write::PutTracker(Box::new(tracker)));
        changeset.jobs.push(NewJob {
            job: Job::RegisterNumbers { connection_id: id },
            due_at: app.now(),
        });
        match app.space().commit(changeset).await {
            Err(error) if error.is_conflict() => {}
            other => return Ok(other?),
        }
    }
    Err(AppError::Busy)
}
