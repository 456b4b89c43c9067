//! What every page has to keep: it fits the window, everything has a name, words can be read, it is
//! light to fetch, and the browser has nothing to complain about.

use crate::tab::Tab;

/// What is looked at inside of a page.
const SCRIPT: &str = include_str!("audit.js");

/// A page weighs at most this much over the wire, without pictures.
const HEAVIEST: u64 = 150_000;

/// The widths of a phone and of a desk.
const WIDTHS: [i64; 2] = [390, 1400];

/// Looks at an address in both themes and widths; `what` says which page it is.
pub(crate) async fn page(tab: &Tab, url: &str, what: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    tab.open(url).await;
    let weight = weight(tab).await;
    if weight > HEAVIEST || weight == 0 {
        wrong.push(format!("{what}: weighs {weight} bytes"));
    }
    shown(tab, what, &mut wrong).await;
    wrong
}

/// Looks at the page that is open.
pub(crate) async fn shown(tab: &Tab, what: &str, wrong: &mut Vec<String>) {
    for width in WIDTHS {
        tab.size(width, 900).await;
        for theme in ["light", "dark"] {
            tab.device_theme(theme).await;
            tab.until(&format!(
                "innerWidth === {width} && matchMedia('(prefers-color-scheme: {theme})').matches"
            ))
            .await;
            let found = tab.read(SCRIPT.trim_start_matches(|c| c != '(')).await;
            let Some(found) = found.as_array() else {
                wrong.push(format!("{what}: could not be looked at: {found}"));
                continue;
            };
            let found = found.iter().filter_map(|one| one.as_str());
            wrong.extend(found.map(|one| format!("{what}, {theme}, {width}: {one}")));
        }
    }
    let complaints = tab.complaints();
    wrong.extend(complaints.into_iter().map(|one| format!("{what}: {one}")));
}

/// What was fetched for the page, without pictures, as it came over the wire.
async fn weight(tab: &Tab) -> u64 {
    let fetched = tab.read(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
            .filter(one => one.initiatorType !== 'img' && !/\\.(svg|png|jpg|webp)$/.test(new URL(one.name).pathname))
            .reduce((sum, one) => sum + one.transferSize, 0)",
    );
    fetched.await.as_u64().unwrap_or_default()
}
