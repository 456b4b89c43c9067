//! The carriers that a person can choose from, by 17TRACK's codes. Source: README.md, carriers.
//!
//! A small part of the published list: whoever carries what suppliers of our marketplaces send, the
//! likeliest first. Any other code can be typed.

/// Code and name.
pub(super) static CARRIERS: &[(&str, &str)] = &[
    ("190271", "Cainiao"),
    ("191076", "Cainiao (CN)"),
    ("190008", "YunExpress"),
    ("190012", "Yanwen"),
    ("190094", "4PX"),
    ("190072", "SunYou"),
    ("3011", "China Post"),
    ("3013", "China EMS"),
    ("190112", "UBI"),
    ("190120", "JCEX"),
    ("190284", "WINIT"),
    ("190208", "CNE Express"),
    ("190047", "Anjun"),
    ("190086", "Wanb Express"),
    ("190002", "FLYT Express"),
    ("190111", "Chukou1"),
    ("190082", "J-NET"),
    ("21051", "USPS"),
    ("100002", "UPS"),
    ("100003", "FedEx"),
    ("100001", "DHL Express"),
    ("7041", "DHL Paket"),
    ("11031", "Royal Mail"),
    ("2151", "Correios (BR)"),
    ("100049", "OnTrac"),
    ("100134", "UniUni"),
    ("100996", "GOFO"),
    ("190844", "SpeedX"),
    ("100308", "Amazon"),
];

/// The name of a carrier; empty if it is not on our list.
pub(super) fn name(code: &str) -> &'static str {
    let known = CARRIERS.iter().find(|(known, _)| *known == code);
    known.map_or("", |(_, name)| name)
}
