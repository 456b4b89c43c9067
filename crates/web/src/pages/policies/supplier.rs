//! Noting what a supplier says about returns and refunds.

use axum::extract::State;
use axum::response::Response;
use domain::ids::{ExternalId, OrderId, PlatformName};
use storage::SupplierPolicy;

use crate::answers::Answers;
use crate::desk::Desk;
use crate::error::PageError;
use crate::flash::redirect_with;
use crate::ui::Tone;
use crate::visit::Visit;

/// The longest text that is kept.
const LONGEST: usize = 8_000;

/// `POST /policies/supplier`. The person comes back to the order that it was noted at.
pub(super) async fn save(
    State(desk): State<Desk>,
    visit: Visit,
    answers: Answers,
) -> Result<Response, PageError> {
    let order: OrderId = answers
        .one("order")
        .parse()
        .map_err(|_| PageError::NotFound)?;
    let dossier = desk.app.space().dossier(order).await?;
    let dossier = dossier.ok_or(PageError::NotFound)?;
    let platform = PlatformName::new(answers.one("platform"));
    let supplier = ExternalId::new(answers.one("supplier"));
    // Only suppliers that something was bought from: nobody fills the table with anything else.
    let known = dossier.purchases.iter().find(|purchase| {
        purchase.supplier.platform == platform && purchase.supplier.external_id == supplier
    });
    let known = known.ok_or(PageError::NotFound)?;
    let policy = SupplierPolicy {
        platform,
        supplier,
        text: answers.one("text").chars().take(LONGEST).collect(),
        changed_at: visit.now,
    };
    desk.app.space().put_supplier_policy(policy).await?;
    let mut cases = dossier.cases.iter();
    let case = cases.find(|case| case.purchase_id == known.id);
    let back = case.map_or_else(|| format!("/orders/{order}"), super::super::cases::href);
    let text = visit.lang.t("supplier-policy-saved");
    Ok(redirect_with(&back, Tone::Success, &text))
}
