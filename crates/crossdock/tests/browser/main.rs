//! The desk in a real browser: headless Chromium drives the program as people do.
//!
//! Each test starts the program itself, the simulated platforms and a browser with a fresh profile,
//! and does everything with mouse and keyboard. No test may look into the database or call the
//! program's functions: what a person can't see is not tested here. Before it: the pages' own tests
//! in `web`; after it: the pictures of the manual, which are made by the same means.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod audit;
mod chromium;
mod customers;
mod every_page;
mod first_day;
mod keyboard;
mod merchant;
mod parcels;
mod pictures;
mod program;
mod tab;
mod telling;
mod without_script;
