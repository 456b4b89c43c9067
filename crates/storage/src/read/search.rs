//! How a search is best looked up: a planner can't know that an order's number is one order's and that a
//! lamp is in each fiftieth one, so the words are looked at first.
//!
//! Orders with a word that few have are fetched and sorted. For one common word the orders are read in
//! the order of the list, each asked for the word, until the page is full. Neither grows with the
//! number of orders. Only the beginning of very many words is looked up whole.

use std::collections::BTreeSet;

use domain::ids::WorkspaceId;

use crate::apply::words;
use crate::engine::{Conn, params};
use crate::error::StorageError;

/// So many rows of the index are few: fetched and sorted within a moment.
const FEW: i64 = 500;

/// Words of a search that are looked at: a pasted letter has some hundred.
const LOOKED_AT: usize = 4;

/// Words that begin alike and that an order is asked for one by one.
const ASKED_FOR: usize = 8;

/// How the orders with a word are spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spread {
    /// Few have a word that begins so.
    Few,
    /// Many have one of these words, and no other word begins so.
    Words(Vec<String>),
    /// Anything else.
    Many,
}

/// A word of a search.
pub(super) struct SearchWord {
    /// Itself.
    pub(super) word: String,
    /// How the orders with it are spread.
    pub(super) spread: Spread,
}

impl SearchWord {
    /// After every word that begins with it: the last character of all.
    pub(super) fn end(&self) -> String {
        end(&self.word)
    }
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
        let spread = if place < LOOKED_AT {
            spread(conn, workspace, &word)?
        } else {
            Spread::Many
        };
        looked_at.push(SearchWord { word, spread });
    }
    looked_at.sort_by_key(|word| word.spread != Spread::Few);
    Ok(looked_at)
}

fn spread(conn: &mut Conn, workspace: WorkspaceId, word: &str) -> Result<Spread, StorageError> {
    let few = "SELECT count(*) FROM (SELECT 1 FROM order_term
                 WHERE workspace_id = ?1 AND term >= ?2 AND term < ?3 LIMIT ?4) AS found";
    let end = end(word);
    let found = conn.query_one(few, params![workspace.0, word, &end, FEW + 1], |row| {
        row.int()
    })?;
    if found.is_none_or(|found| found <= FEW) {
        return Ok(Spread::Few);
    }
    let next = "SELECT term FROM order_term WHERE workspace_id = ?1 AND term >= ?2 AND term < ?3
                ORDER BY term LIMIT 1";
    let (mut words, mut from) = (Vec::new(), word.to_owned());
    while let Some(found) =
        conn.query_one(next, params![workspace.0, &from, &end], |row| row.text())?
    {
        if words.len() == ASKED_FOR {
            return Ok(Spread::Many);
        }
        // The next one that differs: nobody types what would sort between.
        from = format!("{found}\u{1}");
        words.push(found);
    }
    Ok(Spread::Words(words))
}

fn end(word: &str) -> String {
    format!("{word}\u{10FFFF}")
}
