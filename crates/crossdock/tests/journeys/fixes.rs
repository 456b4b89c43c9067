//! What is wrong with a product, an address or a price is shown, mended by a person, and then bought,
//! once.

use app::desk::MapLine;
use domain::ids::ExternalId;
use domain::order::{Dossier, Tab};
use domain::purchase::{FailureReason as R, PurchaseState as S};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use platforms::shopbase::sim::flawed_customer;
use serde_json::{Value, json};

use crate::bench::engine::Engine;
use crate::bench::shelf::{Good, order_of};
use crate::bench::wait::{Scenario, all};
use crate::bench::{Setup, World};
use crate::failures::expect_reason;

/// What is changed about a product.
type Change = fn() -> Value;

/// Something is changed at the marketplace after the plan, and back once the order failed.
const CHANGES: [(&str, R, Change, Change); 6] = [
    (
        "sold out",
        R::OutOfStock,
        || json!({"stock": 0}),
        || json!({"stock": 50}),
    ),
    (
        "removed",
        R::ProductGone,
        || json!({"removed": true}),
        || json!({"removed": false}),
    ),
    (
        "off the shelf",
        R::ProductGone,
        || json!({"status": "offline"}),
        || json!({"status": "onSelling"}),
    ),
    (
        "banned here",
        R::Restricted,
        || json!({"ban_countries": ["US"]}),
        || json!({"ban_countries": []}),
    ),
    (
        "one for each buyer",
        R::QuantityLimit,
        || json!({"buy_limit": 1}),
        || json!({"buy_limit": 9}),
    ),
    (
        "refused by the supplier",
        R::SupplierRefused,
        || json!({"order_error": "A001_ORDER_CANNOT_BE_PLACED"}),
        || json!({"order_error": ""}),
    ),
];

on_both_engines!(what_is_wrong_is_mended_and_ordered_again);

async fn what_is_wrong_is_mended_and_ordered_again(engine: Engine) {
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut add = |name: &str, scenario: LocalBoxFuture<'static, ()>| {
        scenarios.push((name.to_owned(), scenario));
    };
    for (name, reason, spoil, mend) in CHANGES {
        add(
            name,
            product_changed(engine, reason, spoil, mend).boxed_local(),
        );
    }
    add("price rose", price_rose(engine).boxed_local());
    add("form gone", form_gone(engine).boxed_local());
    add("unmapped", unmapped(engine).boxed_local());
    add("no method", no_method(engine).boxed_local());
    add(
        "not allowed to buy",
        not_allowed_to_buy(engine).boxed_local(),
    );
    add("closed there", closed_there(engine).boxed_local());
    add("given up", given_up(engine).boxed_local());
    for (flaw, reason, form) in FLAWS {
        add(flaw, bad_address(engine, flaw, reason, form).boxed_local());
    }
    all(scenarios).await;
}

/// A planned order of two pieces.
async fn planned(world: &World) -> (i64, Dossier) {
    let order = world.order(&[(0, 2)]);
    let planned = world.until(order, "is planned", |it| it.purchases.len() == 1);
    (order, planned.await)
}

/// Places and waits until it failed for this reason.
async fn fail(world: &World, order: i64, planned: &Dossier, reason: R) -> Dossier {
    world.place(planned).await;
    let failed = world
        .until(order, "fails", |it| it.order.tab == Tab::Failed)
        .await;
    expect_reason(world, &failed, reason, "").await;
    assert_eq!(world.standing().len(), 0, "nothing was bought");
    failed
}

/// The rest of the way; exactly one supplier order stands in the end.
async fn arrives(world: &World, order: i64, lines: &[(usize, u32)]) {
    world.carry(order).await;
    world.expect_once(order, lines);
    assert_eq!(world.standing().len(), 1);
}

async fn product_changed(engine: Engine, reason: R, spoil: Change, mend: Change) {
    let world = World::open(Setup::on(engine)).await;
    let (order, dossier) = planned(&world).await;
    world.change_product(0, spoil()).await;
    let failed = fail(&world, order, &dossier, reason).await;
    world.change_product(0, mend()).await;
    world.reorder(&failed).await;
    arrives(&world, order, &[(0, 2)]).await;
}

async fn price_rose(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let (order, dossier) = planned(&world).await;
    world
        .change_product(0, json!({"price_per_mille": 1_500}))
        .await;
    let failed = fail(&world, order, &dossier, R::PriceRose).await;
    world.press(&failed, "accept-price").await;
    arrives(&world, order, &[(0, 2)]).await;
}

/// The supplier removed the form; the person maps the other one.
async fn form_gone(engine: Engine) {
    let goods = vec![Good::ordinary(104)];
    let world = World::open(Setup {
        goods,
        ..Setup::on(engine)
    })
    .await;
    let (order, dossier) = planned(&world).await;
    let form = world.goods[0].form.clone();
    world
        .change_product(0, json!({"sku_id": form, "remove_sku": true}))
        .await;
    let failed = fail(&world, order, &dossier, R::SkuChanged).await;
    let catalog = platforms::aliexpress::sim::demo_catalog();
    let mut products = catalog["products"].as_array().unwrap().iter();
    let product =
        products.find(|it| crate::bench::shelf::text(&it["product_id"]) == world.goods[0].product);
    let other = crate::bench::shelf::text(&product.unwrap()["skus"][1]["sku_id"]);
    map(&world, &failed, &other).await;
    world.reorder(&failed).await;
    arrives(&world, order, &[(0, 2)]).await;
}

/// Chooses a form for the order's first line with the form of the product's page.
async fn map(world: &World, dossier: &Dossier, form: &str) {
    let app = world.app();
    let variant = dossier.order.lines[0].variant_id.unwrap();
    let way = format!("/products/variant/{variant}?order={}", dossier.order.id);
    let there = world.desk.get(&way).await.location;
    let path = there.split('?').next().unwrap().to_owned();
    let connections = app.space().connections().await.unwrap();
    let market = connections
        .iter()
        .find(|it| it.platform.as_str() == "aliexpress");
    let line = MapLine {
        connection_id: market.unwrap().id,
        product_id: ExternalId::new(world.goods[0].product.clone()),
        variant_id: ExternalId::new(form),
        quantity: 1,
    };
    let part = json!({
        "connection": line.connection_id, "product": line.product_id, "variant": line.variant_id,
        "quantity": 1, "title": "It", "supplier": "They",
    });
    let (variant, order) = (variant.to_string(), dossier.order.id.to_string());
    let (connection, pick) = (line.connection_id.to_string(), part.to_string());
    let typed = [
        ("variant", variant.as_str()),
        ("order", &order),
        ("connection", &connection),
        ("product", &world.goods[0].product),
        ("country", "US"),
        ("pick", &pick),
        ("quantity", "1"),
        ("do", "save"),
    ];
    let saved = world.desk.wish(&path, &typed).await;
    assert_eq!(saved.location, format!("/orders/{order}"), "{}", saved.text);
}

async fn unmapped(engine: Engine) {
    let goods = vec![Good::ordinary(103).unmapped()];
    let world = World::open(Setup {
        goods,
        ..Setup::on(engine)
    })
    .await;
    let order = world.order(&[(0, 2)]);
    let failed = world
        .until(order, "fails", |it| it.order.tab == Tab::Failed)
        .await;
    expect_reason(&world, &failed, R::Unmapped, "").await;
    map(&world, &failed, &world.goods[0].form).await;
    world.reorder(&failed).await;
    arrives(&world, order, &[(0, 2)]).await;
}

/// A method is wished for that is not there; then the store's rule is followed again.
async fn no_method(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let (order, dossier) = planned(&world).await;
    let path = format!("/orders/{}/shipping", dossier.order.id);
    let wish = [("prefer", "named"), ("method", "Pigeon post")];
    world.desk.wish(&path, &wish).await;
    let failed = world
        .until(order, "fails", |it| it.order.tab == Tab::Failed)
        .await;
    expect_reason(&world, &failed, R::NoShippingMethod, "").await;
    world
        .desk
        .wish(&path, &[("prefer", "fastest"), ("tracked", "1")])
        .await;
    world.reorder(&failed).await;
    arrives(&world, order, &[(0, 2)]).await;
}

async fn not_allowed_to_buy(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let (order, dossier) = planned(&world).await;
    let there = format!("/buyers/{}", crate::bench::seed::ALLOWING);
    world.steer_market(&there, json!({"disabled": true})).await;
    let failed = fail(&world, order, &dossier, R::AccountRefused).await;
    world.steer_market(&there, json!({"disabled": false})).await;
    world.reorder(&failed).await;
    arrives(&world, order, &[(0, 2)]).await;
}

/// The marketplace closed the unpaid order; it is ordered again as a new one.
async fn closed_there(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let (order, dossier) = planned(&world).await;
    world.place(&dossier).await;
    let placed = world
        .until(order, "is placed", |it| {
            it.order.tab == Tab::AwaitingPayment
        })
        .await;
    let number = world.numbers_of(&placed.purchases[0])[0].clone();
    world.market.cancel(number.parse().unwrap()).unwrap();
    world.press(&placed, "sync").await;
    let failed = world
        .until(order, "fails", |it| it.order.tab == Tab::Failed)
        .await;
    expect_reason(&world, &failed, R::ClosedAtMarketplace, "").await;
    world.reorder(&failed).await;
    arrives(&world, order, &[(0, 2)]).await;
}

async fn given_up(engine: Engine) {
    let world = World::open(Setup::on(engine)).await;
    let (order, dossier) = planned(&world).await;
    let purchase = dossier.purchases[0].id;
    let path = format!("/orders/{}/purchases/{purchase}/give-up", dossier.order.id);
    world.desk.wish(&path, &[("confirmed", "1")]).await;
    let failed = world
        .until(order, "fails", |it| it.order.tab == Tab::Failed)
        .await;
    expect_reason(&world, &failed, R::GivenUp, "").await;
    assert_eq!(failed.purchases[0].status.state(), S::Failed);
    world.reorder(&failed).await;
    arrives(&world, order, &[(0, 2)]).await;
}

type Form = &'static [(&'static str, &'static str)];

/// What customers leave out or write wrong, what it is called, and what the person types.
const FLAWS: [(&str, R, Form); 4] = [
    (
        "no_phone",
        R::AddressInvalid,
        &[("phone", "+1 208-555-0123")],
    ),
    (
        "one_word_name",
        R::AddressInvalid,
        &[("full_name", "Rogers Prince")],
    ),
    (
        "cpf_missing",
        R::TaxIdNeeded,
        &[("tax_kind", "CPF"), ("tax_value", "529.982.247-25")],
    ),
    (
        "short_phone",
        R::AddressInvalid,
        &[("phone", "+34 612 345 678")],
    ),
];

async fn bad_address(engine: Engine, flaw: &'static str, reason: R, form: Form) {
    let world = World::open(Setup::on(engine)).await;
    let mut wish = order_of(&[(0, 2)]);
    let customer = flawed_customer(flaw);
    wish.as_object_mut()
        .unwrap()
        .extend(customer.as_object().unwrap().clone());
    let order = world.store.create_order(wish).unwrap();
    let dossier = world
        .until(order, "is planned", |it| it.order.planned)
        .await;
    let failed = if dossier.order.tab == Tab::Failed {
        expect_reason(&world, &dossier, reason, "").await;
        dossier
    } else {
        fail(&world, order, &dossier, reason).await
    };
    let to = &failed.order.recipient;
    let mut typed = vec![
        ("full_name", to.full_name.as_str()),
        ("phone", &to.phone),
        ("line1", &to.address.line1),
        ("line2", &to.address.line2),
        ("city", &to.address.city),
        ("province", &to.address.province),
        ("postal_code", &to.address.postal_code),
        ("country", to.address.country.as_str()),
    ];
    typed.retain(|(name, _)| form.iter().all(|(mended, _)| mended != name));
    typed.extend(form);
    let path = format!("/orders/{}/address", failed.order.id);
    let saved = world.desk.wish(&path, &typed).await;
    assert!(saved.status.is_redirection(), "{}", saved.text);
    world.reorder(&failed).await;
    arrives(&world, order, &[(0, 2)]).await;
}
