//! The phones of all customers, for a person to look at.

use axum::Router;
use axum::extract::State;
use axum::response::{Html, Redirect};
use axum::routing::get;

use super::SmsSim;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f5f7;color:#1d2126}\
main{max-width:720px;margin:0 auto;padding:24px 16px}h1{font-size:20px}\
article{background:#fff;border-radius:12px;padding:12px 16px;margin:0 0 12px;overflow-wrap:anywhere}\
p{margin:0}small{color:#5b6570}\
@media(prefers-color-scheme:dark){body{background:#14171a;color:#e6e9ec}article{background:#1c2024}small{color:#9aa5b1}}";

pub(super) fn router(sim: SmsSim) -> Router {
    Router::new()
        .route("/", get(async || Redirect::to("/phones")))
        .route("/phones", get(list))
        .with_state(sim)
}

async fn list(State(sim): State<SmsSim>) -> Html<String> {
    let messages = sim.messages();
    let mut shown = String::new();
    for sms in messages.iter().rev().take(300) {
        shown.push_str(&format!(
            "<article><p>{}</p><small>to {} · {} · {}</small></article>",
            escaped(&sms.body),
            escaped(&sms.to),
            sms.at.strftime("%Y-%m-%d %H:%M"),
            sms.status,
        ));
    }
    if shown.is_empty() {
        shown = "<p>No SMS yet: customers are told once parcels have numbers.</p>".into();
    }
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Phones</title>\
         <style>{STYLE}</style></head><body><main><h1>Phones of all customers</h1>\
         <p>{} messages were taken.</p>{shown}</main></body></html>",
        messages.len()
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
