//! Cases: opening, moving, following the marketplace, and never guessing an end.

use super::{Numbers, at, dossier, purchase, supplier_order, usd};
use crate::aftersale::{
    Case, CaseKind, CaseNews, CaseReason, CaseRefusal, CaseState as C, CaseTrouble, GoodsTo,
    NewCase, ReturnedGoods, look_at_deadline, needs_following, open_case, receive_goods, see_case,
    update_case,
};
use crate::ids::{CaseId, PurchaseId, PurchaseLineId, UserId};
use crate::job::Job;
use crate::order::{Attention, Dossier, PaymentStatus, Revision, TimelineKind};
use crate::ports::marketplace::{SupplierOrderReading, SupplierProgress as P};
use crate::purchase::{PurchaseState as S, SupplierNotice as N, sync};
use crate::workspace::Actor;

const ID: PurchaseId = PurchaseId(1);
const LINE: PurchaseLineId = PurchaseLineId(100);

fn bought(state: S) -> Dossier {
    let mut known = dossier(&[2]);
    known.purchases = vec![purchase(1, state, &[(0, &[0, 1])])];
    known.purchases[0].supplier_orders = vec![supplier_order("a")];
    known
}

fn person() -> Actor {
    Actor::User {
        id: UserId(1),
        name: "Ann".into(),
    }
}

fn new(kind: CaseKind) -> NewCase {
    NewCase {
        purchase_id: ID,
        kind,
        reason: kind.reasons()[0],
        lines: vec![(LINE, 2)],
        asked: Some(usd(500)),
        deadline: Some(at(1_000)),
        goods_to: GoodsTo::Nobody,
        note: " It is late. ".into(),
    }
}

fn opened(known: Dossier, kind: CaseKind, ids: &Numbers) -> (Dossier, CaseId) {
    let mut revision = Revision::of(known, at(0), ids);
    let id = open_case(&mut revision, &new(kind), &person()).unwrap();
    (revision.dossier, id)
}

fn reading(progress: P, notice: Option<N>, word: &str) -> Vec<SupplierOrderReading> {
    let mut order = supplier_order("a");
    order.raw_status = word.into();
    order.notice = notice;
    vec![SupplierOrderReading {
        order,
        progress,
        closed_because: (progress == P::Closed).then(|| "seller agreed".to_owned()),
        created_at: None,
        items: Vec::new(),
    }]
}

fn read(
    known: Dossier,
    (progress, notice): (P, Option<N>),
    ids: &Numbers,
) -> (Dossier, Vec<TimelineKind>) {
    let mut revision = Revision::of(known, at(60), ids);
    sync(&mut revision, ID, &reading(progress, notice, "WORD"));
    let after = revision.dossier.clone();
    let told = revision.into_changeset().events.into_iter();
    (after, told.map(|event| event.kind).collect())
}

fn only(dossier: &Dossier) -> &Case {
    let [case] = dossier.cases.as_slice() else {
        panic!("{:?}", dossier.cases)
    };
    case
}

fn trouble(dossier: &Dossier, seconds: i64) -> Vec<CaseTrouble> {
    let reasons = Attention::of(dossier, at(seconds)).into_iter();
    reasons
        .filter_map(|reason| match reason {
            Attention::Case { trouble, .. } => Some(trouble),
            _ => None,
        })
        .collect()
}

#[test]
fn a_case_is_opened_with_its_deadline_watched_and_its_order_read() {
    let ids = Numbers::new();
    let mut revision = Revision::of(bought(S::Shipped), at(0), &ids);
    let id = open_case(&mut revision, &new(CaseKind::Dispute), &person()).unwrap();
    let case = only(&revision.dossier);
    assert_eq!(case.status.state(), C::Opened);
    assert_eq!(case.details.notes[0].text, "It is late.");
    assert_eq!(trouble(&revision.dossier, 0), [CaseTrouble::ToRaise]);
    assert_eq!(trouble(&revision.dossier, 1_000), [CaseTrouble::TooLate]);
    let jobs = revision.into_changeset().jobs;
    let order_id = crate::ids::OrderId(1);
    let watch = Job::WatchCase {
        order_id,
        case_id: id,
    };
    let found = |job: &Job| jobs.iter().find(|new| new.job == *job);
    assert_eq!(found(&watch).unwrap().due_at, at(1_000));
    let sync = Job::SyncPurchase {
        order_id,
        purchase_id: ID,
    };
    assert_eq!(found(&sync).unwrap().due_at, at(0));
}

#[test]
fn what_makes_no_sense_is_not_opened() {
    let ids = Numbers::new();
    let refused = |known: Dossier, change: &dyn Fn(&mut NewCase)| {
        let mut wish = new(CaseKind::Dispute);
        change(&mut wish);
        let mut revision = Revision::of(known, at(0), &ids);
        let refusal = open_case(&mut revision, &wish, &person()).unwrap_err();
        assert_eq!(revision.dossier.cases, []);
        assert!(revision.into_changeset().jobs.is_empty());
        refusal
    };
    let known = || bought(S::Shipped);
    let missing = refused(known(), &|wish| wish.purchase_id = PurchaseId(9));
    assert_eq!(missing, CaseRefusal::NoPurchase);
    let more = refused(known(), &|wish| wish.lines = vec![(LINE, 3)]);
    assert_eq!(more, CaseRefusal::TooMany);
    let other = refused(known(), &|wish| wish.lines = vec![(PurchaseLineId(7), 1)]);
    assert_eq!(other, CaseRefusal::TooMany);
    let none = refused(known(), &|wish| wish.lines = vec![(LINE, 0)]);
    assert_eq!(none, CaseRefusal::NoLines);
    let reason = refused(known(), &|wish| wish.reason = CaseReason::TooSlow);
    assert_eq!(reason, CaseRefusal::WrongReason);
    let mut planned = bought(S::Planned);
    planned.purchases[0].supplier_orders.clear();
    assert_eq!(refused(planned, &|_| {}), CaseRefusal::NotPlaced);
}

#[test]
fn a_cancel_request_is_followed_to_its_end() {
    let ids = Numbers::new();
    for (after, state) in [
        ((P::Closed, None), C::Won),
        ((P::Paid, None), C::Lost),
        ((P::Shipped, None), C::Lost),
        ((P::Unknown, Some(N::UnknownStatus)), C::WaitingForSupplier),
        ((P::Paid, Some(N::PartlyCanceled)), C::WaitingForUs),
    ] {
        let (known, _) = opened(bought(S::AwaitingShipment), CaseKind::CancelRequest, &ids);
        // Nothing is shown yet, so nothing moves.
        let (known, told) = read(known, (P::Paid, None), &ids);
        assert_eq!(only(&known).status.state(), C::Opened, "{told:?}");
        let (known, _) = read(known, (P::Unknown, Some(N::Canceling)), &ids);
        assert_eq!(only(&known).status.state(), C::WaitingForSupplier);
        assert_eq!(only(&known).deadline, None);
        let (known, told) = read(known, after, &ids);
        let case = only(&known);
        assert_eq!(case.status.state(), state, "{after:?}");
        assert_eq!(case.details.raw_status, "WORD");
        let moved = told
            .iter()
            .any(|kind| matches!(kind, TimelineKind::CaseMoved { .. }));
        assert_eq!(moved, state != C::WaitingForSupplier);
        assert_eq!(case.details.news, moved);
    }
}

#[test]
fn goods_that_left_lose_a_cancel_request_that_was_never_shown() {
    let ids = Numbers::new();
    let (known, id) = opened(bought(S::AwaitingShipment), CaseKind::CancelRequest, &ids);
    let (known, _) = read(known, (P::Shipped, None), &ids);
    assert_eq!(only(&known).status.state(), C::Lost);
    assert_eq!(trouble(&known, 60), [CaseTrouble::News]);
    let mut revision = Revision::of(known, at(61), &ids);
    see_case(&mut revision, id).unwrap();
    assert_eq!(trouble(&revision.dossier, 61), []);
}

#[test]
fn a_dispute_that_is_not_shown_any_more_asks_how_it_ended() {
    let ids = Numbers::new();
    for (after, state) in [
        ((P::Closed, None), C::Won),
        ((P::Completed, None), C::WaitingForUs),
        ((P::Shipped, None), C::WaitingForUs),
        ((P::Paid, Some(N::Frozen)), C::WaitingForSupplier),
    ] {
        let (known, _) = opened(bought(S::Shipped), CaseKind::Dispute, &ids);
        let (known, _) = read(known, (P::Unknown, Some(N::Dispute)), &ids);
        assert_eq!(only(&known).status.state(), C::WaitingForSupplier);
        let (known, _) = read(known, after, &ids);
        assert_eq!(only(&known).status.state(), state, "{after:?}");
        // Once is enough: a person has the word now.
        let (again, told) = read(known.clone(), after, &ids);
        assert_eq!(only(&again).status, only(&known).status);
        let moved = |kind: &TimelineKind| matches!(kind, TimelineKind::CaseMoved { .. });
        assert!(!told.iter().any(moved), "{told:?}");
    }
}

#[test]
fn what_is_shown_and_not_written_down_becomes_a_case_once() {
    let ids = Numbers::new();
    for (notice, kind) in [
        (N::Dispute, CaseKind::Dispute),
        (N::Canceling, CaseKind::CancelRequest),
    ] {
        let shown = (P::Unknown, Some(notice));
        let (known, told) = read(bought(S::Shipped), shown, &ids);
        let case = only(&known);
        assert_eq!(
            (case.kind, case.details.reason),
            (kind, CaseReason::NotTold)
        );
        assert_eq!(case.status.state(), C::WaitingForSupplier);
        assert_eq!(case.details.opened_by, Actor::Marketplace);
        assert_eq!(trouble(&known, 60), [CaseTrouble::News]);
        assert!(
            matches!(told[1], TimelineKind::CaseOpened { .. }),
            "{told:?}"
        );
        let (known, _) = read(known, shown, &ids);
        assert_eq!(known.cases.len(), 1);
    }
    // A return is raised as a dispute: there is no second case for it.
    let (known, _) = opened(bought(S::Shipped), CaseKind::Return, &ids);
    let (known, _) = read(known, (P::Unknown, Some(N::Dispute)), &ids);
    assert_eq!(only(&known).kind, CaseKind::Return);
}

#[test]
fn a_purchase_that_is_complete_is_read_as_long_as_a_case_is_open() {
    let ids = Numbers::new();
    let (known, id) = opened(bought(S::Completed), CaseKind::Dispute, &ids);
    assert!(needs_following(&known, ID));
    let (known, _) = read(known, (P::Completed, None), &ids);
    assert_eq!(known.purchases[0].next_sync_at, Some(at(60 + 8 * 3_600)));
    let mut revision = Revision::of(known, at(61), &ids);
    let won = said(C::Won, None);
    update_case(&mut revision, id, &won, &person()).unwrap();
    assert!(!needs_following(&revision.dossier, ID));
    assert_eq!(revision.dossier.purchases[0].next_sync_at, None);
    let (known, _) = read(revision.dossier, (P::Completed, None), &ids);
    assert_eq!(known.purchases[0].next_sync_at, None);
    // What came to nothing is not read again: it would only say so once more.
    let (known, _) = opened(bought(S::Canceled), CaseKind::Refund, &ids);
    assert!(!needs_following(&known, ID));
}

fn said(state: C, deadline: Option<i64>) -> CaseNews {
    CaseNews {
        state,
        deadline: deadline.map(at),
        got: Some(usd(250)),
        number: " 77 ".into(),
        note: String::new(),
    }
}

#[test]
fn a_person_moves_a_case_as_the_table_allows() {
    let ids = Numbers::new();
    let (known, id) = opened(bought(S::Shipped), CaseKind::Dispute, &ids);
    let mut revision = Revision::of(known, at(5), &ids);
    let news = said(C::WaitingForSupplier, Some(2_000));
    update_case(&mut revision, id, &news, &person()).unwrap();
    let case = only(&revision.dossier);
    assert_eq!(case.deadline, Some(at(2_000)));
    assert_eq!(
        (case.details.got, case.details.number.as_str()),
        (Some(usd(250)), "77")
    );
    assert_eq!(trouble(&revision.dossier, 5), []);
    assert_eq!(
        trouble(&revision.dossier, 2_000),
        [CaseTrouble::SupplierTooLate]
    );
    let refused = update_case(&mut revision, id, &said(C::Opened, None), &person());
    assert_eq!(refused, Err(CaseRefusal::NoSuchMove));
    update_case(&mut revision, id, &said(C::Settled, Some(3_000)), &person()).unwrap();
    assert_eq!(only(&revision.dossier).deadline, None);
    assert_eq!(trouble(&revision.dossier, 9_000), []);
    let missing = update_case(&mut revision, CaseId(1), &news, &person());
    assert_eq!(missing, Err(CaseRefusal::NoCase));
}

#[test]
fn a_deadline_that_passes_is_told_once() {
    let ids = Numbers::new();
    let (known, id) = opened(bought(S::Shipped), CaseKind::Dispute, &ids);
    let look = |known: Dossier, seconds| {
        let mut revision = Revision::of(known, at(seconds), &ids);
        look_at_deadline(&mut revision, id);
        let after = revision.dossier.clone();
        let changeset = revision.into_changeset();
        (after, changeset.events.len(), changeset.jobs.len())
    };
    // Too early: it is looked at again then.
    let (known, told, jobs) = look(known, 999);
    assert_eq!((told, jobs), (0, 1));
    let (known, told, jobs) = look(known, 1_000);
    assert_eq!((told, jobs), (1, 0));
    let (known, told, _) = look(known, 1_001);
    assert_eq!(told, 0);
    assert!(known.order.needs_person || !trouble(&known, 1_001).is_empty());
    // A new deadline is told again.
    let mut revision = Revision::of(known, at(1_002), &ids);
    let news = said(C::Opened, Some(1_500));
    update_case(&mut revision, id, &news, &person()).unwrap();
    let (_, told, _) = look(revision.dossier, 1_500);
    assert_eq!(told, 1);
}

#[test]
fn returned_goods_are_counted_within_what_the_case_is_about() {
    let ids = Numbers::new();
    let (known, id) = opened(bought(S::Shipped), CaseKind::Return, &ids);
    let goods = |received, restocked| {
        [ReturnedGoods {
            line_id: LINE,
            received,
            restocked,
        }]
    };
    let mut revision = Revision::of(known, at(5), &ids);
    for (received, restocked) in [(3, 0), (1, 2)] {
        let refused = receive_goods(&mut revision, id, &goods(received, restocked), &person());
        assert_eq!(refused, Err(CaseRefusal::TooMany));
    }
    // The same twice is once.
    for _ in 0..2 {
        receive_goods(&mut revision, id, &goods(2, 1), &person()).unwrap();
    }
    let line = only(&revision.dossier).details.lines[0];
    assert_eq!((line.received, line.restocked), (2, 1));
    assert_eq!(revision.into_changeset().events.len(), 1);
}

#[test]
fn what_has_a_case_asks_for_no_second_look() {
    let ids = Numbers::new();
    let mut called_off = bought(S::AwaitingShipment);
    called_off.order.payment = PaymentStatus::Refunded;
    let asks = |known: &Dossier| {
        let reasons = Attention::of(known, at(0));
        let of = |wanted: fn(&Attention) -> bool| reasons.iter().any(wanted);
        (
            of(|reason| matches!(reason, Attention::CalledOffAfterPlacing { .. })),
            of(|reason| matches!(reason, Attention::BoughtTooMuch)),
            of(|reason| matches!(reason, Attention::Notice { .. })),
        )
    };
    assert_eq!(asks(&called_off), (true, false, false));
    let (called_off, _) = opened(called_off, CaseKind::CancelRequest, &ids);
    assert_eq!(asks(&called_off), (false, false, false));

    let mut refunded = bought(S::Shipped);
    refunded.order.lines[0].removed_quantity = 1;
    assert_eq!(asks(&refunded), (false, true, false));
    let (refunded, _) = opened(refunded, CaseKind::Refund, &ids);
    assert_eq!(asks(&refunded), (false, false, false));

    let mut disputed = bought(S::Shipped);
    disputed.purchases[0].supplier_orders[0].notice = Some(N::Dispute);
    assert_eq!(asks(&disputed), (false, false, true));
    let (disputed, _) = opened(disputed, CaseKind::Dispute, &ids);
    assert_eq!(asks(&disputed), (false, false, false));
}
