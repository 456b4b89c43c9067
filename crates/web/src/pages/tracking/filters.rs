//! The filter bar of the tracking page, and what is filtered by now.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{TrackingQuery, leg_word};
use crate::i18n::{Lang, Text};
use crate::ui::{ActiveFilter, Button, FilterBar, Icon, button, filter_bar, icon, menu, menu_link};
use crate::visit::Visit;
use crate::words::{Names, brief, countries, country_name, isolated};

/// The bar.
pub(super) fn bar(visit: &Visit, names: &Names, query: &TrackingQuery) -> Markup {
    let lang = visit.lang;
    let kept = [
        ("supplier", query.supplier.clone()),
        ("method", query.method.clone()),
        ("leg", query.leg.map(|leg| leg_word(leg).to_owned())),
    ];
    filter_bar(
        lang,
        &FilterBar {
            action: "/tracking".into(),
            search_name: "q".into(),
            search: query.search.clone().into(),
            placeholder: lang.t("tracking-search"),
            fields: html! {
                @if let Some(status) = query.status {
                    input type="hidden" name="status" value=(status.as_str());
                }
                @if query.attention { input type="hidden" name="attention" value="1"; }
                @if query.any_time { input type="hidden" name="range" value="all"; }
                @for (name, value) in &kept {
                    @if let Some(value) = value { input type="hidden" name=(name) value=(value); }
                }
                @if names.stores().len() > 1 { (store(lang, names, query)) }
                (country(lang, query))
                (dates(visit, query))
            },
            active: active(visit, names, query),
            clear: query.unfiltered().href().into(),
        },
    )
}

fn store(lang: Lang, names: &Names, query: &TrackingQuery) -> Markup {
    html! {
        select name="store" aria-label=(lang.t("orders-store")) {
            option value="" { (lang.t("orders-store-all")) }
            @for store in names.stores() {
                option value=(store.id) selected[query.store == Some(store.id)] {
                    (brief(&store.name, 40))
                }
            }
        }
    }
}

fn country(lang: Lang, query: &TrackingQuery) -> Markup {
    html! {
        select name="country" aria-label=(lang.t("orders-country")) {
            option value="" { (lang.t("orders-country-all")) }
            @for choice in countries(lang) {
                option value=(choice.value)
                    selected[query.country.as_deref() == Some(choice.value.as_ref())] {
                    (choice.label)
                }
            }
        }
    }
}

/// Two days to type, and the usual spans to press.
fn dates(visit: &Visit, query: &TrackingQuery) -> Markup {
    let lang = visit.lang;
    let label = match said_dates(lang, query.from, query.to) {
        Some(said) => said,
        None if query.is_of_last_days() => lang.t("tracking-dates-usual"),
        None => lang.t("tracking-dates-any"),
    };
    let today = visit.now.to_zoned(visit.reader.zone.clone()).date();
    let since = |days: i64| {
        let spanned = TrackingQuery {
            from: today.checked_sub(jiff::Span::new().days(days)).ok(),
            to: None,
            any_time: false,
            ..query.first()
        };
        spanned.href()
    };
    let any = TrackingQuery {
        from: None,
        to: None,
        any_time: true,
        ..query.first()
    };
    let field = |name: &'static str, key: &'static str, day: Option<Date>| {
        html! {
            label.field {
                span.field-label { (lang.t(key)) }
                input type="date" name=(name) value=[day];
            }
        }
    };
    // keys: tracking-dates-*, orders-date-*
    let items = html! {
        (menu_link(Icon::Date, &lang.t("tracking-dates-week"), &since(6)))
        (menu_link(Icon::Date, &lang.t("tracking-dates-usual"), &since(29)))
        (menu_link(Icon::Date, &lang.t("tracking-dates-quarter"), &since(89)))
        (menu_link(Icon::Date, &lang.t("tracking-dates-any"), &any.href()))
        div.menu-part.stack {
            (field("from", "orders-date-from", query.from))
            (field("to", "orders-date-to", query.to))
            (button(&Button { label: lang.t("orders-dates-apply"), ..Button::default() }))
        }
    };
    menu(
        &html! { (icon(Icon::Date)) span { (label) } (icon(Icon::Down)) },
        &label,
        &items,
    )
}

/// Two days in the reader's words.
pub(crate) fn said_dates(
    lang: Lang,
    from: Option<Date>,
    to: Option<Date>,
) -> Option<Text<'static>> {
    let written = |day: Date| match lang {
        Lang::En => day.strftime("%b %-d, %Y").to_string(),
        Lang::Vi => day.strftime("%d/%m/%Y").to_string(),
    };
    Some(match (from.map(written), to.map(written)) {
        (Some(from), Some(to)) if from == to => from.into(),
        (Some(from), Some(to)) => {
            let values = [("from", from.into()), ("to", to.into())];
            lang.tr("orders-dates-both", &values)
        }
        (Some(from), None) => lang.tr("orders-dates-from", &[("from", from.into())]),
        (None, Some(to)) => lang.tr("orders-dates-to", &[("to", to.into())]),
        (None, None) => return None,
    })
}

fn active(visit: &Visit, names: &Names, query: &TrackingQuery) -> Vec<ActiveFilter<'static>> {
    let lang = visit.lang;
    let mut active = Vec::new();
    let mut add = |label: Text<'static>, change: &dyn Fn(&mut TrackingQuery)| {
        let mut without = query.first();
        change(&mut without);
        active.push(ActiveFilter {
            label,
            remove: without.href().into(),
        });
    };
    if !query.search.is_empty() {
        let values = [("words", isolated(&query.search).into())];
        add(lang.tr("orders-filter-search", &values), &|one| {
            one.search.clear();
        });
    }
    if let Some(store) = query.store {
        let values = [("store", names.store_name(lang, store).into())];
        add(lang.tr("orders-filter-store", &values), &|one| {
            one.store = None;
        });
    }
    if let Some(code) = &query.country {
        let values = [("country", country_name(lang, code).into_owned().into())];
        add(lang.tr("orders-filter-country", &values), &|one| {
            one.country = None;
        });
    }
    if let Some(key) = &query.supplier {
        // The name is in the rows; the key says enough to know which one it is.
        let key = key.split_once(':').map_or(key.as_str(), |(_, id)| id);
        let values = [("supplier", isolated(key).into())];
        add(lang.tr("tracking-filter-supplier", &values), &|one| {
            one.supplier = None;
        });
    }
    if let Some(method) = &query.method {
        let values = [("method", isolated(method).into())];
        add(lang.tr("tracking-filter-method", &values), &|one| {
            one.method = None;
        });
    }
    if let Some(leg) = query.leg {
        // keys: tracking-leg-*
        let label = lang.t(&format!("tracking-leg-{}", leg_word(leg)));
        add(label, &|one| one.leg = None);
    }
    if let Some(dates) = said_dates(lang, query.from, query.to) {
        let values = [("dates", dates.into_owned().into())];
        add(lang.tr("tracking-filter-dates", &values), &|one| {
            one.from = None;
            one.to = None;
        });
    }
    active
}
