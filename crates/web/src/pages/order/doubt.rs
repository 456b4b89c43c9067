//! A placement in doubt: what is being checked, the one clear question, and its three answers.
//!
//! Nothing here repeats a placement by itself: only a person who looked may say that there is none.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::{ExternalId, OrderId, PurchaseId};
use domain::purchase::{Purchase, PurchaseState as S};
use maud::{Markup, html};

use app::AppError;
use app::desk::DoubtAnswer;

use super::View;
use super::forms::{DoubtForm, Forms};
use crate::answers::{Answers, ask};
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::i18n::{Lang, Text};
use crate::pages::sums::cost_of;
use crate::shell::Section;
use crate::ui::{
    Button, ButtonKind, Confirm, Failure, Field, Icon, Input, Need, Tone, button, external_link,
    failure_box, text_field,
};
use crate::visit::Visit;
use crate::words::{Names, amount, brief, isolated};

/// The box of a purchase in doubt; nothing for any other.
pub(super) fn part(view: &View<'_>, purchase: &Purchase) -> Markup {
    let lang = view.lang;
    let marketplace = view.names.platform(&purchase.supplier.platform);
    let values = [("marketplace", marketplace.as_str().into())];
    let (reason, fix, actions) = match purchase.status.state() {
        S::PlacementUnknown => (
            lang.tr("doubt-title", &values),
            what_happened(lang, purchase),
            question(view, purchase, &marketplace),
        ),
        S::PaymentUnknown => (
            lang.tr("doubt-payment-title", &values),
            lang.t("doubt-payment-fix"),
            html! {},
        ),
        _ => return html! {},
    };
    failure_box(
        lang,
        &Failure {
            tone: Tone::Doubt,
            reason,
            fix,
            actions,
            own_words: None,
        },
    )
}

fn what_happened(lang: Lang, purchase: &Purchase) -> Text<'static> {
    match purchase.doubt.as_deref().map(str::trim) {
        None | Some("") => lang.t("doubt-fix-plain"),
        Some(what) => {
            let what = format!("\u{2068}{}\u{2069}", brief(what, 300));
            lang.tr("doubt-fix", &[("what", what.into())])
        }
    }
}

fn question(view: &View<'_>, purchase: &Purchase, marketplace: &str) -> Markup {
    let lang = view.lang;
    let intent = purchase.intent.as_ref();
    let decided = intent.map_or(purchase.created_at, |intent| intent.decided_at);
    let name = intent.map_or(&view.dossier.order.recipient.full_name, |intent| {
        &intent.recipient.full_name
    });
    let values = [
        ("marketplace", marketplace.into()),
        ("when", view.locale.exact(decided).into()),
        ("name", isolated(name).into()),
    ];
    let page = view.href(&format!("/purchases/{}/marketplace", purchase.id));
    let open = lang.tr("doubt-open", &values[..1]);
    html! {
        div.question {
            p { (lang.tr("doubt-question", &values)) }
            p { (external_link(lang, &page, &open)) }
            (it_was_placed(view, purchase, marketplace))
            div.actions {
                (other_answer(view, purchase, &Answer::NotPlaced, marketplace))
                (other_answer(view, purchase, &Answer::GiveUp, marketplace))
            }
        }
    }
}

fn it_was_placed(view: &View<'_>, purchase: &Purchase, marketplace: &str) -> Markup {
    let lang = view.lang;
    let sent = view.forms.doubt.as_ref();
    let sent = sent.filter(|sent| sent.purchase == purchase.id);
    let values = [("marketplace", marketplace.into())];
    let around = Field {
        name: format!("numbers-{}", purchase.id).into(),
        label: lang.t("doubt-numbers"),
        hint: Some(lang.tr("doubt-numbers-hint", &values)),
        error: sent.map(|sent| sent.error.clone().into()),
        need: Need::Required,
    };
    let input = Input {
        value: sent.map_or_else(Text::default, |sent| sent.numbers.clone().into()),
        ..Input::default()
    };
    let take_over = Button {
        kind: ButtonKind::Primary,
        icon: Some(Icon::Check),
        label: lang.t("doubt-take-over"),
        value: Some(("answer".into(), "placed".into())),
        ..Button::default()
    };
    html! {
        form.form method="post" action=(doubt_href(view.dossier.order.id, purchase.id)) {
            (text_field(lang, &around, &input))
            div.actions { (button(&take_over)) }
        }
    }
}

fn other_answer(
    view: &View<'_>,
    purchase: &Purchase,
    answer: &Answer,
    marketplace: &str,
) -> Markup {
    let lang = view.lang;
    let (icon, label) = match answer {
        Answer::NotPlaced => (Icon::Purchase, lang.t("doubt-not-placed-do")),
        Answer::GiveUp => (Icon::Canceled, lang.t("doubt-give-up")),
    };
    let button = button(&Button {
        kind: ButtonKind::Danger,
        icon: Some(icon),
        label,
        confirm: Some(answer.confirm(lang, purchase, marketplace)),
        ..Button::default()
    });
    html! {
        form method="post" action=(doubt_href(view.dossier.order.id, purchase.id)) {
            input type="hidden" name="answer" value=(answer.word());
            (button)
        }
    }
}

fn doubt_href(order: OrderId, purchase: PurchaseId) -> String {
    format!("/orders/{order}/purchases/{purchase}/doubt")
}

/// The answers that are asked about once more.
enum Answer {
    NotPlaced,
    GiveUp,
}

impl Answer {
    fn word(&self) -> &'static str {
        match self {
            Self::NotPlaced => "not_placed",
            Self::GiveUp => "give_up",
        }
    }

    fn confirm(&self, lang: Lang, purchase: &Purchase, marketplace: &str) -> Confirm<'static> {
        let cost = cost_of(purchase).map_or_else(String::new, |cost| amount(lang, cost));
        let values = [
            ("marketplace", marketplace.to_owned().into()),
            ("supplier", isolated(&purchase.supplier.name).into()),
            ("cost", cost.into()),
        ];
        match self {
            Self::NotPlaced => Confirm {
                title: lang.tr("doubt-not-placed-title", &values),
                body: lang.tr("doubt-not-placed-body", &values),
                action: lang.t("doubt-not-placed-action"),
            },
            Self::GiveUp => Confirm {
                title: lang.t("doubt-give-up-title"),
                body: lang.tr("doubt-give-up-body", &values),
                action: lang.t("doubt-give-up"),
            },
        }
    }
}

/// `POST /orders/{id}/purchases/{purchase}/doubt`.
pub(super) async fn answer(
    State(desk): State<Desk>,
    visit: Visit,
    Path((id, purchase_id)): Path<(OrderId, PurchaseId)>,
    answers: Answers,
) -> Result<Response, PageError> {
    let (lang, back) = (visit.lang, format!("/orders/{id}"));
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let purchase = dossier.purchase(purchase_id).ok_or(PageError::NotFound)?;
    if purchase.status.state() != S::PlacementUnknown {
        return Ok(redirect_with(&back, Tone::Info, &lang.t("refused-settled")));
    }
    let names = Names::load(&desk).await?;
    let marketplace = names.platform(&purchase.supplier.platform);
    let asked = match answers.one("answer") {
        "not_placed" => Some(Answer::NotPlaced),
        "give_up" => Some(Answer::GiveUp),
        _ => None,
    };
    if let Some(asked) = &asked
        && !answers.is_confirmed()
    {
        let question = asked.confirm(lang, purchase, &marketplace);
        let action = doubt_href(id, purchase_id);
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
    let typed = answers.one(&format!("numbers-{purchase_id}")).to_owned();
    let wish = match asked {
        Some(Answer::NotPlaced) => DoubtAnswer::NotPlaced,
        Some(Answer::GiveUp) => DoubtAnswer::GiveUp,
        None => DoubtAnswer::Placed(numbers(&typed)),
    };
    let sent = |error: Text<'_>| Forms {
        doubt: Some(DoubtForm {
            purchase: purchase_id,
            numbers: typed.clone(),
            error: error.into_owned(),
        }),
        ..Forms::default()
    };
    let values = [("marketplace", marketplace.as_str().into())];
    if wish == DoubtAnswer::Placed(vec![]) {
        let forms = sent(lang.tr("doubt-numbers-missing", &values));
        return super::draw(&desk, &visit, id, &forms).await;
    }
    let actor = visit.actor();
    let settled = app::desk::answer_doubt(&desk.app, id, purchase_id, &wish, &actor).await;
    let key = match settled {
        Ok(()) => return Ok(redirect_with(&back, Tone::Success, &lang.t(done(&wish)))),
        Err(AppError::Busy) => {
            return Ok(redirect_with(&back, Tone::Warning, &lang.t("refused-busy")));
        }
        Err(AppError::BadValue { .. }) => "refused-numbers",
        Err(AppError::Refused(_) | AppError::Call(_)) => "refused-signed-out",
        Err(error) => return Err(error.into()),
    };
    let forms = sent(lang.tr(key, &values));
    super::draw(&desk, &visit, id, &forms).await
}

// keys: done-*
fn done(wish: &DoubtAnswer) -> &'static str {
    match wish {
        DoubtAnswer::Placed(_) => "done-doubt-placed",
        DoubtAnswer::NotPlaced => "done-doubt-not-placed",
        DoubtAnswer::GiveUp => "done-given-up",
    }
}

/// The numbers in a text, however they are divided.
fn numbers(typed: &str) -> Vec<ExternalId> {
    typed
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | ';'))
        .map(str::trim)
        .filter(|number| !number.is_empty())
        .take(20)
        .map(ExternalId::new)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_divided_by_anything() {
        let found = numbers(" 81904435, 81904436;\n81904437 ");
        let texts: Vec<&str> = found.iter().map(ExternalId::as_str).collect();
        assert_eq!(texts, ["81904435", "81904436", "81904437"]);
        assert!(numbers(" , ").is_empty());
    }
}
