//! Renewing a connection's access before it ends. One at a time per connection: the job's lane.

use domain::changeset::{Changeset, Write};
use domain::connection::{Connection, ConnectionState};
use domain::ids::ConnectionId;
use domain::job::{Job, JobEnd, NewJob};
use domain::ports::connect::Grant;
use domain::ports::error::CallErrorKind;
use jiff::SignedDuration;

use crate::App;
use crate::error::{StepError, chain};
use crate::flow::{Ending, Step};

/// A renewal this young answers a second wish for one: the call that wished it used the old access.
const STILL_FRESH: SignedDuration = SignedDuration::from_mins(2);

/// Renews, or says that a person must reconnect.
pub(crate) async fn renew_access(app: &App, id: ConnectionId) -> Step {
    let Some(mut connection) = app.space().connection(id).await? else {
        return Ok(Ending::done());
    };
    let now = app.now();
    let is_fresh = connection
        .last_success_at
        .is_some_and(|at| now.duration_since(at) < STILL_FRESH && at > connection.connected_at);
    if connection.state(now) == ConnectionState::Disconnected || is_fresh {
        return Ok(Ending::done());
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
    match connector.renew(&credentials).await {
        Ok(grant) => Ok(renewed(app, connection, grant)),
        Err(error) if error.is_temporary() => Err(StepError::Call {
            what: "renewing access".into(),
            connection: id,
            source: error,
        }),
        Err(error) => {
            connection.last_error = Some(chain(&error));
            connection.disconnected_because = Some(match error.kind {
                CallErrorKind::Misconfigured => error.message.clone(),
                _ => "the access ended and could not be renewed; sign in again".to_owned(),
            });
            tracing::warn!(connection.id = %id, error = %error, "a connection was lost");
            let mut changeset = Changeset::default();
            changeset
                .writes
                .push(Write::UpdateConnection(Box::new(connection)));
            Ok(Ending {
                changeset,
                end: JobEnd::Done,
            })
        }
    }
}

fn renewed(app: &App, mut connection: Connection, grant: Grant) -> Ending {
    connection.access_expires_at = grant.access_expires_at;
    connection.refresh_expires_at = grant.refresh_expires_at.or(connection.refresh_expires_at);
    connection.last_success_at = Some(app.now());
    connection.last_error = None;
    let mut changeset = Changeset::default();
    changeset.jobs.extend(next_renewal(&connection));
    changeset.writes.push(Write::RenewConnection(
        Box::new(connection),
        grant.credentials,
    ));
    Ending::recording(changeset)
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
