//! AliExpress as a marketplace: products, shipping, placing, orders and parcels of one buyer account.
//!
//! `api` sends, `wire` spells, `convert` translates and is pure, `error` knows every code. A call that
//! buys is made once and never repeated here; what is in doubt stays in doubt. The facts behind every
//! rule are listed in this folder's README.md.

mod address;
mod api;
mod auth;
mod config;
mod connect;
mod convert;
mod error;
#[cfg(feature = "fuzz")]
pub(crate) mod fuzz;
mod marketplace;
mod shared;
mod sign;
pub mod sim;
pub mod webhook;
mod wire;

use std::sync::Arc;

use domain::ports::connect::Connector;

use crate::http::{Http, Now};

/// The platform's name, as in the list of platforms.
pub const PLATFORM: &str = "aliexpress";

/// How AliExpress is connected and reached. Keep one for the whole process: it remembers what the
/// platform said about its limits, and the address library.
#[must_use]
pub fn connector(http: Http, now: Now) -> Arc<dyn Connector> {
    Arc::new(connect::AliexpressConnector::new(http, now))
}
