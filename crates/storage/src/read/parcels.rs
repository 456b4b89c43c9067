//! Reading the tracking page: parcels, and placed purchases that have none yet, page by page.
//!
//! Pages are found by the last position seen, and counts end at a bound, so that neither costs more with
//! more orders. What needs a person is found through an index for each reason; the reasons themselves
//! are `domain`'s.

use std::collections::BTreeSet;

use domain::ids::{ExternalId, OrderId, ParcelId, PurchaseId, StoreId, WorkspaceId};
use domain::parcel::{ParcelAttention, ParcelLine, TrackingEvent, TrackingStatus, Underway};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::apply::words;
use crate::engine::{Conn, Row, Value};
use crate::error::StorageError;
use crate::space::Space;

/// No count goes further than this: whoever has more reads "10,000+" and narrows the list.
pub const MOST_COUNTED: i64 = 10_000;

/// Which rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrackingFilter {
    /// Only placed at or after this.
    pub placed_from: Option<Timestamp>,
    /// Only placed before this.
    pub placed_until: Option<Timestamp>,
    /// Only of this status.
    pub status: Option<TrackingStatus>,
    /// Only those that need a person at this time.
    pub attention_at: Option<Timestamp>,
    /// Only those that have come this far.
    pub leg: Option<Leg>,
    /// Only of orders that have, for each word of this, a word that begins with it.
    pub search: String,
    /// Only of this store.
    pub store: Option<StoreId>,
    /// Only to this country.
    pub country: Option<String>,
    /// Only from this supplier, by [`TrackingRow::supplier_key`].
    pub supplier: Option<String>,
    /// Only by the shipping method of this name.
    pub method: Option<String>,
}

/// How far something has come, as the monitoring counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leg {
    /// It has left the supplier, wherever it is now.
    Shipped,
    /// It has not left the supplier.
    NotShipped,
    /// It has arrived.
    Delivered,
    /// It has left and has not arrived.
    Underway,
    /// It came after the time that was promised, or has not come by this time.
    Late(Timestamp),
}

/// A place in the list: what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrackingPosition {
    /// When it was placed, in microseconds.
    pub placed_at: i64,
    /// The row's id.
    pub id: i64,
}

/// Which way a page is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrackingPlace {
    /// What follows this row: older ones.
    After(TrackingPosition),
    /// What stands before this row: newer ones.
    Before(TrackingPosition),
}

/// A parcel, or a placed purchase that has none yet.
#[derive(Clone, Debug)]
pub struct TrackingRow {
    /// The parcel's id, or the purchase's while it has no parcel.
    pub id: i64,
    /// For which order.
    pub order_id: OrderId,
    /// The order's number as people know it.
    pub order_number: String,
    /// Who ordered.
    pub customer_name: String,
    /// From which store.
    pub store_id: StoreId,
    /// Of which purchase; `None` for a parcel that the merchant typed in.
    pub purchase_id: Option<PurchaseId>,
    /// The parcel, once there is one.
    pub parcel: Option<TrackedParcel>,
    /// When the purchase was placed.
    pub placed_at: Timestamp,
    /// When it was shipped.
    pub shipped_at: Option<Timestamp>,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
    /// When it should arrive at the latest, as far as anybody said.
    pub due_at: Option<Timestamp>,
    /// Where it is; pending while there is no parcel.
    pub status: TrackingStatus,
    /// Whether the store was told, or there is nothing to tell it any more.
    pub told: bool,
    /// Names the supplier among all marketplaces; empty if unknown.
    pub supplier_key: String,
    /// The supplier's name.
    pub supplier: String,
    /// The shipping method's name.
    pub method: String,
    /// To which country.
    pub country: String,
}

/// What a row shows of its parcel.
#[derive(Clone, Debug)]
pub struct TrackedParcel {
    /// Ours.
    pub id: ParcelId,
    /// Of which supplier order.
    pub supplier_order_id: Option<ExternalId>,
    /// Its number now.
    pub number: Option<String>,
    /// Numbers it had before.
    pub former_numbers: Vec<String>,
    /// Who carries it.
    pub carrier: String,
    /// What is in it.
    pub lines: Vec<ParcelLine>,
    /// Its scans, newest first.
    pub events: Vec<TrackingEvent>,
}

/// One page of the list, newest first.
#[derive(Clone, Debug)]
pub struct TrackingPage {
    /// The rows.
    pub rows: Vec<TrackingRow>,
    /// Whether there are more in the direction that was read.
    pub more: bool,
}

/// How many rows there are, each at most [`MOST_COUNTED`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrackingCounts {
    /// By status; one without rows is missing.
    pub by_status: Vec<(TrackingStatus, i64)>,
    /// Of those that need a person.
    pub needing_person: i64,
}

impl TrackingRow {
    /// Where it stands in the list.
    #[must_use]
    pub fn position(&self) -> TrackingPosition {
        TrackingPosition {
            placed_at: self.placed_at.as_microsecond(),
            id: self.id,
        }
    }

    /// Why a person should look at it.
    #[must_use]
    pub fn attention(&self, now: Timestamp) -> Vec<ParcelAttention> {
        let underway = Underway {
            placed_at: self.placed_at,
            told: self.told,
            status: self.status,
        };
        ParcelAttention::of(&underway, now)
    }
}

impl Space {
    /// One page of the list; `None` is the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracking(
        &self,
        filter: TrackingFilter,
        place: Option<TrackingPlace>,
        limit: u32,
    ) -> Result<TrackingPage, StorageError> {
        self.read(move |conn, workspace| {
            let mut text = Text::of(workspace);
            text.page(&filter, place, limit.saturating_add(1));
            let mut rows = conn.query(&text.sql, &text.values, read_row)?;
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            let more = rows.len() > limit;
            rows.truncate(limit);
            if matches!(place, Some(TrackingPlace::Before(_))) {
                rows.reverse();
            }
            Ok(TrackingPage { rows, more })
        })
        .await
    }

    /// How many rows have each status, and how many need a person at `now`. The filter's own status and
    /// attention do not narrow them; what needs a person is counted whenever it was placed, unless
    /// `attention_in` says otherwise.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracking_counts(
        &self,
        filter: TrackingFilter,
        attention_in: TrackingFilter,
        now: Timestamp,
    ) -> Result<TrackingCounts, StorageError> {
        self.read(move |conn, workspace| {
            let mut counts = TrackingCounts::default();
            for status in TrackingStatus::ALL {
                let one = TrackingFilter {
                    status: Some(status),
                    attention_at: None,
                    ..filter.clone()
                };
                match count(conn, workspace, &one)? {
                    0 => {}
                    found => counts.by_status.push((status, found)),
                }
            }
            let needing = TrackingFilter {
                status: None,
                attention_at: Some(now),
                ..attention_in
            };
            counts.needing_person = count(conn, workspace, &needing)?;
            Ok(counts)
        })
        .await
    }

    /// How many rows match, at most [`MOST_COUNTED`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracking_count(&self, filter: TrackingFilter) -> Result<i64, StorageError> {
        self.read(move |conn, workspace| count(conn, workspace, &filter))
            .await
    }

    /// The orders of the rows that match, each once, at most `limit` rows of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracking_orders(
        &self,
        filter: TrackingFilter,
        limit: u32,
    ) -> Result<Vec<OrderId>, StorageError> {
        self.read(move |conn, workspace| {
            let mut text = Text::of(workspace);
            text.keys(&filter, None, limit);
            let orders = conn.query(&text.sql, &text.values, |row| {
                row.int()?;
                row.int()?;
                row.int().map(OrderId)
            })?;
            let mut seen = BTreeSet::new();
            Ok(orders.into_iter().filter(|id| seen.insert(*id)).collect())
        })
        .await
    }

    /// The orders of these rows, each once; a row that is not there any more is left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tracking_orders_of(&self, rows: Vec<i64>) -> Result<Vec<OrderId>, StorageError> {
        self.read(move |conn, workspace| {
            let mut found = BTreeSet::new();
            let sql = "SELECT order_id FROM tracking_row WHERE workspace_id = ?1 AND id = ?2";
            for id in rows {
                let values = crate::engine::params![workspace.0, id];
                found.extend(conn.query_one(sql, values, |row| row.int().map(OrderId))?);
            }
            Ok(found.into_iter().collect())
        })
        .await
    }
}

fn count(
    conn: &mut Conn,
    workspace: WorkspaceId,
    filter: &TrackingFilter,
) -> Result<i64, StorageError> {
    let mut text = Text::of(workspace);
    text.count(filter);
    let found = conn.query_one(&text.sql, &text.values, Row::int)?;
    Ok(found.unwrap_or(0).min(MOST_COUNTED))
}

fn read_row(row: &mut Row) -> Result<TrackingRow, StorageError> {
    let id = row.int()?;
    let order_id = OrderId(row.int()?);
    let order_number = row.text()?;
    let customer_name = row.text()?;
    let store_id = StoreId(row.int()?);
    let purchase_id = row.opt_int()?.map(PurchaseId);
    let placed_at = row.time()?;
    let shipped_at = row.opt_time()?;
    let delivered_at = row.opt_time()?;
    let due_at = row.opt_time()?;
    Ok(TrackingRow {
        id,
        order_id,
        order_number,
        customer_name,
        store_id,
        purchase_id,
        placed_at,
        shipped_at,
        delivered_at,
        due_at,
        status: row.word(TrackingStatus::parse)?,
        told: row.bool()?,
        supplier_key: row.text()?,
        supplier: row.text()?,
        method: row.text()?,
        country: row.text()?,
        parcel: match row.opt_int()? {
            None => None,
            Some(parcel) => Some(TrackedParcel {
                id: ParcelId(parcel),
                supplier_order_id: row.opt_text()?.map(ExternalId),
                number: row.opt_text()?,
                former_numbers: row.json()?,
                carrier: row.text()?,
                lines: row.json()?,
                events: row.json()?,
            }),
        },
    })
}

/// A statement that is put together; every value is bound, never written into the text.
struct Text {
    sql: String,
    values: Vec<Value>,
}

impl Text {
    fn of(workspace: WorkspaceId) -> Self {
        Self {
            sql: String::new(),
            values: vec![workspace.0.into()],
        }
    }

    /// Whole rows: their keys first, then what stands in the order's and the parcel's own rows.
    fn page(&mut self, filter: &TrackingFilter, place: Option<TrackingPlace>, limit: u32) {
        self.sql.push_str(
            "SELECT r.id, r.order_id, o.number, o.customer_name, r.store_id, r.purchase_id, r.placed_at,
               r.shipped_at, r.delivered_at, r.due_at, r.status, r.told, r.supplier_key, r.supplier,
               r.method, r.country, k.id, k.supplier_order_id, k.number, k.former_numbers, k.carrier,
               k.lines, k.events
             FROM (",
        );
        self.keys(filter, place, limit);
        let direction = direction(place);
        self.sql.push_str(&format!(
            ") found JOIN tracking_row r ON r.workspace_id = ?1 AND r.id = found.id
             JOIN customer_order o ON o.workspace_id = r.workspace_id AND o.id = r.order_id
             LEFT JOIN parcel k ON k.workspace_id = r.workspace_id AND k.id = r.parcel_id
             ORDER BY found.placed_at {direction}, found.id {direction}"
        ));
    }

    /// Time, id and order of the rows that match.
    fn keys(&mut self, filter: &TrackingFilter, place: Option<TrackingPlace>, limit: u32) {
        let (limit, direction) = (self.bind(limit), direction(place));
        let end = format!(" ORDER BY r.placed_at {direction}, r.id {direction} LIMIT {limit}");
        let conditions = self.conditions(filter, place);
        match filter.attention_at {
            None => self.one("r.placed_at, r.id, r.order_id", &conditions, &end),
            Some(now) => {
                self.each_reason("r.placed_at, r.id, r.order_id", &conditions, &end, now);
                self.sql.push_str(&format!(
                    " ORDER BY placed_at {direction}, id {direction} LIMIT {limit}"
                ));
            }
        }
    }

    fn count(&mut self, filter: &TrackingFilter) {
        let most = self.bind(MOST_COUNTED);
        let end = format!(" LIMIT {most}");
        let conditions = self.conditions(filter, None);
        self.sql.push_str("SELECT count(*) FROM (");
        match filter.attention_at {
            None => self.one("r.id", &conditions, &end),
            Some(now) => self.each_reason("r.id", &conditions, &end, now),
        }
        self.sql.push_str(") counted");
    }

    fn one(&mut self, columns: &str, conditions: &str, end: &str) {
        self.sql.push_str(&format!(
            "SELECT {columns} FROM tracking_row r WHERE r.workspace_id = ?1{conditions}{end}"
        ));
    }

    /// What matches by any reason, each row once. Each reason is asked apart, because each has an index
    /// and a condition with OR would have none.
    fn each_reason(&mut self, columns: &str, conditions: &str, end: &str, now: Timestamp) {
        let plain: Vec<&str> = columns.split(", ").map(|name| &name[2..]).collect();
        let plain = plain.join(", ");
        self.sql.push_str(&format!("SELECT {plain} FROM ("));
        for (index, reason) in ParcelAttention::ALL.into_iter().enumerate() {
            if index > 0 {
                self.sql.push_str(" UNION ");
            }
            let condition = match reason {
                ParcelAttention::Trouble => {
                    "r.status IN ('alert', 'expired', 'undelivered')".to_owned()
                }
                ParcelAttention::LongUnderway => {
                    let before = self.bind(reason.placed_before(now));
                    format!("r.told = 1 AND r.status <> 'delivered' AND r.placed_at < {before}")
                }
                ParcelAttention::NotFulfilled => {
                    let before = self.bind(reason.placed_before(now));
                    format!("r.told = 0 AND r.placed_at < {before}")
                }
            };
            self.sql.push_str(&format!("SELECT {plain} FROM ("));
            self.one(columns, &format!(" AND {condition}{conditions}"), end);
            self.sql.push_str(&format!(") reason_{index}"));
        }
        self.sql.push_str(") matched");
    }

    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn conditions(&mut self, filter: &TrackingFilter, place: Option<TrackingPlace>) -> String {
        let mut all = String::new();
        let mut and = |condition: String| {
            all.push_str(" AND ");
            all.push_str(&condition);
        };
        if let Some(status) = filter.status {
            and(format!("r.status = {}", self.bind(status.as_str())));
        }
        if let Some(from) = filter.placed_from {
            and(format!("r.placed_at >= {}", self.bind(from)));
        }
        if let Some(until) = filter.placed_until {
            and(format!("r.placed_at < {}", self.bind(until)));
        }
        if let Some(store) = filter.store {
            and(format!("r.store_id = {}", self.bind(store.0)));
        }
        if let Some(country) = &filter.country {
            and(format!("r.country = {}", self.bind(country)));
        }
        if let Some(supplier) = &filter.supplier {
            and(format!("r.supplier_key = {}", self.bind(supplier)));
        }
        if let Some(method) = &filter.method {
            and(format!("r.method = {}", self.bind(method)));
        }
        match filter.leg {
            None => {}
            Some(Leg::Shipped) => and("r.shipped_at IS NOT NULL".into()),
            Some(Leg::NotShipped) => and("r.shipped_at IS NULL".into()),
            Some(Leg::Delivered) => and("r.delivered_at IS NOT NULL".into()),
            Some(Leg::Underway) => {
                and("r.shipped_at IS NOT NULL AND r.delivered_at IS NULL".into());
            }
            Some(Leg::Late(now)) => {
                let now = self.bind(now);
                and(format!("r.due_at < coalesce(r.delivered_at, {now})"));
            }
        }
        let distinct: BTreeSet<String> = words(&filter.search).collect();
        for word in &distinct {
            // The last character of all: everything that begins with the word sorts before it.
            let (from, to) = (self.bind(word), self.bind(format!("{word}\u{10FFFF}")));
            and(format!(
                "r.order_id IN (SELECT t.order_id FROM order_term t
                   WHERE t.workspace_id = ?1 AND t.term >= {from} AND t.term < {to} /*postgres OFFSET 0*/)"
            ));
        }
        if let Some(place) = place {
            let (at, past, position) = match place {
                TrackingPlace::After(position) => ("<=", "<", position),
                TrackingPlace::Before(position) => (">=", ">", position),
            };
            let (time, id) = (self.bind(position.placed_at), self.bind(position.id));
            // Written as a range first, because an OR alone is no range to either engine.
            and(format!(
                "r.placed_at {at} {time} AND (r.placed_at {past} {time} OR r.id {past} {id})"
            ));
        }
        all
    }
}

fn direction(place: Option<TrackingPlace>) -> &'static str {
    match place {
        None | Some(TrackingPlace::After(_)) => "DESC",
        Some(TrackingPlace::Before(_)) => "ASC",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::sqlite::open_writer;
    use crate::migrate::migrate;

    /// How SQLite would find what the text asks for.
    fn way(conn: &mut Conn, text: &Text) -> String {
        let sql = format!("EXPLAIN QUERY PLAN {}", text.sql);
        let lines = conn.query(&sql, &text.values, |row| {
            for _ in 0..3 {
                row.int()?;
            }
            row.text()
        });
        lines.unwrap().join("; ")
    }

    fn ways(filter: &TrackingFilter) -> (Vec<String>, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.sqlite3");
        let mut conn = open_writer(&path).unwrap();
        migrate(&mut conn, &path, Timestamp::UNIX_EPOCH).unwrap();
        let mut conn = Conn::sqlite(conn);
        let position = TrackingPosition {
            placed_at: 7,
            id: 7,
        };
        let places = [
            None,
            Some(TrackingPlace::After(position)),
            Some(TrackingPlace::Before(position)),
        ];
        let pages = places.map(|place| {
            let mut text = Text::of(WorkspaceId(1));
            text.keys(filter, place, 50);
            way(&mut conn, &text)
        });
        let mut text = Text::of(WorkspaceId(1));
        text.count(filter);
        (pages.to_vec(), way(&mut conn, &text))
    }

    #[test]
    fn no_page_of_the_list_is_sorted_or_counted_over() {
        let all = TrackingFilter::default;
        let recent = TrackingFilter {
            placed_from: Some(Timestamp::UNIX_EPOCH),
            ..all()
        };
        let lost = TrackingFilter {
            status: Some(TrackingStatus::Alert),
            ..recent.clone()
        };
        for (filter, index) in [
            (all(), "_by_time"),
            (recent, "_by_time"),
            (lost, "_by_status"),
        ] {
            let (pages, count) = ways(&filter);
            for way in pages {
                assert!(way.contains(&format!("tracking_row{index}")), "{way}");
                assert!(!way.contains("TEMP B-TREE"), "{way}");
            }
            assert!(count.contains("SEARCH"), "{count}");
        }
    }

    #[test]
    fn each_reason_is_found_through_its_own_index() {
        let filter = TrackingFilter {
            attention_at: Some(Timestamp::UNIX_EPOCH),
            ..TrackingFilter::default()
        };
        let (pages, count) = ways(&filter);
        for way in pages {
            for index in ["_in_trouble", "_underway", "_untold"] {
                assert!(way.contains(&format!("tracking_row{index}")), "{way}");
            }
            assert!(!reads_through(&way), "{way}");
        }
        assert!(!reads_through(&count), "{count}");
    }

    fn reads_through(way: &str) -> bool {
        way.split("; ").any(|step| step.starts_with("SCAN r "))
    }

    #[test]
    fn words_are_looked_up_and_not_read_through() {
        let filter = TrackingFilter {
            search: "LP0012 ann".into(),
            ..TrackingFilter::default()
        };
        let (pages, _) = ways(&filter);
        for way in pages {
            assert!(
                way.contains("(workspace_id=? AND term>? AND term<?)"),
                "{way}"
            );
            assert!(way.contains("tracking_row_by_order"), "{way}");
        }
    }
}
