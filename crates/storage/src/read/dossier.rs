//! Reading all that is known of an order.

use std::collections::BTreeMap;

use domain::address::Recipient;
use domain::fulfillment::{Fulfillment, FulfillmentState};
use domain::ids::{
    ConnectionId, EventId, ExternalId, FulfillmentId, OrderId, ParcelId, PurchaseId, StoreId,
    WorkspaceId,
};
use domain::money::Money;
use domain::order::{Dossier, Order, Tab, TimelineEvent};
use domain::parcel::{Parcel, Tracking, TrackingDetail, TrackingStatus};
use domain::purchase::{Purchase, PurchaseState, Status};
use domain::store::StoreSettings;
use jiff::Timestamp;

use super::cases::{CASE_COLUMNS, read_case};
use super::{currency, external_id, money, number};
use crate::engine::{Conn, Row, params};
use crate::error::StorageError;
use crate::space::Space;

pub(super) const ORDER_COLUMNS: &str =
    "id, store_id, external_id, number, ordered_at, payment, canceled_at,
    customer_name, customer_email, recipient, recipient_edited, shipping_override, price_accepted,
    currency, total_minor, note, lines, problems, planned, store_updated_at, received_at, tab,
    needs_person, version";

pub(super) const PURCHASE_COLUMNS: &str = "id, order_id, connection_id, supplier, lines, shipping,
    ceiling_minor, ceiling_currency, intent, state, state_since, failure, doubt, supplier_orders,
    superseded, attempts, next_sync_at, created_at, version";

pub(super) const PARCEL_COLUMNS: &str = "id, order_id, purchase_id, supplier_order_id, box_key, number,
    former_numbers, carrier, lines, status, events, shipped_at, delivered_at, expected_at, created_at,
    version, raw_status, status_detail, verdict, status_by_hand";

pub(super) const FULFILLMENT_COLUMNS: &str = "id, order_id, parcel_id, external_id, state, number,
    carrier, lines, told_status, refusal, asked_at, created_at, version";

impl Space {
    /// An order with everything that belongs to it; `None` if there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dossier(&self, id: OrderId) -> Result<Option<Dossier>, StorageError> {
        self.read(move |conn, workspace| dossier(conn, workspace, id))
            .await
    }

    /// The order that the store knows by this id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dossier_by_external_id(
        &self,
        store: StoreId,
        external_id: &ExternalId,
    ) -> Result<Option<Dossier>, StorageError> {
        let external_id = external_id.clone();
        self.read(move |conn, workspace| {
            let sql = "SELECT id FROM customer_order
                       WHERE workspace_id = ?1 AND store_id = ?2 AND external_id = ?3";
            let values = params![workspace.0, store.0, external_id.as_str()];
            match conn.query_one(sql, values, |row| row.int().map(OrderId))? {
                Some(id) => dossier(conn, workspace, id),
                None => Ok(None),
            }
        })
        .await
    }

    /// When the store last changed these orders, as far as they are known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn order_ages(
        &self,
        store: StoreId,
        external_ids: Vec<ExternalId>,
    ) -> Result<BTreeMap<ExternalId, Timestamp>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT store_updated_at FROM customer_order
                       WHERE workspace_id = ?1 AND store_id = ?2 AND external_id = ?3";
            let mut ages = BTreeMap::new();
            for external_id in external_ids {
                let values = params![workspace.0, store.0, external_id.as_str()];
                if let Some(age) = conn.query_one(sql, values, Row::time)? {
                    ages.insert(external_id, age);
                }
            }
            Ok(ages)
        })
        .await
    }

    /// An order's story, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn timeline(&self, id: OrderId) -> Result<Vec<TimelineEvent>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT id, order_id, at, actor, kind FROM timeline_event
                       WHERE workspace_id = ?1 AND order_id = ?2 ORDER BY id DESC";
            conn.query(sql, params![workspace.0, id.0], |row| {
                Ok(TimelineEvent {
                    id: EventId(row.int()?),
                    order_id: OrderId(row.int()?),
                    at: row.time()?,
                    actor: row.json()?,
                    kind: row.json()?,
                })
            })
        })
        .await
    }

    /// The purchases whose status should be read by `until`, the longest overdue first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purchases_to_sync(
        &self,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<(OrderId, PurchaseId)>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT order_id, id FROM purchase
                       WHERE workspace_id = ?1 AND next_sync_at <= ?2 ORDER BY next_sync_at, id LIMIT ?3";
            conn.query(sql, params![workspace.0, until, limit], read_pair)
        })
        .await
    }

    /// The purchases that stand in `state` since before `before`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purchases_in_state(
        &self,
        state: PurchaseState,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<(OrderId, PurchaseId)>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = "SELECT order_id, id FROM purchase
                       WHERE workspace_id = ?1 AND state = ?2 AND state_since < ?3
                       ORDER BY state_since LIMIT ?4";
            conn.query(
                sql,
                params![workspace.0, state.as_str(), before, limit],
                read_pair,
            )
        })
        .await
    }

    /// How many purchases are in each state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purchase_counts(&self) -> Result<Vec<(PurchaseState, i64)>, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT state, count(*) FROM purchase WHERE workspace_id = ?1 GROUP BY state";
            conn.query(sql, params![workspace.0], |row| {
                Ok((row.word(PurchaseState::parse)?, row.int()?))
            })
        })
        .await
    }

    /// How many parcels are in each status.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn parcel_counts(&self) -> Result<Vec<(TrackingStatus, i64)>, StorageError> {
        self.read(|conn, workspace| {
            let sql = "SELECT status, count(*) FROM parcel WHERE workspace_id = ?1 GROUP BY status";
            conn.query(sql, params![workspace.0], |row| {
                Ok((row.word(TrackingStatus::parse)?, row.int()?))
            })
        })
        .await
    }
}

pub(crate) fn dossier(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: OrderId,
) -> Result<Option<Dossier>, StorageError> {
    let sql = format!(
        "SELECT {ORDER_COLUMNS},
           (SELECT s.settings FROM store s
            WHERE s.workspace_id = customer_order.workspace_id AND s.id = customer_order.store_id),
           CASE WHEN EXISTS (SELECT 1 FROM aftersale_case c
             WHERE c.workspace_id = customer_order.workspace_id AND c.order_id = customer_order.id)
           THEN 1 ELSE 0 END
         FROM customer_order WHERE workspace_id = ?1 AND id = ?2"
    );
    let read = |row: &mut Row| {
        let order = read_order(row)?;
        let settings: StoreSettings = row.json()?;
        Ok((order, settings.notice_policy(), row.bool()?))
    };
    let Some((order, notices, has_cases)) =
        conn.query_one(&sql, params![workspace.0, id.0], read)?
    else {
        return Ok(None);
    };
    let of = |table: &str, columns: &str| {
        format!(
            "SELECT {columns} FROM {table} WHERE workspace_id = ?1 AND order_id = ?2 ORDER BY id"
        )
    };
    let sql = of("purchase", PURCHASE_COLUMNS);
    let purchases = conn.query(&sql, params![workspace.0, id.0], read_purchase)?;
    let sql = of("parcel", PARCEL_COLUMNS);
    let parcels = conn.query(&sql, params![workspace.0, id.0], read_parcel)?;
    let sql = of("fulfillment", FULFILLMENT_COLUMNS);
    let fulfillments = conn.query(&sql, params![workspace.0, id.0], read_fulfillment)?;
    // Most orders have none, and are not asked.
    let cases = match has_cases {
        true => {
            let sql = of("aftersale_case", CASE_COLUMNS);
            conn.query(&sql, params![workspace.0, id.0], read_case)?
        }
        false => Vec::new(),
    };
    Ok(Some(Dossier {
        order,
        purchases,
        parcels,
        fulfillments,
        cases,
        notices,
    }))
}

fn read_pair(row: &mut Row) -> Result<(OrderId, PurchaseId), StorageError> {
    Ok((OrderId(row.int()?), PurchaseId(row.int()?)))
}

pub(super) fn read_order(row: &mut Row) -> Result<Order, StorageError> {
    let id = OrderId(row.int()?);
    let store_id = StoreId(row.int()?);
    let external_id = external_id(row)?;
    let number = row.text()?;
    let ordered_at = row.time()?;
    let payment = row.json()?;
    let canceled_at = row.opt_time()?;
    let customer_name = row.text()?;
    let customer_email = row.text()?;
    let recipient: Recipient = row.json()?;
    let recipient_edited = row.bool()?;
    let shipping_override = row.opt_json()?;
    let price_accepted = row.bool()?;
    let currency = currency(row)?;
    Ok(Order {
        id,
        store_id,
        external_id,
        number,
        ordered_at,
        payment,
        canceled_at,
        customer_name,
        customer_email,
        recipient,
        recipient_edited,
        shipping_override,
        price_accepted,
        currency,
        total: Money::from_minor(row.int()?, currency),
        note: row.text()?,
        lines: row.json()?,
        problems: row.json()?,
        planned: row.bool()?,
        store_updated_at: row.time()?,
        received_at: row.time()?,
        tab: row.word(Tab::parse)?,
        needs_person: row.bool()?,
        version: row.int()?,
    })
}

pub(super) fn read_purchase(row: &mut Row) -> Result<Purchase, StorageError> {
    Ok(Purchase {
        id: PurchaseId(row.int()?),
        order_id: OrderId(row.int()?),
        connection_id: ConnectionId(row.int()?),
        supplier: row.json()?,
        lines: row.json()?,
        shipping: row.json()?,
        ceiling: money(row)?,
        intent: row.opt_json()?,
        status: Status::restored(row.word(PurchaseState::parse)?, row.time()?),
        failure: row.opt_json()?,
        doubt: row.opt_text()?,
        supplier_orders: row.json()?,
        superseded: row.bool()?,
        attempts: number(row)?,
        next_sync_at: row.opt_time()?,
        created_at: row.time()?,
        version: row.int()?,
    })
}

pub(super) fn read_parcel(row: &mut Row) -> Result<Parcel, StorageError> {
    let parcel = Parcel {
        id: ParcelId(row.int()?),
        order_id: OrderId(row.int()?),
        purchase_id: row.opt_int()?.map(PurchaseId),
        supplier_order_id: row.opt_text()?.map(ExternalId),
        box_key: row.text()?,
        number: row.opt_text()?,
        former_numbers: row.json()?,
        carrier: row.text()?,
        lines: row.json()?,
        status: row.word(TrackingStatus::parse)?,
        tracking: Tracking::default(),
        events: row.json()?,
        shipped_at: row.opt_time()?,
        delivered_at: row.opt_time()?,
        expected_at: row.opt_time()?,
        created_at: row.time()?,
        version: row.int()?,
    };
    let tracking = Tracking {
        raw_status: row.text()?,
        detail: row.opt_word(TrackingDetail::parse)?,
        verdict: row.opt_json()?,
        by_hand: row.opt_json()?,
    };
    Ok(Parcel { tracking, ..parcel })
}

pub(super) fn read_fulfillment(row: &mut Row) -> Result<Fulfillment, StorageError> {
    Ok(Fulfillment {
        id: FulfillmentId(row.int()?),
        order_id: OrderId(row.int()?),
        parcel_id: row.opt_int()?.map(ParcelId),
        external_id: row.opt_text()?.map(ExternalId),
        state: row.word(FulfillmentState::parse)?,
        number: row.text()?,
        carrier: row.text()?,
        lines: row.json()?,
        told_status: row.opt_word(TrackingStatus::parse)?,
        refusal: row.opt_text()?,
        asked_at: row.opt_time()?,
        created_at: row.time()?,
        version: row.int()?,
    })
}

#[cfg(test)]
mod tests {
    use crate::engine::sqlite::open_writer;
    use crate::migrate::migrate;

    #[test]
    fn what_belongs_to_an_order_is_looked_up_by_the_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite3");
        migrate(
            &mut open_writer(&path).unwrap(),
            &path,
            jiff::Timestamp::UNIX_EPOCH,
        )
        .unwrap();
        // As every process finds it that opens the database.
        let conn = open_writer(&path).unwrap();
        for table in ["purchase", "parcel", "fulfillment", "aftersale_case"] {
            let sql = format!(
                "EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE workspace_id = 1 AND order_id = 2 ORDER BY id"
            );
            let way: String = conn.query_row(&sql, [], |row| row.get(3)).unwrap();
            assert!(way.contains("(workspace_id=? AND order_id=?)"), "{way}");
        }
    }
}
