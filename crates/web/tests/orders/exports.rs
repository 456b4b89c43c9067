//! Exports at the desk: asked for with filters and columns, written behind, downloaded whole.

use crate::cast::{Cast, words};

/// Runs what waits.
async fn work(cast: &Cast) {
    app::queue::run_due(&cast.bench.app, 1_000).await.unwrap();
}

fn file_href(page: &str) -> String {
    let (before, _) = page.split_once("/file\"").unwrap();
    let (_, id) = before.rsplit_once('/').unwrap();
    format!("/exports/{id}/file")
}

#[tokio::test]
async fn a_file_is_asked_for_written_and_downloaded() {
    let mut cast = Cast::new().await;
    let mut order = cast.order(5001, 1);
    order.customer_name = "=HYPERLINK(\"http://x\")".into();
    order.recipient.address.city = "Thành phố Hồ Chí Minh".into();
    order.note = "ร้านค้า".into();
    cast.put(order, vec![]).await;
    let mut other = cast.order(5002, 2);
    other.customer_name = "Bo".into();
    cast.put(other, vec![]).await;
    let empty = words(&cast.page("/exports").await);
    assert!(empty.contains("No files yet"), "{empty}");

    let list = cast.page("/orders?q=5001").await;
    assert!(list.contains("/exports/new?list=orders&amp;q=5001"));
    let form = cast.page("/exports/new?list=orders&q=5001").await;
    let text = words(&form);
    assert!(text.contains("It is about 1 order."), "{text}");
    assert!(form.contains("action=\"/exports?list=orders&amp;rows=orders&amp;q=5001\""));
    let columns = ["number", "customer", "city", "total", "note"];
    let mut pairs = vec![("form", "csv")];
    pairs.extend(columns.map(|column| ("column", column)));
    let path = "/exports?list=orders&rows=orders&q=5001";
    let page = words(&cast.post(path, &pairs).await.text);
    assert!(page.contains("Waiting"), "{page}");

    work(&cast).await;
    let page = cast.page("/exports").await;
    assert!(words(&page).contains("Ready"), "{}", words(&page));
    let answer = cast.browser.get(&file_href(&page)).await;
    assert_eq!(answer.status, 200);
    let named = answer.header("content-disposition");
    assert!(
        named.starts_with("attachment; filename=\"orders-"),
        "{named}"
    );
    assert!(named.ends_with(".csv\""), "{named}");
    let expected = "\u{FEFF}Order,Customer,City,Total,Note\r\n\
        #5001,\"'=HYPERLINK(\"\"http://x\"\")\",Thành phố Hồ Chí Minh,40.00,ร้านค้า\r\n";
    assert_eq!(answer.text, expected);

    let id = file_href(&page).replace("/file", "");
    cast.post(&format!("{id}/again"), &[]).await;
    work(&cast).await;
    let page = words(&cast.page("/exports").await);
    assert_eq!(page.matches("Ready").count(), 2, "{page}");
    cast.post(&format!("{id}/remove"), &[]).await;
    let page = words(&cast.page("/exports").await);
    assert_eq!(page.matches("Ready").count(), 1, "{page}");
    let answer = cast.browser.get(&format!("{id}/file")).await;
    assert_eq!(answer.location(), "/exports");
}

#[tokio::test]
async fn purchases_and_parcels_have_columns_of_their_own() {
    let mut cast = Cast::new().await;
    cast.put_canceled_in_store(6001, "LP6001").await;
    let form = cast.page("/exports/new?list=orders&rows=purchases").await;
    assert!(form.contains("value=\"supplier\"") && !form.contains("value=\"email\""));
    let form = cast.page("/exports/new?list=tracking&range=all").await;
    assert!(
        words(&form).contains("It is about 1 parcel."),
        "{}",
        words(&form)
    );
    let path = "/exports?list=tracking&range=all";
    let pairs = [
        ("form", "csv"),
        ("column", "tracking_number"),
        ("column", "status"),
    ];
    cast.post(path, &pairs).await;
    // A strange column is left out; without any, the usual ones are meant.
    cast.post(path, &[("form", "xlsx"), ("column", "password")])
        .await;
    work(&cast).await;
    let page = cast.page("/exports").await;
    assert_eq!(words(&page).matches("Ready").count(), 2, "{}", words(&page));
    let answer = cast.browser.get(&file_href(&page)).await;
    assert!(answer.header("content-type").contains("spreadsheetml"));
    cast.browser = cast.browser.clone().reading("vi");
    let pairs = [
        ("form", "csv"),
        ("column", "tracking_number"),
        ("column", "status"),
    ];
    cast.post(path, &pairs).await;
    work(&cast).await;
    let page = cast.page("/exports").await;
    let answer = cast.browser.get(&file_href(&page)).await;
    let expected = "\u{FEFF}Mã vận đơn,Trạng thái vận chuyển\r\nLP6001,Đang vận chuyển\r\n";
    assert_eq!(answer.text, expected);
}
