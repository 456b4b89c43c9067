//! Orders, products and shops from the fixtures, in both spellings and with hostile texts.

use domain::order::PaymentStatus as P;

use jiff::Timestamp;

use super::*;

fn read(fixture: &str) -> StoreOrder {
    order(wire::one(fixture.as_bytes(), "order").unwrap()).unwrap()
}

fn id(text: &str) -> ExternalId {
    ExternalId::new(text)
}

fn usd(text: &str) -> Money {
    Money::parse(text, Currency::USD).unwrap()
}

#[test]
fn an_order_is_read_exactly() {
    let order = read(include_str!("../fixtures/order.json"));
    assert_eq!(order.external_id, id("9007199254740993"));
    assert_eq!(order.number, "#1001");
    assert_eq!(order.ordered_at.to_string(), "2026-11-01T03:00:00Z");
    assert_eq!(order.updated_at.to_string(), "2026-11-02T08:30:00Z");
    assert_eq!(order.payment, P::PartlyRefunded);
    assert_eq!(order.canceled_at, None);
    assert_eq!(order.customer_name, "Ann Lee");
    assert_eq!(order.customer_email, "ann@customer.example");
    assert_eq!(order.total, usd("60.97"), "a sum of binary fractions");
    assert_eq!(order.note, "Please ring twice");

    let lamp = &order.lines[0];
    assert_eq!(lamp.external_id, id("9007199254740995"));
    assert_eq!(lamp.variant_id, Some(id("9007199254741001")));
    assert_eq!((lamp.quantity, lamp.removed_quantity), (2, 1));
    assert_eq!(lamp.unit_price, usd("19.99"));
    assert_eq!(
        lamp.image_url.as_deref(),
        Some("https://img.example/lamp.png")
    );
    let card = &order.lines[1];
    assert_eq!(card.variant_id, None, "Go writes 0 for none");
    assert_eq!((card.variant_title.as_str(), card.sku.as_str()), ("", ""));
    assert!(!card.requires_shipping);
}

#[test]
fn the_recipient_keeps_what_customs_want() {
    let recipient = read(include_str!("../fixtures/order.json"))
        .recipient
        .unwrap();
    assert_eq!(recipient.full_name, "Ann Lee");
    assert_eq!(recipient.phone, "+55 11 99999-0000");
    assert_eq!(recipient.address.country.as_str(), "BR");
    assert_eq!(recipient.address.province_code, "SP");
    assert_eq!(recipient.address.postal_code, "01310-100");
    let cpf = TaxId {
        kind: "cpf".into(),
        value: "123.456.789-09".into(),
    };
    assert_eq!(recipient.tax_ids, [cpf], "the same number twice is one");
    assert!(recipient.missing().is_empty());
}

#[test]
fn fulfillments_carry_lines_and_end() {
    let order = read(include_str!("../fixtures/order.json"));
    let [made, gone] = &order.fulfillments[..] else {
        panic!("there are two fulfillments");
    };
    assert_eq!(made.number, "LX123CN");
    assert_eq!(made.carrier, "4PX");
    assert_eq!(made.lines, [(id("9007199254740995"), 1)]);
    assert!(!made.canceled);
    assert!(gone.canceled);
    assert!(gone.lines.is_empty());
}

#[test]
fn the_other_spelling_says_the_same() {
    let order = read(include_str!("../fixtures/order_odd.json"));
    assert_eq!(order.external_id, id("9007199254740993"));
    assert_eq!(order.number, "#1001");
    assert_eq!(order.ordered_at.as_second(), 1_793_505_600);
    assert_eq!(
        order.canceled_at.map(Timestamp::as_second),
        Some(1_793_505_661)
    );
    assert_eq!(order.payment, P::Unknown("half_paid_by_moonlight".into()));
    assert_eq!(order.total.to_string(), "1200 JPY");
    let [cup] = &order.lines[..] else {
        panic!("there is one line");
    };
    assert_eq!(cup.title, "Cup - Blue");
    assert_eq!((cup.quantity, cup.removed_quantity), (3, 0));
    assert!(cup.requires_shipping, "what is not said ships");
    let recipient = order.recipient.unwrap();
    assert_eq!(recipient.missing().len(), 5, "an empty address is seen");
    let [made] = &order.fulfillments[..] else {
        panic!("there is one fulfillment");
    };
    assert_eq!(
        (made.number.as_str(), made.carrier.as_str()),
        ("1Z9", "UPS")
    );
    assert_eq!(made.lines, [(id("71"), 3)], "the line points at it");
}

#[test]
fn hostile_texts_stay_texts() {
    let long = "x".repeat(100_000);
    let fixture = include_str!("../fixtures/order_hostile.json").replace("LONG", &long);
    let order = read(&fixture);
    assert_eq!(order.number, "<img src=x onerror=alert(1)>");
    assert_eq!(
        order.payment,
        P::Unknown("paid'; DROP TABLE orders;--".into())
    );
    assert!(!order.payment.is_paid());
    assert!(order.note.contains('\u{202e}') && order.note.contains('\0'));
    assert_eq!(order.lines[0].title.len(), 100_000);
    let recipient = order.recipient.unwrap();
    assert_eq!(recipient.address.country.as_str(), "IT", "`<i>` is no code");
    assert_eq!(recipient.address.postal_code, "123");
    assert_eq!(recipient.phone, "5551234");
    assert_eq!(recipient.address.province, "");
    assert_eq!(recipient.tax_ids[0].kind, "cnpj");
}

#[test]
fn payment_words_are_a_table() {
    let table = [
        ("pending", P::Unpaid),
        ("authorized", P::Unpaid),
        ("partially_paid", P::Unpaid),
        ("unpaid", P::Unpaid),
        ("paid", P::Paid),
        ("partially_refunded", P::PartlyRefunded),
        ("refunded", P::Refunded),
        ("voided", P::Voided),
        ("", P::Unknown(String::new())),
        ("PAID", P::Unknown("PAID".into())),
    ];
    for (word, status) in table {
        assert_eq!(payment(word), status, "{word}");
    }
}

#[test]
fn half_an_order_is_none() {
    let broken = |from: &str, to: &str| {
        let fixture = include_str!("../fixtures/order.json");
        assert!(fixture.contains(from), "{from}");
        let fixture = fixture.replacen(from, to, 1);
        match wire::one(fixture.as_bytes(), "order") {
            Ok(wire) => order(wire).is_err(),
            Err(_) => true,
        }
    };
    assert!(broken(r#""currency": "USD""#, r#""currency": "XXQ""#));
    assert!(broken(r#""total_price": 60.97000000000001"#, r#""x": 1"#));
    assert!(broken(
        r#""total_price": 60.97000000000001"#,
        r#""total_price": 9e25"#
    ));
    assert!(broken(r#""quantity": 2,"#, ""));
    assert!(broken(r#""id": 9007199254740995,"#, ""));
    assert!(broken(
        r#""cancelled_at": null"#,
        r#""cancelled_at": "yes""#
    ));
    assert!(broken(r#""created_at": "2026-11-01T10:00:00+07:00","#, ""));
}

#[test]
fn stamps_are_read_in_both_spellings() {
    let stamps: Vec<wire::OrderStamp> =
        wire::many(include_bytes!("../fixtures/orders.json"), "orders").unwrap();
    let ids: Vec<&str> = stamps.iter().map(|stamp| stamp.id.as_str()).collect();
    assert_eq!(ids, ["9007199254740995", "9007199254740993", "7"]);
    assert_eq!(stamps[2].updated_at, None);
}

#[test]
fn products_keep_decimal_prices() {
    let product =
        product(wire::one(include_bytes!("../fixtures/product.json"), "product").unwrap());
    assert_eq!(
        product.image_url.as_deref(),
        Some("https://img.example/first.png")
    );
    let prices: Vec<Option<String>> = product
        .variants
        .iter()
        .map(|variant| variant.price.map(|price| price.to_string()))
        .collect();
    assert_eq!(prices, [Some("199.00".into()), Some("19.5".into()), None]);
    assert_eq!(product.variants[0].title, "Black / EU");
    assert_eq!(product.variants[1].title, "", "the only form has no name");
}

#[test]
fn a_shop_is_read() {
    let shop = || wire::one(include_bytes!("../fixtures/shop.json"), "shop").unwrap();
    let profile = profile(shop(), "host.example").unwrap();
    assert_eq!(profile.external_id, id("10000123456"));
    assert_eq!(profile.name, "Lamp Corner");
    assert_eq!(profile.domain, "lamp-corner.onshopbase.com");
    assert_eq!(profile.currency, Currency::USD);
}

#[test]
fn what_is_sent_is_from_the_vendors_list() {
    let known = [
        "label_printed",
        "label_purchased",
        "attempted_delivery",
        "ready_for_pickup",
        "confirmed",
        "in_transit",
        "out_for_delivery",
        "delivered",
        "delayed",
        "failure",
        "not_found",
        "invalid",
    ];
    for status in TrackingStatus::ALL {
        assert!(shipment_status(status).is_none_or(|word| known.contains(&word)));
    }
    assert_eq!(shipment_status(TrackingStatus::Unknown), None);
}
