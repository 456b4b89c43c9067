//! What an order can be found by: whole words in lower case, matched from their beginning.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::ids::{OrderId, WorkspaceId};
use domain::order::Order;

use crate::engine::{Conn, Value};
use crate::error::StorageError;

/// Longer words are cut: nobody types more, and an index key has a limit.
const TERM_LIMIT: usize = 64;

/// A name or number has at most this many words that matter.
const NAME_WORDS: usize = 40;

/// An order has at most this many words of its lines that matter, the first ones.
const LINE_WORDS: usize = 200;

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

/// A text's words as they are kept: also without the signs before them, because nobody types the
/// bracket of a title or the sharp of a number.
fn kept(text: &str) -> impl Iterator<Item = String> + '_ {
    words(text).flat_map(|word| {
        let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let bare = (bare != word && !bare.is_empty()).then(|| bare.to_owned());
        bare.into_iter().chain([word])
    })
}

/// What an order is found by before anything was bought. Its lines come last, so that an order with
/// many of them is still found by its number and customer.
pub(super) fn of_order(order: &Order) -> BTreeSet<String> {
    let names = [
        order.number.as_str(),
        order.external_id.as_str(),
        &order.customer_name,
        &order.customer_email,
        &order.recipient.full_name,
    ];
    let mut terms: BTreeSet<String> = names
        .into_iter()
        .flat_map(|name| kept(name).take(NAME_WORDS))
        .collect();
    let skus = order.lines.iter().flat_map(|line| kept(&line.sku));
    let titles = order.lines.iter().flat_map(|line| kept(&line.title));
    let most = terms.len() + LINE_WORDS;
    for word in skus.chain(titles) {
        if terms.len() >= most {
            break;
        }
        terms.insert(word);
    }
    terms
}

/// What a number of an outsider is found by.
pub(crate) fn of_number(number: &str) -> BTreeSet<String> {
    kept(number).take(NAME_WORDS).collect()
}

/// Adds terms; one that is already there is left alone.
pub(super) fn add(
    conn: &mut Conn,
    workspace: WorkspaceId,
    order: OrderId,
    terms: &BTreeSet<String>,
) -> Result<(), StorageError> {
    let mut terms = terms.iter();
    for (rows, sql) in INSERTS.iter() {
        while terms.len() >= *rows {
            let mut values = Vec::with_capacity(rows + 2);
            values.extend([workspace.0.into(), order.0.into()]);
            values.extend(terms.by_ref().take(*rows).map(Value::from));
            conn.execute_later(sql, values)?;
        }
    }
    Ok(())
}

/// Statements that insert so many rows each, the largest first: an order has some twenty terms, and
/// one statement for each would be most of what storing it costs.
static INSERTS: LazyLock<[(usize, String); 5]> = LazyLock::new(|| {
    [16, 8, 4, 2, 1].map(|rows| {
        let values: Vec<String> = (3..rows + 3)
            .map(|place| format!("(?1, ?{place}, ?2)"))
            .collect();
        let sql = format!(
            "INSERT INTO order_term (workspace_id, term, order_id) VALUES {}
             ON CONFLICT DO NOTHING",
            values.join(", ")
        );
        (rows, sql)
    })
});
