//! Placing many orders at once: the question with its price, then the wish.
//!
//! It must never place what the question did not show: the ids of the orders travel with it.

use std::collections::BTreeSet;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use domain::ids::{ConnectionId, ExternalId, OrderId};
use domain::money::Money;
use domain::order::Dossier;
use domain::purchase::{Purchase, PurchaseState as S};
use maud::{Markup, html};
use storage::OrderSort;

use super::filters::number;
use super::{ListQuery, MOST};
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::i18n::{Lang, Text};
use crate::pages::sums::{by_currency, cost_of};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Column, ColumnKind, DataTable, Icon, Importance, PageHeader, Row, Tone,
    button, card, data_table, foreign, link_button, money_in_column, page_header,
};
use crate::visit::Visit;
use crate::words::{amounts, brief};

/// A question is read, not scrolled: more rows than this are only counted.
const SHOWN: usize = 100;

/// `POST /orders/place`. Without `confirmed=1` it asks.
pub(super) async fn place(
    State(desk): State<Desk>,
    visit: Visit,
    RawQuery(raw): RawQuery,
    answers: Answers,
) -> Result<Response, PageError> {
    let query = ListQuery::read(raw.as_deref().unwrap_or_default());
    let back = way_back(&answers, &query);
    let ids: Vec<OrderId> = answers
        .all("order")
        .filter_map(|id| id.parse().ok())
        .take(usize::try_from(MOST).unwrap_or(usize::MAX))
        .collect();
    if answers.is_confirmed() && !ids.is_empty() {
        return placed(&desk, &visit, &ids, &back).await;
    }
    let dossiers = chosen(&desk, &visit, &query, &answers, &ids).await?;
    if dossiers.is_empty() {
        let text = visit.lang.t("place-selected-none");
        return Ok(redirect_with(&back, Tone::Warning, &text));
    }
    let question = Question::about(visit.lang, &dossiers);
    let title = question.title(visit.lang);
    let content = question.show(visit.lang, &title, &query.href_of("/orders/place"), &back);
    let page = shell(&desk, &visit, &title, Section::Orders, content).await?;
    Ok(html_page(&page).into_response())
}

/// One order goes back to its own page.
fn way_back(answers: &Answers, query: &ListQuery) -> String {
    match answers.one("back").parse::<OrderId>() {
        Ok(id) => format!("/orders/{id}"),
        Err(_) => query.href(),
    }
}

async fn placed(
    desk: &Desk,
    visit: &Visit,
    ids: &[OrderId],
    back: &str,
) -> Result<Response, PageError> {
    let placing = app::desk::place_orders(&desk.app, ids).await?;
    let lang = visit.lang;
    let values = [
        ("count", placing.started.into()),
        ("refused", placing.refused.len().into()),
    ];
    let (tone, text) = match (placing.started, placing.refused.len()) {
        (0, _) => (Tone::Warning, lang.t("place-refused")),
        (_, 0) => (Tone::Success, lang.tr("place-started", &values[..1])),
        _ => (Tone::Warning, lang.tr("place-started-some", &values)),
    };
    Ok(redirect_with(back, tone, &text))
}

async fn chosen(
    desk: &Desk,
    visit: &Visit,
    query: &ListQuery,
    answers: &Answers,
    ids: &[OrderId],
) -> Result<Vec<Dossier>, PageError> {
    let space = desk.app.space();
    if answers.is_checked("all_matching") {
        let filter = query.filter(&visit.reader.zone);
        let page = space.orders(filter, OrderSort::Oldest, None, MOST).await?;
        return Ok(page.orders);
    }
    let mut dossiers = Vec::with_capacity(ids.len());
    for id in ids {
        dossiers.extend(space.dossier(*id).await?);
    }
    Ok(dossiers)
}

/// What would be placed, and what is left out and why.
struct Question<'a> {
    placeable: Vec<&'a Dossier>,
    left_out: Vec<(&'a Dossier, Text<'static>)>,
    cost: Vec<Money>,
    suppliers: usize,
}

/// The purchases of an order that wait for the go-ahead.
pub(crate) fn planned(dossier: &Dossier) -> impl Iterator<Item = &Purchase> {
    let open = dossier.order.may_be_bought();
    dossier
        .purchases
        .iter()
        .filter(move |purchase| open && purchase.status.state() == S::Planned)
}

/// How many suppliers these purchases go to.
pub(crate) fn suppliers<'a>(purchases: impl Iterator<Item = &'a Purchase>) -> usize {
    let all: BTreeSet<(ConnectionId, &ExternalId)> = purchases
        .map(|one| (one.connection_id, &one.supplier.external_id))
        .collect();
    all.len()
}

impl<'a> Question<'a> {
    fn about(lang: Lang, dossiers: &'a [Dossier]) -> Self {
        let (mut placeable, mut left_out) = (Vec::new(), Vec::new());
        for dossier in dossiers {
            if planned(dossier).next().is_some() {
                placeable.push(dossier);
            } else {
                left_out.push((dossier, why_not(lang, dossier)));
            }
        }
        let purchases = || placeable.iter().flat_map(|dossier| planned(dossier));
        Self {
            cost: by_currency(purchases().filter_map(cost_of)),
            suppliers: suppliers(purchases()),
            placeable,
            left_out,
        }
    }

    fn title(&self, lang: Lang) -> Text<'static> {
        if self.placeable.is_empty() {
            return lang.t("place-title-none");
        }
        let values = [
            ("count", self.placeable.len().into()),
            ("cost", amounts(lang, &self.cost).into()),
            ("suppliers", self.suppliers.into()),
        ];
        lang.tr("place-title", &values)
    }

    fn show(&self, lang: Lang, title: &str, action: &str, back: &str) -> Markup {
        let none = self.placeable.is_empty();
        let values = [
            ("count", self.placeable.len().into()),
            ("cost", amounts(lang, &self.cost).into()),
        ];
        let go = Button {
            kind: ButtonKind::Primary,
            icon: Some(Icon::Purchase),
            label: lang.tr("place-do", &values),
            value: Some(("confirmed".into(), "1".into())),
            ..Button::default()
        };
        let back_to = back.strip_prefix("/orders/").unwrap_or_default();
        let capped = self.placeable.len() + self.left_out.len()
            >= usize::try_from(MOST).unwrap_or(usize::MAX);
        html! {
            (page_header(&PageHeader {
                back: Some((lang.t("nav-orders"), back.into())),
                title: title.into(),
                beside: html! {},
                under: html! {},
                actions: html! {},
            }))
            div.stack {
                (card(&html! {
                    form.card-body.stack method="post" action=(action) {
                        p {
                            @if none { (lang.t("place-body-none")) }
                            @else { (lang.t("place-body")) }
                        }
                        @if capped { p.note { (lang.tr("place-capped", &[("count", MOST.into())])) } }
                        @for dossier in &self.placeable {
                            input type="hidden" name="order" value=(dossier.order.id);
                        }
                        @if !back_to.is_empty() && !back_to.starts_with('?') {
                            input type="hidden" name="back" value=(back_to);
                        }
                        div.actions {
                            (link_button(ButtonKind::Secondary, None, &lang.t("go-back"), back))
                            @if !none { (button(&go)) }
                        }
                    }
                }))
                @if !none { (card(&data_table(lang, &self.to_place(lang)))) }
                @if !self.left_out.is_empty() { (self.left_out(lang)) }
            }
        }
    }

    fn to_place(&self, lang: Lang) -> DataTable<'static> {
        let column = |label, kind, importance| Column {
            label,
            kind,
            importance,
            sort: None,
        };
        let row = |dossier: &&Dossier| {
            let cost = by_currency(planned(dossier).filter_map(cost_of));
            let names: BTreeSet<&str> = planned(dossier)
                .map(|one| one.supplier.name.as_str())
                .collect();
            Row {
                cells: vec![
                    order_link(dossier),
                    html! { (foreign(&brief(&dossier.order.customer_name, 48))) },
                    html! { @for name in names { div { (foreign(&brief(name, 48))) } } },
                    html! {
                        @for cost in cost {
                            div { (money_in_column(lang, cost.amount(), cost.currency().code())) }
                        }
                    },
                ],
                ..plain_row(dossier)
            }
        };
        DataTable {
            caption: lang.t("orders-caption"),
            columns: vec![
                column(
                    lang.t("orders-column-order"),
                    ColumnKind::Text,
                    Importance::Title,
                ),
                column(
                    lang.t("orders-column-customer"),
                    ColumnKind::Text,
                    Importance::Always,
                ),
                column(
                    lang.t("place-column-suppliers"),
                    ColumnKind::Text,
                    Importance::Always,
                ),
                column(
                    lang.t("orders-column-cost"),
                    ColumnKind::Number,
                    Importance::Always,
                ),
            ],
            rows: self.placeable.iter().take(SHOWN).map(row).collect(),
            selection: None,
            live: None,
        }
    }

    fn left_out(&self, lang: Lang) -> Markup {
        let row = |(dossier, why): &(&Dossier, Text<'static>)| Row {
            cells: vec![
                order_link(dossier),
                html! { (foreign(&brief(&dossier.order.customer_name, 48))) },
                html! { (why) },
            ],
            ..plain_row(dossier)
        };
        let column = |label, importance| Column {
            label,
            importance,
            ..Column::default()
        };
        let table = DataTable {
            caption: lang.t("orders-caption"),
            columns: vec![
                column(lang.t("orders-column-order"), Importance::Title),
                column(lang.t("orders-column-customer"), Importance::Always),
                column(lang.t("place-column-why"), Importance::Always),
            ],
            rows: self.left_out.iter().take(SHOWN).map(row).collect(),
            selection: None,
            live: None,
        };
        let values = [("count", self.left_out.len().into())];
        html! {
            section.card {
                div.card-head {
                    h2 { (lang.tr("place-left-out", &values)) }
                    div.card-beside { span.note { (lang.t("place-left-out-why")) } }
                }
                (data_table(lang, &table))
            }
        }
    }
}

fn order_link(dossier: &Dossier) -> Markup {
    html! { a href={ "/orders/" (dossier.order.id) } { (number(&dossier.order.number)) } }
}

fn plain_row(dossier: &Dossier) -> Row<'static> {
    Row {
        id: dossier.order.id.to_string().into(),
        name: brief(&dossier.order.number, 40).into(),
        href: Some(format!("/orders/{}", dossier.order.id).into()),
        tone: Tone::Neutral,
        cells: Vec::new(),
    }
}

/// Why nothing of an order can be placed now.
fn why_not(lang: Lang, dossier: &Dossier) -> Text<'static> {
    let order = &dossier.order;
    let any = |states: &[S]| {
        let states_now = dossier.purchases.iter().map(|one| one.status.state());
        states_now.into_iter().any(|state| states.contains(&state))
    };
    if order.is_called_off() {
        lang.t("place-why-canceled")
    } else if !order.may_be_bought() {
        lang.t("place-why-unpaid")
    } else if any(&[S::PlacementUnknown]) {
        lang.t("place-why-doubt")
    } else if !order.problems.is_empty() || dossier.purchases.iter().any(Purchase::is_open_failure)
    {
        lang.t("place-why-failed")
    } else if any(&[S::Placing]) {
        lang.t("place-why-placing")
    } else if dossier
        .purchases
        .iter()
        .any(|one| one.status.state().is_live())
    {
        lang.t("place-why-placed")
    } else {
        lang.t("place-why-unplanned")
    }
}
