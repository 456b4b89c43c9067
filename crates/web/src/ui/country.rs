//! Countries: the flag and the name in the reader's language, from the two-letter code.

use maud::{Markup, html};

use crate::i18n::{Lang, Text};

/// Shows a country by its ISO 3166-1 code, flag and name. A code that is none is shown as it is.
pub fn country(lang: Lang, code: &str) -> Markup {
    html! {
        span.country {
            @if let Some(flag) = flag(code) { span.flag aria-hidden="true" { (flag) } }
            span { (country_name(lang, code)) }
        }
    }
}

/// Shows only the flag, with the name on hover and for screen readers.
pub fn country_flag(lang: Lang, code: &str) -> Markup {
    let name = country_name(lang, code);
    html! {
        span.flag role="img" aria-label=(name) title=(name) {
            @match flag(code) {
                Some(flag) => (flag),
                None => (code),
            }
        }
    }
}

fn country_name(lang: Lang, code: &str) -> Text<'static> {
    match code {
        "" => lang.t("customer-country-unknown"),
        code => match rust_iso3166::from_alpha2(code) {
            Some(known) => lang.t(&format!("country-{}", known.alpha2)),
            None => code.to_owned().into(),
        },
    }
}

/// A flag is written as the two letters of the code in their regional form.
fn flag(code: &str) -> Option<String> {
    rust_iso3166::from_alpha2(code)?;
    const REGIONAL_A: u32 = 0x1F1E6;
    code.bytes()
        .map(|letter| char::from_u32(REGIONAL_A + u32::from(letter - b'A')))
        .collect()
}
