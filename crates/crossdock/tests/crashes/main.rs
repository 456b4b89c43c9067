//! Real crashes: the real program under load between both simulators, killed (`SIGKILL`) at random times
//! and started again, and its PostgreSQL stopped at once and started again. Afterwards the judge reads
//! the simulators' ledgers and the database at rest.
//!
//! Each run is steered by the environment, so that the same test is a short one of every day and a long
//! one of a proof:
//!
//! - `CRASH_COUNT`: how many crashes; a handful without it.
//! - `CRASH_SEED`: decides the orders, the clicks and the moments.
//! - `CRASH_BINARY`: the program, e.g. `target/release/crossdock`.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![expect(
    clippy::print_stderr,
    reason = "what the program said is shown when a run fails, and how far a long one is"
)]
#![expect(
    dead_code,
    reason = "the bench is that of the journeys, which use more of it"
)]

#[path = "../journeys/bench/mod.rs"]
mod bench;
mod customers;
mod desk;
mod door;
mod evidence;
mod judge;
mod kills;
mod merchant;
mod nodes;
mod outsides;
mod stage;
