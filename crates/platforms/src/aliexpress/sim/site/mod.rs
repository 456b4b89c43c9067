//! The pages a person sees: the consent page, the orders, the products and their pictures.
//!
//! They stand for www.aliexpress.com, where a buyer pays, cancels and disputes. Everything that came
//! from outside is escaped; the pages carry no script.

pub(super) mod consent;
pub(super) mod item;
pub(super) mod orders;
pub(super) mod picture;

use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// Makes text harmless inside HTML, in attributes too.
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

/// A whole page. `title` is text, `body` is HTML.
fn page(title: &str, body: &str) -> Response {
    Html(document(title, body)).into_response()
}

fn problem(status: StatusCode, text: &str) -> Response {
    let body = format!(
        "<section class=card><h1>{}</h1><p><a href=\"/p/order/index.html\">My orders</a></p></section>",
        escape(text)
    );
    (status, Html(document("A problem", &body))).into_response()
}

fn see_other(target: &str) -> Response {
    match axum::http::HeaderValue::from_str(target) {
        Ok(target) => (StatusCode::SEE_OTHER, [(header::LOCATION, target)]).into_response(),
        Err(_) => problem(
            StatusCode::BAD_REQUEST,
            "The address to go to is not valid.",
        ),
    }
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><meta name=viewport content=\"width=device-width, initial-scale=1\">\
         <title>{title} · AliExpress simulator</title><style>{STYLE}</style></head><body>\
         <header><a class=brand href=\"/p/order/index.html\">AliExpress <small>simulator</small></a>\
         <nav><a href=\"/p/order/index.html\">My orders</a><a href=\"/p/order/index.html?status=unpaid\">Unpaid</a>\
         <a href=\"/item/index.html\">Products</a></nav></header>\
         <main>{body}</main><footer>A local stand-in for rehearsals. Nothing here is sold, paid or shipped.</footer></body></html>",
        title = escape(title),
    )
}

const STYLE: &str = "\
:root{--ink:#1f1d1b;--soft:#6d6760;--line:#e7e2dc;--paper:#faf8f5;--accent:#d6421c;--good:#1d7a4c}\
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}\
a{color:#8f3a20}input:not([type]){font:inherit;padding:.45rem .7rem;border:1px solid var(--line);border-radius:8px}header{display:flex;align-items:center;gap:2rem;padding:.8rem 1.5rem;background:#fff;border-bottom:1px solid var(--line)}\
.brand{font-weight:700;font-size:1.2rem;color:var(--accent);text-decoration:none}.brand small{font-weight:500;color:var(--soft)}\
nav{display:flex;gap:1.2rem}nav a{color:var(--ink);text-decoration:none}nav a:hover{color:var(--accent)}\
main{max-width:66rem;margin:1.5rem auto;padding:0 1.5rem}footer{padding:2rem;text-align:center;color:var(--soft);font-size:.85rem}\
.card{background:#fff;border:1px solid var(--line);border-radius:12px;padding:1.2rem 1.4rem;margin-bottom:1.1rem}\
h1{font-size:1.35rem;margin:0 0 .6rem}h2{font-size:1rem;margin:0 0 .6rem;color:var(--soft);font-weight:600}\
table{width:100%;border-collapse:collapse}th{text-align:left;color:var(--soft);font-weight:500;font-size:.85rem}\
td,th{padding:.55rem .5rem;border-bottom:1px solid var(--line);vertical-align:top}tr:last-child td{border-bottom:0}\
.num{text-align:right;font-variant-numeric:tabular-nums}.soft{color:var(--soft)}\
.tag{display:inline-block;padding:.1rem .6rem;border-radius:99px;background:#f1ece6;font-size:.85rem}\
.tag.unpaid{background:#fde8e1;color:var(--accent)}.tag.done{background:#e2f3ea;color:var(--good)}\
button,.button{font:inherit;border:1px solid var(--line);background:#fff;border-radius:8px;padding:.45rem 1rem;cursor:pointer;color:var(--ink);text-decoration:none}\
button.main{background:var(--accent);border-color:var(--accent);color:#fff;font-weight:600}button:hover{filter:brightness(.96)}\
.actions{display:flex;gap:.6rem;flex-wrap:wrap;margin-top:.9rem}.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:1rem}\
.tile{background:#fff;border:1px solid var(--line);border-radius:12px;overflow:hidden;text-decoration:none;color:inherit}\
.tile img{width:100%;display:block}.tile div{padding:.6rem .8rem}.two{display:grid;grid-template-columns:1fr 1fr;gap:1.1rem}\
@media(max-width:44rem){.two{grid-template-columns:1fr}}label.choice{display:flex;gap:.7rem;padding:.6rem .2rem;border-bottom:1px solid var(--line)}";

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_from_outside_becomes_markup() {
        assert_eq!(
            super::escape("<b a='\"'>&"),
            "&lt;b a=&#39;&quot;&#39;&gt;&amp;"
        );
    }
}
