//! The languages of the desk, how one is chosen for a request, and how a text is looked up.
//!
//! Bundles are built once and shared. Directional isolation marks are off, because texts go into
//! attributes too; a page isolates what people wrote with `<bdi>` (see `ui::foreign`).

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

use super::{numbers, texts};

/// A text that is either static or made for the moment; every component takes and gives these.
pub type Text<'a> = Cow<'a, str>;

/// A language of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// English, in American spelling; the fallback of all others.
    #[default]
    En,
    /// Vietnamese.
    Vi,
}

impl Lang {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::En, Self::Vi];

    /// The name of the cookie that keeps the choice.
    pub const COOKIE: &'static str = "crossdock_lang";

    /// Gives the code that goes into `<html lang>` and the cookie.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Vi => "vi",
        }
    }

    /// Gives the language's name for itself, which is how people find it in a list.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Vi => "Tiếng Việt",
        }
    }

    /// Reads a code such as `vi` or `vi-VN`; the region does not matter.
    pub fn from_code(code: &str) -> Option<Self> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }

    /// Chooses for a request: what the person chose before, else the best of what the browser
    /// prefers, else English. Both arguments are raw header values and may be hostile.
    pub fn negotiate(cookies: Option<&str>, accept_language: Option<&str>) -> Self {
        cookies
            .and_then(|cookies| cookie_value(cookies, Self::COOKIE))
            .and_then(Self::from_code)
            .or_else(|| accept_language.and_then(most_wanted))
            .unwrap_or_default()
    }

    /// Gives the text of `key`.
    pub fn t(self, key: &str) -> Text<'static> {
        self.look_up(key, None)
    }

    /// Gives the text of `key` with its variables filled in. Numbers are grouped as the language
    /// does it and choose the plural; pass ids as strings, they are no numbers.
    pub fn tr(self, key: &str, values: &[(&str, FluentValue<'_>)]) -> Text<'static> {
        let args: FluentArgs<'_> = values
            .iter()
            .map(|(name, value)| (*name, value.clone()))
            .collect();
        Cow::Owned(self.look_up(key, Some(&args)).into_owned())
    }

    /// Tells whether this language itself has the key, for texts that are optional by design.
    pub fn has(self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    fn look_up(self, key: &str, args: Option<&FluentArgs<'_>>) -> Text<'static> {
        if let Some(text) = format_message(self.bundle(), key, args) {
            return text;
        }
        if self != Self::En
            && let Some(text) = format_message(Self::En.bundle(), key, args)
        {
            tracing::debug!(
                key,
                lang = self.code(),
                "a text is missing and falls back to English"
            );
            return text;
        }
        tracing::debug!(
            key,
            lang = self.code(),
            "a text is missing in every language"
        );
        Cow::Owned(key.to_owned())
    }

    fn bundle(self) -> &'static Bundle {
        static ENGLISH: OnceLock<Bundle> = OnceLock::new();
        static VIETNAMESE: OnceLock<Bundle> = OnceLock::new();
        match self {
            Self::En => ENGLISH.get_or_init(|| build(self, langid!("en"), texts::ENGLISH)),
            Self::Vi => VIETNAMESE.get_or_init(|| build(self, langid!("vi"), texts::VIETNAMESE)),
        }
    }
}

type Bundle = FluentBundle<FluentResource>;
fn build(lang: Lang, id: LanguageIdentifier, files: &[(&'static str, &'static str)]) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    match lang {
        Lang::En => bundle.set_formatter(Some(|value, _| numbers::in_text(Lang::En, value))),
        Lang::Vi => bundle.set_formatter(Some(|value, _| numbers::in_text(Lang::Vi, value))),
    }
    for (file, source) in files {
        // A broken entry costs that entry only: the rest of the file is used, and the tests fail.
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                tracing::warn!(file, ?errors, "a locale file has broken entries");
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::warn!(file, ?errors, "a locale file repeats the keys of another");
        }
    }
    bundle
}

fn format_message(
    bundle: &'static Bundle,
    key: &str,
    args: Option<&FluentArgs<'_>>,
) -> Option<Text<'static>> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle
        .format_pattern(pattern, args, &mut errors)
        .into_owned();
    if !errors.is_empty() {
        tracing::debug!(key, ?errors, "a text was shown with holes");
    }
    Some(Cow::Owned(text))
}

fn cookie_value<'a>(cookies: &'a str, name: &str) -> Option<&'a str> {
    cookies
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// Reads `Accept-Language`: the supported language with the highest weight, the first of equals.
fn most_wanted(header: &str) -> Option<Lang> {
    let mut best: Option<(u32, Lang)> = None;
    // A browser sends a handful; whoever sends hundreds gets the first few read.
    for part in header.split(',').take(20) {
        let mut fields = part.split(';');
        let Some(lang) = fields.next().and_then(Lang::from_code) else {
            continue;
        };
        let weight = fields
            .find_map(|field| field.trim().strip_prefix("q="))
            .map_or(1000, weight_in_thousandths);
        if weight > 0 && best.is_none_or(|(top, _)| weight > top) {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

/// `0.8` is 800; anything unreadable counts as nothing.
fn weight_in_thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    let whole: u32 = whole.parse().unwrap_or(0);
    whole.min(1) * 1000 + digits.parse::<u32>().unwrap_or(0)
}
