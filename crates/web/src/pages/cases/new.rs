//! Opening a case: what it is, about which lines, why, what we ask for, until when.

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::aftersale::{CaseKind, CaseReason, GoodsTo, NewCase};
use domain::ids::{OrderId, PurchaseId, PurchaseLineId};
use domain::order::Dossier;
use domain::purchase::{Purchase, PurchaseState as S};
use maud::{Markup, html};
use url::form_urlencoded;

use super::{amount, deadline, refusal, usual_deadline};
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::{redirect_with, refused};
use crate::i18n::Text;
use crate::shell::{Section, html_page, shell};
use crate::ui::{
    self, Button, ButtonKind, Choice, Field, Input, InputKind, Need, PageHeader, Tone, button,
    callout, external_link, foreign, form_errors, page_header, select_field, tabs, text_area,
    text_field,
};
use crate::visit::Visit;
use crate::words::{Names, brief, case_reason, case_word, goods_word, isolated};

/// What stands in the form.
struct Shown<'a> {
    dossier: &'a Dossier,
    purchase: &'a Purchase,
    kind: CaseKind,
    /// As it was sent; empty at first.
    typed: Answers,
    /// The field that is wrong, and why.
    wrong: Option<(String, Text<'static>)>,
}

/// `GET /orders/{id}/cases/new?purchase=…&kind=…`.
pub(super) async fn page(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<OrderId>,
    RawQuery(raw): RawQuery,
) -> Result<Response, PageError> {
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let raw = raw.unwrap_or_default();
    let query = form_urlencoded::parse(raw.as_bytes());
    let query = Answers(query.into_owned().collect());
    let purchase = purchase_of(&dossier, &query)?;
    let kind = CaseKind::parse(query.one("kind")).unwrap_or_else(|| usual_kind(purchase));
    let shown = Shown {
        dossier: &dossier,
        purchase,
        kind,
        typed: Answers::default(),
        wrong: None,
    };
    draw(&desk, &visit, &shown).await
}

/// `POST /orders/{id}/cases`.
pub(super) async fn open(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<OrderId>,
    answers: Answers,
) -> Result<Response, PageError> {
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let purchase = purchase_of(&dossier, &answers)?;
    let kind = CaseKind::parse(answers.one("kind")).ok_or(PageError::NotFound)?;
    let read = read(&visit, purchase, kind, &answers);
    let wrong = match read {
        Ok(new) => match app::desk::open_case(&desk.app, id, &new, &visit.actor()).await {
            Ok(Ok(case)) => {
                let text = visit.lang.t("case-done-opened");
                let href = format!("/orders/{id}/cases/{case}");
                return Ok(redirect_with(&href, Tone::Success, &text));
            }
            Ok(Err(why)) => (String::new(), refusal(visit.lang, why)),
            Err(error) => return refused(&format!("/orders/{id}"), error),
        },
        Err((field, key)) => (field, visit.lang.t(key)),
    };
    let shown = Shown {
        dossier: &dossier,
        purchase,
        kind,
        typed: answers,
        wrong: Some(wrong),
    };
    let page = draw(&desk, &visit, &shown).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn purchase_of<'a>(dossier: &'a Dossier, answers: &Answers) -> Result<&'a Purchase, PageError> {
    let id = answers.one("purchase").parse::<i64>();
    let id = id.map_err(|_| PageError::NotFound)?;
    dossier.purchase(PurchaseId(id)).ok_or(PageError::NotFound)
}

/// What usually goes wrong with a purchase that stands here.
fn usual_kind(purchase: &Purchase) -> CaseKind {
    match purchase.status.state() {
        S::Shipped | S::Completed => CaseKind::Dispute,
        S::Canceled | S::Failed => CaseKind::Refund,
        _ => CaseKind::CancelRequest,
    }
}

// keys: case-wrong-*
fn read(
    visit: &Visit,
    purchase: &Purchase,
    kind: CaseKind,
    answers: &Answers,
) -> Result<NewCase, (String, &'static str)> {
    let reason = CaseReason::parse(answers.one("reason"))
        .filter(|reason| kind.reasons().contains(reason))
        .ok_or(("reason".to_owned(), "case-refused-reason"))?;
    let mut lines: Vec<(PurchaseLineId, u32)> = Vec::new();
    for line in &purchase.lines {
        let name = format!("line-{}", line.id);
        let typed = answers.one(&name);
        let quantity = if typed.is_empty() {
            Ok(0)
        } else {
            typed.parse()
        };
        let quantity = quantity.ok().filter(|quantity| *quantity <= line.quantity);
        let quantity = quantity.ok_or((name, "case-wrong-quantity"))?;
        lines.push((line.id, quantity));
    }
    let asked = amount(answers.one("asked"), purchase.ceiling.currency());
    let until = deadline(answers.one("deadline"), &visit.reader.zone);
    Ok(NewCase {
        purchase_id: purchase.id,
        kind,
        reason,
        lines,
        asked: asked.map_err(|()| ("asked".to_owned(), "case-wrong-amount"))?,
        deadline: until.map_err(|()| ("deadline".to_owned(), "case-wrong-day"))?,
        goods_to: GoodsTo::parse(answers.one("goods_to")).unwrap_or(GoodsTo::Nobody),
        note: answers.one("note").to_owned(),
    })
}

async fn draw(desk: &Desk, visit: &Visit, shown: &Shown<'_>) -> Result<Response, PageError> {
    let (lang, order) = (visit.lang, &shown.dossier.order);
    let supplier = &shown.purchase.supplier;
    let policy = desk
        .app
        .space()
        .supplier_policy(&supplier.platform, &supplier.external_id)
        .await?;
    let names = Names::load(desk).await?;
    let marketplace = names.platform(&supplier.platform);
    let values = [("marketplace", marketplace.clone().into())];
    let title = lang.t("case-new-title");
    let address = |kind: CaseKind| {
        let kind = kind.as_str();
        format!(
            "/orders/{}/cases/new?purchase={}&kind={kind}",
            order.id, shown.purchase.id
        )
    };
    let kinds = CaseKind::ALL.map(|kind| ui::Tab {
        label: case_word(lang, kind),
        href: address(kind).into(),
        count: None,
        tone: Tone::Neutral,
    });
    let current = CaseKind::ALL.iter().position(|kind| *kind == shown.kind);
    let open = lang.tr("fix-marketplace", &values);
    let content = html! {
        (page_header(&PageHeader {
            back: Some((brief(&order.number, 40).into(), format!("/orders/{}", order.id).into())),
            title: title.clone(),
            beside: html! {},
            under: html! { span { (foreign(&brief(&supplier.name, 80))) " · " (marketplace) } },
            actions: html! {
                @for one in shown.purchase.supplier_orders.iter().filter(|one| !one.url.is_empty()) {
                    (external_link(lang, &one.url, &open))
                }
            },
        }))
        div.columns {
            div.stack {
                section.card {
                    (tabs(lang, &lang.t("case-kind"), &kinds, current.unwrap_or(0)))
                    div.card-body.stack {
                        p.note { (lang.t(&format!("case-about-{}", shown.kind.as_str()))) }
                        (callout(Tone::Info, &lang.tr("case-no-call", &values),
                            &html! { (lang.tr("case-no-call-body", &values)) }))
                        (form(visit, shown))
                    }
                }
            }
            div.stack { (super::show::policy_card(lang, supplier, policy.as_ref(), order.id)) }
        }
    };
    let page = shell(desk, visit, &title, Section::Cases, content).await?;
    Ok(html_page(&page).into_response())
}

// keys: case-about-*
impl Shown<'_> {
    fn value(&self, name: &str, usual: String) -> String {
        match self.typed.0.is_empty() {
            true => usual,
            false => self.typed.one(name).to_owned(),
        }
    }

    fn around(&self, visit: &Visit, name: &str, key: &str, need: Need) -> Field<'static> {
        let lang = visit.lang;
        let hint = format!("{key}-hint");
        let wrong = self.wrong.as_ref().filter(|(field, _)| field == name);
        Field {
            name: name.to_owned().into(),
            label: lang.t(key),
            hint: lang.has(&hint).then(|| lang.t(&hint)),
            error: wrong.map(|(_, why)| why.clone()),
            need,
        }
    }
}

fn form(visit: &Visit, shown: &Shown<'_>) -> Markup {
    let lang = visit.lang;
    let general = shown.wrong.as_ref().filter(|(field, _)| field.is_empty());
    let reasons: Vec<Choice<'_>> = shown
        .kind
        .reasons()
        .iter()
        .map(|reason| Choice {
            value: reason.as_str().into(),
            label: case_reason(lang, *reason),
        })
        .collect();
    let goods = GoodsTo::ALL.map(|to| Choice {
        value: to.as_str().into(),
        label: goods_word(lang, to),
    });
    let usual_goods = match shown.kind {
        CaseKind::Return => GoodsTo::Merchant,
        _ => GoodsTo::Nobody,
    };
    let around = |name: &str, key: &str, need| shown.around(visit, name, key, need);
    let asked = Input {
        kind: InputKind::Number,
        value: shown.value("asked", String::new()).into(),
        suffix: Some(shown.purchase.ceiling.currency().code().to_owned().into()),
        ..Input::default()
    };
    let usual = usual_deadline(visit.now, &visit.reader.zone);
    let deadline = Input {
        kind: InputKind::Date,
        value: shown.value("deadline", usual).into(),
        ..Input::default()
    };
    // keys: case-*
    html! {
        form.form method="post" action={ "/orders/" (shown.dossier.order.id) "/cases" } {
            (form_errors(lang, usize::from(shown.wrong.is_some())))
            @if let Some((_, why)) = general { p.field-error { (why) } }
            input type="hidden" name="purchase" value=(shown.purchase.id);
            input type="hidden" name="kind" value=(shown.kind.as_str());
            (select_field(lang, &around("reason", "case-reason", Need::Required), &reasons,
                &shown.value("reason", String::new())))
            (lines(visit, shown))
            (text_field(lang, &around("asked", "case-asked", Need::Optional), &asked))
            (text_field(lang, &around("deadline", "case-deadline-raise", Need::Optional), &deadline))
            @if matches!(shown.kind, CaseKind::Return | CaseKind::Dispute) {
                (select_field(lang, &around("goods_to", "case-goods", Need::Required), &goods,
                    &shown.value("goods_to", usual_goods.as_str().to_owned())))
            }
            (text_area(lang, &around("note", "case-note", Need::Optional),
                &shown.value("note", String::new()), 4))
            div.actions {
                (button(&Button {
                    kind: ButtonKind::Primary,
                    label: lang.t("case-open"),
                    ..Button::default()
                }))
            }
        }
    }
}

fn lines(visit: &Visit, shown: &Shown<'_>) -> Markup {
    let lang = visit.lang;
    html! {
        @for line in &shown.purchase.lines {
            @let name = format!("line-{}", line.id);
            @let item = shown.dossier.order.line(line.line_item_id);
            @let title = item.map_or(line.title.as_str(), |item| item.title.as_str());
            @let around = Field {
                label: lang.tr("case-line", &[("title", isolated(title).into())]),
                ..shown.around(visit, &name, "case-quantity", Need::Optional)
            };
            (text_field(lang, &around, &Input {
                kind: InputKind::Number,
                value: shown.value(&name, line.quantity.to_string()).into(),
                suffix: Some(lang.tr("case-of", &[("count", line.quantity.into())])),
                ..Input::default()
            }))
        }
    }
}
