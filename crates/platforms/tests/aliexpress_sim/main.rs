//! The AliExpress simulator from outside, over HTTP, with a signature of the test's own making.
//!
//! Nothing of the client is used here: what these tests send and read comes from the reference
//! sheet alone, so that a misreading in the client is not repeated.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::panic, reason = "a test fails by panicking")]

mod caller;
mod gateway;
mod goods;
mod placing;
mod pushing;
mod traveling;
