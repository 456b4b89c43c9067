//! How a search is best looked up: a planner can't know that an order's number is one order's and that a
//! lamp is in each fiftieth one, so the words are looked at first.
//!
//! Orders with a word that few have are fetched and sorted. For one common word the orders are read in
//! the order of the list, and sifted by it, until the page is full.

use std::collections::BTreeSet;

use domain::ids::WorkspaceId;

use crate::apply::words;
use crate::engine::{Conn, params};
use crate::error::StorageError;

/// So many rows of the index are few: fetched and sorted within a moment.
const FEW: i64 = 500;

/// Words of a search that are looked at: a pasted letter has some hundred.
const LOOKED_AT: usize = 4;

/// A word of a search.
pub(super) struct SearchWord {
    /// Itself.
    pub(super) word: String,
    /// After every word that begins with it: the last character of all.
    pub(super) end: String,
    /// Whether few orders have a word that begins so.
    pub(super) few: bool,
}

/// The words of a search, those that few orders have first.
pub(super) fn look_at(
    conn: &mut Conn,
    workspace: WorkspaceId,
    search: &str,
) -> Result<Vec<SearchWord>, StorageError> {
    let distinct: BTreeSet<String> = words(search).collect();
    let mut looked_at = Vec::with_capacity(distinct.len());
    for (place, word) in distinct.into_iter().enumerate() {
        let end = format!("{word}\u{10FFFF}");
        let few = place < LOOKED_AT && few(conn, workspace, &word, &end)?;
        looked_at.push(SearchWord { word, end, few });
    }
    looked_at.sort_by_key(|word| !word.few);
    Ok(looked_at)
}

fn few(
    conn: &mut Conn,
    workspace: WorkspaceId,
    word: &str,
    end: &str,
) -> Result<bool, StorageError> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM order_term
                 WHERE workspace_id = ?1 AND term >= ?2 AND term < ?3 LIMIT ?4) AS found";
    let values = params![workspace.0, word, end, FEW + 1];
    let found = conn.query_one(sql, values, |row| row.int())?;
    Ok(found.is_none_or(|found| found <= FEW))
}
