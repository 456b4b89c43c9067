//! What every store platform promises behind [`StorePort`].
//!
//! Each check looks at a store from two sides: through the port, and from the other side, where
//! customers and the merchant act and where the store's own books are. What the port says it did
//! counts only if the books agree. It never sleeps: whatever it waits for has happened when the
//! other side's call returns.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::ids::ExternalId;
use domain::order::PaymentStatus;
use domain::parcel::TrackingStatus;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::store::{
    FulfillmentUpdate, NewFulfillment, StoreOrder, StorePort, WebhookCall, WebhookHint,
    WebhookRefused,
};
use jiff::Timestamp;

/// A store seen from the other side.
#[async_trait]
pub trait OtherSide: Send + Sync {
    /// A customer orders: one line for each quantity, not paid yet.
    async fn order(&self, quantities: &[u32]) -> ExternalId;

    /// The customer pays in full.
    async fn pay(&self, order: &ExternalId);

    /// The merchant gives the money for units of a line back.
    async fn refund(&self, order: &ExternalId, line: &ExternalId, quantity: u32);

    /// The merchant cancels the order.
    async fn cancel(&self, order: &ExternalId);

    /// The tracking numbers of the order's fulfillments in the store's own books, canceled ones left out.
    async fn numbers(&self, order: &ExternalId) -> Vec<String>;

    /// The addresses of all webhook subscriptions in the store's own books.
    async fn subscriptions(&self) -> Vec<String>;

    /// Subscribes to a topic behind our back, at an address of ours that exists already.
    async fn subscribe_again(&self);

    /// Makes the store misbehave.
    async fn trouble(&self, trouble: Trouble);

    /// Time goes on at the store for a while, by itself, from the next moment on: some stores carry a
    /// cancellation out a little after they took it on.
    async fn let_time_run(&self) {}

    /// The headers with which the store signs this body.
    fn sign(&self, body: &[u8]) -> Vec<(String, String)>;
}

/// How a store misbehaves, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The next fulfillment is made, and the connection is cut before the answer.
    FulfillmentAnswerLost,
    /// The next call is refused because there were too many.
    TooManyCalls,
    /// The next call fails inside the store.
    Broken,
}

/// A promise that was not kept.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// What was promised, and what was seen.
    #[error("{0}")]
    Promise(String),
    /// A call failed that should have worked.
    #[error("a call failed that should have worked")]
    Call(#[source] CallError),
}

type Kept = Result<(), Broken>;

fn promise(kept: bool, what: impl Into<String>) -> Kept {
    if kept {
        Ok(())
    } else {
        Err(Broken::Promise(what.into()))
    }
}

/// The store says who it is, and says it again.
///
/// # Errors
/// When a promise is broken.
pub async fn it_has_a_profile(store: &dyn StorePort) -> Kept {
    let profile = store.profile().await.map_err(Broken::Call)?;
    promise(!profile.name.trim().is_empty(), "a store has a name")?;
    promise(!profile.domain.contains('/'), "a domain is no address")?;
    let again = store.profile().await.map_err(Broken::Call)?;
    promise(profile == again, "a profile stays the same")
}

/// An order is told as it is at each point of its life.
///
/// # Errors
/// When a promise is broken.
pub async fn an_order_is_told_as_it_is(store: &dyn StorePort, other: &dyn OtherSide) -> Kept {
    let id = other.order(&[2, 1]).await;
    let order = read(store, &id).await?;
    promise(order.external_id == id, "an order keeps its id")?;
    let quantities: Vec<u32> = order.lines.iter().map(|line| line.quantity).collect();
    promise(
        quantities == [2, 1],
        format!("lines, in their order: {quantities:?}"),
    )?;
    expect_payment(&order, &PaymentStatus::Unpaid)?;
    promise(order.recipient.is_some(), "what ships has a recipient")?;

    other.pay(&id).await;
    let paid = read(store, &id).await?;
    expect_payment(&paid, &PaymentStatus::Paid)?;
    promise(paid.updated_at >= order.updated_at, "a change is not older")?;

    let line = &order.lines[0].external_id;
    other.refund(&id, line, 1).await;
    let refunded = read(store, &id).await?;
    expect_payment(&refunded, &PaymentStatus::PartlyRefunded)?;
    let removed: Vec<u32> = refunded
        .lines
        .iter()
        .map(|line| line.removed_quantity)
        .collect();
    promise(
        removed == [1, 0],
        format!("one unit was refunded: {removed:?}"),
    )?;
    promise(refunded.canceled_at.is_none(), "a refund cancels nothing")?;

    let canceled = other.order(&[1]).await;
    other.pay(&canceled).await;
    other.cancel(&canceled).await;
    let canceled = read(store, &canceled).await?;
    promise(canceled.canceled_at.is_some(), "a cancellation is seen")
}

/// What the store does not have is nothing, not an error.
///
/// # Errors
/// When a promise is broken.
pub async fn a_missing_order_is_nothing(store: &dyn StorePort) -> Kept {
    for id in ["999999999999999", "../shop", "", "<b>"] {
        let missing = store
            .order(&ExternalId::new(id))
            .await
            .map_err(Broken::Call)?;
        promise(missing.is_none(), format!("{id:?} is no order"))?;
    }
    Ok(())
}

/// Walking through many orders finds each of them, although some change on the way.
/// `count` should fill more than two pages.
///
/// # Errors
/// When a promise is broken.
pub async fn paging_loses_none(store: &dyn StorePort, other: &dyn OtherSide, count: usize) -> Kept {
    let mut wanted = Vec::new();
    for _ in 0..count {
        wanted.push(other.order(&[1]).await);
    }
    let mut seen = BTreeSet::new();
    let mut page = None;
    let mut pages = 0;
    loop {
        let answer = store
            .changed_orders(Timestamp::UNIX_EPOCH, page)
            .await
            .map_err(Broken::Call)?;
        let times: Vec<Timestamp> = answer.items.iter().map(|item| item.updated_at).collect();
        promise(times.is_sorted(), "the oldest change of a page is first")?;
        seen.extend(answer.items.into_iter().map(|item| item.external_id));
        pages += 1;
        promise(pages <= count, "a list has an end")?;
        // Orders at the front, in the middle and at the end change.
        for at in [pages, count / 2 + pages, count.saturating_sub(pages)] {
            if let Some(order) = wanted.get(at) {
                other.pay(order).await;
            }
        }
        match answer.next {
            Some(next) => page = Some(next),
            None => break,
        }
    }
    promise(
        pages > 2,
        format!("{count} orders fill more than two pages"),
    )?;
    let lost: Vec<&ExternalId> = wanted.iter().filter(|id| !seen.contains(*id)).collect();
    promise(lost.is_empty(), format!("orders were lost: {lost:?}"))
}

/// Only what changed since is told.
///
/// # Errors
/// When a promise is broken.
pub async fn only_what_changed_is_told(store: &dyn StorePort, other: &dyn OtherSide) -> Kept {
    let id = other.order(&[1]).await;
    let changed_at = read(store, &id).await?.updated_at;
    let told = |since: Timestamp| async move {
        let mut ids = BTreeSet::new();
        let mut page = None;
        loop {
            let answer = store.changed_orders(since, page).await;
            let answer = answer.map_err(Broken::Call)?;
            ids.extend(answer.items.into_iter().map(|item| item.external_id));
            match answer.next {
                Some(next) => page = Some(next),
                None => return Ok::<_, Broken>(ids),
            }
        }
    };
    promise(
        told(changed_at).await?.contains(&id),
        "`since` itself is told",
    )?;
    let later = changed_at
        .checked_add(jiff::SignedDuration::from_hours(1))
        .unwrap_or(changed_at);
    promise(
        !told(later).await?.contains(&id),
        "older changes are not told",
    )
}

/// A fulfillment says which units of which lines, can be changed, and can be canceled.
///
/// # Errors
/// When a promise is broken.
pub async fn a_fulfillment_is_kept(store: &dyn StorePort, other: &dyn OtherSide) -> Kept {
    let (id, order) = paid_order(store, other, &[2, 1]).await?;
    let wanted = vec![(order.lines[0].external_id.clone(), 1)];
    let made = store
        .create_fulfillment(&id, &new_fulfillment(wanted.clone(), "LX0001CN"))
        .await
        .map_err(Broken::Call)?;
    let told = read(store, &id).await?;
    let seen = told
        .fulfillments
        .iter()
        .find(|seen| seen.external_id == made);
    let Some(seen) = seen else {
        return promise(false, "a fulfillment that was made is told");
    };
    promise(
        seen.lines == wanted,
        format!("exactly these units: {:?}", seen.lines),
    )?;
    promise(
        seen.number == "LX0001CN" && !seen.canceled,
        "with its number",
    )?;
    promise(other.numbers(&id).await == ["LX0001CN"], "the books agree")?;

    let update = FulfillmentUpdate {
        number: "1Z0002".into(),
        carrier: "UPS".into(),
        tracking_url: "https://track.example/1Z0002".into(),
        status: Some(TrackingStatus::Delivered),
        notify_customer: false,
    };
    for _ in 0..2 {
        let updated = store.update_fulfillment(&id, &made, &update).await;
        updated.map_err(Broken::Call)?;
        promise(
            other.numbers(&id).await == ["1Z0002"],
            "a change makes no second one",
        )?;
    }
    let canceled = store.cancel_fulfillment(&id, &made).await;
    canceled.map_err(Broken::Call)?;
    let told = read(store, &id).await?;
    let gone = told
        .fulfillments
        .iter()
        .all(|seen| seen.external_id != made || seen.canceled);
    promise(gone, "a canceled fulfillment is told as canceled")
}

/// A fulfillment without lines is refused, whatever the store would make of it.
///
/// # Errors
/// When a promise is broken.
pub async fn nothing_is_fulfilled_unnamed(store: &dyn StorePort, other: &dyn OtherSide) -> Kept {
    let (id, order) = paid_order(store, other, &[1]).await?;
    let line = order.lines[0].external_id.clone();
    for lines in [vec![], vec![(line, 0)]] {
        let made = store
            .create_fulfillment(&id, &new_fulfillment(lines, "LX0003CN"))
            .await;
        promise(
            made.is_err_and(|error| error.did_nothing()),
            "lines and quantities are named",
        )?;
    }
    promise(other.numbers(&id).await.is_empty(), "nothing was made")
}

/// When the answer to making a fulfillment is lost, it is found by its number instead of repeated.
///
/// # Errors
/// When a promise is broken.
pub async fn a_lost_answer_is_found_by_number(
    store: &dyn StorePort,
    other: &dyn OtherSide,
) -> Kept {
    let (id, order) = paid_order(store, other, &[1]).await?;
    let lines = vec![(order.lines[0].external_id.clone(), 1)];
    let new = new_fulfillment(lines.clone(), "LX0004CN");
    other.trouble(Trouble::FulfillmentAnswerLost).await;
    let lost = store.create_fulfillment(&id, &new).await;
    promise(
        lost.as_ref().is_err_and(|error| !error.did_nothing()),
        format!("a lost answer is not taken for nothing done: {lost:?}"),
    )?;
    let told = read(store, &id).await?;
    let found: Vec<_> = told
        .fulfillments
        .iter()
        .filter(|seen| seen.number == "LX0004CN" && !seen.canceled)
        .collect();
    promise(found.len() == 1, "it is found by its number")?;
    promise(found[0].lines == lines, "with its lines")?;
    promise(other.numbers(&id).await == ["LX0004CN"], "there is one")
}

/// A refused fulfillment is refused in the store's words, and nothing was made.
///
/// # Errors
/// When a promise is broken.
pub async fn a_refusal_has_the_stores_words(store: &dyn StorePort, other: &dyn OtherSide) -> Kept {
    let (id, order) = paid_order(store, other, &[1]).await?;
    let lines = vec![(order.lines[0].external_id.clone(), 7)];
    let refused = store
        .create_fulfillment(&id, &new_fulfillment(lines, "LX0005CN"))
        .await;
    let Err(error) = refused else {
        return promise(false, "more than was ordered can't be fulfilled");
    };
    promise(
        error.kind == CallErrorKind::Refused,
        format!("refused: {error:?}"),
    )?;
    promise(error.vendor_message.is_some(), "in the store's words")?;
    promise(other.numbers(&id).await.is_empty(), "nothing was made")
}

/// A store that asks to wait did nothing and says for how long; a broken one may have done it.
///
/// # Errors
/// When a promise is broken.
pub async fn trouble_is_told_apart(store: &dyn StorePort, other: &dyn OtherSide) -> Kept {
    other.trouble(Trouble::Broken).await;
    let broken = store.profile().await;
    promise(
        matches!(&broken, Err(error) if error.kind == CallErrorKind::Unavailable),
        format!("trouble inside the store: {broken:?}"),
    )?;
    other.trouble(Trouble::TooManyCalls).await;
    let throttled = store.profile().await;
    promise(
        matches!(&throttled, Err(error) if matches!(error.kind, CallErrorKind::Throttled { wait }
            if wait.is_positive())),
        format!("too many calls: {throttled:?}"),
    )
}

/// Canceling at the store cancels there.
///
/// # Errors
/// When a promise is broken.
pub async fn an_order_can_be_canceled(store: &dyn StorePort, other: &dyn OtherSide) -> Kept {
    if !store.capabilities().cancel_order {
        return Ok(());
    }
    let (id, _) = paid_order(store, other, &[1, 2]).await?;
    other.let_time_run().await;
    let canceled = store.cancel_order(&id, "customer").await;
    canceled.map_err(Broken::Call)?;
    let order = read(store, &id).await?;
    promise(order.canceled_at.is_some(), "it is canceled")?;
    expect_payment(&order, &PaymentStatus::Refunded)
}

/// However often webhooks are ensured, each topic is subscribed once, and doubles go.
///
/// # Errors
/// When a promise is broken.
pub async fn webhooks_are_subscribed_once(
    store: &dyn StorePort,
    other: &dyn OtherSide,
    base_url: &str,
) -> Kept {
    if !store.capabilities().webhooks {
        return Ok(());
    }
    let ensure = || async { store.ensure_webhooks(base_url).await.map_err(Broken::Call) };
    promise(
        !ensure().await?.is_empty(),
        "the first time something is made",
    )?;
    let first = other.subscriptions().await;
    let distinct: BTreeSet<&String> = first.iter().collect();
    promise(
        !first.is_empty() && distinct.len() == first.len(),
        "one address each",
    )?;
    promise(
        ensure().await?.is_empty(),
        "the second time there is nothing to do",
    )?;

    other.subscribe_again().await;
    promise(
        other.subscriptions().await.len() == first.len() + 1,
        "a double is there",
    )?;
    promise(!ensure().await?.is_empty(), "a double is removed")?;
    let mut last = other.subscriptions().await;
    let mut first = first;
    last.sort();
    first.sort();
    promise(last == first, "what is left is what there was")
}

/// Only what the store signed is believed, byte for byte.
///
/// # Errors
/// When a promise is broken.
pub async fn only_signed_webhooks_are_believed(
    store: &dyn StorePort,
    other: &dyn OtherSide,
    topic: &str,
    body: &[u8],
    about: &ExternalId,
) -> Kept {
    let signed = other.sign(body);
    let read = |headers: &[(String, String)], body: &[u8]| {
        store.read_webhook(&WebhookCall {
            topic,
            headers,
            body,
        })
    };
    let believed = read(&signed, body);
    promise(
        believed == Ok(WebhookHint::Order(about.clone())),
        format!("a signed one is believed: {believed:?}"),
    )?;
    let refused = Err(WebhookRefused::WrongSignature);
    promise(read(&[], body) == refused, "one without signature is not")?;
    let mut changed = body.to_vec();
    changed.push(b' ');
    promise(read(&signed, &changed) == refused, "one byte more is not")?;
    let foreign = other.sign(b"another body");
    promise(
        read(&foreign, body) == refused,
        "another's signature is not",
    )
}

async fn read(store: &dyn StorePort, id: &ExternalId) -> Result<StoreOrder, Broken> {
    let order = store.order(id).await.map_err(Broken::Call)?;
    order.ok_or_else(|| Broken::Promise(format!("order {id} is there")))
}

async fn paid_order(
    store: &dyn StorePort,
    other: &dyn OtherSide,
    quantities: &[u32],
) -> Result<(ExternalId, StoreOrder), Broken> {
    let id = other.order(quantities).await;
    other.pay(&id).await;
    let order = read(store, &id).await?;
    promise(
        order.lines.len() == quantities.len(),
        "an order has its lines",
    )?;
    Ok((id, order))
}

fn expect_payment(order: &StoreOrder, wanted: &PaymentStatus) -> Kept {
    promise(
        order.payment == *wanted,
        format!("payment {wanted:?}, not {:?}", order.payment),
    )
}

fn new_fulfillment(lines: Vec<(ExternalId, u32)>, number: &str) -> NewFulfillment {
    NewFulfillment {
        lines,
        number: number.to_owned(),
        carrier: "4PX".to_owned(),
        tracking_url: format!("https://track.example/{number}"),
        notify_customer: false,
    }
}
