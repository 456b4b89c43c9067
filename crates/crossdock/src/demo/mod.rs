//! `crossdock demo`: the whole way with rehearsed platforms, on a clock that can be sped up.
//!
//! Two simulated stores with customers, a simulated marketplace with suppliers, and a simulated merchant
//! who does what a person would; the program between them is the real one.

mod customers;
mod judge;
mod merchant;
mod post;
mod report;
mod rest;
mod shelves;
mod stage;
mod store;
mod tracker;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::cli::{say, say_error};
use crate::config::{Log, LogFormat};
use crate::logging;
use stage::Stage;

/// What `demo` takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// How many orders customers place over the first day.
    #[arg(long, default_value_t = 40)]
    orders: u32,
    /// How many times as fast as real time the clock runs. Without it: a day in three minutes, and with
    /// `--headless` as fast as this machine can.
    #[arg(long)]
    speed: Option<f64>,
    /// No desk to look at: end when all orders have come to rest.
    #[arg(long)]
    headless: bool,
    /// At the end, print one JSON object: orders, purchases, parcels, failures, ledgers and checks.
    #[arg(long)]
    json: bool,
    /// Decides everything that is random.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How often the platforms misbehave.
    #[arg(long, value_enum, default_value_t = FaultLevel::Some)]
    faults: FaultLevel,
    /// The desk's port on this machine; 0 takes a free one.
    #[arg(long, default_value_t = 4180)]
    port: u16,
    /// Real seconds after which a headless rehearsal that does not come to rest is given up.
    #[arg(long, default_value_t = 900)]
    give_up_after: u64,
    /// What is logged, e.g. `info` or `app=debug`.
    #[arg(long)]
    log: Option<String>,
    /// The merchant does nothing by itself: you place, pay and answer.
    #[arg(long)]
    by_hand: bool,
}

/// How often the platforms misbehave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FaultLevel {
    /// Never.
    None,
    /// Now and then.
    Some,
    /// All the time.
    Many,
}

/// A day in three minutes.
const WATCHING_SPEED: f64 = 480.0;

/// As fast as a machine with two cores keeps up with: calls take time, and an answer that comes a
/// virtual hour late is a fault of its own.
const HEADLESS_SPEED: f64 = 6_000.0;

/// Once all orders are in, little happens at once: parcels travel for days.
const TRAVELING_SPEED: f64 = 30_000.0;

/// More than a real installation needs by default: a rehearsal's hours pass in seconds.
const JOBS_AT_ONCE: usize = 24;

/// Runs the rehearsal.
pub(crate) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let usual = if options.headless {
        "error"
    } else {
        "warn,app::queue=error"
    };
    let filter = options.log.clone().unwrap_or_else(|| usual.to_owned());
    logging::start(&Log {
        filter,
        format: LogFormat::Text,
    });
    let default_speed = if options.headless {
        HEADLESS_SPEED
    } else {
        WATCHING_SPEED
    };
    let speed = options.speed.unwrap_or(default_speed);
    let port = if options.headless { 0 } else { options.port };
    let listener = TcpListener::bind(("127.0.0.1", port)).await.with_context(|| {
        format!("port {port} can't be listened on; choose another one with --port, or 0 for a free one")
    })?;
    let own_url = format!("http://{}", listener.local_addr()?);
    let stage = Stage::set_up(&options, speed, &own_url).await?;
    let (stop, stopped) = oneshot::channel();
    let mut web = web::WebOptions::new(own_url.clone());
    web.allow_loopback_pictures = true;
    web.extra_links = stage.pages();
    let stopping = async {
        let _ = stopped.await;
    };
    let serving = crate::cli::serve_until(stage.app.clone(), web, listener, JOBS_AT_ONCE, stopping);
    let serving = tokio::spawn(serving);
    shelves::open(&stage).await?;
    let (curtain, falling) = watch::channel(false);
    let ordering = customers::order_all(stage.clone(), options.clone(), falling.clone());
    let ordering = tokio::spawn(ordering);
    let working = (!options.by_hand || options.headless)
        .then(|| tokio::spawn(merchant::work(stage.clone(), falling, options.headless)));
    let code = if options.headless {
        judge_at_rest(&stage, &options, ordering.await??).await?
    } else {
        greet(&stage, &own_url, speed, &options).await?;
        crate::cli::stop_signal().await;
        ordering.abort();
        ExitCode::SUCCESS
    };
    curtain.send_replace(true);
    let _ = stop.send(());
    if let Some(working) = working {
        working.abort();
    }
    serving.await??;
    Ok(code)
}

/// Waits until everything has come to rest, prints what it came to, and judges it.
async fn judge_at_rest(
    stage: &Stage,
    options: &Options,
    script: customers::Script,
) -> anyhow::Result<ExitCode> {
    if options.speed.is_none() {
        stage.clock.set_speed(TRAVELING_SPEED);
    }
    let patience = Duration::from_secs(options.give_up_after);
    let rested = rest::wait(stage, &script, patience).await;
    let report = report::of(stage, &script).await?;
    say(&if options.json {
        serde_json::to_string_pretty(&report.json)?
    } else {
        report.text()
    });
    if let Err(why) = &rested {
        say_error(&format!("the rehearsal did not come to rest: {why}"));
    }
    let fine = rested.is_ok() && report.is_clean();
    Ok(if fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn greet(stage: &Stage, own_url: &str, speed: f64, options: &Options) -> anyhow::Result<()> {
    let link = stage.sign_in_link().await?;
    say("");
    say("  Crossdock is running with rehearsed platforms. Nothing here is real.");
    say("");
    say(&format!(
        "  Desk, signed in:   {own_url}/sign-in/link/{link}"
    ));
    for (label, url) in stage.pages() {
        say(&format!("  {:<18} {url}", format!("{label}:")));
    }
    say("");
    let hands = if options.by_hand {
        "You are the merchant."
    } else {
        "A rehearsed merchant places and pays; --by-hand leaves it to you."
    };
    say(&format!(
        "  {} orders arrive over the first day; the clock runs {speed} times as fast.",
        options.orders
    ));
    say(&format!("  {hands} Stop with Ctrl-C."));
    say("");
    Ok(())
}
