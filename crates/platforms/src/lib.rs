//! The outsides that Crossdock speaks to, one folder a platform, and the list of them.
//!
//! An adapter here never sees the database or the desk. Each folder holds the client (real wire
//! protocol), the translation to the domain, and the platform's simulator.

pub mod aliexpress;
pub mod http;
pub mod shopbase;
pub mod sim;
