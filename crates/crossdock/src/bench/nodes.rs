//! `nodes`: the way with one, two and three processes on one PostgreSQL.

use anyhow::Context;
use storage::throwaway::{Durability, Options as Cluster, Postgres};

use super::Options;
use super::child::Child;
use super::clock::Pace;
use super::figures::{median, rate};
use super::folder::Folder;
use super::part::Part;
use super::report::{Report, Row};
use super::sims::{Sims, SimsReady};
use super::stage::{self, Data};
use super::way::{Control, FIRST, ORDERS, SPEED};

const BENCH: &str = "nodes";

/// So many processes at the most.
const MOST: usize = 3;

/// Measures.
pub(super) async fn measure(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let cluster = match &options.database_url {
        Some(_) => None,
        None => Some(tokio::task::block_in_place(|| {
            Postgres::start(&Cluster::new(Durability::Real))
        })?),
    };
    let orders = usize::try_from(options.orders.unwrap_or(ORDERS))?;
    let mut one = None;
    for processes in 1..=MOST {
        let url = match &cluster {
            Some(cluster) => tokio::task::block_in_place(|| cluster.create_database())?,
            None => options.database_url.clone().context("no database")?,
        };
        let found = with(processes, url, orders, options).await?;
        let floor = *one.get_or_insert(found.0);
        let what = match processes {
            1 => "PostgreSQL, 1 process".to_owned(),
            more => format!("PostgreSQL, {more} processes"),
        };
        report.add(Row {
            unit: "orders/s",
            p50: Some(found.1),
            ..Row::rate(BENCH, what, found.0, floor)
        });
    }
    Ok(())
}

/// Orders a second and the median wait in milliseconds.
async fn with(
    processes: usize,
    url: String,
    orders: usize,
    options: &Options,
) -> anyhow::Result<(f64, f64)> {
    let folder = Folder::make(options.folder.as_deref())?;
    let pace = Pace::beginning_now(SPEED);
    let sims = Child::part(&Part::Sims(Sims {
        pace: Some(pace),
        echo: false,
    }))?;
    let ready: SimsReady = sims.answer()?;
    let data = Data {
        folder: folder.inner("nodes"),
        database_url: Some(url),
    };
    stage::prepare(&data, &ready, Some(pace)).await?;
    let mut desks = Vec::new();
    for _ in 0..processes {
        desks.push(Child::part(&Part::Desk {
            data: data.clone(),
            workers: options.workers,
            pace: Some(pace),
        })?);
    }
    let control = Control::of(&ready)?;
    control.subscribed().await?;
    control.fulfill(FIRST).await?;
    let (mut rates, mut waits) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds {
        let fulfilled = control.fulfill(orders).await?;
        rates.push(rate(
            orders,
            std::time::Duration::from_secs_f64(fulfilled.seconds),
        ));
        waits.push(fulfilled.p50);
    }
    Ok((median(&rates), median(&waits)))
}
