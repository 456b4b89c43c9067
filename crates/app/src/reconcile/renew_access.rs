//! Renewing a connection's access before it ends.
//!
//! One at a time per connection, over all processes: the job's lane. A platform may end an access whose
//! renewal is asked for twice with the same document, so the job must still be held right before the
//! call, and what came of the call is stored whatever else changed meanwhile. Whoever meets an access
//! that ended wishes for a renewal; a wish from before the last renewal has been granted by it.

use std::time::Duration;

use domain::changeset::{Changeset, Write};
use domain::connection::{Connection, ConnectionState};
use domain::ids::ConnectionId;
use domain::job::{Job, NewJob};
use domain::ports::connect::Grant;
use domain::ports::error::{CallError, CallErrorKind};
use jiff::Timestamp;
use storage::StorageError;

use crate::App;
use crate::error::{StepError, chain};
use crate::flow::{Ending, Step};
use crate::queue::Held;

/// How often it is tried to store a grant.
const KEPT_AGAIN: u32 = 20;

/// Real time between two tries while the database fails.
const KEEP_AGAIN: Duration = Duration::from_secs(1);

/// Renews, or says that a person must reconnect.
pub(crate) async fn renew_access(app: &App, held: &Held, id: ConnectionId) -> Step {
    let Some(connection) = app.space().connection(id).await? else {
        return Ok(Ending::done());
    };
    if connection.state(app.now()) == ConnectionState::Disconnected {
        return Ok(Ending::done());
    }
    if renewed_at(&connection).is_some_and(|at| held.due_at <= at) {
        let mut changeset = Changeset::default();
        changeset.jobs.extend(next_renewal(&connection));
        return Ok(Ending::recording(changeset));
    }
    let platform = connection.platform.as_str();
    let connector = app.connector(platform).ok_or_else(|| {
        StepError::Impossible(format!(
            "this program does not know the platform {platform}"
        ))
    })?;
    let Some(credentials) = app.space().credentials(id).await? else {
        return Ok(Ending::done());
    };
    let hold = held.hold(app);
    let still_ours = Changeset {
        holds: Some(hold.clone()),
        ..Changeset::default()
    };
    app.space().commit(still_ours).await?;
    held.is_held_until(&hold);
    held.covers_a_call(app)?;
    match connector.renew(&credentials).await {
        Ok(grant) => keep(app, id, &grant).await,
        Err(error) if error.is_temporary() => Err(StepError::Call {
            what: "renewing access".into(),
            connection: id,
            source: error,
        }),
        Err(error) => Ok(ended(connection, &error)),
    }
}

/// Stores a grant, whatever else of the connection changed meanwhile: the old document may be worth
/// nothing any more.
async fn keep(app: &App, id: ConnectionId, grant: &Grant) -> Step {
    for _ in 0..KEPT_AGAIN {
        let mut connection = match app.space().connection(id).await {
            Ok(Some(connection)) => connection,
            Ok(None) => return Ok(Ending::done()),
            Err(error) => {
                tracing::error!(connection.id = %id, %error, "a renewed access could not be stored yet");
                tokio::time::sleep(KEEP_AGAIN).await;
                continue;
            }
        };
        connection.access_expires_at = grant.access_expires_at;
        connection.refresh_expires_at = grant.refresh_expires_at.or(connection.refresh_expires_at);
        connection.last_success_at = Some(app.now());
        connection.last_error = None;
        connection.disconnected_because = None;
        let mut changeset = Changeset::default();
        changeset.jobs.extend(next_renewal(&connection));
        let connection = Box::new(connection);
        let write = Write::RenewConnection(connection, grant.credentials.clone());
        changeset.writes.push(write);
        match app.space().commit(changeset).await {
            Ok(()) => return Ok(Ending::done()),
            Err(error) if error.is_conflict() => {}
            Err(error) => {
                tracing::error!(connection.id = %id, %error, "a renewed access could not be stored yet");
                tokio::time::sleep(KEEP_AGAIN).await;
            }
        }
    }
    let lost = "a renewed access could not be stored; if the old one is refused, sign in again";
    Err(StepError::Impossible(lost.into()))
}

/// The platform refused: a person must sign in again. If someone renewed or reconnected meanwhile, this
/// is refused in its turn and everything is decided again.
fn ended(mut connection: Connection, error: &CallError) -> Ending {
    connection.last_error = Some(chain(error));
    connection.disconnected_because = Some(match error.kind {
        CallErrorKind::Misconfigured => error.message.clone(),
        _ => "the access ended and could not be renewed; sign in again".to_owned(),
    });
    tracing::warn!(connection.id = %connection.id, error = %error, "a connection was lost");
    let mut changeset = Changeset::default();
    changeset
        .writes
        .push(Write::UpdateConnection(Box::new(connection)));
    Ending::recording(changeset)
}

/// When the access was last renewed, if it was since the connection was made.
fn renewed_at(connection: &Connection) -> Option<Timestamp> {
    connection
        .last_success_at
        .filter(|at| *at > connection.connected_at)
}

/// The wish for a renewal of someone who found the access ended in work that began at `began_at`; none
/// if it was renewed since.
pub(crate) async fn renewal_wish(
    app: &App,
    id: ConnectionId,
    began_at: Timestamp,
) -> Result<Option<NewJob>, StorageError> {
    let used = app.clients().version(id);
    let connection = app.space().connection(id).await?;
    let wish = |connection: Connection| {
        // What failed went through a connection that has changed since.
        if used.is_some_and(|used| used < connection.version) {
            return None;
        }
        // At the same moment counts as since: if it was not, the next try wishes again.
        let since = renewed_at(&connection).is_some_and(|at| at >= began_at);
        (!since && connection.connected_at < began_at).then(|| NewJob {
            job: Job::RenewAccess { connection_id: id },
            due_at: app.now(),
        })
    };
    Ok(connection.and_then(wish))
}

/// The job that renews a connection in time, if it has to be renewed.
pub(crate) fn next_renewal(connection: &Connection) -> Option<NewJob> {
    let due_at = connection.renew_at()?;
    Some(NewJob {
        job: Job::RenewAccess {
            connection_id: connection.id,
        },
        due_at,
    })
}
