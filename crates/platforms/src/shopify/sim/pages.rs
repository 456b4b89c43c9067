//! The store's admin as a person sees it: the list of orders, one order with its buttons, and the page on
//! which an app is allowed.
//!
//! Plain HTML without scripts; every piece of data is escaped, because customers choose their names.
//! Buttons post forms to the control API.

use std::collections::BTreeMap;
use std::fmt::Write;

use axum::response::Response;

use super::money::iso_text;
use super::order::{Fulfillment, Line, Order, Work};
use super::reply::page;
use super::state::State;

const CSS: &str = "
:root{color-scheme:light dark;--ink:#1d2433;--dim:#667085;--line:#e2e5ec;--ground:#f5f6f9;--card:#fff;--accent:#17734f}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebf2;--dim:#98a2b3;--line:#2c3444;--ground:#12161f;--card:#1a202c;--accent:#6fd0a8}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
header{background:#123d2e;color:#fff;padding:12px 24px}header a{color:#fff;text-decoration:none;font-weight:600}
main{max-width:960px;margin:24px auto;padding:0 16px}h1{font-size:22px;margin:0 0 16px}h2{font-size:16px;margin:0 0 12px}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 20px;margin-bottom:16px;overflow-x:auto}
table{border-collapse:collapse;width:100%}th{text-align:left;color:var(--dim);font-weight:500;font-size:13px}
th,td{padding:8px 12px 8px 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}tr:last-child td{border-bottom:0}
a{color:var(--accent)}.badge{border:1px solid var(--line);border-radius:99px;padding:1px 10px;font-size:13px;white-space:nowrap}
.dim{color:var(--dim)}form{display:inline-flex;flex-wrap:wrap;gap:8px;align-items:center;margin:4px 16px 4px 0}
input,select,button{font:inherit;padding:5px 10px;border:1px solid var(--line);border-radius:7px;background:var(--ground);color:var(--ink)}
button{cursor:pointer;background:var(--card);font-weight:500}button.primary{background:var(--accent);color:var(--card);border-color:var(--accent)}";

/// A whole page around `body`.
pub(super) fn document(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>{}</title><style>{CSS}</style></head>\
         <body><header><a href=\"/admin/orders\">Store admin (simulated)</a></header>\
         <main>{body}</main></body></html>",
        escape(title),
    )
}

/// Text that is safe inside HTML and inside a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// `GET /admin/orders` and `GET /admin/orders/{id}`.
pub(super) fn answer(state: &State, path: &str) -> Response {
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    let html = match parts.as_slice() {
        ["admin", "orders"] => Some(list(state)),
        ["admin", "orders", id] => {
            let order = id.parse().ok().and_then(|id: i64| state.orders.get(&id));
            order.map(|order| one(state, order))
        }
        _ => None,
    };
    match html {
        Some(html) => page(200, html),
        None => page(404, document("Not found", "<h1>Not found</h1>")),
    }
}

/// What a person is asked who was sent here to allow an app.
pub(super) fn consent(state: &State, asked: &BTreeMap<String, String>) -> String {
    let given = |key: &str| asked.get(key).map(String::as_str).unwrap_or_default();
    let scopes: String = given("scope")
        .split(',')
        .map(|scope| format!("<li>{}</li>", escape(scope)))
        .collect();
    let fields: String = ["client_id", "scope", "redirect_uri", "state"]
        .iter()
        .map(|name| hidden(name, given(name)))
        .collect();
    let body = format!(
        "<section><h1>Install app</h1><p>An app wants to do this in {}:</p><ul>{scopes}</ul>\
         <form method=\"post\" action=\"/admin/oauth/authorize\">{fields}\
         <button class=\"primary\">Install</button></form></section>",
        escape(&state.config.shop_name),
    );
    document("Install app", &body)
}

fn list(state: &State) -> String {
    let mut rows = String::new();
    // The newest thousand are enough for a person, and keep the page quick in a long rehearsal.
    for order in state.orders.values().rev().take(1000) {
        let _ = write!(
            rows,
            "<tr><td><a href=\"/admin/orders/{}\">{}</a></td><td>{}</td><td>{}</td><td>{}</td>\
             <td>{} {}</td><td>{}</td></tr>",
            order.id,
            escape(&order.name()),
            iso_text(order.created_at),
            escape(&order.kept_text(&["shipping_address", "name"])),
            escape(&order.country()),
            order.total(),
            escape(&order.currency),
            badges(order),
        );
    }
    let title = format!("{}: orders", state.config.shop_name);
    let body = if rows.is_empty() {
        "<section>No orders yet. Customers order through the control API.</section>".to_owned()
    } else {
        format!(
            "<section><table><tr><th>Order</th><th>Date</th><th>Customer</th><th>Country</th>\
             <th>Total</th><th>Status</th></tr>{rows}</table></section>"
        )
    };
    document(&title, &format!("<h1>{}</h1>{body}", escape(&title)))
}

fn one(state: &State, order: &Order) -> String {
    let title = format!("Order {}", order.name());
    let works: String = order
        .works
        .iter()
        .map(|work| work_part(state, order, work))
        .collect();
    let works = if works.is_empty() {
        "<section class=\"dim\">The store has not said yet where the goods are.</section>"
            .to_owned()
    } else {
        works
    };
    let lines: String = order
        .lines
        .iter()
        .map(|line| line_row(order, line))
        .collect();
    let shipped: String = order
        .fulfillments
        .iter()
        .map(|made| shipped_row(order, made))
        .collect();
    let mails = state.mails.iter().filter(|mail| mail.order_id == order.id);
    let mails: String = mails
        .map(|mail| {
            format!(
                "<li>{} to {} <span class=\"dim\">{}</span></li>",
                mail.kind,
                escape(&mail.to),
                iso_text(mail.at)
            )
        })
        .collect();
    let body = format!(
        "<h1>{} {}</h1>{}{works}<section><h2>Items</h2><table><tr><th>Item</th><th>Price</th><th>Ordered</th>\
         <th>Now</th><th>To ship</th><th></th></tr>{lines}</table></section>\
         <section><h2>Shipped</h2><table><tr><th>Name</th><th>State</th><th>Tracking</th><th>Items</th><th></th></tr>\
         {shipped}</table></section>{}<section><h2>Mails</h2><ul>{mails}</ul></section>",
        escape(&title),
        badges(order),
        order_buttons(order),
        customer(order),
    );
    document(&title, &body)
}

fn badges(order: &Order) -> String {
    let canceled = order.canceled_at.map(|_| "CANCELED");
    [
        Some(order.display_financial()),
        Some(order.display_fulfillment()),
        canceled,
    ]
    .into_iter()
    .flatten()
    .map(|word| {
        let word = word.replace('_', " ").to_lowercase();
        format!("<span class=\"badge\">{word}</span> ")
    })
    .collect()
}

fn order_buttons(order: &Order) -> String {
    if order.canceled_at.is_some() {
        return String::new();
    }
    let mut buttons = String::new();
    if order.captured() < order.total() {
        buttons += &order_button(order, "pay", "Mark as paid", "");
    }
    let number =
        "<input name=\"number\" placeholder=\"Tracking number\" aria-label=\"Tracking number\">";
    if order.works.iter().any(Work::is_open) {
        buttons += &order_button(order, "fulfill", "Fulfill all", number);
    }
    if order
        .fulfillments
        .iter()
        .all(|made| made.status != "SUCCESS")
    {
        buttons += &order_button(order, "cancel", "Cancel order", "");
    }
    format!("<section>{buttons}</section>")
}

fn work_part(state: &State, order: &Order, work: &Work) -> String {
    let place = state.locations.get(&work.location);
    let name = place.map(|place| place.name.as_str()).unwrap_or_default();
    let at_service = place.is_some_and(|place| place.service.is_some());
    let buttons: String = work
        .actions(at_service)
        .iter()
        .filter_map(|action| {
            let (verb, label) = match *action {
                "REQUEST_FULFILLMENT" => ("request", "Request fulfillment"),
                "REQUEST_CANCELLATION" => ("request_cancel", "Request cancellation"),
                "HOLD" => ("hold", "Hold"),
                "RELEASE_HOLD" => ("release", "Release hold"),
                "REPORT_PROGRESS" => ("progress", "Mark as in progress"),
                "MARK_AS_OPEN" => ("open", "Mark as open"),
                _ => return None,
            };
            Some(button(
                &format!("/_sim/works/{}/{verb}", work.id),
                order.id,
                label,
                "",
            ))
        })
        .collect();
    let held: String = work
        .lines
        .iter()
        .map(|held| {
            let line = order.line(held.line).map(|line| line.title.as_str());
            format!(
                "<li>{} of {} × {}</li>",
                held.remaining,
                held.total,
                escape(line.unwrap_or_default())
            )
        })
        .collect();
    let asked: String = work
        .requests
        .iter()
        .map(|asked| {
            format!(
                "<li class=\"dim\">{} {}</li>",
                asked.kind.replace('_', " ").to_lowercase(),
                escape(&asked.message)
            )
        })
        .collect();
    format!(
        "<section><h2>{} <span class=\"badge\">{}</span> <span class=\"badge\">{}</span></h2><ul>{held}{asked}</ul>{buttons}</section>",
        escape(name),
        work.status.replace('_', " ").to_lowercase(),
        work.request.replace('_', " ").to_lowercase(),
    )
}

fn line_row(order: &Order, line: &Line) -> String {
    let refund = format!(
        "{}<input name=\"quantity\" value=\"1\" size=\"2\" aria-label=\"Units\">",
        hidden("line_item_id", &line.id.to_string())
    );
    let buttons = if line.current() > 0 {
        order_button(order, "refund", "Refund", &refund)
    } else {
        String::new()
    };
    format!(
        "<tr><td>{} <span class=\"dim\">{} {}</span></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{buttons}</td></tr>",
        escape(&line.title),
        escape(&line.variant_title),
        escape(&line.sku),
        line.price,
        line.quantity,
        line.current(),
        order.unfulfilled(line),
    )
}

fn shipped_row(order: &Order, made: &Fulfillment) -> String {
    let lines: String = made
        .lines
        .iter()
        .map(|(id, units, _)| {
            let line = order.line(*id).map(|line| line.title.as_str());
            format!("{units} × {}<br>", escape(line.unwrap_or_default()))
        })
        .collect();
    let cancel = if made.status == "SUCCESS" {
        button(
            &format!("/_sim/fulfillments/{}/cancel", made.id),
            order.id,
            "Cancel",
            "",
        )
    } else {
        String::new()
    };
    format!(
        "<tr><td>{}</td><td>{}</td><td>{} {}</td><td>{lines}</td><td>{cancel}</td></tr>",
        escape(&made.name),
        made.display.replace('_', " ").to_lowercase(),
        escape(made.company.as_deref().unwrap_or_default()),
        escape(&made.numbers.join(", ")),
    )
}

fn customer(order: &Order) -> String {
    let parts = [
        "name", "address1", "address2", "zip", "city", "province", "country", "phone",
    ];
    let parts = parts
        .iter()
        .map(|part| order.kept_text(&["shipping_address", part]));
    let parts: Vec<String> = parts
        .filter(|part| !part.is_empty())
        .map(|part| escape(&part))
        .collect();
    format!(
        "<section><h2>Customer</h2><p>{}<br>{}</p><p class=\"dim\">Total {} {} · paid {} · given back {}</p></section>",
        escape(&order.email),
        parts.join("<br>"),
        order.total(),
        escape(&order.currency),
        order.captured(),
        order.given_back(),
    )
}

fn order_button(order: &Order, verb: &str, label: &str, fields: &str) -> String {
    button(
        &format!("/_sim/orders/{}/{verb}", order.id),
        order.id,
        label,
        fields,
    )
}

fn button(address: &str, order: i64, label: &str, fields: &str) -> String {
    format!(
        "<form method=\"post\" action=\"{address}\">{}{fields}<button>{label}</button></form>",
        hidden("order", &order.to_string()),
    )
}

fn hidden(name: &str, value: &str) -> String {
    format!(
        "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
        escape(name),
        escape(value)
    )
}
