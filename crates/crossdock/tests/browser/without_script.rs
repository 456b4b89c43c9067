//! The same way without JavaScript: every button is a form, and every question a page.

use crate::chromium::Chromium;
use crate::merchant::{self, BOWL, EMAIL, Outsides, PASSWORD};
use crate::program::Program;
use crate::tab::{Tab, quoted};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_works_without_javascript() {
    let (chromium, outsides, program) = (
        Chromium::start().await,
        Outsides::start().await,
        Program::serve(),
    );
    let tab = chromium.tab().await;
    tab.without_script().await;
    merchant::set_up(&tab, &program).await;
    assert_eq!(
        tab.read("document.documentElement.classList.contains('js')")
            .await,
        false
    );
    merchant::connect_store(&tab, &program, &outsides).await;
    merchant::connect_marketplace(&tab, &program, &outsides).await;
    reload_until(&tab, &program.page("/products"), BOWL).await;
    merchant::map_bowl(&tab, &program).await;
    sign_out_and_in(&tab).await;
    let number = outsides.order(3);
    reload_until(&tab, &program.page("/orders?tab=awaiting_order"), &number).await;
    ask_and_place(&tab, &number).await;
    reload_until(&tab, &program.page("/orders?tab=awaiting_payment"), &number).await;
    assert_eq!(outsides.supplier_orders().len(), 1);
    tab.click(".tabs a", "All").await;
    tab.sees_in("[data-row]", &number).await;
    chromium.close().await;
}

async fn sign_out_and_in(tab: &Tab) {
    tab.click("summary", "Mai Tran").await;
    tab.click("button", "Sign out").await;
    tab.sees("You are signed out.").await;
    tab.fill("email", EMAIL).await;
    tab.fill("password", "not this one").await;
    tab.click("button", "Sign in").await;
    tab.sees("do not belong together").await;
    tab.fill("password", PASSWORD).await;
    tab.click("button", "Sign in").await;
    tab.is_at("/").await;
    tab.sees("Mai Tran").await;
}

/// The bulk bar shows up by the stylesheet alone, and the server asks before it places.
async fn ask_and_place(tab: &Tab, number: &str) {
    assert_eq!(tab.read("seen('.bulk-bar button').length").await, 0);
    tab.click("[data-row] label", "").await;
    tab.click(".bulk-bar button", "Place").await;
    tab.is_at("/orders/place").await;
    tab.sees("Place 1 order for").await;
    tab.sees(number).await;
    tab.click("main button", "Place 1 order").await;
    tab.sees("The orders move on by themselves.").await;
}

/// Without a script a person reloads to see what is new.
async fn reload_until(tab: &Tab, url: &str, words: &str) {
    let shows = format!("says(document.querySelector('main'), {})", quoted(words));
    for _ in 0..400 {
        tab.open(url).await;
        if tab.read(&shows).await == true {
            return;
        }
    }
    panic!("{url} never showed {words}");
}
