//! The pictures of the manual, made from a rehearsal:
//! `cargo test -p crossdock --test browser -- --ignored pictures`.
//!
//! They are written to `docs/manual/`, over the ones that are there. Look at every one before it is
//! committed. Nothing is tested here.

use std::path::Path;

use crate::chromium::Chromium;
use crate::program::Program;
use crate::tab::Tab;

/// The size of a picture of a desk, and of one of a phone.
const DESK: (i64, i64) = (1280, 860);
const PHONE: (i64, i64) = (390, 844);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it makes the manual's pictures, and tests nothing"]
async fn pictures_of_the_manual() {
    // Slow enough that each tab has something in it, quick enough that parcels leave soon. All orders
    // arrive on the first day: what is at work is kept first.
    let program = Program::demo(&["--orders", "240", "--speed", "900", "--seed", "11"]);
    let chromium = Chromium::start().await;
    let tab = chromium.tab().await;
    tab.size(DESK.0, DESK.1).await;
    tab.open(program.sign_in_link()).await;
    tab.sees("Demo owner").await;
    for_each_look(&tab, "orders", || at_work(&tab, &program)).await;
    reads(&tab, "en").await;
    let failed = an_order(&tab, &program, "failed", "seen('.failure').length").await;
    let several = "seen('.parcel').length > 1";
    let shipped = an_order(&tab, &program, "fulfilled", several).await;
    for_each_look(&tab, "order-failed", || shown(&tab, &failed)).await;
    for_each_look(&tab, "order", || shown(&tab, &shipped)).await;
    reads(&tab, "en").await;
    tab.device_theme("light").await;
    for (path, name) in [
        ("/", "home"),
        ("/connections", "connections"),
        ("/connections/new/shopbase", "connect-store"),
        ("/products", "products"),
    ] {
        tab.open(&program.page(path)).await;
        keep(&tab, name).await;
    }
    tab.size(PHONE.0, PHONE.1).await;
    tab.open(&program.page("/orders")).await;
    keep(&tab, "orders-phone").await;
    tab.open(&failed).await;
    keep(&tab, "order-phone").await;
    chromium.close().await;
}

/// The address of an order of a list whose page has something on it.
async fn an_order(tab: &Tab, program: &Program, list: &str, has: &str) -> String {
    loop {
        tab.open(&program.page(&format!("/orders?tab={list}")))
            .await;
        let rows = tab
            .read("seen('[data-row]').map(el => el.dataset.href)")
            .await;
        for row in rows.as_array().unwrap() {
            let url = program.page(row.as_str().unwrap());
            tab.open(&url).await;
            if tab.read(&format!("Boolean({has})")).await == true {
                return url;
            }
        }
    }
}

/// Keeps a picture in each language and theme of what `open` opens.
async fn for_each_look<F: Future<Output = ()>>(tab: &Tab, name: &str, open: impl Fn() -> F) {
    for lang in ["en", "vi"] {
        reads(tab, lang).await;
        for theme in ["light", "dark"] {
            tab.device_theme(theme).await;
            open().await;
            keep(tab, &format!("{name}-{theme}-{lang}")).await;
        }
    }
}

/// The language of the pages from now on.
async fn reads(tab: &Tab, lang: &str) {
    tab.read(&format!(
        "document.cookie = 'crossdock_lang={lang}; path=/'"
    ))
    .await;
}

async fn shown(tab: &Tab, url: &str) {
    tab.open(url).await;
}

/// Opens the list at a moment when there is something to place, to pay and to wait for.
async fn at_work(tab: &Tab, program: &Program) {
    let busy = "['awaiting_order', 'awaiting_payment', 'awaiting_shipment', 'failed'].every(name =>
        Number(document.querySelector(`.tabs a[href*=\"tab=${name}\"] .count`)?.textContent) > 0)";
    loop {
        tab.open(&program.page("/orders")).await;
        if tab.read(busy).await == true {
            return;
        }
    }
}

/// Keeps what the window shows.
async fn keep(tab: &Tab, name: &str) {
    tab.until("[...document.images].every(one => one.complete || one.getBoundingClientRect().top > innerHeight) && document.fonts.status === 'loaded'")
        .await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/manual");
    std::fs::write(folder.join(format!("{name}.png")), tab.picture().await).unwrap();
}
