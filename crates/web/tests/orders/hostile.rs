//! Strings that try to be more than strings, and very long ones: every page shows them as text.

use domain::fulfillment::{Fulfillment, FulfillmentState};
use domain::ids::{FulfillmentId, LineItemId, OrderId, ParcelId, PurchaseId};
use domain::money::{Currency, Money};
use domain::order::{PaymentStatus, Revision, TimelineKind};
use domain::parcel::{Parcel, ParcelLine, Tracking, TrackingEvent, TrackingSource, TrackingStatus};
use domain::purchase::{PurchaseState as S, SupplierNotice};
use domain::workspace::Actor;

use crate::cast::{Cast, recipient, supplier_order, usd, words};

const MARKUP: &str = "\"><img src=x onerror=alert(1)><script>alert(2)</script>\u{202e}gnp";

/// An order in which every text is `text`.
async fn full_of(cast: &Cast, number: u32, text: &str) -> OrderId {
    let mut order = cast.order(number, 1);
    order.number = text.to_owned();
    order.customer_name = text.to_owned();
    order.customer_email = text.to_owned();
    order.note = text.to_owned();
    order.payment = PaymentStatus::Paid;
    order.recipient = recipient(text, text);
    order.recipient.phone = text.to_owned();
    order.recipient.address.line1 = text.to_owned();
    order.recipient.address.city = text.to_owned();
    for line in &mut order.lines {
        line.title = text.to_owned();
        line.variant_title = text.to_owned();
        line.sku = text.to_owned();
        line.image_url = Some(format!("javascript:{text}"));
    }
    let lines = order.lines.clone();
    let mut purchase = cast.purchase(&order, text, S::AwaitingPayment);
    purchase.shipping.name = text.to_owned();
    purchase.lines[0].title = text.to_owned();
    let mut there = supplier_order(text);
    there.url = format!("javascript:{text}");
    there.raw_status = text.to_owned();
    there.notice = Some(SupplierNotice::UnknownStatus);
    there.total = Some(usd("99.00"));
    purchase.supplier_orders = vec![there];
    let purchase_id = purchase.id;
    let id = cast.put(order, vec![purchase]).await;
    ship(cast, id, purchase_id, lines[0].id, text).await;
    id
}

/// Puts a parcel beside it that the store refused.
async fn ship(cast: &Cast, id: OrderId, purchase_id: PurchaseId, line: LineItemId, text: &str) {
    let (now, ids) = (cast.bench.app.now(), cast.bench.app.ids());
    let mut revision = Revision::of(cast.dossier(id).await, now, ids);
    let line = ParcelLine {
        line_item_id: line,
        quantity: 1,
    };
    let parcel_id = ParcelId::fresh(ids);
    revision.dossier.parcels.push(Parcel {
        id: parcel_id,
        order_id: id,
        purchase_id: Some(purchase_id),
        supplier_order_id: None,
        box_key: "1".into(),
        number: Some(text.to_owned()),
        former_numbers: vec![text.to_owned()],
        carrier: text.to_owned(),
        lines: vec![line.clone()],
        status: TrackingStatus::Alert,
        tracking: Tracking::default(),
        events: vec![TrackingEvent {
            at: now,
            place: text.to_owned(),
            text: text.to_owned(),
            status: TrackingStatus::Alert,
            source: TrackingSource::Tracker,
        }],
        shipped_at: Some(now),
        delivered_at: None,
        expected_at: Some(now),
        created_at: now,
        version: 0,
    });
    revision.dossier.fulfillments.push(Fulfillment {
        id: FulfillmentId::fresh(ids),
        order_id: id,
        parcel_id: Some(parcel_id),
        external_id: None,
        state: FulfillmentState::Refused,
        number: text.to_owned(),
        carrier: text.to_owned(),
        lines: vec![line],
        told_status: None,
        refusal: Some(text.to_owned()),
        asked_at: Some(now),
        created_at: now,
        version: 0,
    });
    revision.tell(
        &Actor::Marketplace,
        TimelineKind::FulfilledByHand {
            number: text.to_owned(),
        },
    );
    cast.bench
        .app
        .space()
        .commit(revision.into_changeset())
        .await
        .unwrap();
}

#[tokio::test]
async fn markup_stays_text_on_every_page() {
    let mut cast = Cast::new().await;
    let id = full_of(&cast, 8000, MARKUP).await;
    let (product, variants) = cast.put_product(MARKUP, &[MARKUP, "Blue"]).await;
    let order = id.to_string();
    let paths = [
        "/orders".to_owned(),
        "/orders?q=%3Cscript%3E%22".to_owned(),
        format!("/orders/{id}?open=address&open=hand&open=shipping"),
        "/products".to_owned(),
        format!("/products/{product}"),
        format!("/products/{product}/map?variant={}&order={id}", variants[0]),
        format!("/products/{product}/map-all"),
    ];
    for lang in ["en", "vi"] {
        cast.browser = cast.browser.clone().reading(lang);
        for path in &paths {
            let page = cast.page(path).await;
            assert!(!page.contains("<script>alert"), "{path}");
            assert!(!page.contains("<img src=x"), "{path}");
            assert!(!page.contains("=\"javascript:"), "{path}");
            assert!(!page.contains(" style=\""), "{path}");
        }
    }
    let pairs = [("order", order.as_str())];
    let asked = cast.browser.post("/orders/place", &pairs).await;
    assert!(!asked.text.contains("<script>alert"), "{}", asked.text);
}

#[tokio::test]
async fn very_long_texts_are_cut() {
    let mut cast = Cast::new().await;
    let long = "x".repeat(5_000);
    let id = full_of(&cast, 8001, &long).await;
    for path in ["/orders".to_owned(), format!("/orders/{id}")] {
        let page = cast.page(&path).await;
        let longest = words(&page).split(' ').map(str::len).max();
        assert!(longest < Some(2_100), "{path}: {longest:?}");
        assert!(page.len() < 220_000, "{path}: {}", page.len());
    }
    let list = cast.page("/orders").await;
    let longest = words(&list).split(' ').map(str::len).max();
    assert!(longest < Some(200), "a row stays a row: {longest:?}");
}

#[tokio::test]
async fn currencies_are_never_mixed() {
    let mut cast = Cast::new().await;
    let mut order = cast.order(8002, 1);
    order.currency = Currency::parse("JPY").unwrap();
    order.total = Money::from_minor(5_200, order.currency);
    let purchase = cast.purchase(&order, "Yiwu Lamps", S::Planned);
    let id = cast.put(order, vec![purchase]).await;
    let text = words(&cast.page(&format!("/orders/{id}")).await);
    assert!(
        text.contains("they are not mixed into one margin"),
        "{text}"
    );
    assert!(text.contains("5,200"), "{text}");
    let row = words(&cast.page("/orders").await);
    assert!(row.contains("13.50 USD –"), "{row}");
    assert!(!row.contains('+'), "no margin across currencies: {row}");
}

#[tokio::test]
async fn what_needs_attention_says_what_to_do() {
    let mut cast = Cast::new().await;
    let id = full_of(&cast, 8003, "Plain").await;
    let text = words(&cast.page(&format!("/orders/{id}")).await);
    for said in [
        "Bazaar asks 99.00 USD, more than the 20.00 USD that were allowed",
        "A state that Crossdock does not know",
        "Parcel Plain: Alert",
        "long-beach refused the tracking number Plain",
        "Store refused it",
        "Before: Plain",
        "1 scan",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
}

#[tokio::test]
async fn an_order_called_off_after_placing_names_who_to_ask() {
    let mut cast = Cast::new().await;
    let mut order = cast.order(8004, 1);
    order.canceled_at = Some(order.ordered_at);
    let mut purchase = cast.purchase(&order, "Yiwu Lamps", S::AwaitingShipment);
    purchase.supplier_orders = vec![supplier_order("8190443512007766")];
    let id = cast.put(order, vec![purchase]).await;
    let page = cast.page(&format!("/orders/{id}")).await;
    let text = words(&page);
    assert!(
        text.contains("The customer canceled, but the order at Yiwu Lamps stands"),
        "{text}"
    );
    assert!(page.contains("https://bazaar.example/orders/8190443512007766"));
    assert!(
        !page.contains("/reorder\""),
        "nothing is bought for it any more"
    );
    let answer = cast.browser.get(&format!("/orders/{id}/store")).await;
    assert_eq!(
        answer.location(),
        "https://admin.harbor.example/orders/ext-8004"
    );
}
