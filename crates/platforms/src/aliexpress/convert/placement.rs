//! A placement request → the vendor's order, and the vendor's answer → how it ended.
//!
//! Placed, refused or unclear: only an answer that proves one of the first two is one of them. Paying is
//! never asked for here. Source: reference sheet §9.1, §9.2.

use domain::ids::ExternalId;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::PlacementOutcome;
use domain::purchase::{PlacementLine, PlacementRequest};
use serde_json::{Map, Value, json};

use super::super::address::{Library, logistics_address};
use super::super::error::{data_refusal, order_refusal};
use super::super::wire::CreateResult;

/// The order as the vendor wants it.
pub(crate) fn placement(request: &PlacementRequest, library: Option<&Library>) -> Value {
    let items: Vec<Value> = merged(&request.lines)
        .iter()
        .map(|line| item(line, request))
        .collect();
    json!({
        "out_order_id": request.idempotency_key,
        "logistics_address": logistics_address(&request.recipient, library),
        "product_items": items,
    })
}

/// One line a form: the vendor does not take the same form twice.
fn merged(lines: &[PlacementLine]) -> Vec<PlacementLine> {
    let mut merged: Vec<PlacementLine> = Vec::new();
    for line in lines {
        let same = merged
            .iter_mut()
            .find(|known| known.variant == line.variant && known.attributes == line.attributes);
        match same {
            Some(known) => known.quantity = known.quantity.saturating_add(line.quantity),
            None => merged.push(line.clone()),
        }
    }
    merged
}

fn item(line: &PlacementLine, request: &PlacementRequest) -> Value {
    let product_id = line.variant.product_id.as_str();
    let mut item = Map::new();
    let id = product_id
        .parse::<u64>()
        .map_or_else(|_| json!(product_id), |id| json!(id));
    item.insert("product_id".into(), id);
    item.insert("product_count".into(), json!(line.quantity));
    // Empty for a product of one form.
    item.insert("sku_attr".into(), json!(line.attributes));
    for (name, value) in [
        ("logistics_service_name", &request.shipping_code),
        ("order_memo", &request.note),
    ] {
        if !value.trim().is_empty() {
            item.insert(name.into(), json!(value.trim()));
        }
    }
    Value::Object(item)
}

/// How an answered placement ended.
pub(crate) fn answered(result: &CreateResult) -> PlacementOutcome {
    let ids: Vec<&str> = result
        .order_list
        .0
        .iter()
        .filter_map(|id| id.some())
        .collect();
    let numeric = ids
        .iter()
        .all(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    let (code, words) = (result.error_code.as_str(), result.error_msg.as_str());
    match result.is_success.flag() {
        Some(true) if !ids.is_empty() && numeric => PlacementOutcome::Placed {
            supplier_orders: ids.into_iter().map(ExternalId::new).collect(),
            // For example that the order stands and could not be paid.
            message: result.error_msg.some().map(str::to_owned),
        },
        Some(false) if ids.is_empty() && !(code.is_empty() && words.is_empty()) => {
            match order_refusal(code, words) {
                Some(failure) => PlacementOutcome::Rejected(failure),
                None => unclear(
                    "AliExpress does not tell whether the order was made",
                    code,
                    words,
                ),
            }
        }
        _ => unclear(
            "the answer proves neither an order nor a refusal",
            code,
            words,
        ),
    }
}

fn unclear(message: &str, code: &str, words: &str) -> PlacementOutcome {
    let error = CallError::new(CallErrorKind::Unclear, message);
    PlacementOutcome::Unknown(error.vendor(code, words))
}

/// How a placement ended whose call failed.
pub(crate) fn failed(error: CallError) -> PlacementOutcome {
    match error.kind {
        CallErrorKind::NotSent | CallErrorKind::Throttled { .. } | CallErrorKind::SignedOut => {
            PlacementOutcome::NotSent(error)
        }
        CallErrorKind::Misconfigured | CallErrorKind::Refused => {
            PlacementOutcome::Rejected(data_refusal(&error))
        }
        CallErrorKind::NotFound
        | CallErrorKind::Unavailable
        | CallErrorKind::Unclear
        | CallErrorKind::Unreadable => PlacementOutcome::Unknown(error),
    }
}

#[cfg(test)]
mod tests {
    use domain::address::{Address, CountryCode, Recipient};
    use domain::catalog::SupplierVariantRef;
    use domain::ids::PlatformName;
    use domain::purchase::FailureReason;
    use jiff::Timestamp;

    use super::*;

    fn line(variant: &str, attributes: &str, quantity: u32) -> PlacementLine {
        PlacementLine {
            variant: SupplierVariantRef {
                platform: PlatformName::new("p"),
                product_id: ExternalId::new("1005006000000001"),
                variant_id: ExternalId::new(variant),
            },
            attributes: attributes.into(),
            quantity,
        }
    }

    fn request(lines: Vec<PlacementLine>, note: &str) -> PlacementRequest {
        PlacementRequest {
            idempotency_key: "CD-7".into(),
            recipient: Recipient {
                full_name: "Jane Doe".into(),
                phone: "+1 555 123 4567".into(),
                address: Address {
                    line1: "12 Example Rd".into(),
                    city: "Vineland".into(),
                    province_code: "NJ".into(),
                    postal_code: "08360".into(),
                    country: CountryCode::new("US"),
                    ..Address::default()
                },
                ..Recipient::default()
            },
            lines,
            shipping_code: "CAINIAO_STANDARD".into(),
            note: note.into(),
            decided_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn an_order_names_each_form_once_and_never_asks_to_pay() {
        let lines = vec![
            line("1", "14:29#Bear", 1),
            line("2", "14:30", 1),
            line("1", "14:29#Bear", 2),
        ];
        let order = placement(&request(lines, " no invoice please "), None);
        assert_eq!(order["out_order_id"], "CD-7");
        assert_eq!(order["logistics_address"]["province"], "New Jersey");
        assert_eq!(
            order["product_items"],
            json!([
                {"product_id": 1_005_006_000_000_001_u64, "product_count": 3, "sku_attr": "14:29#Bear",
                 "logistics_service_name": "CAINIAO_STANDARD", "order_memo": "no invoice please"},
                {"product_id": 1_005_006_000_000_001_u64, "product_count": 1, "sku_attr": "14:30",
                 "logistics_service_name": "CAINIAO_STANDARD", "order_memo": "no invoice please"},
            ])
        );
        let single = placement(&request(vec![line("1", "", 1)], ""), None).to_string();
        assert!(
            single.contains(r#""sku_attr":"""#) && !single.contains("pay"),
            "{single}"
        );
    }

    fn ended(json: &str) -> PlacementOutcome {
        answered(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn placed_needs_success_and_numbers() {
        let PlacementOutcome::Placed {
            supplier_orders,
            message,
        } = ended(
            r#"{"is_success":"true","order_list":{"number":[8190000000000001,8190000000000002]},"error_msg":"OrderCreated, autoPay fail:APIPayFail"}"#,
        )
        else {
            panic!("not placed")
        };
        assert_eq!(supplier_orders.len(), 2);
        assert_eq!(
            message.as_deref(),
            Some("OrderCreated, autoPay fail:APIPayFail")
        );
    }

    #[test]
    fn refused_needs_a_plain_no() {
        let PlacementOutcome::Rejected(failure) = ended(
            r#"{"is_success":false,"order_list":{},"error_code":"INVENTORY_HOLD_ERROR","error_msg":"hold failed"}"#,
        ) else {
            panic!("not rejected")
        };
        assert_eq!(failure.reason, FailureReason::OutOfStock);
    }

    #[test]
    fn everything_else_is_unclear() {
        for answer in [
            "{}",
            r#"{"is_success":true}"#,
            r#"{"is_success":true,"order_list":{"number":["later"]}}"#,
            r#"{"is_success":false}"#,
            r#"{"is_success":false,"order_list":{"number":[1]},"error_code":"INVENTORY_HOLD_ERROR"}"#,
            r#"{"is_success":false,"error_code":"REPEATED_ORDER_ERROR"}"#,
            r#"{"is_success":false,"error_code":"REMOTE_CREATE_ORDER_RESULT_ERROR"}"#,
            r#"{"error_code":"INVENTORY_HOLD_ERROR"}"#,
        ] {
            let outcome = ended(answer);
            assert!(
                matches!(outcome, PlacementOutcome::Unknown(_)),
                "{answer}: {outcome:?}"
            );
        }
    }

    #[test]
    fn a_failed_call_is_not_sent_only_if_nothing_was_done() {
        use CallErrorKind as K;
        let wait = jiff::SignedDuration::from_secs(1);
        let ended = |kind| failed(CallError::new(kind, "m"));
        for kind in [K::NotSent, K::Throttled { wait }, K::SignedOut] {
            assert!(
                matches!(ended(kind), PlacementOutcome::NotSent(_)),
                "{kind:?}"
            );
        }
        for kind in [K::Unavailable, K::Unclear, K::Unreadable] {
            assert!(
                matches!(ended(kind), PlacementOutcome::Unknown(_)),
                "{kind:?}"
            );
        }
        let PlacementOutcome::Rejected(failure) = ended(K::Misconfigured) else {
            panic!("not rejected")
        };
        assert_eq!(failure.reason, FailureReason::Misconfigured);
    }
}
