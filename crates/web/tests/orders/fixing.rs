//! Mending what failed and ordering again; without the script every step is a form and a page.

use domain::ids::OrderId;
use domain::order::TimelineKind;
use domain::plan::Prefer;
use domain::purchase::{Failure, FailureReason, PurchaseState as S};

use crate::cast::{Cast, words};

const ADDRESS: &[(&str, &str)] = &[
    ("full_name", "Ann Lee"),
    ("phone", "+84 90 000"),
    ("line1", "1 Phố Huế"),
    ("city", "Hà Nội"),
    ("country", "VN"),
    ("tax_kind", "cpf"),
    ("tax_value", "123.456.789-09"),
];

async fn told(cast: &Cast, id: OrderId, kind: &TimelineKind) -> bool {
    let story = cast.bench.app.space().timeline(id).await.unwrap();
    story.iter().any(|event| event.kind == *kind)
}

#[tokio::test]
async fn an_address_is_corrected_and_the_order_placed_again() {
    let mut cast = Cast::new().await;
    let failure = Failure::ours(FailureReason::AddressInvalid, "the city");
    let id = cast.put_problem(7000, failure).await;
    let page = cast.page(&format!("/orders/{id}?open=address")).await;
    assert!(
        page.contains("id=\"address\" open"),
        "the form is open without the script"
    );
    let path = format!("/orders/{id}/address");
    let missing: Vec<_> = ADDRESS
        .iter()
        .copied()
        .filter(|(name, _)| *name != "city")
        .collect();
    let answer = cast.browser.post(&path, &missing).await;
    assert_eq!(answer.status, 422);
    assert!(
        answer.text.contains("value=\"1 Phố Huế\""),
        "what was typed stays"
    );
    assert!(words(&answer.text).contains("No parcel arrives without this."));
    assert!(!cast.dossier(id).await.order.recipient_edited);
    let saved = cast.post(&path, ADDRESS).await;
    assert!(
        words(&saved.text).contains("Now press Re-order."),
        "{}",
        saved.text
    );
    let order = cast.dossier(id).await.order;
    assert_eq!(order.recipient.address.city, "Hà Nội");
    assert_eq!(order.recipient.tax_ids[0].value, "123.456.789-09");
    let done = cast.post(&format!("/orders/{id}/reorder"), &[]).await;
    assert!(
        words(&done.text).contains("Ordering again"),
        "{}",
        done.text
    );
    assert!(cast.dossier(id).await.order.problems.is_empty());
    assert!(told(&cast, id, &TimelineKind::Reordered).await);
    assert!(
        !cast
            .page(&format!("/orders/{id}"))
            .await
            .contains("class=\"failure\"")
    );
}

#[tokio::test]
async fn shipping_is_chosen_for_one_order() {
    let mut cast = Cast::new().await;
    let failure = Failure::ours(FailureReason::NoShippingMethod, "");
    let id = cast.put_problem(7001, failure).await;
    let path = format!("/orders/{id}/shipping");
    for wrong in [
        &[("prefer", "named"), ("method", " ")][..],
        &[("prefer", "cheapest"), ("max_days", "soon")],
        &[("prefer", "cheapest"), ("max_days", "0")],
    ] {
        let answer = cast.browser.post(&path, wrong).await;
        assert_eq!(answer.status, 422, "{wrong:?}");
        assert!(answer.text.contains("id=\"shipping\" open"), "{wrong:?}");
    }
    let right = [
        ("prefer", "named"),
        ("method", "Express"),
        ("max_days", "9"),
        ("tracked", "1"),
    ];
    cast.post(&path, &right).await;
    let rule = cast.dossier(id).await.order.shipping_override.unwrap();
    assert_eq!(rule.prefer, Prefer::Named("Express".into()));
    assert_eq!((rule.max_days, rule.tracked_only), (Some(9), true));
    cast.post(&path, &[("prefer", "store")]).await;
    assert_eq!(cast.dossier(id).await.order.shipping_override, None);
}

#[tokio::test]
async fn a_price_is_accepted_and_ordered_again_in_one() {
    let mut cast = Cast::new().await;
    let order = cast.order(7002, 1);
    let mut purchase = cast.purchase(&order, "Yiwu Lamps", S::Failed);
    let detail = "costs 22.00 USD now, the ceiling is 20.00 USD";
    purchase.failure = Some(Failure::ours(FailureReason::PriceRose, detail));
    let id = cast.put(order, vec![purchase]).await;
    assert!(words(&cast.page(&format!("/orders/{id}")).await).contains(detail));
    let path = format!("/orders/{id}/accept-price");
    let done = cast.post(&path, &[]).await;
    assert!(
        words(&done.text).contains("The new price is accepted"),
        "{}",
        done.text
    );
    let dossier = cast.dossier(id).await;
    assert!(dossier.order.price_accepted && dossier.purchases[0].superseded);
    let again = cast.post(&path, &[]).await;
    assert!(
        words(&again.text).contains("it moved on meanwhile"),
        "{}",
        again.text
    );
}

#[tokio::test]
async fn one_canceled_in_the_store_says_what_to_do() {
    let mut cast = Cast::new().await;
    let id = cast.put_canceled_in_store(7012, "LP7012").await;
    let page = cast.page(&format!("/orders/{id}")).await;
    assert!(words(&page).contains("that the parcel LP7012 was sent"));
    assert!(words(&page).contains("fulfill them there again"));
    assert!(page.contains(&format!("/orders/{id}/store")));
    let list = cast.page("/orders?attention=1").await;
    assert!(words(&list).contains("The store to be told again"));
}

#[tokio::test]
async fn a_planned_purchase_is_given_up_after_a_question() {
    let mut cast = Cast::new().await;
    let order = cast.order(7003, 1);
    let purchase = cast.purchase(&order, "Yiwu Lamps", S::Planned);
    let path = format!("/orders/{}/purchases/{}/give-up", order.id, purchase.id);
    let id = cast.put(order, vec![purchase]).await;
    let asked = cast.browser.post(&path, &[]).await;
    assert!(words(&asked.text).contains("Give up buying from Yiwu Lamps?"));
    assert_eq!(
        cast.dossier(id).await.purchases[0].status.state(),
        S::Planned
    );
    cast.post(&path, &[("confirmed", "1")]).await;
    assert_eq!(
        cast.dossier(id).await.purchases[0].status.state(),
        S::Failed
    );
    let late = cast.post(&path, &[("confirmed", "1")]).await;
    assert!(words(&late.text).contains("sent already"), "{}", late.text);
}

#[tokio::test]
async fn a_number_is_typed_for_some_lines() {
    let mut cast = Cast::new().await;
    let order = cast.order(7004, 1);
    let (first, second) = (order.lines[0].id, order.lines[1].id);
    let id = cast.put(order, vec![]).await;
    let (first, second) = (format!("line-{first}"), format!("line-{second}"));
    let path = format!("/orders/{id}/fulfill");
    for wrong in [
        &[("number", ""), (first.as_str(), "1")][..],
        &[("number", "LP1"), (&first, "3")],
        &[("number", "LP1"), (&first, "0"), (&second, "")],
        &[("number", "LP1"), (&first, "many")],
    ] {
        let answer = cast.browser.post(&path, wrong).await;
        assert_eq!(answer.status, 422, "{wrong:?}");
        assert!(answer.text.contains("aria-invalid"), "{wrong:?}");
    }
    assert!(cast.dossier(id).await.parcels.is_empty());
    let right = [
        ("number", "LP1"),
        ("carrier", "Cainiao"),
        (&first, "1"),
        (&second, "0"),
    ];
    let done = cast.post(&path, &right).await;
    assert!(
        words(&done.text).contains("The store is being told of LP1."),
        "{}",
        done.text
    );
    let parcels = cast.dossier(id).await.parcels;
    assert_eq!((parcels.len(), parcels[0].lines.len()), (1, 1));
    assert_eq!(parcels[0].lines[0].quantity, 1);
    let text = words(&cast.page(&format!("/orders/{id}?open=hand")).await);
    assert!(text.contains("Desk lamp Red / L (of 1)"), "{text}");
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_strangers_sign_in() {
    let mut cast = Cast::new().await;
    for path in [
        "/orders/1",
        "/orders/1/store",
        "/orders/1/purchases/2/marketplace",
        "/products/1",
    ] {
        assert_eq!(cast.browser.get(path).await.status, 404, "{path}");
    }
    for path in [
        "/orders/1/reorder",
        "/orders/1/purchases/2/pay",
        "/orders/1/address",
    ] {
        assert_eq!(cast.browser.post(path, &[]).await.status, 404, "{path}");
    }
    let mut stranger = cast.bench.browser();
    for path in ["/orders", "/orders/1", "/products", "/products/1/map"] {
        let answer = stranger.get(path).await;
        assert!(answer.location().starts_with("/sign-in"), "{path}");
    }
    let answer = stranger.post("/orders/place", &[("confirmed", "1")]).await;
    assert!(answer.location().starts_with("/sign-in"));
    let mut other = cast.browser.clone().with("origin", "https://evil.example");
    let answer = other
        .post("/orders/place", &[("order", "1"), ("confirmed", "1")])
        .await;
    assert_eq!(answer.status, 403, "another site may not place");
}
