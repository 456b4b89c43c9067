//! Manage orders: the tabs, the list with its filters, and what is done to many orders at once.
//!
//! It reads pages of orders and hands wishes to `app::desk`; what an order waits for is `words`.
//! Before it: the navigation and the counted cards of Home; after it: the page of one order.

mod empty;
mod filters;
mod place;
mod query;
mod sync;
mod table;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Html;
use axum::routing::{get, post};
use domain::order::Tab;
use maud::{Markup, html};
use storage::{OrderPage, TabCount};

use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::Text;
use crate::shell::{Section, html_page, searched};
use crate::ui::{
    self, BulkBar, Button, ButtonKind, Icon, PageHeader, Pagination, Tone, as_of, bulk_bar,
    data_table, link_button, page_header, pagination, tabs,
};
use crate::visit::Visit;
use crate::words::{Names, tab_chip, tab_word};

pub(crate) use place::{planned, suppliers};
pub(crate) use query::ListQuery;

/// So many rows fill a large screen twice.
const ROWS: u32 = 50;

/// At most so many orders are done something to at once.
const MOST: u32 = 1_000;

/// The id of the bulk bar's form.
const BULK: &str = "orders-bulk";

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/orders", get(list))
        .route("/orders/place", post(place::place))
        .route("/orders/sync", post(sync::sync))
}

/// What the list is drawn from.
struct List<'a> {
    visit: &'a Visit,
    names: &'a Names,
    query: &'a ListQuery,
    counts: &'a [TabCount],
    page: OrderPage,
    before: bool,
    matching: Option<i64>,
}

async fn list(
    State(desk): State<Desk>,
    visit: Visit,
    RawQuery(raw): RawQuery,
) -> Result<Html<String>, PageError> {
    let query = ListQuery::read(raw.as_deref().unwrap_or_default());
    let names = Names::load(&desk).await?;
    let counts = desk.app.space().tab_counts().await?;
    let (page, before) = read_page(&desk, &visit, &query).await?;
    let matching = match page.next.is_some() || !query.is_first() {
        false => None,
        true if query.is_unfiltered() => Some(count_of(&counts, query.tab)),
        true => {
            let filter = query.filter(&visit.reader.zone);
            let ids = desk.app.space().order_ids(filter, MOST).await?;
            Some(i64::try_from(ids.len()).unwrap_or(i64::MAX))
        }
    };
    let list = List {
        visit: &visit,
        names: &names,
        query: &query,
        counts: &counts,
        page,
        before,
        matching,
    };
    let title = visit.lang.t("nav-orders");
    let content = list.show();
    let section = Section::Orders;
    let page = searched(&desk, &visit, &title, section, &query.search, &content).await?;
    Ok(html_page(&page))
}

/// A page of the list, and whether there are rows before it.
async fn read_page(
    desk: &Desk,
    visit: &Visit,
    query: &ListQuery,
) -> Result<(OrderPage, bool), PageError> {
    let space = desk.app.space();
    let filter = query.filter(&visit.reader.zone);
    let Some(before) = query.before else {
        let page = space.orders(filter, query.sort, query.after, ROWS).await?;
        return Ok((page, query.after.is_some()));
    };
    // The page before a row is read backward from it.
    let sort = query::reversed(query.sort);
    let mut page = space.orders(filter, sort, Some(before), ROWS).await?;
    let more = page.next.is_some();
    page.orders.reverse();
    page.next = page
        .orders
        .last()
        .map(|last| query::position(query.sort, last));
    Ok((page, more))
}

fn count_of(counts: &[TabCount], tab: Option<Tab>) -> i64 {
    counts
        .iter()
        .filter(|count| tab.is_none_or(|tab| count.tab == tab))
        .map(|count| count.orders)
        .sum()
}

impl List<'_> {
    fn show(&self) -> Markup {
        let locale = self.visit.locale();
        let lang = locale.lang;
        let polled = self
            .names
            .stores()
            .iter()
            .filter_map(|one| one.polled_until);
        html! {
            (page_header(&PageHeader {
                back: None,
                title: lang.t("nav-orders"),
                beside: html! {},
                under: html! {
                    @if !self.names.stores().is_empty() {
                        (as_of(&locale, polled.min(), "/orders/sync"))
                    }
                },
                actions: html! {
                    @if !self.names.stores().is_empty() {
                        (link_button(ButtonKind::Secondary, Some(Icon::Download), &lang.t("exports-export"),
                            &self.query.first().href_of("/exports/new?list=orders")))
                    }
                },
            }))
            section.card id="orders" data-live="orders tabs setup" data-swap="#orders" data-list {
                (self.tabs())
                (filters::bar(self.visit, self.names, self.query))
                @if self.page.orders.is_empty() {
                    (empty::nothing(lang, self.query, self.names))
                } @else {
                    (data_table(lang, &table::table(self)))
                    (pagination(lang, &self.pagination()))
                    (self.bulk())
                }
            }
        }
    }

    fn tabs(&self) -> Markup {
        let lang = self.visit.lang;
        let of = |tab: Option<Tab>| ui::Tab {
            label: tab_word(lang, tab),
            href: self.query.with_tab(tab).href().into(),
            count: Some(count_of(self.counts, tab)),
            tone: match tab {
                Some(Tab::Failed) => Tone::Danger,
                Some(tab @ Tab::AwaitingPayment) => tab_chip(lang, tab).tone,
                _ => Tone::Neutral,
            },
        };
        let all: Vec<Option<Tab>> = std::iter::once(None)
            .chain(Tab::ALL.into_iter().map(Some))
            .collect();
        let current = all.iter().position(|tab| *tab == self.query.tab);
        let shown: Vec<ui::Tab<'_>> = all.iter().map(|tab| of(*tab)).collect();
        tabs(lang, &lang.t("orders-tabs"), &shown, current.unwrap_or(0))
    }

    fn pagination(&self) -> Pagination<'static> {
        let lang = self.visit.lang;
        let first = self.page.orders.first().filter(|_| self.before);
        let newer = first.map(|first| {
            let position = query::position(self.query.sort, first);
            Text::from(self.query.with_before(position).href())
        });
        let older = self
            .page
            .next
            .map(|next| self.query.with_after(next).href().into());
        let total = self.matching.filter(|_| self.query.is_unfiltered());
        let range = total.map(|total| {
            let values = [
                ("from", 1.into()),
                ("to", self.page.orders.len().into()),
                ("total", total.into()),
            ];
            lang.tr("pages-range", &values)
        });
        Pagination {
            newer,
            older,
            range,
        }
    }

    fn bulk(&self) -> Markup {
        let lang = self.visit.lang;
        let place = Button {
            kind: ButtonKind::Primary,
            icon: Some(Icon::Purchase),
            label: lang.t("orders-place"),
            ..Button::default()
        };
        let sync = Button {
            icon: Some(Icon::Refresh),
            label: lang.t("orders-sync-selected"),
            action: Some(self.query.href_of("/orders/sync").into()),
            ..Button::default()
        };
        let bar = BulkBar {
            id: BULK.into(),
            action: self.query.href_of("/orders/place").into(),
            actions: vec![place, sync],
            all_matching: self.matching.map(|count| count.min(i64::from(MOST))),
        };
        bulk_bar(lang, &bar)
    }
}
