//! The bench on which every platform's simulator stands: a virtual clock, faults on a switch, a small
//! HTTP server that can also cut a connection, and a network without sockets for rehearsals that live
//! in one process.
//!
//! A simulator is a stateful local stand-in of a platform, served over the platform's own HTTP
//! protocol. It never imports a client's wire types (shared types would share the misreading) and
//! nothing of `domain`: it is written from the platform's reference sheet alone.

pub mod clock;
pub mod fault;
pub mod members;
pub mod network;
pub mod server;
pub mod weather;

pub use clock::SimClock;
pub use fault::{FaultKind, FaultRule, Faults};
pub use members::{only_member, with_members};
pub use network::Network;
pub use server::{CutConnection, Holds, SimServer};
pub use weather::{Calm, Departure, Dice, Ending, Odds, Passage, Repeats, Seen, Weather};

// Simulators call out too, and may use nothing of the clients but the way there.
pub use crate::http::{Answer, Tcp, Transport};
