//! Tests of the rules that need a whole order around them, and the small samples that they share.
//!
//! A rule that stands alone is tested beside its code.

mod aftersale;
mod asks;
mod attention;
mod coverage;
mod merge;
mod receive;
mod revision;
mod sync;
mod tab;
mod tell;
mod track;

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;

use crate::address::{Address, CountryCode, Recipient};
use crate::catalog::{SupplierRef, SupplierVariantRef};
use crate::fulfillment::{Fulfillment, FulfillmentState};
use crate::ids::{
    ConnectionId, ExternalId, FulfillmentId, IdSource, LineItemId, OrderId, ParcelId, PlatformName,
    PurchaseId, PurchaseLineId, StoreId,
};
use crate::money::{Currency, Money};
use crate::order::{Dossier, LineItem, Order, PaymentStatus, Tab};
use crate::parcel::{Parcel, ParcelLine, Tracking, TrackingStatus};
use crate::purchase::{
    Purchase, PurchaseLine, PurchaseState, ShippingChoice, Status, SupplierOrder,
};

/// Counts up from above 2^53.
pub(crate) struct Numbers(AtomicI64);

impl Numbers {
    pub(crate) fn new() -> Self {
        Self(AtomicI64::new(1 << 53))
    }
}

impl IdSource for Numbers {
    fn next_id(&self) -> i64 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// Noon of a day plus so many seconds.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_348_800 + seconds).unwrap()
}

pub(crate) fn usd(minor: i64) -> Money {
    Money::from_minor(minor, Currency::USD)
}

pub(crate) fn external(text: &str) -> ExternalId {
    ExternalId::new(text)
}

pub(crate) fn recipient(line1: &str) -> Recipient {
    Recipient {
        full_name: "Ann Lee".into(),
        phone: "555".into(),
        address: Address {
            line1: line1.into(),
            city: "Springfield".into(),
            country: CountryCode::new("US"),
            ..Address::default()
        },
        ..Recipient::default()
    }
}

/// A paid order whose n-th line has the id n and this many units.
pub(crate) fn dossier(quantities: &[u32]) -> Dossier {
    let lines = (0_i64..).zip(quantities).map(|(id, quantity)| LineItem {
        id: LineItemId(id),
        external_id: external(&format!("line {id}")),
        variant_id: None,
        variant_external_id: None,
        title: format!("Line {id}"),
        variant_title: String::new(),
        sku: String::new(),
        quantity: *quantity,
        removed_quantity: 0,
        held_quantity: 0,
        progress_told: 0,
        unit_price: usd(1_000),
        image_url: None,
        requires_shipping: true,
    });
    Dossier::new(Order {
        id: OrderId(1),
        store_id: StoreId(2),
        external_id: external("order"),
        number: "#1".into(),
        ordered_at: at(0),
        payment: PaymentStatus::Paid,
        canceled_at: None,
        customer_name: "Ann Lee".into(),
        customer_email: String::new(),
        recipient: recipient("1 Main Street"),
        recipient_edited: false,
        shipping_override: None,
        price_accepted: false,
        currency: Currency::USD,
        total: usd(1_000),
        note: String::new(),
        lines: lines.collect(),
        problems: Vec::new(),
        planned: true,
        store_updated_at: at(0),
        received_at: at(0),
        tab: Tab::Pending,
        needs_person: false,
        version: 1,
    })
}

/// A purchase that buys these units of these lines, one product for each line.
pub(crate) fn purchase(id: i64, state: PurchaseState, lines: &[(i64, &[u32])]) -> Purchase {
    let line = |(line, units): &(i64, &[u32])| PurchaseLine {
        id: PurchaseLineId(id * 100 + line),
        line_item_id: LineItemId(*line),
        part: 0,
        parts: 1,
        units: units.to_vec(),
        variant: SupplierVariantRef {
            platform: PlatformName::new("m"),
            product_id: external(&format!("product {line}")),
            variant_id: external(&format!("form {line}")),
        },
        attributes: String::new(),
        title: String::new(),
        quantity: u32::try_from(units.len()).unwrap(),
        unit_cost: usd(100),
    };
    Purchase {
        id: PurchaseId(id),
        order_id: OrderId(1),
        connection_id: ConnectionId(3),
        supplier: SupplierRef {
            platform: PlatformName::new("m"),
            external_id: external("s"),
            name: "S".into(),
        },
        lines: lines.iter().map(line).collect(),
        shipping: ShippingChoice {
            code: "SLOW".into(),
            name: "Slow".into(),
            cost: usd(50),
            min_days: None,
            max_days: None,
            tracked: true,
        },
        ceiling: usd(10_000),
        intent: None,
        status: Status::restored(state, at(0)),
        failure: None,
        doubt: None,
        supplier_orders: Vec::new(),
        superseded: false,
        attempts: 0,
        next_sync_at: None,
        created_at: at(0),
        version: 1,
    }
}

/// A supplier order with this number that nothing is known of yet.
pub(crate) fn supplier_order(number: &str) -> SupplierOrder {
    SupplierOrder {
        external_id: external(number),
        raw_status: String::new(),
        total: None,
        pay_until: None,
        paid_at: None,
        notice: None,
        url: String::new(),
        read_at: None,
    }
}

fn units(lines: &[(i64, u32)]) -> Vec<ParcelLine> {
    let line = |(line, quantity): &(i64, u32)| ParcelLine {
        line_item_id: LineItemId(*line),
        quantity: *quantity,
    };
    lines.iter().map(line).collect()
}

/// A numbered parcel of a purchase, or of nobody's if `purchase` is 0.
pub(crate) fn parcel(id: i64, purchase: i64, lines: &[(i64, u32)]) -> Parcel {
    Parcel {
        id: ParcelId(id),
        order_id: OrderId(1),
        purchase_id: (purchase != 0).then_some(PurchaseId(purchase)),
        supplier_order_id: None,
        box_key: id.to_string(),
        number: Some(format!("LP{id}")),
        former_numbers: Vec::new(),
        carrier: String::new(),
        lines: units(lines),
        status: TrackingStatus::Pending,
        tracking: Tracking::default(),
        events: Vec::new(),
        shipped_at: None,
        delivered_at: None,
        expected_at: None,
        created_at: at(0),
        version: 1,
    }
}

/// A fulfillment of a parcel, or of nobody's if `parcel` is 0.
pub(crate) fn fulfillment(
    id: i64,
    parcel: i64,
    state: FulfillmentState,
    lines: &[(i64, u32)],
) -> Fulfillment {
    Fulfillment {
        id: FulfillmentId(id),
        order_id: OrderId(1),
        parcel_id: (parcel != 0).then_some(ParcelId(parcel)),
        external_id: Some(external(&format!("f{id}"))),
        state,
        number: format!("LP{parcel}"),
        carrier: String::new(),
        lines: units(lines),
        told_status: None,
        refusal: None,
        asked_at: None,
        created_at: at(0),
        version: 1,
    }
}
