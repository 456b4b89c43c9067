//! What the loaded orders are like: who ordered what when, and how far each has come.
//!
//! Everything follows from an order's place alone, so that an order's words can be told in the order
//! of the alphabet without looking at the orders.

use std::fmt::Write as _;

/// First names; a prime, so that names and families meet in every pair.
pub(super) const FIRST: u64 = 997;

/// Family names; a prime too.
pub(super) const FAMILIES: u64 = 4_999;

/// Kinds of goods: 40 makes of 50 things.
pub(super) const MAKES: u64 = 40;
pub(super) const THINGS: u64 = 50;

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Fulfilled,
    Canceled,
    AwaitingShipment,
    AwaitingPayment,
    AwaitingOrder,
    Failed,
    InDoubt,
    ParcelLost,
}

impl Stage {
    pub(super) const ALL: [Self; 8] = [
        Self::Fulfilled,
        Self::Canceled,
        Self::AwaitingShipment,
        Self::AwaitingPayment,
        Self::AwaitingOrder,
        Self::Failed,
        Self::InDoubt,
        Self::ParcelLost,
    ];

    /// Of a merchant whose orders all wait to be shipped.
    pub(super) fn to_be_shipped(_place: u64, _count: u64) -> Self {
        Self::AwaitingShipment
    }

    /// The newest three of a hundred are on their way; of the others a few wait for a person.
    pub(super) fn of(place: u64, count: u64) -> Self {
        if place * 100 >= count * 97 {
            return match place % 20 {
                0..9 => Self::AwaitingShipment,
                9..13 => Self::AwaitingPayment,
                13..16 => Self::AwaitingOrder,
                _ => Self::Fulfilled,
            };
        }
        match place % 2_000 {
            500 | 1_500 => Self::Failed,
            700 => Self::InDoubt,
            900 => Self::ParcelLost,
            rest if rest % 25 == 3 => Self::Canceled,
            _ => Self::Fulfilled,
        }
    }

    pub(super) fn tab(self) -> &'static str {
        match self {
            Self::Fulfilled => "fulfilled",
            Self::Canceled => "canceled",
            Self::AwaitingShipment | Self::ParcelLost => "awaiting_shipment",
            Self::AwaitingPayment => "awaiting_payment",
            Self::AwaitingOrder => "awaiting_order",
            Self::Failed | Self::InDoubt => "failed",
        }
    }

    pub(super) fn needs_person(self) -> bool {
        matches!(self, Self::Failed | Self::InDoubt | Self::ParcelLost)
    }

    /// The state of its purchase, if there is one.
    pub(super) fn purchase(self) -> Option<&'static str> {
        Some(match self {
            Self::Canceled => return None,
            Self::Fulfilled => "completed",
            Self::AwaitingShipment => "awaiting_shipment",
            Self::ParcelLost => "shipped",
            Self::AwaitingPayment => "awaiting_payment",
            Self::AwaitingOrder => "planned",
            Self::Failed => "failed",
            Self::InDoubt => "placement_unknown",
        })
    }

    /// Whether the marketplace has an order of it.
    pub(super) fn is_placed(self) -> bool {
        matches!(
            self,
            Self::Fulfilled | Self::AwaitingShipment | Self::ParcelLost | Self::AwaitingPayment
        )
    }

    pub(super) fn has_parcel(self) -> bool {
        matches!(self, Self::Fulfilled | Self::ParcelLost)
    }
}

/// The texts of one order, kept to be written anew for the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    pub(super) number: String,
    pub(super) external: String,
    pub(super) first: String,
    pub(super) family: String,
    pub(super) email: String,
    pub(super) make: String,
    pub(super) thing: String,
    pub(super) sku: String,
    pub(super) supplier_order: String,
    pub(super) mail: String,
}

impl Words {
    pub(super) fn set(&mut self, place: u64) {
        let (first, family) = (place % FIRST, place % FAMILIES);
        let (make, thing) = (place % MAKES, place / MAKES % THINGS);
        fill(&mut self.number, |text| number(text, place));
        fill(&mut self.external, |text| external(text, place));
        fill(&mut self.first, |text| first_name(text, first));
        fill(&mut self.family, |text| family_name(text, family));
        fill(&mut self.email, |text| {
            email(text, first, family, place / (FIRST * FAMILIES));
        });
        fill(&mut self.make, |text| make_word(text, make));
        fill(&mut self.thing, |text| thing_word(text, thing));
        fill(&mut self.sku, |text| sku_word(text, make, thing));
        fill(&mut self.supplier_order, |text| supplier_order(text, place));
        fill(&mut self.mail, |text| mail(text, place));
    }
}

fn fill(text: &mut String, write: impl FnOnce(&mut String)) {
    text.clear();
    write(text);
}

// Writing into a text never fails.
pub(super) fn number(text: &mut String, place: u64) {
    let _ = write!(text, "{:09}", 100_000_000 + place);
}

pub(super) fn external(text: &mut String, place: u64) {
    let _ = write!(text, "{:013}", 5_000_000_000_000 + place * 3);
}

pub(super) fn supplier_order(text: &mut String, place: u64) {
    let _ = write!(text, "{:016}", 8_190_000_000_000_000 + place * 7);
}

pub(super) fn mail(text: &mut String, place: u64) {
    let _ = write!(text, "lp{:012}cn", 100_000_000_000 + place);
}

pub(super) fn first_name(text: &mut String, which: u64) {
    syllables(text, which, 1_000);
}

pub(super) fn family_name(text: &mut String, which: u64) {
    syllables(text, which * 2 + 1, 10_000);
    text.push_str("son");
}

/// So many syllables that each number below `most` has a name of its own, in the same order.
fn syllables(text: &mut String, which: u64, most: u64) {
    const HARD: [char; 10] = ['b', 'd', 'g', 'k', 'l', 'm', 'n', 'r', 's', 't'];
    const SOFT: [&str; 10] = ["a", "ai", "an", "e", "el", "i", "in", "o", "or", "u"];
    let mut share = most / 10;
    let mut rest = which;
    while share > 0 {
        let digit = usize::try_from(rest / share).unwrap_or(0) % 10;
        text.push(HARD[digit]);
        text.push_str(SOFT[usize::try_from(which % 7).unwrap_or(0)]);
        rest %= share;
        share /= 10;
    }
}

pub(super) fn email(text: &mut String, first: u64, family: u64, times: u64) {
    first_name(text, first);
    text.push('.');
    family_name(text, family);
    let _ = write!(text, ".{times}@mail.example");
}

pub(super) fn make_word(text: &mut String, which: u64) {
    let _ = write!(text, "make{which:02}");
}

pub(super) fn thing_word(text: &mut String, which: u64) {
    let _ = write!(text, "thing{which:02}");
}

pub(super) fn sku_word(text: &mut String, make: u64, thing: u64) {
    let _ = write!(text, "sku-{make:02}-{thing:02}");
}
