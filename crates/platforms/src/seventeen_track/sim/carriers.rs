//! Carriers: which one a number belongs to by its form, and who rings at the door in a country.
//!
//! Codes and names: reference sheet §B8.

/// A carrier as 17TRACK lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Carrier {
    pub(super) key: i64,
    pub(super) name: &'static str,
    pub(super) country: &'static str,
}

const fn carrier(key: i64, name: &'static str, country: &'static str) -> Carrier {
    Carrier { key, name, country }
}

/// Those that this simulator follows.
const ALL: &[Carrier] = &[
    carrier(3011, "China Post", "CN"),
    carrier(3013, "China EMS", "CN"),
    carrier(21051, "USPS", "US"),
    carrier(100_001, "DHL Express", ""),
    carrier(100_002, "UPS", ""),
    carrier(100_003, "FedEx", ""),
    carrier(7041, "DHL Paket", "DE"),
    carrier(11031, "Royal Mail", "GB"),
    carrier(2151, "Correios", "BR"),
    carrier(190_271, "Cainiao", "CN"),
    carrier(190_008, "YunExpress", "CN"),
    carrier(190_012, "Yanwen", "CN"),
    carrier(190_094, "4PX", "CN"),
];

/// The carrier with this code.
pub(super) fn of_key(key: i64) -> Option<Carrier> {
    ALL.iter().copied().find(|carrier| carrier.key == key)
}

/// The carrier that a number's form gives away.
pub(super) fn detect(number: &str) -> Option<Carrier> {
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let key = match number {
        _ if number.starts_with("1Z") => 100_002,
        _ if number.starts_with("YT") => 190_008,
        _ if number.starts_with("UG") || number.ends_with("YP") => 190_012,
        _ if number.starts_with("4PX") => 190_094,
        _ if is_postal(number) && number.ends_with("GB") => 11031,
        _ if is_postal(number) && number.ends_with("US") => 21051,
        _ if is_postal(number) && number.ends_with("BR") => 2151,
        _ if is_postal(number) => 3011,
        _ if number.starts_with("LP") || number.ends_with("YQ") => 190_271,
        _ if digits && number.starts_with('9') && number.len() >= 20 => 21051,
        _ if digits && number.starts_with("00") => 7041,
        _ => 190_625,
    };
    of_key(key)
}

/// Two letters, nine digits, two letters.
fn is_postal(number: &str) -> bool {
    let bytes = number.as_bytes();
    bytes.len() == 13
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..11].iter().all(u8::is_ascii_digit)
        && bytes[11..].iter().all(u8::is_ascii_uppercase)
}

/// Who rings at the door in a country, where a parcel lands there, and hours east of Greenwich.
pub(super) fn at_the_door(country: &str) -> (Carrier, &'static str, i8) {
    match country {
        "US" => (carrier(21051, "USPS", "US"), "Los Angeles", -8),
        "GB" => (carrier(11031, "Royal Mail", "GB"), "London", 0),
        "DE" => (carrier(7041, "DHL Paket", "DE"), "Leipzig", 1),
        "BR" => (carrier(2151, "Correios", "BR"), "Curitiba", -3),
        "CA" => (carrier(100_003, "FedEx", ""), "Vancouver", -8),
        _ => (carrier(190_271, "Cainiao", "CN"), "the destination city", 8),
    }
}
