//! The simulated ShopBase store, tested from the outside over HTTP as a client would meet it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod bench;
mod faults;
mod fulfillments;
mod orders;
mod people;
mod products;
mod webhooks;
