//! The pictures of the manual, made from a rehearsal:
//! `cargo test -p crossdock --test browser -- --ignored pictures`.
//!
//! They are written to `docs/manual/`, over the ones that are there. Look at every one before it is
//! committed. Nothing else is tested here.

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
    // A day in 24 seconds, and a merchant who leaves something on the desk.
    let program = Program::demo(&["--orders", "70", "--speed", "3600", "--seed", "11"]);
    let chromium = Chromium::start().await;
    let tab = chromium.tab().await;
    tab.size(DESK.0, DESK.1).await;
    tab.open(program.sign_in_link()).await;
    tab.sees("Demo owner").await;
    let failed = an_order(&tab, &program, "failed", "seen('.failure').length").await;
    let shipped = an_order(&tab, &program, "fulfilled", "seen('.parcel').length").await;
    for lang in ["en", "vi"] {
        for theme in ["light", "dark"] {
            tab.read(&format!(
                "document.cookie = 'crossdock_lang={lang}; path=/'"
            ))
            .await;
            tab.device_theme(theme).await;
            let named = |what: &str| format!("{what}-{theme}-{lang}");
            take(&tab, &program.page("/orders"), DESK, &named("orders")).await;
            take(&tab, &failed, DESK, &named("order-failed")).await;
            take(&tab, &shipped, DESK, &named("order")).await;
        }
    }
    tab.read("document.cookie = 'crossdock_lang=en; path=/'")
        .await;
    tab.device_theme("light").await;
    take(&tab, &program.page("/"), DESK, "home").await;
    take(&tab, &program.page("/connections"), DESK, "connections").await;
    take(
        &tab,
        &program.page("/connections/new/shopbase"),
        DESK,
        "connect-store",
    )
    .await;
    take(&tab, &program.page("/products"), DESK, "products").await;
    take(&tab, &program.page("/orders"), PHONE, "orders-phone").await;
    take(&tab, &failed, PHONE, "order-phone").await;
    chromium.close().await;
}

/// The address of an order of a tab whose page has something on it.
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

/// Takes a picture of a page.
async fn take(tab: &Tab, url: &str, (width, height): (i64, i64), name: &str) {
    tab.size(width, height).await;
    tab.open(url).await;
    tab.until("[...document.images].every(one => one.complete || one.loading === 'lazy') && document.fonts.status === 'loaded'")
        .await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/manual");
    std::fs::write(folder.join(format!("{name}.png")), tab.picture().await).unwrap();
}
