//! A merchant's first day: from an empty program to a parcel on its way, and one order that failed.

use crate::audit;
use crate::chromium::Chromium;
use crate::merchant::{self, BOWL, Outsides};
use crate::program::Program;
use crate::tab::{Tab, quoted};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_an_empty_program_to_a_parcel_on_its_way() {
    let (chromium, outsides, program) = (
        Chromium::start().await,
        Outsides::start().await,
        Program::serve(),
    );
    let tab = chromium.tab().await;
    merchant::set_up(&tab, &program).await;
    merchant::connect_store(&tab, &program, &outsides).await;
    merchant::connect_marketplace(&tab, &program, &outsides).await;
    merchant::map_bowl(&tab, &program).await;
    let orders = orders_arrive_by_themselves(&tab, &program, &outsides).await;
    search_finds_one(&tab, &orders[1]).await;
    place_in_bulk(&tab, &outsides, &orders).await;
    pay_at_the_marketplace(&tab, &program, &outsides, &orders[0]).await;
    the_parcel_is_told(&tab, &outsides).await;
    mend_an_address_and_order_again(&tab, &program, &outsides).await;
    let mut complaints = tab.complaints();
    // The platforms' own pages are not ours.
    complaints.retain(|one| one.contains(&program.desk));
    assert_eq!(complaints, Vec::<String>::new());
    chromium.close().await;
}

/// The list fills while it is open; later orders wait behind a button, so that nothing jumps.
async fn orders_arrive_by_themselves(
    tab: &Tab,
    program: &Program,
    outsides: &Outsides,
) -> Vec<String> {
    tab.open(&program.page("/orders")).await;
    tab.sees("Orders will arrive here by themselves").await;
    tab.read("window.theSamePage = true").await;
    let mut orders = vec![outsides.order(3)];
    tab.sees_in("[data-row]", &orders[0]).await;
    tab.sees_in("[data-row]", "Your go-ahead to place").await;
    orders.push(outsides.order(4));
    tab.sees_in("button", "1 new order").await;
    assert_eq!(tab.read("seen('[data-row]').length").await, 1);
    tab.click("button", "1 new order").await;
    tab.until("seen('[data-row]').length === 2").await;
    assert_eq!(tab.read("window.theSamePage").await, true);
    // The newest order comes first.
    tab.sees_in("[data-row]:first-child", &orders[1]).await;
    has_count(tab, "Awaiting order", 2).await;
    has_count(tab, "All", 2).await;
    has_count(tab, "Failed", 0).await;
    orders
}

/// Waits until a tab has that count.
async fn has_count(tab: &Tab, name: &str, count: u32) {
    tab.until(&format!(
        "seen('.tabs a').some(el => el.innerText.replace(/\\s+/g, ' ').trim().replace(/ ?0$/, '') === ({}))",
        if count == 0 { quoted(name) } else { quoted(&format!("{name} {count}")) }
    ))
    .await;
}

async fn search_finds_one(tab: &Tab, number: &str) {
    tab.fill_in("main [name=q]", number).await;
    tab.until("seen('[data-row]').length === 1").await;
    tab.sees_in("[data-row]", number).await;
    tab.fill_in("main [name=q]", "nobody ordered this").await;
    tab.sees("No order matches").await;
    tab.click("a", "Clear filters").await;
    tab.until("seen('[data-row]').length === 2").await;
}

/// Both orders at once, after one question that names what will happen.
async fn place_in_bulk(tab: &Tab, outsides: &Outsides, orders: &[String]) {
    tab.click(".tabs a", "Awaiting order").await;
    tab.is_at("tab=awaiting_order").await;
    tab.click("[data-all]", "").await;
    tab.sees("2 selected").await;
    tab.click(".bulk-bar button", "Place").await;
    tab.sees("Place 2 orders for").await;
    assert_eq!(outsides.supplier_orders().len(), 0);
    let mut wrong = Vec::new();
    audit::shown(tab, "the question", &mut wrong).await;
    assert_eq!(wrong, Vec::<String>::new());
    for order in orders {
        tab.sees(order).await;
    }
    tab.click("main button", "Place 2 orders").await;
    tab.sees("The orders move on by themselves.").await;
    tab.click(".tabs a", "Awaiting payment").await;
    tab.until("seen('[data-row]').length === 2 || (seen('[data-new]')[0]?.click(), false)")
        .await;
    has_count(tab, "Awaiting payment", 2).await;
    assert_eq!(outsides.supplier_orders().len(), 2);
}

/// Paying happens at the marketplace; the desk leads there and notices.
async fn pay_at_the_marketplace(tab: &Tab, program: &Program, outsides: &Outsides, number: &str) {
    tab.click("[data-row] a", number).await;
    tab.is_at("/orders/").await;
    tab.sees_in("h1", number).await;
    let here = tab.url().await;
    tab.sees_in("main button", "Pay at AliExpress").await;
    tab.click("main button", "Pay at AliExpress").await;
    tab.is_at("/p/order/").await;
    tab.click("button", "Pay").await;
    let paid = |order: &serde_json::Value| order["paid"] == true;
    tab.until("!text().includes('Awaiting payment')").await;
    assert_eq!(
        outsides
            .supplier_orders()
            .iter()
            .filter(|one| paid(one))
            .count(),
        1
    );
    assert!(here.starts_with(&program.desk));
    tab.open(&here).await;
    tab.click(".as-of button", "").await;
    tab.sees_in("main .chip", "Awaiting shipment").await;
}

/// The supplier ships; the number is on the page and in the store.
async fn the_parcel_is_told(tab: &Tab, outsides: &Outsides) {
    outsides.ship().await;
    tab.click(".as-of button", "").await;
    tab.sees("Store was told").await;
    tab.sees_in("h1 ~ *, header .chip, .page-header .chip", "Fulfilled")
        .await;
    let ledger = outsides.store.ledger();
    assert_eq!(ledger["counts"]["fulfillments"], 1, "{ledger}");
}

/// An order that can't be bought says why; mended in the page, it is bought.
async fn mend_an_address_and_order_again(tab: &Tab, program: &Program, outsides: &Outsides) {
    tab.open(&program.page("/orders?tab=awaiting_order")).await;
    let number = outsides.order_without_phone();
    tab.sees_in("[data-row]", &number).await;
    tab.click("[data-row] a", &number).await;
    place_here(tab, &number).await;
    tab.sees("does not accept the customer's address").await;
    assert_eq!(outsides.supplier_orders().len(), 2);
    tab.sees("Missing: Phone").await;
    tab.click("main a", "Correct the address").await;
    tab.fill("phone", "+1 512 555 0134").await;
    tab.click("main button", "Save the address").await;
    tab.sees("The address is corrected. Now press Re-order.")
        .await;
    tab.click("main button", "Re-order").await;
    place_here(tab, &number).await;
    tab.sees_in("main button", "Pay at AliExpress").await;
    tab.sees(BOWL).await;
    assert_eq!(outsides.supplier_orders().len(), 3);
}

/// Places the order whose page is open, after the question that names it.
async fn place_here(tab: &Tab, number: &str) {
    tab.click("main button", "Place").await;
    tab.sees_in("dialog", number).await;
    tab.click("dialog button", "Place").await;
}
