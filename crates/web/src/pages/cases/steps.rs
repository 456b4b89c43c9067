//! What a person says about a case: where it stands, that it was raised, that the news were seen.

use app::desk;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::aftersale::{Case, CaseNews, CaseState};
use domain::ids::{CaseId, OrderId};
use domain::money::Currency;

use super::{amount, deadline, refusal, show};
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::ui::Tone;
use crate::visit::Visit;

type Of = (OrderId, CaseId);

async fn known(desk: &Desk, (order, case): Of) -> Result<(Case, Currency), PageError> {
    let dossier = desk.app.space().dossier(order).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let case = dossier.case(case).ok_or(PageError::NotFound)?;
    let purchase = dossier.purchase(case.purchase_id);
    let purchase = purchase.ok_or(PageError::NotFound)?;
    Ok((case.clone(), purchase.ceiling.currency()))
}

// keys: case-wrong-*, case-done-*
/// `POST /orders/{id}/cases/{case}`.
pub(super) async fn update(
    State(desk): State<Desk>,
    visit: Visit,
    Path(of): Path<Of>,
    answers: Answers,
) -> Result<Response, PageError> {
    let (case, currency) = known(&desk, of).await?;
    let news = match read(&visit, &case, currency, &answers) {
        Ok(news) => news,
        Err((field, key)) => {
            let wrong = (field.to_owned(), visit.lang.t(key));
            return show::draw(&desk, &visit, of, &answers, Some(wrong)).await;
        }
    };
    let path = super::href(&case);
    match desk::update_case(&desk.app, of.0, of.1, &news, &visit.actor()).await {
        Ok(Ok(())) => {
            let text = visit.lang.t("case-done-saved");
            Ok(redirect_with(&path, Tone::Success, &text))
        }
        Ok(Err(why)) => {
            let wrong = (String::new(), refusal(visit.lang, why));
            show::draw(&desk, &visit, of, &answers, Some(wrong)).await
        }
        Err(error) => refused(&path, error),
    }
}

fn read(
    visit: &Visit,
    case: &Case,
    currency: Currency,
    answers: &Answers,
) -> Result<CaseNews, (&'static str, &'static str)> {
    let state = CaseState::parse(answers.one("state"));
    let until = deadline(answers.one("deadline"), &visit.reader.zone);
    let got = amount(answers.one("got"), currency);
    let state = state.ok_or(("state", "case-refused-move"))?;
    let until = until.map_err(|()| ("deadline", "case-wrong-day"))?;
    // The day of a deadline that was left as it is keeps its minute.
    let zone = &visit.reader.zone;
    let kept = super::day(case.deadline, zone) == super::day(until, zone);
    Ok(CaseNews {
        state,
        deadline: if kept { case.deadline } else { until },
        got: got.map_err(|()| ("got", "case-wrong-amount"))?,
        number: answers.one("number").to_owned(),
        note: answers.one("note").to_owned(),
    })
}

/// `POST /orders/{id}/cases/{case}/raised`: it was raised, or answered, on the marketplace's page.
pub(super) async fn raised(
    State(desk): State<Desk>,
    visit: Visit,
    Path(of): Path<Of>,
) -> Result<Response, PageError> {
    let (case, _) = known(&desk, of).await?;
    let path = super::href(&case);
    let news = CaseNews {
        state: CaseState::WaitingForSupplier,
        deadline: None,
        got: case.details.got,
        number: case.details.number.clone(),
        note: String::new(),
    };
    let (tone, key) = match desk::update_case(&desk.app, of.0, of.1, &news, &visit.actor()).await {
        Ok(Ok(())) => (Tone::Success, "case-done-raised"),
        Ok(Err(_)) => (Tone::Warning, "case-refused-move"),
        Err(error) => return refused(&path, error),
    };
    Ok(redirect_with(&path, tone, &visit.lang.t(key)))
}

/// `POST /orders/{id}/cases/{case}/seen`.
pub(super) async fn seen(
    State(desk): State<Desk>,
    visit: Visit,
    Path((order, case)): Path<Of>,
) -> Result<Response, PageError> {
    let path = format!("/orders/{order}/cases/{case}");
    match desk::see_case(&desk.app, order, case).await {
        Ok(()) => {
            let text = visit.lang.t("case-done-seen");
            Ok(redirect_with(&path, Tone::Info, &text))
        }
        Err(error) => refused(&path, error),
    }
}
