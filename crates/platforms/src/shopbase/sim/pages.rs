//! The store's admin as a person sees it: the list of orders and one order with its buttons.
//!
//! Plain HTML without scripts; every piece of data is escaped, because customers choose their names.
//! Buttons post forms to the control API.

use std::fmt::Write;

use axum::response::Response;

use super::order::{Fulfillment, Line, Order};
use super::order_json::kept_text;
use super::quirks::iso_text;
use super::reply::page;
use super::routes::id_of;
use super::state::State;

const CSS: &str = "
:root{color-scheme:light dark;--ink:#1d2433;--dim:#667085;--line:#e2e5ec;--ground:#f5f6f9;--card:#fff;--accent:#2b59c3}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebf2;--dim:#98a2b3;--line:#2c3444;--ground:#12161f;--card:#1a202c;--accent:#86a8ff}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
header{background:#142b4d;color:#fff;padding:12px 24px}header a{color:#fff;text-decoration:none;font-weight:600}
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
            let order = id_of(id).ok().and_then(|id| state.orders.get(&id));
            order.map(|order| one(state, order))
        }
        _ => None,
    };
    match html {
        Some(html) => page(200, html),
        None => page(404, document("Not found", "<h1>Not found</h1>")),
    }
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
            escape(&kept_text(order, &["shipping_address", "name"])),
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
    let lines: String = order
        .lines
        .iter()
        .map(|line| line_row(order, line))
        .collect();
    let shipped: String = order
        .fulfillments
        .iter()
        .map(|each| shipped_row(order, each))
        .collect();
    let mails = state
        .mails
        .iter()
        .filter(|mail| mail.order_id == order.id)
        .map(|mail| {
            format!(
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                iso_text(mail.at),
                escape(mail.kind),
                escape(&mail.to),
                escape(mail.tracking_number.as_deref().unwrap_or("–")),
            )
        });
    let mails: String = mails.collect();
    let body = format!(
        "<h1>{} <span class=\"dim\">{}</span> {}</h1>{}\
         <section><h2>Lines</h2><table><tr><th>Product</th><th>SKU</th><th>Price</th><th>Quantity</th>\
         <th>Fulfilled</th><th>Refunded</th></tr>{lines}</table></section>\
         <section><h2>Fulfillments</h2>{}</section>\
         <section><h2>Mails sent</h2>{}</section>{}",
        escape(&title),
        iso_text(order.created_at),
        badges(order),
        actions(order),
        table(
            &shipped,
            "<th>Name</th><th>Status</th><th>Tracking</th><th>Lines</th><th>Date</th>"
        ),
        table(
            &mails,
            "<th>Date</th><th>Kind</th><th>To</th><th>Tracking number</th>"
        ),
        people(order),
    );
    document(&title, &body)
}

fn table(rows: &str, head: &str) -> String {
    if rows.is_empty() {
        "<p class=\"dim\">None yet.</p>".to_owned()
    } else {
        format!("<table><tr>{head}</tr>{rows}</table>")
    }
}

fn line_row(order: &Order, line: &Line) -> String {
    format!(
        "<tr><td>{} <span class=\"dim\">{}</span></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        escape(&line.title),
        escape(&line.variant_title),
        escape(&line.sku),
        line.price,
        line.quantity,
        order.fulfilled(line.id),
        line.refunded,
    )
}

fn shipped_row(order: &Order, each: &Fulfillment) -> String {
    let lines = each.lines.iter().map(|(id, quantity)| {
        let title = order
            .line(*id)
            .map(|line| line.title.as_str())
            .unwrap_or_default();
        format!("{quantity} × {}", escape(title))
    });
    let url = each
        .urls
        .first()
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let number = escape(&each.numbers.join(", "));
    let number = match url {
        Some(url) => format!(
            "<a href=\"{}\" rel=\"noreferrer\">{number}</a>",
            escape(url)
        ),
        None => number,
    };
    format!(
        "<tr><td>{}</td><td><span class=\"badge\">{}</span> {}</td><td>{} {number}</td><td>{}</td><td>{}</td></tr>",
        escape(&each.name),
        escape(&each.status),
        escape(each.shipment_status.as_deref().unwrap_or_default()),
        escape(each.company.as_deref().unwrap_or_default()),
        lines.collect::<Vec<_>>().join("<br>"),
        iso_text(each.created_at),
    )
}

fn badges(order: &Order) -> String {
    let canceled = order.canceled_at.map(|_| "canceled");
    let words = [
        Some(order.financial_status()),
        order.fulfillment_status(),
        canceled,
    ];
    let badge = |word: &str| format!("<span class=\"badge\">{}</span> ", escape(word));
    words.into_iter().flatten().map(badge).collect()
}

/// The buttons that make sense now.
fn actions(order: &Order) -> String {
    let action = |verb: &str| {
        format!(
            "<form method=\"post\" action=\"/_sim/orders/{}/{verb}\">",
            order.id
        )
    };
    let options = |wanted: &dyn Fn(&Line) -> bool| {
        let lines = order.lines.iter().filter(|line| wanted(line));
        let option = |line: &Line| {
            format!(
                "<option value=\"{}\">{}</option>",
                line.id,
                escape(&line.title)
            )
        };
        lines.map(option).collect::<String>()
    };
    let mut forms = String::new();
    if order.canceled_at.is_none() && order.captured() < order.total() {
        let _ = write!(
            forms,
            "{}<button class=\"primary\">Mark as paid</button></form>",
            action("pay")
        );
    }
    let refundable = options(&|line| line.refunded < line.quantity);
    if order.captured() > order.given_back() && !refundable.is_empty() {
        let _ = write!(
            forms,
            "{}<select name=\"line_item_id\" aria-label=\"Line\">{refundable}</select>\
             <input name=\"quantity\" type=\"number\" min=\"1\" value=\"1\" aria-label=\"Quantity\">\
             <button>Refund a line</button></form>",
            action("refund"),
        );
    }
    let open = options(&|line| order.fulfillable(line) > 0);
    if order.canceled_at.is_none() && !open.is_empty() {
        let _ = write!(
            forms,
            "{}<select name=\"line_item_id\" aria-label=\"Line\"><option value=\"\">All lines</option>{open}</select>\
             <input name=\"quantity\" type=\"number\" min=\"1\" placeholder=\"all\" aria-label=\"Quantity\">\
             <input name=\"number\" placeholder=\"Tracking number\" aria-label=\"Tracking number\">\
             <input name=\"tracking_company\" placeholder=\"Carrier\" aria-label=\"Carrier\">\
             <button>Fulfill by hand</button></form>",
            action("fulfill"),
        );
    }
    if order.canceled_at.is_none() && !order.has_live_fulfillment() {
        let _ = write!(forms, "{}<button>Cancel</button></form>", action("cancel"));
    }
    if forms.is_empty() {
        forms
    } else {
        format!("<section><h2>Actions</h2>{forms}</section>")
    }
}

fn people(order: &Order) -> String {
    let keys = [
        "name",
        "company",
        "address1",
        "address2",
        "city",
        "province",
        "zip",
        "country",
        "phone",
        "cpf_number",
    ];
    let parts = keys
        .iter()
        .map(|key| kept_text(order, &["shipping_address", key]));
    let parts = parts
        .filter(|part| !part.is_empty())
        .map(|part| escape(&part));
    format!(
        "<section><h2>Customer</h2><p>{}<br>{}</p><p class=\"dim\">Total {} {} · paid {} · given back {}</p></section>",
        escape(&order.email),
        parts.collect::<Vec<_>>().join("<br>"),
        order.total(),
        escape(&order.currency),
        order.captured(),
        order.given_back(),
    )
}
