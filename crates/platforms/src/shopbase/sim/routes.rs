//! From a path to what the store does: the admin API's table of routes.
//!
//! It comes after authentication, scopes and the bucket. A path that isn't here is 404.

use serde_json::Value;

use super::auth::Owner;
use super::query::Query;
use super::reply::{Answer, Reply};
use super::state::State;

/// One call of the admin API, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) method: String,
    /// The parts of the path after `/admin/`, without `.json`.
    pub(super) parts: Vec<String>,
    pub(super) query: Query,
    pub(super) body: Value,
    pub(super) owner: Owner,
}

impl State {
    /// Does what the call asks for.
    pub(super) fn route(&mut self, call: &Call) -> Answer {
        let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
        match (call.method.as_str(), parts.as_slice()) {
            (_, ["orders", rest @ ..]) => self.order_call(call, rest),
            (_, ["products", rest @ ..]) => self.product_call(call, rest),
            (_, ["variants", rest @ ..]) => self.variant_call(call, rest),
            (_, ["webhooks", rest @ ..]) => self.webhook_call(call, rest),
            (_, ["fulfillment_services", rest @ ..]) => self.service_call(call, rest),
            ("GET", ["shop"]) => Ok(Reply::ok(self.shop_json())),
            _ => Err(Reply::not_found()),
        }
    }
}

/// The id in a path.
pub(super) fn id_of(part: &str) -> Result<i64, Reply> {
    part.parse().map_err(|_| Reply::not_found())
}

/// `GET /admin/orders/{id}/fulfillments.json`: the name under which faults and the ledger know a call.
pub(super) fn call_name(method: &str, path: &str) -> String {
    let stem = path.strip_suffix(".json").unwrap_or(path);
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = stem
        .split('/')
        .map(|part| if number(part) { "{id}" } else { part });
    format!("{method} {}.json", parts.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_calls_with_literal_placeholders() {
        assert_eq!(
            call_name("POST", "/admin/orders/12/fulfillments/34/cancel.json"),
            "POST /admin/orders/{id}/fulfillments/{id}/cancel.json"
        );
        assert_eq!(
            call_name("GET", "/admin/orders/9007199254740993.json"),
            "GET /admin/orders/{id}.json"
        );
    }
}
