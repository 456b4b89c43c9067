//! What is translated and what is not.

use serde_json::{Value, json};

use super::*;
use crate::shopify::auth::Role;

fn money(amount: &str) -> Value {
    json!({"shopMoney": {"amount": amount, "currencyCode": "USD"}})
}

fn work(status: &str, request: &str, service: bool, lines: &[(u64, u32)]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(line, left)| {
            json!({"id": format!("gid://shopify/FulfillmentOrderLineItem/9{line}"), "remainingQuantity": left,
                "lineItem": {"id": format!("gid://shopify/LineItem/{line}")}})
        })
        .collect();
    json!({
        "id": "gid://shopify/FulfillmentOrder/7", "status": status, "requestStatus": request,
        "assignedLocation": {"name": "Here", "location":
            {"id": "gid://shopify/Location/5", "isFulfillmentService": service}},
        "fulfillmentHolds": if status == "ON_HOLD" { json!([{"reason": "OTHER"}]) } else { json!([]) },
        "merchantRequests": {"nodes": []},
        "lineItems": {"pageInfo": {"hasNextPage": false}, "nodes": lines},
    })
}

fn spelled(works: &[Value]) -> Value {
    let line = |id: u64, quantity: u32, current: u32, left: u32| {
        json!({
            "id": format!("gid://shopify/LineItem/{id}"), "name": "Lamp - Red", "title": "Lamp",
            "variantTitle": "Red", "sku": "L-1", "quantity": quantity, "currentQuantity": current,
            "unfulfilledQuantity": left, "requiresShipping": true,
            "originalUnitPriceSet": money("19.9"), "image": null,
            "variant": {"id": "gid://shopify/ProductVariant/33"},
        })
    };
    json!({
        "id": "gid://shopify/Order/9007199254740993", "name": "#1001", "email": null, "phone": null,
        "createdAt": "2026-11-02T07:00:00Z", "updatedAt": "2026-11-02T08:00:00Z", "cancelledAt": null,
        "displayFinancialStatus": "PAID", "note": null, "currencyCode": "USD",
        "totalPriceSet": money("59.7"),
        "customer": {"displayName": "Dana Whitfield",
            "defaultEmailAddress": {"emailAddress": "dana@example.com"}, "defaultPhoneNumber": null},
        "shippingAddress": {"firstName": "Dana", "lastName": "Whitfield", "name": null, "company": "",
            "address1": "1 Old Quarry Rd", "address2": null, "city": "Boise", "province": "Idaho",
            "provinceCode": "ID", "country": "United States", "countryCodeV2": "US", "zip": "83702", "phone": ""},
        "billingAddress": null,
        "localizedFields": {"nodes": [{"key": "TAX_CREDENTIAL_BR", "value": "52998224725"},
            {"key": "TAX_CREDENTIAL_TYPE_MX", "value": "RFC"}]},
        "customAttributes": [{"key": "CPF/CNPJ", "value": "529.982.247-25"}, {"key": "Gift", "value": null}],
        "lineItems": {"nodes": [line(1, 3, 2, 2), line(2, 1, 1, 1)]},
        "fulfillmentOrders": {"nodes": works},
        "fulfillments": [],
    })
}

fn told(works: &[Value], ours: &Ours) -> StoreOrder {
    let wire: wire::Order = serde_json::from_value(spelled(works)).unwrap();
    order(&wire, ours).unwrap()
}

fn held(works: &[Value], ours: &Ours) -> Vec<u32> {
    let lines = told(works, ours).lines;
    lines.iter().map(|line| line.held_quantity).collect()
}

#[test]
fn an_order_is_translated_whole() {
    let told = told(
        &[work("OPEN", "UNSUBMITTED", false, &[(1, 2), (2, 1)])],
        &Ours::default(),
    );
    assert_eq!(told.external_id.as_str(), "9007199254740993");
    assert_eq!(told.payment, PaymentStatus::Paid);
    assert_eq!(told.customer_email, "dana@example.com");
    let recipient = told.recipient.unwrap();
    assert_eq!(recipient.full_name, "Dana Whitfield");
    assert_eq!(recipient.address.country.as_str(), "US");
    let tax: Vec<_> = recipient
        .tax_ids
        .iter()
        .map(|id| (id.kind.as_str(), id.value.as_str()))
        .collect();
    assert_eq!(tax, [("cpf", "52998224725")]);
    let first = &told.lines[0];
    assert_eq!(
        (first.quantity, first.removed_quantity, first.held_quantity),
        (3, 1, 0)
    );
    assert_eq!(first.unit_price.to_string(), "19.90 USD");
    assert!(told.asks.is_empty());
}

#[test]
fn what_is_on_hold_scheduled_or_with_others_is_held() {
    let ours = Ours::default();
    for (status, service, wanted) in [
        ("OPEN", false, [0, 0]),
        ("IN_PROGRESS", false, [0, 0]),
        ("ON_HOLD", false, [2, 1]),
        ("SCHEDULED", false, [2, 1]),
        ("OPEN", true, [2, 1]),
        ("CLOSED", false, [2, 1]),
    ] {
        let works = [work(status, "UNSUBMITTED", service, &[(1, 2), (2, 1)])];
        assert_eq!(held(&works, &ours), wanted, "{status} {service}");
    }
    let parts = [
        work("OPEN", "UNSUBMITTED", false, &[(1, 1)]),
        work("ON_HOLD", "UNSUBMITTED", false, &[(1, 1), (2, 1)]),
    ];
    assert_eq!(held(&parts, &ours), [1, 1], "line by line");
    assert_eq!(held(&[], &ours), [2, 1], "nobody lets us see where it is");
}

#[test]
fn a_service_ships_what_it_was_asked_for() {
    let ours = Ours {
        role: Role::FulfillmentService,
        location: Some("gid://shopify/Location/5".into()),
    };
    for (request, free, asks) in [
        ("UNSUBMITTED", false, 0),
        ("SUBMITTED", true, 1),
        ("ACCEPTED", true, 0),
        ("REJECTED", false, 0),
        ("CANCELLATION_REQUESTED", true, 1),
        ("CANCELLATION_REJECTED", true, 0),
    ] {
        let works = [work("OPEN", request, true, &[(1, 2), (2, 1)])];
        let told = told(&works, &ours);
        assert_eq!(told.lines[0].held_quantity == 0, free, "{request}");
        assert_eq!(told.asks.len(), asks, "{request}");
    }
    let elsewhere = Ours {
        location: Some("gid://shopify/Location/6".into()),
        ..ours
    };
    let works = [work("OPEN", "SUBMITTED", true, &[(1, 2), (2, 1)])];
    assert_eq!(held(&works, &elsewhere), [2, 1]);
}

#[test]
fn one_parcel_of_two_places_is_one_fulfillment() {
    let made = |id: u64, number: &str, place: u64, status: &str| -> wire::Fulfillment {
        let lines = json!({"nodes": [{"quantity": 1, "lineItem": {"id": format!("gid://shopify/LineItem/{id}")}}]});
        serde_json::from_value(
            json!({"id": format!("gid://shopify/Fulfillment/{id}"), "status": status,
            "location": {"id": format!("gid://shopify/Location/{place}")},
            "trackingInfo": [{"number": number, "company": "4PX", "url": null}],
            "fulfillmentLineItems": lines}),
        )
        .unwrap()
    };
    let told = fulfillments(&[
        made(10, "LX1", 1, "SUCCESS"),
        made(9, "LX1", 2, "SUCCESS"),
        made(11, "LX1", 1, "SUCCESS"),
        made(12, "LX1", 3, "CANCELLED"),
    ]);
    let ids: Vec<_> = told.iter().map(|told| told.external_id.as_str()).collect();
    assert_eq!(ids, ["9+10", "11", "12"]);
    assert_eq!(told[0].lines.len(), 2);
    assert!(told[2].canceled);
}

#[test]
fn an_unknown_word_buys_nothing() {
    assert_eq!(
        payment(Some("SOMETHING")),
        PaymentStatus::Unknown("SOMETHING".into())
    );
    assert!(!payment(None).is_paid());
    assert_eq!(event_status(TrackingStatus::Unknown), None);
    assert_eq!(rejection(FailureReason::SkuChanged), "INVALID_SKU");
}
