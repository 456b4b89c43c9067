//! The bench on which every platform's simulator stands: a virtual clock, faults on a switch and a
//! small HTTP server that can also cut a connection.
//!
//! A simulator is a stateful local stand-in of a platform, served over the platform's own HTTP
//! protocol. It never imports a client's wire types (shared types would share the misreading) and
//! nothing of `domain`: it is written from the platform's reference sheet alone.

pub mod clock;
pub mod fault;
pub mod server;

pub use clock::SimClock;
pub use fault::{FaultKind, FaultRule, Faults};
pub use server::{CutConnection, Holds, SimServer};
