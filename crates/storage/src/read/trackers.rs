//! Reading trackers, the numbers they follow, and what they sent by themselves.

use domain::ids::{ConnectionId, OrderId, ParcelId, PushId};
use domain::parcel::{Registration, RegistrationState, TrackingStatus};
use domain::tracker::Tracker;
use jiff::Timestamp;

use super::number;
use crate::engine::{Row, Value, params};
use crate::error::StorageError;
use crate::space::Space;

const TRACKER: &str =
    "connection_id, hook_key, settings, quota, used_up_since, spent_day, spent, version";

const REGISTRATION: &str = "number, connection_id, state, wish, carrier, refusal, retracked,
    carrier_changes, registered_at, heard_at, next_at, version";

/// Which registrations are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueNumbers {
    /// Those that nobody asked a tracker for yet.
    ToRegister,
    /// Those of which something else is still to be asked.
    ToTell,
    /// Those that are to be read.
    ToRead,
}

/// A parcel that has or had a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberHolder {
    /// Of which order.
    pub order_id: OrderId,
    /// Which parcel.
    pub parcel_id: ParcelId,
    /// Where it is.
    pub status: TrackingStatus,
    /// When it was first seen.
    pub created_at: Timestamp,
    /// The number that it has now.
    pub number: Option<String>,
    /// Where it goes.
    pub country: String,
}

/// A push as it was kept.
#[derive(Clone, Debug)]
pub struct StoredPush {
    /// Of which tracker.
    pub connection_id: ConnectionId,
    /// The body, byte for byte.
    pub body: Vec<u8>,
    /// When it came.
    pub received_at: Timestamp,
    /// When it was understood, if it was.
    pub read_at: Option<Timestamp>,
}

impl Space {
    /// Every connected tracker, the first one first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trackers(&self) -> Result<Vec<Tracker>, StorageError> {
        self.read(|conn, workspace| {
            let sql = format!(
                "SELECT {TRACKER} FROM tracker WHERE workspace_id = ?1 ORDER BY connection_id"
            );
            conn.query(&sql, params![workspace.0], read_tracker)
        })
        .await
    }

    /// The tracker whose pushes come to the address with this key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracker_by_hook_key(&self, key: &str) -> Result<Option<Tracker>, StorageError> {
        let key = key.to_owned();
        self.read(move |conn, workspace| {
            let sql =
                format!("SELECT {TRACKER} FROM tracker WHERE workspace_id = ?1 AND hook_key = ?2");
            conn.query_one(&sql, params![workspace.0, key], read_tracker)
        })
        .await
    }

    /// The registrations of these numbers, as trackers spell them; those that are known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn registrations(
        &self,
        numbers: Vec<String>,
    ) -> Result<Vec<Registration>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = format!(
                "SELECT {REGISTRATION} FROM registration WHERE workspace_id = ?1 AND number = ?2"
            );
            let mut found = Vec::new();
            for number in numbers {
                found.extend(conn.query_one(
                    &sql,
                    params![workspace.0, number],
                    read_registration,
                )?);
            }
            Ok(found)
        })
        .await
    }

    /// The registrations that are due by `until`, the longest overdue first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn numbers_due(
        &self,
        due: DueNumbers,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Registration>, StorageError> {
        self.read(move |conn, workspace| {
            let which = match due {
                DueNumbers::ToRegister => "state = 'new'",
                DueNumbers::ToTell => "wish IS NOT NULL",
                DueNumbers::ToRead => "state = 'followed' AND wish IS NULL",
            };
            let sql = format!(
                "SELECT {REGISTRATION} FROM registration
                 WHERE workspace_id = ?1 AND {which} AND next_at <= ?2
                 ORDER BY next_at, number LIMIT ?3"
            );
            conn.query(&sql, params![workspace.0, until, limit], read_registration)
        })
        .await
    }

    /// How many registrations stand how.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn registration_counts(&self) -> Result<Vec<(RegistrationState, i64)>, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT state, count(*) FROM registration
                       WHERE workspace_id = ?1 GROUP BY state ORDER BY state";
            conn.query(sql, params![workspace.0], |row| {
                Ok((row.word(RegistrationState::parse)?, row.int()?))
            })
        })
        .await
    }

    /// The parcels that have or had a number, as trackers spell it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn number_holders(&self, number: &str) -> Result<Vec<NumberHolder>, StorageError> {
        let number = number.to_owned();
        self.read(move |conn, workspace| {
            let sql = "SELECT k.order_id, k.id, k.status, k.created_at, k.number, o.country
                       FROM parcel_number n
                       JOIN parcel k ON k.workspace_id = n.workspace_id AND k.id = n.parcel_id
                       JOIN customer_order o ON o.workspace_id = k.workspace_id AND o.id = k.order_id
                       WHERE n.workspace_id = ?1 AND n.number = ?2 ORDER BY k.id";
            conn.query(sql, params![workspace.0, number], |row| {
                Ok(NumberHolder {
                    order_id: OrderId(row.int()?),
                    parcel_id: ParcelId(row.int()?),
                    status: row.word(TrackingStatus::parse)?,
                    created_at: row.time()?,
                    number: row.opt_text()?,
                    country: row.text()?,
                })
            })
        })
        .await
    }

    /// The orders of these parcels; parcels that are not there are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orders_of_parcels(
        &self,
        parcels: Vec<ParcelId>,
    ) -> Result<Vec<(OrderId, ParcelId)>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT order_id FROM parcel WHERE workspace_id = ?1 AND id = ?2";
            let mut found = Vec::new();
            for parcel in parcels {
                let order = conn.query_one(sql, params![workspace.0, parcel.0], Row::int)?;
                found.extend(order.map(|order| (OrderId(order), parcel)));
            }
            Ok(found)
        })
        .await
    }

    /// A stored push.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn push(&self, id: PushId) -> Result<Option<StoredPush>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT connection_id, body, received_at, read_at FROM tracker_push
                       WHERE workspace_id = ?1 AND id = ?2";
            conn.query_one(sql, params![workspace.0, id.0], |row| {
                Ok(StoredPush {
                    connection_id: ConnectionId(row.int()?),
                    body: row.blob()?,
                    received_at: row.time()?,
                    read_at: row.opt_time()?,
                })
            })
        })
        .await
    }

    /// How many pushes a tracker has sent, and when the last one came.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn push_counts(
        &self,
        connection: ConnectionId,
    ) -> Result<(i64, Option<Timestamp>), StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT count(*), max(received_at) FROM tracker_push
                       WHERE workspace_id = ?1 AND connection_id = ?2";
            let values: [Value; 2] = [workspace.0.into(), connection.0.into()];
            let found = conn.query_one(sql, &values, |row| Ok((row.int()?, row.opt_time()?)))?;
            Ok(found.unwrap_or((0, None)))
        })
        .await
    }
}

fn read_tracker(row: &mut Row) -> Result<Tracker, StorageError> {
    Ok(Tracker {
        connection_id: ConnectionId(row.int()?),
        hook_key: row.text()?,
        settings: row.json()?,
        quota: row.opt_json()?,
        used_up_since: row.opt_time()?,
        spent_day: row.int()?,
        spent: number(row)?,
        version: row.int()?,
    })
}

fn read_registration(row: &mut Row) -> Result<Registration, StorageError> {
    Ok(Registration {
        number: row.text()?,
        connection_id: row.opt_int()?.map(ConnectionId),
        state: row.word(RegistrationState::parse)?,
        wish: row.opt_json()?,
        carrier: row.opt_json()?,
        refusal: row.opt_json()?,
        retracked: row.bool()?,
        carrier_changes: number(row)?,
        registered_at: row.opt_time()?,
        heard_at: row.opt_time()?,
        next_at: row.opt_time()?,
        version: row.int()?,
    })
}
