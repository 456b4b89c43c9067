//! The simulated Shopify store, spoken to as its API is: schema, costs, life of fulfillment orders,
//! refusals, access, webhooks, pages.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod access;
mod bench;
mod requests;
mod webhooks;
mod work;
