//! The fields of an address, and countries to choose from.

use std::sync::OnceLock;

use domain::address::AddressField;

use crate::i18n::{Lang, Text};
use crate::ui::Choice;

// keys: country-*

/// What a field is called.
pub(crate) fn address_field(lang: Lang, field: AddressField) -> Text<'static> {
    match field {
        AddressField::FullName => lang.t("address-name"),
        AddressField::Line1 => lang.t("address-line1"),
        AddressField::City => lang.t("address-city"),
        AddressField::Country => lang.t("address-country"),
        AddressField::Phone => lang.t("address-phone"),
    }
}

/// A country's name by its ISO 3166-1 code; a code that is none stays as it is.
pub(crate) fn country_name(lang: Lang, code: &str) -> Text<'static> {
    match rust_iso3166::from_alpha2(code) {
        Some(known) => lang.t(&format!("country-{}", known.alpha2)),
        None => code.to_owned().into(),
    }
}

/// Every country by its name in `lang`.
pub(crate) fn countries(lang: Lang) -> &'static [Choice<'static>] {
    static ENGLISH: OnceLock<Vec<Choice<'static>>> = OnceLock::new();
    static VIETNAMESE: OnceLock<Vec<Choice<'static>>> = OnceLock::new();
    let made = match lang {
        Lang::En => &ENGLISH,
        Lang::Vi => &VIETNAMESE,
    };
    made.get_or_init(|| {
        let mut all: Vec<Choice<'static>> = rust_iso3166::ALL
            .iter()
            .map(|country| Choice {
                value: country.alpha2.into(),
                label: lang.t(&format!("country-{}", country.alpha2)),
            })
            .collect();
        all.sort_by_key(|choice| sort_key(&choice.label));
        all
    })
}

/// Letters with marks stand beside those without, as people look for them.
fn sort_key(name: &str) -> String {
    let plain = |letter: char| match letter {
        'À'..='Å' | 'à'..='å' | 'Ă' | 'ă' => 'a',
        'È'..='Ë' | 'è'..='ë' => 'e',
        'Đ' | 'đ' => 'd',
        'Ô' | 'ô' | 'Ö' | 'ö' | 'Ơ' | 'ơ' => 'o',
        'Ư' | 'ư' => 'u',
        'Ý' | 'ý' => 'y',
        'Ấ' | 'Ẩ' => 'a',
        other => other.to_lowercase().next().unwrap_or(other),
    };
    name.chars().map(plain).collect()
}
