//! The keyboard alone: rows, picking, opening, searching, going, and help.

use crate::chromium::Chromium;
use crate::program::Program;
use crate::tab::Tab;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_is_driven_by_keys() {
    let program = Program::demo(&["--orders", "12", "--speed", "12000", "--by-hand"]);
    let chromium = Chromium::start().await;
    let tab = chromium.tab().await;
    tab.open(program.sign_in_link()).await;
    tab.until("document.documentElement.classList.contains('js')")
        .await;
    tab.press("g").await;
    tab.press("o").await;
    listens(&tab).await;
    // All of them: one that comes later moves the rows under the keys.
    tab.until("seen('[data-row]').length === 12 || (seen('[data-new]')[0]?.click(), false)")
        .await;
    rows(&tab).await;
    help_and_search(&tab).await;
    tab_key_is_always_seen(&tab).await;
    chromium.close().await;
}

async fn rows(tab: &Tab) {
    tab.read("document.activeElement.blur()").await;
    let at = "[...document.querySelectorAll('[data-row]')].indexOf(document.activeElement)";
    for (key, row) in [
        ("j", 0),
        ("j", 1),
        ("j", 2),
        ("k", 1),
        ("k", 0),
        ("k", 0),
        ("j", 1),
    ] {
        tab.press(key).await;
        tab.until(&format!("{at} === {row}")).await;
    }
    tab.press("x").await;
    tab.sees("1 selected").await;
    tab.press("j").await;
    tab.press("x").await;
    tab.sees("2 selected").await;
    tab.press("x").await;
    tab.sees("1 selected").await;
    let href = tab.read("document.activeElement.dataset.href").await;
    tab.press("Enter").await;
    tab.is_at(href.as_str().unwrap()).await;
    tab.press("g").await;
    tab.press("o").await;
    listens(tab).await;
}

/// Waits until the list is there and its script runs.
async fn listens(tab: &Tab) {
    tab.until("location.pathname === '/orders' && document.readyState === 'complete' && document.documentElement.classList.contains('js')")
        .await;
}

async fn help_and_search(tab: &Tab) {
    tab.press("?").await;
    tab.until("document.querySelector('#shortcuts').matches(':popover-open')")
        .await;
    tab.press("Escape").await;
    tab.until("!document.querySelector('#shortcuts').matches(':popover-open')")
        .await;
    tab.press("/").await;
    tab.until("document.activeElement.type === 'search'").await;
    // A letter in a field is a letter.
    tab.press("j").await;
    tab.until("document.activeElement.value === 'j'").await;
}

/// Wherever the focus goes, it can be seen.
async fn tab_key_is_always_seen(tab: &Tab) {
    tab.read("document.activeElement.blur()").await;
    for _ in 0..25 {
        tab.press("Tab").await;
        let seen = "(el => { if (el === document.body) return true; const own = getComputedStyle(el);
            const around = [el, el.parentElement, el.closest('label')].filter(Boolean).map(one => getComputedStyle(one));
            return own.outlineStyle !== 'none' || around.some(style => style.boxShadow !== 'none' || style.outlineStyle !== 'none'); })(document.activeElement)";
        let found = tab.read(seen).await;
        let what = tab
            .read("document.activeElement.outerHTML.slice(0, 200)")
            .await;
        assert_eq!(found, true, "the focus is not seen on {what}");
    }
}
