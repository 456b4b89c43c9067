//! Parcels: who carries them, which numbers they get, and the scans on their way.

use super::super::address::rules::Fields;
use super::super::config::AliexpressSimConfig;
use super::super::seeded::Roll;
use super::{Order, Parcel};

/// The scan at which the last-mile carrier takes over and its number becomes the parcel's.
pub(super) const HAND_OVER: &str = "Received by local delivery company";

/// Packs the order's lines into so many parcels.
pub(super) fn pack(order: &Order, count: usize, config: &AliexpressSimConfig) -> Vec<Parcel> {
    let mut contents: Vec<Vec<(usize, u32)>> = vec![Vec::new(); count];
    if count == 2 && order.lines.len() == 1 {
        let pieces = order.lines[0].count;
        contents[0].push((0, pieces / 2));
        contents[1].push((0, pieces - pieces / 2));
    } else {
        for (index, line) in order.lines.iter().enumerate() {
            contents[index % count].push((index, line.count));
        }
    }
    contents
        .into_iter()
        .enumerate()
        .map(|(index, contents)| {
            let parcel = order.order_id * 10 + index as u64;
            let mut roll = Roll::new(config.seed, "parcel", parcel);
            let (carrier, last_mile_number) = last_mile(&order.country, &mut roll);
            Parcel {
                first_mile_number: first_mile(parcel, &roll.digits(12), config),
                last_mile_number,
                keeps_number: !roll.chance(config.number_change_per_mille),
                handed_over: false,
                carrier: carrier.to_owned(),
                shipped_at: order.created_at,
                eta: order.created_at,
                delivered_at: None,
                scans: Vec::new(),
                contents,
            }
        })
        .collect()
}

/// A provisional number, or the first carrier's own.
fn first_mile(parcel: u64, digits: &str, config: &AliexpressSimConfig) -> String {
    let mut roll = Roll::new(config.seed, "first mile", parcel);
    if roll.chance(config.first_carrier_per_mille) {
        format!("YT{}", roll.digits(16))
    } else {
        format!("LP00{digits}")
    }
}

/// The carrier that rings at the door, and a number in its form.
fn last_mile(country: &str, roll: &mut Roll) -> (&'static str, String) {
    match country {
        "US" => ("USPS", format!("92001{}", roll.digits(17))),
        "UK" => ("Royal Mail", format!("RM{}GB", roll.digits(9))),
        "DE" => ("DHL Paket", format!("003404{}", roll.digits(14))),
        "FR" => ("Colissimo", format!("8R{}", roll.digits(11))),
        "ES" => ("Correos", format!("PQ4F6P07{}01", roll.digits(12))),
        "IT" => ("Poste Italiane", format!("RU{}IT", roll.digits(9))),
        "NL" => ("PostNL", format!("3SLPKT{}", roll.digits(9))),
        "PL" => ("InPost", format!("6{}", roll.digits(23))),
        "AT" => ("Austrian Post", format!("10{}", roll.digits(20))),
        "BR" => ("Correios", format!("NM{}BR", roll.digits(9))),
        "CA" => ("Canada Post", format!("4{}", roll.digits(15))),
        "AU" => ("Australia Post", format!("36P7D{}", roll.digits(17))),
        "MX" => ("Estafeta", format!("80{}", roll.digits(20))),
        "KR" => ("CJ Logistics", format!("55{}", roll.digits(10))),
        "SA" => ("SMSA Express", format!("29{}", roll.digits(10))),
        "VN" => ("Giao Hang Nhanh", format!("GYN{}", roll.digits(8))),
        _ => ("Cainiao", format!("CNG00{}YQ", roll.digits(12))),
    }
}

/// The scans of a journey: share of the way in 1/1000, name, text.
pub(super) fn journey(country: &str, address: &Fields) -> Vec<(i64, &'static str, String)> {
    let city = address
        .get("city")
        .map_or("the destination", String::as_str);
    let airport = airport(country);
    vec![
        (
            0,
            "Package shipped out from warehouse",
            "The seller has handed the package over.".to_owned(),
        ),
        (
            60,
            "Accepted by carrier",
            "Shenzhen, CN: accepted by carrier.".to_owned(),
        ),
        (
            140,
            "Processing at sorting center",
            "Dongguan, CN: processing at sorting center.".to_owned(),
        ),
        (
            260,
            "Leaving from departure country/region",
            "Hong Kong: departed by air.".to_owned(),
        ),
        (
            480,
            "Arrived at destination country/region",
            format!("Arrived at {airport}."),
        ),
        (
            560,
            "Import customs clearance started",
            format!("{airport}: customs clearance started."),
        ),
        (
            640,
            "Import customs clearance complete",
            format!("{airport}: customs clearance complete."),
        ),
        (
            700,
            HAND_OVER,
            format!("{airport}: received by local delivery company."),
        ),
        (
            860,
            "Arrived at local facility",
            format!("Your package arrived at the local facility in {city}."),
        ),
        (
            960,
            "Out for delivery",
            format!("{city}: out for delivery."),
        ),
    ]
}

/// Where the parcel lands.
fn airport(country: &str) -> &'static str {
    match country {
        "US" => "Los Angeles, US",
        "UK" => "London Heathrow, UK",
        "DE" => "Leipzig, DE",
        "FR" => "Paris CDG, FR",
        "ES" => "Madrid, ES",
        "IT" => "Milan, IT",
        "NL" => "Amsterdam, NL",
        "PL" => "Warsaw, PL",
        "AT" => "Vienna, AT",
        "BR" => "Curitiba, BR",
        "CA" => "Vancouver, CA",
        "AU" => "Sydney, AU",
        "MX" => "Mexico City, MX",
        "KR" => "Incheon, KR",
        "SA" => "Riyadh, SA",
        "VN" => "Ho Chi Minh City, VN",
        _ => "the destination country",
    }
}
