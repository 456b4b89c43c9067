//! `crossdock orders`: list, show, place and export, for a terminal and for scripts.

mod export;
mod json;

use anyhow::Context;
use app::App;
use domain::ids::OrderId;
use domain::order::{Dossier, Tab};
use storage::{OrderFilter, OrderPosition, OrderSort};

pub(crate) use json::order as order_json;

use super::{say, say_error};
use crate::config::Config;
use crate::program;

/// Orders that are read at once.
const PAGE: u32 = 200;

/// What `orders` can do.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List orders, newest first.
    List {
        #[command(flatten)]
        which: Which,
        /// At most so many.
        #[arg(long, default_value_t = 50)]
        limit: usize,
        /// One JSON array instead of lines.
        #[arg(long)]
        json: bool,
    },
    /// Show one order with its purchases, parcels and story.
    Show {
        /// The order's number as customers know it (`#1001`), or our id of it.
        order: String,
        /// One JSON object instead of lines.
        #[arg(long)]
        json: bool,
    },
    /// Place what is planned of these orders. A running `serve` does the work within seconds.
    Place {
        /// The orders' numbers or ids.
        #[arg(required = true)]
        orders: Vec<String>,
    },
    /// Write orders, or what belongs to them, to a file.
    Export(export::Options),
}

/// Which orders.
#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// Only of this tab.
    #[arg(long, value_parser = read_tab)]
    tab: Option<Tab>,
    /// Only those that a person should look at.
    #[arg(long)]
    attention: bool,
    /// Only those with words that begin like these: number, customer, product, tracking number, supplier order number.
    #[arg(long, default_value = "")]
    search: String,
}

fn read_tab(text: &str) -> Result<Tab, String> {
    Tab::parse(text).ok_or_else(|| {
        let known: Vec<&str> = Tab::ALL.iter().map(|tab| tab.as_str()).collect();
        format!("use one of {}", known.join(", "))
    })
}

/// Runs a command.
pub(crate) async fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    let app = program::open(config).await?;
    match command {
        Command::List { which, limit, json } => list(&app, &which, limit, json).await,
        Command::Show { order, json } => show(&app, &order, json).await,
        Command::Place { orders } => place(&app, &orders).await,
        Command::Export(options) => export::run(config, &app, options).await,
    }
}

impl Which {
    fn filter(&self) -> OrderFilter {
        OrderFilter {
            tab: self.tab,
            needs_person: self.attention,
            search: self.search.clone(),
            ..OrderFilter::default()
        }
    }
}

async fn list(app: &App, which: &Which, limit: usize, json: bool) -> anyhow::Result<()> {
    let mut after: Option<OrderPosition> = None;
    let mut found = Vec::new();
    while found.len() < limit {
        let page = app
            .space()
            .orders(which.filter(), OrderSort::Newest, after, PAGE)
            .await?;
        found.extend(page.orders);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    found.truncate(limit);
    if json {
        let all: Vec<_> = found.iter().map(order_json).collect();
        say(&serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    for dossier in &found {
        let order = &dossier.order;
        let mark = if order.needs_person { "!" } else { " " };
        say(&format!(
            "{mark} {:<10} {:<18} {:>14}  {:<3} {}",
            order.number,
            order.tab.as_str(),
            order.total.to_string(),
            order.recipient.address.country.as_str(),
            order.customer_name
        ));
    }
    Ok(())
}

async fn show(app: &App, wanted: &str, json: bool) -> anyhow::Result<()> {
    let dossier = find(app, wanted).await?;
    let timeline = app.space().timeline(dossier.order.id).await?;
    let mut shown = order_json(&dossier);
    shown["timeline"] = json::timeline(&timeline);
    if json {
        say(&serde_json::to_string_pretty(&shown)?);
        return Ok(());
    }
    let order = &dossier.order;
    say(&format!(
        "{}  {}  {}",
        order.number,
        order.tab.as_str(),
        order.total
    ));
    for line in &order.lines {
        say(&format!(
            "  {} × {} {}",
            line.wanted_quantity(),
            line.title,
            line.variant_title
        ));
    }
    for problem in &order.problems {
        say(&format!(
            "  problem: {} {}",
            problem.failure.reason.as_str(),
            problem.failure.detail
        ));
    }
    for purchase in &dossier.purchases {
        let numbers: Vec<&str> = purchase
            .supplier_orders
            .iter()
            .map(|order| order.external_id.as_str())
            .collect();
        let state = purchase.status.state().as_str();
        say(&format!(
            "  {} from {}: {}",
            state,
            purchase.supplier.name,
            numbers.join(", ")
        ));
        if let Some(failure) = &purchase.failure {
            say(&format!(
                "    {} {}",
                failure.reason.as_str(),
                failure.detail
            ));
        }
    }
    for parcel in &dossier.parcels {
        let number = parcel.number.as_deref().unwrap_or("no number yet");
        say(&format!("  parcel {number}: {}", parcel.status.as_str()));
    }
    for event in timeline.iter().rev() {
        say(&format!(
            "  {}  {}",
            event.at,
            serde_json::to_string(&event.kind)?
        ));
    }
    Ok(())
}

async fn place(app: &App, wanted: &[String]) -> anyhow::Result<()> {
    let mut ids = Vec::new();
    for one in wanted {
        ids.push(find(app, one).await?.order.id);
    }
    let placing = app::desk::place_orders(app, &ids).await?;
    say(&format!("{} purchases are being placed", placing.started));
    for (_, why) in &placing.refused {
        say_error(why);
    }
    anyhow::ensure!(
        placing.refused.is_empty(),
        "{} orders were not placed",
        placing.refused.len()
    );
    Ok(())
}

/// The order with this id, or the one with this number.
async fn find(app: &App, wanted: &str) -> anyhow::Result<Dossier> {
    if let Ok(id) = wanted.parse::<i64>()
        && let Some(dossier) = app.space().dossier(OrderId(id)).await?
    {
        return Ok(dossier);
    }
    let filter = OrderFilter {
        search: wanted.to_owned(),
        ..OrderFilter::default()
    };
    let found = app
        .space()
        .orders(filter, OrderSort::Newest, None, PAGE)
        .await?;
    let number = wanted.trim_start_matches('#');
    let mut same = found
        .orders
        .into_iter()
        .filter(|order| order.order.number.trim_start_matches('#') == number);
    let first = same
        .next()
        .with_context(|| format!("there is no order {wanted}"))?;
    anyhow::ensure!(
        same.next().is_none(),
        "several stores have an order {wanted}; use the id"
    );
    Ok(first)
}
