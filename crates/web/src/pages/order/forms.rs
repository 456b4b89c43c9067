//! The forms of the page: address, shipping, fulfilling by hand; read, checked, and shown again
//! with what is to be mended.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::address::{Address, CountryCode, Recipient, TaxId};
use domain::ids::{LineItemId, OrderId, PurchaseId};
use domain::order::Dossier;
use domain::plan::{Prefer, ShippingRule};
use url::form_urlencoded;

use app::AppError;

use super::{draw, hand, wishes};
use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::i18n::Lang;
use crate::ui::Tone;
use crate::visit::Visit;
use crate::words::isolated;

/// No address has a longer line; what is longer was not typed by a person.
const LINE_LENGTH: usize = 500;

/// No carrier's numbers are longer.
const NUMBER_LENGTH: usize = 64;

/// Forms as they were sent, where something is to be mended, and which are open.
#[derive(Default)]
pub(super) struct Forms {
    pub(super) open: BTreeSet<String>,
    /// The address with fields missing.
    pub(super) address: Option<Recipient>,
    /// The shipping rule.
    pub(super) shipping: Option<Box<ShippingForm>>,
    /// Fulfilling by hand.
    pub(super) hand: Option<HandForm>,
    /// The answer to a doubt.
    pub(super) doubt: Option<DoubtForm>,
}

/// A shipping rule as it was typed.
pub(super) struct ShippingForm {
    pub(super) prefer: String,
    pub(super) name: String,
    pub(super) days: String,
    pub(super) tracked: bool,
    pub(super) name_error: Option<String>,
    pub(super) days_error: Option<String>,
}

/// A parcel as it was typed.
pub(super) struct HandForm {
    pub(super) number: String,
    pub(super) carrier: String,
    pub(super) lines: Vec<HandLine>,
    pub(super) number_error: Option<String>,
}

/// A line of it.
pub(super) struct HandLine {
    pub(super) id: LineItemId,
    pub(super) quantity: String,
    pub(super) error: Option<String>,
}

/// Numbers that could not be taken over.
pub(super) struct DoubtForm {
    pub(super) purchase: PurchaseId,
    pub(super) numbers: String,
    pub(super) error: String,
}

impl HandForm {
    pub(super) fn errors(&self) -> usize {
        let lines = self.lines.iter().filter(|line| line.error.is_some());
        lines.count() + usize::from(self.number_error.is_some())
    }
}

impl Forms {
    /// The forms that an address opens, as in `?open=address`.
    pub(super) fn opened(raw: &str) -> Self {
        let open = form_urlencoded::parse(raw.as_bytes())
            .filter(|(name, _)| name == "open")
            .map(|(_, value)| value.into_owned())
            .collect();
        Self {
            open,
            ..Self::default()
        }
    }

    /// Whether a form is to be open.
    pub(super) fn opens(&self, name: &str) -> bool {
        self.open.contains(name)
    }

    /// Whether there is something to mend.
    pub(super) fn has_errors(&self) -> bool {
        self.address.is_some()
            || self.shipping.is_some()
            || self.hand.is_some()
            || self.doubt.is_some()
    }
}

/// `POST /orders/{id}/address`.
pub(super) async fn save_address(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<OrderId>,
    answers: Answers,
) -> Result<Response, PageError> {
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let recipient = recipient(&answers, &dossier.order.recipient);
    if !recipient.missing().is_empty() {
        let forms = Forms {
            address: Some(recipient),
            ..Forms::default()
        };
        return draw(&desk, &visit, id, &forms).await;
    }
    let actor = visit.actor();
    match app::desk::edit_recipient(&desk.app, id, &recipient, &actor).await {
        Ok(()) => {
            let key = after_fix(&dossier, "address-saved", "address-saved-reorder");
            Ok(saved(visit.lang, id, key))
        }
        Err(error) => wishes::said(visit.lang, id, error, "refused-busy"),
    }
}

/// What was typed; what the form has no field for stays.
fn recipient(answers: &Answers, known: &Recipient) -> Recipient {
    let text = |name: &str| -> String { answers.one(name).chars().take(LINE_LENGTH).collect() };
    let province = text("province");
    let same_province = province == known.address.province;
    let province_code = if same_province {
        known.address.province_code.clone()
    } else {
        String::new()
    };
    let mut tax_ids = known.tax_ids.clone();
    let (kind, value) = (text("tax_kind"), text("tax_value"));
    if !tax_ids.is_empty() {
        tax_ids.remove(0);
    }
    if !value.is_empty() {
        tax_ids.insert(0, TaxId { kind, value });
    }
    Recipient {
        full_name: text("full_name"),
        company: text("company"),
        phone: text("phone"),
        address: Address {
            line1: text("line1"),
            line2: text("line2"),
            city: text("city"),
            province,
            province_code,
            postal_code: text("postal_code"),
            country: CountryCode::new(&text("country")),
        },
        tax_ids,
    }
}

/// `POST /orders/{id}/shipping`.
pub(super) async fn save_shipping(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<OrderId>,
    answers: Answers,
) -> Result<Response, PageError> {
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let rule = match rule(visit.lang, &answers) {
        Ok(rule) => rule,
        Err(form) => {
            let forms = Forms {
                shipping: Some(form),
                ..Forms::default()
            };
            return draw(&desk, &visit, id, &forms).await;
        }
    };
    let actor = visit.actor();
    match app::desk::choose_shipping(&desk.app, id, rule.as_ref(), &actor).await {
        Ok(()) => {
            let key = after_fix(&dossier, "shipping-saved", "shipping-saved-reorder");
            Ok(saved(visit.lang, id, key))
        }
        Err(error) => wishes::said(visit.lang, id, error, "refused-busy"),
    }
}

/// The rule that was typed; `None` is the store's.
fn rule(lang: Lang, answers: &Answers) -> Result<Option<ShippingRule>, Box<ShippingForm>> {
    let name: String = answers.one("method").chars().take(LINE_LENGTH).collect();
    let days = answers.one("max_days");
    let max_days = (!days.is_empty()).then(|| days.parse::<u16>());
    let prefer = match answers.one("prefer") {
        "cheapest" => Some(Prefer::Cheapest),
        "fastest" => Some(Prefer::Fastest),
        "named" => Some(Prefer::Named(name.clone())),
        _ => None,
    };
    let name_error = (prefer == Some(Prefer::Named(String::new())))
        .then(|| lang.t("shipping-name-missing").into_owned());
    let days_error = matches!(max_days, Some(Err(_)) | Some(Ok(0)))
        .then(|| lang.t("shipping-days-wrong").into_owned());
    if name_error.is_some() || days_error.is_some() {
        return Err(Box::new(ShippingForm {
            prefer: answers.one("prefer").to_owned(),
            name,
            days: days.to_owned(),
            tracked: answers.is_checked("tracked"),
            name_error,
            days_error,
        }));
    }
    Ok(prefer.map(|prefer| ShippingRule {
        prefer,
        tracked_only: answers.is_checked("tracked"),
        max_days: max_days.and_then(Result::ok),
        max_cost: None,
    }))
}

/// `POST /orders/{id}/fulfill`.
pub(super) async fn fulfill(
    State(desk): State<Desk>,
    visit: Visit,
    Path(id): Path<OrderId>,
    answers: Answers,
) -> Result<Response, PageError> {
    let lang = visit.lang;
    let dossier = desk.app.space().dossier(id).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let (form, wished) = hand_form(lang, &answers, &dossier);
    if form.errors() > 0 {
        let forms = Forms {
            hand: Some(form),
            ..Forms::default()
        };
        return draw(&desk, &visit, id, &forms).await;
    }
    let (number, carrier, actor) = (&form.number, &form.carrier, visit.actor());
    match app::desk::fulfill_by_hand(&desk.app, id, number, carrier, &wished, &actor).await {
        Ok(()) => {
            let values = [("number", isolated(number).into())];
            let text = lang.tr("hand-done", &values);
            Ok(redirect_with(
                &format!("/orders/{id}"),
                Tone::Success,
                &text,
            ))
        }
        Err(AppError::BadValue { .. }) => {
            wishes::said(lang, id, AppError::Busy, "refused-all-packed")
        }
        Err(error) => wishes::said(lang, id, error, "refused-all-packed"),
    }
}

fn hand_form(
    lang: Lang,
    answers: &Answers,
    dossier: &Dossier,
) -> (HandForm, Vec<(LineItemId, u32)>) {
    let number = answers.one("number").to_owned();
    let mut wished = Vec::new();
    let mut lines = Vec::new();
    for (line, left) in hand::left(dossier) {
        let typed = answers.one(&format!("line-{}", line.id)).to_owned();
        let quantity = if typed.is_empty() {
            Some(0)
        } else {
            typed.parse::<u32>().ok().filter(|wish| *wish <= left)
        };
        let error = quantity.is_none().then(|| {
            let values = [("left", left.into())];
            lang.tr("hand-line-wrong", &values).into_owned()
        });
        wished.extend(
            quantity
                .filter(|wish| *wish > 0)
                .map(|wish| (line.id, wish)),
        );
        lines.push(HandLine {
            id: line.id,
            quantity: typed,
            error,
        });
    }
    if wished.is_empty()
        && let Some(first) = lines.iter_mut().find(|line| line.error.is_none())
    {
        first.error = Some(lang.t("hand-lines-none").into_owned());
    }
    let length = number.chars().count();
    let number_error = (length == 0 || length > NUMBER_LENGTH || number.len() > NUMBER_LENGTH)
        .then(|| lang.t("hand-number-missing").into_owned());
    let form = HandForm {
        number,
        carrier: answers.one("carrier").chars().take(120).collect(),
        lines,
        number_error,
    };
    (form, wished)
}

/// After a fix of what failed a person orders again; after any other change there is nothing to do.
fn after_fix(dossier: &Dossier, plain: &'static str, failed: &'static str) -> &'static str {
    let open = dossier.purchases.iter().any(|one| one.is_open_failure());
    if open || !dossier.order.problems.is_empty() {
        failed
    } else {
        plain
    }
}

// keys: address-saved-*, shipping-saved-*
fn saved(lang: Lang, id: OrderId, key: &str) -> Response {
    redirect_with(&format!("/orders/{id}"), Tone::Success, &lang.t(key))
}
