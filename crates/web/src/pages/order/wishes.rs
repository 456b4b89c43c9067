//! What is done with one button: ordering again, accepting a price, giving up, asking for news.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::{OrderId, PurchaseId};
use domain::purchase::PurchaseState as S;

use app::AppError;

use super::purchases::{give_up_question, place_question};
use crate::answers::{Answers, ask};
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::i18n::Lang;
use crate::shell::Section;
use crate::ui::Tone;
use crate::visit::Visit;

/// `POST /orders/{id}/sync`.
pub(super) async fn sync(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<OrderId>,
) -> Result<Response, PageError> {
    app::desk::sync_orders(&desk.app, &[id]).await?;
    let text = visit.lang.t("done-sync");
    Ok(redirect_with(&format!("/orders/{id}"), Tone::Info, &text))
}

/// `POST /orders/{id}/reorder`.
pub(super) async fn reorder(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<OrderId>,
) -> Result<Response, PageError> {
    again(&desk, &visit, id, "done-reorder").await
}

/// `POST /orders/{id}/accept-price`: accepts what it costs now and orders again.
pub(super) async fn accept_price(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<OrderId>,
) -> Result<Response, PageError> {
    let actor = visit.actor();
    match app::desk::accept_price(&desk.app, id, &actor).await {
        Ok(()) => again(&desk, &visit, id, "done-price").await,
        Err(error) => said(visit.lang, id, error, "refused-not-failed"),
    }
}

// keys: done-*
async fn again(desk: &Desk, visit: &Visit, id: OrderId, done: &str) -> Result<Response, PageError> {
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let refused = if dossier.order.may_be_bought() {
        "refused-not-failed"
    } else {
        "refused-not-paid"
    };
    match app::desk::reorder(&desk.app, id, &visit.actor()).await {
        Ok(()) => {
            let text = visit.lang.t(done);
            Ok(redirect_with(
                &format!("/orders/{id}"),
                Tone::Success,
                &text,
            ))
        }
        Err(error) => said(visit.lang, id, error, refused),
    }
}

/// Places one purchase: the lines of one supplier.
pub(super) async fn place_purchase(
    State(desk): State<Desk>,
    visit: Visit,
    Path((id, purchase_id)): Path<(OrderId, PurchaseId)>,
    answers: Answers,
) -> Result<Response, PageError> {
    let (lang, back) = (visit.lang, format!("/orders/{id}"));
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let purchase = dossier.purchase(purchase_id).ok_or(PageError::NotFound)?;
    if !answers.is_confirmed() {
        let question = place_question(lang, purchase);
        let action = format!("/orders/{id}/purchases/{purchase_id}/place");
        let section = Section::Orders;
        return ask(&desk, &visit, section, &question, &action, &answers, &back).await;
    }
    match app::desk::place_purchase(&desk.app, id, purchase_id).await {
        Ok(()) => Ok(redirect_with(
            &back,
            Tone::Success,
            &lang.t("done-placing-one"),
        )),
        Err(error) => said(lang, id, error, "refused-sent"),
    }
}

/// `POST /orders/{id}/purchases/{purchase}/give-up`. Without `confirmed=1` it asks.
pub(super) async fn give_up(
    State(desk): State<Desk>,
    visit: Visit,
    Path((id, purchase_id)): Path<(OrderId, PurchaseId)>,
    answers: Answers,
) -> Result<Response, PageError> {
    let (lang, back) = (visit.lang, format!("/orders/{id}"));
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let purchase = dossier.purchase(purchase_id).ok_or(PageError::NotFound)?;
    if purchase.status.state() != S::Planned {
        return Ok(redirect_with(&back, Tone::Warning, &lang.t("refused-sent")));
    }
    if !answers.is_confirmed() {
        let question = give_up_question(lang, purchase);
        let action = format!("/orders/{id}/purchases/{purchase_id}/give-up");
        return ask(
            &desk,
            &visit,
            Section::Orders,
            &question,
            &action,
            &answers,
            &back,
        )
        .await;
    }
    match app::desk::give_up(&desk.app, id, purchase_id, &visit.actor()).await {
        Ok(()) => Ok(redirect_with(
            &back,
            Tone::Success,
            &lang.t("done-given-up"),
        )),
        Err(error) => said(lang, id, error, "refused-sent"),
    }
}

/// Says on the order's page why a wish was not carried out. `refused` is why this one is, when the
/// order is not as it was when the page was drawn.
// keys: refused-*
pub(super) fn said(
    lang: Lang,
    id: OrderId,
    error: AppError,
    refused: &str,
) -> Result<Response, PageError> {
    let key = match error {
        AppError::Busy => "refused-busy",
        AppError::Refused(_) | AppError::BadValue { .. } => refused,
        error => return Err(error.into()),
    };
    Ok(redirect_with(
        &format!("/orders/{id}"),
        Tone::Warning,
        &lang.t(key),
    ))
}
