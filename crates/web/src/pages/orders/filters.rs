//! The filter bar of the list, and what is filtered by now.

use domain::order::Tab;
use domain::purchase::FailureReason;
use jiff::civil::Date;
use maud::{Markup, html};

use super::ListQuery;
use super::query::sort_word;
use crate::i18n::{Lang, Text};
use crate::ui::{
    ActiveFilter, Button, FilterBar, Icon, button, filter_bar, foreign, icon, menu, menu_link,
};
use crate::visit::Visit;
use crate::words::{Names, brief, countries, country_name, isolated, reason_short};

/// The bar.
pub(super) fn bar(visit: &Visit, names: &Names, query: &ListQuery) -> Markup {
    let lang = visit.lang;
    filter_bar(
        lang,
        &FilterBar {
            action: "/orders".into(),
            search_name: "q".into(),
            search: query.search.clone().into(),
            placeholder: lang.t("orders-search"),
            fields: html! {
                @if let Some(tab) = query.tab { input type="hidden" name="tab" value=(tab.as_str()); }
                @if let Some(word) = sort_word(query.sort) {
                    input type="hidden" name="sort" value=(word);
                }
                @if names.stores().len() > 1 { (store(lang, names, query)) }
                (country(lang, query))
                @if query.tab.is_none_or(|tab| tab == Tab::Failed) { (failure(lang, query)) }
                (dates(visit, query))
                label.check {
                    input type="checkbox" name="attention" value="1" checked[query.attention];
                    span { (lang.t("orders-attention")) }
                }
            },
            active: active(lang, names, query),
            clear: query.unfiltered().href().into(),
        },
    )
}

fn store(lang: Lang, names: &Names, query: &ListQuery) -> Markup {
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

fn country(lang: Lang, query: &ListQuery) -> Markup {
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

fn failure(lang: Lang, query: &ListQuery) -> Markup {
    html! {
        select name="failure" aria-label=(lang.t("orders-failure")) {
            option value="" { (lang.t("orders-failure-all")) }
            @for reason in FailureReason::ALL {
                option value=(reason.as_str()) selected[query.failure == Some(reason)] {
                    (reason_short(lang, reason))
                }
            }
        }
    }
}

/// Two days to type, and the usual spans to press.
fn dates(visit: &Visit, query: &ListQuery) -> Markup {
    let lang = visit.lang;
    let label = said_dates(visit.lang, query).unwrap_or_else(|| lang.t("orders-dates"));
    let today = visit.now.to_zoned(visit.reader.zone.clone()).date();
    let since = |days: i64| {
        let from = today.checked_sub(jiff::Span::new().days(days)).ok();
        let spanned = ListQuery {
            from,
            to: None,
            ..query.first()
        };
        spanned.href()
    };
    let field = |name: &'static str, key: &'static str, day: Option<Date>| {
        html! {
            label.field {
                span.field-label { (lang.t(key)) }
                input type="date" name=(name) value=[day];
            }
        }
    };
    // keys: orders-date-*
    let items = html! {
        (menu_link(Icon::Date, &lang.t("orders-dates-today"), &since(0)))
        (menu_link(Icon::Date, &lang.t("orders-dates-week"), &since(6)))
        (menu_link(Icon::Date, &lang.t("orders-dates-month"), &since(29)))
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

fn said_dates(lang: Lang, query: &ListQuery) -> Option<Text<'static>> {
    let written = |day: Date| match lang {
        Lang::En => day.strftime("%b %-d, %Y").to_string(),
        Lang::Vi => day.strftime("%d/%m/%Y").to_string(),
    };
    Some(match (query.from.map(written), query.to.map(written)) {
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

fn active(lang: Lang, names: &Names, query: &ListQuery) -> Vec<ActiveFilter<'static>> {
    let mut active = Vec::new();
    let mut add = |label: Text<'static>, without: ListQuery| {
        active.push(ActiveFilter {
            label,
            remove: without.first().href().into(),
        });
    };
    if !query.search.is_empty() {
        let values = [("words", isolated(&query.search).into())];
        let without = ListQuery {
            search: String::new(),
            ..query.clone()
        };
        add(lang.tr("orders-filter-search", &values), without);
    }
    if let Some(store) = query.store {
        let values = [("store", names.store_name(lang, store).into())];
        let without = ListQuery {
            store: None,
            ..query.clone()
        };
        add(lang.tr("orders-filter-store", &values), without);
    }
    if let Some(code) = &query.country {
        let values = [("country", country_name(lang, code).into_owned().into())];
        let without = ListQuery {
            country: None,
            ..query.clone()
        };
        add(lang.tr("orders-filter-country", &values), without);
    }
    if let Some(reason) = query.failure {
        let values = [("failure", reason_short(lang, reason).into_owned().into())];
        let without = ListQuery {
            failure: None,
            ..query.clone()
        };
        add(lang.tr("orders-filter-failure", &values), without);
    }
    if let Some(dates) = said_dates(lang, query) {
        let values = [("dates", dates.into_owned().into())];
        let without = ListQuery {
            from: None,
            to: None,
            ..query.clone()
        };
        add(lang.tr("orders-filter-dates", &values), without);
    }
    if query.attention {
        let without = ListQuery {
            attention: false,
            ..query.clone()
        };
        add(lang.t("orders-attention"), without);
    }
    active
}

/// The number of an order in a row or a title, cut where a store sends too much.
pub(super) fn number(text: &str) -> Markup {
    foreign(&brief(text, 40))
}
