//! The timeline of an order, and finding purchases that nobody looked at for long.

use domain::aftersale::{CaseKind, CaseReason, CaseState};
use domain::changeset::{Changeset, Write};
use domain::ids::{CaseId, EventId, ExternalId, PurchaseId, UserId};
use domain::money::{Currency, Money};
use domain::notice::{Medium, NoticeEvent};
use domain::order::{Order, TimelineEvent, TimelineKind as Kind};
use domain::parcel::TrackingStatus;
use domain::purchase::{FailureReason, Purchase, PurchaseState, Status};
use domain::workspace::Actor;

use super::ground::{Ground, at};
use super::sample::{self, hostile};

fn kinds(order: &Order) -> Vec<Kind> {
    let mut kinds = vec![
        Kind::OrderReceived,
        Kind::OrderPaid,
        Kind::OrderChanged {
            changes: vec![hostile(0), hostile(8)],
        },
        Kind::OrderCanceled,
        Kind::LinesRemoved { quantity: u32::MAX },
        Kind::PlanFailed {
            problems: vec![sample::problem(order.lines[0].id, FailureReason::Unmapped)],
        },
        Kind::ParcelNumbered {
            number: hostile(1),
            carrier: hostile(2),
        },
        Kind::ParcelRenumbered {
            former: hostile(2),
            number: hostile(3),
        },
        Kind::ParcelStatusChanged {
            number: hostile(4),
            status: TrackingStatus::PickUp,
            text: hostile(5),
        },
        Kind::StoreTold {
            number: hostile(6),
            quantity: 1,
        },
        Kind::StoreRefused {
            number: hostile(7),
            message: hostile(0),
        },
        Kind::ForeignFulfillmentSeen {
            number: String::new(),
            quantity: 0,
        },
        Kind::FulfillmentCanceled { number: hostile(2) },
        Kind::NoticeSent {
            event: NoticeEvent::Delayed,
            medium: Medium::Email,
            number: hostile(2),
            maybe_before: true,
        },
        Kind::NoticeRefused {
            event: NoticeEvent::Shipped,
            medium: Medium::Sms,
            message: hostile(4),
        },
        Kind::NoticeInDoubt {
            event: NoticeEvent::OutForDelivery,
            medium: Medium::Sms,
            because: hostile(5),
        },
        Kind::FulfilledByHand { number: hostile(1) },
        Kind::Reordered,
        Kind::RecipientEdited,
        Kind::ShippingChosen { rule: hostile(2) },
        Kind::PriceAccepted,
    ];
    kinds.extend(purchase_kinds(PurchaseId((1 << 53) + 1)));
    kinds.extend(tracking_kinds());
    kinds.extend(case_kinds());
    kinds
}

fn case_kinds() -> Vec<Kind> {
    vec![
        Kind::CaseOpened {
            case_id: CaseId((1 << 53) + 1),
            case: CaseKind::Dispute,
            reason: CaseReason::Damaged,
        },
        Kind::CaseMoved {
            case_id: CaseId(1),
            case: CaseKind::CancelRequest,
            state: CaseState::Lost,
            because: hostile(6),
        },
        Kind::CaseDeadlineSet {
            case_id: CaseId(1),
            case: CaseKind::Return,
            deadline: Some(at(7)),
        },
        Kind::CaseDeadlinePassed {
            case_id: CaseId(1),
            case: CaseKind::Refund,
            turn_is_ours: true,
            deadline: at(7),
        },
        Kind::CaseGoodsReceived {
            case_id: CaseId(1),
            received: u32::MAX,
            restocked: 1,
        },
    ]
}

fn purchase_kinds(purchase_id: PurchaseId) -> Vec<Kind> {
    let money = |minor| Money::from_minor(minor, Currency::USD);
    let supplier_orders = || vec![ExternalId(hostile(1)), ExternalId("2".into())];
    vec![
        Kind::PurchasePlanned {
            purchase_id,
            supplier: hostile(0),
            cost: money(5),
            because: hostile(1),
        },
        Kind::PlacingStarted {
            purchase_id,
            ceiling: money(i64::MAX),
        },
        Kind::PurchasePlaced {
            purchase_id,
            supplier_orders: supplier_orders(),
            message: Some(hostile(2)),
        },
        Kind::PurchaseFailed {
            purchase_id,
            failure: sample::failure(FailureReason::Other),
        },
        Kind::PlacingPostponed {
            purchase_id,
            because: hostile(3),
            again_at: at(1),
        },
        Kind::PlacementInDoubt {
            purchase_id,
            because: hostile(4),
        },
        Kind::DoubtSettled {
            purchase_id,
            supplier_orders: supplier_orders(),
            how: hostile(5),
        },
        Kind::PaymentOpened { purchase_id },
        Kind::PurchasePaid {
            purchase_id,
            total: Some(money(7)),
        },
        Kind::CeilingExceeded {
            purchase_id,
            total: money(8),
            ceiling: money(7),
        },
        Kind::SupplierStatusChanged {
            purchase_id,
            supplier_order: ExternalId(hostile(6)),
            raw_status: hostile(7),
        },
        Kind::PurchaseShipped { purchase_id },
        Kind::PurchaseCompleted { purchase_id },
        Kind::PurchaseCanceled {
            purchase_id,
            because: hostile(8),
        },
        Kind::CancelNeeded { purchase_id },
    ]
}

fn tracking_kinds() -> [Kind; 3] {
    [
        Kind::ParcelStatusSet {
            number: hostile(1),
            status: TrackingStatus::Delivered,
            note: hostile(2),
        },
        Kind::ParcelTrackedAgain { number: hostile(3) },
        Kind::ParcelCarrierCorrected {
            number: hostile(4),
            carrier: hostile(5),
        },
    ]
}

pub(crate) async fn every_kind_of_event_comes_back_newest_first(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = ground
        .keep(sample::order(&*ground.ids, setup.store.id, 1))
        .await;
    let person = Actor::User {
        id: UserId((1 << 53) + 1),
        name: hostile(2),
    };
    let actors = [
        Actor::System,
        Actor::Store,
        Actor::Marketplace,
        Actor::Tracker,
        person,
    ];
    let mut events: Vec<TimelineEvent> = kinds(&order)
        .into_iter()
        .zip(actors.iter().cycle())
        .map(|(kind, actor)| TimelineEvent {
            id: EventId::fresh(&*ground.ids),
            order_id: order.id,
            at: at(1),
            actor: actor.clone(),
            kind,
        })
        .collect();
    let changeset = Changeset {
        events: events.clone(),
        ..Changeset::default()
    };
    ground.space.commit(changeset).await.unwrap();
    events.reverse();
    assert_eq!(ground.space.timeline(order.id).await.unwrap(), events);
}

pub(crate) async fn open_purchases_are_found_by_state_and_time(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = ground
        .keep(sample::order(&*ground.ids, setup.store.id, 1))
        .await;
    let purchase = |unit: u32, since: i64, sync: Option<i64>| -> Purchase {
        let connection = setup.market_link.id;
        let mut purchase = sample::purchase(&*ground.ids, connection, &order, &[unit]);
        purchase.status = Status::restored(PurchaseState::Shipped, at(since));
        purchase.next_sync_at = sync.map(at);
        purchase
    };
    let (late, soon) = (purchase(0, 20, Some(200)), purchase(1, 10, Some(100)));
    let never = purchase(2, 30, None);
    let writes =
        [&late, &soon, &never].map(|purchase| Write::InsertPurchase(Box::new(purchase.clone())));
    ground.commit(writes.into()).await.unwrap();

    let pair = |purchase: &Purchase| (order.id, purchase.id);
    let due = async |until, limit| {
        let found = ground.space.purchases_to_sync(at(until), limit).await;
        found.unwrap()
    };
    assert_eq!(due(99, 9).await, []);
    assert_eq!(due(100, 9).await, [pair(&soon)]);
    assert_eq!(due(500, 9).await, [pair(&soon), pair(&late)]);
    assert_eq!(due(500, 1).await, [pair(&soon)]);

    let standing = async |state, before, limit| {
        let found = ground.space.purchases_in_state(state, at(before), limit);
        found.await.unwrap()
    };
    let shipped = PurchaseState::Shipped;
    assert_eq!(standing(shipped, 10, 9).await, []);
    assert_eq!(standing(shipped, 30, 9).await, [pair(&soon), pair(&late)]);
    assert_eq!(standing(shipped, 31, 1).await, [pair(&soon)]);
    assert_eq!(standing(PurchaseState::Paying, 31, 9).await, []);
}
