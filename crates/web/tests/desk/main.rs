//! The desk from the outside: requests go in, answers are looked at. Behind it is a real database and
//! an invented store and marketplace.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../bench/mod.rs"]
mod bench;

mod connecting;
mod frame;
mod hooks;
mod live;
mod pages;
mod people;
mod settings;
