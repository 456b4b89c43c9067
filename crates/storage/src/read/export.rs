//! Reading many orders at once for a file, and the rows of the files themselves.
//!
//! Orders come with everything that belongs to them, several hundred by four statements, so that a file
//! of all orders needs the memory of one page.

use std::collections::BTreeMap;

use domain::ids::{ExportId, OrderId, WorkspaceId};
use domain::job::{Job, NewJob};
use domain::order::Dossier;
use jiff::Timestamp;

use super::dossier;
use super::orders::{self, OrderFilter, OrderPage, OrderPosition, OrderSort};
use crate::apply::job;
use crate::change::Change;
use crate::engine::{Conn, Row, Value, params};
use crate::error::StorageError;
use crate::space::Space;

/// A file that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Ours.
    pub id: ExportId,
    /// What is to be in it, as a document of whoever writes it.
    pub wish: String,
    /// Who asked, by name.
    pub asked_by: String,
    /// How far it is.
    pub state: ExportState,
    /// Rows that are written.
    pub rows_done: i64,
    /// How many there will be, once they were counted.
    pub rows_expected: Option<i64>,
    /// How large the file is, once it is done.
    pub size_bytes: Option<i64>,
    /// Why it failed, if it did.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was done, or failed.
    pub ended_at: Option<Timestamp>,
}

/// How far an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportState {
    /// Its turn has not come.
    Waiting,
    /// It is being written.
    Writing,
    /// Its file is there.
    Done,
    /// It can't be written.
    Failed,
}

impl ExportState {
    const ALL: [Self; 4] = [Self::Waiting, Self::Writing, Self::Done, Self::Failed];

    /// As stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Writing => "writing",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

const COLUMNS: &str = "id, wish, asked_by, state, rows_done, rows_expected, size_bytes, error,
    created_at, ended_at";

impl Space {
    /// One page of orders with everything that belongs to them, as [`Space::orders`], made for pages of
    /// hundreds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn orders_in_bulk(
        &self,
        filter: OrderFilter,
        after: Option<OrderPosition>,
        limit: u32,
    ) -> Result<OrderPage, StorageError> {
        self.read(move |conn, workspace| {
            let sort = OrderSort::Oldest;
            let positions = orders::positions(conn, workspace, &filter, sort, after, limit)?;
            let ids: Vec<OrderId> = positions.iter().map(|position| position.id).collect();
            let full = ids.len() == usize::try_from(limit).unwrap_or(usize::MAX);
            Ok(OrderPage {
                orders: dossiers(conn, workspace, &ids)?,
                next: positions.last().copied().filter(|_| full),
            })
        })
        .await
    }

    /// These orders with everything that belongs to them, in this order; one that is not there is left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dossiers(&self, ids: Vec<OrderId>) -> Result<Vec<Dossier>, StorageError> {
        self.read(move |conn, workspace| dossiers(conn, workspace, &ids))
            .await
    }

    /// How many orders match.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn order_count(&self, filter: OrderFilter) -> Result<i64, StorageError> {
        self.read(move |conn, workspace| orders::count(conn, workspace, &filter))
            .await
    }

    /// Keeps an export and the work of writing it, together.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_export(&self, export: Export) -> Result<(), StorageError> {
        let ids = self.storage().ids();
        self.write(move |conn, workspace| {
            let sql = "INSERT INTO export (workspace_id, id, wish, asked_by, state, rows_done, rows_expected,
                         size_bytes, error, created_at, ended_at)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
            let values = params![
                workspace.0, export.id.0, &export.wish, &export.asked_by, export.state.as_str(),
                export.rows_done, export.rows_expected, export.size_bytes, export.error.as_deref(),
                export.created_at, export.ended_at
            ];
            conn.execute(sql, values)?;
            let export_id = export.id;
            let due_at = export.created_at;
            let new = NewJob { job: Job::WriteExport { export_id }, due_at };
            job::enqueue(conn, workspace, &*ids, &new, due_at)?;
            conn.tell(Change::Jobs(workspace, Some(due_at)));
            conn.tell(Change::Exports(workspace));
            Ok(())
        })
        .await
    }

    /// The newest exports.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exports(&self, limit: u32) -> Result<Vec<Export>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = format!(
                "SELECT {COLUMNS} FROM export WHERE workspace_id = ?1 ORDER BY id DESC LIMIT ?2"
            );
            conn.query(&sql, params![workspace.0, limit], read_export)
        })
        .await
    }

    /// One export.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn export(&self, id: ExportId) -> Result<Option<Export>, StorageError> {
        self.read(move |conn, workspace| {
            let sql = format!("SELECT {COLUMNS} FROM export WHERE workspace_id = ?1 AND id = ?2");
            conn.query_one(&sql, params![workspace.0, id.0], read_export)
        })
        .await
    }

    /// Notes how far an export is; one that is not there any more is left alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_export_progress(&self, export: Export) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql =
                "UPDATE export SET state = ?3, rows_done = ?4, rows_expected = ?5, size_bytes = ?6,
                         error = ?7, ended_at = ?8, wish = ?9
                       WHERE workspace_id = ?1 AND id = ?2";
            let values = params![
                workspace.0,
                export.id.0,
                export.state.as_str(),
                export.rows_done,
                export.rows_expected,
                export.size_bytes,
                export.error.as_deref(),
                export.ended_at,
                &export.wish
            ];
            conn.execute(sql, values)?;
            conn.tell(Change::Exports(workspace));
            Ok(())
        })
        .await
    }

    /// Forgets an export.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_export(&self, id: ExportId) -> Result<(), StorageError> {
        self.write(move |conn, workspace| {
            let sql = "DELETE FROM export WHERE workspace_id = ?1 AND id = ?2";
            conn.execute(sql, params![workspace.0, id.0])?;
            conn.tell(Change::Exports(workspace));
            Ok(())
        })
        .await
    }

    /// The exports that were asked for before this.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exports_before(&self, before: Timestamp) -> Result<Vec<ExportId>, StorageError> {
        self.read(move |conn, workspace| {
            let sql =
                "SELECT id FROM export WHERE workspace_id = ?1 AND created_at < ?2 ORDER BY id";
            conn.query(sql, params![workspace.0, before], |row| {
                row.int().map(ExportId)
            })
        })
        .await
    }
}

fn read_export(row: &mut Row) -> Result<Export, StorageError> {
    Ok(Export {
        id: ExportId(row.int()?),
        wish: row.text()?,
        asked_by: row.text()?,
        state: row.word(ExportState::parse)?,
        rows_done: row.int()?,
        rows_expected: row.opt_int()?,
        size_bytes: row.opt_int()?,
        error: row.opt_text()?,
        created_at: row.time()?,
        ended_at: row.opt_time()?,
    })
}

/// So many ids a statement: SQLite and PostgreSQL take more, and gain nothing by it.
const TOGETHER: usize = 500;

fn dossiers(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &[OrderId],
) -> Result<Vec<Dossier>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(TOGETHER) {
        let mut values: Vec<Value> = vec![workspace.0.into()];
        values.extend(some.iter().map(|id| Value::from(id.0)));
        let marks: Vec<String> = (2..some.len() + 2).map(|mark| format!("?{mark}")).collect();
        let marks = marks.join(", ");
        let mut read: BTreeMap<OrderId, Dossier> = BTreeMap::new();
        let sql = format!(
            "SELECT {} FROM customer_order WHERE workspace_id = ?1 AND id IN ({marks})",
            dossier::ORDER_COLUMNS
        );
        for order in conn.query(&sql, &values, dossier::read_order)? {
            let dossier = Dossier {
                order,
                purchases: Vec::new(),
                parcels: Vec::new(),
                fulfillments: Vec::new(),
                // No column of a file tells of them.
                cases: Vec::new(),
                // A file tells nobody anything.
                notices: domain::notice::NoticePolicy::default(),
            };
            read.insert(dossier.order.id, dossier);
        }
        let of = |table: &str, columns: &str| {
            format!(
                "SELECT {columns} FROM {table} WHERE workspace_id = ?1 AND order_id IN ({marks}) ORDER BY id"
            )
        };
        let sql = of("purchase", dossier::PURCHASE_COLUMNS);
        for purchase in conn.query(&sql, &values, dossier::read_purchase)? {
            if let Some(dossier) = read.get_mut(&purchase.order_id) {
                dossier.purchases.push(purchase);
            }
        }
        let sql = of("parcel", dossier::PARCEL_COLUMNS);
        for parcel in conn.query(&sql, &values, dossier::read_parcel)? {
            if let Some(dossier) = read.get_mut(&parcel.order_id) {
                dossier.parcels.push(parcel);
            }
        }
        let sql = of("fulfillment", dossier::FULFILLMENT_COLUMNS);
        for told in conn.query(&sql, &values, dossier::read_fulfillment)? {
            if let Some(dossier) = read.get_mut(&told.order_id) {
                dossier.fulfillments.push(told);
            }
        }
        found.extend(some.iter().filter_map(|id| read.remove(id)));
    }
    Ok(found)
}
