//! What an order can be found by: whole words in lower case, matched from their beginning.

use std::collections::BTreeSet;

use domain::ids::{OrderId, WorkspaceId};
use domain::order::Order;

use crate::engine::{Conn, params};
use crate::error::StorageError;

/// Longer words are cut: nobody types more, and an index key has a limit.
const TERM_LIMIT: usize = 64;

/// A title has at most this many words that matter.
const TERMS_LIMIT: usize = 200;

/// The words of a text, as they are kept and as they are searched.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '|' | '(' | ')' | '"'))
        .map(|word| {
            word.to_lowercase()
                .chars()
                .take(TERM_LIMIT)
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
}

/// What an order is found by before anything was bought.
pub(super) fn of_order(order: &Order) -> BTreeSet<String> {
    let mut terms: BTreeSet<String> = words(&order.number).collect();
    terms.insert(order.number.trim_start_matches('#').to_lowercase());
    terms.extend(words(order.external_id.as_str()));
    terms.extend(words(&order.customer_name));
    terms.extend(words(&order.customer_email));
    terms.extend(words(&order.recipient.full_name));
    for line in &order.lines {
        terms.extend(words(&line.title));
        terms.extend(words(&line.sku));
    }
    terms.remove("");
    terms.into_iter().take(TERMS_LIMIT).collect()
}

/// Adds terms; one that is already there is left alone.
pub(super) fn add(
    conn: &mut Conn,
    workspace: WorkspaceId,
    order: OrderId,
    terms: &BTreeSet<String>,
) -> Result<(), StorageError> {
    let sql = "INSERT INTO order_term (workspace_id, term, order_id) VALUES (?1, ?2, ?3)
               ON CONFLICT DO NOTHING";
    for term in terms {
        conn.execute(sql, params![workspace.0, term, order.0])?;
    }
    Ok(())
}
