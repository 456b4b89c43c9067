//! The ordinary goods of the demo catalog, and the routes by which they travel.

use serde_json::{Value, json};

const HEARTH: u64 = 1_101_234_001;
const TRAIL: u64 = 1_101_234_002;
const PAWS: u64 = 1_101_234_003;
const GADGETS: u64 = 1_101_234_004;
const EUROPE: u64 = 1_101_234_005;
const ODDS: u64 = 1_101_234_006;

const HOME: &str = "Home & Kitchen";
const OUTDOOR: &str = "Outdoor";
const PETS: &str = "Pets";
const ELECTRONICS: &str = "Gadgets";

/// A product in one line: number, store, category, words, weight (kg), price (USD), variants.
type Row = (
    u32,
    u64,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Variants,
);

enum Variants {
    /// One SKU with an empty attribute.
    Single,
    /// Colors by `value id, value, seller's word`.
    Colors(&'static [(u32, &'static str, &'static str)]),
    /// Colors × sizes.
    ColorsAndSizes(
        &'static [(u32, &'static str, &'static str)],
        &'static [(u32, &'static str)],
    ),
}

const EARTH: &[(u32, &str, &str)] = &[
    (29, "white", "Oat White"),
    (175, "green", "Sage Green"),
    (366, "yellow", "Terracotta"),
];
const PLAIN: &[(u32, &str, &str)] = &[(193, "black", ""), (29, "white", "")];
const VIVID: &[(u32, &str, &str)] = &[
    (10, "red", "Cherry"),
    (173, "blue", "Lake Blue"),
    (175, "green", "Moss"),
    (193, "black", "Coal"),
];
const SIZES: &[(u32, &str)] = &[(100_014_064, "S"), (361_386, "M"), (361_385, "L")];

const ROWS: &[Row] = &[
    (
        101,
        HEARTH,
        HOME,
        "Hand-Glazed Stoneware Bowl 18 cm",
        "0.62",
        "11.90",
        Variants::Colors(EARTH),
    ),
    (
        102,
        HEARTH,
        HOME,
        "Washed Linen Table Runner",
        "0.24",
        "14.20",
        Variants::ColorsAndSizes(EARTH, SIZES),
    ),
    (
        103,
        HEARTH,
        HOME,
        "Acacia Wood Serving Board",
        "0.85",
        "16.50",
        Variants::Single,
    ),
    (
        104,
        HEARTH,
        HOME,
        "Pour-Over Coffee Dripper Set",
        "0.48",
        "13.75",
        Variants::Colors(PLAIN),
    ),
    (
        105,
        HEARTH,
        HOME,
        "Airtight Glass Storage Jars, Set of 3",
        "1.10",
        "18.30",
        Variants::Single,
    ),
    (
        201,
        TRAIL,
        OUTDOOR,
        "Ultralight Camping Chair",
        "0.98",
        "27.40",
        Variants::Colors(VIVID),
    ),
    (
        202,
        TRAIL,
        OUTDOOR,
        "Packable Rain Jacket",
        "0.31",
        "21.60",
        Variants::ColorsAndSizes(VIVID, SIZES),
    ),
    (
        203,
        TRAIL,
        OUTDOOR,
        "Titanium Cooking Pot 900 ml",
        "0.14",
        "24.90",
        Variants::Single,
    ),
    (
        204,
        TRAIL,
        OUTDOOR,
        "Rechargeable Camping Lantern",
        "0.33",
        "12.80",
        Variants::Colors(PLAIN),
    ),
    (
        205,
        TRAIL,
        OUTDOOR,
        "Insulated Bottle 750 ml",
        "0.37",
        "10.90",
        Variants::Colors(VIVID),
    ),
    (
        301,
        PAWS,
        PETS,
        "Orthopedic Dog Bed",
        "1.65",
        "29.90",
        Variants::ColorsAndSizes(EARTH, SIZES),
    ),
    (
        302,
        PAWS,
        PETS,
        "Slow Feeder Bowl",
        "0.29",
        "6.40",
        Variants::Colors(VIVID),
    ),
    (
        303,
        PAWS,
        PETS,
        "Cat Window Hammock",
        "0.72",
        "15.10",
        Variants::Single,
    ),
    (
        304,
        PAWS,
        PETS,
        "Reflective Dog Leash",
        "0.18",
        "7.20",
        Variants::Colors(VIVID),
    ),
    (
        401,
        GADGETS,
        ELECTRONICS,
        "Magnetic Phone Stand",
        "0.21",
        "8.60",
        Variants::Colors(PLAIN),
    ),
    (
        402,
        GADGETS,
        ELECTRONICS,
        "Mini Thermal Printer",
        "0.26",
        "19.90",
        Variants::Colors(EARTH),
    ),
    (
        403,
        GADGETS,
        ELECTRONICS,
        "Digital Kitchen Scale 5 kg",
        "0.44",
        "9.30",
        Variants::Single,
    ),
    (
        404,
        GADGETS,
        ELECTRONICS,
        "Sunset Projection Lamp",
        "0.40",
        "11.40",
        Variants::Colors(PLAIN),
    ),
    (
        501,
        EUROPE,
        HOME,
        "Cotton Waffle Towel",
        "0.42",
        "12.10",
        Variants::ColorsAndSizes(EARTH, SIZES),
    ),
    (
        502,
        EUROPE,
        OUTDOOR,
        "Picnic Blanket, Waterproof Back",
        "0.88",
        "17.70",
        Variants::Colors(VIVID),
    ),
    (
        601,
        ODDS,
        HOME,
        "Beeswax Candle Pair",
        "0.30",
        "5.90",
        Variants::Single,
    ),
    (
        602,
        ODDS,
        PETS,
        "Bamboo Pet Comb",
        "0.09",
        "3.80",
        Variants::Single,
    ),
];

pub(super) fn ordinary() -> Vec<Value> {
    ROWS.iter().map(product).collect()
}

fn product((number, store_id, category, subject, weight, price, variants): &Row) -> Value {
    let freight = match *store_id {
        EUROPE => european_routes(),
        PAWS => threshold_routes(),
        _ => routes(),
    };
    json!({
        "product_id": format!("1005006000000{number}"),
        "store_id": store_id,
        "subject": subject,
        "category": category,
        "description": format!("{subject}. Ships from the maker; see the options for colors and sizes."),
        "weight": weight,
        "skus": skus(*number, price, variants),
        "freight": freight,
        "country_price_per_mille": {"FR": 1020, "BR": 1080, "AU": 1050},
    })
}

fn skus(number: u32, price: &str, variants: &Variants) -> Vec<Value> {
    // 17 digits, beyond what a 64-bit float holds exactly.
    let sku_id = |place: usize| format!("1200004412{number}{:04}", 10 + place);
    let stock = |place: usize| 180 + place * 37;
    match variants {
        Variants::Single => {
            vec![json!({"sku_id": sku_id(0), "sku_attr": "", "price": price, "stock": 1988})]
        }
        Variants::Colors(colors) => colors
            .iter()
            .enumerate()
            .map(|(place, color)| {
                json!({
                    "sku_id": sku_id(place), "sku_attr": color_attr(color), "price": price,
                    "stock": stock(place), "props": [color_property(color)],
                })
            })
            .collect(),
        Variants::ColorsAndSizes(colors, sizes) => colors
            .iter()
            .flat_map(|color| sizes.iter().map(move |size| (color, size)))
            .enumerate()
            .map(|(place, (color, size))| {
                json!({
                    "sku_id": sku_id(place),
                    "sku_attr": format!("{};5:{}", color_attr(color), size.0),
                    "price": price, "stock": stock(place),
                    "props": [color_property(color), {"id": 5, "name": "Size", "value_id": size.0, "value": size.1}],
                })
            })
            .collect(),
    }
}

fn color_attr((value_id, _, custom): &(u32, &str, &str)) -> String {
    if custom.is_empty() {
        format!("14:{value_id}")
    } else {
        format!("14:{value_id}#{custom}")
    }
}

fn color_property((value_id, value, custom): &(u32, &str, &str)) -> Value {
    let custom = (!custom.is_empty()).then_some(custom);
    json!({"id": 14, "name": "Color", "value_id": value_id, "value": value, "custom": custom})
}

/// The usual ways out of China: a free slow one, a tracked standard one, an express.
pub(super) fn routes() -> Value {
    json!([
        {"code": "CAINIAO_STANDARD", "company": "AliExpress standard shipping", "fee": "2.35", "days": [9, 15],
         "tracking": true, "countries": ["*"]},
        {"code": "CAINIAO_FULFILLMENT_STD", "company": "AliExpress Selection Standard", "fee": "1.99", "days": [6, 10],
         "tracking": true, "countries": ["US", "UK", "DE", "FR", "ES", "IT", "NL", "PL", "AT", "AU", "KR"]},
        {"code": "CAINIAO_ECONOMY", "company": "Cainiao Super Economy", "fee": "0.00", "days": [18, 32], "free": true,
         "tracking": false, "countries": ["US", "UK", "DE", "FR", "ES", "IT", "NL", "PL", "CA", "AU", "MX"]},
        {"code": "DHL_GLOBAL", "company": "DHL Express", "fee": "24.80", "days": [3, 6], "tracking": true,
         "countries": ["US", "UK", "DE", "FR", "ES", "IT", "NL", "PL", "CA", "AU", "BR", "SA", "VN", "KR"]},
    ])
}

/// Free from a threshold on.
fn threshold_routes() -> Value {
    json!([
        {"code": "CAINIAO_STANDARD", "company": "AliExpress standard shipping", "fee": "3.10", "days": [8, 14],
         "tracking": true, "countries": ["*"], "pfs": true, "free_threshold": "25.00"},
        {"code": "CAINIAO_FULFILLMENT_STD", "company": "AliExpress Selection Standard", "fee": "2.40", "days": [6, 9],
         "tracking": true, "countries": ["US", "UK", "DE", "FR", "ES", "NL"], "pfs": true, "free_threshold": "0.00"},
    ])
}

/// From a warehouse in Poland, within Europe only.
fn european_routes() -> Value {
    json!([
        {"code": "CAINIAO_EU_LOCAL", "company": "AliExpress Local Delivery", "fee": "3.60", "days": [3, 6],
         "tracking": true, "countries": ["DE", "FR", "ES", "IT", "NL", "PL", "AT"], "ship_from": "PL"},
        {"code": "GLS_PL", "company": "GLS", "fee": "6.20", "days": [2, 4], "tracking": true,
         "countries": ["DE", "FR", "ES", "IT", "NL", "PL", "AT", "UK"], "ship_from": "PL", "stock": 40},
    ])
}

pub(super) fn routes_to(countries: &[&str]) -> Value {
    json!([
        {"code": "CAINIAO_STANDARD", "company": "AliExpress standard shipping", "fee": "2.35", "days": [9, 15],
         "tracking": true, "countries": countries},
    ])
}

pub(super) fn untracked_routes() -> Value {
    json!([
        {"code": "CAINIAO_ECONOMY", "company": "Cainiao Super Economy", "fee": "0.00", "days": [18, 32], "free": true,
         "tracking": false, "countries": ["*"]},
        {"code": "YANWEN_ECONOMY", "company": "Yanwen Economic Air Mail", "fee": "0.85", "days": [20, 38],
         "tracking": false, "countries": ["*"]},
    ])
}
