//! Every kind of entry of the timeline is told in every language, whatever words are in it.

use domain::ids::ExternalId;
use domain::order::TimelineKind as K;
use domain::parcel::TrackingStatus;
use domain::plan::PlanProblem;
use domain::purchase::{Failure, FailureReason, Purchase, PurchaseState as S};

use crate::cast::{Cast, usd, words};

const HOSTILE: &str = "<img src=x onerror=alert(1)> \u{202e}gnp & \"quoted\"";

/// One of each kind, every text hostile.
fn every_kind(purchase: &Purchase, line: domain::ids::LineItemId) -> Vec<K> {
    let mut kinds = of_placing(purchase, line);
    let (purchase_id, text) = (purchase.id, || HOSTILE.to_owned());
    kinds.extend([
        K::OrderReceived,
        K::OrderPaid,
        K::OrderChanged {
            changes: vec![text(), text()],
        },
        K::OrderCanceled,
        K::LinesRemoved { quantity: 2 },
        K::PaymentOpened { purchase_id },
        K::PurchasePaid {
            purchase_id,
            total: Some(usd("9.00")),
        },
        K::PurchasePaid {
            purchase_id,
            total: None,
        },
        K::CeilingExceeded {
            purchase_id,
            total: usd("9.00"),
            ceiling: usd("8.00"),
        },
        K::SupplierStatusChanged {
            purchase_id,
            supplier_order: ExternalId::new("819"),
            raw_status: text(),
        },
        K::PurchaseShipped { purchase_id },
        K::PurchaseCompleted { purchase_id },
        K::PurchaseCanceled {
            purchase_id,
            because: text(),
        },
        K::CancelNeeded { purchase_id },
    ]);
    kinds.extend(of_parcels_and_people());
    kinds
}

fn of_parcels_and_people() -> Vec<K> {
    let text = || HOSTILE.to_owned();
    vec![
        K::ParcelNumbered {
            number: text(),
            carrier: text(),
        },
        K::ParcelNumbered {
            number: text(),
            carrier: String::new(),
        },
        K::ParcelRenumbered {
            former: text(),
            number: text(),
        },
        K::ParcelStatusChanged {
            number: text(),
            status: TrackingStatus::Alert,
            text: text(),
        },
        K::StoreTold {
            number: text(),
            quantity: 1,
        },
        K::StoreRefused {
            number: text(),
            message: text(),
        },
        K::ForeignFulfillmentSeen {
            number: String::new(),
            quantity: 3,
        },
        K::FulfillmentCanceled { number: text() },
        K::FulfilledByHand { number: text() },
        K::Reordered,
        K::RecipientEdited,
        K::ShippingChosen { rule: text() },
        K::PriceAccepted,
    ]
}

fn of_placing(purchase: &Purchase, line_item_id: domain::ids::LineItemId) -> Vec<K> {
    let (purchase_id, text) = (purchase.id, || HOSTILE.to_owned());
    let failure = Failure {
        vendor_message: Some(text()),
        ..Failure::ours(FailureReason::Other, text())
    };
    let numbers = vec![
        ExternalId::new("8190443512007766"),
        ExternalId::new(HOSTILE),
    ];
    vec![
        K::PurchasePlanned {
            purchase_id,
            supplier: text(),
            cost: usd("1.00"),
            because: text(),
        },
        K::PlanFailed {
            problems: vec![PlanProblem {
                line_item_id,
                failure: failure.clone(),
                rejected_methods: vec![],
            }],
        },
        K::PlacingStarted {
            purchase_id,
            ceiling: usd("2.00"),
        },
        K::PurchasePlaced {
            purchase_id,
            supplier_orders: numbers.clone(),
            message: Some(text()),
        },
        K::PurchaseFailed {
            purchase_id,
            failure,
        },
        K::PlacingPostponed {
            purchase_id,
            because: text(),
            again_at: purchase.created_at,
        },
        K::PlacementInDoubt {
            purchase_id,
            because: text(),
        },
        K::DoubtSettled {
            purchase_id,
            supplier_orders: numbers,
            how: text(),
        },
        K::DoubtSettled {
            purchase_id,
            supplier_orders: vec![],
            how: text(),
        },
    ]
}

#[tokio::test]
async fn every_kind_is_told_in_both_languages() {
    let mut cast = Cast::new().await;
    let order = cast.order(4000, 1);
    let purchase = cast.purchase(&order, HOSTILE, S::AwaitingPayment);
    let kinds = every_kind(&purchase, order.lines[0].id);
    let count = kinds.len();
    let id = cast.put_told(order, vec![purchase], kinds).await;
    for lang in ["en", "vi"] {
        cast.browser = cast.browser.clone().reading(lang);
        let page = cast.page(&format!("/orders/{id}")).await;
        let entries: Vec<&str> = page.split("timeline-what\">").skip(1).collect();
        assert_eq!(entries.len(), count);
        for entry in entries {
            let said = words(entry.split("</div>").next().unwrap());
            assert!(said.chars().count() > 5, "{said:?}");
            assert!(!said.contains("event-") && !said.contains('{'), "{said}");
        }
        assert!(!page.contains("<img src=x"), "{lang}");
        assert!(page.contains("8190443512007766"));
    }
    cast.browser = cast.browser.clone().reading("en");
    let text = words(&cast.page(&format!("/orders/{id}")).await);
    for said in [
        "Received from long-beach",
        "Began to place at",
        "The check is done: it was not placed",
        "2 units were refunded or removed",
        "The order at",
        "The new price was accepted",
    ] {
        assert!(text.contains(said), "{said}");
    }
}
