//! Cases: raised by a person, followed by the steps, and loud when a deadline passes.

use app::desk;
use domain::aftersale::{
    Case, CaseKind, CaseNews, CaseReason, CaseState as C, CaseTrouble, GoodsTo, NewCase,
};
use domain::order::{Attention, TimelineKind};
use domain::ports::marketplace::SupplierProgress as P;
use domain::purchase::{PurchaseState as S, SupplierNotice};
use jiff::SignedDuration;

use crate::harness::goods::{LAMP, usd};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, hours, minutes, person};

three_tests!(case_follows, asked, it_is_agreed, is_approved);

async fn placed(bench: &Bench) {
    bench.place("1", &[(LAMP, 2)]).await;
    bench.world.pay();
    bench.pass(minutes(11)).await;
}

async fn open(bench: &Bench, kind: CaseKind, reason: CaseReason, days: i64) {
    let purchase = bench.purchase("1").await;
    let new = NewCase {
        purchase_id: purchase.id,
        kind,
        reason,
        lines: vec![(purchase.lines[0].id, 1)],
        asked: Some(usd(700)),
        deadline: Some(bench.app.now() + SignedDuration::from_hours(24 * days)),
        goods_to: GoodsTo::Nobody,
        note: String::new(),
    };
    let order = bench.order_id("1").await;
    let actor = person();
    let opened = desk::open_case(&bench.app, order, &new, &actor);
    opened.await.unwrap().unwrap();
    bench.run().await;
}

async fn case(bench: &Bench) -> Case {
    bench.order("1").await.cases[0].clone()
}

async fn asked(bench: &Bench) {
    placed(bench).await;
    let reason = CaseReason::CustomerCanceled;
    open(bench, CaseKind::CancelRequest, reason, 3).await;
    bench.world.supplier(0, |made| {
        made.stand(P::Unknown, "IN_CANCEL");
        made.notice = Some(SupplierNotice::Canceling);
    });
    bench.pass(hours(5)).await;
    assert_eq!(case(bench).await.status.state(), C::WaitingForSupplier);
}

async fn it_is_agreed(bench: &Bench) {
    bench.world.supplier(0, |made| {
        made.notice = None;
        made.close("buyer canceled");
    });
    bench.clock.advance(hours(5));
}

async fn is_approved(bench: &Bench) {
    let case = case(bench).await;
    assert_eq!(case.status.state(), C::Won);
    assert!(case.details.news);
    let told = bench.told("1").await;
    let moves = told
        .iter()
        .filter(|kind| matches!(kind, TimelineKind::CaseMoved { state: C::Won, .. }));
    assert_eq!(moves.count(), 1);
}

#[tokio::test]
async fn a_complete_purchase_is_read_as_long_as_its_dispute_is_open() {
    let bench = Bench::new().await;
    placed(&bench).await;
    bench
        .world
        .supplier(0, |made| made.stand(P::Completed, "FINISH"));
    bench.pass(hours(5)).await;
    assert_eq!(bench.state("1").await, S::Completed);
    assert_eq!(bench.purchase("1").await.next_sync_at, None);
    open(&bench, CaseKind::Dispute, CaseReason::Damaged, 3).await;
    bench.world.supplier(0, |made| {
        made.stand(P::Unknown, "IN_ISSUE");
        made.notice = Some(SupplierNotice::Dispute);
    });
    bench.pass(hours(9)).await;
    assert_eq!(case(&bench).await.status.state(), C::WaitingForSupplier);
    bench.world.supplier(0, |made| {
        made.stand(P::Completed, "FINISH");
        made.notice = None;
    });
    bench.pass(hours(9)).await;
    // It is over, and nobody said how: a person is asked.
    assert_eq!(case(&bench).await.status.state(), C::WaitingForUs);
    assert!(bench.order("1").await.order.needs_person);
    let order = bench.order_id("1").await;
    let news = CaseNews {
        state: C::Settled,
        deadline: None,
        got: Some(usd(300)),
        number: "D-1".into(),
        note: "half of it".into(),
    };
    let id = case(&bench).await.id;
    let actor = person();
    let saved = desk::update_case(&bench.app, order, id, &news, &actor);
    saved.await.unwrap().unwrap();
    bench.pass(hours(9)).await;
    assert_eq!(bench.purchase("1").await.next_sync_at, None);
    let reasons = Attention::of(&bench.order("1").await, bench.app.now());
    let of_case = |reason: &Attention| matches!(reason, Attention::Case { .. });
    assert!(!reasons.iter().any(of_case), "{reasons:?}");
    bench.judge().await;
}

#[tokio::test]
async fn a_deadline_that_passes_is_never_silent() {
    let bench = Bench::new().await;
    placed(&bench).await;
    open(&bench, CaseKind::Dispute, CaseReason::NotReceived, 2).await;
    let order = bench.order_id("1").await;
    let id = case(&bench).await.id;
    let news = CaseNews {
        state: C::WaitingForSupplier,
        deadline: Some(bench.app.now() + hours(48)),
        got: None,
        number: String::new(),
        note: String::new(),
    };
    let actor = person();
    let saved = desk::update_case(&bench.app, order, id, &news, &actor);
    saved.await.unwrap().unwrap();
    bench.pass(hours(1)).await;
    assert!(!bench.order("1").await.order.needs_person);
    bench.pass(hours(48)).await;
    let known = bench.order("1").await;
    assert!(known.order.needs_person);
    let late = Attention::Case {
        case_id: id,
        trouble: CaseTrouble::SupplierTooLate,
        deadline: case(&bench).await.deadline,
    };
    assert!(Attention::of(&known, bench.app.now()).contains(&late));
    let told = bench.told("1").await;
    let passed = |kind: &&TimelineKind| matches!(kind, TimelineKind::CaseDeadlinePassed { .. });
    assert_eq!(told.iter().filter(passed).count(), 1);
}

#[tokio::test]
async fn evidence_is_taken_by_its_bytes_and_in_bounds() {
    let bench = Bench::new().await;
    placed(&bench).await;
    open(&bench, CaseKind::Dispute, CaseReason::Damaged, 2).await;
    let (order, id) = (bench.order_id("1").await, case(&bench).await.id);
    let actor = person();
    let add = async |name: &str, content: Vec<u8>| {
        let added = desk::add_evidence(&bench.app, order, id, (name, content), &actor);
        added.await.unwrap()
    };
    let script = b"<script>alert(1)</script>".to_vec();
    assert_eq!(add("a.png", script).await, Some(desk::EvidenceWrong::Kind));
    assert_eq!(add("a.png", vec![]).await, Some(desk::EvidenceWrong::Empty));
    let huge = vec![0xFF; desk::EVIDENCE_BYTES + 1];
    assert_eq!(
        add("a.jpg", huge).await,
        Some(desk::EvidenceWrong::TooLarge)
    );
    for _ in 0..desk::EVIDENCE_FILES {
        assert_eq!(add("../x y.html", b"%PDF-1.7".to_vec()).await, None);
    }
    let full = add("a.pdf", b"%PDF-1.7".to_vec()).await;
    assert_eq!(full, Some(desk::EvidenceWrong::TooMany));
    let kept = bench.app.space().evidence_of(id).await.unwrap();
    assert_eq!(kept[0].name, "x-y.pdf");
    let removed = desk::remove_evidence(&bench.app, id, kept[0].id);
    removed.await.unwrap();
    assert_eq!(add("a.pdf", b"%PDF-1.7".to_vec()).await, None);
}
