//! A sample business: products of three suppliers and orders from several countries.

use app::desk::{MapLine, map_variant, place_orders, sync_orders};
use domain::address::{Address, CountryCode, Recipient};
use domain::connection::ConnectionKind;
use domain::ids::ExternalId;
use domain::money::{Currency, Money};
use domain::order::PaymentStatus;
use domain::ports::store::{StoreLine, StoreOrder, StoreProduct, StoreVariant};
use domain::purchase::PurchaseState;
use jiff::{SignedDuration, Timestamp};
use std::time::{Duration, Instant};
use storage::{OrderFilter, OrderSort};
use tokio::sync::watch;

use super::browser::Browser;
use super::{Bench, harbor};

/// The owner, as the set-up form sends it.
pub(crate) const OWNER: &[(&str, &str)] = &[
    ("name", "Nguyễn Thu Hà"),
    ("email", "ha@longbeach.example"),
    ("password", "correct horse battery"),
];

/// A name that tries to be more than a name.
pub(crate) const HOSTILE: &str =
    "\"><img src=x onerror=alert(1)><script>alert(2)</script>\u{202e}gnp";

const GOODS: [(&str, &str, &str, &str, &[&str]); 5] = [
    (
        "1005000000000001",
        "Shenzhen Lumen Co",
        "Sunset lamp",
        "4.20",
        &["Red", "Blue"],
    ),
    (
        "1005000000000002",
        "Shenzhen Lumen Co",
        "LED strip 5 m",
        "6.80",
        &["RGB"],
    ),
    (
        "1005000000000003",
        "Yiwu Travel Goods",
        "Packing cubes, set of 6",
        "7.35",
        &["Gray", "Sand"],
    ),
    (
        "1005000000000004",
        "Hangzhou Silk House",
        "Silk sleep mask",
        "2.10",
        &["Navy"],
    ),
    (
        "1005000000000005",
        "Yiwu Travel Goods",
        "Collapsible bottle",
        "3.40",
        &["600 ml"],
    ),
];

/// Who orders: name, country, city, postal code. The code's last digit says how it goes on.
const CUSTOMERS: [(&str, &str, &str, &str); 14] = [
    ("Marie Dupont", "FR", "Lyon", "69003"),
    ("John Miller", "US", "Austin", "78701"),
    ("Trần Văn Minh", "VN", "Hà Nội", "100000"),
    ("Ana Souza", "BR", "Recife", "50030"),
    ("Lena Vogt", "DE", "Bremen", "28194"),
    ("Oliver Brown", "GB", "Leeds", "20005"),
    ("Sofia Rossi", "IT", "Torino", "10122"),
    ("Emma Wilson", "AU", "Perth", "60006"),
    ("Noah Smith", "US", "Denver", "80203"),
    ("Kenji Sato", "JP", "Osaka", "53004"),
    (HOSTILE, "FR", "Paris", "75004"),
    ("Eva Novak", "CZ", "Brno", "60207"),
    ("Liam Murphy", "IE", "Cork", "12300"),
    (
        "Nguyễn Thị Minh Khai Hoàng Phương Thảo",
        "VN",
        "Thành phố Hồ Chí Minh",
        "700000",
    ),
];

/// Connects the store as a person does.
pub(crate) async fn connect_store(browser: &mut Browser) {
    let typed = [
        ("way", "private-app"),
        ("shop", "long-beach"),
        ("password", harbor::SECRET),
    ];
    let answer = browser.post("/connections/new/harbor", &typed).await;
    assert_eq!(answer.location(), "/connections", "{}", answer.text);
}

/// Connects the marketplace as a person does: there and back.
pub(crate) async fn connect_market(browser: &mut Browser) {
    let typed = [
        ("way", "authorize"),
        ("app_key", "501234"),
        ("app_secret", "s3cret"),
    ];
    let answer = browser.post("/connections/new/bazaar", &typed).await;
    let gone = answer.header("refresh");
    let state = gone.split("state=").nth(1).unwrap_or_default();
    let back = format!("/connections/bazaar/callback?code=c&state={state}");
    let answer = browser.get(&back).await;
    assert_eq!(answer.location(), "/connections", "{}", answer.text);
}

/// Fills the platforms, connects both, maps all but the last product, lets every order be planned,
/// and places most of them.
pub(crate) async fn fill(bench: &Bench, browser: &mut Browser) {
    let now = bench.app.now();
    *bench.market.holds_days.lock().unwrap() = 6;
    for (id, supplier, title, price, forms) in GOODS {
        bench.market.sell(id, supplier, title, price, forms);
    }
    *bench.harbor.products.lock().unwrap() = GOODS.iter().map(product).collect();
    *bench.harbor.orders.lock().unwrap() = (0..CUSTOMERS.len()).map(|n| order(n, now)).collect();
    connect_store(browser).await;
    connect_market(browser).await;
    let (stop, stopping) = watch::channel(false);
    let work = bench.work(stopping);
    until(async || {
        !bench
            .app
            .space()
            .products(None, 10)
            .await
            .unwrap()
            .is_empty()
    })
    .await;
    map(bench).await;
    until(async || count(bench).await == CUSTOMERS.len()).await;
    until(async || idle(bench).await).await;
    replan(bench).await;
    until(async || idle(bench).await).await;
    let all = bench
        .app
        .space()
        .order_ids(OrderFilter::default(), 100)
        .await;
    let mut all = all.unwrap();
    // The last few stay as they are, so that something waits to be placed.
    all.truncate(CUSTOMERS.len() - 3);
    place_orders(&bench.app, &all).await.unwrap();
    until(async || idle(bench).await).await;
    sync_orders(&bench.app, &all).await.unwrap();
    until(async || idle(bench).await).await;
    stop.send(true).unwrap();
    work.await.unwrap();
}

fn product(good: &(&str, &str, &str, &str, &[&str])) -> StoreProduct {
    let (id, _, title, price, forms) = good;
    let variants = forms
        .iter()
        .enumerate()
        .map(|(index, form)| StoreVariant {
            external_id: ExternalId::new(format!("v{id}-{index}")),
            title: (*form).to_owned(),
            sku: format!("LB-{}-{index}", &id[13..]),
            price: price.parse().ok(),
        })
        .collect();
    StoreProduct {
        external_id: ExternalId::new(*id),
        title: (*title).to_owned(),
        image_url: None,
        variants,
    }
}

fn order(n: usize, now: Timestamp) -> StoreOrder {
    let (name, country, city, postal) = CUSTOMERS[n];
    let at = now - SignedDuration::from_hours(i64::try_from(n).unwrap() * 17 + 1);
    let usd = |text: &str| Money::parse(text, Currency::USD).unwrap();
    let picks: &[usize] = if n.is_multiple_of(3) {
        &[n % 4, (n + 1) % 4]
    } else {
        &[n % 4]
    };
    let lines = picks
        .iter()
        .map(|pick| {
            let (id, _, title, _, forms) = GOODS[if n == 12 { 4 } else { *pick }];
            StoreLine {
                external_id: ExternalId::new(format!("l{n}-{pick}")),
                variant_id: Some(ExternalId::new(format!("v{id}-0"))),
                title: if n == 10 {
                    HOSTILE.to_owned()
                } else {
                    title.to_owned()
                },
                variant_title: forms[0].to_owned(),
                sku: String::new(),
                quantity: 1 + u32::try_from(n % 2).unwrap(),
                removed_quantity: 0,
                held_quantity: 0,
                unit_price: usd("19.90"),
                image_url: None,
                requires_shipping: true,
            }
        })
        .collect();
    StoreOrder {
        external_id: ExternalId::new((9_007_199_254_741_993_u64 + n as u64).to_string()),
        number: format!("#{}", 1001 + n),
        ordered_at: at,
        updated_at: now - SignedDuration::from_secs(60 * i64::try_from(n + 1).unwrap()),
        payment: if n == 13 {
            PaymentStatus::Unpaid
        } else {
            PaymentStatus::Paid
        },
        canceled_at: (n == 8).then_some(now),
        customer_name: name.to_owned(),
        customer_email: "customer@example.com".into(),
        recipient: Some(Recipient {
            full_name: name.to_owned(),
            company: String::new(),
            phone: "+14155550100".into(),
            address: Address {
                line1: "12 Quay Street".into(),
                line2: String::new(),
                city: city.to_owned(),
                province: String::new(),
                province_code: String::new(),
                postal_code: postal.to_owned(),
                country: CountryCode::new(country),
            },
            tax_ids: Vec::new(),
        }),
        currency: Currency::USD,
        total: usd("42.80"),
        note: String::new(),
        lines,
        fulfillments: Vec::new(),
        asks: Vec::new(),
    }
}

/// Maps every variant but the last product's to the form of the same number.
async fn map(bench: &Bench) {
    let space = bench.app.space();
    let connections = space.connections().await.unwrap();
    let market = connections
        .iter()
        .find(|known| known.kind == ConnectionKind::Marketplace)
        .unwrap();
    let country = CountryCode::new("US");
    for row in space.products(None, 10).await.unwrap() {
        let id = row.product.external_id.clone();
        if id.as_str().ends_with('5') {
            continue;
        }
        for (index, variant) in row.product.variants.iter().enumerate() {
            let line = MapLine {
                connection_id: market.id,
                product_id: id.clone(),
                variant_id: ExternalId::new(format!("{id}-{index}")),
                quantity: 1,
            };
            map_variant(&bench.app, variant.id, &[line], &country)
                .await
                .unwrap();
        }
    }
}

/// Orders that came before their products were mapped are ordered again.
async fn replan(bench: &Bench) {
    let actor = domain::workspace::Actor::System;
    let all = bench
        .app
        .space()
        .order_ids(OrderFilter::default(), 100)
        .await;
    for id in all.unwrap() {
        // Those without a failure refuse, which is right.
        let _ = app::desk::reorder(&bench.app, id, &actor).await;
    }
}

async fn count(bench: &Bench) -> usize {
    let orders = bench
        .app
        .space()
        .orders(OrderFilter::default(), OrderSort::Newest, None, 100);
    orders.await.unwrap().orders.len()
}

/// Whether nothing is due and nothing is on its way to a marketplace.
async fn idle(bench: &Bench) -> bool {
    let space = bench.app.space();
    let now = bench.app.now();
    let due = space.next_job_due().await.unwrap();
    let page = space.orders(OrderFilter::default(), OrderSort::Newest, None, 100);
    let placing = page.await.unwrap().orders.iter().any(|dossier| {
        let mut states = dossier.purchases.iter().map(|bought| bought.status.state());
        states.any(|state| state == PurchaseState::Placing)
    });
    let running = space.job_counts().await.unwrap().running;
    due.is_none_or(|due| due > now) && running == 0 && !placing
}

/// Waits for a condition, for at most half a minute.
pub(crate) async fn until(condition: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !condition().await {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "it never came true"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
