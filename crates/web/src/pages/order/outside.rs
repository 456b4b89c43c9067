//! The ways out: to pay at the marketplace, to look there, and to the order in the store.
//!
//! Where a page is comes from the platform's own port, never from here. A form may not end at
//! another site under the page policy, so that paying answers with a page that leads on.

use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::{ConnectionId, OrderId, PurchaseId};
use domain::purchase::PurchaseState as S;
use maud::html;

use app::AppError;

use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::shell::{Section, html_page, shell};
use crate::ui::{ButtonKind, Icon, PageHeader, Tone, card, link_button, page_header, safe_href};
use crate::visit::Visit;
use crate::words::{Names, isolated};

/// Opens an address as soon as the page is shown.
const REFRESH: HeaderName = HeaderName::from_static("refresh");

/// `POST /orders/{id}/purchases/{purchase}/pay`.
pub(super) async fn pay(
    State(desk): State<Desk>,
    visit: Visit,
    Path((id, purchase_id)): Path<(OrderId, PurchaseId)>,
) -> Result<Response, PageError> {
    let (lang, back) = (visit.lang, format!("/orders/{id}"));
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let purchase = dossier.purchase(purchase_id).ok_or(PageError::NotFound)?;
    let names = Names::load(&desk).await?;
    let marketplace = names.platform(&purchase.supplier.platform);
    let values = [
        ("marketplace", marketplace.as_str().into()),
        ("number", isolated(&dossier.order.number).into()),
    ];
    let url = match app::desk::open_payment(&desk.app, id, purchase_id, &visit.actor()).await {
        Ok(url) => url,
        Err(AppError::Refused(_)) if purchase.status.state() != S::AwaitingPayment => {
            let text = lang.t("refused-not-awaiting-payment");
            return Ok(redirect_with(&back, Tone::Info, &text));
        }
        Err(AppError::Refused(_) | AppError::Call(_)) => {
            let text = lang.tr("refused-signed-out", &values);
            return Ok(redirect_with(&back, Tone::Warning, &text));
        }
        Err(AppError::Busy) => {
            return Ok(redirect_with(&back, Tone::Warning, &lang.t("refused-busy")));
        }
        Err(error) => return Err(error.into()),
    };
    let title = lang.tr("pay-opening-title", &values);
    let go = lang.tr("pay-opening-link", &values);
    let content = html! {
        (page_header(&PageHeader {
            back: Some((lang.tr("pay-opening-back", &values), back.into())),
            title: title.clone(),
            beside: html! {},
            under: html! {},
            actions: html! {},
        }))
        (card(&html! {
            div.card-body.stack {
                p { (lang.tr("pay-opening", &values)) }
                (link_button(ButtonKind::Primary, Some(Icon::External), &go, &url))
            }
        }))
    };
    let page = shell(&desk, &visit, &title, Section::Orders, content).await?;
    let mut response = html_page(&page).into_response();
    let target = safe_href(&url);
    if target != "#"
        && let Ok(refresh) = HeaderValue::from_str(&format!("0; url={target}"))
    {
        response.headers_mut().insert(REFRESH, refresh);
    }
    Ok(response)
}

/// `GET /orders/{id}/purchases/{purchase}/marketplace`: the person's orders there.
pub(super) async fn marketplace(
    State(desk): State<Desk>,
    visit: Visit,
    Path((id, purchase_id)): Path<(OrderId, PurchaseId)>,
) -> Result<Response, PageError> {
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let purchase = dossier.purchase(purchase_id).ok_or(PageError::NotFound)?;
    let names = Names::load(&desk).await?;
    let name = names.platform(&purchase.supplier.platform);
    let (connector, credentials) = opened(&desk, &names, purchase.connection_id).await?;
    let port = connector.marketplace(&credentials);
    let page = port.map(|port| match purchase.supplier_orders.as_slice() {
        [only] => port.order_page(&only.external_id),
        _ => port.orders_page(),
    });
    Ok(leave(&visit, id, page.as_deref(), &name))
}

/// `GET /orders/{id}/store`: the order in the store.
pub(super) async fn store(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<OrderId>,
) -> Result<Response, PageError> {
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let names = Names::load(&desk).await?;
    let store = names
        .store(dossier.order.store_id)
        .ok_or(PageError::NotFound)?;
    let (connector, credentials) = opened(&desk, &names, store.connection_id).await?;
    let port = connector.store(&credentials);
    let page = port.map(|port| port.order_page(&dossier.order.external_id));
    Ok(leave(&visit, id, page.as_deref(), &isolated(&store.name)))
}

type Opened = (
    std::sync::Arc<dyn domain::ports::connect::Connector>,
    domain::ports::connect::Credentials,
);

async fn opened(desk: &Desk, names: &Names, id: ConnectionId) -> Result<Opened, PageError> {
    let connection = names.connection(id).ok_or(PageError::NotFound)?;
    let connector = desk.app.connector(connection.platform.as_str());
    let credentials = desk.app.space().credentials(id).await?;
    connector
        .cloned()
        .zip(credentials)
        .ok_or(PageError::NotFound)
}

fn leave(visit: &Visit, id: OrderId, page: Option<&str>, whose: &str) -> Response {
    match page.map(safe_href) {
        Some(page) if page != "#" => Redirect::to(page).into_response(),
        _ => {
            let values = [("marketplace", whose.into())];
            let text = visit.lang.tr("refused-signed-out", &values);
            redirect_with(&format!("/orders/{id}"), Tone::Warning, &text)
        }
    }
}
