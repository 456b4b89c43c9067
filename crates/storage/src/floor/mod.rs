//! The floor under the storage, for `crossdock bench`: the same rows through the bare driver, with the
//! same durability and as little around them as possible; and a loader that fills a database with
//! millions of orders.
//!
//! The program itself must never use it: it decides nothing, checks no version and wakes nobody.

pub mod bulk;
mod deliveries;
mod deliveries_postgres;
mod orders;
mod pages;

pub use deliveries::BareDeliveries;
pub use orders::{OrderRows, RowReader, RowWriter};
pub use pages::{BareList, BarePages};
