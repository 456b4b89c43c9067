//! The outsides that Crossdock speaks to, one folder a platform, and the list of them.
//!
//! An adapter here never sees the database or the desk. Each folder holds the client (real wire
//! protocol), the translation to the domain, and the platform's simulator.

pub mod aliexpress;
pub mod contract;
pub mod http;
pub mod shopbase;
pub mod sim;

use std::sync::Arc;

use domain::ports::connect::Connector;

/// How each platform is connected and reached, in the order people see them.
#[must_use]
pub fn connectors(http: &http::Http, now: &http::Now) -> Vec<Arc<dyn Connector>> {
    vec![
        shopbase::connector(http.clone(), Arc::clone(now)),
        aliexpress::connector(http.clone(), Arc::clone(now)),
    ]
}

/// The fuzz targets of each platform.
#[cfg(feature = "fuzz")]
#[must_use]
pub fn fuzz_targets() -> Vec<domain::fuzz::Target> {
    [shopbase::fuzz::TARGETS, aliexpress::fuzz::TARGETS].concat()
}
