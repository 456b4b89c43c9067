//! What a store that waits for an answer is answered, and what is held back.

use super::{dossier, external, purchase};
use crate::fulfillment::progress_to_tell;
use crate::ids::LineItemId;
use crate::order::{PaymentStatus, Tab, answer_to, needed_lines};
use crate::plan::PlanProblem;
use crate::ports::store::{StoreAnswer, StoreAsk};
use crate::purchase::{Failure, FailureReason, PurchaseState as S};

fn fulfill(line: &str) -> StoreAsk {
    StoreAsk::Fulfill {
        lines: vec![(external(line), 1)],
        message: String::new(),
    }
}

fn call_off(line: &str) -> StoreAsk {
    StoreAsk::CallOff {
        lines: vec![(external(line), 1)],
        message: String::new(),
    }
}

#[test]
fn a_request_is_taken_on_once_every_unit_is_planned() {
    let mut known = dossier(&[1, 1]);
    assert_eq!(answer_to(&known, &fulfill("line 0")), None, "nobody knows");
    known.purchases = vec![purchase(1, S::Planned, &[(0, &[0])])];
    let answer = answer_to(&known, &fulfill("line 0"));
    assert_eq!(answer, Some(StoreAnswer::TakenOn));
    assert_eq!(answer_to(&known, &fulfill("line 1")), None);
    known.order.payment = PaymentStatus::Unpaid;
    assert_eq!(answer_to(&known, &fulfill("line 0")), None, "not paid yet");
}

#[test]
fn a_request_is_turned_down_with_the_reason() {
    let mut known = dossier(&[1, 1]);
    known.order.problems = vec![PlanProblem {
        line_item_id: LineItemId(1),
        failure: Failure::ours(FailureReason::OutOfStock, "0 in stock"),
        rejected_methods: Vec::new(),
    }];
    let Some(StoreAnswer::TurnedDown { reason, message }) = answer_to(&known, &fulfill("line 1"))
    else {
        panic!("not turned down");
    };
    assert_eq!(
        (reason, message.as_str()),
        (FailureReason::OutOfStock, "0 in stock")
    );
    assert_eq!(answer_to(&known, &fulfill("line 0")), None);
}

#[test]
fn only_what_was_not_ordered_is_given_back() {
    let mut known = dossier(&[1, 1]);
    known.purchases = vec![
        purchase(1, S::Planned, &[(0, &[0])]),
        purchase(2, S::AwaitingPayment, &[(1, &[0])]),
    ];
    let answer = answer_to(&known, &call_off("line 0"));
    assert_eq!(answer, Some(StoreAnswer::GivenBack));
    let kept = answer_to(&known, &call_off("line 1"));
    assert!(matches!(kept, Some(StoreAnswer::Kept { .. })));
}

#[test]
fn held_units_are_not_needed_until_they_are_free() {
    let mut known = dossier(&[3]);
    known.order.lines[0].held_quantity = 2;
    let units: Vec<usize> = needed_lines(&known)
        .iter()
        .map(|line| line.units.len())
        .collect();
    assert_eq!(units, [1]);
    known.order.lines[0].held_quantity = 3;
    assert!(needed_lines(&known).is_empty());
    assert_eq!(Tab::of(&known), Tab::Pending);
}

#[test]
fn progress_is_told_of_standing_units_and_once() {
    let mut known = dossier(&[2, 1]);
    known.purchases = vec![
        purchase(1, S::AwaitingPayment, &[(0, &[0, 1])]),
        purchase(2, S::Planned, &[(1, &[0])]),
    ];
    assert_eq!(progress_to_tell(&known), [(LineItemId(0), 2)]);
    known.order.lines[0].progress_told = 2;
    assert!(progress_to_tell(&known).is_empty());
}
