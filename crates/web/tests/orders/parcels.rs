//! The tracking page and the monitoring: which parcels, why they need a person, and what leads where.

use domain::changeset::{Changeset, Write};
use domain::ids::OrderId;
use domain::parcel::{Parcel, TrackingEvent, TrackingStatus as T};
use domain::purchase::PurchaseState as S;
use jiff::SignedDuration;

use crate::cast::{Cast, recipient, words};

/// A purchase that was placed so many days ago and has no parcel.
async fn placed(cast: &Cast, number: u32, days: i64, country: &str) -> OrderId {
    let mut order = cast.order(number, 1);
    order.recipient = recipient("Trần Văn Minh", country);
    order.customer_name = "Trần Văn Minh".into();
    let mut purchase = cast.purchase(&order, "Yiwu Lamps", S::AwaitingShipment);
    let at = cast.bench.app.now() - SignedDuration::from_hours(days * 24 + 1);
    if let Some(intent) = &mut purchase.intent {
        intent.decided_at = at;
    }
    purchase.created_at = at;
    cast.put(order, vec![purchase]).await
}

/// A parcel that the merchant typed in, changed as a case wants it.
async fn parcel(cast: &Cast, number: u32, change: impl FnOnce(&mut Parcel)) -> OrderId {
    let id = cast
        .put_canceled_in_store(number, &format!("LP{number}CN"))
        .await;
    let mut parcel = cast.dossier(id).await.parcels.remove(0);
    change(&mut parcel);
    let mut changeset = Changeset::default();
    changeset.writes.push(Write::UpdateParcel(Box::new(parcel)));
    cast.bench.app.space().commit(changeset).await.unwrap();
    id
}

fn scan(cast: &Cast, text: &str, status: T) -> TrackingEvent {
    let at = cast.bench.app.now() - SignedDuration::from_hours(3);
    // As it is stored, so that a scan with more to it is read the same way.
    let event = serde_json::json!({"at": at, "place": "Hanoi", "text": text, "status": status});
    serde_json::from_value(event).unwrap()
}

#[tokio::test]
async fn parcels_are_listed_with_what_needs_a_person_and_why() {
    let mut cast = Cast::new().await;
    placed(&cast, 2001, 1, "US").await;
    placed(&cast, 2002, 8, "VN").await;
    placed(&cast, 2003, 40, "US").await;
    let held = scan(&cast, "Held by customs <b>", T::Alert);
    parcel(&cast, 2004, |parcel| {
        parcel.status = T::Alert;
        parcel.events = vec![held];
    })
    .await;
    let page = cast.page("/tracking").await;
    let text = words(&page);
    let tabs =
        "All 3 Needs attention 3 Pending 2 Unknown 0 In transit 0 Pick up 0 Expired 0 Alert 1";
    assert!(text.contains(tabs), "{text}");
    assert!(!text.contains("#2003"), "placed 40 days ago: {text}");
    assert!(page.contains("Held by customs &lt;b&gt;"));
    assert!(page.contains("https://t.17track.net/en#nums=LP2004CN"));
    assert!(
        text.contains("Placed more than 7 days ago and not fulfilled"),
        "{text}"
    );

    let text = words(&cast.page("/tracking?attention=1").await);
    assert!(!text.contains("#2001"), "{text}");
    for number in ["#2002", "#2003", "#2004"] {
        assert!(text.contains(number), "{number}: {text}");
    }
    for (query, numbers) in [
        ("?range=all", &["#2001", "#2002", "#2003", "#2004"][..]),
        ("?status=alert", &["#2004"]),
        ("?country=VN", &["#2002"]),
        ("?q=LP2004", &["#2004"]),
        ("?q=2003", &["#2003"]),
        ("?q=tran", &[]),
        ("?q=tr%E1%BA%A7n&attention=1", &["#2002", "#2003"]),
        ("?leg=shipped", &["#2004"]),
        ("?leg=late", &["#2003"][..0]),
        ("?leg=late&range=all", &["#2003"]),
        ("?supplier=x", &[]),
    ] {
        let text = words(&cast.page(&format!("/tracking{query}")).await);
        for number in ["#2001", "#2002", "#2003", "#2004"] {
            let there = text.contains(number);
            assert_eq!(there, numbers.contains(&number), "{query} {number}: {text}");
        }
    }
    cast.browser = cast.browser.clone().reading("vi");
    let text = words(&cast.page("/tracking").await);
    assert!(
        text.contains("Đặt hơn 7 ngày trước mà chưa giao vận"),
        "{text}"
    );
}

#[tokio::test]
async fn pages_are_turned_and_parcels_tracked_again() {
    let mut cast = Cast::new().await;
    for number in 1..=60 {
        placed(&cast, 3000 + number, 2, "US").await;
    }
    let first = cast.page("/tracking").await;
    assert_eq!(first.matches("data-select").count(), 50);
    let (_, rest) = first.split_once("/tracking?after=").unwrap();
    let after = rest.split_once('"').unwrap().0.to_owned();
    let second = cast.page(&format!("/tracking?after={after}")).await;
    assert_eq!(second.matches("data-select").count(), 10);
    let (_, rest) = second.split_once("/tracking?before=").unwrap();
    let before = rest.split_once('"').unwrap().0.to_owned();
    let back = cast.page(&format!("/tracking?before={before}")).await;
    assert_eq!(back.matches("data-select").count(), 50);

    let (_, rest) = first.split_once("data-row=\"").unwrap();
    let row = rest.split_once('"').unwrap().0.to_owned();
    let answer = cast
        .browser
        .post("/tracking/again?country=US", &[("row", &row)])
        .await;
    assert_eq!(answer.location(), "/tracking?country=US");
    let page = cast.browser.follow(&answer).await.text;
    assert!(
        page.contains("1 order is being read again"),
        "{}",
        words(&page)
    );
    for (pair, said) in [
        (("all_matching", "1"), "60 orders are being read again"),
        (("row", "x"), "Tick the parcels"),
    ] {
        let page = cast.post("/tracking/again", &[pair]).await.text;
        assert!(page.contains(said), "{}", words(&page));
    }
}

#[tokio::test]
async fn monitoring_counts_a_period_and_every_number_leads_to_its_list() {
    let mut cast = Cast::new().await;
    let empty = words(&cast.page("/monitoring").await);
    assert!(
        empty.contains("Nothing was placed in these days"),
        "{empty}"
    );
    placed(&cast, 4001, 3, "VN").await;
    placed(&cast, 4002, 20, "US").await;
    placed(&cast, 4003, 50, "US").await;
    let now = cast.bench.app.now();
    parcel(&cast, 4004, |parcel| {
        parcel.status = T::Delivered;
        parcel.delivered_at = Some(now + SignedDuration::from_hours(72));
    })
    .await;
    let page = cast.page("/monitoring").await;
    let text = words(&page);
    for said in [
        "Placed 3",
        "Shipped 1 33",
        "Not shipped 2",
        "Delivered 1",
        "Late 1",
        "Time to deliver 3.0 days 9 of 10 within 3.0 days",
        "Yiwu Lamps 2 0 2 0 1 – –",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    // The numbers of the list are those of the page.
    for (leg, rows) in [("late", 1), ("not_shipped", 2), ("delivered", 1)] {
        let (before, _) = page.split_once(&format!("leg={leg}")).unwrap();
        let from = before.rfind("/tracking?").unwrap();
        let href = page[from..]
            .split_once('"')
            .unwrap()
            .0
            .replace("&amp;", "&");
        let list = cast.page(&href).await;
        assert_eq!(list.matches("data-select").count(), rows, "{href}");
    }
    let text = words(&cast.page("/monitoring?from=2020-01-01&to=2020-02-01").await);
    assert!(text.contains("Nothing was placed in these days"), "{text}");
}
