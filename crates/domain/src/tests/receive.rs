//! The store's news, in any order and any number.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;

use super::{Numbers, at, dossier, external, fulfillment, parcel, purchase, recipient, usd};
use crate::fulfillment::FulfillmentState as F;
use crate::ids::{PurchaseId, StoreId, VariantId};
use crate::job::Job;
use crate::money::Currency;
use crate::order::{
    Dossier, KnownVariants, PaymentStatus, Revision, Tab, TimelineKind, planned_again,
    receive_gone, receive_new, receive_news,
};
use crate::plan::{Prefer, ShippingRule};
use crate::ports::store::{StoreFulfillment, StoreLine, StoreOrder};
use crate::purchase::PurchaseState as S;

/// What the store says of the order that [`dossier`] makes, at this second.
fn told(second: i64, quantities: &[u32]) -> StoreOrder {
    let line = |(id, quantity): (i64, &u32)| StoreLine {
        external_id: external(&format!("line {id}")),
        variant_id: None,
        title: format!("Line {id}"),
        variant_title: String::new(),
        sku: String::new(),
        quantity: *quantity,
        removed_quantity: 0,
        held_quantity: 0,
        unit_price: usd(1_000),
        image_url: None,
        requires_shipping: true,
    };
    StoreOrder {
        external_id: external("order"),
        number: "#1".into(),
        ordered_at: at(0),
        updated_at: at(second),
        payment: PaymentStatus::Paid,
        canceled_at: None,
        customer_name: "Ann Lee".into(),
        customer_email: String::new(),
        recipient: Some(recipient("1 Main Street")),
        currency: Currency::USD,
        total: usd(1_000),
        note: String::new(),
        lines: (0_i64..).zip(quantities).map(line).collect(),
        fulfillments: Vec::new(),
        asks: Vec::new(),
    }
}

fn news<'a>(known: Dossier, told: &StoreOrder, ids: &'a Numbers) -> Revision<'a> {
    receive_news(known, told, &KnownVariants::new(), at(100), ids)
}

fn states(known: &Dossier) -> Vec<S> {
    let states = known.purchases.iter();
    states.map(|purchase| purchase.status.state()).collect()
}

fn plans(revision: Revision<'_>) -> bool {
    let jobs = revision.into_changeset().jobs;
    jobs.iter()
        .any(|new| matches!(new.job, Job::PlanPurchases { .. }))
}

#[test]
fn a_new_order_knows_its_variants_and_is_planned_if_it_is_paid() {
    let ids = Numbers::new();
    let variants = KnownVariants::from([(external("v"), VariantId(7))]);
    let mut order = told(1, &[2]);
    order.lines[0].variant_id = Some(external("v"));
    let revision = receive_new(&order, StoreId(2), &variants, at(5), &ids);
    assert_eq!(
        revision.dossier.order.lines[0].variant_id,
        Some(VariantId(7))
    );
    assert!(plans(revision));
    for (payment, canceled_at) in [
        (PaymentStatus::Unpaid, None),
        (PaymentStatus::Unknown("held".into()), None),
        (PaymentStatus::Paid, Some(at(1))),
    ] {
        let order = StoreOrder {
            payment,
            canceled_at,
            ..order.clone()
        };
        assert!(!plans(receive_new(
            &order,
            StoreId(2),
            &variants,
            at(5),
            &ids
        )));
    }
}

#[test]
fn the_same_news_again_change_nothing() {
    let ids = Numbers::new();
    let order = told(1, &[2, 1]);
    let mut known = receive_new(&order, StoreId(2), &KnownVariants::new(), at(5), &ids).dossier;
    known.purchases = vec![purchase(1, S::Planned, &[(0, &[0, 1]), (1, &[0])])];
    known.summarize(at(100));
    assert!(news(known, &order, &ids).into_changeset().is_empty());
}

#[test]
fn older_news_change_nothing() {
    let ids = Numbers::new();
    let mut known = dossier(&[2]);
    known.order.store_updated_at = at(10);
    known.summarize(at(100));
    let mut older = told(9, &[]);
    older.payment = PaymentStatus::Voided;
    assert!(news(known, &older, &ids).into_changeset().is_empty());
}

#[test]
fn a_change_plans_anew_what_was_only_planned() {
    let ids = Numbers::new();
    let mut known = dossier(&[1, 1]);
    known.purchases = vec![
        purchase(1, S::Planned, &[(0, &[0])]),
        purchase(2, S::AwaitingPayment, &[(1, &[0])]),
    ];
    let mut moved = told(1, &[1, 1]);
    moved.recipient = Some(recipient("2 Side Street"));
    let revision = news(known.clone(), &moved, &ids);
    assert_eq!(states(&revision.dossier), [S::Canceled, S::AwaitingPayment]);
    assert!(plans(revision));
    // A person's own correction of the address stands.
    known.order.recipient_edited = true;
    let revision = news(known, &moved, &ids);
    assert_eq!(revision.dossier.order.recipient, recipient("1 Main Street"));
    assert_eq!(states(&revision.dossier), [S::Planned, S::AwaitingPayment]);
    assert!(!plans(revision));
}

#[test]
fn an_accepted_price_is_not_accepted_for_what_the_store_adds() {
    let ids = Numbers::new();
    let mut known = dossier(&[1]);
    known.order.price_accepted = true;
    known.purchases = vec![purchase(1, S::Planned, &[(0, &[0])])];
    let mut noted = told(1, &[1]);
    noted.note = "please hurry".into();
    let revision = news(known.clone(), &noted, &ids);
    assert!(revision.dossier.order.price_accepted, "the same is bought");
    let revision = news(known.clone(), &told(1, &[1, 4]), &ids);
    assert!(!revision.dossier.order.price_accepted);
    assert!(plans(revision));
    known.order.payment = PaymentStatus::Unpaid;
    let revision = news(known, &told(1, &[1]), &ids);
    assert!(!revision.dossier.order.price_accepted, "paid anew");
}

#[test]
fn lines_are_added_removed_and_never_forgotten() {
    let ids = Numbers::new();
    let known = dossier(&[2, 3]);
    let mut edited = told(1, &[4]);
    edited.lines.push(StoreLine {
        external_id: external("added"),
        ..edited.lines[0].clone()
    });
    let revision = news(known, &edited, &ids);
    let wanted: Vec<_> = revision
        .dossier
        .order
        .lines
        .iter()
        .map(|line| (line.external_id.to_string(), line.wanted_quantity()))
        .collect();
    let line = |id: &str, quantity| (id.to_owned(), quantity);
    assert_eq!(
        wanted,
        [line("line 0", 4), line("added", 4), line("line 1", 0)]
    );
    let kinds = revision.into_changeset().events;
    let removed = TimelineKind::LinesRemoved { quantity: 3 };
    assert!(kinds.iter().any(|event| event.kind == removed));
}

#[test]
fn a_cancellation_stops_what_has_not_left_and_asks_about_the_rest() {
    let ids = Numbers::new();
    for state in S::ALL {
        let mut known = dossier(&[1]);
        known.purchases = vec![purchase(1, state, &[(0, &[0])])];
        let mut canceled = told(1, &[1]);
        canceled.canceled_at = Some(at(1));
        let revision = news(known, &canceled, &ids);
        let expected = if state == S::Planned {
            S::Canceled
        } else {
            state
        };
        assert_eq!(states(&revision.dossier), [expected]);
        let again = revision.dossier.clone();
        let events = revision.into_changeset().events;
        let asked = events
            .iter()
            .any(|event| matches!(event.kind, TimelineKind::CancelNeeded { .. }));
        assert_eq!(asked, state.is_followed(), "{state:?}");
        // Told twice, it is asked once.
        assert!(
            news(again, &canceled, &ids)
                .into_changeset()
                .events
                .is_empty()
        );
    }
}

#[test]
fn one_that_is_gone_is_canceled_and_comes_back_when_it_is_there_again() {
    let ids = Numbers::new();
    let mut known = dossier(&[1]);
    known.purchases = vec![purchase(1, S::Planned, &[(0, &[0])])];
    let revision = receive_gone(known, at(50), &ids);
    assert_eq!(states(&revision.dossier), [S::Canceled]);
    let gone = revision.dossier;
    assert!(
        receive_gone(gone.clone(), at(60), &ids)
            .into_changeset()
            .events
            .is_empty()
    );
    assert!(plans(news(gone, &told(1, &[1]), &ids)));
}

#[test]
fn a_payment_that_comes_back_plans_anew() {
    let ids = Numbers::new();
    let mut known = dossier(&[1]);
    known.order.payment = PaymentStatus::Unknown("held".into());
    known.purchases = vec![purchase(1, S::Planned, &[(0, &[0])])];
    let revision = news(known, &told(1, &[1]), &ids);
    assert_eq!(states(&revision.dossier), [S::Canceled]);
    assert!(plans(revision));
}

fn seen(id: &str, number: &str, canceled: bool) -> StoreFulfillment {
    StoreFulfillment {
        external_id: external(id),
        canceled,
        number: number.into(),
        carrier: String::new(),
        lines: vec![(external("line 0"), 1), (external("nobody's"), 5)],
    }
}

#[test]
fn fulfillments_of_others_are_respected_and_ours_are_recognized() {
    let ids = Numbers::new();
    let mut known = dossier(&[2]);
    known.purchases = vec![purchase(1, S::Planned, &[(0, &[0, 1])])];
    known.parcels = vec![parcel(3, 1, &[(0, 1)])];
    // Its answer was lost: the store has it, and we do not know its id yet.
    let mut lost = fulfillment(1, 3, F::Intended, &[(0, 1)]);
    lost.external_id = None;
    known.fulfillments = vec![lost];
    let mut order = told(1, &[2]);
    order.fulfillments = vec![
        seen("ours", "LP3", false),
        seen("theirs", "X", false),
        seen("undone", "Y", true),
    ];
    let revision = news(known, &order, &ids);
    let seen: Vec<F> = revision
        .dossier
        .fulfillments
        .iter()
        .map(|told| told.state)
        .collect();
    assert_eq!(seen, [F::Intended, F::Foreign]);
    assert_eq!(revision.dossier.fulfillments[1].lines.len(), 1);
    assert_eq!(
        states(&revision.dossier),
        [S::Canceled],
        "one unit less is needed"
    );
    let mut known = revision.dossier;
    known.fulfillments[0].external_id = Some(external("ours"));
    known.fulfillments[0].state = F::Told;
    order
        .fulfillments
        .iter_mut()
        .for_each(|seen| seen.canceled = true);
    let revision = news(known, &order, &ids);
    let seen: Vec<F> = revision
        .dossier
        .fulfillments
        .iter()
        .map(|told| told.state)
        .collect();
    assert_eq!(seen, [F::Canceled, F::Canceled]);
}

/// Any news of an order of up to three lines.
fn any_news() -> impl Strategy<Value = StoreOrder> {
    let payments = vec![
        PaymentStatus::Unpaid,
        PaymentStatus::Paid,
        PaymentStatus::PartlyRefunded,
        PaymentStatus::Refunded,
    ];
    (
        vec(0_u32..4, 0..4),
        0_u32..3,
        select(payments),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(quantities, removed, payment, canceled, moved)| {
            let mut order = told(0, &quantities);
            for line in &mut order.lines {
                line.removed_quantity = removed.min(line.quantity);
            }
            order.payment = payment;
            order.canceled_at = canceled.then(|| at(0));
            order.recipient = Some(recipient(if moved {
                "2 Side Street"
            } else {
                "1 Main Street"
            }));
            order
        })
}

/// News of one order, each later than the one before, and an order in which they arrive: some twice.
fn shuffled() -> impl Strategy<Value = (Vec<StoreOrder>, Vec<usize>)> {
    let timed = vec(any_news(), 1..6).prop_map(|mut orders| {
        for (second, order) in (1_i64..).zip(&mut orders) {
            order.updated_at = at(second);
        }
        orders
    });
    timed.prop_flat_map(|orders| {
        let count = orders.len();
        (Just(orders), vec(0..count, 1..12))
    })
}

proptest! {
    #[test]
    fn whatever_order_they_arrive_in_the_newest_stands((orders, arrivals) in shuffled()) {
        let ids = Numbers::new();
        let mut known = dossier(&[1, 1]);
        known.purchases = vec![purchase(1, S::Planned, &[(0, &[0])]), purchase(2, S::Shipped, &[(1, &[0])])];
        for arrival in &arrivals {
            known = news(known, &orders[*arrival], &ids).dossier;
        }
        let newest = &orders[*arrivals.iter().max().unwrap()];
        prop_assert_eq!(&known.order.payment, &newest.payment);
        prop_assert_eq!(known.order.canceled_at, newest.canceled_at);
        prop_assert_eq!(Some(&known.order.recipient), newest.recipient.as_ref());
        for line in &newest.lines {
            let ours = known.order.lines.iter().filter(|ours| ours.external_id == line.external_id);
            let wanted: Vec<u32> = ours.map(|ours| ours.wanted_quantity()).collect();
            prop_assert_eq!(wanted, [line.quantity - line.removed_quantity]);
        }
        for ours in &known.order.lines {
            let told = newest.lines.iter().any(|line| line.external_id == ours.external_id);
            prop_assert!(told || ours.wanted_quantity() == 0);
        }
        // What was bought is never touched by the store's news.
        prop_assert_eq!(known.purchases[1].status.state(), S::Shipped);
        if known.order.is_called_off() {
            prop_assert_eq!(known.purchases[0].status.state(), S::Canceled);
        }
    }
}

#[test]
fn what_was_not_placed_is_planned_anew_where_the_store_changed_the_order_meanwhile() {
    let ids = Numbers::new();
    let again = |state, told: &StoreOrder| {
        let mut known = dossier(&[2, 1]);
        known.purchases = vec![
            purchase(1, state, &[(0, &[0, 1])]),
            purchase(2, S::Planned, &[(1, &[0])]),
        ];
        let mut revision = Revision::of(news(known, told, &ids).dossier, at(3), &ids);
        let waits = planned_again(&mut revision, PurchaseId(1));
        (waits, states(&revision.dossier), plans(revision))
    };
    let mut unpaid = told(2, &[2, 1]);
    unpaid.payment = PaymentStatus::Unknown("partially_paid".into());
    let mut canceled = told(2, &[2, 1]);
    canceled.canceled_at = Some(at(2));
    for state in [S::Placing, S::PlacementUnknown] {
        assert_eq!(
            again(state, &told(1, &[2, 1])),
            (true, vec![S::Planned, S::Planned], false)
        );
        // One unit less is wanted; then more of something else, which is planned beside it.
        assert_eq!(
            again(state, &told(2, &[1, 1])),
            (false, vec![S::Canceled, S::Canceled], true)
        );
        let (waits, _, _) = again(state, &told(2, &[2, 3]));
        assert!(waits);
        for may_not_be_bought in [&unpaid, &canceled] {
            assert_eq!(
                again(state, may_not_be_bought),
                (false, vec![S::Canceled, S::Canceled], false)
            );
        }
    }
}

#[test]
fn what_was_not_placed_is_planned_anew_where_a_person_chose_another_shipping_method() {
    let ids = Numbers::new();
    let waits = |rule: Option<ShippingRule>| {
        let mut known = dossier(&[1]);
        known.order.shipping_override = rule;
        known.purchases = vec![purchase(1, S::PlacementUnknown, &[(0, &[0])])];
        let mut revision = Revision::of(known, at(3), &ids);
        let waits = planned_again(&mut revision, PurchaseId(1));
        assert_eq!(plans(revision), !waits);
        waits
    };
    let named = |name: &str| {
        Some(ShippingRule {
            prefer: Prefer::Named(name.into()),
            ..ShippingRule::default()
        })
    };
    assert!(waits(None));
    assert!(waits(named("slow")));
    assert!(!waits(named("FAST")));
}

#[test]
fn nothing_is_planned_for_an_order_that_is_not_paid_any_more() {
    let ids = Numbers::new();
    let mut known = dossier(&[1]);
    known.purchases = vec![purchase(1, S::Planned, &[(0, &[0])])];
    let mut unpaid = told(2, &[1]);
    unpaid.payment = PaymentStatus::Unknown("partially_paid".into());
    let revision = news(known, &unpaid, &ids);
    assert_eq!(states(&revision.dossier), [S::Canceled]);
    assert_eq!(Tab::of(&revision.dossier), Tab::Pending);
    let paid = news(revision.dossier, &told(3, &[1]), &ids);
    assert!(plans(paid));
}
