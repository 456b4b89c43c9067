//! From an empty folder to a delivered parcel with nothing but the desk's pages and forms, and the
//! platforms' own pages.

use domain::ids::OrderId;
use reqwest::StatusCode;

use crate::bench::desk::Desk;
use crate::bench::engine::Engine;
use crate::bench::seed::{consent, market_values};
use crate::bench::shelf::{Good, text};
use crate::bench::wait::until;
use crate::bench::{Setup, World};

on_both_engines!(a_newcomer_gets_from_nothing_to_a_delivered_parcel);

async fn a_newcomer_gets_from_nothing_to_a_delivered_parcel(engine: Engine) {
    let goods = vec![Good::ordinary(103)];
    let mut world = World::bare(Setup {
        goods,
        ..Setup::on(engine)
    })
    .await;
    world.start().await;
    set_up(&mut world).await;
    connect(&world).await;
    map(&world).await;
    let order = world.order(&[(0, 2)]);
    let id = until("the order is on the desk", async || {
        let page = world.desk.get("/orders?tab=awaiting_order").await.text;
        links(&page, "/orders/")
            .into_iter()
            .find_map(|link| link.parse::<OrderId>().ok())
    })
    .await;
    place(&world, id).await;
    pay(&world, id).await;
    deliver(&world, id, order).await;
    world.expect_once(order, &[(0, 2)]);
    let page = world.desk.get("/orders?tab=fulfilled").await.text;
    assert!(page.contains(&format!("/orders/{id}")), "{page}");
}

/// The first visitor becomes the owner; the second does not.
async fn set_up(world: &mut World) {
    assert_eq!(world.desk.get("/").await.location, "/set-up");
    let typed = [
        ("email", "olive@shop.example"),
        ("name", "Olive Owner"),
        ("password", "a long enough password"),
    ];
    let short = [typed[0], typed[1], ("password", "short")];
    let refused = world.desk.post("/set-up", &short).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = world.desk.wish("/set-up", &typed).await;
    world.desk.cookie = answer.cookie;
    assert_eq!(world.desk.get("/").await.status, 200);
    let second = Desk::stranger(world.program.url());
    assert_eq!(second.post("/set-up", &typed).await.location, "/sign-in");
    assert_eq!(
        second.get("/orders").await.location,
        "/sign-in?next=%2Forders"
    );
}

/// Both wizards, with the marketplace's own page in between.
async fn connect(world: &World) {
    let (_, _, typed) = world.store.typed(&world.store_url());
    let mut form = vec![("way", "private-app")];
    form.extend(typed.iter().map(|(name, value)| (*name, value.as_str())));
    let connected = world.desk.wish("/connections/new/shopbase", &form).await;
    assert_eq!(connected.location, "/connections", "{}", connected.text);
    let typed = market_values(&world.market_url());
    let mut form = vec![("way", "authorize")];
    form.extend(typed.iter().map(|(name, value)| (*name, value.as_str())));
    let leaving = world.desk.wish("/connections/new/aliexpress", &form).await;
    let (_, page) = leaving.refresh.split_once("url=").unwrap();
    let back = consent(page).await;
    let path = format!("{}?{}", back.path(), back.query().unwrap());
    assert_eq!(world.desk.get(&path).await.location, "/connections");
    let page = world.desk.get("/connections").await.text;
    assert!(
        page.contains("lumen-lane") && page.contains("AliExpress"),
        "{page}"
    );
}

/// Says how the one product is bought: its address is pasted, its form picked.
async fn map(world: &World) {
    let product = until("the product is on the desk", async || {
        let page = world.desk.get("/products").await.text;
        let numbers = links(&page, "/products/").into_iter();
        let mut numbers = numbers.filter_map(|link| link.parse::<i64>().ok());
        numbers.next()
    })
    .await;
    let path = format!("/products/{product}/map");
    let asking = world.desk.get(&path).await.text;
    let select = asking.split("name=\"connection\"").nth(1).unwrap();
    let values = values(select, "value=\"");
    let connection = values.iter().find(|value| !value.is_empty()).unwrap();
    let variant = first(&asking, "name=\"variant\" value=\"");
    let address = format!(
        "{}/item/{}.html",
        world.market_url(),
        world.goods[0].product
    );
    let address: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
    let look =
        format!("{path}?variant={variant}&connection={connection}&country=US&product={address}");
    let found = world.desk.get(&look).await;
    assert_eq!(found.status, 200, "{}", found.text);
    let pick = first(&found.text, "name=\"pick\" value=\"");
    let form = [
        ("variant", variant.as_str()),
        ("connection", connection),
        ("product", &world.goods[0].product),
        ("country", "US"),
        ("pick", &pick),
        ("quantity", "1"),
        ("do", "save"),
    ];
    let saved = world.desk.wish(&path, &form).await;
    assert_eq!(
        saved.location,
        format!("/products/{product}"),
        "{}",
        saved.text
    );
}

/// The question comes first; nothing is bought before the answer.
async fn place(world: &World, id: OrderId) {
    let number = id.to_string();
    let asked = world
        .desk
        .wish("/orders/place", &[("order", &number)])
        .await;
    assert_eq!(asked.status, 200);
    assert!(
        asked.text.contains("name=\"confirmed\" value=\"1\""),
        "{}",
        asked.text
    );
    assert_eq!(world.asked_to_buy(), 0);
    let form = [("order", number.as_str()), ("confirmed", "1")];
    world.desk.wish("/orders/place", &form).await;
    until("the order waits for payment", async || {
        let page = world.desk.get("/orders?tab=awaiting_payment").await.text;
        page.contains(&format!("/orders/{id}\"")).then_some(())
    })
    .await;
    assert_eq!(world.standing().len(), 1);
}

/// *Pay* leads to the marketplace's page of the order; the person pays there.
async fn pay(world: &World, id: OrderId) {
    let page = world.desk.get(&format!("/orders/{id}")).await.text;
    let (before, _) = page.split_once("/pay\"").unwrap();
    let purchase = before.rsplit('/').next().unwrap();
    let way = format!("/orders/{id}/purchases/{purchase}/pay");
    let leaving = world.desk.wish(&way, &[]).await;
    let (_, there) = leaving.refresh.split_once("url=").unwrap();
    let number = text(&world.standing()[0]["order_id"]);
    assert!(
        there.starts_with(&world.market_url()) && there.contains(&number),
        "{there}"
    );
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let shown = client
        .get(there)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(shown.contains("Vineland"), "{shown}");
    let paid = client
        .post(format!("{}/p/order/pay.html", world.market_url()))
        .form(&[("orderId", number.as_str())])
        .send();
    assert!(paid.await.unwrap().status().is_success());
    assert_eq!(world.standing()[0]["paid"], true);
}

/// The supplier ships; *Read now* until the store knows it and it is delivered.
async fn deliver(world: &World, id: OrderId, order: i64) {
    let number = text(&world.standing()[0]["order_id"]);
    world
        .steer_market(&format!("/orders/{number}/ship"), serde_json::json!({}))
        .await;
    let sync = format!("/orders/{id}/sync");
    until("the store shows it delivered", async || {
        world.desk.wish(&sync, &[]).await;
        tokio::time::timeout(std::time::Duration::from_secs(1), delivered(world, order))
            .await
            .ok()
    })
    .await;
    let page = world.desk.get(&format!("/orders/{id}")).await.text;
    let told = world.fulfillments(order);
    assert!(page.contains(&text(&told[0]["tracking_number"])), "{page}");
}

async fn delivered(world: &World, order: i64) {
    until("it is delivered", async || {
        let told = world.fulfillments(order);
        let mut told = told.iter();
        told.any(|told| told["shipment_status"] == "delivered")
            .then_some(())
    })
    .await;
}

/// What follows each `start` up to the next quote, as it was before it was written as HTML.
fn values(page: &str, start: &str) -> Vec<String> {
    let parts = page.split(start).skip(1);
    let value = |part: &str| {
        let value = part.split('"').next().unwrap_or_default();
        value
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    };
    parts.map(value).collect()
}

fn first(page: &str, start: &str) -> String {
    let mut values = values(page, start).into_iter();
    values
        .next()
        .unwrap_or_else(|| panic!("no {start} on {page}"))
}

/// Where the links of a page lead that begin so.
fn links(page: &str, start: &str) -> Vec<String> {
    values(page, &format!("href=\"{start}"))
}
