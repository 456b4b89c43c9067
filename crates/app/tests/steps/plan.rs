//! plan_purchases: what is bought where, or why not.

use app::desk;
use domain::catalog::SupplierProductState;
use domain::connection::ConnectionKind;
use domain::job::Job;
use domain::order::Tab;
use domain::plan::{Prefer, ShippingRule};
use domain::purchase::{Failure, FailureReason as R, PurchaseState as S};
use domain::store::Automation;

use crate::harness::goods::{BUNDLE, CHAIR, LAMP, id};
use crate::harness::prove::three_tests;
use crate::harness::{Bench, map, person};

three_tests!(plan_purchases, received, wanted, is_split_by_supplier);

/// An order whose plan is still to be made.
async fn received(bench: &Bench) {
    bench.world.state().rates.clear();
    bench
        .receive("1", &[(LAMP, 2), (CHAIR, 1), (BUNDLE, 1)])
        .await;
    assert_eq!(bench.order("1").await.order.tab, Tab::Failed);
    bench.world.state().rates = crate::harness::goods::stocked().rates;
}

async fn wanted(bench: &Bench) {
    let order_id = bench.order_id("1").await;
    bench.want(Job::PlanPurchases { order_id }).await;
}

async fn is_split_by_supplier(bench: &Bench) {
    let dossier = bench.order("1").await;
    assert!(dossier.order.problems.is_empty());
    let bought = dossier.purchases.iter().map(|purchase| {
        assert_eq!(purchase.status.state(), S::Planned);
        let lines = purchase.lines.iter();
        let mut lines: Vec<_> = lines
            .map(|line| (line.variant.product_id.to_string(), line.quantity))
            .collect();
        lines.sort();
        (purchase.supplier.name.clone(), lines)
    });
    let mut bought: Vec<_> = bought.collect();
    bought.sort();
    let line = |product: &str, quantity| (product.to_owned(), quantity);
    let lights = vec![line("1000001", 2), line("1000001", 2), line("1000002", 1)];
    assert_eq!(
        bought,
        [
            ("Clay House".to_owned(), vec![line("1000003", 1)]),
            ("Lights & More".to_owned(), lights)
        ]
    );
}

#[tokio::test]
async fn placing_automatically_goes_on_by_itself() {
    let bench = Bench::new().await;
    bench
        .change_settings(|settings| settings.placing = Automation::Automatic)
        .await;
    bench.receive("1", &[(LAMP, 2), (BUNDLE, 1)]).await;
    assert_eq!(
        bench.states("1").await,
        [S::AwaitingPayment, S::AwaitingPayment]
    );
    assert_eq!(bench.world.state().made.len(), 2);
    bench.judge().await;
}

#[tokio::test]
async fn an_unmapped_line_fails_alone_until_it_is_mapped_and_ordered_again() {
    let bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 1), ("poster", 1)]).await;
    let dossier = bench.order("1").await;
    assert_eq!(
        (dossier.order.tab, dossier.purchases.len()),
        (Tab::Failed, 1)
    );
    assert_eq!(dossier.order.problems[0].failure.reason, R::Unmapped);
    let mut product = bench.world.state().store_products[0].clone();
    product.external_id = id("product-poster");
    product.variants[0].external_id = id("poster");
    bench.world.state().store_products.push(product);
    let store_id = bench.store().await.id;
    bench.want(Job::ReadProducts { store_id }).await;
    bench.run().await;
    let market = bench.connection(ConnectionKind::Marketplace).await.id;
    map(&bench, market, "poster", &[("1000002", "21", 1)]).await;
    desk::reorder(&bench.app, dossier.order.id, &person())
        .await
        .unwrap();
    bench.run().await;
    assert_eq!(bench.states("1").await, [S::Planned, S::Planned]);
    assert_eq!(bench.order("1").await.order.tab, Tab::AwaitingOrder);
    bench.judge().await;
}

#[tokio::test]
async fn every_reason_why_not_is_named() {
    let reason = async |spoil: fn(&Bench)| {
        let bench = Bench::new().await;
        spoil(&bench);
        bench.receive("1", &[(LAMP, 2)]).await;
        let dossier = bench.order("1").await;
        assert_eq!(dossier.order.tab, Tab::Failed);
        assert!(dossier.order.needs_person);
        bench.judge().await;
        dossier.order.problems[0].failure.reason
    };
    assert_eq!(
        reason(|bench| spoil(bench, |lamp| lamp.variants[0].stock = Some(1))).await,
        R::OutOfStock
    );
    let closed = |bench: &Bench| {
        spoil(bench, |lamp| {
            lamp.state = SupplierProductState::NotOnSale("offline".into());
        });
    };
    assert_eq!(reason(closed).await, R::ProductGone);
    let changed = |bench: &Bench| {
        spoil(bench, |lamp| {
            lamp.variants[0].external_id = id("99");
            lamp.variants[0].attributes = "14:99".into();
        });
    };
    assert_eq!(reason(changed).await, R::SkuChanged);
    let restricted = |bench: &Bench| {
        let failure = Failure::ours(R::Restricted, "not for this country");
        bench
            .world
            .state()
            .refused_products
            .insert(id("1000001"), failure);
    };
    assert_eq!(reason(restricted).await, R::Restricted);
    let untracked = |bench: &Bench| bench.world.state().rates.retain(|rate| !rate.tracked);
    assert_eq!(reason(untracked).await, R::NoShippingMethod);
}

fn spoil(bench: &Bench, change: fn(&mut domain::catalog::SupplierProduct)) {
    change(
        bench
            .world
            .state()
            .products
            .get_mut(&id("1000001"))
            .unwrap(),
    );
}

#[tokio::test]
async fn a_form_with_a_new_id_and_the_same_properties_is_bought() {
    let bench = Bench::new().await;
    spoil(&bench, |lamp| {
        lamp.variants[0].external_id = id("77");
        lamp.variants[0].attributes = "14:11#Other words".into();
    });
    bench.place("1", &[(LAMP, 2)]).await;
    assert_eq!(bench.state("1").await, S::AwaitingPayment);
    let made = bench.world.state().made[0].clone();
    assert_eq!(made.lines[0].variant.variant_id, id("77"));
    bench.judge().await;
}

#[tokio::test]
async fn the_orders_own_rule_beats_the_stores() {
    let bench = Bench::new().await;
    bench.receive("1", &[(LAMP, 1)]).await;
    assert_eq!(bench.purchase("1").await.shipping.code, "SLOW");
    let order_id = bench.order_id("1").await;
    let rule = ShippingRule {
        prefer: Prefer::Fastest,
        ..ShippingRule::default()
    };
    desk::choose_shipping(&bench.app, order_id, Some(&rule), &person())
        .await
        .unwrap();
    bench.run().await;
    assert_eq!(bench.states("1").await, [S::Canceled, S::Planned]);
    assert_eq!(bench.order("1").await.purchases[1].shipping.code, "FAST");
    bench.judge().await;
}
