//! Reading every open purchase, at 00:00 and 12:00 UTC at the least.

use domain::changeset::Changeset;
use domain::job::{Job, NewJob};
use domain::purchase::PurchaseState as S;
use jiff::Timestamp;

use crate::App;
use crate::flow::{Ending, Step};

/// More than any merchant has open at once; the next slot takes the rest.
const LIMIT: u32 = 200_000;

/// Wants each followed purchase read now.
pub(crate) async fn sync_all_purchases(app: &App) -> Step {
    let due_at = app.now();
    let mut changeset = Changeset::default();
    for state in [
        S::AwaitingPayment,
        S::Paying,
        S::PaymentUnknown,
        S::AwaitingShipment,
        S::Shipped,
    ] {
        for (order_id, purchase_id) in app
            .space()
            .purchases_in_state(state, Timestamp::MAX, LIMIT)
            .await?
        {
            let job = Job::SyncPurchase {
                order_id,
                purchase_id,
            };
            changeset.jobs.push(NewJob { job, due_at });
        }
    }
    Ok(Ending::recording(changeset))
}
