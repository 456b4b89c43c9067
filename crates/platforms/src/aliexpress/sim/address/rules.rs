//! What order.create demands of an address, and in which words it refuses.
//!
//! The rules and texts are those of the reference sheet §8.3 and §9.3; where the sheet knows a rule
//! and not its words, the words here are ours and `PROVENANCE.md` says so.

use std::collections::BTreeMap;

use super::{CITY_OTHER, is_destination, provinces};

/// The fields of `logistics_address`, as text.
pub(in super::super) type Fields = BTreeMap<String, String>;

/// The names that tax numbers were seen with, so that a number can belong to one person only.
pub(in super::super) type TaxRegister = BTreeMap<String, String>;

pub(in super::super) const ADDRESS_REFUSED: &str = "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL";
const CPF_INVALID: &str = "B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_CN_INVALID";
const CPF_NOT_MATCH: &str = "B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_NOT_MATCH";

const ENTER_CITY: &str = "Please enter a City";
const SELECT_STATE: &str = "Please select a State/Province/County";
const SELECT_PROVINCE: &str = "Please select a province";
const PHONE_PLAIN: &str =
    "Please enter the country code and phone number without any spaces or special characters";
const PHONE_MISSING: &str = "Please enter mobile phone number";
const PHONE_DIGITS: &str = "Phone Number should contain 7-13 digits";
const FIRST_NAME: &str = "Please enter your first name";
const NAME_LENGTH: &str = "Please enter between 2 - 32 characters";
const NATIONAL_ADDRESS: &str =
    "Please enter a 8-digit national address in right format, eg. ABCD1234";
const ENGLISH_ONLY: &str = "Please enter English characters only";
const ADDRESS_LENGTH: &str = "Please enter between 5 - 35 characters";
const ZIP: &str = "Please enter a valid ZIP/Postal Code";
const PASSPORT: &str = "Please enter your ID / tax number";

/// Why an address is refused: `error_code` and `error_msg`.
pub(in super::super) type Refused = (&'static str, &'static str);

/// Checks an address. `country` is the AliExpress code that the address was understood as.
pub(in super::super) fn check(
    fields: &Fields,
    country: &str,
    national_address: Option<&str>,
    register: &mut TaxRegister,
) -> Result<(), Refused> {
    if !is_destination(country) {
        return Err(("A005_INVALID_COUNTRIES", "The country is not allowed"));
    }
    check_name(fields, country)?;
    check_phone(fields, country)?;
    check_place(fields, country)?;
    check_street(fields, country)?;
    check_papers(fields, country, national_address)?;
    if country == "BR" {
        check_cpf(fields, register)
    } else {
        Ok(())
    }
}

fn refuse(text: &'static str) -> Result<(), Refused> {
    Err((ADDRESS_REFUSED, text))
}

fn get<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", |value| value.trim())
}

fn check_name(fields: &Fields, country: &str) -> Result<(), Refused> {
    let name = match get(fields, "full_name") {
        "" => get(fields, "contact_person"),
        name => name,
    };
    if name.is_empty() {
        return refuse(FIRST_NAME);
    }
    let parts = name.split_once(' ');
    let two_words = matches!(
        country,
        "US" | "BR" | "JP" | "CA" | "SA" | "AE" | "FR" | "AU" | "NZ" | "DZ" | "ZA"
    );
    let Some((first, last)) = parts else {
        return if two_words {
            refuse(FIRST_NAME)
        } else {
            Ok(())
        };
    };
    let letters = |part: &str| part.trim().chars().count();
    if country == "US"
        && ![first, last]
            .iter()
            .all(|part| (2..=32).contains(&letters(part)))
    {
        return refuse(NAME_LENGTH);
    }
    if matches!(country, "SA" | "AU" | "NZ") && !(2..=128).contains(&letters(name)) {
        return refuse(NAME_LENGTH);
    }
    let english = name
        .chars()
        .all(|letter| letter.is_ascii_alphabetic() || " '-.".contains(letter));
    if matches!(country, "AU" | "NZ") && !english {
        return refuse(ENGLISH_ONLY);
    }
    Ok(())
}

fn check_phone(fields: &Fields, country: &str) -> Result<(), Refused> {
    let phone = fields.get("mobile_no").map_or("", String::as_str);
    let code = get(fields, "phone_country");
    if phone.is_empty() {
        return refuse(PHONE_MISSING);
    }
    let code_digits = code.strip_prefix('+').unwrap_or(code);
    if !phone.bytes().all(|byte| byte.is_ascii_digit())
        || code_digits.is_empty()
        || !code_digits.bytes().all(|byte| byte.is_ascii_digit())
    {
        return refuse(PHONE_PLAIN);
    }
    let length_fits = match country {
        "ES" | "FR" => phone.len() == 9,
        "SA" => phone.len() == 9 && phone.starts_with('5'),
        "AR" => phone.len() == 10,
        _ => (7..=13).contains(&phone.len()),
    };
    // The national leading 0 is dropped together with the country code's coming.
    let trunk_zero = matches!(
        country,
        "DE" | "FR" | "NL" | "UK" | "AU" | "KR" | "AT" | "VN"
    ) && phone.starts_with('0');
    if !length_fits || trunk_zero {
        refuse(PHONE_DIGITS)
    } else {
        Ok(())
    }
}

fn check_place(fields: &Fields, country: &str) -> Result<(), Refused> {
    let (province, city) = (get(fields, "province"), get(fields, "city"));
    let is_other = |name: &str| name.eq_ignore_ascii_case(CITY_OTHER);
    let lower_case =
        |name: &str| name.chars().any(char::is_alphabetic) && name == name.to_lowercase();
    if province.is_empty() {
        return refuse(if country == "BR" {
            SELECT_PROVINCE
        } else {
            SELECT_STATE
        });
    }
    if city.is_empty() || (lower_case(city) && !is_other(city)) {
        return refuse(ENTER_CITY);
    }
    if (country == "US" && is_other(province)) || (country == "BR" && is_other(province)) {
        return refuse(if country == "BR" {
            SELECT_PROVINCE
        } else {
            SELECT_STATE
        });
    }
    if country == "BR" && is_other(city) {
        return refuse(ENTER_CITY);
    }
    let Some(library) = provinces(country) else {
        return Ok(());
    };
    let tolerant = country == "DE" || is_other(province);
    let known = library.iter().find(|known| known.name == province);
    if known.is_none() && !tolerant {
        return refuse(if country == "BR" {
            SELECT_PROVINCE
        } else {
            SELECT_STATE
        });
    }
    let city_known = known.is_none_or(|known| known.cities.contains(&city));
    if city_known || is_other(city) || country == "DE" {
        Ok(())
    } else {
        refuse(ENTER_CITY)
    }
}

fn check_street(fields: &Fields, country: &str) -> Result<(), Refused> {
    let (street, zip) = (get(fields, "address"), get(fields, "zip"));
    let length = street.chars().count();
    if country == "US" && !(5..=35).contains(&length) {
        return refuse(ADDRESS_LENGTH);
    }
    if country == "SA" && !(5..=256).contains(&length) {
        return refuse("Please enter between 5 - 256 characters");
    }
    if country == "MX" && get(fields, "address2").chars().count() > 60 {
        return refuse("Please enter no more than 60 characters");
    }
    let zip_fits = match country {
        // "D-50667" and "A-1010" are refused.
        "DE" | "FR" | "ES" | "IT" => {
            zip.len() == 5 && zip.bytes().all(|byte| byte.is_ascii_digit())
        }
        "AT" | "AU" => zip.len() == 4 && zip.bytes().all(|byte| byte.is_ascii_digit()),
        "BR" => {
            let digits = zip.bytes().filter(u8::is_ascii_digit).count();
            digits == 8
                && zip
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'-')
        }
        "US" => {
            let digits: Vec<&str> = zip.split('-').collect();
            digits
                .iter()
                .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
                && digits.first().is_some_and(|part| part.len() == 5)
        }
        "SA" => (1..=10).contains(&zip.len()),
        _ => true,
    };
    if zip_fits { Ok(()) } else { refuse(ZIP) }
}

fn check_papers(
    fields: &Fields,
    country: &str,
    national_address: Option<&str>,
) -> Result<(), Refused> {
    let passport = get(fields, "passport_no");
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let fits = match country {
        "AR" => {
            digits(passport) == 11
                && passport == get(fields, "foreigner_passport_no")
                && get(fields, "is_foreigner") == "false"
        }
        "IL" => {
            digits(passport) == 9
                && passport == get(fields, "foreigner_passport_no")
                && get(fields, "is_foreigner") == "false"
        }
        "MX" => !passport.is_empty(),
        "SA" => {
            let code = national_address.unwrap_or("").to_uppercase();
            let (letters, numbers) = code.split_at_checked(4).unwrap_or(("", ""));
            let right = code.len() == 8
                && letters.bytes().all(|byte| byte.is_ascii_uppercase())
                && numbers.bytes().all(|byte| byte.is_ascii_digit());
            return if right {
                Ok(())
            } else {
                refuse(NATIONAL_ADDRESS)
            };
        }
        _ => true,
    };
    if fits { Ok(()) } else { refuse(PASSPORT) }
}

/// A CPF has 11 digits, of which the last two check the others, and belongs to one name. Numbers
/// that begin with `000` stand in the simulated register under somebody else's name.
fn check_cpf(fields: &Fields, register: &mut TaxRegister) -> Result<(), Refused> {
    let cpf = get(fields, "cpf");
    if !is_cpf(cpf) {
        return Err((CPF_INVALID, "CPF is invalid"));
    }
    let name = match get(fields, "contact_person") {
        "" => get(fields, "full_name"),
        name => name,
    };
    let owner = register
        .entry(cpf.to_owned())
        .or_insert_with(|| name.to_lowercase());
    if cpf.starts_with("000") || *owner != name.to_lowercase() {
        return Err((
            CPF_NOT_MATCH,
            "CPF does not match the name of the recipient",
        ));
    }
    Ok(())
}

fn is_cpf(text: &str) -> bool {
    let digits: Vec<u32> = text
        .chars()
        .filter_map(|letter| letter.to_digit(10))
        .collect();
    if digits.len() != 11 || text.len() != 11 || digits.iter().all(|digit| *digit == digits[0]) {
        return false;
    }
    let check = |count: usize| {
        let weights = (2..).take(count);
        let sum: u32 = digits[..count]
            .iter()
            .rev()
            .zip(weights)
            .map(|(digit, weight)| digit * weight)
            .sum();
        match sum * 10 % 11 {
            10 => 0,
            rest => rest,
        }
    };
    check(9) == digits[9] && check(10) == digits[10]
}

#[cfg(test)]
mod tests;
