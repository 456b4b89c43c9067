//! The outside as the fakes keep it: a store and a marketplace with a ledger of what was done there.
//!
//! Everything here is written from what an outside would do, and reads nothing of the database: the
//! ledger is the judge. Every call passes [`World::call`], where it can be lost on the way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use domain::ids::ExternalId;
use domain::parcel::TrackingStatus;
use domain::plan::ShippingRate;
use domain::ports::error::{CallError, CallErrorKind};
use domain::ports::marketplace::{
    MarketplaceCapabilities, ParcelReading, PlacementLookup, SupplierProgress,
};
use domain::ports::post::{Mail, Sms};
use domain::ports::store::{NewFulfillment, StoreAnswer, StoreOrder, StoreProduct};
use domain::purchase::{Failure, PlacementRequest, SupplierNotice};
use jiff::{SignedDuration, Timestamp};

use super::clock::ManualClock;
use super::fake_tracker::Books;
use super::goods;

/// What is asked of an outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Profile,
    ChangedOrders,
    Order,
    Products,
    CreateFulfillment,
    UpdateFulfillment,
    EnsureWebhooks,
    OrdersToAnswer,
    AnswerRequest,
    Product,
    Rates,
    Place,
    FindPlacement,
    SupplierOrder,
    Parcels,
    Renew,
    SendMail,
    SendSms,
    FindSms,
    Register,
    ReadNumbers,
    StopNumbers,
    Retrack,
    ChangeCarrier,
    ReadQuota,
}

/// How a call goes wrong.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// It goes well, and the next fault is for the call after it.
    None,
    /// It fails before anything was done.
    Before(CallErrorKind),
    /// It is done, and then it fails on the way back.
    After(CallErrorKind),
    /// It is done, and then no answer ever comes.
    Never,
    /// The marketplace refuses the placement.
    Reject(Failure),
}

/// One order at the marketplace.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) number: ExternalId,
    /// Of which placement.
    pub(crate) key: String,
    pub(crate) request: PlacementRequest,
    /// The lines of the request that are in this one.
    pub(crate) lines: Vec<domain::purchase::PlacementLine>,
    pub(crate) progress: SupplierProgress,
    pub(crate) raw_status: String,
    pub(crate) total: domain::money::Money,
    pub(crate) notice: Option<SupplierNotice>,
    pub(crate) closed_because: Option<String>,
    pub(crate) pay_until: Option<Timestamp>,
    pub(crate) parcels: Vec<ParcelReading>,
    pub(crate) made_at: Timestamp,
}

/// One fulfillment that the store was told of by us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) order: ExternalId,
    pub(crate) id: ExternalId,
    pub(crate) told: NewFulfillment,
}

/// All that the outside is and remembers.
pub(crate) struct State {
    // The store.
    pub(crate) orders: BTreeMap<ExternalId, StoreOrder>,
    pub(crate) store_products: Vec<StoreProduct>,
    pub(crate) tracking_status: bool,
    pub(crate) told: Vec<Told>,
    /// Every change of a fulfillment: which, its number, its status.
    pub(crate) updates: Vec<(ExternalId, String, Option<TrackingStatus>)>,
    /// Whether the store asks us before an order is ours.
    pub(crate) asks: bool,
    /// Every answer of ours that it took.
    pub(crate) answers: Vec<(ExternalId, StoreAnswer)>,
    // The marketplace.
    pub(crate) capabilities: MarketplaceCapabilities,
    pub(crate) products: BTreeMap<ExternalId, domain::catalog::SupplierProduct>,
    pub(crate) refused_products: BTreeMap<ExternalId, Failure>,
    pub(crate) rates: Vec<ShippingRate>,
    pub(crate) made: Vec<Made>,
    /// The key of every placement that arrived.
    pub(crate) placements: Vec<String>,
    /// What a lookup says instead of the truth.
    pub(crate) lookup_says: Option<PlacementLookup>,
    /// What is said beside a placement.
    pub(crate) message: Option<String>,
    /// One supplier order for each line instead of one for all.
    pub(crate) splits: bool,
    /// What the marketplace adds to a total beyond goods and shipping, in minor units.
    pub(crate) surcharge_minor: i64,
    /// An order can be read only this long after it was made.
    pub(crate) shown_after: SignedDuration,
    /// Whether the same key gives the same order.
    pub(crate) idempotent: bool,
    // Access.
    /// The one document that opens both accounts; renewing makes a new one.
    pub(crate) access: u32,
    pub(crate) access_days: i64,
    // The post.
    /// Every mail that was taken.
    pub(crate) mails: Vec<Mail>,
    /// Every SMS that was taken, and when.
    pub(crate) sms: Vec<(Sms, Timestamp)>,
    // The tracker.
    pub(crate) tracker: Books,
    // The line between.
    pub(crate) calls: Vec<Op>,
    pub(crate) script: Vec<(Op, Fault)>,
    /// The call that is lost, counted down, and how.
    pub(crate) lose: Option<(usize, Fault)>,
    /// Calls of this kind are on their way until it is taken back.
    pub(crate) held: Option<Op>,
    counter: u64,
}

/// Cloning shares it.
#[derive(Clone)]
pub(crate) struct World {
    state: Arc<Mutex<State>>,
    pub(crate) clock: ManualClock,
}

impl World {
    pub(crate) fn new(clock: ManualClock) -> Self {
        Self {
            state: Arc::new(Mutex::new(goods::stocked())),
            clock,
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// The next call of this kind goes wrong.
    pub(crate) fn fault(&self, op: Op, fault: Fault) {
        self.state().script.push((op, fault));
    }

    pub(crate) fn count(&self, op: Op) -> usize {
        let state = self.state();
        state.calls.iter().filter(|call| **call == op).count()
    }

    /// One call on its way there and back. It can be cut at both pauses.
    pub(crate) async fn call<T>(
        &self,
        op: Op,
        act: impl FnOnce(&mut State) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        let fault = self.enter(op);
        self.on_its_way(op).await;
        if let Some(Fault::Before(kind)) = fault {
            return Err(failed(kind));
        }
        let answer = act(&mut self.state());
        tokio::task::yield_now().await;
        match fault {
            Some(Fault::After(kind)) => Err(failed(kind)),
            Some(Fault::Never) => std::future::pending().await,
            _ => answer,
        }
    }

    pub(crate) async fn on_its_way(&self, op: Op) {
        tokio::task::yield_now().await;
        while self.state().held == Some(op) {
            tokio::task::yield_now().await;
        }
    }

    /// Notes a call and says how it goes wrong, if it does.
    pub(crate) fn enter(&self, op: Op) -> Option<Fault> {
        let mut state = self.state();
        state.calls.push(op);
        if let Some(at) = state.script.iter().position(|(of, _)| *of == op) {
            return Some(state.script.remove(at).1);
        }
        match state.lose.take() {
            Some((0, fault)) => Some(fault),
            Some((left, fault)) => {
                state.lose = Some((left - 1, fault));
                None
            }
            None => None,
        }
    }
}

impl State {
    pub(crate) fn empty() -> Self {
        Self {
            orders: BTreeMap::new(),
            store_products: Vec::new(),
            tracking_status: true,
            told: Vec::new(),
            updates: Vec::new(),
            asks: false,
            answers: Vec::new(),
            capabilities: MarketplaceCapabilities {
                lookup_placement: false,
                idempotent_for: None,
                pay: false,
                cancel: false,
            },
            products: BTreeMap::new(),
            refused_products: BTreeMap::new(),
            rates: Vec::new(),
            made: Vec::new(),
            placements: Vec::new(),
            lookup_says: None,
            message: None,
            splits: false,
            surcharge_minor: 0,
            shown_after: SignedDuration::ZERO,
            idempotent: false,
            access: 1,
            access_days: 30,
            mails: Vec::new(),
            sms: Vec::new(),
            tracker: Books::default(),
            calls: Vec::new(),
            script: Vec::new(),
            lose: None,
            held: None,
            counter: 0,
        }
    }

    /// A number above 2^53 that was not given before.
    pub(crate) fn fresh_number(&mut self) -> ExternalId {
        self.counter += 1;
        ExternalId::new((9_007_199_254_740_993 + self.counter).to_string())
    }

    /// The marketplace's orders of one placement.
    pub(crate) fn made_of(&self, key: &str) -> Vec<ExternalId> {
        let made = self.made.iter().filter(|made| made.key == key);
        made.map(|made| made.number.clone()).collect()
    }

    pub(crate) fn opens(&self, access: &str) -> Result<(), CallError> {
        if access == self.access.to_string() {
            Ok(())
        } else {
            Err(failed(CallErrorKind::SignedOut))
        }
    }
}

/// An error of this kind.
pub(crate) fn failed(kind: CallErrorKind) -> CallError {
    CallError::new(kind, format!("the rehearsed failure {kind:?}"))
}
