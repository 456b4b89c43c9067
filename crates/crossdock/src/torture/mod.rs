//! `crossdock torture`: the whole system in one thread on a virtual clock, with everything that can go
//! wrong, and a judge who reads only what others wrote down.
//!
//! Storage, app, the platforms' clients and simulators and the webhooks' door run as tasks of one
//! runtime whose time is paused, so a day passes as fast as its work is done; all randomness comes from
//! one seed, so a failure can be had again.

mod air;
mod clock;
mod customers;
mod dice;
mod ear;
mod judge;
mod merchants;
mod mutants;
mod node;
mod plan;
mod report;
mod shelf;
mod shrink;
mod stage;
mod story;
mod world;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::Context;
use app::mutation::{self, Mutation};
use serde_json::json;

use crate::cli::{say, say_error};
use plan::Plan;
use world::{Outcome, Tally};

/// Our own address, as the simulated store reaches it.
const OWN_URL: &str = "https://desk.crossdock.test";
const DESK: &str = "desk.crossdock.test";
const STORE: &str = "lumen-lane.onshopbase.test";
const MARKET: &str = "market.aliexpress.test";

/// What `torture` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// Decides everything: the same seed gives the same history. Worlds after the first take the seeds
    /// after it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Customers' orders in all.
    #[arg(long, default_value_t = 1_000)]
    orders: u64,
    /// Orders of one world; more orders are played in more worlds.
    #[arg(long, default_value_t = 400)]
    world: u32,
    /// Virtual minutes over which the customers of a world order; the seed decides without it.
    #[arg(long)]
    minutes: Option<u32>,
    /// Processes of the program in each world; the seed decides without it.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=3))]
    nodes: Option<u8>,
    /// So many times faster are suppliers and parcels in worlds that are in a hurry.
    #[arg(long, default_value_t = plan::HURRY, value_parser = clap::value_parser!(u32).range(2..))]
    hurry: u32,
    /// Worlds at the same time.
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Make this mistake on purpose, or `all` one after another; only builds for tests can.
    #[arg(long, alias = "mutations")]
    mutation: Option<String>,
    /// Leave these troubles out, e.g. `crashes,clocks`.
    #[arg(long, value_delimiter = ',')]
    without: Vec<Trouble>,
    /// Print what a failing world came to, without looking for a smaller one.
    #[arg(long)]
    as_it_is: bool,
    /// End after so many worlds that fail.
    #[arg(long, default_value_t = 1)]
    failures: usize,
    /// Say aloud what the program logs.
    #[arg(long, hide = true)]
    aloud: bool,
}

/// A trouble that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Trouble {
    /// Delays, cuts, silence and repeats on the network.
    Network,
    /// Faults of the platforms.
    Platforms,
    /// Crashes of nodes.
    Crashes,
    /// Jumps of nodes' clocks.
    Clocks,
    /// People who change their minds.
    People,
}

/// Whether no further world is begun.
static ENDS: AtomicBool = AtomicBool::new(false);

/// How often it is said how far it has come.
const TELL: Duration = Duration::from_secs(60);

/// No world is begun any more; those that are played are played to their ends.
pub(crate) fn end_soon() {
    ENDS.store(true, Ordering::Relaxed);
}

/// A number for each world of this process, for its folder's name.
fn world_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn node_name(number: usize) -> String {
    format!("node-{number}")
}

/// Runs the worlds.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    ear::start(options.aloud);
    match options.mutation.as_deref() {
        Some("all") => return mutants::run(options),
        Some(name) => {
            let mutation = Mutation::parse(name).with_context(|| {
                let names = Mutation::ALL.iter().map(|one| one.as_str());
                format!(
                    "there is no mutation {name}; there are {}",
                    names.collect::<Vec<_>>().join(", ")
                )
            })?;
            return worlds(options, Some(mutation));
        }
        None => {}
    }
    worlds(options, None)
}

/// The worlds of these options.
fn plans(options: &Options, mutation: Option<Mutation>) -> Vec<Plan> {
    let mut left = options.orders;
    let mut seed = options.seed;
    let mut plans = Vec::new();
    while left > 0 {
        let orders = u32::try_from(left)
            .unwrap_or(u32::MAX)
            .min(options.world.max(1));
        left -= u64::from(orders);
        let mut plan = Plan::of(
            seed,
            orders,
            options.minutes,
            options.nodes.map(usize::from),
        );
        for trouble in &options.without {
            match trouble {
                Trouble::Network => plan.troubles.network = false,
                Trouble::Platforms => plan.troubles.platforms = false,
                Trouble::Crashes => plan.troubles.crashes = false,
                Trouble::Clocks => plan.troubles.clocks = false,
                Trouble::People => plan.troubles.people = false,
            }
        }
        if plan.hurry > 1 {
            plan.hurry = options.hurry;
        }
        plan.mutation = mutation;
        plans.push(plan);
        seed = seed.wrapping_add(1);
    }
    plans
}

/// Plays one world in a runtime of its own.
fn play(plan: &Plan) -> anyhow::Result<Outcome> {
    if plan.mutation.is_some() && !mutation::choose(plan.mutation) {
        anyhow::bail!(
            "this build makes no mistakes on purpose: build it with `--features mutations`"
        );
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()?;
    let outcome = runtime.block_on(world::play(plan));
    // Others may be played in this thread after it.
    let _ = mutation::choose(None);
    // Tasks of the world that still wait are dropped with it.
    runtime.shutdown_background();
    outcome.with_context(|| format!("the world could not be played: {}", plan.words()))
}

/// What the worlds came to.
struct Sum {
    worlds: u64,
    total: Tally,
    /// The histories of all worlds in one number.
    history: u64,
    failed: Vec<Outcome>,
    started: Instant,
}

fn worlds(options: &Options, mutation: Option<Mutation>) -> anyhow::Result<ExitCode> {
    let sum = play_all(options, mutation)?;
    let smallest = match sum.failed.iter().min_by_key(|outcome| outcome.plan.seed) {
        Some(first) if !options.as_it_is => Some(shrink::shrink(first)?),
        _ => None,
    };
    if options.json {
        let json = json!({
            "seed": options.seed,
            "worlds": sum.worlds,
            "history": format!("{:016x}", sum.history),
            "numbers": report::numbers(&sum.total),
            "seconds": sum.started.elapsed().as_secs(),
            "orders_per_second": rate(&sum.total, sum.started),
            "failed": sum.failed.iter().map(report::world).collect::<Vec<_>>(),
            "smallest": smallest.as_ref().map(report::world),
        });
        say(&serde_json::to_string_pretty(&json)?);
    } else {
        let (seconds, rate) = (
            sum.started.elapsed().as_secs(),
            rate(&sum.total, sum.started),
        );
        say(&format!("history {:016x}", sum.history));
        say(&format!(
            "{} worlds, {} orders in {seconds} s: {rate} orders/s; {}",
            sum.worlds,
            sum.total.orders,
            report::numbers(&sum.total)
        ));
    }
    let Some(shown) = smallest.as_ref().or(sum.failed.first()) else {
        return Ok(ExitCode::SUCCESS);
    };
    let words = shown.plan.words();
    say_error(&format!("the smallest world that fails: {words}"));
    say_error(&report::findings(&shown.findings));
    for story in &shown.stories {
        say_error(story);
    }
    Ok(ExitCode::FAILURE)
}

/// Plays the worlds and tells of each that fails as it ends.
fn play_all(options: &Options, mutation: Option<Mutation>) -> anyhow::Result<Sum> {
    let plans = plans(options, mutation);
    let count = plans.len();
    let mut sum = Sum {
        worlds: 0,
        total: Tally::default(),
        history: 0,
        failed: Vec::new(),
        started: Instant::now(),
    };
    let mut told = Instant::now();
    for outcome in side_by_side(plans, options.jobs.max(1)) {
        let outcome = outcome?;
        sum.worlds += 1;
        report::add(&mut sum.total, &outcome.tally);
        // Worlds end in any order; a sum does not mind.
        sum.history = sum.history.wrapping_add(outcome.history);
        if told.elapsed() > TELL {
            told = Instant::now();
            let (done, failed, orders) = (sum.worlds, sum.failed.len(), sum.total.orders);
            say_error(&format!(
                "{done} of {count} worlds, {failed} failed, {orders} orders, {} orders/s",
                rate(&sum.total, sum.started)
            ));
        }
        if outcome.findings.is_empty() {
            continue;
        }
        let found = report::findings(&outcome.findings);
        say_error(&format!("found in {}:\n{found}", outcome.plan.words()));
        sum.failed.push(outcome);
        if sum.failed.len() >= options.failures {
            break;
        }
    }
    Ok(sum)
}

/// Orders a second, of all worlds together.
fn rate(total: &Tally, started: Instant) -> u64 {
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    total.orders * 1_000 / millis.max(1)
}

/// Plays the worlds, so many at the same time, each in a thread of its own; ends come as they come.
fn side_by_side(plans: Vec<Plan>, jobs: usize) -> impl Iterator<Item = anyhow::Result<Outcome>> {
    let (ended, ends) = mpsc::sync_channel(jobs);
    let plans = std::sync::Arc::new(std::sync::Mutex::new(plans.into_iter()));
    for _ in 0..jobs {
        let (ended, plans) = (ended.clone(), std::sync::Arc::clone(&plans));
        std::thread::spawn(move || {
            loop {
                let next = plans
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .next();
                let Some(plan) = next.filter(|_| !ENDS.load(Ordering::Relaxed)) else {
                    return;
                };
                if ended.send(play(&plan)).is_err() {
                    return;
                }
            }
        });
    }
    ends.into_iter()
}
