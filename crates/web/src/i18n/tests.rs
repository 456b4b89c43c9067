//! What a reader may rely on: every text in every language, numbers, money and times.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::str::FromStr;

use fluent_bundle::{FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use rust_decimal::Decimal;

use super::{Lang, Locale, texts};

fn decimal(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

fn sources(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::En => texts::ENGLISH,
        Lang::Vi => texts::VIETNAMESE,
    }
}

/// Every key of a language with the variables in its text.
fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, source) in sources(lang) {
        let mut key = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((start, _)) = line.split_once(" =")
                && line.starts_with(|first: char| first.is_ascii_alphabetic())
            {
                key = start.to_owned();
                let before = found.insert(key.clone(), BTreeSet::new());
                assert!(before.is_none(), "{file} repeats {key}");
            }
            for part in line.split('$').skip(1) {
                let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let name = &part[..end.unwrap_or(part.len())];
                found.get_mut(&key).unwrap().insert(name.to_owned());
            }
        }
    }
    found
}

#[test]
fn every_locale_file_parses() {
    for lang in Lang::ALL {
        for (file, source) in sources(lang) {
            let parsed = FluentResource::try_new((*source).to_owned());
            assert!(
                parsed.is_ok(),
                "{}/{file}: {:?}",
                lang.code(),
                parsed.err().map(|e| e.1)
            );
        }
    }
}

#[test]
fn languages_have_the_same_keys_and_variables() {
    let english = keys(Lang::En);
    assert!(english.len() > 300, "{} keys", english.len());
    for lang in Lang::ALL {
        for (key, variables) in keys(lang) {
            assert_eq!(
                Some(&variables),
                english.get(&key),
                "{} in {}",
                key,
                lang.code()
            );
        }
        assert_eq!(keys(lang).len(), english.len(), "{}", lang.code());
    }
}

#[test]
fn every_message_formats_without_holes() {
    for lang in Lang::ALL {
        for (key, variables) in keys(lang) {
            for number in [0_i64, 1, 2, 5, 21, 1_000_000] {
                let values: Vec<(&str, FluentValue<'_>)> = variables
                    .iter()
                    .map(|name| (name.as_str(), number.into()))
                    .collect();
                let text = lang.tr(&key, &values);
                assert!(
                    !text.is_empty() && *text != *key,
                    "{key} in {}",
                    lang.code()
                );
                assert!(!text.contains(['{', '}', '\u{2068}']), "{key}: {text}");
            }
        }
    }
}

/// Reads this crate's own sources for keys written out in them.
#[test]
fn every_key_that_the_sources_name_exists() {
    let mut named = BTreeSet::new();
    collect_keys(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut named,
    );
    assert!(named.len() > 40, "only {} keys found", named.len());
    for lang in Lang::ALL {
        let missing: Vec<_> = named.iter().filter(|key| !lang.has(key)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", lang.code());
    }
}

fn collect_keys(folder: &Path, named: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_keys(&path, named);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            for marker in [".t(\"", ".tr(\""] {
                for part in source.split(marker).skip(1) {
                    named.insert(part.split('"').next().unwrap().to_owned());
                }
            }
        }
    }
}

#[test]
fn a_missing_text_is_its_key() {
    assert_eq!(Lang::Vi.t("no-such-key"), "no-such-key");
    assert_eq!(
        Lang::En.tr("no-such-key", &[("a", 1.into())]),
        "no-such-key"
    );
}

#[test]
fn a_language_is_chosen_by_cookie_then_by_browser() {
    let choose = Lang::negotiate;
    assert_eq!(choose(None, None), Lang::En);
    assert_eq!(choose(None, Some("fr, vi-VN;q=0.9, en;q=0.8")), Lang::Vi);
    assert_eq!(choose(None, Some("en;q=0.3, vi;q=0.5")), Lang::Vi);
    assert_eq!(choose(None, Some("vi;q=0, en;q=0.1")), Lang::En);
    assert_eq!(choose(Some("a=b; crossdock_lang=vi"), Some("en")), Lang::Vi);
    assert_eq!(
        choose(Some("crossdock_lang=<script>"), Some("vi")),
        Lang::Vi
    );
    assert_eq!(
        choose(Some("xcrossdock_lang=vi"), Some(";;q=,,=")),
        Lang::En
    );
}

#[test]
fn numbers_are_grouped_as_the_language_does_it() {
    assert_eq!(Lang::En.number(1_234_567), "1,234,567");
    assert_eq!(Lang::Vi.number(-1_234_567), "\u{2212}1.234.567");
    assert_eq!(
        Lang::En.number(i64::MIN),
        "\u{2212}9,223,372,036,854,775,808"
    );
    assert_eq!(Lang::En.number(0), "0");
    assert_eq!(Lang::Vi.percent(decimal("0.215")), "21,5%");
    assert_eq!(Lang::En.percent(decimal("0.5")), "50%");
    assert_eq!(
        Lang::En.tr("time-days-ago", &[("count", 1200.into())]),
        "1,200 days ago"
    );
    assert_eq!(
        Lang::Vi.tr("time-days-ago", &[("count", 1200.into())]),
        "1.200 ngày trước"
    );
}

#[test]
fn money_has_the_digits_of_its_currency() {
    assert_eq!(Lang::En.money(decimal("312.4"), "USD"), "312.40\u{a0}USD");
    assert_eq!(
        Lang::Vi.money(decimal("1312.4"), "USD"),
        "1.312,40\u{a0}USD"
    );
    assert_eq!(
        Lang::Vi.money(decimal("1250000"), "VND"),
        "1.250.000\u{a0}VND"
    );
    assert_eq!(Lang::En.money(decimal("1.5"), "KWD"), "1.500\u{a0}KWD");
    assert_eq!(
        Lang::En.money(decimal("-0.05"), "EUR"),
        "\u{2212}0.05\u{a0}EUR"
    );
    assert_eq!(Lang::En.money(decimal("-0.00"), "EUR"), "0.00\u{a0}EUR");
    assert_eq!(
        Lang::En.money(decimal("0.1234"), "USD"),
        "0.1234\u{a0}USD",
        "never rounded"
    );
    assert_eq!(
        Lang::En.money(decimal("10"), "<b>"),
        "10.00\u{a0}<b>",
        "escaped by the page"
    );
}

fn locale(lang: Lang) -> Locale {
    Locale {
        lang,
        zone: TimeZone::fixed(offset(7)),
        now: "2026-11-22T08:44:00Z".parse().unwrap(),
    }
}

#[test]
fn times_say_how_far_away_they_are() {
    let at = |lang: Lang, time: &str| {
        let time: Timestamp = time.parse().unwrap();
        locale(lang).relative(time).into_owned()
    };
    assert_eq!(at(Lang::En, "2026-11-22T08:43:01Z"), "just now");
    assert_eq!(at(Lang::En, "2026-11-22T08:43:00Z"), "1 minute ago");
    assert_eq!(at(Lang::En, "2026-11-22T05:00:00Z"), "3 hours ago");
    assert_eq!(at(Lang::Vi, "2026-11-22T05:00:00Z"), "3 giờ trước");
    assert_eq!(at(Lang::Vi, "2026-11-21T08:44:00Z"), "1 ngày trước");
    assert_eq!(at(Lang::En, "2026-11-24T09:44:00Z"), "in 2 days");
    assert_eq!(at(Lang::Vi, "2026-11-22T09:44:00Z"), "sau 1 giờ nữa");
    assert_eq!(at(Lang::En, "2026-09-01T00:00:00Z"), "Sep 1, 2026");
    assert_eq!(at(Lang::Vi, "2026-09-01T00:00:00Z"), "01/09/2026");
    assert_eq!(at(Lang::En, "-009999-01-02T01:59:59Z"), "Jan 2, -9999");
}

#[test]
fn exact_times_are_in_the_merchants_zone() {
    let time: Timestamp = "2026-11-21T20:05:09Z".parse().unwrap();
    assert_eq!(locale(Lang::En).exact(time), "Nov 22, 2026, 03:05");
    assert_eq!(locale(Lang::Vi).exact(time), "03:05, 22/11/2026");
    assert_eq!(
        locale(Lang::En).exact_with_zone(time),
        "Nov 22, 2026, 03:05:09 (UTC+07:00)"
    );
    assert_eq!(Locale::machine(time), "2026-11-21T20:05:09Z");
}
