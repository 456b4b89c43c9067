//! What the vendor would refuse about a recipient, found before calling: the field, and what to do.
//!
//! Only rules that are known to hold; what is only suspected is left to the vendor. Source: reference
//! sheet §8.3.

use domain::address::{AddressField, Recipient};
use domain::purchase::{Failure, FailureReason};

use super::folding::without_marks;
use super::phone::{Phone, phone};
use super::{one_line, place, tax};

/// Where a name of one word is refused.
const TWO_NAMES: [&str; 11] = [
    "US", "BR", "JP", "CA", "SA", "AE", "FR", "DZ", "ZA", "AU", "NZ",
];

/// The first thing that the vendor would refuse.
pub(crate) fn objection(recipient: &Recipient) -> Option<Failure> {
    let invalid = missing(recipient)
        .or_else(|| name(recipient))
        .or_else(|| telephone(recipient))
        .or_else(|| street(recipient));
    if let Some(detail) = invalid {
        return Some(Failure::ours(FailureReason::AddressInvalid, detail));
    }
    let detail = tax_number(recipient)?;
    Some(Failure::ours(FailureReason::TaxIdNeeded, detail))
}

/// The name as it is sent. Australia and New Zealand take English letters and one space.
pub(super) fn full_name(recipient: &Recipient) -> String {
    let name = one_line(&recipient.full_name);
    if !matches!(recipient.address.country.as_str(), "AU" | "NZ") {
        return name;
    }
    let words: Vec<String> = name
        .split(' ')
        .map(english_letters)
        .filter(|word| !word.is_empty())
        .collect();
    match words.as_slice() {
        [first, .., last] => format!("{first} {last}"),
        _ => words.concat(),
    }
}

fn english_letters(word: &str) -> String {
    let plain: String = without_marks(word)
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect();
    let mut letters = plain.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn missing(recipient: &Recipient) -> Option<String> {
    let field = recipient.missing().into_iter().next()?;
    let name = match field {
        AddressField::FullName => "name",
        AddressField::Line1 => "street",
        AddressField::City => "city",
        AddressField::Country => "country",
        AddressField::Phone => "phone",
    };
    Some(format!("{name}: it is missing, add it"))
}

fn name(recipient: &Recipient) -> Option<String> {
    let country = recipient.address.country.as_str();
    let name = full_name(recipient);
    let Some((first, last)) = name.split_once(' ') else {
        return TWO_NAMES
            .contains(&country)
            .then(|| "name: write first and last name with a space between them".to_owned());
    };
    let fits = |text: &str, most| (2..=most).contains(&text.chars().count());
    match country {
        "US" if !fits(first, 32) || !fits(last, 32) => {
            Some("name: first and last name need 2 to 32 characters each".to_owned())
        }
        "SA" | "AU" | "NZ" if !fits(&name, 128) => Some("name: at most 128 characters".to_owned()),
        _ => None,
    }
}

fn telephone(recipient: &Recipient) -> Option<String> {
    let country = &recipient.address.country;
    let Phone { number, .. } = phone(&recipient.phone, country);
    let digits = number.len();
    let wrong = match country.as_str() {
        "ES" | "FR" => (digits != 9).then_some("exactly 9 digits after the dialing code"),
        "AR" => (digits != 10).then_some("exactly 10 digits after the dialing code"),
        "SA" => (digits != 9 || !number.starts_with('5')).then_some("9 digits that begin with 5"),
        _ => (!(7..=13).contains(&digits)).then_some("7 to 13 digits"),
    };
    wrong.map(|wanted| format!("phone: {wanted}"))
}

fn street(recipient: &Recipient) -> Option<String> {
    let address = &recipient.address;
    let (line1, line2) = place::place(address, None).lines(address);
    let characters = line1.chars().count();
    let given = |text: &str| !one_line(text).is_empty();
    let province = given(&address.province) || given(&address.province_code);
    match address.country.as_str() {
        "US" | "BR" if !province => Some("province: choose the state".to_owned()),
        "US" if !(5..=35).contains(&characters) => {
            Some("street: 5 to 35 characters; put the rest into the second line".to_owned())
        }
        "BR" if !given(&address.postal_code) => Some("postal code: it is missing, add it".to_owned()),
        "BR" if address.city.trim().eq_ignore_ascii_case("other") => {
            Some("city: write the real city".to_owned())
        }
        "MX" if line2.chars().count() > 60 => {
            Some("second address line: at most 60 characters".to_owned())
        }
        "SA" if !(5..=256).contains(&characters) => Some("street: 5 to 256 characters".to_owned()),
        "SA" if address.postal_code.trim().chars().count() > 10 => {
            Some("postal code: at most 10 characters".to_owned())
        }
        "SA" if tax::saudi_national_address(recipient).is_none() => Some(
            "national address: add 4 letters and 4 digits, for example RAHA3443, to the second line"
                .to_owned(),
        ),
        _ => None,
    }
}

fn tax_number(recipient: &Recipient) -> Option<String> {
    let digits = |number: Option<String>| number.as_deref().map(tax::digits).unwrap_or_default();
    match recipient.address.country.as_str() {
        "BR" => match tax::cpf(recipient) {
            None => Some("CPF: add the recipient's CPF, 11 digits"),
            Some(cpf) if cpf.len() == 14 => {
                Some("CPF: this is a CNPJ; AliExpress takes a person's CPF")
            }
            Some(cpf) if !tax::is_cpf(&cpf) => Some("CPF: its check digits are wrong, correct it"),
            Some(_) => None,
        },
        "AR" if digits(tax::argentine(recipient)).len() != 11 => {
            Some("CUIT or CUIL: add 11 digits, for example 20-12345678-6")
        }
        "IL" if tax::israeli(recipient).is_none_or(|number| number.len() != 9) => {
            Some("identity number: add its 9 digits")
        }
        "MX" if tax::mexican(recipient).is_none() => Some("RFC or CURP: add it"),
        "CL" if tax::chilean(recipient).is_none() => Some("RUT: add it, for example 12345678-K"),
        _ => None,
    }
    .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use domain::address::{Address, CountryCode, TaxId};

    use super::*;

    fn recipient(country: &str, name: &str, phone: &str) -> Recipient {
        Recipient {
            full_name: name.into(),
            phone: phone.into(),
            address: Address {
                line1: "12 Example Road".into(),
                line2: "RAHA3443".into(),
                city: "Somewhere".into(),
                province: "Somewhere".into(),
                postal_code: "12345".into(),
                country: CountryCode::new(country),
                ..Address::default()
            },
            ..Recipient::default()
        }
    }

    fn said(recipient: &Recipient) -> String {
        objection(recipient)
            .map(|failure| failure.detail)
            .unwrap_or_default()
    }

    #[test]
    fn good_addresses_pass() {
        for (country, phone) in [
            ("US", "+1 555 123 4567"),
            ("DE", "0151 23456789"),
            ("ES", "612345678"),
            ("FR", "06 12 34 56 78"),
            ("SA", "+966 51 234 5678"),
            ("VN", "0912 345 678"),
            ("GB", "07400 123456"),
            ("AU", "0412 345 678"),
        ] {
            assert_eq!(
                said(&recipient(country, "Jane Doe", phone)),
                "",
                "{country}"
            );
        }
    }

    #[test]
    fn names_follow_their_country() {
        for country in TWO_NAMES {
            assert!(
                said(&recipient(country, "Jane", "5123456789")).starts_with("name:"),
                "{country}"
            );
        }
        assert!(said(&recipient("US", "J Doe", "5551234567")).starts_with("name:"));
        assert_eq!(said(&recipient("DE", "Jane", "0151 23456789")), "");
        let name = |country, name| full_name(&recipient(country, name, ""));
        assert_eq!(name("AU", "Zoë Ann O'Neil"), "Zoe Oneil");
        assert_eq!(name("DE", " Zoë  O'Neil "), "Zoë O'Neil");
    }

    #[test]
    fn phones_follow_their_country() {
        for (country, phone) in [
            ("ES", "61234567"),
            ("FR", "0612"),
            ("AR", "12345"),
            ("SA", "412345678"),
            ("DE", "12"),
        ] {
            assert!(
                said(&recipient(country, "Jane Doe", phone)).starts_with("phone:"),
                "{country}"
            );
        }
    }

    #[test]
    fn streets_follow_their_country() {
        let mut american = recipient("US", "Jane Doe", "5551234567");
        american.address.line1 = "12".into();
        assert!(said(&american).starts_with("street:"));
        american.address.province.clear();
        assert!(said(&american).starts_with("province:"));
        let mut saudi = recipient("SA", "Jane Doe", "512345678");
        saudi.address.line2.clear();
        assert!(said(&saudi).starts_with("national address:"));
        american.address.city.clear();
        assert_eq!(said(&american), "city: it is missing, add it");
    }

    #[test]
    fn tax_numbers_follow_their_country() {
        let with = |country: &str, phone: &str, number: &str| {
            let mut recipient = recipient(country, "Jane Doe", phone);
            recipient.tax_ids = vec![TaxId {
                kind: "tax_id".into(),
                value: number.into(),
            }];
            objection(&recipient).map(|failure| failure.reason)
        };
        let needed = Some(FailureReason::TaxIdNeeded);
        assert_eq!(with("BR", "11987654321", "529.982.247-25"), None);
        assert_eq!(with("BR", "11987654321", "529.982.247-26"), needed);
        assert_eq!(with("BR", "11987654321", ""), needed);
        assert_eq!(with("AR", "1112345678", "20-12345678-6"), None);
        assert_eq!(with("AR", "1112345678", "12345678"), needed);
        assert_eq!(with("IL", "521234567", "123456782"), None);
        assert_eq!(with("IL", "521234567", "1"), needed);
        assert_eq!(with("MX", "5512345678", ""), needed);
        assert_eq!(with("CL", "912345678", ""), needed);
    }
}
