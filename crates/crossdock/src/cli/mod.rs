//! The command line: one file a command.

mod backup;
mod bench;
mod config_command;
mod doctor;
mod move_command;
mod orders;
mod serve;
mod sim;
mod torture;
mod user;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::config::Config;
use crate::{demo, logging};

pub(crate) use serve::{serve as serve_until, stop_signal};

/// Takes each paid order from your store, buys it at the suppliers, follows the parcel and tells the
/// store and the customer.
///
/// New here? `crossdock demo` shows it with rehearsed platforms, without an account. For real work:
/// `crossdock serve`, then open the printed address and set up the owner.
#[derive(Debug, Parser)]
#[command(version, about, long_about, max_term_width = 100)]
pub(crate) struct Arguments {
    /// The configuration file; without it `crossdock.toml` is read if it is there.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show everything with rehearsed platforms, without an account.
    Demo(demo::Options),
    /// Run the desk and the background work.
    Serve(serve::Options),
    /// Run the background work alone, beside other processes on one PostgreSQL database.
    Work(work::Options),
    /// Run one platform's simulator alone.
    Sim(sim::Options),
    /// List, show, place and export orders.
    #[command(subcommand)]
    Orders(orders::Command),
    /// Check configuration, database, connections, clock and webhooks, and say what to do.
    Doctor(doctor::Options),
    /// Copy the database and its key while everything runs.
    Backup(backup::Options),
    /// Try the whole system with everything that can go wrong, on a virtual clock, and judge it.
    Torture(torture::Options),
    /// Move everything to another database: PostgreSQL, or a SQLite file.
    Move(move_command::Options),
    /// Measure this machine's speed, each figure beside the floor under it.
    Bench(crate::bench::Options),
    /// Add people and reset passwords.
    #[command(subcommand)]
    User(user::Command),
    /// Show the configuration and its schema.
    #[command(subcommand)]
    Config(config_command::Command),
    /// Print this help of all commands as one text.
    #[command(hide = true)]
    HelpText,
}

/// Runs a command.
pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let file = arguments.config.as_deref();
    match arguments.command {
        Command::Demo(options) => return demo::run(options).await,
        Command::Bench(options) => return bench::run(options).await,
        Command::Sim(options) => sim::run(&options).await?,
        Command::Torture(options) => return torture::run(options).await,
        Command::HelpText => config_command::help_text(Arguments::command())?,
        Command::Config(command) => config_command::run(&command, file)?,
        Command::Serve(options) => {
            let config = Config::read(file)?;
            logging::start(&config.log);
            serve::run(&config, &options).await?;
        }
        Command::Work(options) => {
            let config = Config::read(file)?;
            logging::start(&config.log);
            work::run(&config, &options).await?;
        }
        Command::Orders(command) => orders::run(&Config::read(file)?, command).await?,
        Command::Doctor(options) => return doctor::run(&Config::read(file)?, &options).await,
        Command::Backup(options) => backup::run(&Config::read(file)?, &options).await?,
        Command::Move(options) => move_command::run(&Config::read(file)?, &options).await?,
        Command::User(command) => user::run(&Config::read(file)?, command).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells a person what went wrong, with its causes, and ends with 1.
pub(crate) fn failed(error: &anyhow::Error) -> ExitCode {
    say_error(&format!("{error:#}"));
    ExitCode::FAILURE
}

/// Prints a line of the answer.
#[expect(
    clippy::print_stdout,
    reason = "the command line speaks to the terminal"
)]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// Prints a line beside the answer.
#[expect(
    clippy::print_stderr,
    reason = "the command line speaks to the terminal"
)]
pub(crate) fn say_error(text: &str) {
    eprintln!("crossdock: {text}");
}
