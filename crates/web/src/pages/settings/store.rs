//! How one store's orders are treated: who places, which shipping, which guards, what customers hear.

use app::store_settings::change_store_settings;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::StoreId;
use domain::money::{Currency, Money};
use domain::notice::{NoticePolicy, check_tracking_url};
use domain::plan::{Prefer, ShippingRule};
use domain::store::{Automation, Store, StoreSettings};
use maud::{Markup, html};

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::i18n::{Lang, Text};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Field, Icon, Input, InputKind, Need, PageHeader, RadioCard, Spread, Tone,
    button, card_with_title, checkbox, form_errors, link_button, page_header, radio_cards,
    text_field,
};
use crate::visit::Visit;

/// What is replaced in a tracking address.
const NUMBER: &str = "{tracking_number}";

/// A year: nothing is shipped longer.
const MOST_DAYS: u16 = 365;

/// More than ten times the planned price is no tolerance.
const MOST_TOLERANCE: u32 = 1000;

/// What stands in the form: as stored, or as typed with what is wrong.
struct Shown {
    placing: &'static str,
    prefer: &'static str,
    named: String,
    tracked_only: bool,
    max_days: String,
    max_cost: String,
    tolerance: String,
    notify: bool,
    tracking_url: String,
    wrong: Vec<(&'static str, Text<'static>)>,
}

/// `GET /settings/stores/{id}`.
pub(crate) async fn form(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<StoreId>,
) -> Result<Response, PageError> {
    let store = desk
        .app
        .space()
        .store(id)
        .await?
        .ok_or(PageError::NotFound)?;
    let shown = Shown::stored(&store.settings);
    show(&desk, &visit, &store, &shown).await
}

/// `POST /settings/stores/{id}`.
pub(crate) async fn save(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<StoreId>,
    answers: Answers,
) -> Result<Response, PageError> {
    let store = desk
        .app
        .space()
        .store(id)
        .await?
        .ok_or(PageError::NotFound)?;
    let currency = desk.app.settings().buying_currency;
    let mut wrong = Vec::new();
    let mut settings = read(visit.lang, &answers, currency, &mut wrong);
    // Either the store mails its customers or we do.
    settings.notices = NoticePolicy {
        email: store.settings.notices.email && !settings.notify_customer,
        sms: store.settings.notices.sms,
    };
    if !wrong.is_empty() {
        let shown = Shown::typed(&answers, wrong);
        let page = show(&desk, &visit, &store, &shown).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let here = format!("/settings/stores/{id}");
    match change_store_settings(&desk.app, id, &settings).await {
        Ok(()) => {
            let text = visit.lang.t("settings-saved");
            Ok(redirect_with(&here, Tone::Success, &text))
        }
        Err(error) => refused(&here, error),
    }
}

/// Reads what was typed, and notes every field that can not be right.
fn read(
    lang: Lang,
    answers: &Answers,
    currency: Currency,
    wrong: &mut Vec<(&'static str, Text<'static>)>,
) -> StoreSettings {
    let prefer = match answers.one("prefer") {
        "fastest" => Prefer::Fastest,
        "named" => Prefer::Named(answers.one("named").to_owned()),
        _ => Prefer::Cheapest,
    };
    if prefer == Prefer::Named(String::new()) {
        wrong.push(("named", lang.t("settings-wrong-named")));
    }
    let max_days = optional(answers.one("max_days"), |text| {
        let days: Option<u16> = text.parse().ok();
        days.filter(|days| (1..=MOST_DAYS).contains(days))
    });
    let max_cost = optional(answers.one("max_cost"), |text| {
        let plain = text.replace(',', ".");
        let money = Money::parse(&plain, currency).ok();
        money.filter(|money| money.minor() >= 0)
    });
    let tolerance: Option<u32> = answers.one("tolerance").parse().ok();
    let tolerance = tolerance.filter(|percent| *percent <= MOST_TOLERANCE);
    if max_days.is_none() {
        wrong.push(("max_days", lang.t("settings-wrong-max-days")));
    }
    if max_cost.is_none() {
        wrong.push(("max_cost", lang.t("settings-wrong-max-cost")));
    }
    if tolerance.is_none() {
        wrong.push(("tolerance", lang.t("settings-wrong-tolerance")));
    }
    let tracking_url = answers.one("tracking_url").to_owned();
    if check_tracking_url(&tracking_url).is_err() {
        let placeholder = [("placeholder", NUMBER.into())];
        let why = lang.tr("settings-wrong-tracking-url", &placeholder);
        wrong.push(("tracking_url", why));
    }
    StoreSettings {
        placing: match answers.one("placing") {
            "automatic" => Automation::Automatic,
            _ => Automation::ByHand,
        },
        shipping: ShippingRule {
            prefer,
            tracked_only: answers.is_checked("tracked_only"),
            max_days: max_days.flatten(),
            max_cost: max_cost.flatten(),
        },
        price_tolerance_percent: tolerance.unwrap_or_default(),
        notify_customer: answers.is_checked("notify"),
        tracking_url,
        notices: NoticePolicy::default(),
    }
}

/// An empty field is nothing, on purpose; `None` is what can not be read.
fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() {
        Some(None)
    } else {
        read(text).map(Some)
    }
}

impl Shown {
    fn stored(settings: &StoreSettings) -> Self {
        let rule = &settings.shipping;
        let (prefer, named) = match &rule.prefer {
            Prefer::Cheapest => ("cheapest", ""),
            Prefer::Fastest => ("fastest", ""),
            Prefer::Named(code) => ("named", code.as_str()),
        };
        Self {
            placing: match settings.placing {
                Automation::ByHand => "by_hand",
                Automation::Automatic => "automatic",
            },
            prefer,
            named: named.to_owned(),
            tracked_only: rule.tracked_only,
            max_days: rule
                .max_days
                .map(|days| days.to_string())
                .unwrap_or_default(),
            max_cost: rule
                .max_cost
                .map(|cost| cost.amount().to_string())
                .unwrap_or_default(),
            tolerance: settings.price_tolerance_percent.to_string(),
            notify: settings.notify_customer,
            tracking_url: settings.tracking_url.clone(),
            wrong: Vec::new(),
        }
    }

    fn typed(answers: &Answers, wrong: Vec<(&'static str, Text<'static>)>) -> Self {
        let one_of = |name: &str, known: &[&'static str]| {
            let typed = answers.one(name);
            let found = known.iter().find(|value| **value == typed);
            found.or(known.first()).copied().unwrap_or_default()
        };
        Self {
            placing: one_of("placing", &["by_hand", "automatic"]),
            prefer: one_of("prefer", &["cheapest", "fastest", "named"]),
            named: answers.one("named").to_owned(),
            tracked_only: answers.is_checked("tracked_only"),
            max_days: answers.one("max_days").to_owned(),
            max_cost: answers.one("max_cost").to_owned(),
            tolerance: answers.one("tolerance").to_owned(),
            notify: answers.is_checked("notify"),
            tracking_url: answers.one("tracking_url").to_owned(),
            wrong,
        }
    }

    fn field(&self, lang: Lang, name: &'static str, key: &str, need: Need) -> Field<'static> {
        let hint = format!("{key}-hint");
        let wrong = self.wrong.iter().find(|(field, _)| *field == name);
        Field {
            name: name.into(),
            label: lang.t(key),
            hint: lang
                .has(&hint)
                .then(|| lang.tr(&hint, &[("placeholder", NUMBER.into())])),
            error: wrong.map(|(_, why)| why.clone()),
            need,
        }
    }
}

async fn show(
    desk: &Desk,
    visit: &Visit,
    store: &Store,
    shown: &Shown,
) -> Result<Response, PageError> {
    let lang = visit.lang;
    let currency = desk.app.settings().buying_currency;
    let content = html! {
        (page_header(&PageHeader {
            back: Some((lang.t("nav-settings"), "/settings".into())),
            title: Text::Borrowed(&store.name),
            beside: html! {},
            under: html! { (lang.t("settings-store-lead")) },
            actions: html! {},
        }))
        form.stack.narrow method="post" action={ "/settings/stores/" (store.id) } {
            (form_errors(lang, shown.wrong.len()))
            (card_with_title(&lang.t("settings-placing"), &html! {}, &placing(lang, shown)))
            (card_with_title(&lang.t("settings-shipping"), &html! {}, &shipping(lang, shown, currency)))
            (card_with_title(&lang.t("settings-guards"), &html! {}, &guards(lang, shown)))
            (card_with_title(&lang.t("settings-customer"), &html! {}, &customer(lang, shown)))
            div.actions {
                (button(&Button {
                    kind: ButtonKind::Primary,
                    label: lang.t("settings-save"),
                    ..Button::default()
                }))
                (link_button(ButtonKind::Quiet, None, &lang.t("cancel"), "/settings"))
            }
        }
    };
    let page = shell(desk, visit, &store.name, Section::Settings, content).await?;
    Ok(html_page(&page).into_response())
}

// keys: settings-*-hint
fn placing(lang: Lang, shown: &Shown) -> Markup {
    let card = |value: &'static str, icon, key: &str| RadioCard {
        value: value.into(),
        icon,
        label: lang.t(key),
        hint: lang.t(&format!("{key}-hint")),
    };
    let cards = [
        card("by_hand", Icon::Held, "settings-by-hand"),
        card("automatic", Icon::Automatic, "settings-automatic"),
    ];
    let around = shown.field(lang, "placing", "settings-who-places", Need::Required);
    radio_cards(&around, Spread::Pairs, &cards, shown.placing)
}

fn shipping(lang: Lang, shown: &Shown, currency: Currency) -> Markup {
    let card = |value: &'static str, icon, key: &str| RadioCard {
        value: value.into(),
        icon,
        label: lang.t(key),
        hint: lang.t(&format!("{key}-hint")),
    };
    let cards = [
        card("cheapest", Icon::Money, "settings-cheapest"),
        card("fastest", Icon::Automatic, "settings-fastest"),
        card("named", Icon::Tracking, "settings-named"),
    ];
    let around = shown.field(lang, "prefer", "settings-prefer", Need::Required);
    let text = |name, key, value: &str, kind, suffix: Option<Text<'static>>| {
        let around = shown.field(lang, name, key, Need::Optional);
        let input = Input {
            kind,
            value: Text::Borrowed(value),
            suffix,
            ..Input::default()
        };
        text_field(lang, &around, &input)
    };
    let days = Some(lang.t("settings-days"));
    let money = Some(Text::from(currency.code().to_owned()));
    let number = InputKind::Number;
    html! {
        div.form {
            (radio_cards(&around, Spread::List, &cards, shown.prefer))
            (text("named", "settings-named-code", &shown.named, InputKind::Text, None))
            (checkbox(&shown.field(lang, "tracked_only", "settings-tracked-only", Need::Optional),
                shown.tracked_only))
            (text("max_days", "settings-max-days", &shown.max_days, number, days))
            (text("max_cost", "settings-max-cost", &shown.max_cost, number, money))
        }
    }
}

fn guards(lang: Lang, shown: &Shown) -> Markup {
    let around = shown.field(lang, "tolerance", "settings-tolerance", Need::Required);
    let input = Input {
        kind: InputKind::Number,
        value: Text::Borrowed(&shown.tolerance),
        suffix: Some("%".into()),
        ..Input::default()
    };
    text_field(lang, &around, &input)
}

fn customer(lang: Lang, shown: &Shown) -> Markup {
    let url = shown.field(
        lang,
        "tracking_url",
        "settings-tracking-url",
        Need::Optional,
    );
    let input = Input {
        value: Text::Borrowed(&shown.tracking_url),
        placeholder: Some(format!("https://example.com/track?number={NUMBER}").into()),
        ..Input::default()
    };
    html! {
        div.form {
            (checkbox(&shown.field(lang, "notify", "settings-notify", Need::Optional), shown.notify))
            (text_field(lang, &url, &input))
        }
    }
}

/// A shipping rule in the reader's words.
pub(super) fn rule_in_words(lang: Lang, rule: &ShippingRule) -> String {
    let mut words = vec![match &rule.prefer {
        Prefer::Cheapest => lang.t("settings-cheapest"),
        Prefer::Fastest => lang.t("settings-fastest"),
        Prefer::Named(code) => Text::from(code.clone()),
    }];
    if rule.tracked_only {
        words.push(lang.t("settings-rule-tracked"));
    }
    if let Some(days) = rule.max_days {
        words.push(lang.tr("settings-rule-days", &[("count", days.into())]));
    }
    if let Some(cost) = rule.max_cost {
        let cost = lang.money(cost.amount(), cost.currency().code());
        words.push(lang.tr("settings-rule-cost", &[("cost", cost.into())]));
    }
    words.join(" · ")
}
