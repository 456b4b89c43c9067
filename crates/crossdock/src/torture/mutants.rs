//! Trying the judge: each mistake that can be made on purpose must be found, and the table says after
//! how many orders.

use std::process::ExitCode;

use app::mutation::Mutation;
use serde_json::json;

use super::{Options, Plan, play};
use crate::cli::say;

/// Orders of one world: small, so that what is found early is told early.
const WORLD: u32 = 60;

/// How a mistake was found.
struct Caught {
    mutation: Mutation,
    /// Orders played until then.
    orders: u64,
    rule: Option<&'static str>,
    what: String,
}

/// Makes every mistake, one after another, and prints the table.
pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let mut table = Vec::new();
    for mutation in Mutation::ALL {
        table.push(catch(options, *mutation)?);
    }
    let all = table.iter().all(|caught| caught.rule.is_some());
    if options.json {
        let rows = table.iter().map(|caught| {
            json!({"mutation": caught.mutation.as_str(), "orders": caught.orders,
                "rule": caught.rule, "what": caught.what})
        });
        say(&serde_json::to_string_pretty(&rows.collect::<Vec<_>>())?);
    } else {
        say(&format!(
            "{:<28} {:>7}  {:<16} found",
            "mutation", "orders", "rule"
        ));
        for caught in &table {
            say(&format!(
                "{:<28} {:>7}  {:<16} {}",
                caught.mutation.as_str(),
                caught.orders,
                caught.rule.unwrap_or("NOT FOUND"),
                caught.what
            ));
        }
    }
    Ok(if all {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Plays worlds with a mistake until the judge finds it, at most as many orders as are allowed.
fn catch(options: &Options, mutation: Mutation) -> anyhow::Result<Caught> {
    let mut orders = 0;
    let mut seed = options.seed;
    while orders < options.orders {
        let nodes = options.nodes.map(usize::from);
        let mut plan = Plan::of(seed, WORLD, options.minutes, nodes);
        plan.mutation = Some(mutation);
        let outcome = play(&plan)?;
        orders += u64::from(WORLD);
        seed = seed.wrapping_add(1);
        if let Some(finding) = outcome.findings.first() {
            return Ok(Caught {
                mutation,
                orders,
                rule: Some(finding.rule),
                what: finding.what.chars().take(160).collect(),
            });
        }
    }
    Ok(Caught {
        mutation,
        orders,
        rule: None,
        what: String::new(),
    })
}
