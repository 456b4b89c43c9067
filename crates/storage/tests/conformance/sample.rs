//! Rich values to store: every field filled, every text hostile, every list longer than one.

use domain::address::{Address, CountryCode, Recipient, TaxId};
use domain::aftersale::{
    Case, CaseDetails, CaseKind, CaseLine, CaseNote, CaseReason, CaseState, CaseStatus, GoodsTo,
};
use domain::catalog::{Mapping, MappingLine, Product, SupplierRef, SupplierVariantRef, Variant};
use domain::connection::{Connection, ConnectionKind};
use domain::fulfillment::{Fulfillment, FulfillmentState};
use domain::ids::{
    CaseId, ConnectionId, ExternalId, FulfillmentId, IdSource, LineItemId, OrderId, ParcelId,
    PlatformName, ProductId, PurchaseId, PurchaseLineId, StoreId, UserId, VariantId,
};
use domain::money::{Currency, Money};
use domain::notice::NoticePolicy;
use domain::order::{Dossier, LineItem, Order, PaymentStatus, Tab};
use domain::parcel::{
    Parcel, ParcelLine, StatusByHand, Tracking, TrackingDetail, TrackingEvent, TrackingSource,
    TrackingStatus, Verdict,
};
use domain::plan::{PlanProblem, Prefer, Rejected, ShippingRule, WhyNot};
use domain::purchase::{
    Failure, FailureReason, PlacementLine, PlacementRequest, Purchase, PurchaseLine, PurchaseState,
    ShippingChoice, Status, SupplierNotice, SupplierOrder,
};
use domain::store::{Automation, Store, StoreSettings};
use domain::workspace::Actor;

use super::ground::at;

/// A connected store with a marketplace account beside it.
pub(crate) struct Setup {
    pub(crate) store_link: Connection,
    pub(crate) market_link: Connection,
    pub(crate) store: Store,
}

/// Texts that have broken programs: markup, statements, quoting, direction, joined signs, length.
pub(crate) fn hostile(which: usize) -> String {
    let texts = [
        "<script>alert('x')</script><img src=x onerror=alert(1)>",
        "'; DROP TABLE customer_order; --",
        "\u{202E}drawkcab\u{202C} مرحبا بالعالم \u{2067}שלום\u{2069}",
        "👩‍👩‍👧‍👦🏳️‍🌈🇻🇳 é e\u{301} \u{10FFFF}\u{FEFF}",
        "100% _ \\ \\\\ \" ' ` $1 ?1 :a @b {} %s %00",
        " \t\r\n leading, trailing and\u{2028}line breaks \u{1}\u{7F} ",
        "{\"reason\":\"out_of_stock\"} {{ }} ${jndi:ldap://x}",
        "Đặng Thị Ngọc Huyền Ⅷ ﬃ İ ẞ ς",
    ];
    if which % 9 == 8 {
        return "very long 長い ".repeat(8_000);
    }
    format!("{} {which}", texts[which % 9])
}

fn usd(minor: i64) -> Money {
    Money::from_minor(minor, Currency::USD)
}

pub(crate) fn connection(ids: &dyn IdSource, kind: ConnectionKind) -> Connection {
    let id = ConnectionId::fresh(ids);
    Connection {
        id,
        platform: PlatformName::new(format!("sample_{}", kind.as_str())),
        kind,
        external_id: ExternalId(format!("account-{id}")),
        name: hostile(0),
        disconnected_because: Some(hostile(1)),
        access_expires_at: Some(at(3_600)),
        refresh_expires_at: Some(at(86_400)),
        last_success_at: Some(at(-5)),
        last_error: Some(hostile(2)),
        connected_at: at(-60),
        version: 1,
    }
}

pub(crate) fn store(ids: &dyn IdSource, connection_id: ConnectionId) -> Store {
    let id = StoreId::fresh(ids);
    Store {
        id,
        connection_id,
        external_id: ExternalId("18446744073709551615".into()),
        name: hostile(2),
        domain: "lamps.onstore.test".into(),
        currency: Currency::parse("KWD").unwrap(),
        settings: StoreSettings {
            placing: Automation::Automatic,
            shipping: rule(Prefer::Named(hostile(4))),
            price_tolerance_percent: u32::MAX,
            notify_customer: false,
            notices: NoticePolicy {
                email: true,
                sms: true,
            },
            tracking_url: hostile(5),
        },
        polled_until: Some(at(-1)),
        seen_until: Some(at(-2)),
        hook_key: format!("hook-{id}"),
        version: 1,
    }
}

fn rule(prefer: Prefer) -> ShippingRule {
    ShippingRule {
        prefer,
        tracked_only: true,
        max_days: Some(u16::MAX),
        max_cost: Some(usd(1_234)),
    }
}

/// An order with two lines as a store would send it, and nothing odd about it.
pub(crate) fn order(ids: &dyn IdSource, store: StoreId, number: u32) -> Order {
    let id = OrderId::fresh(ids);
    Order {
        id,
        store_id: store,
        external_id: ExternalId(format!("external-{id}")),
        number: format!("#{number}"),
        ordered_at: at(number.into()),
        payment: PaymentStatus::Paid,
        canceled_at: None,
        customer_name: "Ann Lee".into(),
        customer_email: "ann@example.com".into(),
        recipient: recipient("Bob Lee"),
        recipient_edited: false,
        shipping_override: None,
        price_accepted: false,
        currency: Currency::USD,
        total: usd(1_990),
        note: String::new(),
        lines: vec![line(ids, "Desk lamp", 11), line(ids, "Garden chair", 2)],
        problems: vec![],
        planned: false,
        store_updated_at: at(number.into()),
        received_at: at(number.into()),
        tab: Tab::Pending,
        needs_person: false,
        version: 1,
    }
}

pub(crate) fn line(ids: &dyn IdSource, title: &str, quantity: u32) -> LineItem {
    let id = LineItemId::fresh(ids);
    LineItem {
        id,
        external_id: ExternalId(format!("line-{id}")),
        variant_id: Some(VariantId(i64::MAX)),
        variant_external_id: Some(ExternalId("9007199254740995".into())),
        title: title.into(),
        variant_title: "Red / L".into(),
        sku: format!("SKU-{id}"),
        quantity,
        removed_quantity: 1,
        held_quantity: 0,
        progress_told: 0,
        unit_price: usd(995),
        image_url: Some("https://images.test/a.png?b=<c>".into()),
        requires_shipping: true,
    }
}

pub(crate) fn recipient(name: &str) -> Recipient {
    let tax_id = |kind: &str| TaxId {
        kind: kind.into(),
        value: hostile(4),
    };
    Recipient {
        full_name: name.into(),
        company: hostile(0),
        phone: "+84 (0) 90-000".into(),
        address: Address {
            line1: hostile(7),
            line2: hostile(3),
            city: hostile(2),
            province: hostile(1),
            province_code: "ON".into(),
            postal_code: "A1 B2".into(),
            country: CountryCode::new("VN"),
        },
        tax_ids: vec![tax_id("cpf"), tax_id("rut")],
    }
}

/// The same order with every field filled and every text hostile.
pub(crate) fn hostile_order(ids: &dyn IdSource, store: StoreId, number: u32) -> Order {
    let mut order = order(ids, store, number);
    order.number = hostile(4);
    order.external_id = ExternalId(hostile(1) + &order.id.to_string());
    order.payment = PaymentStatus::Unknown(hostile(6));
    order.canceled_at = Some(at(7));
    order.customer_name = hostile(2);
    order.customer_email = hostile(8);
    order.recipient = recipient(&hostile(3));
    order.recipient_edited = true;
    order.shipping_override = Some(rule(Prefer::Fastest));
    order.price_accepted = true;
    order.currency = Currency::parse("JPY").unwrap();
    order.total = Money::from_minor(-5, order.currency);
    order.note = hostile(8);
    for (index, line) in order.lines.iter_mut().enumerate() {
        line.title = hostile(index + 7);
        line.variant_title = hostile(index);
        line.sku = hostile(index + 3);
        line.variant_id = None;
        line.variant_external_id = None;
        line.image_url = None;
        line.requires_shipping = false;
    }
    order.problems = FailureReason::ALL
        .into_iter()
        .map(|reason| problem(order.lines[0].id, reason))
        .collect();
    order.planned = true;
    order.tab = Tab::Failed;
    order.needs_person = true;
    order
}

pub(crate) fn failure(reason: FailureReason) -> Failure {
    Failure {
        reason,
        detail: hostile(5),
        vendor_code: Some(hostile(1)),
        vendor_message: Some(hostile(6)),
    }
}

pub(crate) fn problem(line_item_id: LineItemId, reason: FailureReason) -> PlanProblem {
    let why = [
        WhyNot::Untracked,
        WhyNot::TooSlow {
            days: Some(40),
            allowed: 9,
        },
        WhyNot::TooSlow {
            days: None,
            allowed: 9,
        },
        WhyNot::TooExpensive {
            cost: usd(501),
            allowed: usd(500),
        },
        WhyNot::NotNamed,
        WhyNot::NotForAllItems,
    ];
    let rejected = why.into_iter().enumerate().map(|(index, why)| Rejected {
        name: hostile(index),
        why,
    });
    PlanProblem {
        line_item_id,
        failure: failure(reason),
        rejected_methods: rejected.collect(),
    }
}

fn variant_ref(which: usize) -> SupplierVariantRef {
    SupplierVariantRef {
        platform: PlatformName::new("sample_marketplace"),
        product_id: ExternalId("1005006000000001".into()),
        variant_id: ExternalId(hostile(which)),
    }
}

fn supplier(which: usize) -> SupplierRef {
    SupplierRef {
        platform: PlatformName::new("sample_marketplace"),
        external_id: ExternalId(format!("supplier-{which}")),
        name: hostile(which),
    }
}

/// A planned purchase of these units of the order's first line.
pub(crate) fn purchase(
    ids: &dyn IdSource,
    connection: ConnectionId,
    order: &Order,
    units: &[u32],
) -> Purchase {
    let line = PurchaseLine {
        id: PurchaseLineId::fresh(ids),
        line_item_id: order.lines[0].id,
        part: 0,
        parts: 1,
        units: units.to_vec(),
        variant: variant_ref(0),
        attributes: hostile(5),
        title: hostile(3),
        quantity: 3,
        unit_cost: usd(250),
    };
    Purchase {
        id: PurchaseId::fresh(ids),
        order_id: order.id,
        connection_id: connection,
        supplier: supplier(2),
        lines: vec![line],
        shipping: ShippingChoice {
            code: hostile(4),
            name: hostile(3),
            cost: usd(0),
            min_days: Some(0),
            max_days: Some(u16::MAX),
            tracked: true,
        },
        ceiling: Money::from_minor(i64::MAX, Currency::parse("BRL").unwrap()),
        intent: None,
        status: Status::planned(at(1)),
        failure: None,
        doubt: None,
        supplier_orders: vec![],
        superseded: false,
        attempts: 0,
        next_sync_at: None,
        created_at: at(1),
        version: 1,
    }
}

/// A purchase that has gone far: every field filled.
pub(crate) fn filled_purchase(
    ids: &dyn IdSource,
    connection: ConnectionId,
    order: &Order,
    unit: u32,
    state: PurchaseState,
) -> Purchase {
    let mut purchase = purchase(ids, connection, order, &[unit]);
    let mut second = purchase.lines[0].clone();
    second.id = PurchaseLineId::fresh(ids);
    second.part = u16::MAX;
    second.unit_cost = Money::from_minor(1, Currency::parse("JPY").unwrap());
    purchase.lines.push(second);
    let line = |which| PlacementLine {
        variant: variant_ref(which),
        attributes: hostile(which),
        quantity: u32::MAX,
    };
    purchase.intent = Some(PlacementRequest {
        idempotency_key: purchase.idempotency_key(),
        recipient: recipient(&hostile(2)),
        lines: vec![line(1), line(2)],
        shipping_code: hostile(4),
        note: hostile(8),
        decided_at: at(2),
    });
    purchase.status = Status::restored(state, at(3));
    purchase.failure = Some(failure(FailureReason::OutOfStock));
    purchase.doubt = Some(hostile(6));
    purchase.supplier_orders = vec![
        supplier_order(&format!("{}-1", purchase.id)),
        SupplierOrder {
            total: None,
            pay_until: None,
            paid_at: None,
            notice: None,
            read_at: None,
            ..supplier_order(&format!("{}-2", purchase.id))
        },
    ];
    purchase.superseded = true;
    purchase.attempts = u32::MAX;
    purchase.next_sync_at = Some(at(4));
    purchase
}

pub(crate) fn supplier_order(number: &str) -> SupplierOrder {
    SupplierOrder {
        external_id: ExternalId::new(number),
        raw_status: hostile(1),
        total: Some(usd(777)),
        pay_until: Some(at(5)),
        paid_at: Some(at(6)),
        notice: Some(SupplierNotice::RiskHold),
        url: "https://marketplace.test/order?id=1&b=<c>".into(),
        read_at: Some(at(7)),
    }
}

fn tracking() -> Tracking {
    Tracking {
        raw_status: hostile(4),
        detail: Some(TrackingDetail::CustomsNeeds),
        verdict: Some(Verdict {
            at: Some(at(9)),
            scans: 2,
            status: TrackingStatus::InTransit,
            detail: Some(TrackingDetail::CustomsNeeds),
            raw: hostile(4),
        }),
        by_hand: Some(StatusByHand {
            status: TrackingStatus::InTransit,
            at: at(10),
            by: hostile(5),
            note: hostile(6),
        }),
    }
}

pub(crate) fn parcel(ids: &dyn IdSource, order: &Order, purchase: Option<&Purchase>) -> Parcel {
    let id = ParcelId::fresh(ids);
    let supplier_order_id = purchase
        .and_then(|purchase| purchase.supplier_orders.first())
        .map(|order| order.external_id.clone());
    let event = |seconds, status| TrackingEvent {
        at: at(seconds),
        place: hostile(2),
        text: hostile(0),
        status,
        source: TrackingSource::Supplier,
    };
    Parcel {
        id,
        order_id: order.id,
        purchase_id: purchase.map(|purchase| purchase.id),
        supplier_order_id,
        box_key: format!("box {id}"),
        number: Some(format!("LP{id}CN")),
        former_numbers: vec![hostile(1), hostile(2)],
        carrier: hostile(3),
        lines: parcel_lines(order),
        status: TrackingStatus::InTransit,
        tracking: tracking(),
        events: vec![
            event(9, TrackingStatus::InTransit),
            event(8, TrackingStatus::Pending),
        ],
        shipped_at: Some(at(8)),
        delivered_at: Some(at(9)),
        expected_at: Some(at(10)),
        created_at: at(7),
        version: 1,
    }
}

fn parcel_lines(order: &Order) -> Vec<ParcelLine> {
    let lines = order.lines.iter().map(|line| ParcelLine {
        line_item_id: line.id,
        quantity: line.quantity,
    });
    lines.collect()
}

pub(crate) fn fulfillment(
    ids: &dyn IdSource,
    order: &Order,
    parcel: Option<&Parcel>,
    state: FulfillmentState,
) -> Fulfillment {
    let id = FulfillmentId::fresh(ids);
    Fulfillment {
        id,
        order_id: order.id,
        parcel_id: parcel.map(|parcel| parcel.id),
        external_id: Some(ExternalId(format!("told-{id}"))),
        state,
        number: hostile(3),
        carrier: hostile(2),
        lines: parcel_lines(order),
        told_status: Some(TrackingStatus::Delivered),
        refusal: Some(hostile(1)),
        asked_at: Some(at(12)),
        created_at: at(11),
        version: 1,
    }
}

/// A case in this state, with every field filled.
pub(crate) fn case(
    ids: &dyn IdSource,
    order: &Order,
    purchase: &Purchase,
    state: CaseState,
) -> Case {
    Case {
        id: CaseId::fresh(ids),
        order_id: order.id,
        purchase_id: purchase.id,
        kind: CaseKind::Return,
        status: CaseStatus::restored(state, at(3)),
        deadline: Some(at(90)),
        details: CaseDetails {
            reason: CaseReason::NotAsDescribed,
            lines: vec![CaseLine {
                line_id: PurchaseLineId((1 << 53) + 1),
                quantity: u32::MAX,
                received: 3,
                restocked: 2,
            }],
            asked: Some(Money::from_minor(i64::MAX, Currency::USD)),
            got: Some(Money::from_minor(1, Currency::USD)),
            number: hostile(1),
            goods_to: GoodsTo::Merchant,
            notes: vec![CaseNote {
                at: at(4),
                by: Actor::User {
                    id: UserId(7),
                    name: hostile(2),
                },
                text: hostile(3),
            }],
            raw_status: hostile(4),
            shown: true,
            news: true,
            overdue_told: false,
            opened_by: Actor::Marketplace,
        },
        opened_at: at(2),
        version: 1,
    }
}

/// An order with a purchase in every state, a parcel of every status and a fulfillment of every state.
pub(crate) fn dossier(ids: &dyn IdSource, setup: &Setup, number: u32) -> Dossier {
    let order = hostile_order(ids, setup.store.id, number);
    let connection = setup.market_link.id;
    let purchases: Vec<Purchase> = PurchaseState::ALL
        .into_iter()
        .zip(0..)
        .map(|(state, unit)| filled_purchase(ids, connection, &order, unit, state))
        .collect();
    let mut parcels: Vec<Parcel> = TrackingStatus::ALL
        .into_iter()
        .zip(&purchases)
        .map(|(status, purchase)| Parcel {
            status,
            ..parcel(ids, &order, Some(purchase))
        })
        .collect();
    // The one that the merchant typed in has nothing else.
    parcels.push(Parcel {
        number: None,
        former_numbers: vec![],
        lines: vec![],
        events: vec![],
        shipped_at: None,
        delivered_at: None,
        expected_at: None,
        ..parcel(ids, &order, None)
    });
    let mut fulfillments: Vec<Fulfillment> = FulfillmentState::ALL
        .into_iter()
        .zip(&parcels)
        .map(|(state, parcel)| fulfillment(ids, &order, Some(parcel), state))
        .collect();
    fulfillments.push(Fulfillment {
        external_id: None,
        told_status: None,
        refusal: None,
        asked_at: None,
        ..fulfillment(ids, &order, None, FulfillmentState::Intended)
    });
    let cases = CaseState::ALL
        .into_iter()
        .zip(&purchases)
        .map(|(state, purchase)| case(ids, &order, purchase, state))
        .collect();
    Dossier {
        order,
        purchases,
        parcels,
        fulfillments,
        cases,
        notices: setup.store.settings.notice_policy(),
    }
}

/// A product with a priced and an unpriced variant.
pub(crate) fn product(ids: &dyn IdSource, store: StoreId) -> Product {
    let id = ProductId::fresh(ids);
    let variant = |price| {
        let id = VariantId::fresh(ids);
        Variant {
            id,
            external_id: ExternalId(format!("variant-{id}")),
            title: hostile(3),
            sku: hostile(4),
            price,
        }
    };
    let yen = Money::from_minor(990, Currency::parse("JPY").unwrap());
    Product {
        id,
        store_id: store,
        external_id: ExternalId(format!("product-{id}")),
        title: hostile(8),
        image_url: Some("https://images.test/lamp.png".into()),
        variants: vec![variant(Some(yen)), variant(None)],
    }
}

pub(crate) fn mapping(connection: ConnectionId, variant_id: VariantId) -> Mapping {
    let line = |which| MappingLine {
        connection_id: connection,
        supplier: supplier(which),
        variant: variant_ref(which),
        attributes: hostile(which),
        title: hostile(which + 1),
        quantity: 3,
    };
    Mapping {
        variant_id,
        lines: vec![line(0), line(4)],
        version: 0,
    }
}
