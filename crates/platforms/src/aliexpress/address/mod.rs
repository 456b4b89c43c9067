//! A recipient → the vendor's address, and what the vendor would refuse about it, found before calling.
//!
//! What the store gave is kept; only spelling is changed to what the vendor takes: its country codes, its
//! names of provinces and cities, digits of phones. Source: reference sheet §8.

mod countries;
mod folding;
mod library;
mod phone;
mod place;
mod provinces;
mod rules;
mod tax;

use domain::address::Recipient;
use serde_json::{Map, Value, json};

pub(crate) use countries::country_code;
pub(crate) use library::{Libraries, Library};
pub(crate) use rules::objection;

/// The `logistics_address` of an order. Without a library the given names travel as they are.
pub(crate) fn logistics_address(recipient: &Recipient, library: Option<&Library>) -> Value {
    let address = &recipient.address;
    let name = rules::full_name(recipient);
    let place = place::place(address, library);
    let (line1, line2) = place.lines(address);
    let phone = phone::phone(&recipient.phone, &address.country);
    let mut fields = Map::new();
    let plain = [
        // Both, and equal: they are split at the space.
        ("full_name", name.clone()),
        ("contact_person", name),
        ("country", country_code(&address.country).to_owned()),
        ("province", place.province),
        ("city", place.city),
        ("zip", postal_code(&address.postal_code)),
        ("address", line1),
        ("address2", line2),
        ("phone_country", phone.country.unwrap_or_default()),
        ("mobile_no", phone.number),
        ("locale", "en_US".to_owned()),
    ];
    let tax = tax::fields(recipient);
    for (name, value) in plain.into_iter().chain(tax) {
        if !value.is_empty() {
            fields.insert(name.to_owned(), Value::String(value));
        }
    }
    Value::Object(fields)
}

/// The `ds_extend_request` of an order, where the destination needs one. Paying is never asked for.
pub(crate) fn extension(recipient: &Recipient) -> Option<Value> {
    let is_saudi = recipient.address.country.as_str() == "SA";
    let national = is_saudi
        .then(|| tax::saudi_national_address(recipient))
        .flatten()?;
    Some(json!({"trade_extra_param": {"nat_addr": national}}))
}

/// `D-50667` and `A-1010` are refused; the letter before the dash only repeats the country.
fn postal_code(given: &str) -> String {
    let given = given.trim();
    let Some((letters, digits)) = given.split_once('-') else {
        return given.to_owned();
    };
    let is_prefix = (1..=2).contains(&letters.len())
        && letters.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_prefix { digits } else { given }.to_owned()
}

/// Text on one line without invisible characters that a form would refuse.
fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use domain::address::{Address, CountryCode, TaxId};

    use super::*;

    fn jane() -> Recipient {
        Recipient {
            full_name: " Jane  Doe\u{202e} ".into(),
            phone: "+49 (0)151 2345-6789".into(),
            address: Address {
                line1: "Beispielweg 12".into(),
                city: "köln".into(),
                postal_code: "D-50667".into(),
                country: CountryCode::new("DE"),
                ..Address::default()
            },
            ..Recipient::default()
        }
    }

    #[test]
    fn an_address_is_spelled_as_the_vendor_wants_it() {
        assert_eq!(
            logistics_address(&jane(), None),
            json!({
                "full_name": "Jane Doe", "contact_person": "Jane Doe", "country": "DE",
                "province": "Köln", "city": "Köln", "zip": "50667", "address": "Beispielweg 12",
                "phone_country": "+49", "mobile_no": "15123456789", "locale": "en_US",
            })
        );
        assert_eq!(extension(&jane()), None);
    }

    #[test]
    fn saudi_arabia_gets_its_national_address() {
        let mut recipient = jane();
        recipient.address.country = CountryCode::new("SA");
        recipient.address.line2 = "Bldg 4, raha3443".into();
        assert_eq!(
            extension(&recipient),
            Some(json!({"trade_extra_param": {"nat_addr": "RAHA3443"}}))
        );
    }

    #[test]
    fn brazil_gets_its_tax_number_in_digits() {
        let mut recipient = jane();
        recipient.address.country = CountryCode::new("BR");
        recipient.tax_ids = vec![TaxId {
            kind: "CPF".into(),
            value: "529.982.247-25".into(),
        }];
        assert_eq!(logistics_address(&recipient, None)["cpf"], "52998224725");
    }

    #[test]
    fn only_a_country_prefix_leaves_a_postal_code() {
        for (given, sent) in [
            ("A-1010", "1010"),
            ("SW1A 1AA", "SW1A 1AA"),
            ("01310-100", "01310-100"),
            ("D02-X285", "D02-X285"),
        ] {
            assert_eq!(postal_code(given), sent);
        }
    }
}
