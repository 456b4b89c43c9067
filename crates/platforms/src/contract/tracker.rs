//! What every tracker promises behind [`TrackerPort`].
//!
//! Each check looks at a tracker from two sides: through the port, and from the other side, where
//! carriers scan parcels and where the tracker's own books are. It never sleeps: whatever it waits for
//! has happened when the other side's call returns.

use async_trait::async_trait;
use domain::parcel::TrackingStatus as T;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::store::{WebhookCall, WebhookRefused};
use domain::ports::tracker::{
    CarrierChange, NewRegistration, NumberReading, PushKind, ReadNumber, TrackedNumber,
    TrackerCarrier, TrackerPort, TrackerRefusalReason as R,
};

/// A tracker seen from the other side.
#[async_trait]
pub trait OtherSide: Send + Sync {
    /// A number that the tracker can follow and that nothing happened to yet.
    async fn fresh_number(&self) -> String;

    /// A number whose carrier the tracker does not find out, and its carrier.
    async fn puzzling_number(&self) -> (String, TrackerCarrier);

    /// A carrier scans a parcel; the tracker has looked at it when this returns.
    async fn scan(&self, number: &str, what: Scan);

    /// Nothing happens to any parcel for a long time.
    async fn long_silence(&self);

    /// Credits that are left, in the tracker's own books.
    async fn credits_left(&self) -> u32;

    /// Leaves so many credits.
    async fn leave_credits(&self, left: u32);

    /// Makes the tracker misbehave.
    async fn trouble(&self, trouble: Trouble);

    /// The newest push about a number: headers and body.
    async fn push(&self, number: &str) -> (Vec<(String, String)>, Vec<u8>);
}

/// What a carrier does with a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    /// Takes it along.
    Moves,
    /// Hands it over.
    Delivers,
    /// Sends it back.
    Returns,
}

/// How a tracker misbehaves, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The next registration is made, and the connection is cut before the answer.
    RegisterAnswerLost,
    /// The next call is refused because there were too many.
    TooManyCalls,
    /// The next call fails inside the tracker.
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

fn new(number: &str) -> NewRegistration {
    NewRegistration {
        number: number.to_owned(),
        carrier: None,
        destination: None,
    }
}

fn tracked(number: &str) -> TrackedNumber {
    TrackedNumber {
        number: number.to_owned(),
        carrier: None,
    }
}

async fn read(tracker: &dyn TrackerPort, number: &str) -> Result<ReadNumber, Broken> {
    let mut read = tracker
        .read(&[tracked(number)])
        .await
        .map_err(Broken::Call)?;
    promise(read.len() == 1, "one answer for one number")?;
    Ok(read.remove(0))
}

async fn known(tracker: &dyn TrackerPort, number: &str) -> Result<NumberReading, Broken> {
    read(tracker, number)
        .await?
        .map_err(|refusal| Broken::Promise(format!("{number} is known: {refusal:?}")))
}

async fn register(tracker: &dyn TrackerPort, number: &str) -> Kept {
    let taken = tracker.register(&[new(number)]).await;
    let taken = taken.map_err(Broken::Call)?;
    promise(
        matches!(taken.as_slice(), [Ok(_)]),
        format!("{number} is registered: {taken:?}"),
    )
}

/// A number costs one credit, however often it is registered.
///
/// # Errors
/// When a promise is broken.
pub async fn a_number_is_paid_once(tracker: &dyn TrackerPort, other: &dyn OtherSide) -> Kept {
    let number = other.fresh_number().await;
    let before = other.credits_left().await;
    register(tracker, &number).await?;
    promise(other.credits_left().await + 1 == before, "it cost a credit")?;
    let again = tracker.register(&[new(&number)]).await;
    let again = again.map_err(Broken::Call)?;
    let is_known = |reason: &R| *reason == R::AlreadyRegistered;
    promise(
        matches!(&again[..], [Err(refusal)] if is_known(&refusal.reason)),
        format!("it is registered already: {again:?}"),
    )?;
    promise(other.credits_left().await + 1 == before, "and cost no more")?;
    let quota = tracker.quota().await.map_err(Broken::Call)?;
    promise(
        quota.left + 1 == before,
        format!("the quota says so: {quota:?}"),
    )
}

/// A registration whose answer was lost is found when it is repeated, and paid once.
///
/// # Errors
/// When a promise is broken.
pub async fn a_lost_answer_costs_nothing(tracker: &dyn TrackerPort, other: &dyn OtherSide) -> Kept {
    let number = other.fresh_number().await;
    let before = other.credits_left().await;
    other.trouble(Trouble::RegisterAnswerLost).await;
    match tracker.register(&[new(&number)]).await {
        Err(error) if !error.did_nothing() => {}
        said => return promise(false, format!("nobody knows how it ended: {said:?}")),
    }
    let again = tracker.register(&[new(&number)]).await;
    let again = again.map_err(Broken::Call)?;
    let reason = again[0].as_ref().err().map(|refusal| refusal.reason);
    promise(reason == Some(R::AlreadyRegistered), format!("{again:?}"))?;
    promise(other.credits_left().await + 1 == before, "it was paid once")
}

/// What carriers scan is told, newest first, with its meaning.
///
/// # Errors
/// When a promise is broken.
pub async fn a_way_is_told_as_it_is(tracker: &dyn TrackerPort, other: &dyn OtherSide) -> Kept {
    let number = other.fresh_number().await;
    let unknown = read(tracker, &number).await?;
    let reason = unknown.as_ref().err().map(|refusal| refusal.reason);
    promise(reason == Some(R::NotRegistered), format!("{unknown:?}"))?;
    register(tracker, &number).await?;
    let early = read(tracker, &number).await?;
    let reason = early.as_ref().err().map(|refusal| refusal.reason);
    promise(
        reason == Some(R::NoNewsYet),
        format!("nothing is known at first: {early:?}"),
    )?;
    for (scan, wanted) in [(Scan::Moves, T::InTransit), (Scan::Delivers, T::Delivered)] {
        other.scan(&number, scan).await;
        let read = known(tracker, &number).await?;
        let verdict = &read.reading.verdict;
        promise(
            verdict.status == wanted,
            format!("{scan:?} is {wanted:?}: {verdict:?}"),
        )?;
        promise(!verdict.raw.is_empty(), "the tracker's own word is kept")?;
        let events = &read.reading.events;
        let sorted = events.windows(2).all(|pair| pair[0].at >= pair[1].at);
        promise(sorted && !events.is_empty(), "scans come newest first")?;
        promise(
            verdict.at == events.first().map(|event| event.at),
            "the newest counts",
        )?;
        promise(read.carrier.is_some(), "a carrier is named")?;
    }
    let back = other.fresh_number().await;
    register(tracker, &back).await?;
    other.scan(&back, Scan::Returns).await;
    let read = known(tracker, &back).await?;
    promise(
        read.reading.verdict.status == T::Returned,
        "what goes back is returned",
    )
}

/// Many numbers are answered in the order in which they were asked for, each for itself.
///
/// # Errors
/// When a promise is broken.
pub async fn each_number_has_its_answer(tracker: &dyn TrackerPort, other: &dyn OtherSide) -> Kept {
    let most = tracker.capabilities().numbers_per_call;
    let mut wanted = Vec::new();
    for place in 0..most {
        let number = if place == 1 {
            "?".to_owned()
        } else {
            other.fresh_number().await
        };
        wanted.push(new(&number));
    }
    let taken = tracker.register(&wanted).await.map_err(Broken::Call)?;
    promise(taken.len() == most, "an answer for each")?;
    for (place, answer) in taken.iter().enumerate() {
        promise(
            answer.is_ok() == (place != 1),
            format!("{place}: {answer:?}"),
        )?;
    }
    let one_more = other.fresh_number().await;
    wanted.push(new(&one_more));
    let refused = tracker.register(&wanted).await;
    let kind = refused.as_ref().err().map(|error| error.kind);
    promise(
        kind == Some(CallErrorKind::Refused),
        format!("too many are refused: {kind:?}"),
    )
}

/// A number whose carrier is not found out waits for a person, and goes on once it is said.
///
/// # Errors
/// When a promise is broken.
pub async fn a_carrier_can_be_said(tracker: &dyn TrackerPort, other: &dyn OtherSide) -> Kept {
    let (number, carrier) = other.puzzling_number().await;
    let before = other.credits_left().await;
    let refused = tracker.register(&[new(&number)]).await;
    let refused = refused.map_err(Broken::Call)?;
    let reason = refused[0].as_ref().err().map(|refusal| refusal.reason);
    promise(reason == Some(R::CarrierUnknown), format!("{refused:?}"))?;
    promise(
        other.credits_left().await == before,
        "what is refused costs nothing",
    )?;
    let said = NewRegistration {
        carrier: Some(carrier.clone()),
        ..new(&number)
    };
    let taken = tracker.register(&[said]).await.map_err(Broken::Call)?;
    promise(taken[0].is_ok(), format!("{taken:?}"))?;
    // It may also be corrected afterwards.
    let number = other.fresh_number().await;
    register(tracker, &number).await?;
    let change = CarrierChange {
        from: tracked(&number),
        to: carrier.clone(),
    };
    let told = tracker.change_carrier(&[change]).await;
    let told = told.map_err(Broken::Call)?;
    promise(told[0].is_ok(), format!("{told:?}"))?;
    other.scan(&number, Scan::Moves).await;
    let read = known(tracker, &number).await?;
    let now = read.carrier.map(|carrier| carrier.code);
    promise(now == Some(carrier.code), "it is carried by whom was said")
}

/// What is stopped can be taken up again as often as promised.
///
/// # Errors
/// When a promise is broken.
pub async fn a_number_is_stopped_and_taken_up(
    tracker: &dyn TrackerPort,
    other: &dyn OtherSide,
) -> Kept {
    let number = other.fresh_number().await;
    register(tracker, &number).await?;
    let one = [tracked(&number)];
    let told = tracker.retrack(&one).await.map_err(Broken::Call)?;
    let reason = told[0].as_ref().err().map(|refusal| refusal.reason);
    promise(reason == Some(R::NotStopped), format!("{told:?}"))?;
    let before = other.credits_left().await;
    for round in 0..=tracker.capabilities().retracks {
        let told = tracker.stop(&one).await.map_err(Broken::Call)?;
        promise(told[0].is_ok(), format!("{told:?}"))?;
        let told = tracker.retrack(&one).await.map_err(Broken::Call)?;
        let reason = told[0].as_ref().err().map(|refusal| refusal.reason);
        let fine = round < tracker.capabilities().retracks;
        promise(
            reason == (!fine).then_some(R::RetracksUsedUp),
            format!("round {round}: {told:?}"),
        )?;
    }
    promise(other.credits_left().await == before, "that costs nothing")
}

/// Without a credit nothing is registered, and it is said why.
///
/// # Errors
/// When a promise is broken.
pub async fn without_credits_it_is_said(tracker: &dyn TrackerPort, other: &dyn OtherSide) -> Kept {
    other.leave_credits(1).await;
    let wanted = [
        new(&other.fresh_number().await),
        new(&other.fresh_number().await),
    ];
    let taken = tracker.register(&wanted).await.map_err(Broken::Call)?;
    promise(taken[0].is_ok(), "the last credit is spent")?;
    let reason = taken[1].as_ref().err().map(|refusal| refusal.reason);
    promise(reason == Some(R::QuotaUsedUp), format!("{taken:?}"))?;
    let quota = tracker.quota().await.map_err(Broken::Call)?;
    promise(quota.left == 0 && quota.is_low(), format!("{quota:?}"))?;
    other.scan(&wanted[0].number, Scan::Moves).await;
    known(tracker, &wanted[0].number).await?;
    Ok(())
}

/// What happens to no parcel for long is expired, and that is later than the last scan.
///
/// # Errors
/// When a promise is broken.
pub async fn a_long_silence_is_said(tracker: &dyn TrackerPort, other: &dyn OtherSide) -> Kept {
    let number = other.fresh_number().await;
    register(tracker, &number).await?;
    other.scan(&number, Scan::Moves).await;
    let before = known(tracker, &number).await?.reading;
    other.long_silence().await;
    let after = known(tracker, &number).await?.reading;
    promise(
        after.verdict.status == T::Expired,
        format!("{:?}", after.verdict),
    )?;
    promise(after.verdict.at == before.verdict.at, "no scan is invented")
}

/// A push is taken only as it was signed, and says what a reading says.
///
/// # Errors
/// When a promise is broken.
pub async fn a_push_is_as_true_as_a_reading(
    tracker: &dyn TrackerPort,
    other: &dyn OtherSide,
) -> Kept {
    let number = other.fresh_number().await;
    register(tracker, &number).await?;
    other.scan(&number, Scan::Moves).await;
    let (headers, body) = other.push(&number).await;
    let call = |headers, body| WebhookCall {
        topic: "push",
        headers,
        body,
    };
    let pushed = tracker.read_push(&call(&headers, &body));
    let pushed = pushed.map_err(|refused| Broken::Promise(refused.to_string()))?;
    promise(
        tracker.understand_push(&body) == Ok(pushed.clone()),
        "stored or not",
    )?;
    let read = known(tracker, &number).await?;
    promise(
        pushed.what == PushKind::Updated(Box::new(read)),
        format!("{pushed:?}"),
    )?;
    let mut forged = body.clone();
    forged.push(b' ');
    for (headers, body) in [(&headers[..], &forged[..]), (&[], &body[..])] {
        let refused = tracker.read_push(&call(headers, body));
        promise(
            refused == Err(WebhookRefused::WrongSignature),
            format!("a forged one is refused: {refused:?}"),
        )?;
    }
    Ok(())
}

/// Trouble is told as what it is.
///
/// # Errors
/// When a promise is broken.
pub async fn trouble_is_told_as_it_is(tracker: &dyn TrackerPort, other: &dyn OtherSide) -> Kept {
    other.trouble(Trouble::TooManyCalls).await;
    let busy = tracker.quota().await.map_err(|error| error.kind);
    promise(
        matches!(busy, Err(CallErrorKind::Throttled { .. })),
        format!("too many calls are waited out: {busy:?}"),
    )?;
    other.trouble(Trouble::Broken).await;
    let broken = tracker.quota().await.map_err(|error| error.kind);
    promise(
        matches!(
            broken,
            Err(CallErrorKind::Unavailable | CallErrorKind::Throttled { .. })
        ),
        format!("an outside in trouble is no refusal: {broken:?}"),
    )
}
