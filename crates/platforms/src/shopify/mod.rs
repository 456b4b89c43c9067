//! Shopify, an online store platform: what it is to us, how it is called, and its simulator.
//!
//! `api` sends, `wire` spells, `convert` translates and is pure; `documents` holds every request that is
//! ever sent. Nothing outside this folder knows the vendor's words, and this folder knows no other
//! platform. README.md holds the facts that the files here are written from, and what of them nobody has
//! confirmed.

mod api;
mod auth;
mod config;
mod connect;
mod convert;
mod documents;
mod error;
#[cfg(feature = "fuzz")]
pub(crate) mod fuzz;
#[cfg(test)]
mod schema_check;
pub mod sim;
mod store;
mod webhook;
mod wire;

use std::sync::Arc;

use domain::ports::connect::Connector;

use crate::http::{Http, Now};

/// How a Shopify store is connected and reached. One for the whole process: it holds each store's cost
/// budget.
#[must_use]
pub fn connector(http: Http, now: Now) -> Arc<dyn Connector> {
    Arc::new(connect::ShopifyConnector::new(http, now))
}
