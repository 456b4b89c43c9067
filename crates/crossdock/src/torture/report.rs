//! What is said about worlds: one line each while they run, the totals, and of a failure everything
//! that somebody needs who has to understand it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::ids::OrderId;
use domain::order::Dossier;
use serde_json::{Value, json};

use super::judge::{Evidence, Finding};
use super::world::{Outcome, Tally};

/// Adds one world's numbers to those of others.
pub(super) fn add(total: &mut Tally, one: &Tally) {
    let pairs = [
        (&mut total.orders, one.orders),
        (&mut total.supplier_orders, one.supplier_orders),
        (&mut total.parcels, one.parcels),
        (&mut total.told, one.told),
        (&mut total.mails, one.mails),
        (&mut total.crashes, one.crashes),
        (&mut total.jumps, one.jumps),
        (&mut total.clicks, one.clicks),
        (&mut total.requests, one.requests),
        (&mut total.lost, one.lost),
        (&mut total.faults, one.faults),
        (&mut total.jobs, one.jobs),
        (&mut total.doubts, one.doubts),
        (&mut total.hours, one.hours),
    ];
    for (sum, part) in pairs {
        *sum += part;
    }
}

/// The numbers as JSON.
pub(super) fn numbers(tally: &Tally) -> Value {
    json!({
        "orders": tally.orders,
        "supplier_orders": tally.supplier_orders,
        "parcels": tally.parcels,
        "fulfillments": tally.told,
        "mails": tally.mails,
        "crashes": tally.crashes,
        "clock_jumps": tally.jumps,
        "clicks": tally.clicks,
        "requests": tally.requests,
        "requests_lost": tally.lost,
        "faults": tally.faults,
        "jobs": tally.jobs,
        "doubts": tally.doubts,
        "virtual_hours": tally.hours,
    })
}

/// One world as JSON.
pub(super) fn world(outcome: &Outcome) -> Value {
    let found = outcome.findings.iter();
    json!({
        "seed": outcome.plan.seed,
        "world": outcome.plan.words(),
        "history": format!("{:016x}", outcome.history),
        "numbers": numbers(&outcome.tally),
        "findings": found.map(|finding| json!({
            "rule": finding.rule,
            "order": finding.order.map(|order| order.to_string()),
            "what": finding.what,
        })).collect::<Vec<_>>(),
    })
}

/// The findings in words: how many of each rule, and the first of each.
pub(super) fn findings(findings: &[Finding]) -> String {
    let mut by_rule: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for finding in findings {
        by_rule.entry(finding.rule).or_insert((0, &finding.what)).0 += 1;
    }
    let mut words = String::new();
    for (rule, (count, first)) in by_rule {
        // Writing to a text does not fail.
        let _ = writeln!(words, "  {rule} × {count}: {first}");
    }
    words
}

/// Everything that is known of an order, for somebody who has to understand a finding.
pub(super) fn story(evidence: &Evidence, order: OrderId) -> String {
    let mut words = String::new();
    let dossier = evidence
        .dossiers
        .iter()
        .find(|dossier| dossier.order.id == order);
    let Some(dossier) = dossier else {
        return words;
    };
    let id = dossier.order.external_id.as_str();
    let _ = writeln!(
        words,
        "== {} ({id}), tab {}, needs a person: {}",
        dossier.order.number,
        dossier.order.tab.as_str(),
        dossier.order.needs_person
    );
    for event in evidence.timelines.get(&order).into_iter().flatten() {
        let _ = writeln!(words, "  {}  {:?}", event.at, event.kind);
    }
    purchases(evidence, dossier, &mut words);
    for parcel in &dossier.parcels {
        let _ = writeln!(
            words,
            "  parcel {:?} {:?} of {:?}: {:?}, {}",
            parcel.number,
            parcel.former_numbers,
            parcel.supplier_order_id,
            parcel.lines,
            parcel.status.as_str()
        );
    }
    for told in &dossier.fulfillments {
        let _ = writeln!(
            words,
            "  fulfillment {} {:?} {}: {:?} {:?}",
            told.number,
            told.external_id,
            told.state.as_str(),
            told.lines,
            told.refusal
        );
    }
    for row in evidence.store.iter().filter(|row| row.id.to_string() == id) {
        let _ = writeln!(words, "  store: {}", json!(row));
    }
    for job in &evidence.jobs {
        let about = format!("{:?}", job.job);
        if about.contains(&order.to_string()) {
            let _ = writeln!(words, "  job {about} due {}", job.due_at);
        }
    }
    words
}

fn purchases(evidence: &Evidence, dossier: &Dossier, words: &mut String) {
    for purchase in &dossier.purchases {
        let numbers = purchase
            .supplier_orders
            .iter()
            .map(|known| known.external_id.as_str());
        let _ = writeln!(
            words,
            "  purchase {} is {}, superseded: {}, lines {:?}, orders {:?}",
            purchase.id,
            purchase.status.state().as_str(),
            purchase.superseded,
            purchase
                .lines
                .iter()
                .map(|line| (
                    line.line_item_id,
                    line.part,
                    &line.units,
                    line.quantity,
                    line.variant.variant_id.as_str()
                ))
                .collect::<Vec<_>>(),
            numbers.collect::<Vec<_>>()
        );
        let key = format!("CD-{}", purchase.id);
        for row in evidence
            .market
            .iter()
            .filter(|row| row.out_order_id.as_deref() == Some(&key))
        {
            let _ = writeln!(words, "    marketplace: {}", json!(row));
        }
    }
}
