//! Every step of the way, proven three times through one harness: it works; it works with each
//! outside call and each job repeated; it comes back after a crash at each point.
//!
//! The outsides are fakes with a memory of their own, the clock moves only when a test moves it, the
//! database is a real one on disk. After every case the fakes' ledger judges: no purchase was bought
//! twice, no parcel was told twice, and nothing waits that no job and no person looks after.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod harness;

mod answer_store;
mod at_the_tracker;
mod call_off;
mod cases;
mod desk;
mod doubt;
mod export;
mod follow;
mod fulfill;
mod many;
mod notices;
mod pay;
mod place;
mod plan;
mod receive;
mod reconcile;
mod settle;
mod sync;
mod track;
mod whole_way;
mod work;
