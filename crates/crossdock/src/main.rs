//! Crossdock: takes each paid order from the store, buys it at the suppliers, follows the parcel and
//! tells the store and the customer.
//!
//! All wiring is here and in `program`; the commands are in `cli`.

mod bench;
mod cli;
mod config;
mod demo;
mod folder;
mod limits;
mod logging;
mod program;
mod torture;

use std::process::ExitCode;

use clap::Parser;

/// Most of what the program does is small pieces of text and JSON, on many threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // One TLS provider for everything; a second call in one process would be refused and changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments = cli::Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return cli::failed(&anyhow::Error::new(error)),
    };
    match runtime.block_on(cli::run(arguments)) {
        Ok(code) => code,
        Err(error) => cli::failed(&error),
    }
}
