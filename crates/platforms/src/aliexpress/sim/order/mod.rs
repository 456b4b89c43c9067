//! Orders: what was bought, what they live through, and how they are read.
//!
//! `request` reads what the caller sent, `create` decides and stores, `life` lets time pass,
//! `person` is what somebody does on the site, `read` and `tracking` answer.

mod carriers;
pub(super) mod create;
pub(super) mod life;
pub(super) mod person;
pub(super) mod read;
mod request;
pub(super) mod tracking;

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use self::life::Step;
use super::address::rules::Fields;
use super::config::Afterpay;
use super::envelope::GatewayError;
use super::gateway::Call;
use super::money;
use super::world::World;

/// `order_status`, as far as this simulator goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Placed,
    RiskControl,
    RiskControlHold,
    WaitSellerSendGoods,
    SellerPartSendGoods,
    WaitBuyerAcceptGoods,
    InCancel,
    InIssue,
    Finish,
}

impl Status {
    pub(super) fn wire(self) -> &'static str {
        match self {
            Self::Placed => "PLACE_ORDER_SUCCESS",
            Self::RiskControl => "RISK_CONTROL",
            Self::RiskControlHold => "RISK_CONTROL_HOLD",
            Self::WaitSellerSendGoods => "WAIT_SELLER_SEND_GOODS",
            Self::SellerPartSendGoods => "SELLER_PART_SEND_GOODS",
            Self::WaitBuyerAcceptGoods => "WAIT_BUYER_ACCEPT_GOODS",
            Self::InCancel => "IN_CANCEL",
            Self::InIssue => "IN_ISSUE",
            Self::Finish => "FINISH",
        }
    }
}

/// One order at one store.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) order_id: u64,
    pub(super) out_order_id: Option<String>,
    pub(super) buyer: u64,
    pub(super) store_id: u64,
    pub(super) created_at: Timestamp,
    pub(super) status: Status,
    pub(super) paid_at: Option<Timestamp>,
    /// Payments that were refused because there was nothing to pay any more.
    pub(super) payments_refused: u32,
    pub(super) shipped_at: Option<Timestamp>,
    pub(super) delivered_at: Option<Timestamp>,
    pub(super) canceled_at: Option<Timestamp>,
    pub(super) finished_at: Option<Timestamp>,
    pub(super) end_reason: Option<&'static str>,
    /// The buyer's paying currency.
    pub(super) currency: String,
    /// What `order_amount` is told in.
    pub(super) settlement_currency: &'static str,
    pub(super) pay_timeout_seconds: u32,
    pub(super) country: String,
    pub(super) address: Fields,
    pub(super) lines: Vec<Line>,
    pub(super) parcels: Vec<Parcel>,
    pub(super) never_ships: bool,
    /// What the order will live through, earliest first.
    pub(super) steps: Vec<(Timestamp, Step)>,
    /// The state to which a refused cancellation or dispute returns.
    pub(super) before: Option<(Status, Vec<(Timestamp, Step)>)>,
}

/// One SKU of an order.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// As the caller named it, which may be the id for buyers in the US.
    pub(super) product_id: u64,
    pub(super) shelf_id: u64,
    pub(super) sku_id: String,
    pub(super) sku_attr: String,
    pub(super) sku_description: String,
    pub(super) name: String,
    pub(super) count: u32,
    /// In the buyer's paying currency, like all the others.
    pub(super) unit_price: Decimal,
    pub(super) shipping_fee: Decimal,
    pub(super) tax: Decimal,
    /// Fees that nobody quoted.
    pub(super) surcharge: Decimal,
    pub(super) service: String,
    pub(super) service_company: String,
    pub(super) tracked: bool,
    pub(super) memo: Option<String>,
}

impl Line {
    pub(super) fn goods(&self) -> Decimal {
        self.unit_price * Decimal::from(self.count) + self.surcharge
    }

    pub(super) fn total(&self) -> Decimal {
        self.goods() + self.shipping_fee + self.tax
    }
}

/// One box.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    pub(super) first_mile_number: String,
    pub(super) last_mile_number: String,
    /// Whether `mail_no` is the last-mile number from the start.
    pub(super) keeps_number: bool,
    pub(super) handed_over: bool,
    pub(super) carrier: String,
    pub(super) shipped_at: Timestamp,
    pub(super) eta: Timestamp,
    pub(super) delivered_at: Option<Timestamp>,
    /// Scans, oldest first.
    pub(super) scans: Vec<Scan>,
    /// Line and count.
    pub(super) contents: Vec<(usize, u32)>,
}

impl Parcel {
    /// The number that tracking tells now.
    pub(super) fn mail_no(&self) -> &str {
        if self.keeps_number || self.handed_over {
            &self.last_mile_number
        } else {
            &self.first_mile_number
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Scan {
    pub(super) at: Timestamp,
    pub(super) name: String,
    pub(super) text: String,
}

impl Order {
    pub(super) fn total(&self) -> Decimal {
        self.lines.iter().map(Line::total).sum()
    }

    pub(super) fn pay_deadline(&self) -> Timestamp {
        later(self.created_at, i64::from(self.pay_timeout_seconds))
    }

    pub(super) fn is_unpaid(&self) -> bool {
        self.status == Status::Placed
    }

    pub(super) fn is_canceled(&self) -> bool {
        self.canceled_at.is_some()
    }

    /// The order as the ledger tells it.
    pub(super) fn ledger_entry(&self, buyer: &str) -> Value {
        let recipient: serde_json::Map<String, Value> = self
            .address
            .iter()
            .map(|(name, value)| (name.clone(), json!(value)))
            .collect();
        let items = self.lines.iter().map(|line| {
            json!({
                "product_id": line.product_id.to_string(), "sku_id": line.sku_id, "sku_attr": line.sku_attr,
                "count": line.count, "name": line.name, "unit_price": money::text(line.unit_price, &self.currency),
                "shipping_method": line.service, "memo": line.memo,
            })
        });
        let parcels = self.parcels.iter().map(|parcel| {
            json!({
                "mail_no": parcel.mail_no(), "carrier": parcel.carrier,
                "delivered": parcel.delivered_at.is_some(),
                "last_mile_number": parcel.last_mile_number, "first_mile_number": parcel.first_mile_number,
                "country": self.country, "shipped_at": parcel.shipped_at.to_string(), "eta": parcel.eta.to_string(),
            })
        });
        json!({
            "order_id": self.order_id.to_string(),
            "out_order_id": self.out_order_id,
            "buyer": buyer,
            "store_id": self.store_id.to_string(),
            "created_at": self.created_at.to_string(),
            "status": self.status.wire(),
            "paid": self.paid_at.is_some(),
            "paid_at": time(self.paid_at),
            "shipped_at": time(self.shipped_at),
            "delivered_at": time(self.delivered_at),
            "canceled_at": time(self.canceled_at),
            "end_reason": self.end_reason,
            "total": {"amount": money::text(self.total(), &self.currency), "currency": self.currency},
            "recipient": recipient,
            "items": items.collect::<Vec<_>>(),
            "parcels": parcels.collect::<Vec<_>>(),
        })
    }
}

fn time(at: Option<Timestamp>) -> Option<String> {
    at.map(|at| at.to_string())
}

pub(super) fn later(from: Timestamp, seconds: i64) -> Timestamp {
    from.saturating_add(SignedDuration::from_secs(seconds))
        .unwrap_or(Timestamp::MAX)
}

/// What order.get says of an order that is too fresh, and of one of another account.
pub(super) fn not_synchronized() -> GatewayError {
    GatewayError::remote("isv.insufficient-permission", "Insufficient permission.")
}

/// `aliexpress.ds.order.afterpay`, whose meaning nobody documents; a knob decides.
pub(super) fn afterpay(world: &mut World, call: &Call<'_>) -> Result<Value, GatewayError> {
    let request = call.json("req")?;
    let order_id: u64 = request
        .get("order_id")
        .map(super::freight::plain)
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| GatewayError::missing("order_id"))?;
    let own = world
        .orders
        .get(&order_id)
        .is_some_and(|order| order.buyer == call.buyer);
    let done = own
        && match world.config.afterpay {
            Afterpay::Pays => person::pay(world, order_id, call.now).is_ok(),
            Afterpay::Cancels => person::cancel(world, order_id, call.now).is_ok(),
            Afterpay::NoPermission => false,
        };
    Ok(json!({"rsp_code": "200", "rsp_msg": "Call succeeds", "result": done}))
}
