//! `aliexpress.ds.order.tracking.get`: the parcels of an order, newest scan first.
//!
//! An order that has not been shipped answers in one of the two forms seen live. Source: reference
//! sheet §12.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::envelope::{GatewayError, list};
use super::super::gateway::Call;
use super::super::seeded::Roll;
use super::super::world::World;
use super::{Order, Parcel};
use crate::sim::{only_member, with_members};

pub(in super::super) fn get(world: &World, call: &Call<'_>) -> Result<Value, GatewayError> {
    let order_id: u64 = call
        .required("ae_order_id")?
        .parse()
        .map_err(|_| GatewayError::mapping("ae_order_id"))?;
    call.required("language")?;
    let order = world
        .orders
        .get(&order_id)
        .filter(|order| order.buyer == call.buyer);
    let Some(order) = order.filter(|order| order.paid_at.is_some()) else {
        return Ok(not_found());
    };
    let under_way: Vec<&Parcel> = order
        .parcels
        .iter()
        .filter(|parcel| !parcel.scans.is_empty())
        .collect();
    let untracked = order.lines.iter().all(|line| !line.tracked);
    if under_way.is_empty() || untracked || call.twist == Some("tracking_empty") {
        let told_empty = Roll::new(world.config.seed, "tracking", order_id).chance(500);
        return Ok(if told_empty {
            not_yet(order)
        } else {
            not_found()
        });
    }
    Ok(found(
        under_way
            .into_iter()
            .map(|parcel| line(order, parcel))
            .collect(),
    ))
}

fn not_found() -> Value {
    json!({"result": {"ret": false, "code": "1001", "msg": "TRACKING DATA NOT FOUND"}})
}

fn found(lines: Vec<Value>) -> Value {
    let lines = only_member("tracking_detail_line_list", list("tracking_detail", lines));
    let result = json!({"ret": true, "code": "", "msg": ""});
    only_member("result", with_members(result, [("data", lines)]))
}

/// A parcel without a number, with what the site shows while the seller packs.
fn not_yet(order: &Order) -> Value {
    let mut nodes = vec![node(
        order.created_at,
        "Order created",
        "Your order has been created.",
    )];
    if let Some(paid_at) = order.paid_at {
        nodes.insert(
            0,
            node(
                paid_at,
                "Package in preparation",
                "The seller is preparing your package.",
            ),
        );
    }
    found(vec![json!({
        "mail_no": "",
        "carrier_name": "",
        "package_item_list": list("package_item", vec![]),
        "detail_node_list": list("detail_node", nodes),
    })])
}

fn line(order: &Order, parcel: &Parcel) -> Value {
    let nodes = parcel
        .scans
        .iter()
        .rev()
        .map(|scan| node(scan.at, &scan.name, &scan.text));
    let service = parcel
        .contents
        .first()
        .and_then(|(line, _)| order.lines.get(*line));
    let service = service.map_or("", |line| line.service_company.as_str());
    let carrier = if parcel.keeps_number || parcel.handed_over {
        &parcel.carrier
    } else {
        service
    };
    let items = parcel.contents.iter().filter_map(|(index, count)| {
        let line = order.lines.get(*index)?;
        let mut item = json!({
            "item_id": line.product_id,
            "quantity": count,
            "item_title": line.name,
            "sku_desc": line.sku_description,
        });
        // The SKU is told in newer parcels only.
        if !order.order_id.is_multiple_of(3) {
            item["sku_id"] = json!(line.sku_id);
        }
        Some(item)
    });
    let nodes = list("detail_node", nodes.collect());
    let items = list("package_item", items.collect());
    let fields = json!({
        "mail_no": parcel.mail_no(),
        "carrier_name": carrier,
        "eta_time_stamps": parcel.eta.as_millisecond(),
    });
    with_members(
        fields,
        [("detail_node_list", nodes), ("package_item_list", items)],
    )
}

fn node(at: Timestamp, name: &str, text: &str) -> Value {
    json!({"time_stamp": at.as_millisecond(), "tracking_name": name, "tracking_detail_desc": text})
}
