//! Connecting platform accounts: what the wizard does with what a person typed or brought back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::changeset::{Changeset, Write};
use domain::connection::{Connection, ConnectionKind};
use domain::ids::{ConnectionId, ExternalId, PlatformName, StoreId};
use domain::job::{Job, NewJob};
use domain::ports::connect::{ConnectError, ConnectStart, ConnectValues, Grant, Permission};
use domain::ports::error::CallErrorKind;
use domain::store::{Store, StoreSettings};
use domain::tracker::{Tracker, TrackerSettings};
use storage::PendingConnection;

use crate::App;
use crate::error::AppError;
use crate::people::secret_text;
use crate::reconcile;

/// What follows after a person started to connect.
#[derive(Debug)]
pub enum Started {
    /// It is connected.
    Connected(ConnectionId),
    /// The person goes to this address and comes back to [`callback_url`].
    GoTo(String),
}

/// Where a person comes back to from a platform.
#[must_use]
pub fn callback_url(app: &App, own_url: &str, platform: &str) -> String {
    let base = app.settings().public_url.as_deref().unwrap_or(own_url);
    format!("{base}/connections/{platform}/callback")
}

/// Starts to connect an account with what a person typed. `own_url` is our address as this person's
/// browser reaches it.
///
/// # Errors
/// When a value can't be right or the platform does not grant access; nothing is stored then.
pub async fn start(
    app: &App,
    platform: &str,
    way: &str,
    values: &ConnectValues,
    own_url: &str,
) -> Result<Started, AppError> {
    let connector = app
        .connector(platform)
        .ok_or(AppError::NotFound("platform"))?;
    let state = secret_text();
    let callback = callback_url(app, own_url, platform);
    let started = connector
        .start(way, values, &callback, &state)
        .await
        .map_err(translate)?;
    match started {
        ConnectStart::Granted(grant) => keep(app, platform, connector.kind(), *grant)
            .await
            .map(Started::Connected),
        ConnectStart::Authorize { url, pending } => {
            let pending = PendingConnection {
                platform: platform.to_owned(),
                document: pending,
                created_at: app.now(),
            };
            app.space().keep_pending_connection(&state, pending).await?;
            Ok(Started::GoTo(url))
        }
    }
}

/// A person came back from a platform with `query`.
///
/// # Errors
/// When nobody asked for it, or the platform does not grant access.
pub async fn finish(
    app: &App,
    platform: &str,
    query: &ConnectValues,
    own_url: &str,
) -> Result<ConnectionId, AppError> {
    let connector = app
        .connector(platform)
        .ok_or(AppError::NotFound("platform"))?;
    let state = query.get("state").map(String::as_str);
    let pending = app.space().pending_connection(platform, state).await?;
    let (state, pending) = pending.ok_or_else(|| {
        AppError::Refused("nobody here asked to connect this account; start again".into())
    })?;
    let callback = callback_url(app, own_url, platform);
    let grant = connector
        .finish(&pending.document, query, &callback)
        .await
        .map_err(translate)?;
    let id = keep(app, platform, connector.kind(), grant).await?;
    app.space().forget_pending_connection(&state).await?;
    Ok(id)
}

/// Stores a grant: a new connection, or the one of the same account signed in again.
async fn keep(
    app: &App,
    platform: &str,
    kind: ConnectionKind,
    grant: Grant,
) -> Result<ConnectionId, AppError> {
    let known = app.space().connections().await?.into_iter().find(|known| {
        known.platform.as_str() == platform && known.external_id == grant.external_id
    });
    let now = app.now();
    let mut connection = Connection {
        id: ConnectionId::fresh(app.ids()),
        platform: PlatformName::new(platform),
        kind,
        external_id: grant.external_id.clone(),
        name: grant.name.clone(),
        disconnected_because: None,
        access_expires_at: grant.access_expires_at,
        refresh_expires_at: grant.refresh_expires_at,
        last_success_at: Some(now),
        last_error: None,
        connected_at: now,
        version: 0,
    };
    let mut changeset = Changeset::default();
    let is_new = known.is_none();
    if let Some(known) = known {
        connection.id = known.id;
        connection.version = known.version;
    }
    let id = connection.id;
    changeset.jobs.extend(reconcile::renewal(&connection));
    // What waited for this account goes on at once.
    changeset.jobs.push(NewJob {
        job: Job::FindStuck,
        due_at: now,
    });
    let connection = Box::new(connection);
    changeset.writes.push(if is_new {
        Write::InsertConnection(connection, grant.credentials)
    } else {
        Write::RenewConnection(connection, grant.credentials)
    });
    app.space().commit(changeset).await?;
    match kind {
        ConnectionKind::Store => keep_store(app, id).await?,
        ConnectionKind::Tracker => keep_tracker(app, id).await?,
        ConnectionKind::Marketplace => {}
    }
    wake_waiting(app).await?;
    Ok(id)
}

/// Reads the store's own data and starts to follow it.
async fn keep_store(app: &App, id: ConnectionId) -> Result<(), AppError> {
    let port = app
        .store_port(id)
        .await
        .map_err(|error| AppError::Refused(error.to_string()))?;
    let profile = port.profile().await.map_err(AppError::Call)?;
    let known = app
        .space()
        .stores()
        .await?
        .into_iter()
        .find(|store| store.connection_id == id);
    let mut changeset = Changeset::default();
    let store = match known {
        Some(known) => Store {
            name: profile.name,
            domain: profile.domain,
            currency: profile.currency,
            ..known
        },
        None => Store {
            id: StoreId::fresh(app.ids()),
            connection_id: id,
            external_id: profile.external_id,
            name: profile.name,
            domain: profile.domain,
            currency: profile.currency,
            settings: StoreSettings::default(),
            polled_until: None,
            seen_until: None,
            hook_key: secret_text(),
            version: 0,
        },
    };
    let store_id = store.id;
    let store = Box::new(store);
    changeset.writes.push(if store.version == 0 {
        Write::InsertStore(store)
    } else {
        Write::UpdateStore(store)
    });
    let due_at = app.now();
    for job in [
        Job::ReadProducts { store_id },
        Job::PollStore { store_id },
        Job::EnsureWebhooks { store_id },
    ] {
        changeset.jobs.push(NewJob { job, due_at });
    }
    app.space().commit(changeset).await?;
    reconcile::schedule_store(app, store_id).await?;
    Ok(())
}

/// Starts to follow parcels through a tracker.
async fn keep_tracker(app: &App, id: ConnectionId) -> Result<(), AppError> {
    let known = app.space().trackers().await?;
    let mut changeset = Changeset::default();
    if known.iter().all(|tracker| tracker.connection_id != id) {
        let tracker = Tracker {
            connection_id: id,
            hook_key: secret_text(),
            settings: TrackerSettings::default(),
            quota: None,
            used_up_since: None,
            spent_day: 0,
            spent: 0,
            version: 0,
        };
        changeset.writes.push(Write::PutTracker(Box::new(tracker)));
    }
    let due_at = app.now();
    for job in reconcile::tracker_jobs(id) {
        changeset.jobs.push(NewJob { job, due_at });
    }
    app.space().commit(changeset).await?;
    reconcile::schedule_tracker(app, id).await?;
    Ok(())
}

/// What a connection may do at its platform, beside what it should; empty where the platform does not
/// say.
///
/// # Errors
/// When its credentials can't be read.
pub async fn permissions(app: &App, connection: &Connection) -> Result<Vec<Permission>, AppError> {
    let Some(connector) = app.connector(connection.platform.as_str()) else {
        return Ok(Vec::new());
    };
    let credentials = app.space().credentials(connection.id).await?;
    Ok(credentials.map_or_else(Vec::new, |credentials| connector.permissions(&credentials)))
}

/// Everything that snoozes because an account was not signed in is due now.
async fn wake_waiting(app: &App) -> Result<(), AppError> {
    app.space().wake_jobs(app.now()).await?;
    Ok(())
}

fn translate(error: ConnectError) -> AppError {
    match error {
        ConnectError::BadValue { field, message } => AppError::BadValue {
            field: field.to_owned(),
            message,
        },
        ConnectError::NotAllowed(message) => AppError::Refused(message),
        ConnectError::Call(error) => AppError::Call(error),
    }
}

/// A text that nobody guesses, for addresses.
pub(crate) fn url_text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Makes the cheapest call that shows whether a connection works.
///
/// # Errors
/// What is wrong, in words for a person.
pub async fn probe(app: &App, id: ConnectionId) -> Result<(), AppError> {
    let connection = app
        .space()
        .connection(id)
        .await?
        .ok_or(AppError::NotFound("connection"))?;
    let refused = |error: crate::StepError| AppError::Refused(error.to_string());
    if connection.kind == ConnectionKind::Store {
        let port = app.store_port(id).await.map_err(refused)?;
        port.profile().await.map_err(AppError::Call)?;
    } else if connection.kind == ConnectionKind::Tracker {
        let port = app.tracker_port(id).await.map_err(refused)?;
        port.quota().await.map_err(AppError::Call)?;
    } else {
        let port = app.marketplace_port(id).await.map_err(refused)?;
        // Marketplaces have no call that only asks whether the access works. Asking for an order that
        // can't exist costs one call, and "there is none" is the answer of a working access.
        match port.order(&ExternalId::new("1")).await {
            Err(error)
                if !matches!(error.kind, CallErrorKind::NotFound | CallErrorKind::Refused) =>
            {
                return Err(AppError::Call(error));
            }
            _ => {}
        }
    }
    Ok(())
}
