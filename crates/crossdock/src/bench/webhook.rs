//! Signed webhooks of six kilobytes, each of another order.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use super::load::NextRequest;

/// What stores send of an order with a few lines.
const BODY_BYTES: usize = 6 * 1024;

/// Where the number of the order is written into the body, as text of a fixed length.
const NUMBER: &str = "00000000000000000";

/// The header of the signature.
pub(super) const SIGNATURE: &str = "x-shopbase-hmac-sha256";

/// The topic, as it stands in the address.
pub(super) const TOPIC: &str = "orders-create";

/// Writes webhooks for the store behind `path`, signed with `secret`.
pub(super) fn requests(path: &str, secret: &str) -> NextRequest {
    let body = body();
    let place = body.find(NUMBER).unwrap_or(0);
    let head = format!(
        "POST {path}/{TOPIC} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n{SIGNATURE}: ",
        body.len()
    );
    let key = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
    Arc::new(move |number, request| {
        let mut body = body.clone().into_bytes();
        let number = format!("1{number:016}");
        body[place..place + NUMBER.len()].copy_from_slice(number.as_bytes());
        let signature = key.clone().map(|mut mac| {
            mac.update(&body);
            STANDARD.encode(mac.finalize().into_bytes())
        });
        request.extend_from_slice(head.as_bytes());
        request.extend_from_slice(signature.unwrap_or_default().as_bytes());
        request.extend_from_slice(b"\r\n\r\n");
        request.extend_from_slice(&body);
    })
}

/// An order as a store tells it, filled up to the size that is usual.
fn body() -> String {
    let line = |place: u32| {
        json!({
            "id": 7_000_000 + place, "variant_id": 1_000_001, "product_id": 100_001,
            "title": "Desk lamp with a long name, as suppliers write them", "sku": "1005006000000103:12",
            "quantity": 1, "refunded_quantity": 0, "price": 19.99, "requires_shipping": true,
            "image_src": "https://img.example/products/desk-lamp-black-eu.png", "properties": null,
        })
    };
    let address = json!({
        "first_name": "Dana", "last_name": "Whitfield", "address1": "12 Sample Oak Ave", "city": "Vineland",
        "province": "New Jersey", "province_code": "NJ", "zip": "08360", "country_code": "US",
        "phone": "+1 208-555-0123",
    });
    let mut order = json!({
        "id": NUMBER, "name": "#1001", "order_number": 1001, "email": "dana@example.com",
        "created_at": "2026-11-01T10:00:00Z", "updated_at": "2026-11-02T08:30:00Z",
        "financial_status": "paid", "currency": "USD", "total_price": 199.90,
        "shipping_address": address, "billing_address": address,
        "line_items": (0..8).map(line).collect::<Vec<_>>(), "note": "",
    });
    let missing = BODY_BYTES.saturating_sub(order.to_string().len());
    order["note"] = "n".repeat(missing).into();
    // The number is a number, as stores send it.
    order.to_string().replace(&format!("\"{NUMBER}\""), NUMBER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_webhook_is_six_kilobytes_and_another_one() {
        let next = requests("/hooks/key", "secret");
        let (mut one, mut two) = (Vec::new(), Vec::new());
        next(1, &mut one);
        next(2, &mut two);
        assert_ne!(one, two);
        let body = body();
        assert!(
            (BODY_BYTES - 64..=BODY_BYTES).contains(&body.len()),
            "{}",
            body.len()
        );
        let text = String::from_utf8(one).unwrap();
        let (_, sent) = text.split_once("\r\n\r\n").unwrap();
        let order: serde_json::Value = serde_json::from_str(sent).unwrap();
        assert_eq!(order["id"], 10_000_000_000_000_001_u64);
    }
}
