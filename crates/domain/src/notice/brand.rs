//! How a store shows itself to its customers: name, color, picture, language.

use serde::{Deserialize, Serialize};

use crate::ids::StoreId;
use crate::store::Store;

/// A language that customers are written to in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Vietnamese.
    Vi,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::Vi];

    /// As stored and as in the page's `lang`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Vi => "vi",
        }
    }

    /// Reads what [`Self::as_str`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|language| language.as_str() == text)
    }
}

/// The picture at the top of mails and of the customer's page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "from", content = "at")]
pub enum Logo {
    /// None: the name stands there alone.
    #[default]
    None,
    /// At an address of the merchant's, `https` only.
    Url(String),
    /// Uploaded here; the number changes with each upload, so that browsers fetch the new one.
    Uploaded(u32),
}

/// How a store shows itself to its customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// Its name.
    pub name: String,
    /// Its color as `#rrggbb`.
    pub color: String,
    /// Its picture.
    pub logo: Logo,
    /// The language of its customers; `None` goes by the country that a parcel goes to.
    pub language: Option<Language>,
    /// Where answers to its mails go; empty for where they come from.
    pub reply_to: String,
    /// Whom a customer asks, shown on the customer's page: an address of mail or of a page; may be empty.
    pub contact: String,
}

impl Brand {
    /// How a store shows itself before the merchant chose anything.
    #[must_use]
    pub fn of(store: &Store) -> Self {
        Self {
            name: store.name.clone(),
            // Dark enough for white letters.
            color: "#1f4e79".into(),
            logo: Logo::None,
            language: None,
            reply_to: String::new(),
            contact: String::new(),
        }
    }

    /// The language for a parcel that goes to a country.
    #[must_use]
    pub fn language_for(&self, country: &str) -> Language {
        self.language.unwrap_or(match country {
            "VN" => Language::Vi,
            _ => Language::En,
        })
    }
}

/// Whether a text is a color as `#rrggbb`.
#[must_use]
pub fn is_color(text: &str) -> bool {
    text.len() == 7
        && text
            .strip_prefix('#')
            .is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// White or black, whichever reads better on a color: by how bright eyes see red, green and blue.
#[must_use]
pub fn ink_on(color: &str) -> &'static str {
    let part = |at: usize| {
        let digits = color.get(at..at + 2).unwrap_or("00");
        u32::from_str_radix(digits, 16).unwrap_or(0)
    };
    if part(1) * 299 + part(3) * 587 + part(5) * 114 < 150_000 {
        "#ffffff"
    } else {
        "#14171a"
    }
}

/// Whether a text can be the name of a store in the address of its customer page.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    (2..=60).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// The name of a store in the address of its customer page before the merchant chose one. The end of
/// the store's id keeps two stores of one name apart.
#[must_use]
pub fn default_slug(name: &str, id: StoreId) -> String {
    let mut slug = String::new();
    for sign in name.chars().flat_map(char::to_lowercase) {
        if sign.is_ascii_alphanumeric() {
            slug.push(sign);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(40);
    let slug = slug.trim_matches('-');
    let tail = id.0.rem_euclid(100_000);
    if slug.is_empty() {
        format!("store-{tail:05}")
    } else {
        format!("{slug}-{tail:05}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_of_any_name_has_a_slug() {
        for name in ["Lamp & Shade", "Đèn đẹp", "โคมไฟ", "", &"x".repeat(300)] {
            let slug = default_slug(name, StoreId(1_234_567));
            assert!(is_slug(&slug), "{slug}");
            assert!(slug.ends_with("-34567"), "{slug}");
        }
        assert_eq!(default_slug("Lamp & Shade", StoreId(7)), "lamp-shade-00007");
    }

    #[test]
    fn letters_are_readable_on_any_color() {
        for dark in ["#1f4e79", "#000000", "#c00020"] {
            assert_eq!(ink_on(dark), "#ffffff");
        }
        for bright in ["#ffffff", "#f2c94c", "#7fffd4"] {
            assert_eq!(ink_on(bright), "#14171a");
        }
    }

    #[test]
    fn only_colors_are_colors() {
        assert!(is_color("#1f4E79"));
        for wrong in ["", "red", "#fff", "#1f4e7g", "#1f4e79;", "1f4e799"] {
            assert!(!is_color(wrong), "{wrong}");
        }
    }
}
