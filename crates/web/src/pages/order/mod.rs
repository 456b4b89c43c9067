//! The page of one order: what it needs, what was bought and where, its parcels, and its story.
//!
//! It draws a dossier and hands wishes to `app::desk`; what can't be done says why and what to do
//! instead. Before it: the list of orders; after it: the marketplace's and the store's own pages.

mod attention;
mod cases;
mod customer;
mod doubt;
mod failures;
mod forms;
mod hand;
mod money;
mod outside;
mod parcels;
mod purchases;
mod shipping;
mod tracking;
mod wishes;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use domain::ids::{OrderId, VariantId};
use domain::order::{Dossier, TimelineEvent};
use maud::{Markup, html};

use crate::desk::Desk;
use crate::error::PageError;
use crate::i18n::{Lang, Locale};
use crate::pages::orders::{planned, suppliers};
use crate::pages::sums::{by_currency, cost_of, sums};
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    Button, ButtonKind, Confirm, Icon, PageHeader, as_of, button, card_with_title, chip,
    external_link, foreign, page_header, time, timeline,
};
use crate::visit::Visit;
use crate::words::{Names, amounts, brief, isolated, payment_chip, story_entry, tab_chip};

use forms::Forms;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/orders/{id}", get(show))
        .route("/orders/{id}/store", get(outside::store))
        .route("/orders/{id}/sync", post(wishes::sync))
        .route("/orders/{id}/reorder", post(wishes::reorder))
        .route("/orders/{id}/accept-price", post(wishes::accept_price))
        .route("/orders/{id}/address", post(forms::save_address))
        .route("/orders/{id}/shipping", post(forms::save_shipping))
        .route("/orders/{id}/fulfill", post(forms::fulfill))
        .route("/orders/{id}/purchases/{purchase}/pay", post(outside::pay))
        .route(
            "/orders/{id}/purchases/{purchase}/marketplace",
            get(outside::marketplace),
        )
        .route(
            "/orders/{id}/purchases/{purchase}/place",
            post(wishes::place_purchase),
        )
        .route(
            "/orders/{id}/purchases/{purchase}/give-up",
            post(wishes::give_up),
        )
        .route("/orders/{id}/parcels/{parcel}/again", post(tracking::again))
        .route(
            "/orders/{id}/parcels/{parcel}/status",
            post(tracking::set_status),
        )
        .route(
            "/orders/{id}/parcels/{parcel}/carrier",
            post(tracking::correct_carrier),
        )
        .route(
            "/orders/{id}/purchases/{purchase}/doubt",
            post(doubt::answer),
        )
}

async fn show(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<OrderId>,
    RawQuery(raw): RawQuery,
) -> Result<Response, PageError> {
    let forms = Forms::opened(raw.as_deref().unwrap_or_default());
    draw(&desk, &visit, id, &forms).await
}

/// Draws the page with forms as they were sent; with something to mend the answer says so.
async fn draw(
    desk: &Desk,
    visit: &Visit,
    id: OrderId,
    forms: &Forms,
) -> Result<Response, PageError> {
    let space = desk.app.space();
    let dossier = space.dossier(id).await?.ok_or(PageError::NotFound)?;
    let story = space.timeline(id).await?;
    let names = Names::load(desk).await?;
    let tracked = tracking::Tracked::load(desk, &dossier.parcels).await?;
    let locale = visit.locale();
    let view = View {
        tracked: &tracked,
        locale: &locale,
        lang: visit.lang,
        names: &names,
        dossier: &dossier,
        forms,
    };
    let title = brief(&dossier.order.number, 40);
    let page = shell(desk, visit, &title, Section::Orders, view.page(&story)).await?;
    let status = if forms.has_errors() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    Ok((status, html_page(&page)).into_response())
}

/// What every part of the page is drawn from.
struct View<'a> {
    tracked: &'a tracking::Tracked,
    locale: &'a Locale,
    lang: Lang,
    names: &'a Names,
    dossier: &'a Dossier,
    forms: &'a Forms,
}

impl View<'_> {
    fn page(&self, story: &[TimelineEvent]) -> Markup {
        let order = &self.dossier.order;
        html! {
            div.stack id="order" data-live={ "order:" (order.id) " setup" } {
                (self.header())
                (failures::boxes(self))
                (attention::boxes(self))
                div.columns {
                    div.stack {
                        (purchases::cards(self))
                        (cases::part(self))
                        (parcels::part(self))
                        (self.story(story))
                    }
                    div.stack {
                        (customer::parts(self))
                        (money::part(self))
                        (shipping::part(self))
                        (hand::part(self))
                    }
                }
            }
        }
    }

    fn header(&self) -> Markup {
        let (lang, order) = (self.lang, &self.dossier.order);
        let store = self.names.store_name(lang, order.store_id);
        let read = self
            .dossier
            .purchases
            .iter()
            .flat_map(|one| &one.supplier_orders);
        let read = read.filter_map(|one| one.read_at).min();
        let open = lang.tr("order-open-store", &[("store", store.into())]);
        page_header(&PageHeader {
            back: Some((lang.t("order-back"), "/orders".into())),
            title: brief(&order.number, 40).into(),
            beside: html! {
                (chip(&tab_chip(lang, order.tab))) (chip(&payment_chip(lang, &order.payment)))
            },
            under: html! {
                span { (lang.t("order-placed-at")) " " (time(self.locale, order.ordered_at)) }
                (external_link(lang, &self.href("/store"), &open))
                (as_of(self.locale, read.or(Some(order.received_at)), &self.href("/sync")))
            },
            actions: self.place(),
        })
    }

    /// The button that places what is planned, with its price.
    fn place(&self) -> Markup {
        let lang = self.lang;
        if planned(self.dossier).next().is_none() {
            return html! {};
        }
        let cost = by_currency(planned(self.dossier).filter_map(cost_of));
        let values = [
            ("number", isolated(&self.dossier.order.number).into()),
            ("cost", amounts(lang, &cost).into()),
            ("suppliers", suppliers(planned(self.dossier)).into()),
        ];
        let place = Button {
            kind: ButtonKind::Primary,
            icon: Some(Icon::Purchase),
            label: lang.t("orders-place"),
            confirm: Some(Confirm {
                title: lang.tr("order-place-title", &values),
                body: lang.t("order-place-body"),
                action: lang.t("orders-place"),
            }),
            ..Button::default()
        };
        html! {
            form method="post" action="/orders/place" {
                input type="hidden" name="order" value=(self.dossier.order.id);
                input type="hidden" name="back" value=(self.dossier.order.id);
                (button(&place))
            }
        }
    }

    fn story(&self, story: &[TimelineEvent]) -> Markup {
        let entries: Vec<_> = story
            .iter()
            .map(|event| story_entry(self.locale, self.names, self.dossier, event))
            .collect();
        let title = self.lang.t("story-title");
        card_with_title(&title, &html! {}, &timeline(self.locale, &entries))
    }

    /// An address under this order's.
    fn href(&self, rest: &str) -> String {
        format!("/orders/{}{rest}", self.dossier.order.id)
    }

    /// Where a variant is connected to a supplier, with the way back here.
    fn mapping_href(&self, variant: VariantId) -> String {
        format!(
            "/products/variant/{variant}?order={}",
            self.dossier.order.id
        )
    }

    /// Names that somebody else gave, for a text.
    fn name(&self, text: &str) -> Markup {
        foreign(&brief(text, 160))
    }

    fn sums(&self) -> crate::pages::sums::Sums {
        sums(self.dossier)
    }
}
