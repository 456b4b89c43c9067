//! The append-only story of an order, past tense, from a closed list.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::aftersale::{CaseKind, CaseReason, CaseState};
use crate::ids::{CaseId, EventId, ExternalId, OrderId, PurchaseId};
use crate::money::Money;
use crate::notice::{Medium, NoticeEvent};
use crate::parcel::TrackingStatus;
use crate::plan::PlanProblem;
use crate::purchase::Failure;
use crate::workspace::Actor;

/// One entry of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEvent {
    /// Ours.
    pub id: EventId,
    /// Of which order.
    pub order_id: OrderId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What.
    pub kind: TimelineKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum TimelineKind {
    /// The order came in.
    OrderReceived,
    /// The customer's payment arrived.
    OrderPaid,
    /// The store changed something, in readable words.
    OrderChanged {
        /// What.
        changes: Vec<String>,
    },
    /// The store called it off.
    OrderCanceled,
    /// Lines were refunded or removed.
    LinesRemoved {
        /// How many units in all.
        quantity: u32,
    },
    /// It was decided what to buy.
    PurchasePlanned {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// From whom.
        supplier: String,
        /// What it should cost.
        cost: Money,
        /// Which shipping method, and why that one.
        because: String,
    },
    /// Lines could not be planned.
    PlanFailed {
        /// Which, and why.
        problems: Vec<PlanProblem>,
    },
    /// The intent was written: from here on the call may leave.
    PlacingStarted {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// The most it may cost.
        ceiling: Money,
    },
    /// The marketplace took it.
    PurchasePlaced {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// The marketplace's numbers.
        supplier_orders: Vec<ExternalId>,
        /// What the marketplace said beside it, if anything.
        message: Option<String>,
    },
    /// It failed.
    PurchaseFailed {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// Why.
        failure: Failure,
    },
    /// Nothing was sent; it will be tried again.
    PlacingPostponed {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// Why, in readable words.
        because: String,
        /// When it is tried again.
        again_at: Timestamp,
    },
    /// The call left and nobody knows how it ended.
    PlacementInDoubt {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// What happened, in readable words.
        because: String,
    },
    /// The doubt was settled.
    DoubtSettled {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// The marketplace's numbers; empty if it was not placed.
        supplier_orders: Vec<ExternalId>,
        /// How it was settled, in readable words.
        how: String,
    },
    /// A person went to pay.
    PaymentOpened {
        /// Which purchase.
        purchase_id: PurchaseId,
    },
    /// The marketplace has the money.
    PurchasePaid {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// How much, if known.
        total: Option<Money>,
    },
    /// The marketplace's total is above the ceiling.
    CeilingExceeded {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// The marketplace's total.
        total: Money,
        /// The most it was to cost.
        ceiling: Money,
    },
    /// The marketplace's status changed.
    SupplierStatusChanged {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// The marketplace's number.
        supplier_order: ExternalId,
        /// The marketplace's own word.
        raw_status: String,
    },
    /// It was shipped.
    PurchaseShipped {
        /// Which purchase.
        purchase_id: PurchaseId,
    },
    /// It was received, or closed as received.
    PurchaseCompleted {
        /// Which purchase.
        purchase_id: PurchaseId,
    },
    /// It is not wanted any more.
    PurchaseCanceled {
        /// Which purchase.
        purchase_id: PurchaseId,
        /// Why, in readable words.
        because: String,
    },
    /// A supplier order stands although the customer called it off; a person must cancel it there.
    CancelNeeded {
        /// Which purchase.
        purchase_id: PurchaseId,
    },
    /// A parcel got a number.
    ParcelNumbered {
        /// The number.
        number: String,
        /// The carrier.
        carrier: String,
    },
    /// A parcel's number changed.
    ParcelRenumbered {
        /// The number it had.
        former: String,
        /// The number it has.
        number: String,
    },
    /// A parcel's status changed.
    ParcelStatusChanged {
        /// The number.
        number: String,
        /// The status.
        status: TrackingStatus,
        /// The carrier's words.
        text: String,
    },
    /// A person said where a parcel is.
    ParcelStatusSet {
        /// The number; empty if it has none.
        number: String,
        /// The status.
        status: TrackingStatus,
        /// Why; may be empty.
        note: String,
    },
    /// A person wanted a parcel looked at anew.
    ParcelTrackedAgain {
        /// The number; empty if it has none.
        number: String,
    },
    /// A person said who carries a parcel.
    ParcelCarrierCorrected {
        /// The number.
        number: String,
        /// The carrier.
        carrier: String,
    },
    /// The store was told that lines were shipped.
    StoreTold {
        /// The number.
        number: String,
        /// How many units.
        quantity: u32,
    },
    /// The store refused to be told.
    StoreRefused {
        /// The number.
        number: String,
        /// The store's own words.
        message: String,
    },
    /// Someone else fulfilled lines in the store.
    ForeignFulfillmentSeen {
        /// The number, if any.
        number: String,
        /// How many units.
        quantity: u32,
    },
    /// Someone canceled in the store what it was told.
    FulfillmentCanceled {
        /// The number.
        number: String,
    },
    /// The customer was told of a parcel.
    NoticeSent {
        /// What was told.
        event: NoticeEvent,
        /// How.
        medium: Medium,
        /// The parcel's number.
        number: String,
        /// Whether an earlier try ended without an answer, so that it may have come before.
        maybe_before: bool,
    },
    /// What the customer was to be told bounced, or was refused for good.
    NoticeRefused {
        /// What was to be told.
        event: NoticeEvent,
        /// How.
        medium: Medium,
        /// The outside's own words.
        message: String,
    },
    /// Nobody knows whether the customer was told, and it is not repeated.
    NoticeInDoubt {
        /// What was to be told.
        event: NoticeEvent,
        /// How.
        medium: Medium,
        /// What happened, in readable words.
        because: String,
    },
    /// A case with a supplier was opened.
    CaseOpened {
        /// Which.
        case_id: CaseId,
        /// What it is.
        case: CaseKind,
        /// Why.
        reason: CaseReason,
    },
    /// A case stands elsewhere.
    CaseMoved {
        /// Which.
        case_id: CaseId,
        /// What it is.
        case: CaseKind,
        /// Where it stands now.
        state: CaseState,
        /// The marketplace's own words, if it moved by them.
        because: String,
    },
    /// A case got another deadline, or none any more.
    CaseDeadlineSet {
        /// Which.
        case_id: CaseId,
        /// What it is.
        case: CaseKind,
        /// Until when.
        deadline: Option<Timestamp>,
    },
    /// A case's deadline passed.
    CaseDeadlinePassed {
        /// Which.
        case_id: CaseId,
        /// What it is.
        case: CaseKind,
        /// Whether it was ours to act.
        turn_is_ours: bool,
        /// The deadline.
        deadline: Timestamp,
    },
    /// Goods of a case came back.
    CaseGoodsReceived {
        /// Of which.
        case_id: CaseId,
        /// How many units in all.
        received: u32,
        /// How many of them are for sale again.
        restocked: u32,
    },
    /// A person typed a tracking number.
    FulfilledByHand {
        /// The number.
        number: String,
    },
    /// A person ordered again after a fix.
    Reordered,
    /// A person corrected the address.
    RecipientEdited,
    /// A person chose how it ships.
    ShippingChosen {
        /// What was chosen, in readable words.
        rule: String,
    },
    /// A person accepted the new price.
    PriceAccepted,
}
