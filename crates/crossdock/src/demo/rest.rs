//! When a rehearsal has come to rest: nothing more will happen by itself.

use std::time::Duration;

use domain::order::{Dossier, Tab};
use domain::purchase::PurchaseState as S;
use storage::{OrderFilter, OrderSort};
use tokio::time::{Instant, timeout_at};

use super::customers::Script;
use super::stage::Stage;

/// How often the state is looked at, in real time.
const LOOK: Duration = Duration::from_millis(250);

/// Looks in a row that find nothing moving: the merchant may be about to order again what failed.
const QUIET_LOOKS: u32 = 12;

/// Waits until every order has come to rest, or says after `patience` what still moves.
pub(super) async fn wait(stage: &Stage, script: &Script, patience: Duration) -> Result<(), String> {
    let deadline = Instant::now() + patience;
    let mut last = String::from("nothing was looked at");
    let mut quiet = 0;
    let resting = async {
        while quiet < QUIET_LOOKS {
            match moving(stage, script).await {
                Ok(None) => quiet += 1,
                Ok(Some(what)) => (quiet, last) = (0, what),
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    timeout_at(deadline, resting).await.map_err(|_| last)
}

/// Something that still moves, in words.
async fn moving(stage: &Stage, script: &Script) -> anyhow::Result<Option<String>> {
    let page = stage
        .app
        .space()
        .orders(OrderFilter::default(), OrderSort::Oldest, None, 100_000)
        .await?;
    if page.orders.len() < script.orders.len() {
        let missing = script.orders.len() - page.orders.len();
        return Ok(Some(format!("{missing} orders have not arrived")));
    }
    let untold = stage.app.space().notice_counts().await?;
    let untold: i64 = untold
        .iter()
        .filter(|(_, _, state, _)| !state.is_over())
        .map(|(_, _, _, count)| count)
        .sum();
    if untold > 0 {
        return Ok(Some(format!("{untold} notices are to be sent")));
    }
    let mut moving = page.orders.iter().filter_map(what_moves);
    let first = moving.next();
    let others = moving.count();
    Ok(first.map(|first| format!("{first} (and {others} others)")))
}

fn what_moves(dossier: &Dossier) -> Option<String> {
    let order = &dossier.order;
    let says = |what: &str| Some(format!("order {} {what}", order.number));
    match order.tab {
        Tab::Pending if order.may_be_bought() => return says("is to be planned"),
        Tab::AwaitingOrder => return says("is to be placed"),
        Tab::AwaitingPayment => return says("is to be paid"),
        Tab::AwaitingShipment => return says("is to be shipped"),
        _ => {}
    }
    let purchase = dossier.purchases.iter().find(|purchase| {
        matches!(
            purchase.status.state(),
            S::Placing
                | S::PlacementUnknown
                | S::AwaitingPayment
                | S::AwaitingShipment
                | S::Shipped
        )
    });
    if let Some(purchase) = purchase {
        return says(&format!(
            "has a purchase that is {}",
            purchase.status.state().as_str()
        ));
    }
    let parcel = dossier
        .parcels
        .iter()
        .find(|parcel| !parcel.status.is_final());
    parcel.and_then(|parcel| says(&format!("has a parcel that is {}", parcel.status.as_str())))
}
