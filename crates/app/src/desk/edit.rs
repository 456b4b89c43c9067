//! Fixing what failed: the address, the shipping method, the price; and fulfilling by hand.

use domain::address::Recipient;
use domain::ids::{LineItemId, OrderId, ParcelId};
use domain::job::Job;
use domain::order::{Revision, TimelineKind, cancel_planned, want_plan};
use domain::parcel::{Parcel, ParcelLine, Tracking, TrackingStatus};
use domain::plan::ShippingRule;
use domain::workspace::Actor;

use super::revise;
use crate::App;
use crate::error::AppError;

/// The longest tracking number that any carrier uses is well below this.
const NUMBER_LIMIT: usize = 64;

/// Corrects who gets the parcel. What was only planned is planned anew.
///
/// # Errors
/// When a field that every carrier needs is empty.
pub async fn edit_recipient(
    app: &App,
    id: OrderId,
    recipient: &Recipient,
    actor: &Actor,
) -> Result<(), AppError> {
    if let Some(field) = recipient.missing().first() {
        let field = format!("{field:?}").to_lowercase();
        return Err(AppError::BadValue {
            field,
            message: "no parcel arrives without this".into(),
        });
    }
    revise(app, id, |revision| {
        if revision.dossier.order.recipient == *recipient {
            return Ok(());
        }
        revision.dossier.order.recipient = recipient.clone();
        revision.dossier.order.recipient_edited = true;
        revision.tell(actor, TimelineKind::RecipientEdited);
        plan_anew(revision, "the address was corrected; it is planned anew");
        Ok(())
    })
    .await
}

/// Chooses how this order ships, instead of the store's rule. `None` goes back to the store's rule.
///
/// # Errors
/// When there is no such order.
pub async fn choose_shipping(
    app: &App,
    id: OrderId,
    rule: Option<&ShippingRule>,
    actor: &Actor,
) -> Result<(), AppError> {
    revise(app, id, |revision| {
        revision.dossier.order.shipping_override = rule.cloned();
        let words = rule.map_or_else(|| "the store's rule".to_owned(), ShippingRule::describe);
        revision.tell(actor, TimelineKind::ShippingChosen { rule: words });
        plan_anew(
            revision,
            "another shipping method was chosen; it is planned anew",
        );
        Ok(())
    })
    .await
}

/// Accepts whatever this order costs now.
///
/// # Errors
/// When there is no such order.
pub async fn accept_price(app: &App, id: OrderId, actor: &Actor) -> Result<(), AppError> {
    revise(app, id, |revision| {
        revision.dossier.order.price_accepted = true;
        revision.tell(actor, TimelineKind::PriceAccepted);
        Ok(())
    })
    .await
}

/// What failed stays failed until a person orders again; what was only planned is planned anew.
fn plan_anew(revision: &mut Revision<'_>, because: &str) {
    let failed = revision
        .dossier
        .purchases
        .iter()
        .any(domain::purchase::Purchase::is_open_failure);
    if revision.dossier.order.problems.is_empty() && !failed {
        cancel_planned(revision, because);
        want_plan(revision);
    }
}

/// A person typed a tracking number for some or all lines; the store is told of it.
///
/// # Errors
/// When the number is empty or too long, or a line does not have so many units left.
pub async fn fulfill_by_hand(
    app: &App,
    id: OrderId,
    number: &str,
    carrier: &str,
    lines: &[(LineItemId, u32)],
    actor: &Actor,
) -> Result<(), AppError> {
    let number = number.trim();
    if number.is_empty() || number.len() > NUMBER_LIMIT {
        let message = format!("type a tracking number of at most {NUMBER_LIMIT} characters");
        return Err(AppError::BadValue {
            field: "number".into(),
            message,
        });
    }
    revise(app, id, |revision| {
        let lines = open_lines(revision, lines)?;
        let now = revision.now;
        revision.dossier.parcels.push(Parcel {
            id: ParcelId::fresh(revision.ids()),
            order_id: id,
            purchase_id: None,
            supplier_order_id: None,
            box_key: number.to_owned(),
            number: Some(number.to_owned()),
            former_numbers: Vec::new(),
            carrier: carrier.trim().to_owned(),
            lines,
            status: TrackingStatus::Pending,
            tracking: Tracking::default(),
            events: Vec::new(),
            shipped_at: Some(now),
            delivered_at: None,
            expected_at: None,
            created_at: now,
            version: 0,
        });
        revision.tell(
            actor,
            TimelineKind::FulfilledByHand {
                number: number.to_owned(),
            },
        );
        // What a person ships by hand is not bought any more.
        cancel_planned(revision, "it is shipped by hand");
        for purchase in &mut revision.dossier.purchases {
            purchase.superseded |= purchase.is_open_failure();
        }
        revision.dossier.order.problems.clear();
        revision.want(Job::FulfillOrder { order_id: id });
        Ok(())
    })
    .await
}

/// The wished lines, or all that are in no parcel yet.
fn open_lines(
    revision: &Revision<'_>,
    wished: &[(LineItemId, u32)],
) -> Result<Vec<ParcelLine>, AppError> {
    let packed = |id: LineItemId| -> u32 {
        let lines = revision
            .dossier
            .parcels
            .iter()
            .flat_map(|parcel| &parcel.lines);
        lines
            .filter(|line| line.line_item_id == id)
            .map(|line| line.quantity)
            .sum()
    };
    let mut open = Vec::new();
    for line in &revision.dossier.order.lines {
        let left = line.wanted_quantity().saturating_sub(packed(line.id));
        let wish = wished
            .iter()
            .find(|(id, _)| *id == line.id)
            .map(|(_, quantity)| *quantity);
        let quantity = if wished.is_empty() {
            left
        } else {
            wish.unwrap_or(0)
        };
        if quantity > left {
            let message = format!("{left} of {} are not shipped yet", line.title);
            return Err(AppError::BadValue {
                field: "lines".into(),
                message,
            });
        }
        if quantity > 0 {
            open.push(ParcelLine {
                line_item_id: line.id,
                quantity,
            });
        }
    }
    if open.is_empty() {
        return Err(AppError::Refused(
            "everything of this order is in a parcel already".into(),
        ));
    }
    Ok(open)
}
