//! A page to look at: every number with its carrier and newest scan.

use std::fmt::Write;

use super::world::World;

/// The whole page.
pub(super) fn show(world: &World) -> String {
    let mut rows = String::new();
    for (number, tracked) in &world.tracked {
        let newest = tracked.seen.last();
        let (at, words) = newest.map_or((String::new(), "no information yet".to_owned()), |scan| {
            (
                scan.at.strftime("%Y-%m-%d %H:%M").to_string(),
                scan.words.clone(),
            )
        });
        let state = tracked.stopped.unwrap_or("Tracking");
        let _ = write!(
            rows,
            "<tr><td><code>{}</code><td>{}<td>{}<td>{at}<td>{}<td>{state}",
            escape(number),
            escape(tracked.carrier.name),
            escape(&tracked.country),
            escape(&words)
        );
    }
    let (left, total) = (world.quota_left(), world.config.quota_total);
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         <title>17TRACK simulator</title><style>body{{font:15px/1.5 system-ui;margin:2rem;color-scheme:light dark}}\
         table{{border-collapse:collapse}}td,th{{text-align:left;padding:.3rem .8rem;border-bottom:1px solid #8884}}</style>\
         <h1>Tracked numbers</h1><p>{left} of {total} credits are left.\
         <table><tr><th>Number<th>Carrier<th>To<th>Newest scan<th>What<th>State{rows}</table>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
