//! `aliexpress.trade.ds.order.get`: one order, in the form and the time zone of the platform.
//!
//! Children have no ids, and `FINISH` says nothing about how it ended. Source: reference sheet §11.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::super::envelope::{GatewayError, list};
use super::super::freight::plain;
use super::super::gateway::Call;
use super::super::money;
use super::super::world::World;
use super::{Line, Order, Status, not_synchronized};
use crate::sim::{only_member, with_members};

/// The method whose parameter is JSON text.
pub(in super::super) fn get(world: &World, call: &Call<'_>) -> Result<Value, GatewayError> {
    let query = call.json("single_order_query")?;
    let order_id = query
        .get("order_id")
        .map(plain)
        .ok_or_else(|| GatewayError::missing("order_id"))?;
    let order = find(world, call, &order_id)?;
    let lists = ("aeop_child_order_info", "aeop_order_logistics_info");
    Ok(only_member("result", body(world, order, lists)))
}

/// The sibling with a flat parameter and other words around its lists.
pub(in super::super) fn get_flat(world: &World, call: &Call<'_>) -> Result<Value, GatewayError> {
    let order = find(world, call, call.required("order_id")?)?;
    let mut content = body(
        world,
        order,
        ("aeop_child_order_info", "aeop_order_logistics_info"),
    );
    for (list_name, long, short) in [
        (
            "child_order_list",
            "aeop_child_order_info",
            "ae_child_order_info",
        ),
        (
            "logistics_info_list",
            "aeop_order_logistics_info",
            "ae_order_logistics_info",
        ),
    ] {
        let Some(fields) = content[list_name].as_object_mut() else {
            continue;
        };
        if let Some(items) = fields.remove(long) {
            fields.insert(short.to_owned(), items);
        }
    }
    Ok(only_member("result", content))
}

/// The buyer's own order, once it has been synchronized.
fn find<'a>(world: &'a World, call: &Call<'_>, order_id: &str) -> Result<&'a Order, GatewayError> {
    let order_id: u64 = order_id
        .parse()
        .map_err(|_| GatewayError::mapping("order_id"))?;
    let order = world
        .orders
        .get(&order_id)
        .filter(|order| order.buyer == call.buyer);
    let order = order.ok_or_else(not_synchronized)?;
    let age = call.now.duration_since(order.created_at).as_secs();
    if age < i64::from(world.config.sync_delay_seconds) {
        Err(not_synchronized())
    } else {
        Ok(order)
    }
}

fn body(world: &World, order: &Order, (child, logistics): (&'static str, &'static str)) -> Value {
    let store_name = world
        .supplier(order.store_id)
        .map_or("", |supplier| supplier.name.as_str());
    let total = order.total();
    let in_settlement = convert(total, &order.currency, order.settlement_currency);
    let mut fields = Map::from_iter([
        ("gmt_create".to_owned(), json!(pacific(order.created_at))),
        ("order_status".to_owned(), json!(order.status.wire())),
        (
            "logistics_status".to_owned(),
            json!(logistics_status(order)),
        ),
        (
            "pay_timeout_second".to_owned(),
            json!(order.pay_timeout_seconds.to_string()),
        ),
        (
            "order_amount".to_owned(),
            money::object(in_settlement, order.settlement_currency),
        ),
        (
            "child_order_list".to_owned(),
            list(
                child,
                order
                    .lines
                    .iter()
                    .map(|line| child_order(order, line))
                    .collect(),
            ),
        ),
        (
            "logistics_info_list".to_owned(),
            list(logistics, logistics_infos(order)),
        ),
        (
            "store_info".to_owned(),
            json!({
                "store_id": order.store_id, "store_name": store_name,
                "store_url": format!("https://www.aliexpress.com/store/{}", order.store_id),
            }),
        ),
    ]);
    // Never paid and closed: the buyer's amount is told as zero.
    let told = if order.is_canceled() && order.paid_at.is_none() {
        Decimal::ZERO
    } else {
        total
    };
    fields.insert(
        "user_order_amount".into(),
        money::object(told, &order.currency),
    );
    if let Some(paid_at) = order.paid_at {
        fields.insert("order_paidtime_string".into(), json!(pacific(paid_at)));
    }
    Value::Object(fields)
}

fn child_order(order: &Order, line: &Line) -> Value {
    let amount = |amount: Decimal| money::object(amount, &order.currency);
    let fields = json!({
        "product_id": line.product_id,
        "sku_id": line.sku_id,
        "product_name": line.name,
        "product_count": line.count,
        "price_include_tax": line.tax.is_zero(),
        "already_include_tax": line.tax.is_zero(),
    });
    let mut fields = with_members(
        fields,
        [
            ("product_price", amount(line.unit_price)),
            ("sale_fee", amount(line.goods())),
            ("sale_discount_fee", amount(Decimal::ZERO)),
            ("shipping_fee", amount(line.shipping_fee)),
            ("shipping_discount_fee", amount(Decimal::ZERO)),
            ("actual_shipping_fee", amount(line.shipping_fee)),
            ("actual_fee", amount(line.goods() + line.shipping_fee)),
            ("actual_tax_fee", amount(line.tax)),
        ],
    );
    if let Some(reason) = order.end_reason {
        fields["end_reason"] = json!(reason);
        fields["end_reason_desc"] = json!(reason.replace('_', " "));
    }
    fields
}

/// Provisional first-mile numbers, "no more maintained".
fn logistics_infos(order: &Order) -> Vec<Value> {
    let shipped = order
        .parcels
        .iter()
        .filter(|parcel| !parcel.scans.is_empty());
    shipped
        .map(|parcel| {
            let service = parcel
                .contents
                .first()
                .and_then(|(line, _)| order.lines.get(*line));
            json!({
                "logistics_no": parcel.first_mile_number,
                "logistics_service": service.map_or("", |line| line.service.as_str()),
            })
        })
        .collect()
}

fn logistics_status(order: &Order) -> &'static str {
    match order.status {
        Status::Placed => "NO_LOGISTICS",
        Status::SellerPartSendGoods => "SELLER_SEND_PART_GOODS",
        Status::Finish if order.end_reason == Some("buyer_accept_goods") => "BUYER_ACCEPT_GOODS",
        _ if order.delivered_at.is_some() || order.shipped_at.is_some() => "SELLER_SEND_GOODS",
        Status::Finish => "NO_LOGISTICS",
        _ => "WAIT_SELLER_SEND_GOODS",
    }
}

/// `yyyy-MM-dd HH:mm:ss` in Pacific time, without a zone.
pub(in super::super) fn pacific(at: Timestamp) -> String {
    // The rule in its POSIX form needs no time zone database.
    let zone = TimeZone::posix("PST8PDT,M3.2.0,M11.1.0").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn convert(amount: Decimal, from: &str, to: &str) -> Decimal {
    if from == to {
        return amount;
    }
    let one = money::from_usd(Decimal::ONE_THOUSAND, from);
    let usd = amount * Decimal::ONE_THOUSAND / one;
    money::from_usd(usd, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_pacific_in_winter_and_summer() {
        assert_eq!(
            pacific("2026-01-10T20:00:00Z".parse().unwrap()),
            "2026-01-10 12:00:00"
        );
        assert_eq!(
            pacific("2026-07-10T20:00:00Z".parse().unwrap()),
            "2026-07-10 13:00:00"
        );
    }
}
