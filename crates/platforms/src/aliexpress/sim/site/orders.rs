//! My orders and the order page, with the buttons that no API has.

use std::fmt::Write as _;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::super::AliexpressSim;
use super::super::money;
use super::super::order::read::pacific;
use super::super::order::{Order, Status, person};
use super::super::world::World;
use super::{escape, page, problem, see_other};

/// Orders on one page of the list.
const PAGE: usize = 200;

#[derive(Debug, Deserialize)]
pub(in super::super) struct Filter {
    #[serde(default)]
    status: String,
    #[serde(default)]
    buyer: String,
    #[serde(default)]
    q: String,
}

#[derive(Debug, Deserialize)]
pub(in super::super) struct Which {
    #[serde(rename = "orderId")]
    order_id: String,
}

/// `/p/order/index.html`.
pub(in super::super) async fn index(
    State(sim): State<AliexpressSim>,
    Query(filter): Query<Filter>,
) -> Response {
    let rows = sim.with(|world, _| {
        let mut rows = String::new();
        let wanted = world
            .orders
            .values()
            .rev()
            .filter(|order| is_wanted(order, &filter));
        for order in wanted.take(PAGE) {
            row(&mut rows, world, order);
        }
        rows
    });
    let unpaid = filter.status == "unpaid";
    let empty = if rows.is_empty() {
        "<tr><td colspan=6 class=soft>No orders here.</td></tr>"
    } else {
        ""
    };
    let body = format!(
        "<section class=card><h1>{}</h1><form method=get class=actions><input type=hidden name=status value=\"{}\">\
         <input name=q placeholder=\"Order number or reference\" value=\"{}\"><button>Search</button></form></section>\
         <section class=card><form method=post action=\"/p/order/pay.html\"><table><thead><tr><th></th><th>Order</th><th>Placed (Pacific)</th>\
         <th>Items</th><th class=num>Total</th><th>State</th></tr></thead><tbody>{rows}{empty}</tbody></table>\
         <div class=actions><button class=main>Pay selected</button></div></form></section>",
        if unpaid { "Unpaid orders" } else { "My orders" },
        escape(&filter.status),
        escape(&filter.q),
    );
    page("My orders", &body)
}

fn is_wanted(order: &Order, filter: &Filter) -> bool {
    let named = order.order_id.to_string().contains(&filter.q)
        || order
            .out_order_id
            .as_ref()
            .is_some_and(|reference| reference.contains(&filter.q));
    named
        && (filter.status != "unpaid" || order.is_unpaid())
        && (filter.buyer.is_empty() || filter.buyer == order.buyer.to_string())
}

fn row(rows: &mut String, world: &World, order: &Order) {
    let items: Vec<String> = order
        .lines
        .iter()
        .map(|line| format!("{} × {}", line.count, escape(&line.name)))
        .collect();
    let tick = if order.is_unpaid() {
        format!(
            "<input type=checkbox name=orderId value={} aria-label=\"Select order\">",
            order.order_id
        )
    } else {
        String::new()
    };
    let _ = write!(
        rows,
        "<tr><td>{tick}</td><td><a href=\"/p/order/detail.html?orderId={id}\">{id}</a><br><span class=soft>{reference}</span></td>\
         <td>{time}<br><span class=soft>{buyer}</span></td><td>{items}</td><td class=num>{total}</td><td>{state}</td></tr>",
        id = order.order_id,
        reference = escape(order.out_order_id.as_deref().unwrap_or("")),
        time = pacific(order.created_at),
        buyer = escape(
            world
                .buyer(order.buyer)
                .map_or("", |buyer| buyer.nick.as_str())
        ),
        items = items.join("<br>"),
        total = total(order),
        state = tag(order),
    );
}

fn total(order: &Order) -> String {
    format!(
        "{} {}",
        escape(&order.currency),
        money::text(order.total(), &order.currency)
    )
}

fn tag(order: &Order) -> String {
    let (class, words) = match order.status {
        Status::Placed => ("unpaid", "Awaiting payment"),
        Status::RiskControl => ("", "Payment being verified"),
        Status::RiskControlHold => ("unpaid", "Verification on hold"),
        Status::WaitSellerSendGoods => ("", "Awaiting shipment"),
        Status::SellerPartSendGoods => ("", "Partially shipped"),
        Status::WaitBuyerAcceptGoods => ("", "Awaiting delivery"),
        Status::InCancel => ("unpaid", "Cancellation requested"),
        Status::InIssue => ("unpaid", "Dispute open"),
        Status::Finish if order.is_canceled() => ("", "Closed"),
        Status::Finish => ("done", "Completed"),
    };
    format!("<span class=\"tag {class}\">{words}</span>")
}

/// `/p/order/detail.html?orderId=`.
pub(in super::super) async fn detail(
    State(sim): State<AliexpressSim>,
    Query(which): Query<Which>,
) -> Response {
    let body = sim.with(|world, _| {
        let order = which
            .order_id
            .parse()
            .ok()
            .and_then(|id: u64| world.orders.get(&id))?;
        let buyer = world
            .buyer(order.buyer)
            .map_or("", |buyer| buyer.nick.as_str());
        let store = world
            .supplier(order.store_id)
            .map_or("", |supplier| supplier.name.as_str());
        Some(order_page(order, buyer, store))
    });
    match body {
        Some(body) => page("Order", &body),
        None => problem(StatusCode::NOT_FOUND, "There is no such order."),
    }
}

fn order_page(order: &Order, buyer: &str, store: &str) -> String {
    let mut lines = String::new();
    for line in &order.lines {
        let _ = write!(
            lines,
            "<tr><td><a href=\"/item/{id}.html\">{name}</a><br><span class=soft>{sku}SKU {sku_id} · {service}</span></td><td class=num>{count}</td>\
             <td class=num>{goods}</td><td class=num>{shipping}</td><td class=num>{tax}</td></tr>",
            id = line.product_id,
            name = escape(&line.name),
            sku = match line.sku_description.as_str() {
                "" => String::new(),
                words => format!("{} · ", escape(words)),
            },
            sku_id = escape(&line.sku_id),
            service = escape(&line.service_company),
            count = line.count,
            goods = money::text(line.goods(), &order.currency),
            shipping = money::text(line.shipping_fee, &order.currency),
            tax = money::text(line.tax, &order.currency),
        );
    }
    format!(
        "<section class=card><h1>Order {id} {state}</h1><p class=soft>{store} · bought by {buyer} · reference {reference}{reason}</p>{buttons}</section>\
         <div class=two><section class=card><h2>Deliver to</h2>{address}</section><section class=card><h2>Progress</h2>{progress}</section></div>\
         <section class=card><h2>Items</h2><table><thead><tr><th>Item</th><th class=num>Count</th><th class=num>Price</th><th class=num>Shipping</th><th class=num>Tax</th></tr></thead>\
         <tbody>{lines}</tbody></table><p class=num><strong>Total {total}</strong></p></section>{parcels}",
        id = order.order_id,
        state = tag(order),
        store = escape(store),
        buyer = escape(buyer),
        reference = escape(order.out_order_id.as_deref().unwrap_or("none")),
        reason = order
            .end_reason
            .map_or_else(String::new, |reason| format!(" · {}", escape(reason))),
        buttons = buttons(order),
        address = address(order),
        progress = progress(order),
        total = total(order),
        parcels = parcels(order),
    )
}

fn buttons(order: &Order) -> String {
    let button = |action: &str, label: &str, class: &str| {
        format!(
            "<form method=post action=\"/p/order/{action}.html\"><input type=hidden name=orderId value={}><button class=\"{class}\">{label}</button></form>",
            order.order_id
        )
    };
    let buttons = match order.status {
        Status::Placed => button("pay", "Pay", "main") + &button("cancel", "Cancel", ""),
        Status::RiskControl | Status::RiskControlHold | Status::WaitSellerSendGoods => {
            button("cancel", "Cancel", "")
        }
        Status::WaitBuyerAcceptGoods => {
            button("confirm", "Confirm received", "main") + &button("dispute", "Open dispute", "")
        }
        Status::SellerPartSendGoods => button("dispute", "Open dispute", ""),
        Status::InCancel | Status::InIssue | Status::Finish => String::new(),
    };
    format!("<div class=actions>{buttons}</div>")
}

fn address(order: &Order) -> String {
    let get = |name: &str| escape(order.address.get(name).map_or("", String::as_str));
    let mut text = format!(
        "<p><strong>{}</strong><br>{}<br>{}<br>{}, {} {}<br>{}</p><p class=soft>{} {}</p>",
        get("full_name"),
        get("address"),
        get("address2"),
        get("city"),
        get("province"),
        get("zip"),
        get("country"),
        get("phone_country"),
        get("mobile_no"),
    );
    for name in ["cpf", "passport_no", "vat_no"] {
        if order.address.contains_key(name) {
            let _ = write!(text, "<p class=soft>{name} {}</p>", get(name));
        }
    }
    text
}

fn progress(order: &Order) -> String {
    let mut text = String::from("<table>");
    let mut add = |words: &str, at: Option<Timestamp>| {
        if let Some(at) = at {
            let _ = write!(
                text,
                "<tr><td>{words}</td><td class=num>{}</td></tr>",
                pacific(at)
            );
        }
    };
    add("Placed", Some(order.created_at));
    if order.is_unpaid() {
        add("Pay before", Some(order.pay_deadline()));
    }
    add("Paid", order.paid_at);
    add("Shipped", order.shipped_at);
    add("Delivered", order.delivered_at);
    add(
        if order.is_canceled() {
            "Closed"
        } else {
            "Completed"
        },
        order.finished_at,
    );
    text.push_str("</table>");
    text
}

fn parcels(order: &Order) -> String {
    let mut text = String::new();
    for parcel in order
        .parcels
        .iter()
        .filter(|parcel| !parcel.scans.is_empty())
    {
        let _ = write!(
            text,
            "<section class=card><h2>Parcel {} · {}</h2><table>",
            escape(parcel.mail_no()),
            escape(&parcel.carrier)
        );
        for scan in parcel.scans.iter().rev() {
            let _ = write!(
                text,
                "<tr><td class=soft>{}</td><td>{}<br><span class=soft>{}</span></td></tr>",
                pacific(scan.at),
                escape(&scan.name),
                escape(&scan.text)
            );
        }
        text.push_str("</table></section>");
    }
    text
}

type Action = fn(&mut World, u64, Timestamp) -> Result<(), String>;

pub(in super::super) async fn pay(State(sim): State<AliexpressSim>, body: Bytes) -> Response {
    act(&sim, &body, person::pay)
}

pub(in super::super) async fn cancel(State(sim): State<AliexpressSim>, body: Bytes) -> Response {
    act(&sim, &body, person::cancel)
}

pub(in super::super) async fn confirm(State(sim): State<AliexpressSim>, body: Bytes) -> Response {
    act(&sim, &body, person::confirm)
}

pub(in super::super) async fn dispute(State(sim): State<AliexpressSim>, body: Bytes) -> Response {
    act(&sim, &body, person::dispute)
}

/// Does one thing to all orders that the form names, and shows the result.
fn act(sim: &AliexpressSim, body: &[u8], action: Action) -> Response {
    let order_ids: Vec<u64> = url::form_urlencoded::parse(body)
        .filter(|(name, _)| name == "orderId")
        .filter_map(|(_, value)| value.parse().ok())
        .collect();
    for order_id in &order_ids {
        if let Err(text) = sim.with(|world, now| action(world, *order_id, now)) {
            return problem(StatusCode::CONFLICT, &text);
        }
    }
    match order_ids.as_slice() {
        [] => problem(StatusCode::BAD_REQUEST, "Tick at least one order."),
        [only] => see_other(&format!("/p/order/detail.html?orderId={only}")),
        _ => see_other("/p/order/index.html"),
    }
}
