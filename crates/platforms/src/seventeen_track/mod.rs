//! 17TRACK, a tracker of parcels: what it is to us, how it is called, and its simulator.
//!
//! `api` sends, `wire` spells, `convert` translates and is pure. Nothing outside this folder knows
//! the vendor's words, and this folder knows no other platform. README.md holds the facts that the
//! files here are written from, and what of them nobody has confirmed.

mod access;
mod api;
mod carriers;
mod connect;
mod convert;
mod error;
#[cfg(feature = "fuzz")]
pub(crate) mod fuzz;
pub mod sim;
mod tracker;
mod webhook;
mod wire;

use std::sync::Arc;

use domain::ports::connect::Connector;

use crate::http::{Http, Now};

/// How a 17TRACK account is connected and reached. One for the whole process: it holds each account's
/// call budget.
#[must_use]
pub fn connector(http: Http, now: Now) -> Arc<dyn Connector> {
    Arc::new(connect::SeventeenTrackConnector::new(http, now))
}
