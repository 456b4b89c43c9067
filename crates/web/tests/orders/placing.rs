//! Placing one order and many: the question names what will happen, and only that happens.

use domain::ids::OrderId;
use domain::order::PaymentStatus;
use domain::purchase::PurchaseState as S;

use crate::bench::sample;
use crate::cast::{Cast, words};

async fn planned(cast: &Cast, number: u32, supplier: &str) -> OrderId {
    let order = cast.order(number, i64::from(number % 100));
    let purchase = cast.purchase(&order, supplier, S::Planned);
    cast.put(order, vec![purchase]).await
}

#[tokio::test]
async fn the_question_names_orders_cost_and_suppliers() {
    let mut cast = Cast::new().await;
    let one = planned(&cast, 6001, "Yiwu Lamps").await.to_string();
    let two = planned(&cast, 6002, "Shenzhen Chairs").await.to_string();
    let mut unpaid = cast.order(6003, 1);
    unpaid.payment = PaymentStatus::Unpaid;
    let three = cast.put(unpaid, vec![]).await.to_string();
    let picked = [("order", one.as_str()), ("order", &two), ("order", &three)];
    let asked = cast
        .browser
        .post("/orders/place?tab=awaiting_order", &picked)
        .await;
    assert_eq!(asked.status, 200);
    let text = words(&asked.text);
    assert!(
        text.contains("Place 2 orders for 27.00 USD at 2 suppliers?"),
        "{text}"
    );
    assert!(text.contains("1 order is left out"), "{text}");
    assert!(text.contains("Not paid yet"), "{text}");
    assert!(!asked.text.contains(&format!("value=\"{three}\"")));
    assert!(
        asked.text.contains("href=\"/orders?tab=awaiting_order\""),
        "the way back"
    );
    let confirmed = [("order", one.as_str()), ("order", &two), ("confirmed", "1")];
    let done = cast
        .post("/orders/place?tab=awaiting_order", &confirmed)
        .await;
    assert!(
        words(&done.text).contains("Placing 2 purchases."),
        "{}",
        done.text
    );
}

#[tokio::test]
async fn all_that_match_are_placed_and_nothing_twice() {
    let mut cast = Cast::new().await;
    let mut ids = Vec::new();
    for number in 6100..6160 {
        ids.push(planned(&cast, number, "Yiwu Lamps").await);
    }
    let asked = cast
        .browser
        .post(
            "/orders/place?tab=awaiting_order",
            &[("order", "1"), ("all_matching", "1")],
        )
        .await;
    let text = words(&asked.text);
    assert!(
        text.contains("Place 60 orders for 810.00 USD at 1 supplier?"),
        "{text}"
    );
    assert_eq!(
        asked.text.matches("type=\"hidden\" name=\"order\"").count(),
        60
    );
    let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let mut pairs: Vec<(&str, &str)> = texts.iter().map(|id| ("order", id.as_str())).collect();
    pairs.push(("confirmed", "1"));
    let waiting = async || cast_waiting(&cast.bench.app).await;
    let before = waiting().await;
    let mut browser = cast.browser.clone();
    for _ in 0..2 {
        let done = browser.post("/orders/place", &pairs).await;
        assert_eq!(done.location(), "/orders");
        assert_eq!(waiting().await - before, 60, "pressed twice is placed once");
    }
}

async fn cast_waiting(app: &app::App) -> i64 {
    app.space().job_counts().await.unwrap().waiting
}

#[tokio::test]
async fn nothing_ticked_and_nothing_placeable_say_so() {
    let mut cast = Cast::new().await;
    let none = cast.post("/orders/place", &[]).await;
    assert!(
        words(&none.text).contains("Tick at least one order first."),
        "{}",
        none.text
    );
    let id = cast.put(cast.order(6200, 1), vec![]).await.to_string();
    let asked = cast.browser.post("/orders/place", &[("order", &id)]).await;
    assert!(words(&asked.text).contains("None of these orders can be placed"));
    assert!(!asked.text.contains("name=\"confirmed\""));
    let hostile = [
        ("order", "x"),
        ("order", "99999999999999999999"),
        ("order", "-1"),
    ];
    let answer = cast.post("/orders/place", &hostile).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn one_order_is_placed_from_its_page_and_leads_back_there() {
    let mut cast = Cast::new().await;
    let id = planned(&cast, 6300, "Yiwu Lamps").await.to_string();
    let page = cast.page(&format!("/orders/{id}")).await;
    assert!(page.contains("Place \u{2068}#6300\u{2069} for 13.50\u{a0}USD at 1 supplier?"));
    let pairs = [("order", id.as_str()), ("back", &id)];
    let asked = cast.browser.post("/orders/place", &pairs).await;
    assert!(
        asked
            .text
            .contains(&format!("name=\"back\" value=\"{id}\"")),
        "{}",
        asked.text
    );
    let confirmed = [("order", id.as_str()), ("back", &id), ("confirmed", "1")];
    let done = cast.browser.post("/orders/place", &confirmed).await;
    assert_eq!(done.location(), format!("/orders/{id}"));
}

#[tokio::test]
async fn placed_orders_reach_the_marketplace_and_can_be_paid() {
    let mut cast = Cast::new().await;
    for part in 0..2 {
        let product = format!("100500{part}");
        cast.bench
            .market
            .sell(&product, "Yiwu Lamps", "Thing", "4.00", &["One"]);
    }
    let id = planned(&cast, 6400, "Yiwu Lamps").await;
    let text = id.to_string();
    cast.post("/orders/place", &[("order", &text), ("confirmed", "1")])
        .await;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let work = cast.bench.work(stopping);
    let space = cast.bench.app.space().clone();
    sample::until(async || {
        let dossier = space.dossier(id).await.unwrap().unwrap();
        dossier.purchases[0].status.state() == S::AwaitingPayment
            && !dossier.purchases[0].supplier_orders.is_empty()
    })
    .await;
    stop.send(true).unwrap();
    work.await.unwrap();
    let purchase = cast.dossier(id).await.purchases[0].clone();
    let number = purchase.supplier_orders[0].external_id.as_str();
    let path = format!("/orders/{id}/purchases/{}/pay", purchase.id);
    assert!(cast.page(&format!("/orders/{id}")).await.contains(&path));
    let answer = cast.browser.post(&path, &[]).await;
    assert_eq!(answer.status, 200);
    let page = format!("https://bazaar.example/orders/{number}");
    assert_eq!(answer.header("refresh"), format!("0; url={page}"));
    assert!(answer.text.contains(&page));
}

#[tokio::test]
async fn sync_asks_about_the_ticked_orders_or_everything() {
    let mut cast = Cast::new().await;
    let id = planned(&cast, 6500, "Yiwu Lamps").await.to_string();
    let one = cast
        .post("/orders/sync?tab=failed", &[("order", &id)])
        .await;
    assert!(
        words(&one.text).contains("about 1 order now"),
        "{}",
        one.text
    );
    let all = cast.post("/orders/sync", &[]).await;
    assert!(words(&all.text).contains("Asking every store and marketplace now"));
    let page = cast.post(&format!("/orders/{id}/sync"), &[]).await;
    assert!(words(&page.text).contains("Asking the store and the marketplace now"));
}
