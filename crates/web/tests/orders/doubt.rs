//! In doubt: what the page says, and the three answers. Nothing is placed again before a person said so.

use domain::ids::{OrderId, PurchaseId};
use domain::purchase::{FailureReason, PurchaseState as S};

use crate::cast::{Cast, words};

async fn in_doubt(cast: &Cast, number: u32) -> (OrderId, PurchaseId) {
    let order = cast.order(number, 1);
    let mut purchase = cast.purchase(&order, "Yiwu Lamps", S::PlacementUnknown);
    purchase.doubt = Some("the answer was cut".into());
    let purchase_id = purchase.id;
    (cast.put(order, vec![purchase]).await, purchase_id)
}

#[tokio::test]
async fn the_page_asks_one_clear_question() {
    let mut cast = Cast::new().await;
    let (id, purchase) = in_doubt(&cast, 5000).await;
    let page = cast.page(&format!("/orders/{id}")).await;
    let text = words(&page);
    for said in [
        "Checking with Bazaar whether this order was placed",
        "It will not be placed again until we know. What happened: the answer was cut",
        "It was not placed: place it now",
        "Give it up",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(page.contains(&format!("/orders/{id}/purchases/{purchase}/marketplace")));
    let there = format!("/orders/{id}/purchases/{purchase}/marketplace");
    let answer = cast.browser.get(&there).await;
    assert_eq!(answer.location(), "https://bazaar.example/orders");
    assert!(
        !page.contains("action=\"/orders/place\""),
        "nothing to place"
    );
}

#[tokio::test]
async fn a_number_is_looked_up_before_it_is_taken_over() {
    let mut cast = Cast::new().await;
    let (id, purchase) = in_doubt(&cast, 5001).await;
    let path = format!("/orders/{id}/purchases/{purchase}/doubt");
    let field = format!("numbers-{purchase}");
    for typed in ["", "404", "<b>"] {
        let answer = cast
            .browser
            .post(&path, &[("answer", "placed"), (&field, typed)])
            .await;
        assert_eq!(answer.status, 422, "{typed}");
        assert!(answer.text.contains("aria-invalid=\"true\""), "{typed}");
        let state = cast.dossier(id).await.purchases[0].status.state();
        assert_eq!(state, S::PlacementUnknown, "{typed}");
    }
    let request = cast.dossier(id).await.purchases[0].intent.clone().unwrap();
    let number = "8200000000000001";
    let placed = &cast.bench.market.placed;
    placed.lock().unwrap().insert(number.into(), request);
    let answer = cast
        .post(&path, &[("answer", "placed"), (&field, number)])
        .await;
    assert!(
        words(&answer.text).contains("Taken over."),
        "{}",
        answer.text
    );
    let dossier = cast.dossier(id).await;
    assert_eq!(dossier.purchases[0].status.state(), S::AwaitingPayment);
    assert_eq!(
        dossier.purchases[0].supplier_orders[0].external_id.as_str(),
        number
    );
    assert_eq!(cast.bench.market.placed.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn placing_now_and_giving_up_are_asked_first() {
    let mut cast = Cast::new().await;
    for (number, answer, end) in [
        (5002, "not_placed", S::Planned),
        (5003, "give_up", S::Failed),
    ] {
        let (id, purchase) = in_doubt(&cast, number).await;
        let path = format!("/orders/{id}/purchases/{purchase}/doubt");
        let asked = cast.browser.post(&path, &[("answer", answer)]).await;
        assert_eq!(asked.status, 200);
        assert!(asked.text.contains("name=\"confirmed\""), "{}", asked.text);
        let state = cast.dossier(id).await.purchases[0].status.state();
        assert_eq!(state, S::PlacementUnknown, "asking does nothing");
        cast.post(&path, &[("answer", answer), ("confirmed", "1")])
            .await;
        assert_eq!(cast.dossier(id).await.purchases[0].status.state(), end);
        let again = cast
            .post(&path, &[("answer", answer), ("confirmed", "1")])
            .await;
        assert!(
            words(&again.text).contains("settled already"),
            "{}",
            again.text
        );
    }
}

#[tokio::test]
async fn what_was_given_up_is_a_failure_with_a_way_on() {
    let mut cast = Cast::new().await;
    let (id, purchase) = in_doubt(&cast, 5004).await;
    let path = format!("/orders/{id}/purchases/{purchase}/doubt");
    cast.post(&path, &[("answer", "give_up"), ("confirmed", "1")])
        .await;
    let failure = cast.dossier(id).await.purchases[0].failure.clone();
    assert_eq!(failure.unwrap().reason, FailureReason::GivenUp);
    let page = cast.page(&format!("/orders/{id}")).await;
    assert!(words(&page).contains("This purchase was given up"));
    assert!(page.contains(&format!("/orders/{id}/reorder")));
}
