//! The judge: what must never have happened, whatever was killed and when.
//!
//! It reads the simulators' ledgers, the store's outbox and the database at rest, and shares nothing with
//! the program: supplier orders are matched with store orders by the mark in the second line of their
//! address, and with lines by the codes on the store's lines (`product_id:sku_id`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::bench::shelf::text;
use crate::customers::Marks;

/// All that is judged.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    /// Which mark belongs to which order of the store.
    pub(crate) marks: Marks,
    /// The store's ledger.
    pub(crate) store: Value,
    /// The webhooks that the store sent, with what became of them.
    pub(crate) outbox: Value,
    /// The marketplace's ledger.
    pub(crate) market: Value,
    /// What `orders export` tells.
    pub(crate) export: Vec<Value>,
    /// The digests of the webhooks in the database.
    pub(crate) kept: BTreeSet<String>,
}

/// Pieces by code.
type Pieces = BTreeMap<String, u64>;

/// Everything that is wrong; nothing is how it should be.
pub(crate) fn judge(evidence: &Evidence) -> Vec<String> {
    let mut wrong = Vec::new();
    keys_are_used_once(evidence, &mut wrong);
    all_is_known_on_both_sides(evidence, &mut wrong);
    webhooks_are_kept(evidence, &mut wrong);
    let mut numbers = BTreeSet::new();
    for order in list(&evidence.store["orders"]) {
        let id = order["id"].as_i64().unwrap_or_default();
        let mine = supplier_orders_of(evidence, id);
        nothing_is_bought_twice(order, &mine, &mut wrong);
        nothing_is_lost(evidence, order, &mine, &mut wrong);
        parcels_are_told_once(order, &mine, &mut wrong);
        for parcel in mine.iter().flat_map(|bought| list(&bought["parcels"])) {
            numbers.insert(text(&parcel["mail_no"]));
        }
    }
    for order in list(&evidence.store["orders"]) {
        for told in told_of(order) {
            let number = text(&told["tracking_number"]);
            if !numbers.contains(&number) {
                wrong.push(format!("{} was told {number}, no parcel", name(order)));
            }
        }
    }
    mails_are_sent_once(evidence, &mut wrong);
    wrong
}

/// What still moves or waits for the merchant, if anything does.
pub(crate) fn restless(evidence: &Evidence) -> Option<String> {
    let known = by_external_id(evidence);
    list(&evidence.store["orders"]).iter().find_map(|order| {
        let known = known.get(&text(&order["id"])).copied();
        let mine = supplier_orders_of(evidence, order["id"].as_i64().unwrap_or_default());
        let what = moves(order, known, &mine)?;
        let known = known.unwrap_or(&Value::Null);
        Some(format!(
            "{} {what}:\n{order:#}\n{known:#}\n{mine:#?}",
            name(order)
        ))
    })
}

fn moves(order: &Value, known: Option<&Value>, mine: &[&Value]) -> Option<String> {
    let Some(known) = known else {
        return Some("has not arrived".to_owned());
    };
    let is_off = !order["canceled_at"].is_null();
    if is_off == known["canceled_at"].is_null() {
        return Some("has changed in the store".to_owned());
    }
    let moving = [
        "planned",
        "placing",
        "placement_unknown",
        "awaiting_payment",
        "paying",
        "payment_unknown",
        "awaiting_shipment",
    ];
    for purchase in list(&known["purchases"]) {
        let state = text(&purchase["state"]);
        if moving.contains(&state.as_str()) && !(is_off && state == "planned") {
            return Some(format!("has a purchase that is {state}"));
        }
    }
    let untold = mine
        .iter()
        .flat_map(|bought| list(&bought["parcels"]))
        .find(|parcel| !told_of(order).any(|told| told["tracking_number"] == parcel["mail_no"]));
    if let Some(parcel) = untold.filter(|_| !is_off) {
        return Some(format!("was not told of {}", text(&parcel["mail_no"])));
    }
    let tab = text(&known["tab"]);
    (!is_off && tab != "fulfilled" && !waits_with_a_reason(known))
        .then(|| format!("is in the tab {tab}"))
}

/// One intent, one supplier order: however often the marketplace was asked.
fn keys_are_used_once(evidence: &Evidence, wrong: &mut Vec<String>) {
    let mut standing: BTreeMap<String, u32> = BTreeMap::new();
    for bought in standing_orders(evidence) {
        *standing.entry(text(&bought["out_order_id"])).or_default() += 1;
    }
    for (key, count) in standing.into_iter().filter(|(_, count)| *count > 1) {
        wrong.push(format!("the intent {key} was bought {count} times"));
    }
}

/// Each supplier order that stands is one of a purchase, and each that a purchase names exists.
fn all_is_known_on_both_sides(evidence: &Evidence, wrong: &mut Vec<String>) {
    let purchases = || {
        let orders = evidence.export.iter();
        orders.flat_map(|order| list(&order["purchases"]))
    };
    let named: BTreeSet<String> = purchases()
        .flat_map(|purchase| list(&purchase["supplier_orders"]))
        .map(|order| text(&order["external_id"]))
        .collect();
    for bought in standing_orders(evidence) {
        let number = text(&bought["order_id"]);
        if !named.contains(&number) {
            wrong.push(format!("nobody knows of the supplier order {number}"));
        }
    }
    let real = list(&evidence.market["orders"]).iter();
    let real: BTreeSet<String> = real.map(|order| text(&order["order_id"])).collect();
    for number in named.difference(&real) {
        wrong.push(format!("the supplier order {number} does not exist"));
    }
    let mut seen = BTreeSet::new();
    for order in purchases().flat_map(|purchase| list(&purchase["supplier_orders"])) {
        let number = text(&order["external_id"]);
        if !seen.insert(number.clone()) {
            wrong.push(format!("two purchases name the supplier order {number}"));
        }
    }
}

/// What the store heard "taken" about is in the database.
fn webhooks_are_kept(evidence: &Evidence, wrong: &mut Vec<String>) {
    for sent in list(&evidence.outbox["outbox"]) {
        if sent["state"] != "delivered" {
            continue;
        }
        let address = text(&sent["address"]);
        let topic = address.rsplit('/').next().unwrap_or_default();
        let digest = Sha256::new()
            .chain_update(topic)
            .chain_update([0])
            .chain_update(text(&sent["body"]))
            .finalize();
        if !evidence.kept.contains(&hex::encode(digest)) {
            let number = text(&sent["number"]);
            wrong.push(format!("the webhook {number} ({topic}) was taken and lost"));
        }
    }
}

fn nothing_is_bought_twice(order: &Value, mine: &[&Value], wrong: &mut Vec<String>) {
    let ordered = ordered(order);
    let standing = mine.iter().filter(|bought| bought["canceled_at"].is_null());
    let paid = mine.iter().filter(|bought| bought["paid"] == true);
    for (what, pieces) in [
        ("bought", pieces(standing.copied())),
        ("paid", pieces(paid.copied())),
    ] {
        for (code, count) in pieces {
            let wanted = ordered.get(&code).copied().unwrap_or(0);
            if count > wanted {
                let name = name(order);
                wrong.push(format!(
                    "{name}: {count} of {code} {what}, {wanted} ordered"
                ));
            }
        }
    }
}

/// Every paid order is bought whole, or waits with a reason that a person sees.
fn nothing_is_lost(evidence: &Evidence, order: &Value, mine: &[&Value], wrong: &mut Vec<String>) {
    let known = by_external_id(evidence);
    let Some(known) = known.get(&text(&order["id"])) else {
        wrong.push(format!("{} is not in the database", name(order)));
        return;
    };
    let wanted = order["financial_status"] == "paid" && order["canceled_at"].is_null();
    let standing = mine.iter().filter(|bought| bought["canceled_at"].is_null());
    let bought = pieces(standing.copied());
    if wanted && bought != ordered(order) && !waits_with_a_reason(known) {
        wrong.push(format!(
            "{} is paid, and only {bought:?} is bought of {:?}, without a reason",
            name(order),
            ordered(order)
        ));
    }
}

/// The store was told once of each parcel, with what is in it.
fn parcels_are_told_once(order: &Value, mine: &[&Value], wrong: &mut Vec<String>) {
    let codes: BTreeMap<String, String> = list(&order["lines"])
        .iter()
        .map(|line| (text(&line["id"]), text(&line["sku"])))
        .collect();
    let may_be_told = order["canceled_at"].is_null();
    for bought in mine.iter().filter(|bought| bought["canceled_at"].is_null()) {
        let mut inside = Pieces::new();
        for parcel in list(&bought["parcels"]) {
            let number = &parcel["mail_no"];
            let told: Vec<&Value> = told_of(order)
                .filter(|told| told["tracking_number"] == *number)
                .collect();
            if told.len() > 1 || (told.is_empty() && may_be_told) {
                let (name, number) = (name(order), text(number));
                wrong.push(format!("{name} was told {} times of {number}", told.len()));
            }
            for line in told.into_iter().flat_map(|told| list(&told["lines"])) {
                let code = codes.get(&text(&line["id"])).cloned().unwrap_or_default();
                *inside.entry(code).or_default() += line["quantity"].as_u64().unwrap_or(0);
            }
        }
        let packed = !list(&bought["parcels"]).is_empty();
        if packed && may_be_told && inside != pieces([*bought].into_iter()) {
            let (name, number) = (name(order), text(&bought["order_id"]));
            wrong.push(format!(
                "{name} was told other lines than {number} has: {inside:?}"
            ));
        }
    }
}

fn mails_are_sent_once(evidence: &Evidence, wrong: &mut Vec<String>) {
    let mut sent: BTreeMap<String, u32> = BTreeMap::new();
    for mail in list(&evidence.store["mails"]) {
        let (order, kind) = (text(&mail["order_id"]), text(&mail["kind"]));
        let what = format!("{kind} {} of {order}", text(&mail["tracking_number"]));
        *sent.entry(what).or_default() += 1;
    }
    for (what, count) in sent.into_iter().filter(|(_, count)| *count > 1) {
        wrong.push(format!("the mail {what} was sent {count} times"));
    }
}

/// All supplier orders, also canceled ones, that carry the mark of an order.
fn supplier_orders_of(evidence: &Evidence, order: i64) -> Vec<&Value> {
    let all = list(&evidence.market["orders"]).iter();
    all.filter(|bought| {
        let mark = text(&bought["recipient"]["address2"]);
        evidence.marks.get(&mark) == Some(&order)
    })
    .collect()
}

fn standing_orders(evidence: &Evidence) -> impl Iterator<Item = &Value> {
    let all = list(&evidence.market["orders"]).iter();
    all.filter(|bought| bought["canceled_at"].is_null())
}

fn by_external_id(evidence: &Evidence) -> BTreeMap<String, &Value> {
    let all = evidence.export.iter();
    all.map(|order| (text(&order["external_id"]), order))
        .collect()
}

fn waits_with_a_reason(known: &Value) -> bool {
    let has_reason =
        |purchase: &Value| !purchase["failure"].is_null() || !purchase["doubt"].is_null();
    known["needs_person"] == true
        && (!list(&known["problems"]).is_empty()
            || list(&known["purchases"]).iter().any(has_reason))
}

fn ordered(order: &Value) -> Pieces {
    let mut ordered = Pieces::new();
    for line in list(&order["lines"]) {
        *ordered.entry(text(&line["sku"])).or_default() += line["quantity"].as_u64().unwrap_or(0);
    }
    ordered
}

fn pieces<'a>(bought: impl Iterator<Item = &'a Value>) -> Pieces {
    let mut pieces = Pieces::new();
    for item in bought.flat_map(|bought| list(&bought["items"])) {
        let code = format!("{}:{}", text(&item["product_id"]), text(&item["sku_id"]));
        *pieces.entry(code).or_default() += item["count"].as_u64().unwrap_or(0);
    }
    pieces
}

/// The fulfillments that stand in the store.
fn told_of(order: &Value) -> impl Iterator<Item = &Value> {
    let all = list(&order["fulfillments"]).iter();
    all.filter(|told| told["status"] != "cancelled")
}

fn name(order: &Value) -> String {
    format!("order {}", text(&order["name"]))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// One order of one piece, bought, told, mailed and delivered.
    fn all_is_well() -> Evidence {
        let body = "{}";
        let digest = Sha256::new().chain_update("orders-paid\0{}").finalize();
        Evidence {
            marks: Marks::from([("Apt 1".to_owned(), 7)]),
            store: json!({"orders": [{"id": 7, "name": "#1", "financial_status": "paid",
                "canceled_at": null, "lines": [{"id": 1, "sku": "p:s", "quantity": 1}],
                "fulfillments": [{"status": "success", "tracking_number": "N1",
                    "lines": [{"id": 1, "quantity": 1}]}]}],
                "mails": [{"order_id": 7, "kind": "shipping", "tracking_number": "N1"}]}),
            outbox: json!({"outbox": [{"number": 0, "state": "delivered", "body": body,
                "address": "http://desk/hooks/key/orders-paid"}]}),
            market: json!({"orders": [supplier_order("1", &Value::Null)]}),
            export: vec![
                json!({"external_id": "7", "tab": "fulfilled", "needs_person": false,
                "canceled_at": null, "problems": [], "purchases": [{"state": "shipped",
                    "failure": null, "doubt": null, "supplier_orders": [{"external_id": "1"}]}]}),
            ],
            kept: BTreeSet::from([hex::encode(digest)]),
        }
    }

    fn supplier_order(number: &str, canceled_at: &Value) -> Value {
        json!({"order_id": number, "out_order_id": format!("key-{number}"), "paid": true,
            "canceled_at": canceled_at, "recipient": {"address2": "Apt 1"},
            "items": [{"product_id": "p", "sku_id": "s", "count": 1}],
            "parcels": [{"mail_no": "N1"}]})
    }

    fn finds(change: impl FnOnce(&mut Evidence), what: &str) {
        let mut evidence = all_is_well();
        change(&mut evidence);
        let wrong = judge(&evidence);
        assert!(wrong.iter().any(|found| found.contains(what)), "{wrong:#?}");
    }

    #[test]
    fn has_nothing_to_say_when_all_is_well() {
        assert_eq!(judge(&all_is_well()), Vec::<String>::new());
        assert_eq!(restless(&all_is_well()), None);
    }

    #[test]
    fn sees_what_was_bought_or_paid_twice() {
        let add = |evidence: &mut Evidence, order: Value| {
            let orders = evidence.market["orders"].as_array_mut().unwrap();
            orders.push(order);
        };
        let second = supplier_order("2", &Value::Null);
        finds(|it| add(it, second.clone()), "2 of p:s bought, 1 ordered");
        finds(|it| add(it, second), "nobody knows of the supplier order 2");
        let canceled = supplier_order("2", &json!("t"));
        finds(|it| add(it, canceled), "2 of p:s paid, 1 ordered");
        let mut same_key = supplier_order("2", &Value::Null);
        same_key["out_order_id"] = json!("key-1");
        finds(|it| add(it, same_key), "key-1 was bought 2 times");
    }

    #[test]
    fn sees_what_was_lost() {
        finds(|it| it.export.clear(), "#1 is not in the database");
        finds(|it| it.market = json!({}), "is paid, and only {} is bought");
        finds(
            |it| it.market = json!({}),
            "supplier order 1 does not exist",
        );
        finds(|it| it.kept.clear(), "(orders-paid) was taken and lost");
    }

    #[test]
    fn lets_wait_what_has_a_reason() {
        let mut evidence = all_is_well();
        evidence.market = json!({});
        evidence.store["orders"][0]["fulfillments"] = json!([]);
        evidence.export[0]["purchases"][0]["supplier_orders"] = json!([]);
        evidence.export[0]["needs_person"] = json!(true);
        evidence.export[0]["problems"] = json!([{"failure": "sold out"}]);
        assert_eq!(judge(&evidence), Vec::<String>::new());
    }

    #[test]
    fn sees_what_was_told_wrongly() {
        let told = |it: &mut Evidence| it.store["orders"][0]["fulfillments"].take();
        finds(|it| drop(told(it)), "told 0 times of N1");
        let twice = |it: &mut Evidence| {
            let first = told(it)[0].clone();
            it.store["orders"][0]["fulfillments"] = json!([first, first]);
        };
        finds(twice, "told 2 times of N1");
        let other = |it: &mut Evidence| {
            it.store["orders"][0]["fulfillments"][0]["tracking_number"] = json!("N2");
        };
        finds(other, "was told N2, no parcel");
        let less = |it: &mut Evidence| {
            it.store["orders"][0]["fulfillments"][0]["lines"] = json!([]);
        };
        finds(less, "other lines than 1 has");
        let mail = |it: &mut Evidence| {
            let mail = it.store["mails"][0].clone();
            it.store["mails"].as_array_mut().unwrap().push(mail);
        };
        finds(mail, "was sent 2 times");
    }

    #[test]
    fn sees_what_still_moves() {
        let mut evidence = all_is_well();
        evidence.export[0]["purchases"][0]["state"] = json!("placing");
        assert!(restless(&evidence).unwrap().contains("placing"));
        evidence.export.clear();
        assert!(restless(&evidence).unwrap().contains("has not arrived"));
    }
}
