//! What happens to a parcel: a script by country and by the dice of its number, or what the carrier of
//! another rehearsal tells.

use jiff::{SignedDuration, Timestamp};

use super::carriers::{self, Carrier};
use super::config::{FeedScan, SeventeenTrackSimConfig};
use super::seeded::Roll;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scan {
    pub(super) at: Timestamp,
    /// Hours east of Greenwich.
    pub(super) zone: i8,
    pub(super) words: String,
    pub(super) location: String,
    pub(super) stage: &'static str,
    pub(super) sub_status: &'static str,
    /// Told by who rings at the door, not by who brought it into the country.
    pub(super) last_mile: bool,
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Delivered,
    Missed,
    Returned,
    Lost,
    Customs,
}

impl Outcome {
    pub(super) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "delivered" => Self::Delivered,
            "missed" => Self::Missed,
            "returned" => Self::Returned,
            "lost" => Self::Lost,
            "customs" => Self::Customs,
            _ => return None,
        })
    }

    pub(super) fn rolled(config: &SeventeenTrackSimConfig, number: &str) -> Self {
        let mut roll = Roll::new(config.seed, "outcome", number);
        if roll.chance(config.lost_per_mille) {
            Self::Lost
        } else if roll.chance(config.returned_per_mille) {
            Self::Returned
        } else if roll.chance(config.missed_per_mille) {
            Self::Missed
        } else if roll.chance(config.customs_per_mille) {
            Self::Customs
        } else {
            Self::Delivered
        }
    }
}

/// Share of the way in 1/1000, words, stage, sub-status, whether it is at the last mile.
type Step = (i64, &'static str, &'static str, &'static str, bool);

const START: [Step; 4] = [
    (
        0,
        "Shipping information received",
        "InfoReceived",
        "InfoReceived",
        false,
    ),
    (
        60,
        "Picked up by carrier",
        "PickedUp",
        "InTransit_PickedUp",
        false,
    ),
    (
        140,
        "Processed at sorting center",
        "",
        "InTransit_Other",
        false,
    ),
    (
        260,
        "Departed from country of origin",
        "Departure",
        "InTransit_Departure",
        false,
    ),
];

const ARRIVED: [Step; 3] = [
    (
        480,
        "Arrived in destination country",
        "Arrival",
        "InTransit_Arrival",
        false,
    ),
    (
        560,
        "Customs processing",
        "",
        "InTransit_CustomsProcessing",
        false,
    ),
    (
        640,
        "Released by customs",
        "",
        "InTransit_CustomsReleased",
        false,
    ),
];

const AT_HOME: [Step; 2] = [
    (
        720,
        "Received by local carrier",
        "",
        "InTransit_Other",
        true,
    ),
    (
        930,
        "Out for delivery",
        "OutForDelivery",
        "OutForDelivery_Other",
        true,
    ),
];

const DELIVERED: Step = (1000, "Delivered", "Delivered", "Delivered_Other", true);

fn steps(outcome: Outcome) -> Vec<Step> {
    let mut steps = START.to_vec();
    if outcome == Outcome::Lost {
        steps.push((520, "Parcel is lost", "", "Exception_Lost", false));
        return steps;
    }
    steps.extend(ARRIVED);
    if outcome == Outcome::Customs {
        steps.push((
            600,
            "Customs need an invoice from the recipient",
            "",
            "InTransit_CustomsRequiringInformation",
            false,
        ));
        steps.sort_by_key(|step| step.0);
    }
    steps.extend(AT_HOME);
    match outcome {
        Outcome::Returned => {
            steps.push((
                1000,
                "Refused by recipient",
                "",
                "DeliveryFailure_Rejected",
                true,
            ));
            steps.push((
                1100,
                "Being returned to sender",
                "Returning",
                "Exception_Returning",
                true,
            ));
            steps.push((
                1900,
                "Returned to sender",
                "Returned",
                "Exception_Returned",
                true,
            ));
        }
        Outcome::Missed => {
            steps.push((960, "Nobody at home", "", "DeliveryFailure_NoBody", true));
            steps.push((
                970,
                "Ready for pick-up at the post office",
                "AvailableForPickup",
                "AvailableForPickup_Other",
                true,
            ));
            steps.push(DELIVERED);
        }
        _ => steps.push(DELIVERED),
    }
    steps
}

/// The whole way of a parcel that was picked up at `start`.
pub(super) fn script(
    config: &SeventeenTrackSimConfig,
    number: &str,
    country: &str,
    start: Timestamp,
    outcome: Outcome,
) -> Vec<Scan> {
    let days = Roll::new(config.seed, "days", number).between(&config.travel_days);
    let (_, city, zone) = carriers::at_the_door(country);
    let whole = days.max(1) * 86_400;
    let scan = |(share, words, stage, sub_status, last_mile): Step| {
        let abroad = last_mile || share >= 480;
        Scan {
            at: start + SignedDuration::from_secs(whole / 1000 * share),
            zone: if abroad { zone } else { 8 },
            words: words.to_owned(),
            location: if abroad { city } else { "Shenzhen" }.to_owned(),
            stage,
            sub_status,
            last_mile,
        }
    };
    steps(outcome).into_iter().map(scan).collect()
}

/// What a carrier tells elsewhere, as 17TRACK understands it.
pub(super) fn of_feed(told: &[FeedScan]) -> Vec<Scan> {
    let mut last_mile = false;
    let mut scans = Vec::new();
    for one in told {
        let words = one.words.to_lowercase();
        let says = |part: &str| words.contains(part);
        let (stage, sub_status) = if says("delivered") && !says("will be") && !says("to local") {
            ("Delivered", "Delivered_Other")
        } else if says("out for delivery") {
            ("OutForDelivery", "OutForDelivery_Other")
        } else if says("customs") && says("complete") {
            ("", "InTransit_CustomsReleased")
        } else if says("customs") {
            ("", "InTransit_CustomsProcessing")
        } else if says("arrived at") && !says("facility") {
            ("Arrival", "InTransit_Arrival")
        } else if says("departed") || says("leaving") {
            ("Departure", "InTransit_Departure")
        } else if says("accepted by carrier") {
            ("PickedUp", "InTransit_PickedUp")
        } else {
            ("", "InTransit_Other")
        };
        last_mile |= says("local delivery company");
        scans.push(Scan {
            at: one.at,
            zone: 0,
            words: one.words.clone(),
            location: String::new(),
            stage,
            sub_status,
            last_mile,
        });
    }
    scans
}

/// Who tells the scans of the last mile, where that is someone else.
pub(super) fn last_mile_carrier(country: &str, first: Carrier) -> Option<Carrier> {
    let (last, _, _) = carriers::at_the_door(country);
    (last.key != first.key).then_some(last)
}
