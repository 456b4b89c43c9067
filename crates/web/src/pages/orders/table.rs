//! The rows of the list: one order each, what it waits for, what it brings and costs.

use std::collections::BTreeMap;

use domain::money::Money;
use domain::order::{Dossier, LineItem};
use domain::purchase::PurchaseState;
use maud::{Markup, html};
use storage::OrderSort;

use super::filters::number;
use super::{BULK, List};
use crate::i18n::{Lang, Text};
use crate::pages::sums::{Sums, sums};
use crate::ui::{
    Chip, Column, ColumnKind, DataTable, Importance, LiveRows, Order, Row, Selection, Sign,
    Thumbnail, Tone, chip, country_flag, foreign, icon, money_in_column, money_with_sign,
    thumbnails, time,
};
use crate::words::{Waits, brief, isolated, purchase_chip, waits};

/// The table of a page.
pub(super) fn table(list: &List<'_>) -> DataTable<'static> {
    let lang = list.visit.lang;
    DataTable {
        caption: lang.t("orders-caption"),
        columns: columns(list),
        rows: list.page.orders.iter().map(|one| row(list, one)).collect(),
        selection: Some(Selection {
            form: BULK.into(),
            name: "order".into(),
        }),
        live: Some(LiveRows {
            one: lang.t("live-new-orders-one"),
            many: lang.t("live-new-orders-many"),
        }),
    }
}

fn columns(list: &List<'_>) -> Vec<Column<'static>> {
    use ColumnKind::{Number, Text as Words};
    use Importance::{Always, Plain, Title, Wide};
    let (lang, query) = (list.visit.lang, list.query);
    let column = |label: Text<'static>, kind, importance| Column {
        label,
        kind,
        importance,
        sort: None,
    };
    let sort = |down: OrderSort, up: OrderSort| {
        let (now, next) = if query.sort == down {
            (Order::Descending, up)
        } else if query.sort == up {
            (Order::Ascending, down)
        } else {
            (Order::None, down)
        };
        Some((now, Text::from(query.with_sort(next).href())))
    };
    vec![
        Column {
            sort: sort(OrderSort::Newest, OrderSort::Oldest),
            ..column(lang.t("orders-column-order"), Words, Title)
        },
        column(lang.t("orders-column-customer"), Words, Always),
        column(lang.t("orders-column-items"), Words, Plain),
        column(lang.t("orders-column-suppliers"), Words, Plain),
        column(lang.t("orders-column-waits"), Words, Always),
        Column {
            sort: sort(OrderSort::LargestTotal, OrderSort::SmallestTotal),
            ..column(lang.t("orders-column-total"), Number, Always)
        },
        column(lang.t("orders-column-cost"), Number, Wide),
        column(lang.t("orders-column-margin"), Number, Wide),
    ]
}

fn row(list: &List<'_>, dossier: &Dossier) -> Row<'static> {
    let locale = list.visit.locale();
    let lang = locale.lang;
    let order = &dossier.order;
    let href = format!("/orders/{}", order.id);
    let waits = waits(&locale, list.names, dossier);
    let sums = sums(dossier);
    Row {
        id: order.id.to_string().into(),
        name: brief(&order.number, 40).into(),
        tone: match waits.tone {
            tone @ (Tone::Danger | Tone::Doubt) => tone,
            _ => Tone::Neutral,
        },
        cells: vec![
            html! {
                a href=(href) { (number(&order.number)) }
                (list.names.whose(order.store_id))
                div.note { (time(&locale, order.ordered_at)) }
            },
            customer(lang, dossier),
            pictures(lang, &order.lines),
            suppliers(lang, dossier),
            html! { span.waits data-tone=(waits.tone.name()) { (waiting(&waits)) } },
            money_in_column(lang, order.total.amount(), order.total.currency().code()),
            costs(lang, &sums.cost),
            margin(lang, &sums),
        ],
        href: Some(href.into()),
    }
}

fn waiting(waits: &Waits) -> Markup {
    html! { (icon(waits.icon)) span { (waits.text) } }
}

fn customer(lang: Lang, dossier: &Dossier) -> Markup {
    let order = &dossier.order;
    let name = [&order.customer_name, &order.recipient.full_name]
        .into_iter()
        .find(|name| !name.trim().is_empty());
    html! {
        span.customer {
            (country_flag(lang, &brief(order.recipient.address.country.as_str(), 12))) " "
            @match name {
                Some(name) => (foreign(&brief(name, 48))),
                None => span.note { (lang.t("customer-none")) },
            }
        }
    }
}

fn pictures(lang: Lang, lines: &[LineItem]) -> Markup {
    let pictures: Vec<Thumbnail<'_>> = lines
        .iter()
        .map(|line| {
            let values = [
                ("quantity", line.quantity.into()),
                ("title", isolated(&line.title).into()),
            ];
            Thumbnail {
                src: line.image_url.as_deref().map(Text::from),
                name: lang.tr("orders-lines-of", &values),
                quantity: line.quantity,
            }
        })
        .collect();
    thumbnails(lang, &pictures)
}

/// Where each purchase stands; the same words are said once, with how many.
fn suppliers(lang: Lang, dossier: &Dossier) -> Markup {
    let standing = dossier.purchases.iter().filter(|purchase| {
        !purchase.superseded && purchase.status.state() != PurchaseState::Canceled
    });
    let mut counted: BTreeMap<PurchaseState, usize> = BTreeMap::new();
    for purchase in standing {
        *counted.entry(purchase.status.state()).or_default() += 1;
    }
    html! {
        span.chips {
            @for (state, count) in counted { (chip(&times(lang, purchase_chip(lang, state), count))) }
        }
    }
}

fn times(lang: Lang, chip: Chip<'static>, count: usize) -> Chip<'static> {
    if count == 1 {
        return chip;
    }
    let values = [
        ("word", chip.word.into_owned().into()),
        ("count", count.into()),
    ];
    Chip {
        word: lang.tr("orders-chip-count", &values),
        ..chip
    }
}

fn costs(lang: Lang, costs: &[Money]) -> Markup {
    html! {
        @if costs.is_empty() {
            span.note title=(lang.t("orders-no-cost")) { "–" }
        }
        @for cost in costs {
            div { (money_in_column(lang, cost.amount(), cost.currency().code())) }
        }
    }
}

fn margin(lang: Lang, sums: &Sums) -> Markup {
    html! {
        @match sums.margin {
            Some(margin) => (money_with_sign(lang, margin.amount(),
                margin.currency().code(), Sign::Judged)),
            None if sums.cost.is_empty() => span.note title=(lang.t("orders-no-cost")) { "–" },
            None => span.note title=(lang.t("orders-no-margin")) { "–" },
        }
    }
}
