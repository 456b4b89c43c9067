//! What each port promises, as checks that every platform passes: on its simulator always, on the
//! real platform where there are keys.
//!
//! It names no platform. A check says what it saw instead of panicking, so that it can also run
//! outside of tests.

pub mod marketplace;
pub mod store;
pub mod tracker;
