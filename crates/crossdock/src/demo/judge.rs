//! The judge: counts from the simulators' ledgers alone what must never happen.
//!
//! It knows the script (which address mark belongs to which store order) and the codes on the store's
//! lines (`product_id:sku_id`), and nothing of the program's own database.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::customers::Script;
use super::shelves::text;

/// What must be zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Checks {
    /// Pieces bought beyond what the customers ordered.
    pub(super) bought_twice: u64,
    /// Paid orders that nobody bought and that wait for nobody.
    pub(super) lost: u64,
    /// Fulfillments in the store whose number is on no parcel.
    pub(super) fulfilled_without_parcel: u64,
}

/// Judges two ledgers. `shown` holds the store orders that the desk shows as waiting for a person.
pub(super) fn judge(
    script: &Script,
    store: &Value,
    market: &Value,
    shown: &BTreeSet<i64>,
) -> Checks {
    let marks: BTreeMap<&str, i64> = script
        .orders
        .iter()
        .map(|order| (order.mark.as_str(), order.id))
        .collect();
    let bought = bought(&marks, market);
    let numbers = parcel_numbers(market);
    let mut checks = Checks::default();
    for order in list(&store["orders"]) {
        let id = order["id"].as_i64().unwrap_or_default();
        let mine: Vec<(&(i64, String), &u64)> = bought
            .iter()
            .filter(|((order, _), _)| *order == id)
            .collect();
        let ordered = ordered(order);
        for ((_, code), pieces) in &mine {
            let wanted = ordered.get(code).copied().unwrap_or(0);
            checks.bought_twice += pieces.saturating_sub(wanted);
        }
        let paid = matches!(
            text(&order["financial_status"]).as_str(),
            "paid" | "partially_refunded"
        );
        let wanted = paid && order["canceled_at"].is_null() && left(order) > 0;
        if wanted && mine.is_empty() && !shown.contains(&id) {
            checks.lost += 1;
        }
        let told = list(&order["fulfillments"])
            .iter()
            .filter(|told| told["status"] != "cancelled");
        let strange = told.filter(|told| !numbers.contains(&text(&told["tracking_number"])));
        checks.fulfilled_without_parcel += u64::try_from(strange.count()).unwrap_or(u64::MAX);
    }
    checks
}

/// Pieces bought, by store order and code, without what was canceled at the marketplace.
fn bought(marks: &BTreeMap<&str, i64>, market: &Value) -> BTreeMap<(i64, String), u64> {
    let mut bought: BTreeMap<(i64, String), u64> = BTreeMap::new();
    for order in list(&market["orders"])
        .iter()
        .filter(|order| order["canceled_at"].is_null())
    {
        let mark = text(&order["recipient"]["address2"]);
        // An order that is nobody's was bought once too often.
        let id = marks.get(mark.as_str()).copied().unwrap_or(-1);
        for item in list(&order["items"]) {
            let code = format!("{}:{}", text(&item["product_id"]), text(&item["sku_id"]));
            *bought.entry((id, code)).or_default() += item["count"].as_u64().unwrap_or(0);
        }
    }
    bought
}

fn ordered(order: &Value) -> BTreeMap<String, u64> {
    let mut ordered: BTreeMap<String, u64> = BTreeMap::new();
    for line in list(&order["lines"]) {
        *ordered.entry(text(&line["sku"])).or_default() += line["quantity"].as_u64().unwrap_or(0);
    }
    ordered
}

/// Pieces of an order that are neither refunded nor fulfilled.
fn left(order: &Value) -> u64 {
    let count = |line: &Value, name: &str| line[name].as_u64().unwrap_or(0);
    let left = |line: &Value| {
        count(line, "quantity").saturating_sub(count(line, "refunded") + count(line, "fulfilled"))
    };
    list(&order["lines"]).iter().map(left).sum()
}

/// Every number that a parcel has or had.
fn parcel_numbers(market: &Value) -> BTreeSet<String> {
    let parcels = list(&market["orders"])
        .iter()
        .flat_map(|order| list(&order["parcels"]));
    parcels
        .flat_map(|parcel| {
            ["mail_no", "first_mile_number", "last_mile_number"].map(|name| &parcel[name])
        })
        .filter(|number| !number.is_null())
        .map(text)
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::customers::Scripted;
    use super::*;

    fn script() -> Script {
        Script {
            orders: vec![Scripted {
                id: 7,
                mark: "Apt 1".into(),
            }],
        }
    }

    fn store() -> Value {
        json!({"orders": [{"id": 7, "financial_status": "paid", "canceled_at": null,
            "lines": [{"id": 1, "sku": "p:s", "quantity": 1, "refunded": 0, "fulfilled": 0}],
            "fulfillments": []}]})
    }

    fn supplier_order(canceled_at: &Value) -> Value {
        json!({"order_id": 1, "canceled_at": canceled_at, "recipient": {"address2": "Apt 1"},
            "items": [{"product_id": "p", "sku_id": "s", "count": 1}], "parcels": [{"mail_no": "N1"}]})
    }

    #[test]
    fn sees_what_was_bought_twice() {
        let twice = json!({"orders": [supplier_order(&Value::Null), supplier_order(&Value::Null)]});
        assert_eq!(
            judge(&script(), &store(), &twice, &BTreeSet::new()).bought_twice,
            1
        );
        let again = json!({"orders": [supplier_order(&Value::Null), supplier_order(&json!("t"))]});
        assert_eq!(
            judge(&script(), &store(), &again, &BTreeSet::new()).bought_twice,
            0
        );
    }

    #[test]
    fn sees_what_was_lost() {
        let nothing = json!({"orders": []});
        assert_eq!(
            judge(&script(), &store(), &nothing, &BTreeSet::new()).lost,
            1
        );
        assert_eq!(
            judge(&script(), &store(), &nothing, &BTreeSet::from([7])).lost,
            0
        );
    }

    #[test]
    fn sees_a_fulfillment_without_a_parcel() {
        let mut store = store();
        store["orders"][0]["fulfillments"] = json!([{"status": "success", "tracking_number": "N1"}, {"status": "success", "tracking_number": "N2"}]);
        let market = json!({"orders": [supplier_order(&Value::Null)]});
        let checks = judge(&script(), &store, &market, &BTreeSet::new());
        assert_eq!(checks.fulfilled_without_parcel, 1);
    }
}
