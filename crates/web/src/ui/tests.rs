//! The parts escape what they are given, speak without color, and keep to the content policy.

use std::str::FromStr as _;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use maud::{Markup, html};
use rust_decimal::Decimal;
use tower::ServiceExt as _;

use super::headers::{PagePolicy, Pictures, security_headers};
use super::link::safe_picture;
use super::*;
use crate::i18n::{Lang, Locale};

/// What somebody may have called themselves: markup, an attribute's end, the other direction.
const HOSTILE: &str = "\"><script>alert(1)</script><b onmouseover=\"x\">\u{202e}&'";

fn locale(lang: Lang) -> Locale {
    Locale {
        lang,
        zone: TimeZone::fixed(offset(7)),
        now: moment("2026-11-22T08:44:00Z"),
    }
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

/// Fails when markup lets through a tag or an attribute that was given as text, or breaks the
/// content policy.
fn assert_harmless(what: &str, markup: &Markup) {
    let text = &markup.0;
    for bad in [
        "<script>",
        "<b ",
        "onmouseover=\"",
        " style=\"",
        " onclick",
        "javascript:",
    ] {
        assert!(!text.contains(bad), "{what} lets {bad} through: {text}");
    }
    assert!(
        text.contains("&lt;script&gt;"),
        "{what} does not show what it was given: {text}"
    );
}

#[test]
fn small_parts_escape() {
    let lang = Lang::En;
    let icon = Icon::Info;
    assert_harmless(
        "chip",
        &chip(&Chip {
            tone: Tone::Info,
            icon,
            word: HOSTILE.into(),
        }),
    );
    assert_harmless("foreign", &foreign(HOSTILE));
    assert_harmless("country", &country(lang, HOSTILE));
    assert_harmless("flag", &country_flag(lang, HOSTILE));
    assert_harmless("money", &money(lang, Decimal::ONE, HOSTILE));
    assert_harmless(
        "money column",
        &money_in_column(lang, Decimal::ONE, HOSTILE),
    );
    assert_harmless("code", &copyable_code(lang, HOSTILE));
    assert_harmless("link", &external_link(lang, HOSTILE, HOSTILE));
    assert_harmless("progress", &progress(lang, HOSTILE, 1, 2));
    let picture = Thumbnail {
        src: Some(HOSTILE.into()),
        name: HOSTILE.into(),
        quantity: 1,
    };
    assert_harmless("thumbnails", &thumbnails(lang, &[picture]));
    let told = Notice {
        tone: Tone::Danger,
        text: HOSTILE.into(),
        link: Some((HOSTILE.into(), "javascript:alert(1)".into())),
    };
    assert_harmless("notice", &notice(lang, &told));
    assert_harmless("callout", &callout(Tone::Info, HOSTILE, &foreign(HOSTILE)));
    assert_harmless(
        "steps",
        &steps(
            lang,
            &[Step {
                label: HOSTILE.into(),
                state: StepState::Done,
            }],
        ),
    );
}

#[test]
fn failures_and_stories_escape() {
    let lang = Lang::Vi;
    let failure = Failure {
        tone: Tone::Danger,
        reason: HOSTILE.into(),
        fix: HOSTILE.into(),
        actions: html! {},
        own_words: Some((HOSTILE.into(), HOSTILE.into())),
    };
    assert_harmless("failure", &failure_box(lang, &failure));
    let entry = Entry {
        tone: Tone::Neutral,
        icon: Icon::History,
        what: foreign(HOSTILE),
        who: HOSTILE.into(),
        when: moment("2026-11-22T08:00:00Z"),
        details: Some(foreign(HOSTILE)),
    };
    assert_harmless("timeline", &timeline(&locale(lang), &[entry]));
    let confirm = Confirm {
        title: HOSTILE.into(),
        body: HOSTILE.into(),
        action: HOSTILE.into(),
    };
    let pressed = Button {
        label: HOSTILE.into(),
        value: Some((HOSTILE.into(), HOSTILE.into())),
        action: Some("javascript:alert(1)".into()),
        confirm: Some(confirm),
        ..Button::default()
    };
    assert_harmless("button", &button(&pressed));
    let bar = Bar {
        label: HOSTILE.into(),
        value: 3,
        written: HOSTILE.into(),
        href: None,
    };
    assert_harmless("columns", &column_chart(lang, HOSTILE, &[bar]));
    let series = Series {
        label: HOSTILE.into(),
        values: vec![1],
    };
    assert_harmless(
        "stack",
        &stacked_columns(lang, HOSTILE, &[HOSTILE.into()], &[series]),
    );
    let share = Share {
        label: HOSTILE.into(),
        value: 3,
        href: Some(HOSTILE.into()),
    };
    assert_harmless("shares", &share_bar(lang, HOSTILE, &[share]));
    assert_harmless(
        "sparkline",
        &html! { (sparkline(&[1, 2], HOSTILE)) (foreign(HOSTILE)) },
    );
}

#[test]
fn tables_and_fields_escape() {
    let lang = Lang::En;
    let table = DataTable {
        caption: HOSTILE.into(),
        columns: vec![Column {
            label: HOSTILE.into(),
            sort: Some((Order::None, "javascript:alert(1)".into())),
            ..Column::default()
        }],
        rows: vec![Row {
            id: HOSTILE.into(),
            name: HOSTILE.into(),
            href: Some("javascript:alert(1)".into()),
            tone: Tone::Danger,
            cells: vec![foreign(HOSTILE)],
        }],
        selection: Some(Selection {
            form: HOSTILE.into(),
            name: HOSTILE.into(),
        }),
        live: Some(LiveRows {
            one: HOSTILE.into(),
            many: HOSTILE.into(),
        }),
    };
    assert_harmless("table", &data_table(lang, &table));
    let around = Field {
        name: HOSTILE.into(),
        label: HOSTILE.into(),
        hint: Some(HOSTILE.into()),
        error: Some(HOSTILE.into()),
        need: Need::Optional,
    };
    let input = Input {
        value: HOSTILE.into(),
        suffix: Some(HOSTILE.into()),
        ..Input::default()
    };
    assert_harmless("text", &text_field(lang, &around, &input));
    assert_harmless("area", &text_area(lang, &around, HOSTILE, 3));
    let choice = Choice {
        value: HOSTILE.into(),
        label: HOSTILE.into(),
    };
    assert_harmless("select", &select_field(lang, &around, &[choice], HOSTILE));
    assert_harmless("check", &checkbox(&around, true));
    let filter = FilterBar {
        action: "/orders".into(),
        search_name: "search".into(),
        search: HOSTILE.into(),
        placeholder: HOSTILE.into(),
        fields: html! {},
        active: vec![ActiveFilter {
            label: HOSTILE.into(),
            remove: HOSTILE.into(),
        }],
        clear: "/orders".into(),
    };
    assert_harmless("filter", &filter_bar(lang, &filter));
}

fn whole_page(locale: &Locale) -> Markup {
    page(
        &Page {
            locale,
            theme: Theme::Dark,
            title: HOSTILE.into(),
            nav: vec![NavItem {
                label: HOSTILE.into(),
                href: "/orders".into(),
                icon: Icon::Orders,
                count: 1200,
                tone: Tone::Danger,
                keys: Some("g o"),
            }],
            current: Some(0),
            extra: vec![],
            user: User {
                name: HOSTILE.into(),
                email: HOSTILE.into(),
                workspace: HOSTILE.into(),
            },
            search: HOSTILE.into(),
            notices: vec![],
            events: Some("/events".into()),
            links: PageLinks::default(),
        },
        &html! { h1 { (HOSTILE) } },
    )
}

#[test]
fn a_page_escapes_and_loads_only_its_own_files() {
    for lang in Lang::ALL {
        let locale = locale(lang);
        let page = whole_page(&locale);
        assert_harmless("page", &page);
        assert!(page.0.contains(&format!(
            "<html lang=\"{}\" data-theme=\"dark\"",
            lang.code()
        )));
        assert_eq!(page.0.matches("<script").count(), 1, "{}", page.0);
        assert!(page.0.contains("<script src=\"/static/"));
        assert!(page.0.contains("href=\"#main\"") && page.0.contains("id=\"main\""));
        let entry = EntryPage {
            locale: &locale,
            theme: Theme::System,
            title: HOSTILE.into(),
            lead: HOSTILE.into(),
            notices: vec![],
            preferences: "/preferences".into(),
        };
        assert_harmless("entry", &entry_page(&entry, &html! {}));
    }
}

#[test]
fn only_harmless_addresses_become_links() {
    for good in [
        "/orders?tab=2",
        "?after=3",
        "#main",
        "https://a.example/x",
        "mailto:a@b.example",
    ] {
        assert_eq!(safe_href(good), good);
    }
    for bad in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:x",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "data:text/html,x",
        "vbscript:x",
        "orders",
        "",
        "\u{0}javascript:x",
    ] {
        assert_eq!(safe_href(bad), "#", "{bad:?}");
    }
    assert_eq!(
        safe_picture("data:image/png;base64,AAAA"),
        Some("data:image/png;base64,AAAA")
    );
    assert_eq!(safe_picture("data:text/html,x"), None);
    assert_eq!(safe_picture("#"), None);
}

#[test]
fn a_chip_has_a_word_an_icon_and_a_tone() {
    for tone in Tone::ALL {
        let shown = chip(&Chip {
            tone,
            icon: Icon::Danger,
            word: "Failed".into(),
        })
        .0;
        assert!(
            shown.contains(&format!("data-tone=\"{}\"", tone.name())),
            "{shown}"
        );
        assert!(
            shown.contains("<svg") && shown.contains("aria-hidden=\"true\""),
            "{shown}"
        );
        assert!(shown.contains("Failed"), "{shown}");
    }
}

#[test]
fn amounts_keep_their_currency_and_align() {
    let lang = Lang::Vi;
    let shown = money(lang, decimal("1312.4"), "USD").0;
    assert!(
        shown.contains("1.312,40") && shown.contains(">USD<"),
        "{shown}"
    );
    let dong = money_in_column(lang, decimal("1250000"), "VND").0;
    assert!(
        dong.contains("1.250.000<span class=\"money-padding\" aria-hidden=\"true\">,00<"),
        "{dong}"
    );
    let dollars = money_in_column(lang, decimal("3"), "USD").0;
    assert!(
        dollars.contains("3,00<") && !dollars.contains("money-padding"),
        "{dollars}"
    );
    let up = money_with_sign(Lang::En, decimal("2"), "USD", Sign::Judged).0;
    assert!(
        up.contains("data-change=\"up\"") && up.contains("+2.00"),
        "{up}"
    );
    let down = money_with_sign(Lang::En, decimal("-2"), "USD", Sign::Judged).0;
    assert!(
        down.contains("data-change=\"down\"") && down.contains("\u{2212}2.00"),
        "{down}"
    );
    let plain = money_with_sign(Lang::En, decimal("-2"), "USD", Sign::Plain).0;
    assert!(plain.contains("data-change=\"flat\""), "{plain}");
}

#[test]
fn a_time_is_relative_with_the_exact_one_beside() {
    let shown = time(&locale(Lang::Vi), moment("2026-11-22T05:44:00Z")).0;
    assert!(shown.contains("3 giờ trước"), "{shown}");
    assert!(
        shown.contains("title=\"12:44:00, 22/11/2026 (UTC+07:00)\""),
        "{shown}"
    );
    assert!(
        shown.contains("datetime=\"2026-11-22T05:44:00Z\" "),
        "{shown}"
    );
    assert!(as_of(&locale(Lang::En), None, "/sync").0.contains("never"));
}

#[test]
fn countries_have_a_flag_and_a_name() {
    assert!(country(Lang::Vi, "DE").0.contains("🇩🇪") && country(Lang::Vi, "DE").0.contains("Đức"));
    assert!(
        country(Lang::En, "us").0.contains("us"),
        "a code in small letters is shown as it is"
    );
    assert!(country(Lang::En, "").0.contains("Unknown country"));
    assert!(
        country_flag(Lang::En, "VN")
            .0
            .contains("aria-label=\"Vietnam\"")
    );
    for known in rust_iso3166::ALL {
        assert!(
            Lang::Vi.has(&format!("country-{}", known.alpha2)),
            "{}",
            known.alpha2
        );
    }
}

#[test]
fn a_field_is_tied_to_its_hint_and_error() {
    let around = Field {
        name: "email".into(),
        label: "Email".into(),
        hint: Some("h".into()),
        error: Some("e".into()),
        need: Need::Required,
    };
    let secret = Input {
        kind: InputKind::Password,
        value: "s3cret".into(),
        ..Input::default()
    };
    let shown = text_field(Lang::En, &around, &secret).0;
    assert!(
        shown.contains("aria-describedby=\"email-hint email-error\""),
        "{shown}"
    );
    assert!(
        shown.contains("aria-invalid=\"true\"") && shown.contains(" required"),
        "{shown}"
    );
    assert!(
        !shown.contains("s3cret"),
        "a secret is never sent back: {shown}"
    );
    let optional = Field {
        need: Need::Optional,
        error: None,
        hint: None,
        ..around
    };
    let shown = text_field(Lang::En, &optional, &Input::default()).0;
    assert!(
        shown.contains("optional") && !shown.contains("aria-"),
        "{shown}"
    );
}

#[test]
fn charts_survive_any_numbers() {
    let bar = |value| Bar {
        label: "x".into(),
        value,
        written: "w".into(),
        href: None,
    };
    for values in [
        vec![],
        vec![0],
        vec![-5, i64::MIN],
        vec![i64::MAX, 1, i64::MAX],
    ] {
        let bars: Vec<Bar<'_>> = values.iter().map(|value| bar(*value)).collect();
        let shown = column_chart(Lang::En, "t", &bars).0;
        assert!(!shown.contains("height=\"-"), "{shown}");
        assert_eq!(shown.matches("<rect").count(), values.len());
        assert!(!sparkline(&values, "t").0.contains("NaN"));
    }
    let series = Series {
        label: "s".into(),
        values: vec![3],
    };
    let shown = stacked_columns(Lang::En, "t", &["a".into(), "b".into()], &[series]).0;
    assert!(shown.contains("<details class=\"chart-table\">"), "{shown}");
    let whole = [Share {
        label: "a".into(),
        value: 1,
        href: None,
    }];
    assert!(
        share_bar(Lang::En, "t", &whole)
            .0
            .contains("width=\"100.00%\"")
    );
}

#[tokio::test]
async fn every_answer_carries_the_policy() {
    let policy = PagePolicy::new(
        Pictures::SecureAndLoopback,
        &["https://sign-in.example", "https://x.example; script-src *"],
    );
    let app: Router = Router::new()
        .route("/", get(|| async { "page" }))
        .layer(from_fn_with_state(
            Arc::new(policy.unwrap()),
            security_headers,
        ));
    let response = app
        .oneshot(Request::get("/").body(Body::empty()).unwrap())
        .await
        .unwrap();
    let headers = response.headers();
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    for rule in [
        "default-src 'none'",
        "script-src 'self';",
        "style-src 'self';",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "http://127.0.0.1:*",
        "form-action 'self' https://sign-in.example;",
    ] {
        assert!(policy.contains(rule), "{rule} in {policy}");
    }
    assert!(
        !policy.contains("unsafe") && !policy.contains("script-src *"),
        "{policy}"
    );
    assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(headers[header::REFERRER_POLICY], "same-origin");
}
