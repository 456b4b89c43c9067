//! The conformance suite on PostgreSQL: a database of its own for each case.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod clusters;
mod conformance;

use conformance::conformance;

conformance!(crate::clusters::postgres);
