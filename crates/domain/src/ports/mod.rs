//! What Crossdock needs of the outsides, as traits that the platforms fulfill.
//!
//! A port exists only where two real forms exist: stores, marketplaces. `app` knows ports only.

pub mod connect;
pub mod error;
pub mod marketplace;
pub mod post;
pub mod store;
pub mod tracker;
