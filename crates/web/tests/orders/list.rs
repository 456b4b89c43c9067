//! Manage orders: tabs and counts, search and filters, sorting and pages, and what empty tabs teach.

use domain::ids::ParcelId;
use domain::order::{PaymentStatus, Tab};
use domain::order::{Revision, TimelineKind};
use domain::parcel::{Parcel, Tracking, TrackingStatus};
use domain::purchase::{Failure, FailureReason, PurchaseState as S};
use domain::workspace::Actor;

use crate::bench::harbor::SECRET;
use crate::cast::{Cast, recipient, supplier_order, usd, words};

/// Orders in every tab but *Fulfilled* and *Awaiting shipment*.
async fn crowd(cast: &Cast) {
    let planned = cast.order(1001, 1);
    let purchase = cast.purchase(&planned, "Yiwu Lamps", S::Planned);
    cast.put(planned, vec![purchase]).await;
    let mut unpaid = cast.order(1002, 2);
    unpaid.payment = PaymentStatus::Unpaid;
    unpaid.total = usd("7.00");
    unpaid.customer_name = "Trần Văn Minh".into();
    unpaid.recipient = recipient("Trần Văn Minh", "VN");
    cast.put(unpaid, vec![]).await;
    let placed = cast.order(1003, 3);
    let mut purchase = cast.purchase(&placed, "Shenzhen Chairs", S::AwaitingPayment);
    purchase.supplier_orders = vec![supplier_order("8190443512007766")];
    cast.put(placed, vec![purchase]).await;
    let mut canceled = cast.order(1004, 4);
    canceled.canceled_at = Some(canceled.ordered_at);
    cast.put(canceled, vec![]).await;
    let failure = Failure::ours(FailureReason::OutOfStock, "3 in stock, 5 wanted");
    cast.put_problem(1005, failure).await;
}

#[tokio::test]
async fn tabs_count_and_divide_the_orders() {
    let mut cast = Cast::new().await;
    crowd(&cast).await;
    let page = cast.page("/orders").await;
    for number in 1001..=1005 {
        assert!(page.contains(&format!("#{number}")), "{number}");
    }
    let text = words(&page);
    let tabs = "All 5 Pending 1 Awaiting order 1 Awaiting payment 1 Awaiting shipment 0 \
                Fulfilled 0 Canceled 1 Failed 1";
    assert!(text.contains(tabs), "{text}");
    let expected = [
        (Tab::Pending, "#1002"),
        (Tab::AwaitingOrder, "#1001"),
        (Tab::AwaitingPayment, "#1003"),
        (Tab::Canceled, "#1004"),
        (Tab::Failed, "#1005"),
    ];
    for (tab, number) in expected {
        let page = cast.page(&format!("/orders?tab={}", tab.as_str())).await;
        assert!(page.contains(number), "{tab:?}");
        assert_eq!(page.matches("data-select").count(), 1, "{tab:?}");
    }
}

#[tokio::test]
async fn a_row_says_what_it_waits_for_and_what_it_brings() {
    let mut cast = Cast::new().await;
    crowd(&cast).await;
    let text = words(&cast.page("/orders").await);
    for said in [
        "To be placed Your go-ahead to place 40.00 USD 13.50 USD +26.50 USD",
        "The customer's payment 7.00 USD – –",
        "Awaiting payment Payment at Bazaar",
        "Canceled in the store",
        "Out of stock · Desk lamp",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    cast.browser = cast.browser.clone().reading("vi");
    let text = words(&cast.page("/orders").await);
    for said in ["Bạn xác nhận đặt hàng", "Hết hàng · Desk lamp", "13,50 USD"] {
        assert!(text.contains(said), "{said} in {text}");
    }
}

#[tokio::test]
async fn search_finds_what_people_look_for() {
    let mut cast = Cast::new().await;
    crowd(&cast).await;
    let id = {
        let mut order = cast.order(1006, 9);
        order.lines[0].title = "Ceramic kettle".into();
        cast.put(order, vec![]).await
    };
    let dossier = cast.dossier(id).await;
    let (now, ids) = (cast.bench.app.now(), cast.bench.app.ids());
    let mut revision = Revision::of(dossier, now, ids);
    revision.dossier.parcels.push(Parcel {
        id: ParcelId::fresh(ids),
        order_id: id,
        purchase_id: None,
        supplier_order_id: None,
        box_key: "1".into(),
        number: Some("LP00584619327CN".into()),
        former_numbers: vec![],
        carrier: "Cainiao".into(),
        lines: vec![],
        status: TrackingStatus::InTransit,
        tracking: Tracking::default(),
        events: vec![],
        shipped_at: None,
        delivered_at: None,
        expected_at: None,
        created_at: now,
        version: 0,
    });
    revision.tell(&Actor::System, TimelineKind::Reordered);
    let changeset = revision.into_changeset();
    cast.bench.app.space().commit(changeset).await.unwrap();
    for (search, number) in [
        ("%231003", "#1003"),
        ("tr%E1%BA%A7n+minh", "#1002"),
        ("kettle", "#1006"),
        ("LP00584619327CN", "#1006"),
        ("8190443512007766", "#1003"),
    ] {
        let page = cast.page(&format!("/orders?q={search}")).await;
        assert!(page.contains(number), "{search}");
        assert_eq!(page.matches("data-select").count(), 1, "{search}");
    }
}

#[tokio::test]
async fn whose_an_order_is_stands_beside_it_where_there_are_several_stores() {
    let mut cast = Cast::new().await;
    crowd(&cast).await;
    let name = "<div class=\"note\"><bdi>long-beach</bdi></div>";
    for path in ["/orders", "/tracking"] {
        assert!(!cast.page(path).await.contains(name), "{path}");
    }
    let second = [
        ("way", "private-app"),
        ("shop", "south-pier"),
        ("password", SECRET),
    ];
    let answer = cast.browser.post("/connections/new/harbor", &second).await;
    assert_eq!(answer.location(), "/connections", "{}", answer.text);
    let page = cast.page("/orders").await;
    assert_eq!(page.matches(name).count(), 5);
    assert!(cast.page("/tracking").await.contains(name));
}

#[tokio::test]
async fn filters_narrow_and_can_be_taken_off() {
    let mut cast = Cast::new().await;
    crowd(&cast).await;
    let today = cast
        .bench
        .app
        .now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    let tomorrow = today.tomorrow().unwrap();
    let cases = [
        ("country=VN".to_owned(), 1, "Country: Vietnam"),
        (
            "failure=out_of_stock".to_owned(),
            1,
            "Failure: Out of stock",
        ),
        ("attention=1".to_owned(), 1, "Needs attention"),
        (format!("store={}", cast.store), 5, "Store: long-beach"),
        (format!("from={tomorrow}"), 0, "Ordered: Since"),
        (format!("to={tomorrow}"), 5, "Ordered: Until"),
    ];
    for (query, rows, label) in cases {
        let page = cast.page(&format!("/orders?{query}")).await;
        assert_eq!(page.matches("data-select").count(), rows, "{query}");
        assert!(words(&page).contains(label), "{query}");
        assert!(
            page.contains("href=\"/orders\""),
            "{query} can be taken off"
        );
    }
    let page = cast.page("/orders?q=nobody&tab=failed").await;
    let text = words(&page);
    assert!(text.contains("No order matches"), "{text}");
    assert!(page.contains("href=\"/orders?tab=failed\""));
}

#[tokio::test]
async fn sorting_and_pages_show_every_order_once() {
    let mut cast = Cast::new().await;
    for number in 0..120_u32 {
        let mut order = cast.order(2000 + number, i64::from(number) + 1);
        order.total = usd(&format!("{}.00", 10 + number % 7));
        cast.put(order, vec![]).await;
    }
    for sort in ["", "sort=oldest", "sort=largest", "sort=smallest"] {
        let mut path = format!("/orders?{sort}");
        let mut seen = Vec::new();
        let mut pages = Vec::new();
        loop {
            let page = cast.page(&path).await;
            let ids = rows(&page);
            seen.extend(ids.clone());
            pages.push(ids);
            match link(&page, "next") {
                Some(next) => path = next,
                None => break,
            }
        }
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(
            (seen.len(), once.len(), pages.len()),
            (120, 120, 3),
            "{sort}"
        );
        // And back again.
        for expected in pages.iter().rev().skip(1) {
            let page = cast.page(&path).await;
            path = link(&page, "prev").unwrap();
            assert_eq!(rows(&cast.page(&path).await), *expected, "{sort}");
        }
    }
    let text = words(&cast.page("/orders").await);
    assert!(text.contains("1–50 of 120"), "{text}");
    assert!(text.contains("all 120 that match"), "{text}");
}

fn rows(page: &str) -> Vec<String> {
    let ids = page.split("data-row=\"").skip(1);
    ids.map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

fn link(page: &str, rel: &str) -> Option<String> {
    let (before, _) = page.split_once(&format!("rel=\"{rel}\""))?;
    let href = before.rsplit("href=\"").next()?.split('"').next()?;
    Some(href.replace("&amp;", "&"))
}

#[tokio::test]
async fn every_empty_tab_teaches_in_both_languages() {
    let mut cast = Cast::new().await;
    for lang in ["en", "vi"] {
        cast.browser = cast.browser.clone().reading(lang);
        let mut said = Vec::new();
        for tab in Tab::ALL {
            let page = cast.page(&format!("/orders?tab={}", tab.as_str())).await;
            let title = page.split("empty-title\">").nth(1).unwrap();
            said.push(title.split('<').next().unwrap().to_owned());
            assert!(page.contains("href=\"/orders\""), "{tab:?} leads on");
        }
        said.dedup();
        assert_eq!(said.len(), Tab::ALL.len(), "{said:?}");
        assert!(said.iter().all(|title| !title.contains("orders-empty")));
    }
}

#[tokio::test]
async fn a_part_for_the_script_is_the_same_list() {
    let mut cast = Cast::new().await;
    crowd(&cast).await;
    let whole = cast.page("/orders?tab=failed").await;
    let mut script = cast.browser.clone().with("x-requested-with", "swap");
    let part = script.get("/orders?tab=failed").await.text;
    for page in [&whole, &part] {
        assert!(page.contains("id=\"orders\""));
        assert!(page.contains("data-live=\"orders tabs setup\""));
        assert!(page.contains("#1005"));
        assert!(!page.contains("#1001"));
    }
}
