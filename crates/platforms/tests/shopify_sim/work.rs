//! The life of fulfillment orders, as recorded: who may do what, and what the order then reads.

use serde_json::Value;

use crate::bench::Bench;

fn errors(payload: &Value) -> String {
    payload["userErrors"].to_string()
}

async fn ship(bench: &Bench, work: &Value, quantity: i64) -> Value {
    let (id, line) = (&work["id"], &work["lineItems"]["nodes"][0]["id"]);
    bench
        .change(&format!(
            "fulfillmentCreate(fulfillment: {{lineItemsByFulfillmentOrder: [{{fulfillmentOrderId: {id},
             fulfillmentOrderLineItems: [{{id: {line}, quantity: {quantity}}}]}}],
             trackingInfo: {{number: \"LX1\", company: \"4PX\"}}}}) {{
             fulfillment {{ id name status displayStatus }} userErrors {{ field message }} }}"
        ))
        .await
}

#[tokio::test]
async fn units_are_shipped_once_and_can_be_taken_back() {
    let bench = Bench::start().await;
    let order = bench.order(&[3]);
    let work = bench.works(order).await.remove(0);
    assert_eq!(
        bench.shown(order).await,
        ("PAID".into(), "UNFULFILLED".into())
    );
    let too_many = ship(&bench, &work, 4).await;
    assert!(errors(&too_many).contains("Invalid fulfillment order line item quantity"));
    assert!(errors(&ship(&bench, &work, 0).await).contains("greater than 0"));
    let part = ship(&bench, &work, 1).await;
    assert_eq!(part["fulfillment"]["name"], "#1001-F1");
    assert_eq!(bench.shown(order).await.1, "PARTIALLY_FULFILLED");
    assert_eq!(bench.works(order).await[0]["status"], "IN_PROGRESS");
    ship(&bench, &work, 2).await;
    assert_eq!(bench.shown(order).await.1, "FULFILLED");
    let closed = ship(&bench, &work, 1).await;
    assert!(
        errors(&closed).contains("unfulfillable status= closed"),
        "{closed}"
    );
    let id = &part["fulfillment"]["id"];
    let change = format!(
        "fulfillmentCancel(id: {id}) {{ fulfillment {{ status }} userErrors {{ message }} }}"
    );
    assert_eq!(
        bench.change(&change).await["fulfillment"]["status"],
        "CANCELLED"
    );
    let works = bench.works(order).await;
    assert_eq!(works.len(), 2, "a new one stands beside the closed one");
    assert_eq!(works[1]["status"], "OPEN");
    assert!(errors(&bench.change(&change).await).contains("already canceled"));
}

#[tokio::test]
async fn one_call_names_one_place() {
    let bench = Bench::start().await;
    let lines = serde_json::json!([
        {"title": "Lamp", "price": 1}, {"title": "Cup", "price": 1, "location": "Second shop"},
    ]);
    let order = bench
        .sim
        .create_order(serde_json::json!({"line_items": lines}))
        .unwrap();
    bench.clock.advance(jiff::SignedDuration::from_secs(3));
    let works = bench.works(order).await;
    assert_eq!(works.len(), 2);
    let both = format!(
        "fulfillmentCreate(fulfillment: {{lineItemsByFulfillmentOrder: [{{fulfillmentOrderId: {}}}, {{fulfillmentOrderId: {}}}]}})
         {{ userErrors {{ message }} }}",
        works[0]["id"], works[1]["id"]
    );
    assert!(errors(&bench.change(&both).await).contains("same assigned location"));
}

#[tokio::test]
async fn progress_holds_and_their_ends_are_shown() {
    let bench = Bench::start().await;
    let order = bench.order(&[1]);
    let id = bench.works(order).await[0]["id"].clone();
    let turn = |name: &str, more: &str| {
        format!(
            "{name}(id: {id}{more}) {{ fulfillmentOrder {{ status }} userErrors {{ message }} }}"
        )
    };
    let open = turn("fulfillmentOrderOpen", "");
    assert!(errors(&bench.change(&open).await).contains("must be in progress"));
    let progress = turn("fulfillmentOrderReportProgress", "");
    bench.change(&progress).await;
    assert_eq!(bench.shown(order).await.1, "IN_PROGRESS");
    bench.change(&open).await;
    assert_eq!(bench.shown(order).await.1, "UNFULFILLED");
    let hold = turn(
        "fulfillmentOrderHold",
        ", fulfillmentHold: {reason: INCORRECT_ADDRESS}",
    );
    bench.change(&hold).await;
    assert_eq!(bench.shown(order).await.1, "ON_HOLD");
    bench.change(&turn("fulfillmentOrderReleaseHold", "")).await;
    assert_eq!(bench.shown(order).await.1, "UNFULFILLED");
    let close = turn("fulfillmentOrderClose", "");
    assert!(errors(&bench.change(&close).await).contains("must be of api type"));
}

#[tokio::test]
async fn an_order_is_canceled_a_little_later_and_only_once() {
    let bench = Bench::start().await;
    let order = bench.order(&[1]);
    let cancel = format!(
        "orderCancel(orderId: \"gid://shopify/Order/{order}\", reason: CUSTOMER, restock: true,
         refundMethod: {{originalPaymentMethodsRefund: true}}) {{ job {{ id done }} orderCancelUserErrors {{ code message }} }}"
    );
    let taken = bench.change(&cancel).await;
    assert_eq!(taken["job"]["done"], false);
    assert_eq!(bench.shown(order).await.0, "PAID");
    bench.clock.advance(jiff::SignedDuration::from_secs(3));
    assert_eq!(
        bench.shown(order).await,
        ("REFUNDED".into(), "UNFULFILLED".into())
    );
    let again = bench.change(&cancel).await;
    assert_eq!(again["orderCancelUserErrors"][0]["code"], "INVALID");
}

#[tokio::test]
async fn a_service_is_asked_and_answers() {
    let bench = Bench::start().await;
    let service = "fulfillmentServiceCreate(name: \"Crossdock\") { fulfillmentService { id location { id isFulfillmentService } } userErrors { message } }";
    let made = bench.change(service).await;
    assert_eq!(
        made["fulfillmentService"]["location"]["isFulfillmentService"],
        true
    );
    assert!(errors(&bench.change(service).await).contains("already been taken"));
    let line =
        serde_json::json!([{"title": "Lamp", "price": 1, "quantity": 2, "location": "Crossdock"}]);
    let order = bench
        .sim
        .create_order(serde_json::json!({"line_items": line}))
        .unwrap();
    bench.clock.advance(jiff::SignedDuration::from_secs(3));
    let work = bench.works(order).await.remove(0);
    let actions = crate::bench::texts(&work["supportedActions"], "action");
    assert!(
        actions.contains(&"REQUEST_FULFILLMENT".to_owned()),
        "{actions:?}"
    );
    // A part is asked for: the rest stands in a new one.
    let (id, own) = (&work["id"], &work["lineItems"]["nodes"][0]["id"]);
    bench
        .change(&format!(
            "fulfillmentOrderSubmitFulfillmentRequest(id: {id}, fulfillmentOrderLineItems: [{{id: {own}, quantity: 1}}])
             {{ submittedFulfillmentOrder {{ id }} unsubmittedFulfillmentOrder {{ id }} userErrors {{ message }} }}"
        ))
        .await;
    let works = bench.works(order).await;
    let states = crate::bench::texts(&serde_json::json!(works), "requestStatus");
    assert_eq!(states, ["SUBMITTED", "UNSUBMITTED"]);
    let asked = bench.data("{ assignedFulfillmentOrders(first: 5, assignmentStatus: FULFILLMENT_REQUESTED) { nodes { id } } }").await;
    assert_eq!(asked["assignedFulfillmentOrders"]["nodes"][0]["id"], *id);
    let turn = |name: &str| {
        format!(
            "{name}(id: {id}) {{ fulfillmentOrder {{ status requestStatus }} userErrors {{ message }} }}"
        )
    };
    let accepted = bench
        .change(&turn("fulfillmentOrderAcceptFulfillmentRequest"))
        .await;
    assert_eq!(accepted["fulfillmentOrder"]["status"], "IN_PROGRESS");
    let asked = bench
        .change(&turn("fulfillmentOrderSubmitCancellationRequest"))
        .await;
    assert_eq!(
        asked["fulfillmentOrder"]["requestStatus"], "ACCEPTED",
        "only the request tells"
    );
    let back = bench
        .change(&turn("fulfillmentOrderAcceptCancellationRequest"))
        .await;
    assert_eq!(back["fulfillmentOrder"]["status"], "CLOSED");
    let again = bench
        .change(&turn("fulfillmentOrderAcceptCancellationRequest"))
        .await;
    assert!(errors(&again).contains("no cancellation request"));
    let page = bench
        .get(&format!("/admin/orders/{order}"))
        .await
        .text()
        .await
        .unwrap();
    assert!(
        page.contains("Request fulfillment"),
        "a person can ask for the rest"
    );
}
