//! desk::answer_doubt: a person's answer settles a doubt, if it can be true.

use app::AppError;
use app::desk::{self, DoubtAnswer};
use domain::ids::ExternalId;
use domain::order::{PaymentStatus, Tab};
use domain::ports::error::CallErrorKind as K;
use domain::purchase::{FailureReason as R, PurchaseState as S};

use crate::harness::goods::{CHAIR, LAMP, id};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, Fault, Op, person};

three_tests!(
    answer_placed,
    placed_and_lost,
    a_person_says_placed,
    is_followed
);
three_tests!(
    answer_not_placed,
    never_arrived,
    a_person_says_not_placed,
    is_followed
);

async fn doubt(bench: &Bench, fault: Fault) {
    bench.world.fault(Op::Place, fault);
    bench.place("1", &[(LAMP, 2)]).await;
    assert_eq!(bench.state("1").await, S::PlacementUnknown);
}

async fn placed_and_lost(bench: &Bench) {
    doubt(bench, Fault::After(K::Unclear)).await;
}

async fn never_arrived(bench: &Bench) {
    doubt(bench, Fault::Before(K::Unclear)).await;
}

async fn answer(bench: &Bench, answer: DoubtAnswer) -> Result<(), AppError> {
    let dossier = bench.order("1").await;
    let (order, purchase) = (dossier.order.id, dossier.purchases[0].id);
    desk::answer_doubt(&bench.app, order, purchase, &answer, &person()).await
}

async fn a_person_says_placed(bench: &Bench) {
    let number = bench.world.state().made[0].number.clone();
    let _ = answer(bench, DoubtAnswer::Placed(vec![number])).await;
}

async fn a_person_says_not_placed(bench: &Bench) {
    // Answered when it is asked, and not when it has been settled or placed again meanwhile.
    if bench.world.state().made.is_empty() {
        let _ = answer(bench, DoubtAnswer::NotPlaced).await;
    }
}

async fn is_followed(bench: &Bench) {
    let purchase = bench.purchase("1").await;
    assert_eq!(purchase.status.state(), S::AwaitingPayment);
    assert_eq!(purchase.doubt, None);
    assert_eq!(bench.world.state().made.len(), 1);
}

#[tokio::test]
async fn numbers_that_cannot_be_it_are_refused() {
    let bench = Bench::new().await;
    bench.place("other", &[(CHAIR, 1)]).await;
    bench.place("same", &[(LAMP, 2)]).await;
    placed_and_lost(&bench).await;
    let numbers: Vec<ExternalId> = {
        let state = bench.world.state();
        state.made.iter().map(|made| made.number.clone()).collect()
    };
    let wrong = [
        vec![],
        vec![id("404404")],
        // Another product; the same goods, but known to belong to another order.
        vec![numbers[0].clone()],
        vec![numbers[1].clone()],
    ];
    for numbers in wrong {
        let refused = answer(&bench, DoubtAnswer::Placed(numbers.clone())).await;
        assert!(
            matches!(refused, Err(AppError::BadValue { .. })),
            "{numbers:?} {refused:?}"
        );
        assert_eq!(bench.state("1").await, S::PlacementUnknown);
    }
    answer(&bench, DoubtAnswer::Placed(vec![numbers[2].clone()]))
        .await
        .unwrap();
    let again = answer(&bench, DoubtAnswer::NotPlaced).await;
    assert!(matches!(again, Err(AppError::Refused(_))));
    bench.run().await;
    bench.judge().await;
}

#[tokio::test]
async fn one_number_typed_twice_does_not_count_twice() {
    let bench = Bench::new().await;
    bench.world.state().splits = true;
    bench.place("one", &[(LAMP, 1)]).await;
    bench.world.fault(Op::Place, Fault::Before(K::Unclear));
    bench.place("1", &[(LAMP, 2)]).await;
    let number = bench.world.state().made[0].number.clone();
    let twice = vec![number.clone(), number];
    let refused = answer(&bench, DoubtAnswer::Placed(twice)).await;
    let Err(AppError::BadValue { message, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert!(message.contains("do not hold"), "{message}");
    bench.judge().await;
}

#[tokio::test]
async fn one_that_is_given_up_fails_and_can_be_ordered_again() {
    let bench = Bench::new().await;
    never_arrived(&bench).await;
    answer(&bench, DoubtAnswer::GiveUp).await.unwrap();
    assert_eq!(
        bench.purchase("1").await.failure.unwrap().reason,
        R::GivenUp
    );
    assert_eq!(bench.order("1").await.order.tab, Tab::Failed);
    let order_id = bench.order_id("1").await;
    desk::reorder(&bench.app, order_id, &person())
        .await
        .unwrap();
    bench.run().await;
    bench.place_again("1").await;
    assert_eq!(bench.states("1").await, [S::Failed, S::AwaitingPayment]);
    bench.judge().await;
}

#[tokio::test]
async fn one_that_was_not_placed_is_not_placed_for_a_canceled_order() {
    let bench = Bench::new().await;
    never_arrived(&bench).await;
    bench
        .world
        .change_order("1", |order| order.payment = PaymentStatus::Voided);
    bench.read("1").await;
    answer(&bench, DoubtAnswer::NotPlaced).await.unwrap();
    bench.run().await;
    assert_eq!(bench.state("1").await, S::Canceled);
    assert_eq!(bench.world.state().made.len(), 0);
    bench.judge().await;
}
