//! What came back to the merchant, and how much of it is for sale again.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::aftersale::{CaseKind, CaseLine, GoodsTo, ReturnedGoods};
use domain::ids::{CaseId, OrderId};
use maud::{Markup, html};

use super::refusal;
use super::show::View;
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::ui::{Button, Field, Input, InputKind, Need, Tone, button, card_with_title, text_field};
use crate::visit::Visit;
use crate::words::isolated;

/// The card of returned goods, where goods can come back.
pub(super) fn part(view: &View<'_>) -> Markup {
    let details = &view.case.details;
    let comes_back = view.case.kind == CaseKind::Return || details.goods_to != GoodsTo::Nobody;
    if !comes_back {
        return html! {};
    }
    let lang = view.lang();
    let restocked: u32 = details.lines.iter().map(|line| line.restocked).sum();
    card_with_title(
        &lang.t("case-goods-title"),
        &html! {},
        &html! {
            form.form method="post" action=(view.href("/goods")) {
                p.note { (lang.t("case-goods-lead")) }
                @for line in &details.lines { (line_fields(view, line)) }
                div.actions {
                    (button(&Button { label: lang.t("case-goods-save"), ..Button::default() }))
                }
            }
            @if restocked > 0 {
                p.note { (lang.tr("case-goods-tell-store", &[("count", restocked.into())])) }
            }
        },
    )
}

fn line_fields(view: &View<'_>, line: &CaseLine) -> Markup {
    let lang = view.lang();
    let bought = view
        .purchase
        .lines
        .iter()
        .find(|one| one.id == line.line_id);
    let item = bought.and_then(|one| view.dossier.order.line(one.line_item_id));
    let title = item.map_or_else(String::new, |item| isolated(&item.title));
    let field = |name: &str, key: &str, value: u32, most: u32| {
        let around = Field {
            name: format!("{name}-{}", line.line_id).into(),
            label: lang.tr(key, &[("title", title.clone().into())]),
            need: Need::Required,
            ..Field::default()
        };
        let input = Input {
            kind: InputKind::Number,
            value: value.to_string().into(),
            suffix: Some(lang.tr("case-of", &[("count", most.into())])),
            ..Input::default()
        };
        text_field(lang, &around, &input)
    };
    html! {
        (field("received", "case-goods-received", line.received, line.quantity))
        (field("restocked", "case-goods-restocked", line.restocked, line.quantity))
    }
}

/// `POST /orders/{id}/cases/{case}/goods`.
pub(super) async fn receive(
    State(desk): State<Desk>,
    visit: Visit,
    Path((id, case_id)): Path<(OrderId, CaseId)>,
    answers: Answers,
) -> Result<Response, PageError> {
    let path = format!("/orders/{id}/cases/{case_id}");
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let case = dossier.case(case_id).ok_or(PageError::NotFound)?;
    let typed = |name: &str, line: &CaseLine| {
        let typed = answers.one(&format!("{name}-{}", line.line_id));
        typed.parse::<u32>().ok()
    };
    let goods: Option<Vec<ReturnedGoods>> = case
        .details
        .lines
        .iter()
        .map(|line| {
            Some(ReturnedGoods {
                line_id: line.line_id,
                received: typed("received", line)?,
                restocked: typed("restocked", line)?,
            })
        })
        .collect();
    let Some(goods) = goods else {
        let text = visit.lang.t("case-wrong-quantity");
        return Ok(redirect_with(&path, Tone::Danger, &text));
    };
    let actor = visit.actor();
    match app::desk::receive_goods(&desk.app, id, case_id, &goods, &actor).await {
        Ok(Ok(())) => {
            let text = visit.lang.t("case-done-goods");
            Ok(redirect_with(&path, Tone::Success, &text))
        }
        Ok(Err(why)) => Ok(redirect_with(
            &path,
            Tone::Danger,
            &refusal(visit.lang, why),
        )),
        Err(error) => refused(&path, error),
    }
}
