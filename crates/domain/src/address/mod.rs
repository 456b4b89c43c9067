//! Who and where the parcel goes.
//!
//! Kept as the store gave it; what a marketplace wants of it is that platform's translation.

use serde::{Deserialize, Serialize};

/// A two-letter ISO 3166-1 country code in upper case. Unknown codes are kept, never guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CountryCode(pub String);

impl CountryCode {
    /// Wraps a code, upper-cased.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self(code.trim().to_ascii_uppercase())
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A postal address. An empty text means the store gave none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number.
    pub line1: String,
    /// Apartment, floor, district.
    pub line2: String,
    /// City.
    pub city: String,
    /// State, province, region or département, as the store names it.
    pub province: String,
    /// Its short code, where the store has one.
    pub province_code: String,
    /// Postal code.
    pub postal_code: String,
    /// Country.
    pub country: CountryCode,
}

/// A tax number that customs want with the parcel, e.g. Brazil's CPF.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxId {
    /// The store's own name of it, e.g. `cpf`, `rut`, `pccc`.
    pub kind: String,
    /// The number as given.
    pub value: String,
}

/// Who gets the parcel, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// Given and family name in one text.
    pub full_name: String,
    /// Company, if any.
    pub company: String,
    /// Phone as given, perhaps with country prefix.
    pub phone: String,
    /// Where.
    pub address: Address,
    /// Tax numbers that came with the order.
    pub tax_ids: Vec<TaxId>,
}

/// A field of a [`Recipient`] that no carrier can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressField {
    /// [`Recipient::full_name`].
    FullName,
    /// [`Address::line1`].
    Line1,
    /// [`Address::city`].
    City,
    /// [`Address::country`].
    Country,
    /// [`Recipient::phone`].
    Phone,
}

impl Recipient {
    /// The fields that are missing whatever the destination.
    #[must_use]
    pub fn missing(&self) -> Vec<AddressField> {
        let fields = [
            (AddressField::FullName, &self.full_name),
            (AddressField::Line1, &self.address.line1),
            (AddressField::City, &self.address.city),
            (AddressField::Country, &self.address.country.0),
            (AddressField::Phone, &self.phone),
        ];
        let missing =
            |(field, text): (AddressField, &String)| text.trim().is_empty().then_some(field);
        fields.into_iter().filter_map(missing).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_is_missing() {
        let mut recipient = Recipient {
            full_name: "Ann Lee".into(),
            phone: "555".into(),
            ..Recipient::default()
        };
        recipient.address.country = CountryCode::new(" us ");
        assert_eq!(
            recipient.missing(),
            [AddressField::Line1, AddressField::City]
        );
        assert_eq!(recipient.address.country.as_str(), "US");
    }
}
