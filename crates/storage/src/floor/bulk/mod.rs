//! Fills a database with as many orders as are wanted, fast: rows in the order of their keys, indexes
//! made at the end, nothing synced until all is there.
//!
//! The database has a store and a marketplace account and no orders. What it then holds is what the
//! program would have stored, but for webhooks and a supplier's messages of long ago.

mod rows;
mod story;
mod template;
mod terms;

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::engine::sqlite::translate;
use crate::error::StorageError;
use rows::Links;
use story::Stage;
use template::{Filler, IDS, Order};

/// The first order's id: above those of the set-up.
const FIRST_ID: i64 = 1 << 58;

/// The orders came over three years.
const YEARS_MICROS: i64 = 3 * 365 * 86_400 * 1_000_000;

/// Thirty days.
const MONTH_MICROS: i64 = 30 * 86_400 * 1_000_000;

/// Rows of orders between two commits.
const CHUNK: u64 = 50_000;

/// What one of the loaded orders can be asked for by.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Its id.
    pub id: i64,
    /// When it was ordered, in microseconds.
    pub ordered_at: i64,
    /// Thirty days before all was loaded, in microseconds.
    pub month_ago: i64,
    /// What the customer reads, without the sharp.
    pub number: String,
    /// Who ordered.
    pub customer: String,
    /// Where the customer gets mail.
    pub email: String,
    /// The parcel's number.
    pub mail: String,
    /// A word of what was ordered, that one order in fifty has.
    pub thing: String,
}

/// How far an order has come, by its place among all of them.
type Story = fn(u64, u64) -> Stage;

/// Loads `count` orders that all wait to be shipped, each with the job that reads its purchase due `now`.
/// They are found by nothing.
///
/// # Errors
/// As [`load_sqlite`].
pub fn load_open_sqlite(path: &Path, count: u64, now: Timestamp) -> Result<(), StorageError> {
    let conn = open(path)?;
    load_orders(&conn, count, now, Stage::to_be_shipped)?;
    let sql = "UPDATE job SET due_at = ?1 WHERE workspace_id = 1 AND name = 'sync_purchase'";
    conn.execute(sql, [now.as_microsecond()])
        .map_err(translate)?;
    count_tabs(&conn, count, Stage::to_be_shipped)?;
    count_arrivals(&conn)?;
    close(&conn)
}

/// Loads `count` orders that came until `now`.
///
/// # Errors
/// When the database fails, or has no store or no marketplace account.
pub fn load_sqlite(path: &Path, count: u64, now: Timestamp) -> Result<(), StorageError> {
    let conn = open(path)?;
    // What the planner was told of an index goes with it, and must come back with it.
    let keep = "CREATE TEMP TABLE told AS SELECT tbl, idx, stat FROM sqlite_stat1";
    conn.execute_batch(keep).map_err(translate)?;
    let indexes = drop_indexes(&conn)?;
    load_orders(&conn, count, now, Stage::of)?;
    load_terms(&conn, count)?;
    count_tabs(&conn, count, Stage::of)?;
    count_arrivals(&conn)?;
    for index in indexes {
        conn.execute_batch(&index).map_err(translate)?;
    }
    let bring_back = "DELETE FROM sqlite_stat1;
        INSERT INTO sqlite_stat1 (tbl, idx, stat) SELECT tbl, idx, stat FROM temp.told;
        DROP TABLE temp.told";
    conn.execute_batch(bring_back).map_err(translate)?;
    close(&conn)
}

/// Folds the database's log into its file, so that the file can be copied.
///
/// # Errors
/// While somebody else has it open, which a program that let it go may for a moment; when it fails.
pub fn fold_sqlite(path: &Path) -> Result<(), StorageError> {
    let conn = Connection::open(path).map_err(translate)?;
    // Only the one who has the database alone may leave its log.
    let mode = conn.pragma_update_and_check(None, "journal_mode", "DELETE", |row| {
        row.get::<_, String>(0)
    });
    match mode.map_err(translate)?.as_str() {
        "delete" => Ok(()),
        other => Err(StorageError::Unusable(format!(
            "the database is still open elsewhere (its log is {other})"
        ))),
    }
}

fn open(path: &Path) -> Result<Connection, StorageError> {
    let conn = Connection::open(path).map_err(translate)?;
    let set = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
               PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -262144; PRAGMA threads = 2;";
    conn.execute_batch(set).map_err(translate)?;
    Ok(conn)
}

fn close(conn: &Connection) -> Result<(), StorageError> {
    conn.execute_batch("PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL;")
        .map_err(translate)
}

/// An order that was loaded until `now`, fulfilled and not among the newest.
#[must_use]
pub fn sample(count: u64, which: u64, now: Timestamp) -> Sample {
    let mut place = which.wrapping_mul(7_919) % (count * 9 / 10).max(1);
    while place > 0 && Stage::of(place, count) != Stage::Fulfilled {
        place -= 1;
    }
    let mut words = story::Words::default();
    words.set(place);
    Sample {
        id: id_of(place),
        ordered_at: ordered_at(place, count, now),
        month_ago: now.as_microsecond() - MONTH_MICROS,
        customer: format!("{} {}", words.first, words.family),
        number: words.number,
        email: words.email,
        mail: words.mail,
        thing: words.thing,
    }
}

fn id_of(place: u64) -> i64 {
    FIRST_ID + i64::try_from(place).unwrap_or(0) * IDS
}

fn ordered_at(place: u64, count: u64, now: Timestamp) -> i64 {
    let step = YEARS_MICROS / i64::try_from(count.max(1)).unwrap_or(i64::MAX);
    now.as_microsecond() - i64::try_from(count - place).unwrap_or(0) * step
}

/// Drops the indexes of the tables that are filled and gives the text that makes them again.
fn drop_indexes(conn: &Connection) -> Result<Vec<String>, StorageError> {
    let sql = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
               AND tbl_name IN ('customer_order', 'purchase', 'purchase_claim', 'parcel', 'fulfillment',
                 'job', 'timeline_event', 'tracking_row')";
    let mut statement = conn.prepare(sql).map_err(translate)?;
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    let found: Result<Vec<(String, String)>, _> = found.map_err(translate)?.collect();
    let mut indexes = Vec::new();
    for (name, text) in found.map_err(translate)? {
        conn.execute_batch(&format!("DROP INDEX {name}"))
            .map_err(translate)?;
        indexes.push(text);
    }
    Ok(indexes)
}

fn load_orders(
    conn: &Connection,
    count: u64,
    now: Timestamp,
    story: Story,
) -> Result<(), StorageError> {
    let links = links(conn)?;
    let mut fillers = Vec::new();
    for stage in Stage::ALL {
        let rows = rows::rows_of(stage, &links).into_iter();
        let stage_rows: Result<Vec<Filler<'_>>, _> =
            rows.map(|rows| Filler::new(conn, rows)).collect();
        fillers.push((stage, stage_rows?));
    }
    let mut order = Order::default();
    for place in 0..count {
        if place % CHUNK == 0 {
            let next = if place == 0 { "BEGIN" } else { "COMMIT; BEGIN" };
            conn.execute_batch(next).map_err(translate)?;
        }
        order.id = id_of(place);
        order.ordered_at = ordered_at(place, count, now);
        // As scattered as prices are.
        order.total = 500 + i64::try_from(place.wrapping_mul(2_654_435_761) % 30_000).unwrap_or(0);
        order.words.set(place);
        let stage = story(place, count);
        let mine = fillers.iter_mut().filter(|(known, _)| *known == stage);
        for filler in mine.flat_map(|(_, fillers)| fillers) {
            filler.insert(&order)?;
        }
    }
    if count > 0 {
        conn.execute_batch("COMMIT").map_err(translate)?;
    }
    Ok(())
}

fn links(conn: &Connection) -> Result<Links, StorageError> {
    let store = "SELECT min(id) FROM store WHERE workspace_id = 1";
    let marketplace = "SELECT id, platform FROM connection WHERE workspace_id = 1 AND kind = 'marketplace' LIMIT 1";
    let (connection, platform) = conn
        .query_row(marketplace, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(translate)?;
    Ok(Links {
        store: conn
            .query_row(store, [], |row| row.get(0))
            .map_err(translate)?,
        connection,
        platform,
    })
}

fn load_terms(conn: &Connection, count: u64) -> Result<(), StorageError> {
    let sql = "INSERT INTO order_term (workspace_id, term, order_id) VALUES (1, ?1, ?2)";
    let mut insert = conn.prepare(sql).map_err(translate)?;
    conn.execute_batch("BEGIN").map_err(translate)?;
    for (word, place) in terms::sorted(count) {
        insert
            .execute(params![word, id_of(place)])
            .map_err(translate)?;
    }
    conn.execute_batch("COMMIT").map_err(translate)
}

fn count_arrivals(conn: &Connection) -> Result<(), StorageError> {
    let sql = "DELETE FROM arrival_count;
        INSERT INTO arrival_count (workspace_id, quarter, slot, order_count)
        SELECT workspace_id, ordered_at / 900000000, 0, count(*) FROM customer_order GROUP BY 1, 2";
    conn.execute_batch(sql).map_err(translate)
}

fn count_tabs(conn: &Connection, count: u64, story: Story) -> Result<(), StorageError> {
    let mut counts: std::collections::BTreeMap<&str, (i64, i64)> =
        std::collections::BTreeMap::new();
    for place in 0..count {
        let stage = story(place, count);
        let known = counts.entry(stage.tab()).or_default();
        known.0 += 1;
        known.1 += i64::from(stage.needs_person());
    }
    let sql = "INSERT INTO tab_count (workspace_id, tab, slot, order_count, person_count)
               VALUES (1, ?1, 0, ?2, ?3)
               ON CONFLICT DO UPDATE SET order_count = order_count + excluded.order_count,
                 person_count = person_count + excluded.person_count";
    for (tab, (orders, people)) in counts {
        conn.execute(sql, params![tab, orders, people])
            .map_err(translate)?;
    }
    Ok(())
}
