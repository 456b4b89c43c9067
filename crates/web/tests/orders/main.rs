//! Orders and products at the desk from the outside: requests go in, answers are looked at. Behind it
//! is a real database with orders made for each case, and an invented store and marketplace.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../bench/mod.rs"]
#[expect(
    dead_code,
    reason = "shared with other tests, each of which uses a part"
)]
mod bench;

mod cases;
mod cast;
mod doubt;
mod exports;
mod failures;
mod fixing;
mod hostile;
mod list;
mod parcels;
mod placing;
mod products;
mod story;
