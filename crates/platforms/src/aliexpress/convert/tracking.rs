//! A tracking answer → [`ParcelReading`]s.
//!
//! A box keeps its key when its number changes: the key is what is in it and its place among boxes with
//! the same in them. `LP…` and `AP…` numbers are provisional and never passed on to a customer.
//! Source: reference sheet §12.1.

use domain::ids::ExternalId;
use domain::parcel::{TrackingEvent, TrackingSource, TrackingStatus};
use domain::ports::marketplace::{ParcelReading, ReadItem};
use jiff::Timestamp;

use super::super::wire::{PackageItem, Text, TrackingDetail, TrackingNode};

use TrackingStatus as S;

/// Words of a scan → what it means. The first entry with a matching text counts, so what sounds like
/// a later one ("will be delivered") stands before it. Compared without case.
const WORDS: &[(TrackingStatus, &[&str])] = &[
    (
        S::Returned,
        &[
            "returned to sender",
            "return to sender",
            "being returned",
            "returning to",
            "returned to the seller",
        ],
    ),
    (
        S::Undelivered,
        &[
            "delivery failed",
            "failed delivery",
            "delivery attempt",
            "attempted delivery",
            "unsuccessful",
            "could not be delivered",
            "couldn't be delivered",
            "not be delivered",
            "undeliverable",
            "not delivered",
        ],
    ),
    (
        S::PickUp,
        &[
            "out for delivery",
            "ready for pickup",
            "ready for pick up",
            "ready for pick-up",
            "available for pickup",
            "ready for collection",
            "awaiting collection",
            "arrived at pickup point",
            "arrived at the pickup point",
            "waiting to be picked up by you",
        ],
    ),
    (
        S::Alert,
        &[
            "lost",
            "damaged",
            "seized",
            "confiscated",
            "clearance failed",
            "held by customs",
            "customs exception",
            "abnormal",
            "destroyed",
        ],
    ),
    (
        S::Pending,
        &[
            "order created",
            "order placed",
            "payment confirmed",
            "package in preparation",
            "being prepared",
            "preparing your package",
            "shipping label created",
            "information received",
            "ready to be shipped",
            "waiting for the seller",
        ],
    ),
    (
        S::InTransit,
        &[
            "will be delivered",
            "to be delivered",
            "delivered to carrier",
            "delivered to the carrier",
            "delivered to local",
            "delivered to the local",
            "delivered to airline",
        ],
    ),
    (
        S::Delivered,
        &[
            "delivered",
            "package received",
            "signed for",
            "signed by",
            "collected by the recipient",
            "picked up by the recipient",
            "successful delivery",
        ],
    ),
];

/// The parcels of an order; none while there are only plans.
pub(crate) fn parcels(details: &[TrackingDetail]) -> Vec<ParcelReading> {
    let mut keys: Vec<String> = Vec::new();
    let mut parcels = Vec::new();
    for detail in details {
        if detail.mail_no.is_empty() && detail.package_item_list.0.is_empty() {
            // "Order created", "package in preparation": no box yet.
            continue;
        }
        let contents = contents(&detail.package_item_list.0);
        let place = keys.iter().filter(|key| **key == contents).count();
        parcels.push(parcel(detail, format!("{contents}#{place}")));
        keys.push(contents);
    }
    parcels
}

/// The form is left out of the key, because it is not always told.
fn contents(items: &[PackageItem]) -> String {
    let mut contents: Vec<String> = items
        .iter()
        .map(|item| format!("{}x{}", item.item_id.as_str(), item.quantity.as_str()))
        .collect();
    contents.sort_unstable();
    contents.join("+")
}

fn parcel(detail: &TrackingDetail, box_key: String) -> ParcelReading {
    let number = detail
        .mail_no
        .some()
        .filter(|number| !is_provisional(number));
    let nodes = &detail.detail_node_list.0;
    let mut events: Vec<TrackingEvent> = nodes.iter().filter_map(event).collect();
    // They come newest first; a vendor that forgets it is not believed.
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    ParcelReading {
        box_key,
        number: number.map(str::to_owned),
        carrier: detail.carrier_name.as_str().to_owned(),
        items: detail.package_item_list.0.iter().filter_map(item).collect(),
        events,
        expected_at: time(&detail.eta_time_stamps),
    }
}

/// `LP` or `AP` and digits only; a postal number such as `LP123456785CN` ends in a country.
fn is_provisional(number: &str) -> bool {
    let digits = number
        .strip_prefix("LP")
        .or_else(|| number.strip_prefix("AP"));
    digits.is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn event(node: &TrackingNode) -> Option<TrackingEvent> {
    let (name, words) = (
        node.tracking_name.as_str(),
        node.tracking_detail_desc.as_str(),
    );
    Some(TrackingEvent {
        at: time(&node.time_stamp)?,
        place: String::new(),
        text: if words.is_empty() { name } else { words }.to_owned(),
        status: status(words)
            .or_else(|| status(name))
            .unwrap_or(S::InTransit),
        source: TrackingSource::Supplier,
    })
}

/// What a scan's words mean; `None` if they are not known.
fn status(words: &str) -> Option<TrackingStatus> {
    let lower = words.to_lowercase();
    let says = |list: &[&str]| list.iter().any(|part| lower.contains(part));
    WORDS
        .iter()
        .find(|(_, list)| says(list))
        .map(|(status, _)| *status)
}

fn item(item: &PackageItem) -> Option<ReadItem> {
    Some(ReadItem {
        product_id: ExternalId::new(item.item_id.some()?),
        variant_id: item.sku_id.some().map(ExternalId::new),
        quantity: item.quantity.parse().unwrap_or(1),
    })
}

fn time(epoch_millis: &Text) -> Option<Timestamp> {
    let millis = epoch_millis.parse::<i64>().filter(|millis| *millis > 0)?;
    Timestamp::from_millisecond(millis).ok()
}

#[cfg(test)]
mod tests {
    use super::super::super::wire::{Opened, TrackingAnswer, open};
    use super::*;

    fn read(body: &str) -> Vec<ParcelReading> {
        let Opened::Answer { answer, .. } = open(body.as_bytes()).unwrap() else {
            panic!("not an answer")
        };
        let answer: TrackingAnswer = serde_json::from_value(answer).unwrap();
        parcels(&answer.result.0.data.0.tracking_detail_line_list.0)
    }

    const TWO: &str = include_str!("../fixtures/tracking_two.json");
    const PREPARING: &str = include_str!("../fixtures/tracking_preparing.json");

    #[test]
    fn two_boxes_are_told_apart() {
        let parcels = read(TWO);
        assert_eq!(parcels.len(), 2);
        assert_eq!(
            parcels[0].number.as_deref(),
            Some("4209795192144903600000000000000000")
        );
        assert_eq!(
            parcels[0].items[0].variant_id,
            Some(ExternalId::new("12000044126059467"))
        );
        assert_eq!(
            parcels[0].expected_at,
            Some("2025-02-22T21:43:00Z".parse().unwrap())
        );
        assert_eq!(parcels[1].number, None, "LP and digits is provisional");
        assert_eq!(parcels[1].events[0].status, S::InTransit);
        assert_ne!(parcels[0].box_key, parcels[1].box_key);
        let statuses: Vec<_> = parcels[0].events.iter().map(|event| event.status).collect();
        assert_eq!(
            statuses,
            [S::Delivered, S::PickUp, S::InTransit, S::Pending]
        );
    }

    #[test]
    fn a_box_keeps_its_key_when_its_number_changes_or_its_form_is_told() {
        let later = TWO
            .replace("4209795192144903600000000000000000", "00340434161094000000")
            .replace("\"sku_id\":12000044126059467,", "");
        assert_eq!(read(&later)[0].box_key, read(TWO)[0].box_key);
        assert_eq!(
            read(&later)[0].number.as_deref(),
            Some("00340434161094000000")
        );
    }

    #[test]
    fn the_same_contents_twice_are_two_boxes() {
        let same = TWO.replace("1005006000000002", "1005006000000001");
        let parcels = read(&same);
        assert_eq!(parcels[0].box_key, "1005006000000001x1#0");
        assert_eq!(parcels[1].box_key, "1005006000000001x1#1");
    }

    #[test]
    fn plans_are_no_parcels() {
        assert_eq!(read(PREPARING), []);
    }

    #[test]
    fn words_mean_what_they_say() {
        for (words, meaning) in [
            ("Your package has been delivered.", Some(S::Delivered)),
            (
                "Your package will be delivered tomorrow",
                Some(S::InTransit),
            ),
            ("Delivered to local courier", Some(S::InTransit)),
            ("Delivery attempt unsuccessful", Some(S::Undelivered)),
            ("Out for delivery", Some(S::PickUp)),
            ("Package returned to sender", Some(S::Returned)),
            ("Customs clearance failed", Some(S::Alert)),
            ("Left from departure country/region", None),
        ] {
            assert_eq!(status(words), meaning, "{words}");
        }
        assert!(is_provisional("LP00123456789012") && is_provisional("AP123"));
        assert!(!is_provisional("LP123456785CN") && !is_provisional("LPX"));
    }
}
