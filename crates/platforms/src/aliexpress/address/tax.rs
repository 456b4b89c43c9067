//! Numbers that customs want with the parcel, in the fields where the vendor takes them.
//!
//! A store names them as it likes, so a number with a general name counts where the country needs one.
//! Source: reference sheet §8.3, §9.1.

use domain::address::Recipient;

use super::one_line;

/// Names under which stores keep a tax number without saying which.
const GENERAL: [&str; 6] = ["", "taxid", "taxnumber", "tax", "taxcode", "customsid"];

/// Countries of the European Union, where a company may buy with its VAT number.
const EUROPEAN_UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// The number of one of these names, else of a general name.
pub(super) fn number(recipient: &Recipient, names: &[&str]) -> Option<String> {
    let ids = || {
        recipient
            .tax_ids
            .iter()
            .map(|id| (plain(&id.kind), one_line(&id.value)))
    };
    let named = ids().find(|(kind, value)| names.contains(&kind.as_str()) && !value.is_empty());
    let general =
        || ids().find(|(kind, value)| GENERAL.contains(&kind.as_str()) && !value.is_empty());
    named.or_else(general).map(|(_, value)| value)
}

fn plain(kind: &str) -> String {
    let letters = kind.chars().filter(char::is_ascii_alphanumeric);
    letters.collect::<String>().to_ascii_lowercase()
}

pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Brazil: the person's tax number in digits.
pub(super) fn cpf(recipient: &Recipient) -> Option<String> {
    number(
        recipient,
        &["cpf", "cpfcnpj", "taxcredentialbr", "shippingcredentialbr"],
    )
    .map(|number| digits(&number))
}

/// Whether the two check digits of a CPF are right.
pub(super) fn is_cpf(digits: &str) -> bool {
    let numbers: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let all_same = numbers.windows(2).all(|pair| pair[0] == pair[1]);
    if numbers.len() != 11 || all_same {
        return false;
    }
    let check = |count: usize| {
        let weights = (2..=count + 1).rev();
        let sum: usize = numbers
            .iter()
            .zip(weights)
            .map(|(n, weight)| *n as usize * weight)
            .sum();
        let rest = sum * 10 % 11;
        if rest == 10 { 0 } else { rest }
    };
    check(9) == numbers[9] as usize && check(10) == numbers[10] as usize
}

/// Argentina: 11 digits as `20-12345678-6`.
pub(super) fn argentine(recipient: &Recipient) -> Option<String> {
    let digits = digits(&number(recipient, &["cuit", "cuil", "dni", "passportno"])?);
    Some(
        match (
            digits.len(),
            digits.get(..2),
            digits.get(2..10),
            digits.get(10..),
        ) {
            (11, Some(kind), Some(person), Some(check)) => format!("{kind}-{person}-{check}"),
            _ => digits,
        },
    )
}

/// Israel: the person's number, 9 digits.
pub(super) fn israeli(recipient: &Recipient) -> Option<String> {
    number(
        recipient,
        &[
            "teudatzehut",
            "israelid",
            "idnumber",
            "nationalid",
            "passportno",
        ],
    )
    .map(|number| digits(&number))
}

/// Mexico: RFC or CURP.
pub(super) fn mexican(recipient: &Recipient) -> Option<String> {
    number(recipient, &["rfc", "curp", "passportno"]).map(|number| number.to_ascii_uppercase())
}

/// Chile: RUT as `12345678-K`.
pub(super) fn chilean(recipient: &Recipient) -> Option<String> {
    let given = number(recipient, &["rut", "rutno", "run"])?.to_ascii_uppercase();
    let marks: String = given
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == 'K')
        .collect();
    let (person, check) = marks.split_at_checked(marks.len().checked_sub(1)?)?;
    Some(format!("{person}-{check}"))
}

/// Saudi Arabia: 4 letters and 4 digits, given as a number or written into the address.
pub(super) fn saudi_national_address(recipient: &Recipient) -> Option<String> {
    let address = &recipient.address;
    let ids = recipient.tax_ids.iter().map(|id| id.value.as_str());
    let lines = [
        &address.line2,
        &address.line1,
        &recipient.company,
        &address.postal_code,
    ];
    let texts = ids.chain(lines.into_iter().map(String::as_str));
    texts
        .flat_map(|text| text.split(|c: char| !c.is_ascii_alphanumeric()))
        .find_map(|word| {
            let (letters, digits) = word.split_at_checked(4)?;
            let is_national = digits.len() == 4
                && letters.bytes().all(|byte| byte.is_ascii_alphabetic())
                && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_national.then(|| word.to_ascii_uppercase())
        })
}

/// The vendor's fields with these numbers, for the recipient's country.
pub(super) fn fields(recipient: &Recipient) -> Vec<(&'static str, String)> {
    let country = recipient.address.country.as_str();
    let local = |number: Option<String>| {
        let number = number.unwrap_or_default();
        vec![
            ("passport_no", number.clone()),
            ("foreigner_passport_no", number),
            ("is_foreigner", "false".to_owned()),
        ]
    };
    match country {
        "BR" => vec![("cpf", cpf(recipient).unwrap_or_default())],
        "AR" => local(argentine(recipient)),
        "IL" => local(israeli(recipient)),
        "MX" => vec![("passport_no", mexican(recipient).unwrap_or_default())],
        "CL" => vec![("rut_no", chilean(recipient).unwrap_or_default())],
        "KR" => korean(recipient),
        "RU" => vec![
            ("passport_no", named(recipient, &["passport", "passportno"])),
            (
                "passport_no_date",
                named(recipient, &["passportnodate", "passportdate"]),
            ),
            (
                "passport_organization",
                named(recipient, &["passportorganization"]),
            ),
            (
                "tax_number",
                named(recipient, &["inn", "taxnumber", "taxid"]),
            ),
        ],
        _ if EUROPEAN_UNION.contains(&country) => company(recipient),
        _ => Vec::new(),
    }
}

/// Foreigners give a passport or registration card, others their customs code.
fn korean(recipient: &Recipient) -> Vec<(&'static str, String)> {
    let foreign = named(
        recipient,
        &["passport", "foreignerpassportno", "alienregistration"],
    );
    if foreign.is_empty() {
        vec![(
            "passport_no",
            number(recipient, &["pccc", "passportno"]).unwrap_or_default(),
        )]
    } else {
        vec![
            ("foreigner_passport_no", foreign),
            ("is_foreigner", "true".to_owned()),
        ]
    }
}

fn company(recipient: &Recipient) -> Vec<(&'static str, String)> {
    let vat = named(recipient, &["vat", "vatno", "vatid", "vatnumber"]);
    let company = one_line(&recipient.company);
    if vat.is_empty() || company.is_empty() {
        return Vec::new();
    }
    vec![("vat_no", vat), ("tax_company", company)]
}

/// Only by these names: a general number is not meant here.
fn named(recipient: &Recipient, names: &[&str]) -> String {
    let mut ids = recipient.tax_ids.iter();
    let found = ids.find(|id| names.contains(&plain(&id.kind).as_str()));
    found.map(|id| one_line(&id.value)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::address::{CountryCode, TaxId};

    use super::*;

    fn recipient(country: &str, kind: &str, value: &str) -> Recipient {
        let mut recipient = Recipient {
            company: "Lamp GmbH".into(),
            tax_ids: vec![TaxId {
                kind: kind.into(),
                value: value.into(),
            }],
            ..Recipient::default()
        };
        recipient.address.country = CountryCode::new(country);
        recipient
    }

    #[test]
    fn a_cpf_is_proved_by_its_check_digits() {
        assert!(is_cpf("52998224725"));
        for wrong in [
            "52998224724",
            "11111111111",
            "5299822472",
            "",
            "529982247255",
        ] {
            assert!(!is_cpf(wrong), "{wrong}");
        }
    }

    #[test]
    fn numbers_stand_in_the_fields_of_their_country() {
        let first = |country, kind, value| fields(&recipient(country, kind, value)).remove(0);
        assert_eq!(
            first("BR", "cpf", "529.982.247-25"),
            ("cpf", "52998224725".into())
        );
        assert_eq!(
            first("AR", "CUIT", "20123456786"),
            ("passport_no", "20-12345678-6".into())
        );
        assert_eq!(
            first("IL", "tax_id", "12345678-2"),
            ("passport_no", "123456782".into())
        );
        assert_eq!(
            first("MX", "rfc", "gomc800101ab1"),
            ("passport_no", "GOMC800101AB1".into())
        );
        assert_eq!(
            first("CL", "RUT", "12.345.678-k"),
            ("rut_no", "12345678-K".into())
        );
        assert_eq!(
            first("KR", "pccc", "P123456789012"),
            ("passport_no", "P123456789012".into())
        );
        assert_eq!(first("DE", "vat_id", "DE123"), ("vat_no", "DE123".into()));
        assert_eq!(
            fields(&recipient("AR", "cuit", "20123456786"))[2],
            ("is_foreigner", "false".into())
        );
        assert_eq!(
            fields(&recipient("KR", "passport", "M1"))[1],
            ("is_foreigner", "true".into())
        );
        assert!(fields(&recipient("US", "ein", "1")).is_empty());
    }

    #[test]
    fn a_national_address_is_found_where_people_write_it() {
        let mut there = recipient("SA", "nat_addr", "raha3443");
        assert_eq!(saudi_national_address(&there).as_deref(), Some("RAHA3443"));
        there.tax_ids.clear();
        there.address.line1 = "King Road (RRRD2929)".into();
        assert_eq!(saudi_national_address(&there).as_deref(), Some("RRRD2929"));
        there.address.line1 = "King Road 12345678".into();
        assert_eq!(saudi_national_address(&there), None);
    }
}
