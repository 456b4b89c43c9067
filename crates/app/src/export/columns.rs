//! Which columns a file can have. Titles are the reader's, so there are only keys here.

use super::{Rows, orders, parcels, purchases};

/// Every column that such rows can have, in the order they are offered.
#[must_use]
pub fn columns(rows: Rows) -> Vec<&'static str> {
    match rows {
        Rows::Orders => orders::COLUMNS.iter().map(|(key, _)| *key).collect(),
        Rows::Purchases => purchases::COLUMNS.iter().map(|(key, _)| *key).collect(),
        Rows::Parcels => parcels::COLUMNS.iter().map(|(key, _)| *key).collect(),
    }
}

/// The columns that most people want.
#[must_use]
pub fn usual_columns(rows: Rows) -> Vec<&'static str> {
    let rare: &[&str] = match rows {
        Rows::Orders => &[
            "order_id",
            "company",
            "address_2",
            "province_code",
            "canceled_at",
            "note",
            "skus",
        ],
        Rows::Purchases => &["order_id", "purchase_id", "note", "attempts"],
        Rows::Parcels => &["order_id", "former_numbers", "supplier_orders"],
    };
    let mut usual = columns(rows);
    usual.retain(|key| !rare.contains(key));
    usual
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_column_is_named_twice() {
        for rows in Rows::ALL {
            let all = columns(rows);
            let once: BTreeSet<&str> = all.iter().copied().collect();
            assert_eq!(once.len(), all.len(), "{rows:?}");
            let usual = usual_columns(rows).len();
            assert!(usual > 8 && usual < all.len(), "{rows:?}");
        }
    }
}
