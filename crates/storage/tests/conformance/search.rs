//! What an order is found by: number, customer, product, parcel number, supplier order number.

use domain::changeset::Write;
use domain::ids::{ExternalId, OrderId};
use domain::order::Order;
use storage::OrderFilter;

use super::ground::{Ground, at};
use super::sample::{self, hostile};

async fn found(ground: &Ground, search: &str) -> Vec<OrderId> {
    let filter = OrderFilter {
        search: search.into(),
        ..OrderFilter::default()
    };
    ground.space.order_ids(filter, 100).await.unwrap()
}

/// Keeps two orders that have nothing in common.
async fn two(ground: &Ground) -> (Order, Order) {
    let setup = ground.set_up().await;
    let mut first = sample::order(&*ground.ids, setup.store.id, 1001);
    first.customer_name = "Ngọc Huyền Đặng".into();
    first.customer_email = "huyen@example.com".into();
    first.recipient.full_name = "مرحبا Smith-O'Neil".into();
    first.lines = vec![
        sample::line(&*ground.ids, "Ergonomic [Garden] Lamp (red), 3 pcs", 1),
        sample::line(&*ground.ids, "桌灯 暖光 🎁", 1),
    ];
    first.external_id = ExternalId::new("9007199254740993");
    let mut second = sample::order(&*ground.ids, setup.store.id, 2002);
    second.customer_name = "Zoë Müller".into();
    second.customer_email = "zoe@example.org".into();
    second.recipient.full_name = "100% _under 'quoted' \"name\" back\\slash".into();
    second.lines = vec![sample::line(&*ground.ids, "Water bottle", 1)];
    (ground.keep(first).await, ground.keep(second).await)
}

pub(crate) async fn finds_by_number_customer_and_product(ground: &Ground) {
    let (first, second) = two(ground).await;
    for search in [
        "#1001",
        "1001",
        "#10",
        "  1001  ",
        "9007199254740993",
        "HUYEN@example.com",
        "huyen@",
        "garden",
        "[garden]",
        "ergo",
        "ERGONOMIC",
        "red",
        &first.lines[0].sku,
    ] {
        assert_eq!(found(ground, search).await, [first.id], "{search:?}");
    }
    for search in ["#2002", "zoë", "MÜLLER", "bott", "zoe@example.org"] {
        assert_eq!(found(ground, search).await, [second.id], "{search:?}");
    }
    for search in ["001", "002", "mp", "nobody", "1001x"] {
        assert_eq!(found(ground, search).await, [], "{search:?}");
    }
    assert_eq!(found(ground, "").await, [first.id, second.id]);
    assert_eq!(found(ground, "  ").await, [first.id, second.id]);
}

pub(crate) async fn finds_what_came_later(ground: &Ground) {
    let setup = ground.set_up().await;
    let order = ground
        .keep(sample::order(&*ground.ids, setup.store.id, 1))
        .await;
    let other = ground
        .keep(sample::order(&*ground.ids, setup.store.id, 2))
        .await;
    let mut purchase = sample::purchase(&*ground.ids, setup.market_link.id, &order, &[0]);
    let mut parcel = sample::parcel(&*ground.ids, &order, None);
    parcel.number = None;
    let writes = vec![
        Write::InsertPurchase(Box::new(purchase.clone())),
        Write::InsertParcel(Box::new(parcel.clone())),
    ];
    ground.commit(writes).await.unwrap();
    assert_eq!(found(ground, "8123456789").await, []);

    purchase.supplier_orders = vec![sample::supplier_order("8123456789012345/A")];
    parcel.number = Some("LP00123456789CN".into());
    let mut changed = order.clone();
    changed.customer_name = "Renamed Person".into();
    changed.store_updated_at = at(5_000);
    let writes = vec![
        Write::UpdatePurchase(Box::new(purchase)),
        Write::UpdateParcel(Box::new(parcel.clone())),
        Write::UpdateOrder(Box::new(changed)),
    ];
    ground.commit(writes).await.unwrap();
    let searches = ["8123456789", "8123456789012345/A", "lp0012", "renamed"];
    for search in searches {
        assert_eq!(found(ground, search).await, [order.id], "{search:?}");
    }
    // A parcel that is renumbered on the way is found by both numbers.
    parcel.version += 1;
    parcel.renumber("1Z999AA10123456784", at(9));
    ground
        .commit(vec![Write::UpdateParcel(Box::new(parcel))])
        .await
        .unwrap();
    assert_eq!(found(ground, "1z999").await, [order.id]);
    assert_eq!(found(ground, "LP00123456789CN").await, [order.id]);
    assert_eq!(found(ground, "#2").await, [other.id]);
}

pub(crate) async fn finds_by_several_words_and_in_every_script(ground: &Ground) {
    let (first, second) = two(ground).await;
    for search in [
        "ngọc",
        "HUYỀN",
        "đặng lamp",
        "lamp 1001 huyền",
        "مرحبا",
        "桌灯",
        "暖",
        "🎁",
        "smith-o'neil",
        "3 pcs garden",
    ] {
        assert_eq!(found(ground, search).await, [first.id], "{search:?}");
    }
    assert_eq!(found(ground, "zoë bottle water").await, [second.id]);
    assert_eq!(found(ground, "zoë lamp").await, []);
    let many = "lamp ".repeat(50);
    assert_eq!(found(ground, &many).await, [first.id]);
}

pub(crate) async fn signs_that_mean_something_to_a_database_are_only_signs(ground: &Ground) {
    let (_, second) = two(ground).await;
    for search in ["100%", "_under", "'quoted'", "back\\"] {
        assert_eq!(found(ground, search).await, [second.id], "{search:?}");
    }
    for search in [
        "%1001%",
        "_001",
        "1%",
        "*",
        "' OR 1=1 --",
        "\\",
        "?1",
        "\u{10FFFF}",
    ] {
        assert_eq!(found(ground, search).await, [], "{search:?}");
    }
    // Nothing to look for is everything, as with an empty search.
    assert_eq!(found(ground, "\" ( ) |").await.len(), 2);
    for which in 0..9 {
        let text = hostile(which);
        let hit = found(ground, &text[..text.floor_char_boundary(3_000)]).await;
        assert_eq!(hit, [], "{which}");
    }
}

pub(crate) async fn a_big_order_is_still_found_by_its_number_and_customer(ground: &Ground) {
    let setup = ground.set_up().await;
    let mut order = sample::order(&*ground.ids, setup.store.id, 7001);
    order.customer_name = "Zoë Zimmermann".into();
    let title = |line: usize| -> String {
        let words = (0..9).map(|word| format!("{line}word{word} "));
        words.collect()
    };
    order.lines = (0..60)
        .map(|line| sample::line(&*ground.ids, &title(line), 1))
        .collect();
    let order = ground.keep(order).await;
    for search in ["7001", "#7001", "zoë", "zimmermann", "ann@example.com"] {
        assert_eq!(found(ground, search).await, [order.id], "{search:?}");
    }
    assert_eq!(found(ground, "0word0").await, [order.id]);
}

pub(crate) async fn an_edited_recipient_is_found(ground: &Ground) {
    let setup = ground.set_up().await;
    let mut order = ground
        .keep(sample::order(&*ground.ids, setup.store.id, 1))
        .await;
    order.recipient.full_name = "Corrected Name".into();
    order.recipient_edited = true;
    ground
        .commit(vec![Write::UpdateOrder(Box::new(order.clone()))])
        .await
        .unwrap();
    assert_eq!(found(ground, "corrected").await, [order.id]);
}

/// More orders than are fetched and sorted: "desk" and "lamp" are in all of them, "de" begins two
/// words, and the number is one order's.
pub(crate) async fn common_words_are_found_in_the_order_of_the_list(ground: &Ground) {
    let store = ground.set_up().await.store.id;
    let mut orders = Vec::new();
    for number in 0..510_u32 {
        let mut order = sample::order(&*ground.ids, store, 10_000 + number);
        order.lines = vec![sample::line(&*ground.ids, "Desk lamp, deep", 1)];
        if number % 100 == 0 {
            order.customer_name = "Zoë Rare".into();
        }
        orders.push(order);
    }
    let writes: Vec<_> = orders
        .iter()
        .map(|order| Write::InsertOrder(Box::new(order.clone())))
        .collect();
    ground.commit(writes).await.unwrap();
    let oldest: Vec<_> = orders.iter().take(100).map(|order| order.id).collect();
    for common in ["lamp", "de", "desk lamp", "lamp ann de"] {
        assert_eq!(found(ground, common).await, oldest, "{common:?}");
    }
    let each_hundredth: Vec<_> = orders.iter().step_by(100).map(|order| order.id).collect();
    for rare in ["zoë", "lamp zoë", "de rare", "desk rare lamp zoë"] {
        assert_eq!(found(ground, rare).await, each_hundredth, "{rare:?}");
    }
    assert_eq!(found(ground, "#10007 desk").await, [orders[7].id]);
    assert_eq!(found(ground, "lamp nobody").await, []);
}
