//! Cases at the desk: opened, raised, answered, with files that can do no harm, and policies.

use axum::body::Body;
use axum::http::Method;
use domain::aftersale::{CaseKind, CaseState};
use domain::ids::{CaseId, OrderId};
use domain::order::PaymentStatus;
use domain::purchase::PurchaseState as S;
use jiff::SignedDuration;

use crate::bench::browser::Answer;
use crate::cast::{Cast, supplier_order, words};

/// An order with a purchase in a state, that stands at the marketplace.
async fn bought(cast: &Cast, number: u32, state: S) -> OrderId {
    let order = cast.order(number, 30);
    let mut purchase = cast.purchase(&order, "Lamps <b>& Co", state);
    purchase.supplier_orders = vec![supplier_order(&format!("81{number}"))];
    cast.put(order, vec![purchase]).await
}

/// What the form of a new case sends.
async fn form(cast: &Cast, id: OrderId, kind: CaseKind, reason: &str) -> Vec<(String, String)> {
    let purchase = cast.dossier(id).await.purchases[0].clone();
    let mut pairs = vec![
        ("purchase".to_owned(), purchase.id.to_string()),
        ("kind".into(), kind.as_str().into()),
        ("reason".into(), reason.into()),
        ("asked".into(), "7,50".into()),
        ("deadline".into(), "2030-01-31".into()),
        ("goods_to".into(), "merchant".into()),
        ("note".into(), "<i>broken</i>".into()),
    ];
    for line in &purchase.lines {
        let quantity = line.quantity.to_string();
        pairs.push((format!("line-{}", line.id), quantity));
    }
    pairs
}

async fn send(cast: &mut Cast, path: &str, pairs: &[(String, String)]) -> Answer {
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    cast.post(path, &pairs).await
}

async fn open(cast: &mut Cast, id: OrderId, kind: CaseKind, reason: &str) -> CaseId {
    let pairs = form(cast, id, kind, reason).await;
    let page = send(cast, &format!("/orders/{id}/cases"), &pairs).await;
    assert!(
        words(&page.text).contains("The case is open"),
        "{}",
        words(&page.text)
    );
    cast.dossier(id).await.cases.last().unwrap().id
}

#[tokio::test]
async fn a_case_goes_from_its_opening_to_its_end() {
    let mut cast = Cast::new().await;
    let empty = words(&cast.page("/cases").await);
    assert!(empty.contains("No cases yet"), "{empty}");
    let id = bought(&cast, 7001, S::Shipped).await;
    let order = cast.page(&format!("/orders/{id}")).await;
    assert!(order.contains(&format!("/orders/{id}/cases/new?purchase=")));
    let case = open(&mut cast, id, CaseKind::Dispute, "damaged").await;
    let path = format!("/orders/{id}/cases/{case}");
    let page = cast.page(&path).await;
    let text = words(&page);
    assert!(text.contains("to be raised with the supplier"), "{text}");
    assert!(
        text.contains("7.50 USD") && text.contains("2 × Desk lamp"),
        "{text}"
    );
    assert!(page.contains("&lt;i&gt;broken&lt;/i&gt;"));
    assert!(page.contains("https://bazaar.example/orders/817001"));
    let list = words(&cast.page("/cases?show=opened").await);
    assert!(list.contains("#7001") && list.contains("Damaged"), "{list}");

    let raised = cast.post(&format!("{path}/raised"), &[]).await;
    assert!(words(&raised.text).contains("Waiting for the supplier"));
    let wrong = [
        ("state", "won"),
        ("got", "much"),
        ("number", ""),
        ("deadline", ""),
        ("note", ""),
    ];
    let answer = cast.browser.post(&path, &wrong).await;
    assert_eq!(answer.status, 422);
    assert!(
        words(&answer.text).contains("Type an amount"),
        "{}",
        words(&answer.text)
    );
    let right = [
        ("state", "settled"),
        ("got", "5.00"),
        ("number", "D-9"),
        ("deadline", ""),
        ("note", "half"),
    ];
    cast.post(&path, &right).await;
    let kept = cast.dossier(id).await.cases[0].clone();
    assert_eq!(kept.status.state(), CaseState::Settled);
    assert_eq!(kept.details.notes.len(), 2);
    let story = words(&cast.page(&format!("/orders/{id}")).await);
    assert!(story.contains("Dispute: Settled"), "{story}");
    let ended = words(&cast.page("/cases?show=ended").await);
    assert!(ended.contains("#7001") && ended.contains("5.00"), "{ended}");
}

#[tokio::test]
async fn what_can_not_be_is_said_beside_its_field() {
    let mut cast = Cast::new().await;
    let id = bought(&cast, 7002, S::Shipped).await;
    for (field, value, said) in [
        ("asked", "lots", "Type an amount"),
        ("deadline", "tomorrow", "Choose a day"),
        ("reason", "too_slow", "Choose one of the reasons"),
        ("line-", "99", "Type a whole number"),
        ("line-", "0", "Say for at least one line"),
    ] {
        let mut pairs = form(&cast, id, CaseKind::Dispute, "damaged").await;
        for (name, kept) in &mut pairs {
            if name.starts_with(field) {
                value.clone_into(kept);
            }
        }
        let answer = send(&mut cast, &format!("/orders/{id}/cases"), &pairs).await;
        assert_eq!(answer.status, 422, "{field}");
        assert!(
            words(&answer.text).contains(said),
            "{field}: {}",
            words(&answer.text)
        );
    }
    assert_eq!(cast.dossier(id).await.cases, []);
    let missing = cast.browser.get("/orders/1/cases/2").await;
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn a_deadline_that_passed_stands_first_and_asks_for_a_person() {
    let mut cast = Cast::new().await;
    let id = bought(&cast, 7003, S::Shipped).await;
    let other = bought(&cast, 7004, S::Shipped).await;
    open(&mut cast, other, CaseKind::Return, "damaged").await;
    let case = open(&mut cast, id, CaseKind::Dispute, "damaged").await;
    let now = cast.bench.app.now();
    let yesterday = (now - SignedDuration::from_hours(48)).to_string();
    let fields = [
        ("state", "waiting_for_supplier"),
        ("deadline", yesterday.split('T').next().unwrap()),
        ("got", ""),
        ("number", ""),
        ("note", ""),
    ];
    cast.post(&format!("/orders/{id}/cases/{case}"), &fields)
        .await;
    app::queue::run_due(&cast.bench.app, 100).await.unwrap();
    let list = words(&cast.page("/cases").await);
    let (first, second) = (list.find("#7003"), list.find("#7004"));
    assert!(first.unwrap() < second.unwrap(), "{list}");
    assert!(list.contains("did not answer in time"), "{list}");
    let overdue = words(&cast.page("/cases?show=overdue").await);
    assert!(
        overdue.contains("#7003") && !overdue.contains("#7004"),
        "{overdue}"
    );
    let needing = words(&cast.page("/orders?attention=1").await);
    assert!(needing.contains("#7003"), "{needing}");
    let story = words(&cast.page(&format!("/orders/{id}")).await);
    assert!(
        story.contains("deadline passed without an answer"),
        "{story}"
    );
}

#[tokio::test]
async fn an_order_refunded_after_placing_suggests_a_case() {
    let mut cast = Cast::new().await;
    let mut order = cast.order(7005, 30);
    order.payment = PaymentStatus::Refunded;
    let mut purchase = cast.purchase(&order, "Lamps", S::AwaitingShipment);
    purchase.supplier_orders = vec![supplier_order("817005")];
    let id = cast.put(order, vec![purchase]).await;
    let page = words(&cast.page(&format!("/orders/{id}")).await);
    assert!(page.matches("Open a case").count() >= 2, "{page}");
    open(&mut cast, id, CaseKind::CancelRequest, "customer_canceled").await;
    let page = words(&cast.page(&format!("/orders/{id}")).await);
    assert!(page.contains("Cancel request: to be raised"), "{page}");
}

async fn upload(cast: &mut Cast, path: &str, name: &str, content: &[u8]) -> Answer {
    let mut body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/html\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let kind = Some("multipart/form-data; boundary=x");
    let sent = cast
        .browser
        .send(Method::POST, path, Body::from(body), kind);
    let answer = sent.await;
    assert!(answer.status.is_redirection(), "{}", answer.status);
    cast.browser.follow(&answer).await
}

#[tokio::test]
async fn evidence_is_kept_and_handed_out_to_be_saved() {
    let mut cast = Cast::new().await;
    let id = bought(&cast, 7006, S::Shipped).await;
    let case = open(&mut cast, id, CaseKind::Dispute, "damaged").await;
    let path = format!("/orders/{id}/cases/{case}/evidence");
    let page = upload(&mut cast, &path, "x.png", b"<script>alert(1)</script>").await;
    assert!(
        words(&page.text).contains("This is no PNG"),
        "{}",
        words(&page.text)
    );
    // Larger than any other body that the desk reads.
    let mut photo = vec![0xFF, 0xD8, 0xFF];
    photo.resize(4 * 1024 * 1024, 7);
    let page = upload(&mut cast, &path, "..\\a b.html", &photo).await;
    assert!(
        words(&page.text).contains("a-b.jpg"),
        "{}",
        words(&page.text)
    );
    let file = cast.bench.app.space().evidence_of(case).await.unwrap();
    let href = format!("{path}/{}", file[0].id);
    let answer = cast.browser.get(&href).await;
    assert_eq!(answer.header("content-type"), "image/jpeg");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let named = answer.header("content-disposition");
    assert_eq!(named, "attachment; filename=\"a-b.jpg\"");
    let of_another = format!("/orders/{id}/cases/1/evidence/{}", file[0].id);
    assert_eq!(cast.browser.get(&of_another).await.status, 404);
    let asked = cast.browser.post(&format!("{href}/remove"), &[]).await;
    assert!(words(&asked.text).contains("Remove a-b.jpg?"));
    cast.post(&format!("{href}/remove"), &[("confirmed", "1")])
        .await;
    assert_eq!(cast.browser.get(&href).await.status, 404);
}

#[tokio::test]
async fn returned_goods_are_counted_and_the_store_is_not_forgotten() {
    let mut cast = Cast::new().await;
    let id = bought(&cast, 7007, S::Completed).await;
    let case = open(&mut cast, id, CaseKind::Return, "changed_mind").await;
    let lines = cast.dossier(id).await.cases[0].details.lines.clone();
    let count = |received: &str, restocked: &str| {
        let mut pairs = Vec::new();
        for line in &lines {
            pairs.push((format!("received-{}", line.line_id), received.to_owned()));
            pairs.push((format!("restocked-{}", line.line_id), restocked.to_owned()));
        }
        pairs
    };
    let path = format!("/orders/{id}/cases/{case}/goods");
    let page = send(&mut cast, &path, &count("1", "2")).await;
    assert!(
        words(&page.text).contains("more than there is"),
        "{}",
        words(&page.text)
    );
    let page = send(&mut cast, &path, &count("1", "1")).await;
    assert!(
        words(&page.text).contains("2 pieces are for sale again"),
        "{}",
        words(&page.text)
    );
}

#[tokio::test]
async fn policies_are_noted_filled_in_and_taken_back() {
    let mut cast = Cast::new().await;
    let id = bought(&cast, 7008, S::Shipped).await;
    let supplier = cast.dossier(id).await.purchases[0].supplier.clone();
    let order = id.to_string();
    let noted = [
        ("order", order.as_str()),
        ("platform", supplier.platform.as_str()),
        ("supplier", supplier.external_id.as_str()),
        ("text", "Within <15> days."),
    ];
    cast.post("/policies/supplier", &noted).await;
    let purchase = cast.dossier(id).await.purchases[0].id;
    let page = cast
        .page(&format!("/orders/{id}/cases/new?purchase={purchase}"))
        .await;
    assert!(page.contains("Within &lt;15&gt; days."));
    let mut stranger = noted;
    stranger[2].1 = "somebody else";
    let answer = cast.browser.post("/policies/supplier", &stranger).await;
    assert_eq!(answer.status, 404);

    let path = "/policies/return/en";
    let filled = "?store=Lamps&contact=help%40x&address=1+Quay&days=14";
    let page = words(&cast.page(&format!("{path}{filled}")).await);
    assert!(
        page.contains("Returns at Lamps") && page.contains("within 14 days"),
        "{page}"
    );
    cast.post(path, &[("text", "Ours: {store}")]).await;
    let page = words(&cast.page(&format!("{path}{filled}")).await);
    assert!(page.contains("Ours: Lamps"), "{page}");
    assert!(words(&cast.page("/policies").await).contains("Your own words"));
    cast.post(path, &[("built_in", "1"), ("text", "x")]).await;
    assert!(words(&cast.page(path).await).contains("Returns at"));
}
