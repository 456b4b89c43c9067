//! Invented customers of many countries, for seeding a rehearsal.
//!
//! Nobody here is real: mail addresses end in example domains, phone numbers come from ranges kept
//! for fiction where a country has them (PROVENANCE.md), tax ids are computed. Every address is one
//! that the marketplace's published address rules accept, unless a flaw is asked for.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Map, Value, json};

/// One country's people and places.
struct Country {
    code: &'static str,
    name: &'static str,
    locale: &'static str,
    /// First and last names, both with at least two letters.
    names: &'static [(&'static str, &'static str)],
    /// City, province, province code and post code that belong together.
    places: &'static [(&'static str, &'static str, &'static str, &'static str)],
    /// Street before the house number; `{n}` is the number. At most 35 letters when filled in.
    streets: &'static [&'static str],
    /// International phone number; each `#` is a digit that the dice choose.
    phone: &'static str,
}

const COUNTRIES: &[Country] = &[
    Country {
        code: "US",
        name: "United States",
        locale: "en-US",
        names: &[
            ("Dana", "Whitfield"),
            ("Marcus", "Oyelaran"),
            ("Renée", "Castellanos"),
            ("Priya", "Raman"),
        ],
        places: &[
            ("Vineland", "New Jersey", "NJ", "08360"),
            ("Boise", "Idaho", "ID", "83702"),
            ("Savannah", "Georgia", "GA", "31401"),
            ("Portland", "Oregon", "OR", "97205"),
        ],
        streets: &["{n} Sample Oak Ave", "{n} Old Quarry Rd", "{n} Lantern St"],
        phone: "+1 208-555-01##",
    },
    Country {
        code: "GB",
        name: "United Kingdom",
        locale: "en-GB",
        names: &[
            ("Imogen", "Hartley"),
            ("Callum", "Fraser"),
            ("Siân", "Pritchard"),
            ("Zainab", "Mirza"),
        ],
        places: &[
            ("Leeds", "England", "ENG", "LS1 4AP"),
            ("Cardiff", "Wales", "WLS", "CF10 1EP"),
            ("Glasgow", "Scotland", "SCT", "G2 1DY"),
        ],
        streets: &[
            "{n} Example Lane",
            "{n} Mill Green Road",
            "Flat 2, {n} Harbour View",
        ],
        phone: "+44 7700 900###",
    },
    Country {
        code: "DE",
        name: "Germany",
        locale: "de",
        names: &[
            ("Jörg", "Müller-Weiß"),
            ("Anneliese", "Schäfer"),
            ("Björn", "Grünwald"),
            ("Lena", "Vogt"),
        ],
        places: &[
            ("Köln", "Nordrhein-Westfalen", "NW", "50667"),
            ("Leipzig", "Sachsen", "SN", "04109"),
            ("Freiburg", "Baden-Württemberg", "BW", "79098"),
        ],
        streets: &["Musterstraße {n}", "Am Alten Markt {n}", "Lindenallee {n}"],
        phone: "+49 171 39200##",
    },
    Country {
        code: "FR",
        name: "France",
        locale: "fr",
        names: &[
            ("Élodie", "Lefèvre"),
            ("François", "Garçon"),
            ("Maëlys", "Duchêne"),
            ("Yanis", "Benali"),
        ],
        // The province is the département, spelled without accents as the address library does.
        places: &[
            ("Lyon", "Rhone", "69", "69002"),
            ("Bordeaux", "Gironde", "33", "33000"),
            ("Nantes", "Loire-Atlantique", "44", "44000"),
        ],
        streets: &[
            "{n} rue de l'Exemple",
            "{n} avenue des Tilleuls",
            "{n} quai du Moulin",
        ],
        phone: "+33 6 39 98 ## ##",
    },
    Country {
        code: "BR",
        name: "Brazil",
        locale: "pt-BR",
        names: &[
            ("João", "Conceição"),
            ("Letícia", "Araújo"),
            ("Caio", "Magalhães"),
            ("Tainá", "Queirós"),
        ],
        places: &[
            ("São Paulo", "São Paulo", "SP", "01310-100"),
            ("Curitiba", "Paraná", "PR", "80010-000"),
            ("Salvador", "Bahia", "BA", "40020-000"),
        ],
        streets: &[
            "Rua do Exemplo, {n}",
            "Avenida das Acácias, {n}",
            "Travessa do Sol, {n}",
        ],
        phone: "+55 11 90000-00##",
    },
    Country {
        code: "CA",
        name: "Canada",
        locale: "en-CA",
        names: &[
            ("Geneviève", "Tremblay"),
            ("Owen", "MacLeod"),
            ("Harpreet", "Gill"),
        ],
        places: &[
            ("Halifax", "Nova Scotia", "NS", "B3J 1S9"),
            ("Québec", "Quebec", "QC", "G1R 4S9"),
            ("Calgary", "Alberta", "AB", "T2P 1J9"),
        ],
        streets: &[
            "{n} Birchwood Cres",
            "{n} Example Street West",
            "{n} Ferry Landing Rd",
        ],
        phone: "+1 902-555-01##",
    },
    Country {
        code: "AU",
        name: "Australia",
        locale: "en-AU",
        // Only English letters and one space are accepted there.
        names: &[
            ("Matilda", "Nguyen"),
            ("Lachlan", "Burke"),
            ("Ruby", "Papadakis"),
        ],
        places: &[
            ("Hobart", "Tasmania", "TAS", "7000"),
            ("Fremantle", "Western Australia", "WA", "6160"),
            ("Ballarat", "Victoria", "VIC", "3350"),
        ],
        streets: &[
            "{n} Wattlebird Way",
            "{n} Sample Parade",
            "Unit 3, {n} Jetty Rd",
        ],
        phone: "+61 491 570 15#",
    },
    Country {
        code: "ES",
        name: "Spain",
        locale: "es",
        names: &[("Íñigo", "Muñoz"), ("Lucía", "Peña"), ("Aránzazu", "Otxoa")],
        places: &[
            ("Sevilla", "Sevilla", "SE", "41001"),
            ("Bilbao", "Vizcaya", "BI", "48001"),
            ("Valencia", "Valencia", "V", "46001"),
        ],
        streets: &[
            "Calle del Ejemplo {n}",
            "Plaza Nueva {n}",
            "Paseo de la Ribera {n}",
        ],
        phone: "+34 600 000 0##",
    },
    Country {
        code: "VN",
        name: "Vietnam",
        locale: "vi",
        names: &[
            ("Nguyễn", "Thị Hạnh"),
            ("Trần", "Quốc Đạt"),
            ("Phạm", "Bảo Ngọc"),
        ],
        places: &[
            ("Quận 1", "Ho Chi Minh", "SG", "700000"),
            ("Quận Hoàn Kiếm", "Ha Noi", "HN", "100000"),
            ("Quận Hải Châu", "Da Nang", "DN", "550000"),
        ],
        streets: &["{n} Đường Ví Dụ", "{n}/7 Ngõ Hoa Sữa", "{n} Phố Bưởi"],
        phone: "+84 900 000 0##",
    },
    Country {
        code: "JP",
        name: "Japan",
        locale: "ja",
        names: &[("美咲", "田中"), ("健太郎", "佐々木"), ("ひかり", "小野寺")],
        places: &[
            ("Shibuya-ku", "Tokyo", "JP-13", "150-0001"),
            ("Sapporo-shi", "Hokkaido", "JP-01", "060-0001"),
            ("Kyoto-shi", "Kyoto", "JP-26", "604-0001"),
        ],
        streets: &["1-2-{n} Jingumae", "3-4-{n} Kitahoncho", "5-{n} Rei-machi"],
        phone: "+81 90-0000-00##",
    },
    Country {
        code: "SE",
        name: "Sweden",
        locale: "sv",
        names: &[
            ("Åsa", "Lindqvist"),
            ("Göran", "Öberg"),
            ("Saga", "Nyström"),
        ],
        places: &[
            ("Göteborg", "Vastra Gotaland", "O", "411 03"),
            ("Umeå", "Vasterbotten", "AC", "903 26"),
            ("Stockholm", "Stockholm", "AB", "111 20"),
        ],
        streets: &["Exempelgatan {n}", "Björkvägen {n}", "Norra Hamngatan {n}"],
        phone: "+46 70 174 06 ##",
    },
];

/// An invented customer of one of eleven countries: `email`, `phone`, `customer`, `shipping_address`
/// and `billing_address`, to be merged into an order. The same seed gives the same customer.
#[must_use]
pub fn demo_customer(rng_seed: u64) -> Value {
    let mut dice = StdRng::seed_from_u64(rng_seed);
    let country = pick(&mut dice, COUNTRIES);
    country.map_or(Value::Null, |country| customer_of(country, &mut dice))
}

/// A customer whose address the marketplace refuses: `no_phone`, `one_word_name`, `cpf_missing`,
/// `bad_province` or `short_phone`. Any other kind gives an unflawed customer.
#[must_use]
pub fn flawed_customer(kind: &str) -> Value {
    let (code, changes) = match kind {
        "no_phone" => ("US", json!({"phone": null})),
        "one_word_name" => (
            "US",
            json!({"first_name": "", "last_name": "Prince", "name": "Prince"}),
        ),
        "cpf_missing" => (
            "BR",
            json!({"cpf_number": null, "cpf_or_cnpj_number": null}),
        ),
        // Customers write the region; only the département is accepted.
        "bad_province" => (
            "FR",
            json!({"province": "Auvergne-Rhône-Alpes", "province_code": "ARA"}),
        ),
        "short_phone" => ("ES", json!({"phone": "+34 600"})),
        _ => ("US", json!({})),
    };
    let mut dice = StdRng::seed_from_u64(kind.bytes().map(u64::from).sum());
    let country = COUNTRIES.iter().find(|country| country.code == code);
    let mut given = country.map_or(Value::Null, |country| customer_of(country, &mut dice));
    let changes = changes.as_object().cloned().unwrap_or_default();
    for key in ["shipping_address", "billing_address", "customer"] {
        if let Some(part) = given.get_mut(key).and_then(Value::as_object_mut) {
            let known = changes.iter().filter(|(name, _)| part.contains_key(*name));
            let known: Map<String, Value> = known
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            part.extend(known);
        }
    }
    if let (Some(phone), Some(given)) = (changes.get("phone"), given.as_object_mut()) {
        given.insert("phone".into(), phone.clone());
    }
    given
}

fn customer_of(country: &Country, dice: &mut StdRng) -> Value {
    let (first, last) = pick(dice, country.names).copied().unwrap_or_default();
    let (city, province, province_code, zip) =
        pick(dice, country.places).copied().unwrap_or_default();
    let street = pick(dice, country.streets).copied().unwrap_or_default();
    let street = street.replace("{n}", &dice.random_range(1..=98).to_string());
    let phone = phone_of(country, dice);
    let domain = if dice.random_range(0..2) == 0 {
        "example.com"
    } else {
        "example.org"
    };
    let email = format!("customer-{:06}@{domain}", dice.random_range(0..1_000_000));
    let cpf = (country.code == "BR").then(|| cpf(dice));
    let address = json!({
        "first_name": first, "last_name": last, "name": format!("{first} {last}"), "company": "",
        "address1": street, "address2": "", "city": city, "province": province,
        "province_code": province_code, "country": country.name, "country_name": country.name,
        "country_code": country.code, "zip": zip, "phone": phone,
        "cpf_number": cpf, "cpf_or_cnpj_number": cpf,
    });
    json!({
        "email": email, "phone": phone, "customer_locale": country.locale,
        "customer": {"first_name": first, "last_name": last, "email": email, "phone": phone},
        "shipping_address": address, "billing_address": address,
    })
}

fn phone_of(country: &Country, dice: &mut StdRng) -> String {
    // Of Australia's and Sweden's ranges only these last digits are kept for fiction.
    let number = country
        .phone
        .chars()
        .map(|letter| match (letter, country.code) {
            ('#', "AU") => char::from(b'6' + dice.random_range(0..4)),
            ('#', "SE") => char::from(b'1' + dice.random_range(0..9)),
            ('#', _) => char::from(b'0' + dice.random_range(0..10)),
            (other, _) => other,
        });
    number.collect()
}

/// A computed Brazilian tax id with both check digits right, as `123.456.789-09`.
fn cpf(dice: &mut StdRng) -> String {
    // The first digit isn't 0: a run of zeros looks like a number that was left blank.
    let mut digits: Vec<u32> = (0..9)
        .map(|place| dice.random_range(if place == 0 { 1..10 } else { 0..10 }))
        .collect();
    for _ in 0..2 {
        let weights = (2..).take(digits.len());
        let sum: u32 = digits
            .iter()
            .rev()
            .zip(weights)
            .map(|(digit, weight)| digit * weight)
            .sum();
        let rest = sum * 10 % 11;
        digits.push(rest % 10);
    }
    let text: String = digits
        .iter()
        .filter_map(|digit| char::from_digit(*digit, 10))
        .collect();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    format!(
        "{}.{}.{}-{}",
        part(0, 3),
        part(3, 6),
        part(6, 9),
        part(9, 11)
    )
}

fn pick<'a, T>(dice: &mut StdRng, from: &'a [T]) -> Option<&'a T> {
    if from.is_empty() {
        None
    } else {
        from.get(dice.random_range(0..from.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tax_id_has_its_check_digits() {
        let mut dice = StdRng::seed_from_u64(3);
        let digits: Vec<u32> = cpf(&mut dice)
            .chars()
            .filter_map(|letter| letter.to_digit(10))
            .collect();
        let check = |count: usize| {
            let weights = (2..=u32::try_from(count + 1).unwrap()).rev();
            let sum: u32 = digits
                .iter()
                .take(count)
                .zip(weights)
                .map(|(d, w)| d * w)
                .sum();
            if sum % 11 < 2 { 0 } else { 11 - sum % 11 }
        };
        assert_eq!(
            (digits.len(), check(9), check(10)),
            (11, digits[9], digits[10])
        );
    }
}
