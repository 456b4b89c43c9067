//! An order answer → [`SupplierOrderReading`]: the whole table of statuses, and what `FINISH` means.
//!
//! `FINISH` says both "received" and "closed": the children's reasons tell which. A word that is not
//! known moves nothing and asks a person. Source: reference sheet §11.

use domain::ids::ExternalId;
use domain::money::Money;
use domain::ports::marketplace::{ReadItem, SupplierOrderReading, SupplierProgress};
use domain::purchase::{SupplierNotice, SupplierOrder};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::super::config::Config;
use super::super::wire::{ChildOrder, Order, Text};
use super::money;

use SupplierNotice as N;
use SupplierProgress as P;

/// Every status that is known, but for `FINISH`.
const STATUSES: &[(&str, SupplierProgress, Option<SupplierNotice>)] = &[
    ("PLACE_ORDER_SUCCESS", P::Unpaid, None),
    ("PAYMENT_PROCESSING", P::Paid, Some(N::PaymentProcessing)),
    (
        "WAIT_SELLER_EXAMINE_MONEY",
        P::Paid,
        Some(N::PaymentProcessing),
    ),
    ("RISK_CONTROL", P::Paid, Some(N::RiskCheck)),
    ("RISK_CONTROL_HOLD", P::Paid, Some(N::RiskHold)),
    ("WAIT_GROUP", P::Paid, Some(N::WaitingForGroup)),
    ("WAIT_GROUP_SUCCESS", P::Paid, Some(N::WaitingForGroup)),
    ("WAIT_COMPLETE_ADDRESS", P::Paid, Some(N::AddressIncomplete)),
    ("IN_FROZEN", P::Paid, Some(N::Frozen)),
    ("IN_PRESELL_PROMOTION", P::Paid, Some(N::PreSale)),
    ("WAIT_SELLER_SEND_GOODS", P::Paid, None),
    ("SELLER_PART_SEND_GOODS", P::Paid, Some(N::PartlyShipped)),
    ("WAIT_BUYER_ACCEPT_GOODS", P::Shipped, None),
    ("FUND_PROCESSING", P::Completed, None),
    // These three leave the order where it was.
    ("ARCHIVE", P::Unknown, None),
    ("IN_CANCEL", P::Unknown, Some(N::Canceling)),
    ("IN_ISSUE", P::Unknown, Some(N::Dispute)),
];

/// Reasons with which a line was closed without a parcel.
const CANCEL_REASONS: &[&str] = &[
    "canceled",
    "cancelled",
    "buyer_pay_timeout",
    "risk_reject_closed",
    "buyer_cancel_notpay_order",
    "cancel_order_close_trade",
    "seller_send_goods_timeout",
    "buyer_cancel_order_in_risk",
    "seller_accept_issue_no_goods_return",
    "seller_response_issue_timeout",
];

/// Reasons with which a line was received.
const RECEIVED_REASONS: &[&str] = &["buyer_accept_goods", "buyer_accept_goods_timeout"];

/// An order as it was read.
pub(crate) fn order(read: &Order, id: &ExternalId, config: &Config) -> SupplierOrderReading {
    let (progress, notice) = progress(read);
    let created_at = pacific(&read.gmt_create);
    let children = &read.child_order_list.0;
    SupplierOrderReading {
        order: SupplierOrder {
            external_id: id.clone(),
            raw_status: read.order_status.as_str().to_owned(),
            total: total(read, progress),
            pay_until: (progress == P::Unpaid)
                .then(|| pay_until(created_at, &read.pay_timeout_second))
                .flatten(),
            paid_at: pacific(&read.order_paidtime_string),
            notice,
            url: config.order_page(id.as_str()),
            read_at: None,
        },
        progress,
        closed_because: closed_because(progress, notice, children),
        created_at,
        items: children.iter().filter_map(item).collect(),
    }
}

fn progress(read: &Order) -> (SupplierProgress, Option<SupplierNotice>) {
    let status = read.order_status.as_str();
    let ends: Vec<End> = read.child_order_list.0.iter().map(End::of).collect();
    let canceled = ends.iter().filter(|end| **end == End::Canceled).count();
    if canceled > 0 && canceled == ends.len() {
        // Canceled lines are true also while the order itself still says something else.
        return (P::Closed, None);
    }
    let partly = (canceled > 0).then_some(N::PartlyCanceled);
    if status.eq_ignore_ascii_case("FINISH") {
        return finished(read, &ends, partly);
    }
    let known = STATUSES
        .iter()
        .find(|(word, ..)| word.eq_ignore_ascii_case(status));
    match known {
        Some((_, progress, notice)) => (*progress, notice.or(partly)),
        None => (P::Unknown, Some(N::UnknownStatus)),
    }
}

fn finished(
    read: &Order,
    ends: &[End],
    partly: Option<SupplierNotice>,
) -> (SupplierProgress, Option<SupplierNotice>) {
    if partly.is_some() || ends.contains(&End::Received) {
        return (P::Completed, partly);
    }
    let sent = ["BUYER_ACCEPT_GOODS", "SELLER_SEND_GOODS"];
    let logistics = read.logistics_status.as_str();
    let was_sent = sent.iter().any(|word| word.eq_ignore_ascii_case(logistics));
    let numbers = &read.logistics_info_list.0;
    if was_sent || numbers.iter().any(|info| !info.logistics_no.is_empty()) {
        (P::Completed, None)
    } else if read.order_paidtime_string.is_empty() {
        (P::Closed, None)
    } else {
        (P::Unknown, Some(N::UnknownStatus))
    }
}

/// How one line ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Canceled,
    Received,
    /// It has not ended, or nobody knows what the reason means.
    Open,
}

impl End {
    fn of(child: &ChildOrder) -> Self {
        let reason = child.end_reason.as_str();
        let is_one_of = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(reason));
        if is_one_of(CANCEL_REASONS) {
            Self::Canceled
        } else if is_one_of(RECEIVED_REASONS) {
            Self::Received
        } else {
            Self::Open
        }
    }
}

/// The total in the currency that the buyer pays in. Amount and currency are of the same node, and the
/// other node counts only where this one is missing. Nothing, on an order that waits for money, is not
/// a price.
fn total(read: &Order, progress: SupplierProgress) -> Option<Money> {
    let buyer = &read.user_order_amount.0;
    let node = if buyer.amount.is_empty() {
        &read.order_amount.0
    } else {
        buyer
    };
    let total = money(&node.amount, &node.currency_code)?;
    (progress != P::Unpaid || !total.is_zero()).then_some(total)
}

fn pay_until(created_at: Option<Timestamp>, seconds: &Text) -> Option<Timestamp> {
    let seconds = SignedDuration::from_secs(seconds.parse()?);
    created_at?.checked_add(seconds).ok()
}

fn closed_because(
    progress: SupplierProgress,
    notice: Option<SupplierNotice>,
    children: &[ChildOrder],
) -> Option<String> {
    if progress != P::Closed && notice != Some(N::PartlyCanceled) {
        return None;
    }
    let mut reasons: Vec<String> = Vec::new();
    for child in children
        .iter()
        .filter(|child| End::of(child) != End::Received)
    {
        let reason = match (child.end_reason.some(), child.end_reason_desc.some()) {
            (Some(reason), Some(words)) if words != reason => format!("{reason}: {words}"),
            (Some(reason), _) => reason.to_owned(),
            (None, Some(words)) => words.to_owned(),
            (None, None) => continue,
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    (!reasons.is_empty()).then(|| reasons.join(", "))
}

fn item(child: &ChildOrder) -> Option<ReadItem> {
    Some(ReadItem {
        product_id: ExternalId::new(child.product_id.some()?),
        variant_id: child.sku_id.some().map(ExternalId::new),
        quantity: child.product_count.parse().unwrap_or(1),
    })
}

/// `yyyy-MM-dd HH:mm:ss` in Pacific time, which the vendor does not write beside it.
fn pacific(text: &Text) -> Option<Timestamp> {
    let time = DateTime::strptime("%Y-%m-%d %H:%M:%S", text.some()?).ok()?;
    let zone = TimeZone::get("America/Los_Angeles")
        // A machine without a zone database still knows the rule that has held since 2007.
        .or_else(|_| TimeZone::posix("PST8PDT,M3.2.0,M11.1.0"));
    zone.ok()?.to_timestamp(time).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::wire::{Opened, OrderAnswer, open};
    use super::*;

    fn reading(order_json: Value) -> SupplierOrderReading {
        let read: Order = serde_json::from_value(order_json).unwrap();
        order(
            &read,
            &ExternalId::new("8190000000000001"),
            &Config::new("").unwrap(),
        )
    }

    fn children(reasons: &[&str]) -> Value {
        let child = |reason: &&str| json!({"product_id": 1, "sku_id": "2", "product_count": 1, "end_reason": reason});
        json!({"aeop_child_order_info": reasons.iter().map(child).collect::<Vec<_>>()})
    }

    #[test]
    fn an_unpaid_order_tells_all_of_it() {
        let body = include_str!("../fixtures/order_unpaid.json");
        let Opened::Answer { answer, .. } = open(body.as_bytes()).unwrap() else {
            panic!("not an answer")
        };
        let answer: OrderAnswer = serde_json::from_value(answer).unwrap();
        let id = ExternalId::new("8190000000000001");
        let reading = order(&answer.result.unwrap(), &id, &Config::new("").unwrap());
        assert_eq!(reading.progress, P::Unpaid);
        assert_eq!(reading.order.total.unwrap().to_string(), "13.37 USD");
        // 00:30 in Los Angeles in November is 08:30 UTC; twelve days later it dies.
        assert_eq!(
            reading.created_at,
            Some("2026-11-22T08:30:00Z".parse().unwrap())
        );
        assert_eq!(
            reading.order.pay_until,
            Some("2026-12-04T08:30:00Z".parse().unwrap())
        );
        assert_eq!(reading.order.paid_at, None);
        assert_eq!(reading.items.len(), 1);
        assert_eq!(
            reading.items[0].variant_id,
            Some(ExternalId::new("12000044126059467"))
        );
        assert_eq!(reading.items[0].quantity, 2);
    }

    #[test]
    fn summer_and_winter_have_their_own_offset() {
        let at = |text: &str| pacific(&Text(text.into())).unwrap().to_string();
        assert_eq!(at("2026-07-01 12:00:00"), "2026-07-01T19:00:00Z");
        assert_eq!(at("2026-12-01 12:00:00"), "2026-12-01T20:00:00Z");
        assert_eq!(pacific(&Text("yesterday".into())), None);
    }

    #[test]
    fn every_status_has_its_place() {
        for (status, progress, notice) in [
            ("PLACE_ORDER_SUCCESS", P::Unpaid, None),
            ("PAYMENT_PROCESSING", P::Paid, Some(N::PaymentProcessing)),
            (
                "WAIT_SELLER_EXAMINE_MONEY",
                P::Paid,
                Some(N::PaymentProcessing),
            ),
            ("RISK_CONTROL", P::Paid, Some(N::RiskCheck)),
            ("RISK_CONTROL_HOLD", P::Paid, Some(N::RiskHold)),
            ("WAIT_GROUP", P::Paid, Some(N::WaitingForGroup)),
            ("WAIT_GROUP_SUCCESS", P::Paid, Some(N::WaitingForGroup)),
            ("WAIT_COMPLETE_ADDRESS", P::Paid, Some(N::AddressIncomplete)),
            ("IN_FROZEN", P::Paid, Some(N::Frozen)),
            ("IN_PRESELL_PROMOTION", P::Paid, Some(N::PreSale)),
            ("WAIT_SELLER_SEND_GOODS", P::Paid, None),
            ("SELLER_PART_SEND_GOODS", P::Paid, Some(N::PartlyShipped)),
            ("WAIT_BUYER_ACCEPT_GOODS", P::Shipped, None),
            ("FUND_PROCESSING", P::Completed, None),
            ("ARCHIVE", P::Unknown, None),
            ("IN_CANCEL", P::Unknown, Some(N::Canceling)),
            ("IN_ISSUE", P::Unknown, Some(N::Dispute)),
            ("SOMETHING_NEW", P::Unknown, Some(N::UnknownStatus)),
            ("", P::Unknown, Some(N::UnknownStatus)),
        ] {
            let reading = reading(json!({"order_status": status}));
            assert_eq!(
                (reading.progress, reading.order.notice),
                (progress, notice),
                "{status}"
            );
        }
    }

    #[test]
    fn finish_is_told_apart_by_the_reasons_of_the_lines() {
        let finish = |reasons: &[&str]| {
            let reading = reading(
                json!({"order_status": "FINISH", "order_paidtime_string": "2026-11-22 00:30:00", "child_order_list": children(reasons)}),
            );
            (
                reading.progress,
                reading.order.notice,
                reading.closed_because,
            )
        };
        for reason in CANCEL_REASONS {
            let upper = reason.to_uppercase();
            assert_eq!(finish(&[&upper]), (P::Closed, None, Some(upper.clone())));
        }
        for reason in RECEIVED_REASONS {
            assert_eq!(finish(&[reason]), (P::Completed, None, None));
        }
        let (progress, notice, because) =
            finish(&["buyer_accept_goods", "seller_send_goods_timeout"]);
        assert_eq!((progress, notice), (P::Completed, Some(N::PartlyCanceled)));
        assert_eq!(because.as_deref(), Some("seller_send_goods_timeout"));
        assert_eq!(finish(&["moon_phase"]).0, P::Unknown);
    }

    #[test]
    fn finish_without_reasons_looks_at_shipping_and_payment() {
        let finish = |more: Value| {
            let mut order = json!({"order_status": "FINISH", "child_order_list": children(&[""])});
            order
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            let reading = reading(order);
            (reading.progress, reading.order.notice)
        };
        let paid = "2026-11-22 00:30:00";
        assert_eq!(
            finish(
                json!({"logistics_status": "BUYER_ACCEPT_GOODS", "order_paidtime_string": paid})
            ),
            (P::Completed, None)
        );
        assert_eq!(
            finish(
                json!({"logistics_info_list": {"aeop_order_logistics_info": {"logistics_no": "LP1"}}})
            ),
            (P::Completed, None)
        );
        assert_eq!(
            finish(json!({"logistics_info_list": {}})),
            (P::Closed, None)
        );
        assert_eq!(
            finish(json!({"order_paidtime_string": paid})),
            (P::Unknown, Some(N::UnknownStatus))
        );
    }

    #[test]
    fn canceled_lines_overrule_the_order() {
        let waiting = |reasons: &[&str]| {
            let reading = reading(
                json!({"order_status": "WAIT_SELLER_SEND_GOODS", "child_order_list": children(reasons)}),
            );
            (reading.progress, reading.order.notice)
        };
        assert_eq!(waiting(&["CANCELED"]), (P::Closed, None));
        assert_eq!(
            waiting(&["CANCELED", ""]),
            (P::Paid, Some(N::PartlyCanceled))
        );
    }

    #[test]
    fn the_buyers_amount_counts_and_nothing_is_no_price() {
        let both = |user: Value| {
            reading(json!({"order_status": "PLACE_ORDER_SUCCESS", "order_amount": {"amount": "8.88", "currency_code": "EUR"}, "user_order_amount": user}))
                .order.total.map(|total| total.to_string())
        };
        assert_eq!(
            both(json!({"amount": 13.37, "currency_code": "USD"})).as_deref(),
            Some("13.37 USD")
        );
        assert_eq!(both(Value::Null).as_deref(), Some("8.88 EUR"));
        assert_eq!(
            both(json!({"amount": "0.00", "currency_code": "USD"})),
            None
        );
    }
}
