//! Every way in which the marketplace refuses to sell: the order's page says why and what to do, and
//! once that is done, *Re-order* buys it, once.

use domain::order::{Dossier, Tab};
use domain::purchase::{FailureReason as R, Fix, PurchaseState as S};
use futures_util::FutureExt;
use platforms::sim::FaultKind;

use crate::bench::engine::Engine;
use crate::bench::wait::all;
use crate::bench::{CREATE, Setup, World, once, own};

/// The marketplace's codes that certainly mean that nothing was bought, and what each means to a person.
const CODES: [(&str, R); 22] = [
    (
        "B_DROPSHIPPER_DELIVERY_ADDRESS_VALIDATE_FAIL",
        R::AddressInvalid,
    ),
    (
        "B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_CN_INVALID",
        R::TaxIdNeeded,
    ),
    (
        "B_DROPSHIPPER_DELIVERY_ADDRESS_CPF_NOT_MATCH",
        R::TaxIdNeeded,
    ),
    ("BLACKLIST_BUYER_IN_LIST", R::AccountRefused),
    ("USER_ACCOUNT_DISABLED", R::AccountRefused),
    ("PRICE_PAY_CURRENCY_ERROR", R::CurrencyMixed),
    ("DELIVERY_METHOD_NOT_EXIST", R::NoShippingMethod),
    ("INVENTORY_HOLD_ERROR", R::OutOfStock),
    ("BUY_LIMIT_RESOURCE_INSUFFICIENT", R::QuantityLimit),
    ("ERROR_WHEN_BUILD_FOR_PLACE_ORDER", R::SupplierRefused),
    ("A001_ORDER_CANNOT_BE_PLACED", R::SupplierRefused),
    ("A002_INVALID_ZONE", R::CannotShipThere),
    ("A003_SUSPICIOUS_BUYER", R::AccountRefused),
    ("A004_CANNOT_USER_COUPON", R::CouponRefused),
    ("A005_INVALID_COUNTRIES", R::CannotShipThere),
    ("A006_INVALID_ACCOUNT_INFO", R::AccountRefused),
    ("SKU_NOT_EXIST", R::SkuChanged),
    ("PRODUCT_NOT_EXIST", R::ProductGone),
    ("ITEM_ID_NOT_FOUND", R::ProductGone),
    ("Item is not allowed to this country", R::Restricted),
    ("PARM_ILLEGL", R::Other),
    ("B_TRADE_SOMETHING_NEW", R::Other),
];

/// Failures of the gateway before the order is looked at.
const GATEWAY: [(&str, R); 2] = [
    ("no_permission", R::Misconfigured),
    ("ip_not_allowed", R::Misconfigured),
];

on_both_engines!(each_refusal_shows_its_reason_and_fix_and_re_order_buys_once);

async fn each_refusal_shows_its_reason_and_fix_and_re_order_buys_once(engine: Engine) {
    let codes = CODES.map(|(code, reason)| (own(&format!("order_error:{code}")), code, reason));
    let gateway = GATEWAY.map(|(name, reason)| (own(name), "", reason));
    let every: Vec<_> = codes.into_iter().chain(gateway).collect();
    // A few desks share the work.
    let desks = every.chunks(6).enumerate().map(|(turn, part)| {
        let part = part.to_vec();
        (
            format!("part {turn}"),
            refused_one_by_one(engine, part).boxed_local(),
        )
    });
    all(desks.collect()).await;
}

async fn refused_one_by_one(engine: Engine, faults: Vec<(FaultKind, &'static str, R)>) {
    let world = World::open(Setup::on(engine)).await;
    for (turn, (fault, code, reason)) in faults.into_iter().enumerate() {
        let order = world.order(&[(0, 1)]);
        let planned = world
            .until(order, "is planned", |it| it.purchases.len() == 1)
            .await;
        world.market.faults().set(vec![once(CREATE, fault)]);
        world.place(&planned).await;
        let failed = world
            .until(order, code, |it| it.order.tab == Tab::Failed)
            .await;
        expect_reason(&world, &failed, reason, code).await;
        let asked = world.asked_to_buy();
        // The fault struck once: whatever it stood for is mended.
        world.reorder(&failed).await;
        let anew = world
            .until(order, "is planned anew", |it| {
                let mut all = it.purchases.iter();
                all.any(|purchase| purchase.status.state() == S::Planned)
            })
            .await;
        assert_eq!(world.asked_to_buy(), asked, "a plan buys nothing");
        world.place(&anew).await;
        world
            .until(order, "is placed", |it| {
                it.order.tab == Tab::AwaitingPayment
            })
            .await;
        assert_eq!(world.standing().len(), turn + 1, "{code}");
    }
}

/// The reason is told with its fix: on the page, in the list and to scripts.
pub(crate) async fn expect_reason(world: &World, failed: &Dossier, reason: R, code: &str) {
    let purchases = failed.purchases.iter().filter(|it| it.is_open_failure());
    let of_purchases = purchases.filter_map(|purchase| purchase.failure.as_ref());
    let problems = failed.order.problems.iter().map(|problem| &problem.failure);
    let failures: Vec<_> = of_purchases.chain(problems).collect();
    assert_eq!(failures.len(), 1, "{failures:#?}");
    assert_eq!(failures[0].reason, reason, "{failures:#?}");
    assert!(failed.order.needs_person);
    let page = world.page(failed).await;
    let id = failed.order.id;
    let button = match reason.fix() {
        Fix::Map | Fix::ChangeSupplier => "/products/variant/".to_owned(),
        Fix::ChooseShipping => "?open=shipping".to_owned(),
        Fix::EditAddress | Fix::AddTaxId => "?open=address".to_owned(),
        Fix::AcceptPrice => format!("/orders/{id}/accept-price"),
        Fix::CorrectConfiguration | Fix::Reconnect => "/connections".to_owned(),
        _ => format!("/orders/{id}/reorder"),
    };
    assert!(page.contains(&button), "{reason:?}: no {button} on {page}");
    assert!(
        page.contains(&format!("action=\"/orders/{id}/reorder\"")) || reason == R::PriceRose,
        "{reason:?}: no Re-order on {page}"
    );
    assert!(
        page.contains(code),
        "{reason:?}: the marketplace's word {code}"
    );
    let shown = world.shown(failed).await;
    let told = shown.to_string();
    assert!(
        told.contains(reason.as_str()) && told.contains(code),
        "{shown:#}"
    );
    let list = format!("/orders?failure={}", reason.as_str());
    let list = world.desk.get(&list).await;
    assert!(list.text.contains(&failed.order.number));
}
