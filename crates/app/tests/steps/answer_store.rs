//! answer_store: a request of the store is answered once, with what was really decided.

use domain::ids::ExternalId;
use domain::ports::store::{StoreAnswer as A, StoreAsk};
use domain::purchase::{FailureReason, PurchaseState as S};

use crate::harness::goods::{LAMP, id};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, minutes};

/// Sold by the store, and nobody said how it is bought.
const VASE: &str = "vase";

three_tests!(take_on, a_request, the_store_tells, it_is_taken_on_once);
three_tests!(
    turn_down,
    a_request_for_what_nobody_sells,
    the_store_tells,
    it_is_turned_down_once
);
three_tests!(
    give_back,
    taken_on,
    the_request_is_taken_back,
    it_is_given_back_once
);
three_tests!(
    keep,
    taken_on_and_bought,
    the_request_is_taken_back,
    it_is_kept_once
);

fn asked(variant: &str) -> Vec<(ExternalId, u32)> {
    vec![(id(&format!("1/{variant}")), 2)]
}

fn requested(bench: &Bench, variant: &str) {
    bench.world.state().asks = true;
    bench.world.customer_orders("1", &[(variant, 2)]);
    bench.world.change_order("1", |order| {
        order.asks.push(StoreAsk::Fulfill {
            lines: asked(variant),
            message: "please".into(),
        });
    });
}

async fn a_request(bench: &Bench) {
    requested(bench, LAMP);
}

async fn a_request_for_what_nobody_sells(bench: &Bench) {
    requested(bench, VASE);
}

async fn the_store_tells(bench: &Bench) {
    bench.read("1").await;
}

fn answers(bench: &Bench) -> Vec<A> {
    let state = bench.world.state();
    assert!(state.orders[&id("1")].asks.is_empty(), "nothing is open");
    let answers = state.answers.iter().map(|(_, answer)| answer.clone());
    answers.collect()
}

async fn it_is_taken_on_once(bench: &Bench) {
    bench.pass(minutes(10)).await;
    assert_eq!(answers(bench), [A::TakenOn]);
    assert_eq!(bench.state("1").await, S::Planned);
}

async fn it_is_turned_down_once(bench: &Bench) {
    bench.pass(minutes(10)).await;
    let answers = answers(bench);
    let [A::TurnedDown { reason, message }] = &*answers else {
        panic!("{answers:?}");
    };
    assert_eq!(*reason, FailureReason::Unmapped);
    assert!(!message.is_empty(), "the merchant reads why");
    assert!(bench.order("1").await.purchases.is_empty());
}

async fn taken_on(bench: &Bench) {
    a_request(bench).await;
    the_store_tells(bench).await;
    it_is_taken_on_once(bench).await;
}

async fn taken_on_and_bought(bench: &Bench) {
    taken_on(bench).await;
    bench.place_again("1").await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
}

/// The merchant presses it once, however often the store tells.
async fn the_request_is_taken_back(bench: &Bench) {
    let is_open = {
        let state = bench.world.state();
        state.answers.len() > 1 || !state.orders[&id("1")].asks.is_empty()
    };
    if !is_open {
        bench.world.change_order("1", |order| {
            order.asks.push(StoreAsk::CallOff {
                lines: asked(LAMP),
                message: String::new(),
            });
        });
    }
    bench.read("1").await;
}

async fn it_is_given_back_once(bench: &Bench) {
    // Though the store does not tell that it holds what it has back.
    bench.pass(minutes(10)).await;
    assert_eq!(answers(bench), [A::TakenOn, A::GivenBack]);
    for state in bench.states("1").await {
        assert_eq!(state, S::Canceled);
    }
    assert!(bench.world.state().made.is_empty(), "nothing was bought");
}

async fn it_is_kept_once(bench: &Bench) {
    bench.pass(minutes(10)).await;
    let answers = answers(bench);
    assert!(
        matches!(&*answers, [A::TakenOn, A::Kept { message }] if !message.is_empty()),
        "{answers:?}"
    );
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    assert_eq!(bench.world.state().made.len(), 1);
}
