//! Who ordered and who gets the parcel.
//!
//! Everything about a person may be missing: an order that ships without an address gives an empty one, so
//! that a person sees what is missing. A country's name is never guessed into a code.

use domain::address::{Address, CountryCode, Recipient, TaxId};

use super::filled;
use crate::shopify::wire;

pub(super) fn customer_name(order: &wire::Order) -> String {
    let of_customer = order
        .customer
        .as_ref()
        .map(|customer| &customer.display_name);
    filled(of_customer)
        // Who gave no name is shown by the address, which is no name.
        .filter(|name| !name.contains('@'))
        .or_else(|| order.shipping_address.as_ref().and_then(full_name))
        .or_else(|| {
            let billing = order.billing_address.as_ref()?;
            filled(billing.name.as_ref())
        })
        .unwrap_or_default()
}

pub(super) fn customer_email(order: &wire::Order) -> String {
    let of_customer = order
        .customer
        .as_ref()
        .and_then(|customer| customer.default_email_address.as_ref())
        .map(|email| &email.email_address);
    filled(order.email.as_ref())
        .or_else(|| filled(of_customer))
        .unwrap_or_default()
}

pub(super) fn recipient(order: &wire::Order) -> Recipient {
    let Some(address) = &order.shipping_address else {
        return Recipient::default();
    };
    let of_customer = order
        .customer
        .as_ref()
        .and_then(|customer| customer.default_phone_number.as_ref())
        .map(|phone| &phone.phone_number);
    let phone = filled(address.phone.as_ref())
        .or_else(|| filled(order.phone.as_ref()))
        .or_else(|| filled(of_customer));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Recipient {
        full_name: full_name(address).unwrap_or_default(),
        company: text(&address.company),
        phone: phone.unwrap_or_default(),
        address: Address {
            line1: text(&address.address1),
            line2: text(&address.address2),
            city: text(&address.city),
            province: text(&address.province),
            province_code: text(&address.province_code),
            postal_code: text(&address.zip),
            country: country(address),
        },
        tax_ids: tax_ids(order),
    }
}

fn full_name(address: &wire::Address) -> Option<String> {
    filled(address.name.as_ref()).or_else(|| {
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        let joined = format!("{} {}", part(&address.first_name), part(&address.last_name));
        filled(Some(&joined))
    })
}

/// The code, or a country that is itself written as a code.
fn country(address: &wire::Address) -> CountryCode {
    let is_code = |text: &String| text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic());
    let written = [&address.country_code_v2, &address.country];
    let code = written
        .into_iter()
        .filter_map(|text| filled(text.as_ref()))
        .find(is_code);
    // "ZZ" is the platform's word for a country that it does not know.
    let code = code.filter(|code| code != "ZZ").unwrap_or_default();
    CountryCode::new(&code)
}

/// The numbers that customs ask for: from the checkout's own fields, or from what a theme asked beside.
fn tax_ids(order: &wire::Order) -> Vec<TaxId> {
    let fields = order.localized_fields.nodes.iter().filter_map(|field| {
        let kind = match field.key.as_str() {
            "TAX_CREDENTIAL_BR" | "SHIPPING_CREDENTIAL_BR" => brazilian(&field.value).to_owned(),
            "TAX_CREDENTIAL_CL" | "SHIPPING_CREDENTIAL_CL" => "rut".to_owned(),
            "SHIPPING_CREDENTIAL_KR" => "pccc".to_owned(),
            // What kind of number another number is, and where bills go, is no number.
            key if key.contains("_TYPE_") || key.contains("_USE_") || key.contains("_EMAIL_") => {
                return None;
            }
            other => other.to_ascii_lowercase(),
        };
        Some((kind, &field.value))
    });
    let asked = order.custom_attributes.iter().filter_map(|attribute| {
        let value = attribute.value.as_ref()?;
        let key: String = attribute
            .key
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let kind = match key.to_ascii_lowercase().as_str() {
            "cpf" | "cnpj" | "cpfcnpj" | "cpfoucnpj" | "cpforcnpj" => brazilian(value),
            "rut" => "rut",
            "pccc" => "pccc",
            _ => return None,
        };
        Some((kind.to_owned(), value))
    });
    let mut tax_ids: Vec<TaxId> = Vec::new();
    for (kind, value) in fields.chain(asked) {
        let is_known = tax_ids.iter().any(|known| known.kind == kind);
        if let Some(value) = filled(Some(value)).filter(|_| !is_known) {
            tax_ids.push(TaxId { kind, value });
        }
    }
    tax_ids
}

/// 11 digits are a person's CPF, 14 a company's CNPJ.
fn brazilian(value: &str) -> &'static str {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    if digits == 14 { "cnpj" } else { "cpf" }
}
